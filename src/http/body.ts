// Turns a request's body into a source of file bytes: raw, inflated from gzip, or taken out of a
// multipart form. Nothing is buffered beyond one read.
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { ConnectionLost, type ByteSource } from "../core/byte-source.ts";
import { refuse } from "../core/failure.ts";
import { KIB } from "../core/units.ts";

const READ_BUFFER_BYTES = 256 * KIB;
/** Waiting for this much at a time costs a tenth of taking the 4 KiB that the default reader gives. */
const READ_AT_LEAST_BYTES = 64 * KIB;

/** Reads a byte stream of the runtime by BYOB. Rejects with `ConnectionLost` when it breaks off. */
export function sourceFromStream(stream: ReadableStream<Uint8Array>): ByteSource {
  const reader = stream.getReader({ mode: "byob" });
  // Loops over an array whose buffer was transferred run a third slower: bytes move into this one.
  const own = new Uint8Array(READ_BUFFER_BYTES);
  let buffer: ArrayBuffer = new ArrayBuffer(READ_BUFFER_BYTES);
  let isDone = false;
  return {
    async read() {
      if (isDone) return null;
      let result: ReadableStreamReadResult<Uint8Array>;
      try {
        result = await reader.readAtLeast(READ_AT_LEAST_BYTES, new Uint8Array(buffer));
      } catch {
        throw new ConnectionLost();
      }
      isDone = result.done;
      const { value } = result;
      if (value === undefined || value.length === 0) {
        isDone = true;
        return null;
      }
      own.set(value);
      buffer = value.buffer as ArrayBuffer;
      return own.subarray(0, value.length);
    },
  };
}

/**
 * Inflates a gzip-encoded body under the ratio guard; its size counts as the size of the file.
 * Fails with: `corrupt_file`, `expansion_limit`.
 */
export function inflateGzip(body: ByteSource): ByteSource {
  const gzip = new DecompressionStream("gzip");
  const compressed = new GzipInput(body);
  void compressed.pumpInto(gzip.writable.getWriter());
  const inflated = sourceFromStream(gzip.readable);
  let inflatedBytes = 0;
  return {
    async read() {
      let bytes: Uint8Array | null;
      try {
        bytes = await inflated.read();
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
  async pumpInto(writer: WritableStreamDefaultWriter<Uint8Array>): Promise<void> {
    try {
      for (let bytes = await this.#read(); bytes !== null; bytes = await this.#read()) {
        this.bytes += bytes.length;
        await writer.write(bytes.slice());
      }
      await writer.close();
    } catch (error) {
      await writer.abort(error).catch(() => undefined);
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
