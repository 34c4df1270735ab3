// Holds the strings that cells share: one arena of bytes in blocks, and offsets. They are escaped for
// JSON once, since most cells copy them into the answer; a string is made only when a cell asks for it.
// Source: ECMA-376-1:2016 §18.4.9 (sst).
import {
  escapedGrowth,
  escapeJson,
  type JsonRowBuffer,
} from "../../codecs/sheets/json-row-buffer.ts";
import { decodeUtf8 } from "../../codecs/utf8-string.ts";
import { refuse } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { KIB, MIB } from "../../core/units.ts";
import { quoteEntry } from "../../../guards/zip.ts";

/** Blocks never move, so that growing copies nothing but the offsets. */
const BLOCK_BYTES = 1 * MIB;
/** A longer string has a block of its own, so that little is lost at the end of a block. */
const MAX_BLOCK_STRING_BYTES = 64 * KIB;
/** A string costs its place and length besides its text. */
const INDEX_BYTES = 8;
/** Strings of one block of the index; it is two numbers for each. */
const INDEX_BLOCK_SHIFT = 14;
const INDEX_BLOCK_MASK = (1 << INDEX_BLOCK_SHIFT) - 1;
/** Cells that repeat a string come close together in most sheets. */
const CACHE_SLOTS = 8_192;
const MAX_CACHED_BYTES = 256;
const MAX_LOOPED_BYTES = 128;
/** Beside the length of a string: whether it has escapes, and whether it is no UTF-8. */
const IS_ESCAPED = 1 << 30;
const IS_INVALID = 1 << 29;
const LENGTH_MASK = IS_INVALID - 1;

export class SharedStrings {
  readonly #entry: string;
  readonly #maxBytes: number;
  readonly #blocks: Uint8Array[] = [];
  /** Bytes used of the last block of common strings, and its number. */
  #used = 0;
  #openBlock = -1;
  /**
   * Of each string its place, block number in the high 12 bits and offset within the block in the low
   * 20, and its length with flags.
   */
  readonly #index: Uint32Array[] = [];
  #spent = 0;
  readonly #cachedIndexes = new Int32Array(CACHE_SLOTS).fill(-1);
  readonly #cachedTexts = Array.from({ length: CACHE_SLOTS }, () => "");
  /** The last string that is too long for the cache: the same note may stand in every row. */
  #longIndex = -1;
  #longText = "";

  count = 0;

  constructor(entry: string, limits: ParseLimits) {
    this.#entry = entry;
    this.#maxBytes = limits.sharedStringBytes;
  }

  /**
   * Copies one string in: the first `length` bytes of `source`, UTF-8.
   * Fails with: `expansion_limit` when texts and index pass `sharedStringBytes`.
   */
  add(source: Uint8Array, length: number): void {
    const growth = escapedGrowth(source, 0, length);
    this.#spent += length + Math.max(0, growth) + INDEX_BYTES;
    if (this.#spent > this.#maxBytes) {
      refuse({
        code: "expansion_limit",
        detail: `The shared strings take more than ${this.#maxBytes} bytes.`,
        limit: { name: "shared_string_bytes", max: this.#maxBytes, found: this.#spent },
        at: { entry: quoteEntry(this.#entry) },
      });
    }
    if (growth <= 0) this.#keep(source, length, growth < 0 ? IS_INVALID : 0);
    else {
      const escaped = new Uint8Array(length + growth);
      escapeJson(source, 0, length, escaped, 0);
      this.#keep(escaped, escaped.length, IS_ESCAPED);
    }
    this.count += 1;
  }

  #keep(source: Uint8Array, length: number, flag: number): void {
    const slot = (this.count & INDEX_BLOCK_MASK) * 2;
    if (slot === 0) this.#index.push(new Uint32Array(2 << INDEX_BLOCK_SHIFT));
    const index = this.#index.at(-1) as Uint32Array;
    index[slot] = this.#place(source, length);
    index[slot + 1] = length | flag;
  }

  /** Copies the bytes in. @returns where they lie. */
  #place(source: Uint8Array, length: number): number {
    if (length > MAX_BLOCK_STRING_BYTES) {
      return (this.#blocks.push(source.slice(0, length)) - 1) << 20;
    }
    if (this.#openBlock < 0 || this.#used + length > BLOCK_BYTES) {
      this.#openBlock = this.#blocks.push(new Uint8Array(BLOCK_BYTES)) - 1;
      this.#used = 0;
    }
    const block = this.#blocks[this.#openBlock] as Uint8Array;
    const start = this.#used;
    // A view of each short string would be more garbage than all of them are text.
    if (length > MAX_LOOPED_BYTES) block.set(source.subarray(0, length), start);
    else for (let at = 0; at < length; at += 1) block[start + at] = source[at] as number;
    this.#used = start + length;
    return (this.#openBlock << 20) | start;
  }

  /** @returns the string, or null when there is none of that index. Fails with: `corrupt_file` (not UTF-8). */
  get(index: number): string | null {
    if (!(index >= 0 && index < this.count)) return null;
    const slot = index % CACHE_SLOTS;
    if (this.#cachedIndexes[slot] === index) return this.#cachedTexts[slot] as string;
    if (this.#longIndex === index) return this.#longText;
    const entries = this.#index[index >>> INDEX_BLOCK_SHIFT] as Uint32Array;
    const entry = (index & INDEX_BLOCK_MASK) * 2;
    const place = entries[entry] as number;
    const start = place & 0xfffff;
    const flags = entries[entry + 1] as number;
    const length = flags & LENGTH_MASK;
    const json = decodeUtf8(this.#blocks[place >>> 20] as Uint8Array, start, start + length);
    if (json === null) {
      refuse({
        code: "corrupt_file",
        detail: "A shared string is not UTF-8.",
        at: { entry: quoteEntry(this.#entry) },
      });
    }
    const text = (flags & IS_ESCAPED) === 0 ? json : (JSON.parse(`"${json}"`) as string);
    if (length <= MAX_CACHED_BYTES) {
      this.#cachedIndexes[slot] = index;
      this.#cachedTexts[slot] = text;
    } else {
      this.#longIndex = index;
      this.#longText = text;
    }
    return text;
  }

  /**
   * Writes the string into a cell of `rows`, or nothing for an empty one.
   * @returns false when it is not there, not UTF-8, or too long for that.
   */
  writeTo(rows: JsonRowBuffer, column: number, index: number): boolean {
    if (!(index >= 0 && index < this.count)) return false;
    const entries = this.#index[index >>> INDEX_BLOCK_SHIFT] as Uint32Array;
    const entry = (index & INDEX_BLOCK_MASK) * 2;
    const flags = entries[entry + 1] as number;
    const length = flags & LENGTH_MASK;
    if (length === 0) return true;
    if ((flags & IS_INVALID) !== 0) return false;
    const place = entries[entry] as number;
    const start = place & 0xfffff;
    return rows.jsonText(column, this.#blocks[place >>> 20] as Uint8Array, start, start + length);
  }
}
