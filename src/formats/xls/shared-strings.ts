// Holds the strings that cells share: where each lies in the upload, and copies only of those that lie
// there in parts. A string is made when a cell asks for it.
// Source: MS-XLS 2.4.265 (SST).
import { refuse } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { MIB } from "../../core/units.ts";
import { decodeUnits } from "./characters.ts";

/** Blocks of copies; no string is longer: 65 535 characters of two bytes. */
const BLOCK_BITS = 20;
const BLOCK_BYTES = 1 * MIB;
/** A string costs its place and length besides its copy. */
const INDEX_BYTES = 8;
/** Marks in the place of a string; no upload is as large as what is left below them. */
const COPIED = 0x80000000;
const WIDE = 0x40000000;
const OFFSET_MASK = 0x3fffffff;
/** Cells that repeat a string come close together in most sheets. */
const CACHE_SLOTS = 8_192;
const MAX_CACHED_UNITS = 256;

export class SharedStrings {
  readonly #source: Uint8Array;
  readonly #maxBytes: number;
  readonly #blocks: Uint8Array[] = [];
  #used = BLOCK_BYTES;
  #places: Uint32Array;
  #lengths: Uint16Array;
  #spent = 0;
  readonly #cachedIndexes = new Int32Array(CACHE_SLOTS).fill(-1);
  readonly #cachedTexts = Array.from({ length: CACHE_SLOTS }, () => "");
  /** The last string that is too long for the cache: the same note may stand in every row. */
  #longIndex = -1;
  #longText = "";

  count = 0;

  /**
   * @param source the bytes that records lie in; places of strings are places in it.
   * @param expected strings, at most what the bytes of the table can hold.
   */
  constructor(source: Uint8Array, expected: number, limits: ParseLimits) {
    this.#source = source;
    this.#maxBytes = limits.sharedStringBytes;
    const capacity = Math.max(16, Math.min(expected, Math.ceil(this.#maxBytes / INDEX_BYTES)));
    this.#places = new Uint32Array(capacity);
    this.#lengths = new Uint16Array(capacity);
  }

  /** Adds a string that lies in the upload in one piece. Fails with: `expansion_limit`. */
  addPlace(start: number, units: number, isWide: boolean): void {
    this.#charge(INDEX_BYTES);
    this.#push(isWide ? (start | WIDE) >>> 0 : start, units);
  }

  /** Adds a copy of a string. Fails with: `expansion_limit` when copies and index pass `sharedStringBytes`. */
  addCopy(units: Uint16Array): void {
    const bytes = units.length * 2;
    this.#charge(INDEX_BYTES + bytes);
    if (this.#used + bytes > BLOCK_BYTES) {
      this.#blocks.push(new Uint8Array(BLOCK_BYTES));
      this.#used = 0;
    }
    const block = this.#blocks.length - 1;
    const target = this.#blocks[block] as Uint8Array;
    for (let index = 0; index < units.length; index += 1) {
      target[this.#used + index * 2] = units[index] as number;
      target[this.#used + index * 2 + 1] = (units[index] as number) >>> 8;
    }
    this.#push(((block << BLOCK_BITS) | this.#used | COPIED | WIDE) >>> 0, units.length);
    this.#used += bytes;
  }

  /** @returns the string, or null when there is none of that index. */
  get(index: number): string | null {
    if (index >= this.count) return null;
    const slot = index % CACHE_SLOTS;
    if (this.#cachedIndexes[slot] === index) return this.#cachedTexts[slot] as string;
    if (this.#longIndex === index) return this.#longText;
    const place = this.#places[index] as number;
    const offset = place & OFFSET_MASK;
    const isCopied = (place & COPIED) !== 0;
    const bytes = isCopied ? (this.#blocks[offset >>> BLOCK_BITS] as Uint8Array) : this.#source;
    const start = isCopied ? offset & (BLOCK_BYTES - 1) : offset;
    const length = this.#lengths[index] as number;
    const text = decodeUnits(bytes, start, length, (place & WIDE) !== 0);
    if (length <= MAX_CACHED_UNITS) {
      this.#cachedIndexes[slot] = index;
      this.#cachedTexts[slot] = text;
    } else {
      this.#longIndex = index;
      this.#longText = text;
    }
    return text;
  }

  #charge(bytes: number): void {
    this.#spent += bytes;
    if (this.#spent <= this.#maxBytes) return;
    refuse({
      code: "expansion_limit",
      detail: `The shared strings take more than ${this.#maxBytes} bytes.`,
      limit: { name: "shared_string_bytes", max: this.#maxBytes, found: this.#spent },
    });
  }

  #push(place: number, length: number): void {
    if (this.count === this.#places.length) this.#grow();
    this.#places[this.count] = place;
    this.#lengths[this.count] = length;
    this.count += 1;
  }

  #grow(): void {
    const capacity = Math.ceil(this.count * 1.5);
    const places = new Uint32Array(capacity);
    places.set(this.#places);
    this.#places = places;
    const lengths = new Uint16Array(capacity);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }
}
