// Puts values of cell records into the rows of a sheet, as the contract has them: numbers by their
// number format, texts, errors. Never guesses: what is no value of its kind comes with a warning.
import { serialToIso } from "../../codecs/serial-dates.ts";
import { formatAddress } from "../../codecs/sheets/addresses.ts";
import type { SheetMarks } from "../../codecs/sheets/sheet-marks.ts";
import type { SheetTable } from "../../codecs/sheets/sheet-table.ts";
import type { SheetWarnings } from "../../codecs/sheets/sheet-warnings.ts";
import { toShownPrecision } from "../../codecs/sheets/shown-precision.ts";
import type { CellValue } from "../../core/records.ts";
import { errorText } from "./cell-values.ts";
import { REPLACEMENT } from "./code-pages.ts";
import { toCellText } from "./characters.ts";
import type { Workbook } from "./workbook.ts";

export class SheetCells {
  readonly #workbook: Workbook;
  readonly #rows: SheetTable["rows"];
  readonly #marks: SheetMarks;
  readonly #warnings: SheetWarnings;
  /** Place of a formula whose text comes in a record of its own; row 0 for none. */
  #textRow = 0;
  #textColumn = 0;

  /** Characters of all texts so far. */
  characters = 0;

  constructor(workbook: Workbook, { rows, marks, warnings }: SheetTable) {
    this.#workbook = workbook;
    this.#rows = rows;
    this.#marks = marks;
    this.#warnings = warnings;
  }

  // Rows and columns count from 1 in all of these.

  value(row: number, column: number, value: CellValue): void {
    this.endFormulaText();
    this.#rows.set(row, column, value);
  }

  /** @param style number of the cell format. */
  number(row: number, column: number, style: number, stored: number): void {
    this.value(row, column, this.#convert(row, column, style, stored));
  }

  sharedString(row: number, column: number, index: number): void {
    const text = this.#workbook.strings?.get(index) ?? null;
    if (text === null) {
      const message = "The cell refers to a shared string that is not there.";
      this.#warn("shared_string_missing", row, column, message);
    }
    this.text(row, column, text ?? "");
  }

  text(row: number, column: number, text: string): void {
    this.endFormulaText();
    this.characters += text.length;
    if (this.#workbook.codePage !== null && text.includes(REPLACEMENT)) {
      const message =
        "The text is not in the code page of the workbook; what cannot be read is given as U+FFFD.";
      this.#warn("invalid_cell", row, column, message);
    }
    this.#rows.set(row, column, toCellText(text));
  }

  error(row: number, column: number, code: number): void {
    const text = errorText(code);
    if (text === null) {
      const message = `The cell holds an error of a kind that is not known: ${code}.`;
      this.#warn("invalid_cell", row, column, message);
    }
    this.value(row, column, text ?? "#ERROR!");
  }

  /** The text of the formula in this cell comes next, or never. */
  expectFormulaText(row: number, column: number): void {
    this.value(row, column, null);
    this.#textRow = row;
    this.#textColumn = column;
  }

  get expectsFormulaText(): boolean {
    return this.#textRow > 0;
  }

  /** Puts the text where it is expected. */
  formulaText(text: string): void {
    const row = this.#textRow;
    this.#textRow = 0;
    this.text(row, this.#textColumn, text);
  }

  /** To be called at the end: a formula whose text has not come by the next cell has none in the file. */
  endFormulaText(): void {
    if (this.#textRow === 0) return;
    this.warnNotCalculated(this.#textRow, this.#textColumn);
    this.#textRow = 0;
  }

  warnNotCalculated(row: number, column: number): void {
    const message =
      "The file holds no result for the formula of this cell, or one that its writer did not calculate.";
    this.#warn("formula_not_calculated", row, column, message);
  }

  #convert(row: number, column: number, style: number, stored: number): CellValue {
    if (!Number.isFinite(stored)) {
      this.#warn("invalid_cell", row, column, "The cell is a number by its type, but holds none.");
      return "#NUM!";
    }
    const shown = toShownPrecision(stored);
    const { formats, is1904 } = this.#workbook;
    const kind = formats.kindOf(style);
    if (kind !== "number") {
      const text = serialToIso(shown, kind, is1904);
      if (text !== null) return text;
    } else {
      const digits = formats.paddedDigits(style);
      if (digits > 0) this.#marks.padColumn(column, digits);
    }
    if (shown !== stored && Number.isInteger(stored)) {
      const message =
        "The whole number has more than 15 digits; the rest is rounded, as the application shows it.";
      this.#warn("precision_loss", row, column, message);
    }
    return shown;
  }

  #warn(
    code: Parameters<SheetWarnings["add"]>[0],
    row: number,
    column: number,
    message: string,
  ): void {
    this.#warnings.add(code, message, { row, column, cell: formatAddress(row, column) });
  }
}
