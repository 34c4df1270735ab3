// Turns a request's body into a source of file bytes: raw, inflated from gzip, or taken out of a
// multipart form. Nothing is buffered beyond one read.
import { createGunzip, type Gunzip } from "node:zlib";
import { STALL_TIMEOUT_MS } from "../../guards/leases.ts";
import { DEFAULT_LIMITS, MAX_TEXT_BODY_BYTES } from "../../guards/limits.ts";
import { ConnectionLost, type ByteSource } from "../core/byte-source.ts";
import type { Clock } from "../core/clock.ts";
import { Refusal, refuse } from "../core/failure.ts";
import { KIB, MIB } from "../core/units.ts";
import { UPLOAD_STALLED } from "../intake/upload-source.ts";

const READ_BUFFER_BYTES = 64 * KIB;
/** A body that says it is shorter gets a shorter buffer, since buffers bring the collector; never less than this. */
const SMALL_READ_BUFFER_BYTES = 4 * KIB;
/**
 * Each read leaves some kilobytes behind that the runtime collects late, so the longer a body proves
 * to be, the larger the pieces it is read in.
 */
const MAX_READ_BUFFER_BYTES = 1 * MIB;
/** Reads into one buffer before it is doubled. */
const READS_PER_BUFFER_SIZE = 16;
/**
 * Share of the buffer that a read waits for: many times what the default reader would give, at a
 * tenth of its cost.
 */
const READ_AT_LEAST_SHARE = 0.5;
/** Past the largest file and its framing; whoever sends more is cut off. */
const MAX_DISCARDED_BYTES = MAX_TEXT_BODY_BYTES + 1 * MIB;

/** A request's body, whose rest can be thrown away when it is of no use any more. */
export interface BodySource extends ByteSource {
  /** True once its end has been read: nothing is left to be thrown away. */
  readonly isSpent: boolean;
  /**
   * Reads what is left and forgets it: a connection on which the client still sends cannot bring
   * it the answer. Gives up silently when the client does, or sends more than any file may have.
   * May be called several times.
   */
  discard(): Promise<void>;
}

/**
 * Reads a byte stream of the runtime by BYOB. Rejects with `ConnectionLost` when it breaks off.
 * @param sizeHint bytes that it will give, 0 when that is not known.
 */
export function sourceFromStream(stream: ReadableStream<Uint8Array>, sizeHint: number): BodySource {
  return new StreamSource(stream, sizeHint);
}

/** The body of a request that has none. */
export const NO_BODY: BodySource = {
  isSpent: true,
  read: async () => null,
  discard: async () => undefined,
};

class StreamSource implements BodySource {
  readonly #reader: ReadableStreamBYOBReader;
  /** Moves into each read and comes back with its result. */
  #buffer: ArrayBuffer;
  #pending: Promise<Uint8Array | null> = Promise.resolve(null);
  #discarding: Promise<void> | null = null;
  #isDone = false;
  #bytesRead = 0;

  constructor(stream: ReadableStream<Uint8Array>, sizeHint: number) {
    this.#reader = stream.getReader({ mode: "byob" });
    const wanted = sizeHint === 0 ? READ_BUFFER_BYTES : sizeHint;
    const bytes = Math.min(Math.max(wanted, SMALL_READ_BUFFER_BYTES), READ_BUFFER_BYTES);
    this.#buffer = new ArrayBuffer(bytes);
  }

  get isSpent(): boolean {
    return this.#isDone;
  }

  read(): Promise<Uint8Array | null> {
    this.#pending = this.#next();
    return this.#pending;
  }

  discard(): Promise<void> {
    this.#discarding ??= this.#discardRest();
    return this.#discarding;
  }

