// Tables without drawn cells: lines in common columns that hold values or short labels.
// Source: design section on borderless tables.
import { isLabel, isValueOrNone } from "./cell-values.ts";
import { findColumnEnds } from "./column-ends.ts";
import { withNamesAbove } from "./header-columns.ts";
import { withSigns } from "./joined-columns.ts";
import { findRegions, type ChunkedLine, type Region } from "./kernels.ts";
import { toLineRow, type Column } from "./line-rows.ts";
import { boundingBox, type Edge, type Word } from "./page.ts";
import { mergeRows } from "./row-merging.ts";
import type { PageTable, TableRow } from "./table.ts";
import { toChunks, toLines, usualGap, type Line } from "./text-lines.ts";

/** Lines whose figures end at one place, for a column that is blank in others. */
const MIN_ALIGNED_LINES = 2;
/** Share of the rows in which a value stands, for a table of figures. */
const MIN_VALUE_ROWS = 0.4;
/** Fewer cells are filled where axes and legends of a chart stand in line by chance. */
const MIN_FILLED_SHARE = 0.34;
/** Longer labels are sentences. */
const MAX_LABEL_CHARACTERS = 40;

export function findBorderless(
  words: readonly Word[],
  rules: readonly Edge[],
  page: number,
): PageTable[] {
  const lines = toLines(words);
  const isColumnEnd = findColumnEnds(lines);
  const wordGap = usualGap(lines);
  const isAligned = findColumnEnds(lines, MIN_ALIGNED_LINES);
  const chunked = lines.map((line) => toChunkedLine(line, isColumnEnd, isAligned, wordGap));
  return findRegions(chunked).flatMap((region) => {
    const table = toTable(chunked, region, rules, page);
    return isTable(table) ? [table] : [];
  });
}

function toChunkedLine(
  line: Line,
  isColumnEnd: (word: Word) => boolean,
  isAligned: (word: Word) => boolean,
  wordGap: number,
): ChunkedLine {
  const chunks = toChunks(line, isColumnEnd, wordGap);
  for (const chunk of chunks)
    chunk.isAligned = chunk.words.length === 1 && chunk.words.every(isAligned);
  return { ...line, chunks };
}

function toTable(
  lines: readonly ChunkedLine[],
  { first, last, columns }: Region,
  edges: readonly Edge[],
  page: number,
): PageTable {
  const own = lines.slice(first, last + 1);
  const box = boundingBox(own);
  const firstBody = own.findIndex(
    ({ chunks }) =>
      chunks.filter(({ words }) => words.every(({ text }) => isValueOrNone(text))).length > 0,
  );
  const rows = own.map((line, index) => toLineRow(line, columns, index < firstBody, line.chunks));
  const rules = edges
    .filter(({ start, end, position }) => {
      const overlap = Math.min(end, box.x1) - Math.max(start, box.x0);
      return overlap > (box.x1 - box.x0) * 0.5 && position > box.top && position < box.bottom;
    })
    .map(({ position }) => position);
  const merged = mergeRows(rows, columns, rules);
  const table: PageTable = {
    page,
    kind: "borderless",
    ...box,
    columns,
    ...merged,
    gridFit: fitOf(own, columns),
  };
  return withNamesAbove(withSigns(table));
}

function fitOf(lines: readonly ChunkedLine[], columns: readonly Column[]): number {
  const chunks = lines.flatMap((line) => line.chunks);
  const fitting = chunks.filter(({ x0, x1 }) =>
    columns.some((column) => x0 >= column.x0 - 2 && x1 <= column.x1 + 2),
  );
  return fitting.length / Math.max(chunks.length, 1);
}

function isTable({ rows, columns, headerRows }: PageTable): boolean {
  const body = rows.slice(headerRows);
  if (columns.length < 2 || rows.length < 2 || body.length < 2) return false;
  const filled = body.reduce(
    (sum, { cells }) => sum + cells.filter((text) => text !== null).length,
    0,
  );
  if (filled < body.length * columns.length * MIN_FILLED_SHARE) return false;
  const withValues = body.filter(hasValue).length;
  if (withValues >= Math.max(2, body.length * MIN_VALUE_ROWS)) return true;
  return columns.length > 2 && hasShortLabels(body, columns.length);
}

function hasValue({ cells }: TableRow): boolean {
  return cells.some((text, column) => column > 0 && isValueOrNone(text));
}

/** A table of words: most cells are filled, and none of the columns is running text. */
function hasShortLabels(rows: readonly TableRow[], width: number): boolean {
  if (rows.length < 3) return false;
  const cells = rows.flatMap(({ cells: own }) => own.filter((text) => text !== null));
  const short = cells.filter((text) => text.length <= MAX_LABEL_CHARACTERS && isLabel(text));
  return cells.length >= rows.length * width * 0.6 && short.length >= cells.length * 0.8;
}
