// Spreads a row that is written once and stands many times: within the limits, and in portions
// between which the sink may ask to wait. What cannot fit is refused before the first row.
import { MAX_ROW } from "../../codecs/sheets/addresses.ts";
import type { RowWindow } from "../../codecs/sheets/row-window.ts";
import { refuse, type SourceLocation } from "../../core/failure.ts";
import type { ParseContext } from "../../core/format.ts";
import type { CellValue } from "../../core/records.ts";

/** Cells side by side that hold the same. */
export interface CellRun {
  column: number;
  count: number;
  value: CellValue;
}

/** Text that repetitions have added to one file: they unpack it, as a container does. */
export class RepeatBudget {
  readonly #context: ParseContext;
  readonly #maxCharacters: number;
  #characters = 0;

  /** @param fileBytes size of the upload, which the allowance grows with. */
  constructor(context: ParseContext, fileBytes: number) {
    const { inflateRatio, inflateRatioFreeBytes } = context.limits;
    this.#context = context;
    this.#maxCharacters = Math.max(inflateRatioFreeBytes, inflateRatio * fileBytes);
  }

  /**
   * Judges `count` rows like the one with these cells, the first of them at `row`.
   * Fails with: `rows_exceeded`, `cells_exceeded`, `expansion_limit`.
   */
  charge(runs: readonly CellRun[], row: number, count: number, at: SourceLocation): void {
    const { limits, options } = this.#context;
    refuseRow(row + count - 1, at);
    // With `max_rows` reading ends on the way.
    if (options.maxRows !== null) return;
    if (count > limits.rowsPerTable) {
      refuse({
        code: "rows_exceeded",
        detail: `A row stands ${count} times; ${limits.rowsPerTable} rows are allowed.`,
        at,
        limit: { name: "rows_per_table", max: limits.rowsPerTable, found: count },
      });
    }
    let width = 0;
    let characters = 0;
    for (const run of runs) {
      width = Math.max(width, run.column + run.count - 1);
      if (typeof run.value === "string") characters += run.value.length * run.count;
    }
    if (width * count > limits.cellsPerFile) {
      refuse({
        code: "cells_exceeded",
        detail: `A row of ${width} cells stands ${count} times; ${limits.cellsPerFile} cells are allowed.`,
        at,
        limit: { name: "cells_per_file", max: limits.cellsPerFile, found: width * count },
      });
    }
    this.addText(characters * (count - 1), at);
  }

  /** Counts text that a repetition adds. Fails with: `expansion_limit`. */
  addText(characters: number, at: SourceLocation): void {
    this.#characters += characters;
    if (this.#characters <= this.#maxCharacters) return;
    refuse({
      code: "expansion_limit",
      detail: `Repeated cells and rows have ${this.#characters} characters of text; ${this.#maxCharacters} are allowed for a file of this size.`,
      at,
      limit: { name: "repeated_characters", max: this.#maxCharacters, found: this.#characters },
    });
  }
}

/** Refuses a row with a value below the last row that a sheet has. */
export function refuseRow(row: number, at: SourceLocation): void {
  if (row <= MAX_ROW) return;
  refuse({
    code: "rows_exceeded",
    detail: `A value stands in row ${row}; a sheet has ${MAX_ROW} rows.`,
    at,
    limit: { name: "rows_per_table", max: MAX_ROW, found: row },
  });
}

/** Refuses a value in a column beyond the last one that is allowed. */
export function refuseColumn(found: number, max: number, at: SourceLocation): never {
  refuse({
    code: "columns_exceeded",
    detail: `A row has a value in column ${found}; ${max} columns are allowed.`,
    limit: { name: "columns_per_table", max, found },
    at,
  });
}

/** One row that is being spread. */
export class RepeatedRow {
  readonly #runs: readonly CellRun[];
  readonly #rows: RowWindow;
  readonly #last: number;
  #next: number;

  /** Rows `first` to `last`, both inclusive. */
  constructor(runs: readonly CellRun[], rows: RowWindow, first: number, last: number) {
    this.#runs = runs;
    this.#rows = rows;
    this.#next = first;
    this.#last = last;
  }

  get isDone(): boolean {
    return this.#next > this.#last;
  }

  /** Puts the next row into its place; returns what it costs, in characters. */
  putNext(): number {
    let cost = 0;
    for (const { column, count, value } of this.#runs) {
      cost += putRun(this.#rows, this.#next, column, count, value);
    }
    this.#next += 1;
    return cost;
  }
}

/** What a cell costs besides its text until it is sent, in characters. */
const CELL_CHARACTERS = 16;

/** Puts one value into `count` cells side by side; returns what they cost, in characters. */
export function putRun(
  rows: RowWindow,
  row: number,
  column: number,
  count: number,
  value: CellValue,
): number {
  for (let index = 0; index < count; index += 1) rows.set(row, column + index, value);
  const text = typeof value === "string" ? value.length : 0;
  return count * (CELL_CHARACTERS + text);
}
