// Collects the text of one string (`<si>`, `<is>`, `<v>`) as UTF-8 bytes and takes off what the file
// format puts on it: white space that is not preserved, `_xHHHH_` escapes, CR LF.
// Source: ECMA-376-1:2016 §18.4.12 (t), §22.9.2.19 (ST_Xstring).
import { growText } from "../../codecs/sheets/text-room.ts";
import { decodeUtf8 } from "../../codecs/utf8-string.ts";
import { isSpace, putUtf8 } from "../../codecs/xml-characters.ts";
import { refuse, type SourceLocation } from "../../core/failure.ts";

const INITIAL_BYTES = 1024;
const LF = 0x0a;
const CR = 0x0d;
const UNDERSCORE = 0x5f;
const LETTER_X = 0x78;
/** `_xHHHH_` */
const ESCAPE_BYTES = 7;

function hexValue(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

/** One string at a time; the buffer is kept from string to string. */
export class TextCollector {
  bytes = new Uint8Array(INITIAL_BYTES);
  length = 0;
  readonly #maxBytes: number;
  readonly #place: () => SourceLocation;
  #hasRuns = false;
  #trimsStart = false;
  #trimsEnd = false;
  #lastRunStart = 0;

  /**
   * @param maxBytes longest string as written, in UTF-8 bytes.
   * @param place where the current string is, for the failure.
   */
  constructor(maxBytes: number, place: () => SourceLocation) {
    this.#maxBytes = maxBytes;
    this.#place = place;
  }

  clear(): void {
    this.length = 0;
    this.#hasRuns = false;
    this.#trimsStart = false;
    this.#trimsEnd = false;
  }

  /** Appends bytes `start` (inclusive) to `end` (exclusive). Fails with: `cell_too_long`. */
  append(source: Uint8Array, start: number, end: number): void {
    const size = end - start;
    const needed = this.length + size;
    if (needed > this.bytes.length)
      this.bytes = growText(this.bytes, this.length, needed, this.#maxBytes, this.#place);
    const { bytes } = this;
    if (size > 32) bytes.set(source.subarray(start, end), this.length);
    else
      for (let at = 0; at < size; at += 1) bytes[this.length + at] = source[start + at] as number;
    this.length = needed;
  }

  /** Begins a `<t>` of the string. */
  beginRun(isPreserved: boolean): void {
    if (!this.#hasRuns) this.#trimsStart = !isPreserved;
    this.#hasRuns = true;
    this.#trimsEnd = !isPreserved;
    this.#lastRunStart = this.length;
  }

  /**
   * Finishes the string. White space at its ends is not part of it unless the `<t>` there says
   * `xml:space="preserve"`, as in Excel; between runs it stays, since words would grow together.
   */
  finish(): void {
    const { bytes } = this;
    let end = this.length;
    if (this.#trimsEnd) {
      while (end > this.#lastRunStart && isSpace(bytes[end - 1] as number)) end -= 1;
    }
    let start = 0;
    if (this.#trimsStart) while (start < end && isSpace(bytes[start] as number)) start += 1;
    if (start > 0) bytes.copyWithin(0, start, end);
    this.length = end - start;
    this.unescape();
  }

  /** Resolves the escapes and line ends of the whole string in place. */
  unescape(): void {
    const { bytes } = this;
    let at = 0;
    while (at < this.length && bytes[at] !== UNDERSCORE && bytes[at] !== CR) at += 1;
    if (at === this.length) return;
    let to = at;
    while (at < this.length) {
      const unit = this.#escapeAt(at);
      const pair = unit >= 0xd800 && unit < 0xdc00 ? this.#escapeAt(at + ESCAPE_BYTES) : -1;
      if (pair >= 0xdc00 && pair < 0xe000) {
        to += putUtf8(0x10000 + ((unit - 0xd800) << 10) + (pair - 0xdc00), bytes.subarray(to));
        at += ESCAPE_BYTES * 2;
      } else if (unit >= 0 && (unit < 0xd800 || unit >= 0xe000)) {
        to += putUtf8(unit, bytes.subarray(to));
        at += ESCAPE_BYTES;
      } else {
        bytes[to] = bytes[at] as number;
        to += 1;
        at += 1;
      }
      // CR LF is one line end, whether the CR was escaped or not.
      if (to >= 2 && bytes[to - 1] === LF && bytes[to - 2] === CR) {
        bytes[to - 2] = LF;
        to -= 1;
      }
    }
    this.length = to;
  }

  /** UTF-16 unit of the escape at `at`, or -1. */
  #escapeAt(at: number): number {
    const { bytes } = this;
    if (at + ESCAPE_BYTES > this.length) return -1;
    if (bytes[at] !== UNDERSCORE || bytes[at + 1] !== LETTER_X || bytes[at + 6] !== UNDERSCORE)
      return -1;
    let unit = 0;
    for (let digit = at + 2; digit < at + 6; digit += 1) {
      const value = hexValue(bytes[digit] as number);
      if (value < 0) return -1;
      unit = unit * 16 + value;
    }
    return unit;
  }

  /** The text as a string. Fails with: `corrupt_file` when it is not UTF-8. */
  toText(): string {
    const text = decodeUtf8(this.bytes, 0, this.length);
    if (text !== null) return text;
    return refuse({ code: "corrupt_file", detail: "A text is not UTF-8.", at: this.#place() });
  }
}
