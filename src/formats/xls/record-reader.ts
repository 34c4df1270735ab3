// Walks along the records of a BIFF stream. Bodies are looked at in place; only one that lies over two
// pieces of the file, or is encrypted, is copied, into one buffer that the next such body overwrites.
// Source: MS-XLS 2.1.4 (record); [MS-XLS] 2.2.10 (encrypted records keep their headers plain).
import type { StreamPieces } from "../../codecs/cfb.ts";
import { refuse } from "../../core/failure.ts";
import { CONTINUE } from "./record-ids.ts";

const HEADER_BYTES = 4;

/** Decrypts the body of a record in place. */
export interface RecordCipher {
  /**
   * @param body from `start`, `length` bytes.
   * @param position of the body in the stream.
   */
  decrypt(id: number, body: Uint8Array, start: number, length: number, position: number): void;
}

export class RecordReader {
  /** Set once the stream is known to be encrypted with a password that is known. */
  cipher: RecordCipher | null = null;
  /** Kind of the current record; 0 before the first and after the last. */
  id = 0;
  /** Where the body of the current record lies: `length` bytes of `data` from `start`. */
  data: Uint8Array;
  view: DataView;
  start = 0;
  length = 0;
  /** Where the current record begins in the stream. */
  position = 0;
  /** Bytes of the stream that are there. */
  readonly size: number;
  readonly #pieces: StreamPieces;
  readonly #source: DataView;
  /** Where each piece begins in the stream, and the end. */
  readonly #begins: number[] = [0];
  #scratch = new Uint8Array(0);
  #scratchView = new DataView(this.#scratch.buffer);
  /** The next record begins here, in the stream. */
  #next = 0;
  /** The piece that was used last: its begin and end in the stream, and what leads from stream to `bytes`. */
  #from = 0;
  #to = 0;
  #shift = 0;

  constructor(pieces: StreamPieces) {
    const { bytes, starts, lengths } = pieces;
    this.#pieces = pieces;
    this.#source = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.data = bytes;
    this.view = this.#source;
    let size = 0;
    for (const length of lengths) this.#begins.push((size += length));
    this.size = size;
    this.#to = lengths[0] ?? 0;
    this.#shift = starts[0] ?? 0;
  }

  /** The bytes that bodies lie in which are not copied: the upload, or a copy of a small stream. */
  get source(): Uint8Array {
    return this.#pieces.bytes;
  }

  /** True when the body lies in `source`, where it stays readable. */
  get isInPlace(): boolean {
    return this.data === this.#pieces.bytes;
  }

  /** Where the record after the current one begins. */
  get nextPosition(): number {
    return this.#next;
  }

  /** Makes the record at a place of the stream the next one. */
  seek(position: number): void {
    this.#next = position;
  }

  /**
   * Turns to the next record.
   * @returns false at the end of the stream.
   * Fails with: `truncated_file` when the record is longer than what is left.
   */
  next(): boolean {
    const position = this.#next;
    const rest = this.size - position;
    if (rest < HEADER_BYTES) {
      this.id = 0;
      this.length = 0;
      return false;
    }
    const id = this.#u16(position);
    const length = this.#u16(position + 2);
    if (length > rest - HEADER_BYTES) {
      refuse({
        code: "truncated_file",
        detail: `A record of ${length} bytes begins ${rest - HEADER_BYTES} bytes before the end of the workbook.`,
        at: { byte: position },
      });
    }
    this.id = id;
    this.length = length;
    this.position = position;
    this.#next = position + HEADER_BYTES + length;
    this.#locate(position + HEADER_BYTES, length);
    return true;
  }

  /** Turns to the next record if it continues the current one. Fails with: `truncated_file`. */
  nextContinue(): boolean {
    return this.size - this.#next >= HEADER_BYTES && this.#u16(this.#next) === CONTINUE
      ? this.next()
      : false;
  }

  /** Sets `data` and `start` to the body at `position`. */
  #locate(position: number, length: number): void {
    if (this.cipher === null && length > 0) {
      this.#turnTo(position);
      if (position + length <= this.#to) {
        this.data = this.#pieces.bytes;
        this.view = this.#source;
        this.start = position + this.#shift;
        return;
      }
    }
    if (this.#scratch.length < length) {
      this.#scratch = new Uint8Array(Math.max(length, 8_224));
      this.#scratchView = new DataView(this.#scratch.buffer);
    }
    this.data = this.#scratch;
    this.view = this.#scratchView;
    this.start = 0;
    for (let copied = 0; copied < length;) {
      this.#turnTo(position + copied);
      const from = position + copied + this.#shift;
      const part = Math.min(length - copied, this.#to - position - copied);
      this.#scratch.set(this.#pieces.bytes.subarray(from, from + part), copied);
      copied += part;
    }
    this.cipher?.decrypt(this.id, this.#scratch, 0, length, position);
  }

  /** @param position within the stream. */
  #u16(position: number): number {
    this.#turnTo(position);
    if (position + 2 <= this.#to) return this.#source.getUint16(position + this.#shift, true);
    const low = this.#source.getUint8(position + this.#shift);
    this.#turnTo(position + 1);
    return low | (this.#source.getUint8(position + 1 + this.#shift) << 8);
  }

  /** Makes the piece that holds a place of the stream the one in use. */
  #turnTo(position: number): void {
    if (position >= this.#from && position < this.#to) return;
    const begins = this.#begins;
    let low = 0;
    let high = begins.length - 1;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((begins[middle] as number) <= position) low = middle;
      else high = middle;
    }
    this.#from = begins[low] as number;
    this.#to = begins[low + 1] as number;
    this.#shift = (this.#pieces.starts[low] as number) - this.#from;
  }
}
