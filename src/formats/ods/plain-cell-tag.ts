// Reads the start tag of a plain cell from bytes that end with a NUL.
// Source: OpenDocument 1.3 part 3 §9.1.4 (table:table-cell), §19.385 (office:value-type).
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const AMPERSAND = 0x26;
const SLASH = 0x2f;
const ZERO = 0x30;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
/** A blank tail of a row may be all of a sheet's columns. */
const MAX_REPEAT_DIGITS = 5;

export const EMPTY = 0;
export const NUMBER = 1;
export const DATE = 2;
export const TIME = 3;
export const BOOLEAN = 4;
export const TEXT = 5;
type PlainType =
  | typeof EMPTY
  | typeof NUMBER
  | typeof DATE
  | typeof TIME
  | typeof BOOLEAN
  | typeof TEXT;

const STYLE = bytesOf("table:style-name");
const TYPE = bytesOf("office:value-type");
const VALUES = [
  "office:value",
  "office:date-value",
  "office:boolean-value",
  "office:time-value",
].map(bytesOf);
const CALC_TYPE = bytesOf("calcext:value-type");
const CURRENCY = bytesOf("office:currency");
const REPEATED = bytesOf("table:number-columns-repeated");

const TYPES: readonly (readonly [name: Uint8Array, type: PlainType])[] = [
  [bytesOf("float"), NUMBER],
  [bytesOf("string"), TEXT],
  [bytesOf("date"), DATE],
  [bytesOf("currency"), NUMBER],
  [bytesOf("percentage"), NUMBER],
  [bytesOf("boolean"), BOOLEAN],
  [bytesOf("time"), TIME],
];

export class PlainCellTag {
  type: PlainType = EMPTY;
  /** How often the cell stands there, side by side. */
  repeat = 1;
  /** The value and the style's name, bytes up to their ends; nothing where they are alike. */
  valueStart = 0;
  valueEnd = 0;
  styleStart = 0;
  styleEnd = 0;
  /** Whether the cell ends with its tag. */
  isEmpty = false;
  /** Where the reading stopped: behind the tag when it was plain. */
  end = 0;

  /** Reads what stands behind the element's name. @returns false when the tag is not whole, or not plain. */
  read(bytes: Uint8Array, start: number): boolean {
    this.type = EMPTY;
    this.repeat = 1;
    this.valueStart = this.valueEnd = this.styleStart = this.styleEnd = 0;
    this.end = start;
    for (;;) {
      const at = this.end;
      const byte = bytes[at];
      this.isEmpty = byte === SLASH;
      if (byte === GREATER || byte === SLASH) {
        this.end = this.isEmpty ? at + 2 : at + 1;
        return bytes[this.end - 1] === GREATER;
      }
      if (byte !== SPACE || !this.#attribute(bytes, at + 1)) return false;
    }
  }

  #attribute(bytes: Uint8Array, start: number): boolean {
    let nameEnd = start;
    while ((bytes[nameEnd] as number) > SPACE && bytes[nameEnd] !== EQUALS) nameEnd += 1;
    if (bytes[nameEnd] !== EQUALS || bytes[nameEnd + 1] !== QUOTE) return false;
    const from = nameEnd + 2;
    let to = from;
    for (; bytes[to] !== QUOTE; to += 1) {
      const byte = bytes[to];
      if (byte === 0 || byte === LESS || byte === AMPERSAND) return false;
    }
    this.end = to + 1;
    const length = nameEnd - start;
    if (isName(bytes, start, length, TYPE)) return this.#readType(bytes, from, to);
    // LibreOffice says it twice; where the two differ, the last one counts.
    if (isName(bytes, start, length, CALC_TYPE)) return this.#readType(bytes, from, to);
    if (VALUES.some((name) => isName(bytes, start, length, name))) {
      this.valueStart = from;
      this.valueEnd = to;
      return true;
    }
    if (isName(bytes, start, length, STYLE)) {
      this.styleStart = from;
      this.styleEnd = to;
      return true;
    }
    if (isName(bytes, start, length, REPEATED)) return this.#readRepeat(bytes, from, to);
    return isName(bytes, start, length, CURRENCY);
  }

  #readType(bytes: Uint8Array, start: number, end: number): boolean {
    for (const [name, type] of TYPES) {
      if (name.length !== end - start || !isAt(bytes, start, name)) continue;
      this.type = type;
      return true;
    }
    return false;
  }

  #readRepeat(bytes: Uint8Array, start: number, end: number): boolean {
    let count = 0;
    for (let at = start; at < end; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return false;
      count = count * 10 + digit;
    }
    this.repeat = count;
    return count > 0 && end - start <= MAX_REPEAT_DIGITS;
  }
}

function isName(bytes: Uint8Array, start: number, length: number, name: Uint8Array): boolean {
  return length === name.length && isAt(bytes, start, name);
}
