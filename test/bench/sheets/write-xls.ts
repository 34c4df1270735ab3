// A workbook of BIFF8 as Excel 97 writes it: shared strings over CONTINUE records, numbers as RK and
// MULRK, blanks with a format. Source: MS-XLS 2.4.
import { writeFileSync } from "node:fs";
import type { CellValue } from "../../../src/core/records.ts";
import { wrapInCompoundFile } from "../../support/compound-file.ts";
import { fields } from "../../support/little-endian.ts";
import { serialOf, SHEET_COLUMNS } from "./ledger-rows.ts";
import type { FileSize } from "./zip-file.ts";

const BOF = 0x0809;
const EOF = 0x000a;
const CODE_PAGE = 0x0042;
const FONT = 0x0031;
const XF = 0x00e0;
const STYLE = 0x0293;
const BOUND_SHEET = 0x0085;
const SST = 0x00fc;
const CONTINUE = 0x003c;
const DIMENSIONS = 0x0200;
const ROW = 0x0208;
const MULRK = 0x00bd;
const RK = 0x027e;
const BOOL_ERR = 0x0205;
const LABEL_SST = 0x00fd;
const BLANK = 0x0201;
const WINDOW2 = 0x023e;

const MAX_RECORD_BYTES = 8224;
/** Rows are described in blocks of so many, before the cells of the block. */
const ROW_BLOCK = 32;

/** Fifteen formats of styles come first; cells have those behind them. */
const STYLE_FORMATS = 15;
const GENERAL_XF = STYLE_FORMATS;
const DATE_XF = STYLE_FORMATS + 1;
const AMOUNT_XF = STYLE_FORMATS + 2;
const NUMBER_FORMATS = [0, 14, 4];

const WORKBOOK_GLOBALS = 0x0005;
const WORKSHEET = 0x0010;
const UTF_16 = 1200;

export function writeXls(path: string, rows: Iterable<CellValue[]>): FileSize {
  const strings = new StringTable();
  const sheet = sheetRecords([SHEET_COLUMNS.map(({ name }) => name), ...rows], strings);
  const globals = (sheetOffset: number) =>
    Buffer.concat([
      beginning(WORKBOOK_GLOBALS),
      record(CODE_PAGE, fields([[2, UTF_16]])),
      ...Array.from({ length: 4 }, () => record(FONT, FONT_DATA)),
      ...Array.from({ length: STYLE_FORMATS }, () => xf(0, true)),
      ...NUMBER_FORMATS.map((format) => xf(format, false)),
      record(STYLE, Buffer.from([0x00, 0x80, 0x00, 0xff])),
      record(
        BOUND_SHEET,
        Buffer.concat([
          fields([
            [4, sheetOffset],
            [2, 0],
            [2, 6],
          ]),
          Buffer.from("Ledger"),
        ]),
      ),
      ...strings.records(),
      record(EOF, Buffer.alloc(0)),
    ]);
  const stream = Buffer.concat([globals(globals(0).length), sheet]);
  const file = wrapInCompoundFile("Workbook", stream);
  writeFileSync(path, file);
  return { bytes: file.length };
}

class StringTable {
  readonly #indexes = new Map<string, number>();
  #used = 0;

  indexOf(text: string): number {
    this.#used += 1;
    const known = this.#indexes.get(text);
    if (known !== undefined) return known;
    this.#indexes.set(text, this.#indexes.size);
    return this.#indexes.size - 1;
  }

