// The stretch of a text upload that is not read yet, as UTF-8, in one buffer that is used over and over.
import { incompleteTail } from "./utf8.ts";

export class TextWindow {
  #buffer = new Uint8Array(0);
  #start = 0;
  #end = 0;
  /** Offset of the window's first byte in the text. */
  offset: number;

  /** @param offset of the first byte that will be pushed. */
  constructor(offset: number) {
    this.offset = offset;
  }

  get length(): number {
    return this.#end - this.#start;
  }

  /** Valid until the next push. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(this.#start, this.#end);
  }

  /** @param bytes copied. */
  push(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#buffer.length) this.#makeRoom(bytes.length);
    this.#buffer.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Goes on by `bytes`, or back by a negative number of bytes that were gone over since the last push. */
  advance(bytes: number): void {
    this.#start += bytes;
    this.offset += bytes;
  }

  /** @returns the first `count` bytes, fewer where the window ends or a character would be cut. */
  piece(count: number): Uint8Array {
    const all = this.bytes;
    if (all.length <= count) return all;
    const piece = all.subarray(0, count);
    return piece.subarray(0, piece.length - incompleteTail(piece));
  }

  #makeRoom(bytes: number): void {
    const { length } = this;
    const needed = length + bytes;
    const isShort = needed > this.#buffer.length;
    const buffer = isShort ? new Uint8Array(Math.max(needed, length * 2)) : this.#buffer;
    buffer.set(this.bytes);
    this.#buffer = buffer;
    this.#start = 0;
    this.#end = length;
  }
}
