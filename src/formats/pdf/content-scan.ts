// Looks through the bytes of a decoded stream for what would make a reader of it run away: millions
// of letters, states within states, maps of millions of codes. Counts only; nothing is kept.
// Source: ISO 32000-1 7.2 (lexical conventions), 9.7.5 (CMaps).

const LEFT_PARENTHESIS = 0x28;
const RIGHT_PARENTHESIS = 0x29;
const BACKSLASH = 0x5c;
const LESS = 0x3c;
const GREATER = 0x3e;
const SAVE = 0x71;
const RESTORE = 0x51;
/** `range`, the end of the operators around the ranges of a map. */
const RANGE = 0x72_61_6e_67_65;
const TAIL = 2 ** 40;

/** By byte: 1 for white space, 2 for delimiters, 0 for what tokens are made of. */
const KINDS = new Uint8Array(256);
for (const byte of [0x00, 0x09, 0x0a, 0x0c, 0x0d, 0x20]) KINDS[byte] = 1;
for (const byte of [0x28, 0x29, 0x3c, 0x3e, 0x5b, 0x5d, 0x7b, 0x7d, 0x2f, 0x25]) KINDS[byte] = 2;

const DIGITS = new Uint8Array(256);
for (let digit = 0; digit < 16; digit += 1) {
  const character = digit.toString(16);
  DIGITS[character.charCodeAt(0)] = digit;
  DIGITS[character.toUpperCase().charCodeAt(0)] = digit;
}

export class ContentScan {
  /** Bytes of strings. */
  letters = 0;
  /** States saved within one another, at most. */
  deepest = 0;
  /** Codes of all ranges of a map. */
  mappedCodes = 0;
  #depth = 0;
  #parentheses = 0;
  #isEscaped = false;
  #isHex = false;
  #hexValue = 0;
  #lastHex: number | null = null;
  #isInRanges = false;
  #tail = 0;
  #tokenLength = 0;
  #lastByte = 0;

  /** Takes the next bytes. */
  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#parentheses > 0) this.#inString(byte);
      else if (this.#isHex) this.#inHex(byte);
      else this.#outside(byte);
    }
  }

  #inString(byte: number): void {
    if (this.#isEscaped) this.#isEscaped = false;
    else if (byte === BACKSLASH) this.#isEscaped = true;
    else if (byte === LEFT_PARENTHESIS) this.#parentheses += 1;
    else if (byte === RIGHT_PARENTHESIS) this.#parentheses -= 1;
    this.letters += 1;
  }

  #inHex(byte: number): void {
    if (byte !== GREATER) {
      this.letters += 0.5;
      if (!this.#isInRanges) return;
      this.#hexValue = (this.#hexValue * 16 + (DIGITS[byte] ?? 0)) % 2 ** 32;
      return;
    }
    this.#isHex = false;
    if (!this.#isInRanges) return;
    if (this.#lastHex === null) {
      this.#lastHex = this.#hexValue;
      return;
    }
    this.mappedCodes += Math.max(0, this.#hexValue - this.#lastHex);
    this.#lastHex = null;
  }

  #outside(byte: number): void {
    if (KINDS[byte] === 0) {
      this.#tail = (this.#tail * 256 + byte) % TAIL;
      this.#tokenLength += 1;
      this.#lastByte = byte;
      return;
    }
    if (this.#tokenLength > 0) this.#endToken();
    if (byte === LEFT_PARENTHESIS) {
      this.#parentheses = 1;
    } else if (byte === LESS) {
      this.#isHex = true;
      this.#hexValue = 0;
    } else if (byte === 0x0a || byte === 0x0d) {
      // A range stands in a line of its own; what it maps to does not begin the next.
      this.#lastHex = null;
    }
  }

  #endToken(): void {
    if (this.#tokenLength === 1 && this.#lastByte === SAVE) {
      this.#depth += 1;
      this.deepest = Math.max(this.deepest, this.#depth);
    } else if (this.#tokenLength === 1 && this.#lastByte === RESTORE) {
      this.#depth = Math.max(0, this.#depth - 1);
    } else if (this.#tail === RANGE) {
      this.#isInRanges = !this.#isInRanges;
      this.#lastHex = null;
    }
    this.#tokenLength = 0;
    this.#tail = 0;
  }
}