  async #discardRest(): Promise<void> {
    try {
      // The parse may have been stopped while it waited for these bytes.
      await this.#pending;
      let bytes = 0;
      while (!this.#isDone && bytes <= MAX_DISCARDED_BYTES)
        bytes += (await this.#next())?.length ?? 0;
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
    }
  }

  async #next(): Promise<Uint8Array | null> {
    if (this.#isDone) return null;
    const size = this.#buffer.byteLength;
    if (size < MAX_READ_BUFFER_BYTES && this.#bytesRead >= size * READS_PER_BUFFER_SIZE)
      this.#buffer = new ArrayBuffer(2 * size);
    const view = new Uint8Array(this.#buffer);
    let result: ReadableStreamReadResult<Uint8Array>;
    try {
      result = await this.#reader.readAtLeast(Math.ceil(view.length * READ_AT_LEAST_SHARE), view);
    } catch {
      this.#isDone = true;
      throw new ConnectionLost();
    }
    const { value } = result;
    this.#isDone = result.done || value === undefined || value.length === 0;
    if (value === undefined || value.length === 0) return null;
    this.#bytesRead += value.length;
    this.#buffer = value.buffer as ArrayBuffer;
    return value;
  }
}

/**
 * Refuses an upload whose next bytes do not come. A lease looks after that too, but there is none
 * while the format is being found.
 * Fails with: `upload_stalled`.
 */
export function refuseStalls(source: ByteSource, clock: Clock): ByteSource {
  return new StallRefusingSource(source, clock);
}

/** One timer for many reads: each would cost a small upload more than its bytes do. */
class StallRefusingSource implements ByteSource {
  readonly #source: ByteSource;
  readonly #clock: Clock;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #pending: { sinceMs: number; reject: (error: Refusal) => void } | null = null;

  constructor(source: ByteSource, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  async read(): Promise<Uint8Array | null> {
    let bytes: Uint8Array | null = null;
    try {
      bytes = await new Promise<Uint8Array | null>((resolve, reject) => {
        this.#pending = { sinceMs: this.#clock(), reject };
        if (this.#timer === null) this.#arm(STALL_TIMEOUT_MS);
        this.#source.read().then(resolve, reject);
      });
    } finally {
      this.#pending = null;
      if (bytes === null) this.#disarm();
    }
    return bytes;
  }

  #arm(afterMs: number): void {
    this.#timer = setTimeout(() => this.#ring(), afterMs);
  }

  #disarm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #ring(): void {
    this.#timer = null;
    if (this.#pending === null) return;
    const { sinceMs, reject } = this.#pending;
    const leftMs = sinceMs + STALL_TIMEOUT_MS - this.#clock();
    if (leftMs > 0) this.#arm(leftMs);
    else reject(new Refusal(UPLOAD_STALLED));
  }
}

/**
 * Inflates a gzip-encoded body under the ratio guard; its size counts as the size of the file.
 * Fails with: `corrupt_file`, `expansion_limit`.
 */
export function inflateGzip(body: BodySource): BodySource {
  // Not the runtime's DecompressionStream: that one keeps all that was written to it unpacked, and
  // never says that it is too much.
  const gunzip = createGunzip({ chunkSize: READ_BUFFER_BYTES });
  const compressed = new GzipInput(body);
  const inflated = gunzip[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let hasBegun = false;
  let inflatedBytes = 0;
  return {
    get isSpent() {
      return body.isSpent;
    },
    async read() {
      const next = inflated.next();
      if (!hasBegun) void compressed.pumpInto(gunzip);
      hasBegun = true;
      let bytes: Uint8Array | null;
      try {
        const { done, value } = await next;
        bytes = done === true ? null : value;
      } catch {
        if (compressed.lost !== null) throw compressed.lost;
        return refuse({
          code: "corrupt_file",
          detail: "The gzip content encoding of the body is damaged.",
        });
      }
      inflatedBytes += bytes?.length ?? 0;
      const { inflateRatio, inflateRatioFreeBytes } = DEFAULT_LIMITS;
      const ratio = Math.ceil(inflatedBytes / Math.max(1, compressed.bytes));
      if (inflatedBytes > inflateRatioFreeBytes && ratio > inflateRatio) {
        refuse({
          code: "expansion_limit",
          detail: `The gzip body unpacks to ${ratio} times its size; ${inflateRatio} times are allowed.`,
          limit: { name: "inflate_ratio", max: inflateRatio, found: ratio },
        });
      }
      return bytes;
    },
    async discard() {
      gunzip.destroy();
      await body.discard();
    },
  };
}

/** The compressed side: keeps apart a body that broke off and one that is damaged. */
class GzipInput {
  readonly #body: ByteSource;
  bytes = 0;
  lost: unknown = null;

  constructor(body: ByteSource) {
    this.#body = body;
  }

  /** Never rejects: what goes wrong is seen by the reader of the inflated side. */
  async pumpInto(gunzip: Gunzip): Promise<void> {
    try {
      for (let bytes = await this.#read(); bytes !== null; bytes = await this.#read()) {
        this.bytes += bytes.length;
        await write(gunzip, bytes.slice());
      }
      gunzip.end();
    } catch (error) {
      gunzip.destroy(error instanceof Error ? error : new Error("broken off"));
    }
  }

  async #read(): Promise<Uint8Array | null> {
    try {
      return await this.#body.read();
    } catch (error) {
      this.lost = error;
      throw error;
    }
  }
}

/** Resolves once the bytes are inflated and most of what they hold has been taken. */
function write(gunzip: Gunzip, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    gunzip.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
