// The one place that inflates raw deflate data, in slices: by fflate where there is little of it, by
// the runtime's zlib where there is much. Both say the same of the same bytes; a test compares them.
import { createInflateRaw, type InflateRaw } from "node:zlib";
import { Inflate, FlateErrorCode } from "fflate";
import { KIB, MIB } from "../core/units.ts";

/** Why compressed data cannot be read on. */
export type InflateProblem = "truncated" | "damaged";

/** Inflates one stream of raw deflate data. */
export interface Inflater {
  /**
   * The next bytes: never empty, valid until the next call; null at the end of the data. Reads
   * only as much of the input as it takes to give some.
   */
  next(): Promise<Uint8Array | InflateProblem | null>;
  /** Bytes of the input used up so far. */
  readonly inputBytes: number;
}

/**
 * Longest input of one step, whose output comes whole: deflate yields at most 1 032 bytes for each one,
 * so that even a bomb puts no more than a megabyte in memory before it is counted.
 */
const MAX_STEP_BYTES = 1 * KIB;
/** The runtime's zlib costs a third for each byte, but some tenths of a millisecond to set up. */
const MIN_NATIVE_BYTES = 64 * KIB;
/** fflate leaves three times its output behind, which the collector comes for at 64 MB and not before. */
const MIN_NATIVE_OUTPUT_BYTES = 1 * MIB;
const MAX_STORED_BYTES = 64 * KIB;
/** Its steps are longer, since each of them waits its turn. */
const NATIVE_STEP_BYTES = 128 * KIB;
/** It gives out pieces of this size, however much a step of the input holds. */
const NATIVE_OUTPUT_BYTES = 256 * KIB;

/**
 * @param data one whole stream; not modified, and held until its end.
 * @param declared bytes that it unpacks to, as the container says; who reads more than that has to stop.
 */
export function createInflater(data: Uint8Array, declared: number): Inflater {
  const isSmall = data.length < MIN_NATIVE_BYTES && declared < MIN_NATIVE_OUTPUT_BYTES;
  return isSmall ? new PortableInflater(data) : new NativeInflater(data);
}

/** Data that is stored as it is, in slices like the others. */
export class StoredBytes implements Inflater {
  readonly #data: Uint8Array;
  inputBytes = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
  }

  async next(): Promise<Uint8Array | null> {
    const bytes = this.#data.subarray(this.inputBytes, this.inputBytes + MAX_STORED_BYTES);
    this.inputBytes += bytes.length;
    return bytes.length === 0 ? null : bytes;
  }
}

/** fflate's: the reference. */
export class PortableInflater implements Inflater {
  readonly #data: Uint8Array;
  readonly #inflate: Inflate;
  #output: Uint8Array | null = null;
  inputBytes = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
    this.#inflate = new Inflate((output) => {
      this.#output = output;
    });
  }

  async next(): Promise<Uint8Array | InflateProblem | null> {
    while (this.inputBytes < this.#data.length) {
      const input = this.#data.subarray(this.inputBytes, this.inputBytes + MAX_STEP_BYTES);
      this.inputBytes += input.length;
      this.#output = null;
      try {
        this.#inflate.push(input, this.inputBytes === this.#data.length);
      } catch (error) {
        return problemOfFflate(error);
      }
      const output = this.#output as Uint8Array | null;
      if (output !== null && output.length > 0) return output;
    }
    return null;
  }
}

function problemOfFflate(error: unknown): InflateProblem {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code === FlateErrorCode.UnexpectedEOF) return "truncated";
  // Anything else without a number is a range or type error from damaged code tables.
  return "damaged";
}

/** The runtime's. Nothing is given to it before what it has made of the input so far is taken. */
export class NativeInflater implements Inflater {
  readonly #data: Uint8Array;
  readonly #stream: InflateRaw = createInflateRaw({ chunkSize: NATIVE_OUTPUT_BYTES });
  #given: Uint8Array<ArrayBuffer> | null = null;
  #problem: InflateProblem | null = null;
  #hasEnded = false;
  #wake: () => void = () => undefined;
  inputBytes = 0;

  constructor(data: Uint8Array) {
    this.#data = data;
    this.#stream.on("readable", () => this.#wake());
    this.#stream.on("drain", () => this.#wake());
    this.#stream.on("end", () => {
      this.#hasEnded = true;
      this.#wake();
    });
    this.#stream.on("error", (error: Error & { code?: unknown }) => {
      this.#problem = error.code === "Z_BUF_ERROR" ? "truncated" : "damaged";
      this.#wake();
    });
  }

  async next(): Promise<Uint8Array | InflateProblem | null> {
    this.#release();
    for (;;) {
      const output = this.#stream.read() as Uint8Array<ArrayBuffer> | null;
      if (output !== null && output.length > 0) {
        // A Buffer's `slice` copies nothing, which nobody expects of bytes.
        this.#given = new Uint8Array(output.buffer, output.byteOffset, output.length);
        return this.#given;
      }
      if (this.#problem !== null) return this.#problem;
      if (this.#hasEnded) return null;
      const woken = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      this.#feed();
      await woken;
    }
  }

  /** Gives memory back that the collector would find late: there are hundreds of pieces. */
  #release(): void {
    const given = this.#given;
    this.#given = null;
    // In memory whose end has not been given out zlib goes on writing.
    if (given !== null && given.byteOffset + given.length === NATIVE_OUTPUT_BYTES)
      given.buffer.transfer(0);
  }

  #feed(): void {
    if (this.#stream.writableLength > 0 || this.inputBytes === this.#data.length) return;
    const input = this.#data.subarray(this.inputBytes, this.inputBytes + NATIVE_STEP_BYTES);
    this.inputBytes += input.length;
    if (this.inputBytes === this.#data.length) this.#stream.end(input);
    else this.#stream.write(input, () => this.#wake());
  }
}
