// Collects the text of one cell from its paragraphs, as UTF-8 bytes: white space is collapsed, and
// the elements that stand for spaces, tabs and line ends are resolved.
// Source: OpenDocument 1.3 part 3 §6.1.2 (white space), §6.1.3-§6.1.5 (text:s, text:tab, text:line-break).
import { growText } from "../../codecs/sheets/text-room.ts";
import { decodeUtf8 } from "../../codecs/utf8-string.ts";
import { refuse, type SourceLocation } from "../../core/failure.ts";

const INITIAL_BYTES = 1024;
const TAB = 0x09;
const LF = 0x0a;
const SPACE = 0x20;
const CR = 0x0d;

/** One cell at a time; the buffer is kept from cell to cell. */
export class CellText {
  bytes = new Uint8Array(INITIAL_BYTES);
  length = 0;
  readonly #maxBytes: number;
  readonly #place: () => SourceLocation;
  #paragraphs = 0;
  /** At the start of a paragraph, or behind white space: more of it is dropped. */
  #isAfterSpace = true;
  /** Whether the white space before holds a line end: at the end of a paragraph it is layout then. */
  #isLayout = false;

  /** @param place where the current cell is, for the failure. */
  constructor(maxBytes: number, place: () => SourceLocation) {
    this.#maxBytes = maxBytes;
    this.#place = place;
  }

  /** Whether there is a paragraph, empty or not. */
  get hasParagraph(): boolean {
    return this.#paragraphs > 0;
  }

  clear(): void {
    this.length = 0;
    this.#paragraphs = 0;
  }

  /** Paragraphs are lines of the cell. */
  beginParagraph(): void {
    if (this.#paragraphs > 0) this.#put(LF, 1);
    this.#paragraphs += 1;
    this.#isAfterSpace = true;
    this.#isLayout = false;
  }

  /**
   * White space at the end of a paragraph goes when it holds a line end, since only the layout of the
   * XML puts one there. A space stays: LibreOffice writes the last space of a text as it is.
   */
  endParagraph(): void {
    if (this.#isLayout && this.#isAfterSpace && this.bytes[this.length - 1] === SPACE) {
      this.length -= 1;
    }
  }

  /** Appends bytes `start` (inclusive) to `end` (exclusive). Fails with: `cell_too_long`. */
  append(source: Uint8Array, start: number, end: number): void {
    this.#reserve(end - start);
    const { bytes } = this;
    let length = this.length;
    let isAfterSpace = this.#isAfterSpace;
    for (let at = start; at < end; at += 1) {
      const byte = source[at] as number;
      if (byte > SPACE || (byte !== SPACE && byte !== LF && byte !== TAB && byte !== CR)) {
        bytes[length++] = byte;
        isAfterSpace = false;
        continue;
      }
      if (!isAfterSpace) {
        bytes[length++] = SPACE;
        isAfterSpace = true;
        this.#isLayout = false;
      }
      if (byte === LF) this.#isLayout = true;
    }
    this.length = length;
    this.#isAfterSpace = isAfterSpace;
  }

  /** Fails with: `cell_too_long`, before anything is done for a count that no cell can hold. */
  spaces(count: number): void {
    this.#put(SPACE, count);
  }

  tab(): void {
    this.#put(TAB, 1);
  }

  lineBreak(): void {
    this.#put(LF, 1);
  }

  #put(byte: number, count: number): void {
    this.#reserve(count);
    this.bytes.fill(byte, this.length, this.length + count);
    this.length += count;
    this.#isAfterSpace = false;
    this.#isLayout = false;
  }

  #reserve(size: number): void {
    const needed = this.length + size;
    if (needed <= this.bytes.length) return;
    this.bytes = growText(this.bytes, this.length, needed, this.#maxBytes, this.#place);
  }

  /** The text as a string. Fails with: `corrupt_file` when it is not UTF-8. */
  toText(): string {
    const text = decodeUtf8(this.bytes, 0, this.length);
    if (text !== null) return text;
    return refuse({ code: "corrupt_file", detail: "A text is not UTF-8.", at: this.#place() });
  }
}
