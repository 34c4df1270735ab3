// Finds the tables of one page: first those whose cells are drawn, then others among the words left.
import { findBorderless } from "./borderless-tables.ts";
import { joinEdges } from "./edges.ts";
import { findGrids, type Grid } from "./grids.ts";
import type { Edge, PageContent, Word } from "./page.ts";
import { readGrid, type RuledTable } from "./ruled-tables.ts";
import type { PageTable } from "./table.ts";

/** @returns tables from top to bottom, those beside each other from left to right. */
export function findPageTables({ number, words, turnedWords, edges }: PageContent): PageTable[] {
  const joined = joinEdges(edges);
  const tables: PageTable[] = [];
  let left: readonly Word[] = words;
  for (const grid of findGrids(joined).sort((a, b) => areaOf(a) - areaOf(b))) {
    const found = readGrid(grid, [...left, ...turnedWords], number);
    if (found === null) continue;
    tables.push(...betterReading(found, joined.horizontal, number));
    left = left.filter((word) => !found.words.has(word));
  }
  tables.push(...findBorderless(left, joined.horizontal, number));
  return tables.sort((a, b) => a.top - b.top || a.x0 - b.x0);
}

/** Where cells of a grid hold several values, its text may tell the columns that are not drawn. */
function betterReading(
  { table, words, isCrowded }: RuledTable,
  rules: readonly Edge[],
  page: number,
): PageTable[] {
  if (!isCrowded) return [table];
  const others = findBorderless([...words], rules, page);
  const isBetter = others.some(
    ({ columns, rows }) =>
      columns.length >= table.columns.length && rows.length >= table.rows.length * 0.6,
  );
  return isBetter ? others : [table];
}

function areaOf({ xs, ys }: Grid): number {
  return ((xs.at(-1) ?? 0) - (xs[0] ?? 0)) * ((ys.at(-1) ?? 0) - (ys[0] ?? 0));
}
