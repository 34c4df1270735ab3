// Where an offset in the text of a file, which is UTF-8, is in the file itself.
import type { SourceLocation } from "../../core/failure.ts";
import type { Mend } from "../../codecs/utf8-transcoder.ts";

/** How a file's bytes relate to the characters of its text; `unknown` where a character is any number of them. */
export type Width = "utf-8" | "single" | "utf-16" | "unknown";

interface Block {
  textAt: number;
  fileAt: number;
  text: Uint8Array;
  mends: readonly Mend[];
}

/** How far the last search has come: places are asked for one behind the other. */
interface Cursor {
  block: Block | null;
  end: number;
  /** Bytes in the file up to `end`. */
  length: number;
  /** Mends of the block that are behind it. */
  mend: number;
}

export class TextOffsets {
  /** Those that somebody may still ask for. Empty while both offsets are the same. */
  #blocks: Block[] = [];
  #cursor: Cursor = { block: null, end: 0, length: 0, mend: 0 };
  #width: Width = "utf-8";
  #textAt = 0;
  #fileAt = 0;
  #isIdentical = true;

  /** @param markBytes of the byte order mark, which is no text. */
  begin(width: Width, markBytes: number): void {
    this.#width = width;
    this.#fileAt += markBytes;
  }

  /**
   * Takes the next piece of the text.
   * @param from no offset below this will be asked for any more.
   */
  add(text: Uint8Array, mends: readonly Mend[], from: number): void {
    const block = { textAt: this.#textAt, fileAt: this.#fileAt, text: EMPTY, mends };
    this.#isIdentical &&= this.#width === "utf-8" && mends.length === 0;
    if (!this.#isIdentical) {
      this.#blocks = this.#blocks.filter(({ textAt, text: held }) => textAt + held.length > from);
      block.text = text.slice();
      this.#blocks.push(block);
      const cursor: Cursor = { block, end: 0, length: 0, mend: 0 };
      this.#move(cursor, block, text.length);
      this.#fileAt += cursor.length;
    } else this.#fileAt += text.length;
    this.#textAt += text.length;
  }

  locate(offset: number): SourceLocation {
    if (this.#width === "unknown") return {};
    const block = this.#blocks.findLast(({ textAt }) => textAt <= offset);
    if (block === undefined) return { byte: offset + (this.#fileAt - this.#textAt) };
    const end = offset - block.textAt;
    const { block: last, end: lastEnd } = this.#cursor;
    if (last !== block || lastEnd > end) this.#cursor = { block, end: 0, length: 0, mend: 0 };
    this.#move(this.#cursor, block, end);
    return { byte: block.fileAt + this.#cursor.length };
  }

  /** Goes on to `end`, counting the bytes that the text takes in the file. */
  #move(cursor: Cursor, { textAt, text, mends }: Block, end: number): void {
    if (this.#width === "utf-8") {
      cursor.length += end - cursor.end;
      for (; cursor.mend < mends.length; cursor.mend += 1) {
        const start = (mends[cursor.mend]?.at ?? 0) - textAt;
        if (start >= end) break;
        // What was a byte became a character of two bytes or three.
        cursor.length -= (text[start] ?? 0) >= 0xe0 ? 2 : (text[start] ?? 0) >= 0xc0 ? 1 : 0;
      }
    } else {
      const unit = this.#width === "single" ? 1 : 2;
      for (let at = cursor.end; at < end; at += 1) {
        const byte = text[at] ?? 0;
        if ((byte & 0xc0) !== 0x80) cursor.length += unit;
        if (byte >= 0xf0 && unit === 2) cursor.length += unit;
      }
    }
    cursor.end = end;
  }
}

const EMPTY = new Uint8Array(0);
