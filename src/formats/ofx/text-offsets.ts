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

export class TextOffsets {
  /** Those that somebody may still ask for. Empty while both offsets are the same. */
  #blocks: Block[] = [];
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
      this.#fileAt += this.#fileLength({ ...block, text }, text.length);
    } else this.#fileAt += text.length;
    this.#textAt += text.length;
  }

  locate(offset: number): SourceLocation {
    if (this.#width === "unknown") return {};
    const block = this.#blocks.findLast(({ textAt }) => textAt <= offset);
    if (block === undefined) return { byte: offset + (this.#fileAt - this.#textAt) };
    return { byte: block.fileAt + this.#fileLength(block, offset - block.textAt) };
  }

  /** Bytes in the file of the first `end` bytes of a block's text. */
  #fileLength({ textAt, text, mends }: Block, end: number): number {
    if (this.#width === "utf-8") {
      let length = end;
      for (const { at } of mends) {
        const start = at - textAt;
        if (start >= end) break;
        length -= ((text[start] ?? 0) >= 0xe0 ? 3 : (text[start] ?? 0) >= 0xc0 ? 2 : 1) - 1;
      }
      return length;
    }
    let characters = 0;
    let pairs = 0;
    for (let at = 0; at < end; at += 1) {
      const byte = text[at] ?? 0;
      if ((byte & 0xc0) !== 0x80) characters += 1;
      if (byte >= 0xf0) pairs += 1;
    }
    return this.#width === "single" ? characters : 2 * (characters + pairs);
  }
}

const EMPTY = new Uint8Array(0);
