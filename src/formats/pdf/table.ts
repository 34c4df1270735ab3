// A table as it was found on one page: rows of cells that still know their words and places.
import type { Box, Word } from "./page.ts";
import { joinLines, toLines } from "./text-lines.ts";

export interface TableRow extends Box {
  /** Text of each column; null where nothing stands. */
  cells: (string | null)[];
  /** Columns that a cell covers beyond its own, by its column; only where there are any. */
  spans?: ReadonlyMap<number, number>;
}

export interface PageTable extends Box {
  page: number;
  kind: "ruled" | "borderless";
  /** Left and right end of each column. */
  columns: readonly { x0: number; x1: number }[];
  rows: TableRow[];
  /** Rows at the top that lie above the first figure, as far as that is known. */
  headerRows: number;
  /** Share of the words in the table's box that lie in one cell only, 0 to 1. */
  gridFit: number;
}

/** @returns the text of a cell, its lines joined by blanks; null of none. */
export function cellText(words: readonly Word[]): string | null {
  return words.length === 0 ? null : joinLines(toLines(words));
}
