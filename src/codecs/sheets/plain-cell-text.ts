// Reads the text of a cell that stands in the sheet itself, from bytes into the bytes of a JSON text,
// where it holds nothing that needs thought. Knows no rows.
import {
  escapedGrowth,
  escapeJson,
  MAX_TEXT_BYTES,
  type JsonRowBuffer,
} from "./json-row-buffer.ts";
import { bytesOf, isAt } from "./plain-bytes.ts";

const AMPERSAND = 0x26;
const LESS = 0x3c;
/** References without the ampersand, and the characters that they stand for. */
const REFERENCES = ["amp;", "lt;", "gt;", "quot;", "apos;"].map(bytesOf);
const REFERENCED = bytesOf("&<>\"'");

export class PlainCellText {
  /** The text, references resolved. */
  readonly #text = new Uint8Array(MAX_TEXT_BYTES);
  #length = 0;
  readonly #json = new Uint8Array(MAX_TEXT_BYTES);
  readonly #first: number;
  readonly #second: number;

  /** @param pair two characters that mean something else one after the other, such as `_x`. */
  constructor(pair: string) {
    this.#first = pair.charCodeAt(0);
    this.#second = pair.charCodeAt(1);
  }

  /**
   * Reads up to the next `<`, or another byte; what has been read can be written then.
   * @returns where that is, or -1 when there is a control character, the pair, a reference other than
   * the five named ones, or too much.
   */
  read(bytes: Uint8Array, start: number, stop = LESS): number {
    const text = this.#text;
    const first = this.#first;
    let length = 0;
    let at = start;
    for (; bytes[at] !== stop; at += 1) {
      let byte = bytes[at] as number;
      if (byte < 0x20 || length === MAX_TEXT_BYTES) return -1;
      if (byte === first && bytes[at + 1] === this.#second) return -1;
      if (byte === AMPERSAND) {
        const index = referenceAt(bytes, at + 1);
        if (index < 0) return -1;
        byte = REFERENCED[index] as number;
        at += (REFERENCES[index] as Uint8Array).length;
      }
      text[length] = byte;
      length += 1;
    }
    this.#length = length;
    return at;
  }

  /** Passes over text up to the next `<`, wherever that is. @returns -1 as `read` does for references. */
  skip(bytes: Uint8Array, start: number): number {
    let at = start;
    for (; bytes[at] !== LESS; at += 1) {
      if (bytes[at] === 0) return -1;
      if (bytes[at] !== AMPERSAND) continue;
      const index = referenceAt(bytes, at + 1);
      if (index < 0) return -1;
      at += (REFERENCES[index] as Uint8Array).length;
    }
    return at;
  }

  /** @returns false when the text is not UTF-8, or too long for the row. */
  writeTo(rows: JsonRowBuffer, column: number): boolean {
    const growth = escapedGrowth(this.#text, 0, this.#length);
    if (growth < 0 || this.#length + growth > MAX_TEXT_BYTES) return false;
    if (growth === 0) return rows.jsonText(column, this.#text, 0, this.#length);
    escapeJson(this.#text, 0, this.#length, this.#json, 0);
    return rows.jsonText(column, this.#json, 0, this.#length + growth);
  }
}

/** Which of the named references stands behind an ampersand; -1 for none. */
function referenceAt(bytes: Uint8Array, start: number): number {
  for (let index = 0; index < REFERENCES.length; index += 1) {
    if (isAt(bytes, start, REFERENCES[index] as Uint8Array)) return index;
  }
  return -1;
}
