// Turns what a `<c>` holds into a cell of the contract: by its type, its style and whether a formula
// stands behind it. Never guesses: what cannot be read as its type is given as text, with a warning.
// Source: ECMA-376-1:2016 §18.3.1.4 (c), §18.18.11 (ST_CellType).
import type { CellValue, WarningCode } from "../../core/records.ts";
import { serialToIso } from "../../codecs/serial-dates.ts";
import type { CellFormats } from "../../codecs/sheets/cell-formats.ts";
import { formatAddress, type Address } from "../../codecs/sheets/addresses.ts";
import { normaliseIsoDate } from "../../codecs/sheets/iso-dates.ts";
import type { SheetMarks } from "../../codecs/sheets/sheet-marks.ts";
import type { SheetTable } from "../../codecs/sheets/sheet-table.ts";
import type { SheetWarnings } from "../../codecs/sheets/sheet-warnings.ts";
import { FIRST_LONG_INTEGER, toShownPrecision } from "../../codecs/sheets/shown-precision.ts";
import { isSpace } from "../../codecs/xml-characters.ts";
import { parseIndex, parseNumber } from "../../codecs/sheets/numbers.ts";
import type { SharedStrings } from "./shared-strings.ts";
import type { TextCollector } from "./text-collector.ts";

export type CellType = "n" | "s" | "str" | "inlineStr" | "b" | "e" | "d" | "unknown";

/** What has been read of the current cell. */
export interface RawCell {
  address: Address;
  type: CellType;
  style: number;
  hasFormula: boolean;
  /** Whether there was a `<v>`, and its text. */
  hasValue: boolean;
  value: TextCollector;
  /** Whether there was an `<is>`, and its text, escapes resolved. */
  hasInline: boolean;
  inline: TextCollector;
}

/** What a workbook says about all of its cells. */
export interface CellContext {
  strings: SharedStrings | null;
  formats: CellFormats;
  is1904: boolean;
}

export class CellConverter {
  readonly #workbook: CellContext;
  readonly #warnings: SheetWarnings;
  readonly #marks: SheetMarks;

  constructor(workbook: CellContext, { warnings, marks }: SheetTable) {
    this.#workbook = workbook;
    this.#warnings = warnings;
    this.#marks = marks;
  }

  /** @returns the value, or null for an empty cell. Fails with: `corrupt_file` (text not UTF-8). */
  convert(cell: RawCell): CellValue {
    if (cell.hasInline && (cell.type === "inlineStr" || !cell.hasValue)) return textOf(cell.inline);
    const { value } = cell;
    if (value.length === 0) {
      // A formula whose result is an empty text has a type; one never calculated has neither.
      if (cell.hasFormula && cell.type !== "str") this.#warnNotCalculated(cell);
      return null;
    }
    switch (cell.type) {
      case "n":
        return this.#number(cell);
      case "s":
        return this.sharedString(parseIndex(value.bytes, 0, value.length), cell.address);
      case "str":
      case "inlineStr":
        value.unescape();
        return textOf(value);
      case "b":
        return this.#boolean(cell);
      case "e":
        return textOf(value);
      case "d":
        return this.#isoDate(cell);
      case "unknown":
        return this.#invalid(cell, "The cell has a type that is not known; its text is given.");
    }
  }

  #number(cell: RawCell): CellValue {
    const stored = parseNumber(cell.value.bytes, 0, cell.value.length);
    if (!Number.isNaN(stored)) return this.#shownNumber(stored, cell.style, cell.address);
    if (isBlank(cell.value)) return null;
    return this.#invalid(
      cell,
      "The cell is a number by its type, but cannot be read as one; its text is given.",
    );
  }

  /** The number of a cell that holds a double instead of a text. */
  number(stored: number, style: number, address: Address): CellValue {
    if (!Number.isFinite(stored)) {
      this.warnInvalid(address, "The cell is a number by its type, but holds none.");
      return "#NUM!";
    }
    const value = Number.isInteger(stored) ? stored + 0 : toShownPrecision(stored);
    return this.#shownNumber(value, style, address);
  }

  /** @param stored of 15 digits if it has a fraction, of any number if it is whole. */
  #shownNumber(stored: number, style: number, address: Address): CellValue {
    const shown = Math.abs(stored) < FIRST_LONG_INTEGER ? stored : toShownPrecision(stored);
    const { formats, is1904 } = this.#workbook;
    const kind = formats.kindOf(style);
    if (kind !== "number") {
      const text = serialToIso(shown, kind, is1904);
      if (text !== null) return text;
    } else if (formats.paddedDigits !== null) {
      const digits = formats.paddedDigits[style] ?? 0;
      if (digits > 0) this.#marks.padColumn(address.column, digits);
    }
    if (shown !== stored) {
      this.#warn(
        "precision_loss",
        address,
        "The whole number has more than 15 digits; the rest is rounded, as the application shows it.",
      );
    }
    return shown;
  }

  /** The text of that index, or null where there is none. Fails with: `corrupt_file` (not UTF-8). */
  sharedString(index: number, address: Address): string | null {
    const text = this.#workbook.strings?.get(index) ?? null;
    if (text === null) {
      this.#warn(
        "shared_string_missing",
        address,
        "The cell refers to a shared string that is not there.",
      );
    }
    return text === "" ? null : text;
  }

  #boolean(cell: RawCell): CellValue {
    const text = cell.value.toText().trim().toLowerCase();
    if (text === "1" || text === "true") return true;
    if (text === "0" || text === "false") return false;
    return this.#invalid(
      cell,
      "The cell is a boolean by its type, but is neither 0 nor 1; its text is given.",
    );
  }

  #isoDate(cell: RawCell): CellValue {
    const kind = this.#workbook.formats.kindOf(cell.style);
    const date = normaliseIsoDate(cell.value.toText().trim(), kind);
    if (date !== null) return date;
    return this.#invalid(
      cell,
      "The cell is a date by its type, but cannot be read as one; its text is given.",
    );
  }

  #invalid(cell: RawCell, message: string): string | null {
    this.warnInvalid(cell.address, message);
    return textOf(cell.value);
  }

  warnInvalid(address: Address, message: string): void {
    this.#warn("invalid_cell", address, message);
  }

  #warnNotCalculated({ address }: RawCell): void {
    this.#warn(
      "formula_not_calculated",
      address,
      "The file holds no result for the formula of this cell.",
    );
  }

  #warn(code: WarningCode, { row, column }: Address, message: string): void {
    this.#warnings.add(code, message, { row, column, cell: formatAddress(row, column) });
  }
}

function isBlank({ bytes, length }: TextCollector): boolean {
  return bytes.subarray(0, length).every(isSpace);
}

function textOf(collector: TextCollector): string | null {
  return collector.length === 0 ? null : collector.toText();
}
