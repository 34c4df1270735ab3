// Rows as the lines of the answer, written cell by cell from bytes, so that no cell becomes a value.
// What it cannot write exactly as JSON.stringify would, it declines; the caller then makes a value.
import type { JsonRows } from "../../core/records.ts";
import { KIB } from "../../core/units.ts";
import { sequenceLength } from "../utf8.ts";

/** Rows are handed on in pieces of about this size. */
const FULL_BYTES = 128 * KIB;
/** A row that takes more is left to the general reader. */
const MAX_ROW_BYTES = 64 * KIB;
/** What one cell may take: a text of `MAX_TEXT_BYTES`, each byte of it escaped, and nulls before it. */
const MAX_CELL_BYTES = 24 * KIB;
export const MAX_TEXT_BYTES = 8 * KIB;
const MAX_NULLS = 512;
/** Up to here a loop copies faster than a view can be made, and leaves no garbage. */
const MAX_LOOPED_BYTES = 128;
/** Digits of a decimal number that a double holds and gives back as they were. */
const EXACT_DIGITS = 15;
/** From the seventh zero behind the point on, JavaScript writes an exponent. */
const MAX_LEADING_ZEROS = 5;

const BUFFER_BYTES = FULL_BYTES + MAX_ROW_BYTES + MAX_CELL_BYTES;

const ENCODER = new TextEncoder();
const ROW = ENCODER.encode('{"row":');
const CELLS = ENCODER.encode(',"cells":[');
const NULL = ENCODER.encode("null");
const TRUE = ENCODER.encode("true");
const FALSE = ENCODER.encode("false");

const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const BACKSLASH = 0x5c;

/**
 * Call for each row `beginRow`, a cell method for each cell that has a value, rising,
 * `endRow` and `commitRow`. A row that is not committed is dropped by the next `beginRow`; all methods
 * that take cells give false when it has to be.
 */
export class JsonRowBuffer {
  /** Made for the first row: a workbook may have ten thousand sheets without one. */
  #bytes = new Uint8Array(0);
  #length = 0;
  #column = 0;
  #row = 0;
  #committed = 0;
  #rows = 0;
  #cells = 0;
  /** Bytes of text in the open row, and in those committed. */
  #rowText = 0;
  #text = 0;
  #lastRow = 0;

  /** Rows and cells committed. */
  get rows(): number {
    return this.#rows;
  }

  get cells(): number {
    return this.#cells;
  }

  /** Number of the last row committed; 0 when there is none. */
  get lastRow(): number {
    return this.#lastRow;
  }

  /** True when what is committed should be handed on. */
  get isFull(): boolean {
    return this.#committed >= FULL_BYTES;
  }

  clear(): void {
    this.#length = this.#committed = this.#rows = this.#cells = this.#lastRow = this.#text = 0;
  }

  /** What is committed; valid until the buffer is written to again. */
  toBlock(): JsonRows {
    return {
      lines: this.#bytes.subarray(0, this.#committed),
      rows: this.#rows,
      cells: this.#cells,
      textBytes: this.#text,
      lastRow: this.#lastRow,
    };
  }

