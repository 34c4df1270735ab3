// Tables whose cells are drawn: words go into the cells of a grid by their middle. A grid that does
// not fit the text beneath it is not used, or gives its columns only.
// Source: design section on ruled tables (gates of camelot and tabula).
import { isValueOrNone } from "./cell-values.ts";
import type { Grid, GridCell } from "./grids.ts";
import { toLineRow, type Column } from "./line-rows.ts";
import { middleX, middleY, type Word } from "./page.ts";
import { mergeRows } from "./row-merging.ts";
import { cellText, type PageTable, type TableRow } from "./table.ts";
import { toChunks, toLines, type Line } from "./text-lines.ts";

const MAX_EMPTY_SHARE = 0.9;
const MIN_TEXT_ROWS = 3;
/** Rows of the grid for each line that fills two columns; fewer, and lines make the rows. */
const MIN_ROWS_PER_LINE = 0.55;
/** Share of the words that one cell may hold of a grid that is no frame. */
const MAX_CELL_SHARE = 0.6;

/** Share of the rows with several values in one cell that tells a grid without all its lines. */
const MAX_CROWDED_SHARE = 0.2;

export interface RuledTable {
  table: PageTable;
  /** Words that it holds. */
  words: ReadonlySet<Word>;
  /** True when cells hold what looks like several: lines of the grid are not drawn. */
  isCrowded: boolean;
}

/** @param words that no other table holds. @returns null when the grid is no table. */
export function readGrid(grid: Grid, words: readonly Word[], page: number): RuledTable | null {
  const { xs, ys } = grid;
  const box = {
    x0: xs[0] ?? 0,
    x1: xs.at(-1) ?? 0,
    top: ys[0] ?? 0,
    bottom: ys.at(-1) ?? 0,
  };
  const inside = words.filter((word) => {
    const [x, y] = [middleX(word), middleY(word)];
    return x >= box.x0 && x < box.x1 && y >= box.top && y < box.bottom;
  });
  if (inside.length === 0 || xs.length < 3) return null;
  const filled = fillCells(grid, inside);
  const cells = grid.cells.map((cell, index) => ({ cell, words: filled[index] ?? [] }));
  if (!isTable(cells, inside.length)) return null;
  const columns = xs.slice(1).map((x1, index) => ({ x0: xs[index] ?? 0, x1 }));
  const lines = toLines(inside);
  const textRows = lines.filter((line) => filledColumns(line, columns) > 1).length;
  const gridRows = new Set(cells.filter((cell) => cell.words.length > 0).map(({ cell }) => cell.y));
  const isRowPerLine =
    textRows >= MIN_TEXT_ROWS &&
    gridRows.size < textRows * MIN_ROWS_PER_LINE &&
    hasStackedValues(cells);
  const { rows, headerRows } = isRowPerLine
    ? mergeRows(
        lines.map((line) => toLineRow(line, columns, false)),
        columns,
        ys,
      )
    : gridTable(grid, cells);
  const table: PageTable = {
    page,
    kind: "ruled",
    ...box,
    columns,
    rows,
    headerRows,
    gridFit: fitOf(inside, columns),
  };
  return { table, words: new Set(inside), isCrowded: isCrowded(cells) };
}

interface FilledCell {
  cell: GridCell;
  words: Word[];
}

function isTable(cells: readonly FilledCell[], wordCount: number): boolean {
  const filled = cells.filter(({ words }) => words.length > 0);
  if (filled.length < 4 || 1 - filled.length / cells.length >= MAX_EMPTY_SHARE) return false;
  const columns = new Set(filled.map(({ cell }) => cell.x));
  const rows = new Set(filled.map(({ cell }) => cell.y));
  if (columns.size < 2 || rows.size < 2) return false;
  const most = Math.max(...filled.map(({ words }) => words.length));
  return most <= wordCount * MAX_CELL_SHARE || most < 12;
}

/** A cell with several values one below the other holds several rows. */
function hasStackedValues(cells: readonly FilledCell[]): boolean {
  return cells.some(({ words }) => {
    const values = toLines(words).filter((line) =>
      line.words.every(({ text }) => isValueOrNone(text)),
    );
    return values.length > 1;
  });
}

/** Several chunks beside each other in one cell, values among them, in many rows. */
function isCrowded(cells: readonly FilledCell[]): boolean {
  const rows = new Set<number>();
  const crowded = new Set<number>();
  for (const { cell, words } of cells) {
    if (words.length === 0) continue;
    rows.add(cell.y);
    const isFull = toLines(words).some((line) => {
      const chunks = toChunks(line);
      const values = chunks.filter((chunk) =>
        chunk.words.some(({ text }) => isValueOrNone(text)),
      ).length;
      return chunks.length > 1 && values > 0;
    });
    if (isFull) crowded.add(cell.y);
  }
  return crowded.size >= Math.max(1, rows.size * MAX_CROWDED_SHARE);
}

function fillCells({ xs, ys, cells }: Grid, words: readonly Word[]): Word[][] {
  const columns = xs.length - 1;
  const owner = new Int32Array(columns * (ys.length - 1));
  for (const [index, { x, y, x1, y1 }] of cells.entries())
    for (let row = y; row <= y1; row += 1)
      owner.fill(index, row * columns + x, row * columns + x1 + 1);
  const filled: Word[][] = cells.map(() => []);
  for (const word of words) {
    const x = slotOf(xs, middleX(word));
    const y = slotOf(ys, middleY(word));
    filled[owner[y * columns + x] ?? 0]?.push(word);
  }
  return filled;
}

function slotOf(lines: readonly number[], at: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((lines[middle] ?? 0) <= at) low = middle;
    else high = middle;
  }
  return low;
}

function filledColumns(line: Line, columns: readonly Column[]): number {
  const row = toLineRow(line, columns, false);
  return row.cells.filter((words) => words.length > 0).length;
}

function gridTable(
  { xs, ys }: Grid,
  cells: readonly FilledCell[],
): { rows: TableRow[]; headerRows: number } {
  const width = xs.length - 1;
  const rows: TableRow[] = ys.slice(1).map((bottom, index) => ({
    x0: xs[0] ?? 0,
    x1: xs.at(-1) ?? 0,
    top: ys[index] ?? 0,
    bottom,
    cells: Array.from({ length: width }, () => null),
  }));
  for (const { cell, words } of cells) {
    const row = rows[cell.y];
    if (row === undefined) continue;
    row.cells[cell.x] = cellText(words);
    if (cell.x1 > cell.x && words.length > 0)
      row.spans = new Map([...(row.spans ?? []), [cell.x, cell.x1 - cell.x + 1]]);
  }
  const filled = rows.filter((row) => row.cells.some((text) => text !== null));
  const firstValue = filled.findIndex((row) =>
    row.cells.some((text, column) => column > 0 && isValueOrNone(text)),
  );
  return { rows: filled, headerRows: Math.max(firstValue, 0) };
}

/** Share of the chunks that lie in one column. */
function fitOf(words: readonly Word[], columns: readonly Column[]): number {
  const chunks = toLines(words).flatMap((line) => toChunks(line));
  const fitting = chunks.filter(({ x0, x1 }) =>
    columns.some((column) => x0 >= column.x0 - 2 && x1 <= column.x1 + 2),
  );
  return chunks.length === 0 ? 0 : fitting.length / chunks.length;
}
