// Holds the strings that cells share: one arena of bytes in blocks, and offsets. They are escaped for
// JSON once, since most cells copy them into the answer; a string is made only when a cell asks for it.
// Source: ECMA-376-1:2016 §18.4.8 (si), §18.4.9 (sst), §18.4.6 (rPh).
import {
  escapedGrowth,
  escapeJson,
  type JsonRowBuffer,
} from "../../codecs/sheets/json-row-buffer.ts";
import { decodeUtf8 } from "../../codecs/utf8-string.ts";
import { XML_END, XML_MORE, XML_START, XML_TEXT, XmlScanner } from "../../codecs/xml-scanner.ts";
import { refuse } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { KIB, MIB } from "../../core/units.ts";
import { quoteEntry } from "../../../guards/zip.ts";
import type { PartReader } from "../../codecs/xml-part.ts";
import { TextCollector } from "./text-collector.ts";

/** Blocks never move, so that growing copies nothing but the offsets. */
const BLOCK_BYTES = 1 * MIB;
/** A longer string has a block of its own, so that little is lost at the end of a block. */
const MAX_BLOCK_STRING_BYTES = 64 * KIB;
/** A string costs its place and length besides its text. */
const INDEX_BYTES = 8;
const INITIAL_STRINGS = 1_024;
/** Cells that repeat a string come close together in most sheets. */
const CACHE_SLOTS = 8_192;
const MAX_CACHED_BYTES = 256;
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
  /** Block number in the high 12 bits, offset within the block in the low 20. */
  #starts = new Uint32Array(INITIAL_STRINGS);
  #lengths = new Uint32Array(INITIAL_STRINGS);
  #spent = 0;
  readonly #cachedIndexes = new Int32Array(CACHE_SLOTS).fill(-1);
  readonly #cachedTexts = Array.from({ length: CACHE_SLOTS }, () => "");

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
    if (this.count === this.#starts.length) this.#grow();
    const bytes = source.subarray(0, length);
    if (growth <= 0) this.#keep(bytes, growth < 0 ? IS_INVALID : 0);
    else {
      const escaped = new Uint8Array(length + growth);
      escapeJson(bytes, 0, length, escaped, 0);
      this.#keep(escaped, IS_ESCAPED);
    }
    this.count += 1;
  }

  #keep(bytes: Uint8Array, flag: number): void {
    const { length } = bytes;
    this.#lengths[this.count] = length | flag;
    if (length > MAX_BLOCK_STRING_BYTES) {
      this.#starts[this.count] = (this.#blocks.push(bytes.slice()) - 1) << 20;
      return;
    }
    if (this.#openBlock < 0 || this.#used + length > BLOCK_BYTES) {
      this.#openBlock = this.#blocks.push(new Uint8Array(BLOCK_BYTES)) - 1;
      this.#used = 0;
    }
    (this.#blocks[this.#openBlock] as Uint8Array).set(bytes, this.#used);
    this.#starts[this.count] = (this.#openBlock << 20) | this.#used;
    this.#used += length;
  }

  #grow(): void {
    const size = Math.ceil(this.count * 1.5);
    const starts = new Uint32Array(size);
    starts.set(this.#starts);
    this.#starts = starts;
    const lengths = new Uint32Array(size);
    lengths.set(this.#lengths);
    this.#lengths = lengths;
  }

  /** @returns the string, or null when there is none of that index. Fails with: `corrupt_file` (not UTF-8). */
  get(index: number): string | null {
    if (!(index >= 0 && index < this.count)) return null;
    const slot = index % CACHE_SLOTS;
    if (this.#cachedIndexes[slot] === index) return this.#cachedTexts[slot] as string;
    const packed = this.#starts[index] as number;
    const start = packed & 0xfffff;
    const flags = this.#lengths[index] as number;
    const length = flags & LENGTH_MASK;
    const json = decodeUtf8(this.#blocks[packed >>> 20] as Uint8Array, start, start + length);
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
    }
    return text;
  }

  /**
   * Writes the string into a cell of `rows`, or nothing for an empty one.
   * @returns false when it is not there, not UTF-8, or too long for that.
   */
  writeTo(rows: JsonRowBuffer, column: number, index: number): boolean {
    if (!(index >= 0 && index < this.count)) return false;
    const flags = this.#lengths[index] as number;
    const length = flags & LENGTH_MASK;
    if (length === 0) return true;
    if ((flags & IS_INVALID) !== 0) return false;
    const packed = this.#starts[index] as number;
    const start = packed & 0xfffff;
    return rows.jsonText(column, this.#blocks[packed >>> 20] as Uint8Array, start, start + length);
  }
}

const VOCABULARY = ["si", "t", "rPh", "r", "space"];
const [SI, T, R_PH, , SPACE] = VOCABULARY.keys();

/** Reader of the shared strings part. */
export class SharedStringsReader implements PartReader {
  readonly scanner: XmlScanner;
  readonly strings: SharedStrings;
  readonly #text: TextCollector;
  #isInText = false;
  /** Depth of an open `<rPh>`, whose text is a reading aid; 0 when there is none. */
  #phoneticDepth = 0;

  constructor(entry: string, limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, entry, limits);
    this.strings = new SharedStrings(entry, limits);
    this.#text = new TextCollector(limits.cellBytes, () => ({ entry: quoteEntry(entry) }));
  }

  drain(): void {
    const { scanner } = this;
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event === XML_TEXT) {
        if (this.#isInText) this.#text.append(scanner.text, scanner.textStart, scanner.textEnd);
      } else if (event === XML_START) this.#start();
      else if (event === XML_END) this.#end();
    }
  }

  #start(): void {
    const { scanner } = this;
    if (this.#phoneticDepth > 0 || this.#isInText) return;
    if (scanner.name === SI && scanner.depth === 2) this.#text.clear();
    else if (scanner.name === R_PH) this.#phoneticDepth = scanner.depth;
    else if (scanner.name === T && scanner.depth > 2) {
      this.#isInText = true;
      this.#text.beginRun(readIsPreserved(scanner, SPACE as number));
    }
  }

  #end(): void {
    const { scanner } = this;
    if (this.#phoneticDepth > 0) {
      if (scanner.depth < this.#phoneticDepth) this.#phoneticDepth = 0;
    } else if (this.#isInText) {
      if (scanner.name === T) this.#isInText = false;
    } else if (scanner.name === SI && scanner.depth === 1) {
      this.#text.finish();
      this.strings.add(this.#text.bytes, this.#text.length);
    }
  }
}

/** Whether the element that has just started has `xml:space="preserve"`. */
export function readIsPreserved(scanner: XmlScanner, space: number): boolean {
  while (scanner.nextAttribute()) {
    if (scanner.attribute === space) return scanner.valueText() === "preserve";
  }
  return false;
}