  beginRow(row: number): void {
    if (this.#bytes.length === 0) this.#bytes = new Uint8Array(BUFFER_BYTES);
    this.#length = this.#committed;
    this.#row = row;
    this.#column = 0;
    this.#rowText = 0;
    this.#literal(ROW);
    this.#whole(row);
    this.#literal(CELLS);
  }

  /** Column of the last cell that was written; 0 when there is none. */
  get column(): number {
    return this.#column;
  }

  /** Fills the row up to `width` cells; null for as many as it has. */
  endRow(width: number | null): boolean {
    if (width !== null && !this.#nulls(width + 1)) return false;
    this.#bytes[this.#length] = 0x5d;
    this.#bytes[this.#length + 1] = 0x7d;
    this.#bytes[this.#length + 2] = 0x0a;
    this.#length += 3;
    return true;
  }

  commitRow(): void {
    this.#committed = this.#length;
    this.#rows += 1;
    this.#cells += this.#column;
    this.#text += this.#rowText;
    this.#lastRow = this.#row;
  }

  boolean(column: number, value: boolean): boolean {
    if (!this.#open(column)) return false;
    this.#literal(value ? TRUE : FALSE);
    return true;
  }

  /** @param value finite, of at most 15 significant digits. */
  number(column: number, value: number): boolean {
    if (!this.#open(column)) return false;
    this.#ascii(String(value));
    return true;
  }

  /** @param text of printable ASCII without quotation marks and backslashes, such as a date. */
  asciiText(column: number, text: string): boolean {
    if (!this.#open(column)) return false;
    this.#bytes[this.#length++] = QUOTE;
    this.#ascii(text);
    this.#bytes[this.#length++] = QUOTE;
    return true;
  }

  /** Copies what stands between the quotation marks of a JSON text: bytes `start` to `end` of `json`. */
  jsonText(column: number, json: Uint8Array, start: number, end: number): boolean {
    const size = end - start;
    if (size > MAX_TEXT_BYTES || !this.#open(column)) return false;
    const bytes = this.#bytes;
    let to = this.#length;
    this.#rowText += size;
    bytes[to++] = QUOTE;
    if (size > MAX_LOOPED_BYTES) bytes.set(json.subarray(start, end), to);
    else for (let at = 0; at < size; at += 1) bytes[to + at] = json[start + at] as number;
    to += size;
    bytes[to++] = QUOTE;
    this.#length = to;
    return true;
  }

  /**
   * Copies a decimal number, bytes `start` to `end`, if JavaScript would write its double just so.
   * @returns null when it would not, or it is no such number: nothing has been written then.
   */
  decimal(column: number, source: Uint8Array, start: number, end: number): boolean | null {
    if (!isCanonicalDecimal(source, start, end)) return null;
    if (!this.#open(column)) return false;
    const bytes = this.#bytes;
    let to = this.#length;
    for (let at = start; at < end; at += 1) bytes[to++] = source[at] as number;
    this.#length = to;
    return true;
  }

  /** Fills up to `column` and puts the comma before it. */
  #open(column: number): boolean {
    const hasRoom = this.#length - this.#committed < MAX_ROW_BYTES;
    if (!hasRoom || !this.#nulls(column)) return false;
    if (column > 1) this.#bytes[this.#length++] = COMMA;
    this.#column = column;
    return true;
  }

  /** Writes empty cells up to, and without, `column`. */
  #nulls(column: number): boolean {
    let next = this.#column + 1;
    if (column - next > MAX_NULLS) return false;
    for (; next < column; next += 1) {
      if (next > 1) this.#bytes[this.#length++] = COMMA;
      this.#literal(NULL);
    }
    this.#column = next - 1;
    return true;
  }

  #literal(literal: Uint8Array): void {
    const bytes = this.#bytes;
    let to = this.#length;
    for (let at = 0; at < literal.length; at += 1) bytes[to++] = literal[at] as number;
    this.#length = to;
  }

  #ascii(text: string): void {
    const bytes = this.#bytes;
    let to = this.#length;
    for (let at = 0; at < text.length; at += 1) bytes[to++] = text.charCodeAt(at);
    this.#length = to;
  }

  #whole(value: number): void {
    let unit = 1;
    while (unit * 10 <= value) unit *= 10;
    let rest = value;
    for (; unit >= 1; unit /= 10) {
      const digit = Math.floor(rest / unit);
      this.#bytes[this.#length++] = ZERO + digit;
      rest -= digit * unit;
    }
  }
}

/** Whether the double of this text has the text itself as its shortest form, of at most 15 digits. */
function isCanonicalDecimal(source: Uint8Array, start: number, end: number): boolean {
  let at = source[start] === MINUS ? start + 1 : start;
  const first = at;
  let point = -1;
  for (; at < end; at += 1) {
    const byte = source[at] as number;
    if (byte === POINT && point < 0) point = at;
    else if (byte < ZERO || byte > 0x39) return false;
  }
  const wholeEnd = point < 0 ? end : point;
  const digits = end - first - (point < 0 ? 0 : 1);
  if (wholeEnd === first || digits > EXACT_DIGITS) return false;
  if (point >= 0 && (source[end - 1] === ZERO || point === end - 1)) return false;
  if (source[first] !== ZERO) return true;
  if (wholeEnd > first + 1) return false;
  // Minus zero is written without its sign.
  if (point < 0) return first === start;
  let zeros = 0;
  while (source[point + 1 + zeros] === ZERO) zeros += 1;
  return zeros <= MAX_LEADING_ZEROS;
}

/** What stands for a byte below 0x20, a quotation mark or a backslash in JSON, as JSON.stringify writes it. */
const ESCAPES = Array.from({ length: BACKSLASH + 1 }, (_, byte) => {
  const json = JSON.stringify(String.fromCharCode(byte)).slice(1, -1);
  return json.length > 1 ? ENCODER.encode(json) : null;
});

/** Bytes that `escapeJson` adds to bytes `start` to `end` of UTF-8; -1 when they are none. */
export function escapedGrowth(source: Uint8Array, start: number, end: number): number {
  let growth = 0;
  for (let at = start; at < end;) {
    const byte = source[at] as number;
    if (byte >= 0x80) {
      const length = sequenceLength(source, at);
      if (length <= 0 || at + length > end) return -1;
      at += length;
      continue;
    }
    if (byte <= BACKSLASH) {
      const escape = ESCAPES[byte];
      if (escape) growth += escape.length - 1;
    }
    at += 1;
  }
  return growth;
}

/** Writes bytes `start` to `end` as they stand between the quotation marks of a JSON text. */
export function escapeJson(
  source: Uint8Array,
  start: number,
  end: number,
  target: Uint8Array,
  offset: number,
): void {
  let to = offset;
  for (let at = start; at < end; at += 1) {
    const byte = source[at] as number;
    const escape = byte <= BACKSLASH ? ESCAPES[byte] : null;
    if (escape) {
      target.set(escape, to);
      to += escape.length;
    } else target[to++] = byte;
  }
}