  *records(): Generator<Buffer> {
    let type = SST;
    let held = [
      fields([
        [4, this.#used],
        [4, this.#indexes.size],
      ]),
    ];
    let length = 8;
    for (const text of this.#indexes.keys()) {
      const string = unicodeString(text);
      if (length + string.length > MAX_RECORD_BYTES) {
        yield record(type, Buffer.concat(held));
        [type, held, length] = [CONTINUE, [], 0];
      }
      held.push(string);
      length += string.length;
    }
    yield record(type, Buffer.concat(held));
  }
}

/** One byte a character where that is enough. */
function unicodeString(text: string): Buffer {
  const isWide = [...text].some((character) => character > "\xff");
  const characters = Buffer.from(text, isWide ? "utf16le" : "latin1");
  return Buffer.concat([fields([[2, text.length]]), Buffer.from([isWide ? 1 : 0]), characters]);
}

function sheetRecords(rows: readonly CellValue[][], strings: StringTable): Buffer {
  const width = SHEET_COLUMNS.length;
  const extent = fields([
    [4, 0],
    [4, rows.length],
    [2, 0],
    [2, width],
    [2, 0],
  ]);
  const records = [beginning(WORKSHEET), record(DIMENSIONS, extent)];
  for (let start = 0; start < rows.length; start += ROW_BLOCK) {
    const block = rows.slice(start, start + ROW_BLOCK);
    for (const index of block.keys()) {
      records.push(
        record(
          ROW,
          fields([
            [2, start + index],
            [2, 0],
            [2, width],
            [2, 255],
            [4, 0],
            [4, 0x0f0100],
          ]),
        ),
      );
    }
    for (const [index, cells] of block.entries()) {
      records.push(...cellRecords(start + index, cells, strings));
    }
  }
  records.push(record(WINDOW2, Buffer.alloc(18)), record(EOF, Buffer.alloc(0)));
  return Buffer.concat(records);
}

function* cellRecords(row: number, cells: readonly CellValue[], strings: StringTable) {
  const [entry, date] = cells;
  let first = 0;
  if (typeof entry === "number") {
    // Two numbers side by side share a record.
    yield record(
      MULRK,
      fields([
        [2, row],
        [2, 0],
        [2, GENERAL_XF],
        [4, rk(entry, false)],
        [2, DATE_XF],
        [4, rk(serialOf(String(date)), false)],
        [2, 1],
      ]),
    );
    first = 2;
  }
  for (let column = first; column < cells.length; column += 1) {
    const value = cells[column] ?? null;
    const isAmount = SHEET_COLUMNS[column]?.kind === "amount";
    const xfIndex = isAmount ? AMOUNT_XF : GENERAL_XF;
    const place = [
      [2, row],
      [2, column],
      [2, xfIndex],
    ] as const;
    if (typeof value === "string") {
      yield record(LABEL_SST, fields([...place, [4, strings.indexOf(value)]]));
    } else if (typeof value === "number") {
      yield record(RK, fields([...place, [4, rk(value, isAmount)]]));
    } else if (typeof value === "boolean") {
      yield record(BOOL_ERR, fields([...place, [2, Number(value)]]));
    } else if (isAmount) yield record(BLANK, fields([...place]));
  }
}

/** A whole number of 30 bits, or one of hundredths (MS-XLS 2.5.218). */
function rk(value: number, isHundredths: boolean): number {
  const whole = isHundredths ? Math.round(value * 100) : value;
  return ((whole << 2) | (isHundredths ? 3 : 2)) >>> 0;
}

const FONT_DATA = Buffer.concat([
  fields([
    [2, 200],
    [2, 0],
    [2, 0x7fff],
    [2, 400],
    [2, 0],
    [4, 0],
    [2, 5],
  ]),
  Buffer.from("Arial"),
]);

function beginning(substream: number): Buffer {
  return record(
    BOF,
    fields([
      [2, 0x0600],
      [2, substream],
      [2, 0x0dbb],
      [2, 0x07cc],
      [4, 0x41],
      [4, 0x0406],
    ]),
  );
}

function xf(numberFormat: number, isStyle: boolean): Buffer {
  return record(
    XF,
    fields([
      [2, 0],
      [2, numberFormat],
      [2, isStyle ? 0xfff5 : 1],
      [4, 0x20],
      [4, 0],
      [4, 0],
      [2, 0x20c0],
    ]),
  );
}

function record(type: number, data: Buffer): Buffer {
  return Buffer.concat([
    fields([
      [2, type],
      [2, data.length],
    ]),
    data,
  ]);
}
