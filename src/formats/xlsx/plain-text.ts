// Reads the text of a cell that stands in the sheet itself, from bytes into the bytes of a JSON text,
// where it holds nothing that needs thought. Knows no rows.
import {
  escapedGrowth,
  escapeJson,
  MAX_TEXT_BYTES,
  type JsonRowBuffer,
} from "../../codecs/sheets/json-row-buffer.ts";
import { resolveReference } from "../../codecs/xml-entities.ts";

const AMPERSAND = 0x26;
const LESS = 0x3c;
const SEMICOLON = 0x3b;
const UNDERSCORE = 0x5f;
const LETTER_X = 0x78;
/** `&quot;`, less the ampersand. */
const MAX_REFERENCE_BYTES = 5;

export class PlainText {
  /** The text, references resolved, up to `length`. */
  readonly bytes = new Uint8Array(MAX_TEXT_BYTES);
  length = 0;
  readonly #maxBytes: number;
  readonly #json = new Uint8Array(MAX_TEXT_BYTES);

  /** @param maxBytes longest text of a cell; one of more than 8 KiB is read in the general way. */
  constructor(maxBytes: number) {
    this.#maxBytes = Math.min(maxBytes, MAX_TEXT_BYTES);
  }

  /**
   * Reads up to the next `<`; what has been read can be written then.
   * @returns where that is, or -1 when there is a control character, an escape, a reference other than
   * the five named ones, or too much.
   */
  read(bytes: Uint8Array, start: number): number {
    const text = this.bytes;
    const maxBytes = this.#maxBytes;
    let length = 0;
    let at = start;
    for (; bytes[at] !== LESS; at += 1) {
      let byte = bytes[at] as number;
      if (byte < 0x20 || length === maxBytes) return -1;
      if (byte === UNDERSCORE && bytes[at + 1] === LETTER_X) return -1;
      if (byte === AMPERSAND) {
        const end = referenceEnd(bytes, at + 1);
        const point = end < 0 ? null : resolveReference(ascii(bytes, at + 1, end));
        if (point === null || point > 0x7f || point < 0x20) return -1;
        byte = point;
        at = end;
      }
      text[length] = byte;
      length += 1;
    }
    this.length = length;
    return at;
  }

  /** Passes over text up to the next `<`, wherever that is. @returns -1 as `read` does for references. */
  skip(bytes: Uint8Array, start: number): number {
    let at = start;
    for (; bytes[at] !== LESS; at += 1) {
      if (bytes[at] === 0) return -1;
      if (bytes[at] !== AMPERSAND) continue;
      at = referenceEnd(bytes, at + 1);
      if (at < 0) return -1;
    }
    return at;
  }

  /** @returns false when the text is not UTF-8, or too long for the row. */
  writeTo(rows: JsonRowBuffer, column: number): boolean {
    const growth = escapedGrowth(this.bytes, 0, this.length);
    if (growth < 0 || this.length + growth > MAX_TEXT_BYTES) return false;
    if (growth === 0) return rows.jsonText(column, this.bytes, 0, this.length);
    escapeJson(this.bytes, 0, this.length, this.#json, 0);
    return rows.jsonText(column, this.#json, 0, this.length + growth);
  }
}

/** Where the semicolon of one of the five named references stands; -1 when there is none. */
function referenceEnd(bytes: Uint8Array, start: number): number {
  for (let at = start; at <= start + MAX_REFERENCE_BYTES; at += 1) {
    if (bytes[at] !== SEMICOLON) continue;
    return resolveReference(ascii(bytes, start, at)) === null ? -1 : at;
  }
  return -1;
}

function ascii(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
