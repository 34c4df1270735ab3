// Finds the tables of one page: first those whose cells are drawn, then others among the words left.
import { findBorderless } from "./borderless-tables.ts";
import { joinEdges } from "./edges.ts";
import { findGrids, type Grid } from "./grids.ts";
import { middleX, middleY, type Edge, type PageContent, type Word } from "./page.ts";
import { readGrid, type RuledTable } from "./ruled-tables.ts";
import type { TablesOfPage } from "./stitching.ts";
import type { PageTable } from "./table.ts";
import { joinWords, toLines } from "./text-lines.ts";

/** @returns tables from top to bottom, those beside each other from left to right. */
export function findPageTables(page: PageContent): TablesOfPage {
  const { number, words, turnedWords, edges, facts } = page;
  const joined = joinEdges(edges);
  const tables: PageTable[] = [];
  let left: readonly Word[] = words;
  for (const grid of findGrids(joined).toSorted((a, b) => areaOf(a) - areaOf(b))) {
    const found = readGrid(grid, [...left, ...turnedWords], number);
    if (found === null) continue;
    tables.push(...betterReading(found, joined.horizontal, number));
    left = left.filter((word) => !found.words.has(word));
  }
  tables.push(...findBorderless(left, joined.horizontal, number));
  const sorted = tables.toSorted((a, b) => a.top - b.top || a.x0 - b.x0);
  return {
    page: number,
    tables: sorted,
    ...linesAround(left, sorted),
    unmappedShare: facts.letters === 0 ? 0 : facts.unmappedLetters / facts.letters,
  };
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

function linesAround(
  words: readonly Word[],
  tables: readonly PageTable[],
): Pick<TablesOfPage, "linesAbove" | "linesBelow"> {
  const [first] = tables;
  const last = tables.at(-1);
  if (first === undefined || last === undefined) return { linesAbove: [], linesBelow: 0 };
  const outside = words.filter((word) => !tables.some((table) => holds(table, word)));
  return {
    linesAbove: toLines(outside.filter((word) => middleY(word) < first.top)).map((line) =>
      joinWords(line.words),
    ),
    linesBelow: toLines(outside.filter((word) => middleY(word) > last.bottom)).length,
  };
}

function holds({ x0, x1, top, bottom }: PageTable, word: Word): boolean {
  const [x, y] = [middleX(word), middleY(word)];
  return x >= x0 - 1 && x <= x1 + 1 && y >= top - 1 && y <= bottom + 1;
}
