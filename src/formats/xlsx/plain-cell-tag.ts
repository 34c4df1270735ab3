// Reads the start tag of a plain cell from bytes that end with a NUL.
// Source: ECMA-376-1:2016 §18.3.1.4 (c), §18.18.11 (ST_CellType).
import { bytesOf, isAt, skipSpace } from "../../codecs/sheets/plain-bytes.ts";

const QUOTE = 0x22;
const SLASH = 0x2f;
const ZERO = 0x30;
const EQUALS = 0x3d;
const GREATER = 0x3e;
const LETTER_A = 0x41;
const LETTER_B = 0x62;
const LETTER_E = 0x65;
const LETTER_N = 0x6e;
const LETTER_R = 0x72;
const LETTER_S = 0x73;
const LETTER_T = 0x74;
const INLINE_TYPE = bytesOf('inlineStr"');
const STRING_TYPE = bytesOf('str"');
const MAX_STYLE_DIGITS = 6;

/** The types of cells that are plain; errors are texts. */
export const NUMBER = 0;
export const SHARED = 1;
export const BOOLEAN = 2;
const TEXT = 3;
export const INLINE = 4;
type PlainType = typeof NUMBER | typeof SHARED | typeof BOOLEAN | typeof TEXT | typeof INLINE;

export class PlainCellTag {
  /** From 1. */
  column = 0;
  style = 0;
  type: PlainType = NUMBER;
  /** Whether the cell ends with its tag. */
  isEmpty = false;
  /** Where the reading stopped: behind the tag when it was plain. */
  end = 0;
  readonly #maxColumn: number;

  constructor(maxColumn: number) {
    this.#maxColumn = maxColumn;
  }

  /**
   * Reads what stands behind `<c`.
   * @param numberStart bytes up to `numberEnd` are the row's number, with which the address has to end.
   * @returns false when the tag is not whole, not plain, or has no address.
   */
  read(bytes: Uint8Array, start: number, numberStart: number, numberEnd: number): boolean {
    this.column = 0;
    this.style = 0;
    this.type = NUMBER;
    this.end = start;
    for (;;) {
      const at = skipSpace(bytes, this.end);
      const byte = bytes[at];
      this.isEmpty = byte === SLASH;
      if (byte === GREATER || byte === SLASH) {
        this.end = this.isEmpty ? at + 2 : at + 1;
        return bytes[this.end - 1] === GREATER && this.column > 0;
      }
      if (at === this.end || bytes[at + 1] !== EQUALS || bytes[at + 2] !== QUOTE) return false;
      this.end = at + 3;
      if (byte === LETTER_R) {
        if (!this.#address(bytes, numberStart, numberEnd)) return false;
      } else if (byte === LETTER_S) {
        if (!this.#styleIndex(bytes)) return false;
      } else if (byte !== LETTER_T || !this.#typeName(bytes)) return false;
    }
  }

  /** Letters, then the very number of the row. */
  #address(bytes: Uint8Array, numberStart: number, numberEnd: number): boolean {
    let at = this.end;
    let column = 0;
    for (; ; at += 1) {
      const letter = (bytes[at] as number) - LETTER_A;
      if (letter < 0 || letter > 25) break;
      column = column * 26 + letter + 1;
      if (column > this.#maxColumn) return false;
    }
    for (let digit = numberStart; digit < numberEnd; digit += 1, at += 1) {
      if (bytes[at] !== bytes[digit]) return false;
    }
    this.column = column;
    this.end = at + 1;
    return bytes[at] === QUOTE;
  }

  #styleIndex(bytes: Uint8Array): boolean {
    const start = this.end;
    let at = start;
    let style = 0;
    for (; ; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      style = style * 10 + digit;
    }
    this.style = style;
    this.end = at + 1;
    return bytes[at] === QUOTE && at > start && at - start <= MAX_STYLE_DIGITS;
  }

  #typeName(bytes: Uint8Array): boolean {
    const at = this.end;
    if (bytes[at + 1] === QUOTE) {
      const letter = bytes[at];
      this.end = at + 2;
      if (letter === LETTER_S) this.type = SHARED;
      else if (letter === LETTER_B) this.type = BOOLEAN;
      else if (letter === LETTER_E) this.type = TEXT;
      else return letter === LETTER_N;
      return true;
    }
    if (isAt(bytes, at, STRING_TYPE)) {
      this.type = TEXT;
      this.end = at + STRING_TYPE.length;
      return true;
    }
    this.type = INLINE;
    this.end = at + INLINE_TYPE.length;
    return isAt(bytes, at, INLINE_TYPE);
  }
}
