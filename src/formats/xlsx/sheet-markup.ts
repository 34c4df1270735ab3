// Reads what a sheet says beside its cells: hidden columns before them, merged ranges behind them.
// Source: ECMA-376-1:2016 §18.3.1.13 (col), §18.3.1.17 (cols), §18.3.1.54-55 (mergeCell, mergeCells).
import { MAX_COLUMN, parseAddress, type Address } from "../../codecs/sheets/addresses.ts";
import type { SheetMarks } from "../../codecs/sheets/sheet-marks.ts";
import type { XmlScanner } from "../../codecs/xml-scanner.ts";
import { isTrue, parseIndex } from "../../codecs/sheets/numbers.ts";

export const MARKUP_VOCABULARY = [
  "cols",
  "col",
  "min",
  "max",
  "width",
  "mergeCells",
  "mergeCell",
  "ref",
];
const COLON = 0x3a;

/** True for a width or height of nothing, which hides as well as `hidden` does. */
export function isZero(size: string): boolean {
  return size.trim() !== "" && Number(size) === 0;
}

export class SheetMarkup {
  readonly #scanner: XmlScanner;
  readonly #marks: SheetMarks;
  /** Places of the names in the vocabulary of the scanner. */
  readonly #names: Readonly<Record<string, number>>;
  #group = -1;
  readonly #first: Address = { row: 0, column: 0 };
  readonly #last: Address = { row: 0, column: 0 };

  constructor(scanner: XmlScanner, vocabulary: readonly string[], marks: SheetMarks) {
    this.#scanner = scanner;
    this.#marks = marks;
    this.#names = Object.fromEntries(vocabulary.map((name, index) => [name, index]));
  }

  /** Takes an element outside of the cells that has just started; false when it is not of use. */
  start(): boolean {
    const { depth, name } = this.#scanner;
    const { cols, col, mergeCells, mergeCell } = this.#names;
    if (depth === 2) {
      this.#group = name;
      return name === cols || name === mergeCells;
    }
    if (depth !== 3) return false;
    if (this.#group === cols && name === col) this.#column();
    else if (this.#group === mergeCells && name === mergeCell) this.#merge();
    return false;
  }

  #column(): void {
    const scanner = this.#scanner;
    const { min, max, width, hidden } = this.#names;
    let first = -1;
    let last = -1;
    let isHidden = false;
    while (scanner.nextAttribute()) {
      const { attribute, bytes, valueStart, valueEnd } = scanner;
      if (attribute < 0) continue;
      if (attribute === min) first = parseIndex(bytes, valueStart, valueEnd);
      else if (attribute === max) last = parseIndex(bytes, valueStart, valueEnd);
      else if (attribute === hidden) isHidden ||= isTrue(scanner.valueText());
      else if (attribute === width) isHidden ||= isZero(scanner.valueText());
    }
    if (!isHidden || first < 1 || first > MAX_COLUMN || last < first) return;
    this.#marks.hideColumns(first, Math.min(last, MAX_COLUMN));
  }

  #merge(): void {
    const scanner = this.#scanner;
    while (scanner.nextAttribute()) {
      const { attribute, bytes, valueStart, valueEnd } = scanner;
      if (attribute !== this.#names["ref"]) continue;
      const colon = bytes.subarray(valueStart, valueEnd).indexOf(COLON) + valueStart;
      const [first, last] = [this.#first, this.#last];
      // A range of one cell, or none at all, merges nothing.
      if (colon < valueStart || !parseAddress(bytes, valueStart, colon, first)) continue;
      if (!parseAddress(bytes, colon + 1, valueEnd, last)) continue;
      this.#marks.merge({
        firstRow: Math.min(first.row, last.row),
        firstColumn: Math.min(first.column, last.column),
        lastRow: Math.max(first.row, last.row),
        lastColumn: Math.max(first.column, last.column),
      });
    }
  }
}
