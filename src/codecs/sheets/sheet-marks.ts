// Collects what a sheet marks besides its values: hidden rows and columns, merged ranges and codes
// kept as numbers. Ranges are never spread over cells: one range may be the whole sheet.
import { refuse } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { TableMeta } from "../../core/records.ts";
import { formatAddress, formatColumn } from "./addresses.ts";
import type { SheetWarnings } from "./sheet-warnings.ts";

/** Rows and columns count from 1, both ends inclusive. */
export interface CellRange {
  firstRow: number;
  firstColumn: number;
  lastRow: number;
  lastColumn: number;
}

/** Ranges of one kind that are listed; the rest is counted. */
const MAX_LISTED_RANGES = 1_000;

/** Runs of neighbouring numbers, as they come; only the first of them are kept. */
class Runs {
  readonly runs: [first: number, last: number][] = [];
  /** Rows or columns in all. */
  count = 0;

  add(first: number, last: number): void {
    this.count += last - first + 1;
    const open = this.runs.at(-1);
    if (open !== undefined && open[1] + 1 === first) open[1] = last;
    else if (this.runs.length < MAX_LISTED_RANGES) this.runs.push([first, last]);
  }
}

/**
 * Marks of one sheet. What is hidden is given all the same; a warning and the meta say so:
 * `hidden_rows: ["5", "8:12"]`, `hidden_columns: ["C", "E:G"]`, `merged_ranges: ["A1:D1"]`, at most
 * 1 000 of each, and `merged_range_count` where there are more. `zero_padded_columns: {"A": 5}` names
 * columns whose numbers are shown with five digits at least, as account codes are.
 */
export class SheetMarks {
  readonly #sheet: string;
  readonly #limits: ParseLimits;
  readonly #warnings: SheetWarnings;
  readonly #rows = new Runs();
  readonly #columns = new Runs();
  readonly #merged: string[] = [];
  readonly #paddedDigits = new Map<number, number>();
  #mergedCount = 0;

  constructor(sheet: string, limits: ParseLimits, warnings: SheetWarnings) {
    this.#sheet = sheet;
    this.#limits = limits;
    this.#warnings = warnings;
  }

  /** Numbers from 1, both inclusive; to be called in the order of the sheet. */
  hideRows(first: number, last: number): void {
    if (this.#rows.count === 0) {
      this.#warnings.add(
        "hidden_rows",
        "Rows of the sheet are hidden or filtered out; they are given all the same.",
        { row: first },
      );
    }
    this.#rows.add(first, last);
  }

  /** Numbers from 1, both inclusive; to be called in the order of the sheet. */
  hideColumns(first: number, last: number): void {
    if (this.#columns.count === 0) {
      this.#warnings.add(
        "hidden_columns",
        "Columns of the sheet are hidden; they are given all the same.",
        { column: first },
      );
    }
    this.#columns.add(first, last);
  }

  /** Fails with: `expansion_limit` when there are more than `mergedRanges`. */
  merge({ firstRow, firstColumn, lastRow, lastColumn }: CellRange): void {
    this.#mergedCount += 1;
    const { mergedRanges } = this.#limits;
    if (this.#mergedCount > mergedRanges) {
      refuse({
        code: "expansion_limit",
        detail: `A sheet has more than ${mergedRanges} merged ranges.`,
        limit: { name: "merged_ranges", max: mergedRanges, found: this.#mergedCount },
        at: { sheet: this.#sheet },
      });
    }
    if (this.#merged.length >= MAX_LISTED_RANGES) return;
    this.#merged.push(
      `${formatAddress(firstRow, firstColumn)}:${formatAddress(lastRow, lastColumn)}`,
    );
  }

  /** A number of this column is shown filled up with zeros to so many digits. */
  padColumn(column: number, digits: number): void {
    if ((this.#paddedDigits.get(column) ?? 0) < digits) this.#paddedDigits.set(column, digits);
  }

  /** @returns what stands on the `table_end` record, or undefined when there is nothing to say. */
  toMeta(): TableMeta | undefined {
    const meta: Record<string, unknown> = {};
    if (this.#rows.count > 0) meta["hidden_rows"] = this.#rows.runs.map(formatRows);
    if (this.#columns.count > 0) meta["hidden_columns"] = this.#columns.runs.map(formatColumns);
    if (this.#mergedCount > 0) meta["merged_ranges"] = this.#merged;
    if (this.#mergedCount > MAX_LISTED_RANGES) meta["merged_range_count"] = this.#mergedCount;
    if (this.#paddedDigits.size > 0) {
      const columns = [...this.#paddedDigits].toSorted(([a], [b]) => a - b);
      meta["zero_padded_columns"] = Object.fromEntries(
        columns
          .slice(0, MAX_LISTED_RANGES)
          .map(([column, digits]) => [formatColumn(column), digits]),
      );
    }
    return Object.keys(meta).length === 0 ? undefined : meta;
  }
}

function formatRows([first, last]: readonly [number, number]): string {
  return first === last ? `${first}` : `${first}:${last}`;
}

function formatColumns([first, last]: readonly [number, number]): string {
  return first === last ? formatColumn(first) : `${formatColumn(first)}:${formatColumn(last)}`;
}
