// Reads the records of one worksheet substream. Substreams inside of it (charts) are passed over;
// DIMENSIONS and INDEX are not looked at, since writers get them wrong and nothing needs them.
// Source: MS-XLS 2.1.7.20.5 (worksheet substream), 2.4 (records by name).
import { rkNumber } from "../../codecs/sheets/rk-number.ts";
import type { SheetMarks } from "../../codecs/sheets/sheet-marks.ts";
import type { SheetTable } from "../../codecs/sheets/sheet-table.ts";
import { refuse } from "../../core/failure.ts";
import { KIB } from "../../core/units.ts";
import {
  BOF,
  BOOL_ERR,
  COL_INFO,
  EOF,
  FORMULA,
  FORMULA_BIFF3,
  FORMULA_BIFF4,
  LABEL,
  LABEL_SST,
  MERGED_CELLS,
  MUL_RK,
  NUMBER,
  RK,
  ROW,
  R_STRING,
  STRING,
  WINDOW2,
} from "./record-ids.ts";
import type { RecordReader } from "./record-reader.ts";
import type { RecordCursor } from "./record-text.ts";
import { SheetCells } from "./sheet-cells.ts";
import type { SheetInfo, Workbook } from "./workbook.ts";

/** Records between two pauses, and text: a record of 14 bytes may stand for 64 Ki characters. */
const PIECE_BYTES = 8 * KIB;
const PIECE_CHARACTERS = 512 * KIB;

const LAST_COLUMN = 256;
const IS_ROW_HIDDEN = 0x20;
const IS_COLUMN_HIDDEN = 0x01;
/** A formula to be calculated when the file is opened: its writer could not. */
const IS_CALCULATED_ON_LOAD = 0x02;
/** High word of a formula's result that is no number, and what it is then. */
const NO_NUMBER = 0xffff;
const RESULT_STRING = 0;
const RESULT_BOOLEAN = 1;
const RESULT_ERROR = 2;

export class SheetReader {
  readonly #reader: RecordReader;
  readonly #cursor: RecordCursor;
  readonly #workbook: Workbook;
  readonly #sheet: SheetInfo;
  readonly #cells: SheetCells;
  readonly #marks: SheetMarks;
  #depth = 0;
  /** True once a record has passed that stands behind all cells. */
  #isPastCells = false;

  /** Turns the cursor's reader to the sheet. Fails with: `corrupt_file`, `truncated_file` (no sheet there). */
  constructor(cursor: RecordCursor, workbook: Workbook, sheet: SheetInfo, table: SheetTable) {
    const { reader } = cursor;
    this.#cursor = cursor;
    this.#reader = reader;
    this.#workbook = workbook;
    this.#sheet = sheet;
    this.#cells = new SheetCells(workbook, table);
    this.#marks = table.marks;
    reader.seek(sheet.offset);
    if (reader.next() && reader.id === BOF) return;
    const isBeyond = sheet.offset >= reader.size;
    refuse({
      code: isBeyond ? "truncated_file" : "corrupt_file",
      detail: isBeyond
        ? "A sheet lies beyond the end of the workbook stream."
        : "There is no sheet at the place that the workbook names for one.",
      at: { sheet: sheet.name, byte: sheet.offset },
    });
  }

  /**
   * Reads some records.
   * @returns false when the sheet is at its end.
   * Fails with: `truncated_file`, `corrupt_file`, `undecodable_text`, and what rows fail with.
   */
  readPiece(): boolean {
    const reader = this.#reader;
    const cells = this.#cells;
    const stopAt = reader.nextPosition + PIECE_BYTES;
    const stopAtCharacters = cells.characters + PIECE_CHARACTERS;
    while (reader.nextPosition < stopAt && cells.characters < stopAtCharacters) {
      const isEnd = !reader.next();
      if (isEnd) this.#refuseMissingEnd();
      if (isEnd || (reader.id === EOF && this.#depth === 0)) {
        cells.endFormulaText();
        return false;
      }
      if (reader.id === BOF) this.#depth += 1;
      else if (reader.id === EOF) this.#depth -= 1;
      else if (this.#depth === 0) this.#record();
    }
    return true;
  }

  /** Without the record that ends the sheet, nobody knows whether cells are missing. */
  #refuseMissingEnd(): void {
    if (this.#isPastCells) return;
    refuse({
      code: "truncated_file",
      detail: "The workbook stream ends before the end of a sheet.",
      at: { sheet: this.#sheet.name, byte: this.#reader.size },
    });
  }

  #record(): void {
    switch (this.#reader.id) {
      case LABEL_SST:
        return this.#sharedString();
      case NUMBER:
        return this.#number();
      case RK:
        return this.#rk();
      case MUL_RK:
        return this.#mulRk();
      case FORMULA:
      case FORMULA_BIFF3:
      case FORMULA_BIFF4:
        return this.#formula();
      case STRING:
        // SHRFMLA, ARRAY and TABLE records may stand between a formula and its text.
        if (this.#cells.expectsFormulaText) this.#cells.formulaText(this.#readText(0));
        return undefined;
      case LABEL:
      case R_STRING:
        return this.#label();
      case BOOL_ERR:
        return this.#boolErr();
      case ROW:
        return this.#rowFlags();
      case COL_INFO:
        return this.#columns();
      case MERGED_CELLS:
        return this.#merged();
      case WINDOW2:
        this.#isPastCells = true;
        return undefined;
    }
  }

  #sharedString(): void {
    this.#needs(10);
    this.#cells.sharedString(this.#row(), this.#column(), this.#u16(6) + this.#u16(8) * 0x10000);
  }

  #number(): void {
    this.#needs(14);
    const stored = this.#reader.view.getFloat64(this.#reader.start + 6, true);
    this.#cells.number(this.#row(), this.#column(), this.#u16(4), stored);
  }

  #rk(): void {
    this.#needs(10);
    this.#cells.number(this.#row(), this.#column(), this.#u16(4), this.#rkAt(6));
  }

