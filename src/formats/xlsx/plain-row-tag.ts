// Reads the start tag of a plain row from bytes that end with a NUL.
// Source: ECMA-376-1:2016 §18.3.1.73 (row).
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import { MAX_ROW } from "../../codecs/sheets/addresses.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const SLASH = 0x2f;
const ZERO = 0x30;
const COLON = 0x3a;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const START = bytesOf("<row");
const HIDDEN = bytesOf("hidden");
const HEIGHT = bytesOf("ht");
const LETTER_R = 0x72;

export class PlainRowTag {
  /** The row's number, and the bytes it is written in. */
  row = 0;
  numberStart = 0;
  numberEnd = 0;
  /** Where the row's content begins. */
  end = 0;

  /** @returns false when the tag is not whole or not plain, has no number, or may hide the row. */
  read(bytes: Uint8Array, start: number): boolean {
    if (!isAt(bytes, start, START)) return false;
    this.row = 0;
    for (let at = start + START.length; ; at = this.end) {
      let nameStart = at;
      while (bytes[nameStart] === SPACE) nameStart += 1;
      if (bytes[nameStart] === GREATER) {
        this.end = nameStart + 1;
        return this.row > 0;
      }
      if (nameStart === at || !this.#attribute(bytes, nameStart)) return false;
    }
  }

  #attribute(bytes: Uint8Array, nameStart: number): boolean {
    let nameEnd = nameStart;
    while (isNameByte(bytes[nameEnd] as number)) nameEnd += 1;
    const valueStart = nameEnd + 2;
    if (bytes[nameEnd] !== EQUALS || bytes[nameEnd + 1] !== QUOTE) return false;
    let valueEnd = valueStart;
    while (bytes[valueEnd] !== QUOTE) {
      if (bytes[valueEnd] === 0 || bytes[valueEnd] === LESS) return false;
      valueEnd += 1;
    }
    this.end = valueEnd + 1;
    const length = nameEnd - nameStart;
    if (length === 1 && bytes[nameStart] === LETTER_R)
      return this.#number(bytes, valueStart, valueEnd);
    if (length === HEIGHT.length && isAt(bytes, nameStart, HEIGHT))
      return (bytes[valueStart] as number) > ZERO;
    return length !== HIDDEN.length || !isAt(bytes, nameStart, HIDDEN);
  }

  #number(bytes: Uint8Array, start: number, end: number): boolean {
    let row = 0;
    for (let at = start; at < end; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9 || row > MAX_ROW) return false;
      row = row * 10 + digit;
    }
    this.row = row;
    this.numberStart = start;
    this.numberEnd = end;
    return row <= MAX_ROW;
  }
}

/** Of a name that is not looked at any closer; an apostrophe would begin a value. */
function isNameByte(byte: number): boolean {
  return byte > GREATER || (byte >= HYPHEN && byte <= COLON && byte !== SLASH);
}
