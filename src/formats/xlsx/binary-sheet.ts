// Reads the cells of one worksheet of an .xlsb file while it is inflated, to the same values as those
// of a sheet in XML.
// Source: MS-XLSB 2.2.1 (cell table), 2.4.311-329 (cells), 2.4.326 (BrtColInfo), 2.4.709 (BrtMergeCell),
// 2.4.741 (BrtRowHdr).
import { formatAddress, MAX_COLUMN, MAX_ROW, type Address } from "../../codecs/sheets/addresses.ts";
import { errorText, UNKNOWN_ERROR } from "../../codecs/sheets/error-codes.ts";
import type { SheetTable } from "../../codecs/sheets/sheet-table.ts";
import type { PartReader } from "../../codecs/xml-part.ts";
import { refuse } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { CellValue } from "../../core/records.ts";
import { BinaryRecords } from "./binary-records.ts";
import { CellConverter, type CellContext } from "./cell-values.ts";

const ROW = 0;
const RK = 2;
const ERROR = 3;
const BOOLEAN = 4;
const REAL = 5;
const TEXT = 6;
const SHARED_TEXT = 7;
const FORMULA_TEXT = 8;
const FORMULA_REAL = 9;
const FORMULA_BOOLEAN = 10;
const FORMULA_ERROR = 11;
const COLUMN = 60;
const RICH_TEXT = 62;
const MERGED_RANGE = 176;
const WANTED = [
  ROW,
  RK,
  ERROR,
  BOOLEAN,
  REAL,
  TEXT,
  SHARED_TEXT,
  RICH_TEXT,
  COLUMN,
  MERGED_RANGE,
  FORMULA_TEXT,
  FORMULA_REAL,
  FORMULA_BOOLEAN,
  FORMULA_ERROR,
];

/** Where the value of a cell begins: behind its column and its format. */
const VALUE_AT = 8;
const ROW_FLAGS_AT = 11;
const ROW_HIDDEN = 0x10;
const COLUMN_FLAGS_AT = 16;
const COLUMN_HIDDEN = 1;

export class BinarySheetReader implements PartReader {
  readonly scanner: BinaryRecords;
  readonly #sheet: string;
  readonly #table: SheetTable;
  readonly #converter: CellConverter;
  readonly #maxTextBytes: number;
  readonly #address: Address = { row: 0, column: 0 };

  constructor(
    part: string,
    sheet: string,
    workbook: CellContext,
    table: SheetTable,
    limits: ParseLimits,
  ) {
    this.scanner = new BinaryRecords(WANTED, part, limits);
    this.#sheet = sheet;
    this.#table = table;
    this.#converter = new CellConverter(workbook, table);
    this.#maxTextBytes = limits.cellBytes;
  }

  drain(): void {
    const records = this.scanner;
    while (records.next()) {
      if (records.id === ROW) this.#row();
      else if (records.id === COLUMN) this.#column();
      else if (records.id === MERGED_RANGE) this.#merge();
      else this.#cell();
    }
  }

  #row(): void {
    const row = this.scanner.uint(0, 4) + 1;
    if (row > MAX_ROW) this.#refuseAddress();
    this.#address.row = row;
    const isHidden = (this.scanner.uint(ROW_FLAGS_AT, 1) & ROW_HIDDEN) !== 0;
    if (isHidden) this.#table.marks.hideRows(row, row);
  }

  #column(): void {
    if ((this.scanner.uint(COLUMN_FLAGS_AT, 1) & COLUMN_HIDDEN) === 0) return;
    const first = this.scanner.uint(0, 4) + 1;
    const last = Math.min(this.scanner.uint(4, 4) + 1, MAX_COLUMN);
    if (first <= last) this.#table.marks.hideColumns(first, last);
  }

  #merge(): void {
    const [firstRow, lastRow, firstColumn, lastColumn] = [0, 4, 8, 12].map(
      (at) => this.scanner.uint(at, 4) + 1,
    ) as [number, number, number, number];
    const isRange = firstRow <= lastRow && firstColumn <= lastColumn;
    if (!isRange || lastRow > MAX_ROW || lastColumn > MAX_COLUMN) return;
    this.#table.marks.merge({ firstRow, firstColumn, lastRow, lastColumn });
  }

  #cell(): void {
    const address = this.#address;
    address.column = this.scanner.uint(0, 4) + 1;
    if (address.row === 0 || address.column > MAX_COLUMN) this.#refuseAddress();
    this.#table.rows.set(address.row, address.column, this.#value());
  }

  #value(): CellValue {
    const records = this.scanner;
    const style = records.uint(4, 4) & 0xffffff;
    switch (records.id) {
      case RK:
        return this.#converter.number(records.rk(VALUE_AT), style, this.#address);
      case REAL:
      case FORMULA_REAL:
        return this.#converter.number(records.double(VALUE_AT), style, this.#address);
      case BOOLEAN:
      case FORMULA_BOOLEAN:
        return records.uint(VALUE_AT, 1) !== 0;
      case ERROR:
      case FORMULA_ERROR:
        return this.#error(records.uint(VALUE_AT, 1));
      case SHARED_TEXT:
        return this.#converter.sharedString(records.uint(VALUE_AT, 4), this.#address);
      case RICH_TEXT:
        return this.#text(VALUE_AT + 1);
      default:
        return this.#text(VALUE_AT);
    }
  }

  #error(code: number): string {
    const text = errorText(code);
    if (text !== null) return text;
    const message = `The cell holds an error of a kind that is not known: ${code}.`;
    this.#converter.warnInvalid(this.#address, message);
    return UNKNOWN_ERROR;
  }

  #text(offset: number): string | null {
    const text = this.scanner.text(offset);
    const units = text.length;
    // Three bytes for each unit at most: only long texts need to be measured.
    if (units * 3 > this.#maxTextBytes) {
      const found = new TextEncoder().encode(text).length;
      if (found > this.#maxTextBytes) this.#refuseText(found);
    }
    return text === "" ? null : text;
  }

  #refuseText(found: number): never {
    const max = this.#maxTextBytes;
    const { row, column } = this.#address;
    refuse({
      code: "cell_too_long",
      detail: `A text is longer than ${max} bytes.`,
      at: { sheet: this.#sheet, row, column, cell: formatAddress(row, column) },
      limit: { name: "cell_bytes", max, found },
    });
  }

  #refuseAddress(): never {
    refuse({
      code: "corrupt_file",
      detail: `A row or cell has no address, or one beyond ${formatAddress(MAX_ROW, MAX_COLUMN)}.`,
      at: { sheet: this.#sheet },
    });
  }
}
