// Reads the text of a cell from the bytes of XML into those of a JSON text, where it holds nothing that
// needs thought. Knows no rows.
import {
  escapedGrowth,
  escapeJson,
  MAX_TEXT_BYTES,
  type JsonRowBuffer,
} from "./json-row-buffer.ts";
import { bytesOf, isAt } from "../ascii-bytes.ts";

const AMPERSAND = 0x26;
const LESS = 0x3c;
interface Reference {
  /** What stands behind the ampersand. */
  name: Uint8Array;
  byte: number;
}

const REFERENCES: readonly Reference[] = [
  { name: bytesOf("amp;"), byte: AMPERSAND },
  { name: bytesOf("quot;"), byte: 0x22 },
  { name: bytesOf("apos;"), byte: 0x27 },
  { name: bytesOf("lt;"), byte: LESS },
  { name: bytesOf("gt;"), byte: 0x3e },
];

export class PlainText {
  /** The text, references resolved, up to `length`; made for the first one. */
  bytes = new Uint8Array(0);
  length = 0;
  readonly #maxBytes: number;
  readonly #first: number;
  readonly #second: number;
  #json = new Uint8Array(0);

  /**
   * @param maxBytes longest text of a cell; one of more than 8 KiB is read in the general way.
   * @param pair two characters that mean something else one after the other, such as `_x`.
   */
  constructor(maxBytes: number, pair: string) {
    this.#maxBytes = Math.min(maxBytes, MAX_TEXT_BYTES);
    this.#first = pair.charCodeAt(0);
    this.#second = pair.charCodeAt(1);
  }

  /**
   * Reads up to the next `<`, or another byte; what has been read can be written then.
   * @returns where that is, or -1 when there is a control character, the pair, a reference other than
   * the five named ones, or too much.
   */
  read(bytes: Uint8Array, start: number, stop = LESS): number {
    if (this.bytes.length === 0) this.bytes = new Uint8Array(MAX_TEXT_BYTES);
    const text = this.bytes;
    const maxBytes = this.#maxBytes;
    const first = this.#first;
    let length = 0;
    let at = start;
    for (; bytes[at] !== stop; at += 1) {
      let byte = bytes[at] as number;
      if (byte < 0x20 || length === maxBytes) return -1;
      if (byte === first && bytes[at + 1] === this.#second) return -1;
      if (byte === AMPERSAND) {
        const reference = referenceAt(bytes, at + 1);
        if (reference === null) return -1;
        byte = reference.byte;
        at += reference.name.length;
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
      const reference = referenceAt(bytes, at + 1);
      if (reference === null) return -1;
      at += reference.name.length;
    }
    return at;
  }

  /** @returns false when the text is not UTF-8, or too long for the row. */
  writeTo(rows: JsonRowBuffer, column: number): boolean {
    const growth = escapedGrowth(this.bytes, 0, this.length);
    if (growth < 0 || this.length + growth > MAX_TEXT_BYTES) return false;
    if (growth === 0) return rows.jsonText(column, this.bytes, 0, this.length);
    if (this.#json.length === 0) this.#json = new Uint8Array(MAX_TEXT_BYTES);
    escapeJson(this.bytes, 0, this.length, this.#json, 0);
    return rows.jsonText(column, this.#json, 0, this.length + growth);
  }
}

/** The reference that begins behind an ampersand, if it is one of the five named ones. */
function referenceAt(bytes: Uint8Array, start: number): Reference | null {
  for (const reference of REFERENCES) if (isAt(bytes, start, reference.name)) return reference;
  return null;
}