  #mulRk(): void {
    this.#needs(12);
    const { length } = this.#reader;
    const row = this.#row();
    const first = this.#column();
    const count = (length - 6) / 6;
    if (this.#u16(length - 2) + 1 !== first + count - 1) {
      this.#refuseRecord("A record of several numbers has not as many of them as columns.");
    }
    for (let index = 0; index < count; index += 1) {
      const at = 4 + index * 6;
      this.#cells.number(row, first + index, this.#u16(at), this.#rkAt(at + 2));
    }
  }

  #formula(): void {
    this.#needs(16);
    const { view, data, start } = this.#reader;
    const cells = this.#cells;
    const row = this.#row();
    const column = this.#column();
    const isUncertain = (this.#u16(14) & IS_CALCULATED_ON_LOAD) !== 0;
    if (this.#u16(12) !== NO_NUMBER) {
      const result = view.getFloat64(start + 6, true);
      if (isUncertain && result === 0) cells.warnNotCalculated(row, column);
      return cells.number(row, column, this.#u16(4), result);
    }
    const kind = data[start + 6];
    const value = data[start + 8] as number;
    if (kind === RESULT_STRING) return cells.expectFormulaText(row, column);
    if (kind === RESULT_BOOLEAN) return cells.value(row, column, value !== 0);
    if (kind === RESULT_ERROR) return cells.error(row, column, value);
    if (isUncertain) cells.warnNotCalculated(row, column);
    return cells.value(row, column, null);
  }

  #label(): void {
    this.#needs(8);
    // The text may go on in another record, which has no row and column.
    const row = this.#row();
    const column = this.#column();
    this.#cells.text(row, column, this.#readText(6));
  }

  #boolErr(): void {
    this.#needs(8);
    const { data, start } = this.#reader;
    const value = data[start + 6] as number;
    if (data[start + 7] === 0) this.#cells.value(this.#row(), this.#column(), value !== 0);
    else this.#cells.error(this.#row(), this.#column(), value);
  }

  #rowFlags(): void {
    this.#needs(14);
    if ((this.#u16(12) & IS_ROW_HIDDEN) !== 0) this.#marks.hideRows(this.#row(), this.#row());
  }

  #columns(): void {
    this.#needs(10);
    if ((this.#u16(8) & IS_COLUMN_HIDDEN) === 0) return;
    const first = this.#u16(0) + 1;
    // Excel itself writes 256 for the last column, counted from 0.
    const last = Math.min(this.#u16(2) + 1, LAST_COLUMN);
    if (first <= last) this.#marks.hideColumns(first, last);
  }

  #merged(): void {
    this.#needs(2);
    const count = this.#u16(0);
    this.#needs(2 + count * 8);
    for (let at = 2; at < 2 + count * 8; at += 8) {
      this.#marks.merge({
        firstRow: this.#u16(at) + 1,
        lastRow: this.#u16(at + 2) + 1,
        firstColumn: this.#u16(at + 4) + 1,
        lastColumn: this.#u16(at + 6) + 1,
      });
    }
  }

  #readText(offset: number): string {
    const { codePage } = this.#workbook;
    this.#cursor.begin(offset);
    return codePage === null ? this.#cursor.readText(2) : this.#cursor.readBytesText(2, codePage);
  }

  /** @param at byte within the record. */
  #u16(at: number): number {
    return this.#reader.view.getUint16(this.#reader.start + at, true);
  }

  #rkAt(at: number): number {
    return rkNumber(this.#reader.view.getInt32(this.#reader.start + at, true));
  }

  /** Row of the cell, from 1; records count from 0. */
  #row(): number {
    return this.#u16(0) + 1;
  }

  #column(): number {
    return this.#u16(2) + 1;
  }

  #needs(bytes: number): void {
    if (this.#reader.length < bytes) this.#refuseRecord("A record is shorter than its fields.");
  }

  #refuseRecord(detail: string): never {
    const { position } = this.#reader;
    refuse({ code: "corrupt_file", detail, at: { sheet: this.#sheet.name, byte: position } });
  }
}
