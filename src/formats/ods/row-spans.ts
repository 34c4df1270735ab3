// Turns the spans of the cells of a row into merged ranges of the sheet.
// Source: OpenDocument 1.3 part 3 §19.676 (number-columns-spanned), §19.678 (number-rows-spanned).
import { MAX_COLUMN, MAX_ROW } from "../../codecs/sheets/addresses.ts";
import type { SheetMarks } from "../../codecs/sheets/sheet-marks.ts";

/** Merged ranges of repeated rows that hold nothing: no more are listed anyway. */
const MAX_BLANK_MERGES = 1_000;

interface Span {
  column: number;
  rows: number;
  columns: number;
}

export class RowSpans {
  readonly #marks: SheetMarks;
  #spans: Span[] = [];

  constructor(marks: SheetMarks) {
    this.#marks = marks;
  }

  /** A cell of the row; most span no more than themselves. */
  add(column: number, rows: number, columns: number): void {
    if ((columns > 1 || rows > 1) && column <= MAX_COLUMN) {
      this.#spans.push({ column, rows, columns });
    }
  }

  /** The row is over: it stands `repeat` times, from `first` on. Fails with: `expansion_limit`. */
  mergeRows(first: number, repeat: number, isBlank: boolean): void {
    if (this.#spans.length === 0) return;
    const count = isBlank ? Math.min(repeat, MAX_BLANK_MERGES) : repeat;
    for (let row = first; row < first + count && row <= MAX_ROW; row += 1) {
      for (const { column, rows, columns } of this.#spans) {
        this.#marks.merge({
          firstRow: row,
          firstColumn: column,
          lastRow: Math.min(row + rows - 1, MAX_ROW),
          lastColumn: Math.min(column + columns - 1, MAX_COLUMN),
        });
      }
    }
    this.#spans = [];
  }
}
