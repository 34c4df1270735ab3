// Reads the start tag of a plain row from bytes that end with a NUL.
// Source: ECMA-376-1:2016 §18.3.1.73 (row).
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import { MAX_ROW } from "../../codecs/sheets/addresses.ts";
import { attributeNameEnd, attributeValueEnd } from "./plain-attribute.ts";

const SPACE = 0x20;
const ZERO = 0x30;
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
    const nameEnd = attributeNameEnd(bytes, nameStart);
    const valueStart = nameEnd + 2;
    const valueEnd = attributeValueEnd(bytes, nameEnd);
    if (valueEnd < 0) return false;
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
