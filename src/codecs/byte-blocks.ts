// An upload in blocks of one size, however it arrives: what is read from it, and which of two
// failures comes first, cannot depend on how a client or a network cut it up.
import type { ByteSource } from "../core/byte-source.ts";

const NOTHING = new Uint8Array(0);

export class ByteBlocks {
  readonly #source: ByteSource;
  readonly #blockBytes: number;
  /** Grows with what arrives: most uploads are smaller than a block. */
  #block: Uint8Array = NOTHING;
  /** What has arrived and is in no block yet. */
  #arrived: Uint8Array = NOTHING;
  /** Whether the block read last was the last one. */
  isLast = false;

  constructor(source: ByteSource, blockBytes: number) {
    this.#source = source;
    this.#blockBytes = blockBytes;
  }

  /** @returns the next block, valid until the next call; only the last one may be shorter. */
  async read(): Promise<Uint8Array> {
    if (this.#arrived.length > this.#blockBytes) return this.#takeArrived(this.#blockBytes);
    let length = 0;
    while (!this.isLast) {
      const part = this.#takeArrived(this.#blockBytes - length);
      this.#makeRoom(length, part.length);
      this.#block.set(part, length);
      length += part.length;
      // A byte behind a full block tells that it is not the last.
      if (this.#arrived.length > 0) break;
      const next = await this.#source.read();
      if (next === null) this.isLast = true;
      else this.#arrived = next;
    }
    return this.#block.subarray(0, length);
  }

  /** @returns what has arrived, at most `count` bytes, which stays where its source has put it. */
  #takeArrived(count: number): Uint8Array {
    const part = this.#arrived.subarray(0, count);
    this.#arrived = this.#arrived.subarray(part.length);
    return part;
  }

  #makeRoom(length: number, bytes: number): void {
    const needed = length + bytes;
    if (needed <= this.#block.length) return;
    const grown = new Uint8Array(
      Math.min(Math.max(needed, 2 * this.#block.length), this.#blockBytes),
    );
    grown.set(this.#block.subarray(0, length));
    this.#block = grown;
  }
}
