// Cuts a part of a binary workbook into its records, while it arrives in pieces. Records that nobody
// asks for are passed over and never held.
// Source: MS-XLSB 2.1.4 (record), 2.5.166-169 (RichStr, XLWideString).
import { quoteEntry } from "../../../guards/zip.ts";
import { rkNumber } from "../../codecs/sheets/rk-number.ts";
import { refuse, type SourceLocation } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { KIB } from "../../core/units.ts";

const INITIAL_BUFFER_BYTES = 32 * KIB;
/** Fields and formula beside the text of a cell. */
const BESIDE_TEXT_BYTES = 64 * KIB;
/** An id of two bytes and a size of four. */
const MAX_HEADER_BYTES = 6;
const NULL_LENGTH = 0xffffffff;

const UTF16 = new TextDecoder("utf-16le", { fatal: false, ignoreBOM: true });

/** Records of one part; `id` and the readers below go for the one that `next` has found. */
export class BinaryRecords {
  id = -1;
  /** Bytes of the record's content. */
  size = 0;
  readonly #wanted: ReadonlySet<number>;
  readonly #entry: string;
  readonly #maxBytes: number;
  #bytes = new Uint8Array(INITIAL_BUFFER_BYTES);
  #view = new DataView(this.#bytes.buffer);
  /** Where the next record begins, and where the bytes end that were pushed. */
  #position = 0;
  #end = 0;
  #content = 0;
  /** Bytes that are still to come of a record that is passed over. */
  #toSkip = 0;
  #isFinished = false;

  /** @param wanted ids of the records that `next` gives. */
  constructor(wanted: Iterable<number>, entry: string, limits: ParseLimits) {
    this.#wanted = new Set(wanted);
    this.#entry = entry;
    // Texts are UTF-16 there, and counted as UTF-8: a limit in time, if not the exact one.
    this.#maxBytes = limits.cellBytes * 2 + BESIDE_TEXT_BYTES;
  }

  /** Takes the next piece of the part; copied, so that the caller may overwrite it. */
  push(piece: Uint8Array): void {
    const skipped = Math.min(this.#toSkip, piece.length);
    this.#toSkip -= skipped;
    const added = piece.subarray(skipped);
    const left = this.#end - this.#position;
    if (left + added.length > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(left + added.length, this.#bytes.length * 2));
      grown.set(this.#bytes.subarray(this.#position, this.#end));
      this.#bytes = grown;
      this.#view = new DataView(grown.buffer);
    } else this.#bytes.copyWithin(0, this.#position, this.#end);
    this.#bytes.set(added, left);
    this.#position = 0;
    this.#end = left + added.length;
  }

  finish(): void {
    this.#isFinished = true;
  }

  /** Moves to the next wanted record; false when the bytes pushed so far hold no whole one. */
  next(): boolean {
    while (this.#toSkip === 0 && this.#readHeader()) {
      const end = this.#content + this.size;
      if (!this.#wanted.has(this.id)) {
        this.#toSkip = Math.max(0, end - this.#end);
        this.#position = Math.min(end, this.#end);
      } else {
        this.#refuseBeyondLimit();
        if (end > this.#end) break;
        this.#position = end;
        return true;
      }
    }
    if (this.#isFinished && (this.#toSkip > 0 || this.#position < this.#end)) {
      refuse({ code: "truncated_file", detail: "A part ends inside a record.", at: this.place() });
    }
    return false;
  }

  /** False when the header is not there as a whole. */
  #readHeader(): boolean {
    let at = this.#position;
    const bytes = this.#bytes;
    const last = Math.min(this.#end, at + MAX_HEADER_BYTES);
    if (at >= last) return false;
    let id = bytes[at++] as number;
    if (id >= 0x80) {
      if (at >= last) return false;
      id = (id & 0x7f) | (((bytes[at++] as number) & 0x7f) << 7);
    }
    let size = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      if (at >= last) return false;
      const byte = bytes[at++] as number;
      size |= (byte & 0x7f) << shift;
      if (byte < 0x80) break;
    }
    this.id = id;
    this.size = size;
    this.#content = at;
    return true;
  }

  #refuseBeyondLimit(): void {
    if (this.size <= this.#maxBytes) return;
    refuse({
      code: "cell_too_long",
      detail: `A record of a part has ${this.size} bytes; ${this.#maxBytes} are allowed.`,
      at: this.place(),
      limit: { name: "record_bytes", max: this.#maxBytes, found: this.size },
    });
  }

  /** Unsigned number of 1, 2 or 4 bytes at `offset` of the content. Fails with: `corrupt_file`. */
  uint(offset: number, width: 1 | 2 | 4): number {
    const at = this.#at(offset, width);
    if (width === 1) return this.#view.getUint8(at);
    return width === 2 ? this.#view.getUint16(at, true) : this.#view.getUint32(at, true);
  }

  /** Number of 8 bytes (IEEE 754). Fails with: `corrupt_file`. */
  double(offset: number): number {
    return this.#view.getFloat64(this.#at(offset, 8), true);
  }

  /** Number of 4 bytes: the high part of a double or a whole number, in hundredths or not. */
  rk(offset: number): number {
    return rkNumber(this.#view.getInt32(this.#at(offset, 4), true));
  }

  /** Text behind its length in UTF-16 units; "" for none. Fails with: `corrupt_file`. */
  text(offset: number): string {
    const bytes = this.textBytes(offset);
    const start = this.#at(offset, bytes) + 4;
    // Line ends are LF, as in workbooks of XML.
    return UTF16.decode(this.#bytes.subarray(start, start + bytes - 4)).replaceAll("\r\n", "\n");
  }

  /** Bytes that a text takes with its length. */
  textBytes(offset: number): number {
    const units = this.uint(offset, 4);
    return units === NULL_LENGTH ? 4 : 4 + units * 2;
  }

  #at(offset: number, length: number): number {
    if (offset + length <= this.size) return this.#content + offset;
    return refuse({
      code: "corrupt_file",
      detail: "A record of a part is shorter than its content.",
      at: this.place(),
    });
  }

  place(): SourceLocation {
    return { entry: quoteEntry(this.#entry) };
  }
}
