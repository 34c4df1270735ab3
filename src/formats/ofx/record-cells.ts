// The cells of one record, as JSON text in one buffer: bytes go from the file into the row without
// a string for each. What does not fit there is kept as a string.
import type { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import { KIB } from "../../core/units.ts";
import { decodeUtf8 } from "../../codecs/utf8-string.ts";
import { MAX_AMOUNT_CHARACTERS } from "./amounts.ts";

const ARENA_BYTES = 64 * KIB;
/** Escaped as JSON a byte may become six. */
const MAX_GROWTH = 6;
const MAX_COLUMNS = 64;
const MINUS = 0x2d;
const PLUS = 0x2b;
const POINT = 0x2e;
const ZERO = 0x30;

/** Bytes that JSON takes as they are, and that mean nothing in OFX. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x20 && !'"\\&'.includes(String.fromCharCode(byte)) ? 1 : 0,
);

export class RecordCells {
  /**
   * Of each cell, what stands between the quotation marks. Columns count from 1. An end of 0 is an
   * empty cell, a negative one a cell that is kept as a string.
   */
  readonly arena = new Uint8Array(ARENA_BYTES);
  readonly starts = new Int32Array(MAX_COLUMNS);
  readonly ends = new Int32Array(MAX_COLUMNS);
  /** Bytes of the arena that are taken. */
  used = 0;
  readonly #encoder = new TextEncoder();
  readonly #texts = new Map<number, string>();
  #width = 0;

  clear(width: number): void {
    this.#width = width;
    this.used = 0;
    this.ends.fill(0, 0, width + 1);
    if (this.#texts.size > 0) this.#texts.clear();
  }

  has(column: number): boolean {
    return this.ends[column] !== 0;
  }

  /**
   * Copies bytes that stand for themselves.
   * @returns false when they do not, or are too many: nothing has been written then.
   */
  putBytes(column: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > ARENA_BYTES - this.used) return false;
    const { arena } = this;
    let to = this.used;
    for (let at = start; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (IS_PLAIN[byte] === 0) return false;
      arena[to++] = byte;
    }
    this.close(column, to);
    return true;
  }

  putText(column: number, text: string): void {
    if (text === "") return;
    if (text.length * MAX_GROWTH > ARENA_BYTES - this.used) {
      this.#keep(column, text);
      return;
    }
    const json = JSON.stringify(text).slice(1, -1);
    const { written } = this.#encoder.encodeInto(json, this.arena.subarray(this.used));
    this.close(column, this.used + written);
  }

  /** Puts a text that comes in every row: JSON as `jsonTextOf` makes it. */
  putJson(column: number, json: Uint8Array): void {
    if (json.length > ARENA_BYTES - this.used) {
      this.#keep(column, JSON.parse(`"${decodeUtf8(json, 0, json.length) ?? ""}"`) as string);
      return;
    }
    let to = this.used;
    for (let at = 0; at < json.length; at += 1) this.arena[to++] = json[at] as number;
    this.close(column, to);
  }

  /** @param text short, of printable ASCII without quotation marks and backslashes. */
  putAscii(column: number, text: string): void {
    if (text.length > ARENA_BYTES - this.used) {
      this.#keep(column, text);
      return;
    }
    let to = this.used;
    for (let at = 0; at < text.length; at += 1) this.arena[to++] = text.charCodeAt(at);
    this.close(column, to);
  }

  /** Writes a day from its eight digits. */
  putDay(column: number, bytes: Uint8Array, start: number): boolean {
    if (ARENA_BYTES - this.used < 10) return false;
    const { arena } = this;
    let to = this.used;
    for (let digit = 0; digit < 8; digit += 1) {
      if (digit === 4 || digit === 6) arena[to++] = MINUS;
      arena[to++] = bytes[start + digit] as number;
    }
    this.close(column, to);
    return true;
  }

  /**
   * Writes an amount of a sign, digits and at most one point between digits in its exact form.
   * @returns false when it is written otherwise: nothing has been written then.
   */
  putAmount(column: number, bytes: Uint8Array, start: number, end: number): boolean {
    if (end - start > MAX_AMOUNT_CHARACTERS || ARENA_BYTES - this.used < end - start) return false;
    const { arena } = this;
    let at = start;
    const first = bytes[at] as number;
    if (first === MINUS || first === PLUS) at += 1;
    // The last zero of the whole number stays.
    while (bytes[at] === ZERO && at + 1 < end && isDigit(bytes[at + 1] as number)) at += 1;
    if (at >= end || !isDigit(bytes[at] as number)) return false;
    let to = this.used;
    if (first === MINUS) arena[to++] = MINUS;
    let isZero = true;
    let point = -1;
    for (; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte === POINT && point < 0) point = at;
      else if (!isDigit(byte)) return false;
      else if (byte !== ZERO) isZero = false;
      arena[to++] = byte;
    }
    // A point at the end, and a minus in front of nothing but zeros, go the other way.
    if (point === end - 1 || (isZero && first === MINUS)) return false;
    this.close(column, to);
    return true;
  }

  #keep(column: number, text: string): void {
    this.#texts.set(column, text);
    this.ends[column] = -1;
  }

  /** Makes what was written behind `used` the cell of a column. @param end offset behind it. */
  close(column: number, end: number): void {
    this.starts[column] = this.used;
    this.ends[column] = end;
    this.used = end;
  }

  /** The cell as a string; null when it is empty. */
  textOf(column: number): string | null {
    const start = this.starts[column] as number;
    const end = this.ends[column] as number;
    if (end === 0) return null;
    if (end < 0) return this.#texts.get(column) ?? null;
    const json = decodeUtf8(this.arena, start, end) ?? "";
    return json.includes("\\") ? (JSON.parse(`"${json}"`) as string) : json;
  }

  /** @returns false when the row cannot be written as bytes. */
  writeTo(buffer: JsonRowBuffer, row: number): boolean {
    if (this.#texts.size > 0) return false;
    buffer.beginRow(row);
    const { starts, ends, arena } = this;
    for (let column = 1; column <= this.#width; column += 1) {
      const end = ends[column] as number;
      if (end === 0) continue;
      if (!buffer.jsonText(column, arena, starts[column] as number, end)) return false;
    }
    if (!buffer.endRow(null)) return false;
    buffer.commitRow();
    return true;
  }

  /** The cells up to the last one that is filled. */
  values(): (string | null)[] {
    const values: (string | null)[] = [];
    for (let column = 1; column <= this.#width; column += 1) values.push(this.textOf(column));
    while (values.length > 0 && values.at(-1) === null) values.pop();
    return values;
  }
}

/** What stands for a text between the quotation marks of JSON. */
export function jsonTextOf(text: string): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(text).slice(1, -1));
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= 0x39;
}
