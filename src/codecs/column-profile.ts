// What the columns of a table hold, learnt from its first rows, and whether a further row is like
// them. Judges kinds of cells only, never their values.
import type { CellValue } from "../core/records.ts";
import { isBlank, kindOf } from "./figures.ts";

/** Share of a column's filled cells that must be of one kind for the column to be of it. */
const KIND_SHARE = 0.8;
/** Rows without which nothing is known of a column. */
const MIN_KNOWN_ROWS = 2;

interface Tally {
  filled: number;
  numbers: number;
  dates: number;
  /** Texts of several words. */
  phrases: number;
}

export class ColumnProfile {
  rows = 0;
  readonly #columns: Tally[] = [];

  learn(cells: readonly CellValue[]): void {
    this.rows += 1;
    for (const [column, cell] of cells.entries()) {
      const tally = (this.#columns[column] ??= { filled: 0, numbers: 0, dates: 0, phrases: 0 });
      const kind = kindOf(cell);
      if (kind === "blank") continue;
      tally.filled += 1;
      if (kind === "number") tally.numbers += 1;
      else if (kind === "date") tally.dates += 1;
      else if (isPhrase(cell)) tally.phrases += 1;
    }
  }

  /** True where a column of numbers or dates is known, so that rows can be told by it. */
  get hasFigures(): boolean {
    return this.#columns.some((_, column) => this.#kindOf(column) !== null);
  }

  /**
   * True when at least as many of the cells in columns of figures are of their column's kind as
   * are not, and one is; null where no column of figures is known.
   */
  fits(cells: readonly CellValue[]): boolean | null {
    let hasFigures = false;
    let alike = 0;
    let unlike = 0;
    for (const column of this.#columns.keys()) {
      const kind = this.#kindOf(column);
      if (kind === null) continue;
      hasFigures = true;
      const cell = cells[column] ?? null;
      if (isBlank(cell)) continue;
      if (kindOf(cell) === kind) alike += 1;
      else unlike += 1;
    }
    return hasFigures ? alike > 0 && alike >= unlike : null;
  }

  /** True when the column is known to hold no text of several words. */
  isWithoutPhrases(column: number): boolean {
    const tally = this.#columns[column];
    return tally !== undefined && tally.filled > MIN_KNOWN_ROWS && tally.phrases === 0;
  }

  #kindOf(column: number): "number" | "date" | null {
    const tally = this.#columns[column];
    if (tally === undefined || tally.filled < MIN_KNOWN_ROWS) return null;
    if (tally.numbers >= tally.filled * KIND_SHARE) return "number";
    return tally.dates >= tally.filled * KIND_SHARE ? "date" : null;
  }
}

export function isPhrase(cell: CellValue): boolean {
  return typeof cell === "string" && /\S\s+\S/.test(cell);
}
