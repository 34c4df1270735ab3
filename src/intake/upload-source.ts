// The file of one upload as it arrives: counted, hashed, held to its size limit, and looked at
// before it is read.
import { createHash } from "node:crypto";
import { STALL_TIMEOUT_MS } from "../../guards/leases.ts";
import { ConnectionLost, readAll, type ByteSource } from "../core/byte-source.ts";
import { refuse, type ParseFailure } from "../core/failure.ts";
import { SECOND_MS } from "../core/units.ts";
import type { StopSignal } from "./stop.ts";

export class UploadSource implements ByteSource {
  readonly #source: ByteSource;
  readonly #stop: StopSignal;
  readonly #hash = createHash("sha256");
  #maxBytes: number;
  #bytesRead = 0;
  #sha256: string | null = null;
  #isReceiving = false;
  /** Copies of what was looked at ahead of reading. */
  #ahead: Uint8Array[] = [];

  constructor(source: ByteSource, maxBytes: number, stop: StopSignal) {
    this.#source = source;
    this.#maxBytes = maxBytes;
    this.#stop = stop;
  }

  /** Bytes received so far, read by the parser or not. */
  get bytesRead(): number {
    return this.#bytesRead;
  }

  /** True while bytes of the sender are waited for. */
  get isReceiving(): boolean {
    return this.#isReceiving;
  }

  /** Lower-case hex over the whole file, or null until its end has been read. */
  get sha256(): string | null {
    return this.#sha256;
  }

  /** Lowers the limit once the format is known. Fails with: `file_too_large`. */
  limitTo(maxBytes: number): void {
    this.#maxBytes = Math.min(this.#maxBytes, maxBytes);
    this.#checkSize();
  }

  /** @returns the first `count` bytes, fewer when the file is shorter; they will be read again. */
  async peek(count: number): Promise<Uint8Array> {
    let length = this.#ahead.reduce((sum, part) => sum + part.length, 0);
    while (length < count) {
      const bytes = await this.#receive();
      if (bytes === null) break;
      this.#ahead.push(bytes.slice());
      length += bytes.length;
    }
    const [first] = this.#ahead;
    if (this.#ahead.length === 1 && first !== undefined && length <= count) return first;
    const head = new Uint8Array(Math.min(count, length));
    let offset = 0;
    for (const part of this.#ahead) {
      const share = part.subarray(0, head.length - offset);
      head.set(share, offset);
      offset += share.length;
    }
    return head;
  }

  /** Fails with: `file_too_large`. Rejects with `Stopped` when the parse is stopped. */
  async read(): Promise<Uint8Array | null> {
    return this.#ahead.shift() ?? (await this.#receive());
  }

  /** @param sizeHint declared size in bytes, trusted only as far as the limit. */
  async readWhole(sizeHint: number): Promise<Uint8Array> {
    return readAll(this, Math.min(sizeHint, this.#maxBytes));
  }

  async #receive(): Promise<Uint8Array | null> {
    if (this.#sha256 !== null) return null;
    const bytes = await this.#stop.race(this.#next());
    if (bytes === null) {
      this.#sha256 = this.#hash.digest("hex");
      return null;
    }
    this.#bytesRead += bytes.length;
    this.#checkSize();
    this.#hash.update(bytes);
    return bytes;
  }

  async #next(): Promise<Uint8Array | null> {
    this.#isReceiving = true;
    try {
      return await this.#source.read();
    } catch (error) {
      if (error instanceof ConnectionLost) this.#stop.stop("cancelled");
      throw error;
    } finally {
      this.#isReceiving = false;
    }
  }

  #checkSize(): void {
    if (this.#bytesRead > this.#maxBytes) refuse(fileTooLarge(this.#maxBytes, this.#bytesRead));
  }
}

/** The refusal of an upload over its limit, both in bytes. */
export function fileTooLarge(max: number, found: number) {
  return {
    code: "file_too_large",
    detail: `The file has at least ${found} bytes; ${max} are allowed.`,
    limit: { name: "file_bytes", max, found },
  } as const;
}

/** The refusal of an upload that stopped arriving. */
export const UPLOAD_STALLED = {
  code: "upload_stalled",
  detail: `Hardly any bytes of the file arrived for ${STALL_TIMEOUT_MS / SECOND_MS} seconds.`,
} as const satisfies ParseFailure;
