// Where every tool's NDJSON ends: made into bytes, counted and hashed, and thrown away.
import { crc32 } from "node:zlib";

const FLUSH_CHARACTERS = 64 * 1024;
/** UTF-8 takes three bytes for a UTF-16 unit at most. */
const MAX_BYTES_PER_CHARACTER = 3;

export class CountingSink {
  rows = 0;
  cells = 0;
  bytes = 0;
  /** Over all bytes. Hashing is the same for every tool, so it has to be cheap. */
  crc = 0;
  readonly #encoder = new TextEncoder();
  readonly #onBytes: ((bytes: Uint8Array) => void) | null;
  #encoded = new Uint8Array(FLUSH_CHARACTERS * MAX_BYTES_PER_CHARACTER);
  #text = "";

  /** @param onBytes is shown all bytes in order; not for timed runs. */
  constructor(onBytes: ((bytes: Uint8Array) => void) | null = null) {
    this.#onBytes = onBytes;
  }

  /** True when somebody looks at the bytes; then none may go elsewhere. */
  get isShown(): boolean {
    return this.#onBytes !== null;
  }

  /** @param line one value as JSON with its line break. */
  line(line: string, cells: number): void {
    this.rows += 1;
    this.cells += cells;
    this.#text += line;
    if (this.#text.length >= FLUSH_CHARACTERS) this.#flush();
  }

  /** Takes lines that are bytes already. */
  block(lines: Uint8Array, rows: number, cells: number): void {
    this.#flush();
    this.rows += rows;
    this.cells += cells;
    this.#take(lines);
  }

  /** Counts rows whose lines have gone elsewhere. */
  count(rows: number, cells: number): void {
    this.rows += rows;
    this.cells += cells;
  }

  end(): void {
    this.#flush();
  }

  #flush(): void {
    const needed = this.#text.length * MAX_BYTES_PER_CHARACTER;
    if (needed > this.#encoded.length) this.#encoded = new Uint8Array(needed);
    const { written } = this.#encoder.encodeInto(this.#text, this.#encoded);
    this.#text = "";
    if (written > 0) this.#take(this.#encoded.subarray(0, written));
  }

  #take(bytes: Uint8Array): void {
    this.bytes += bytes.length;
    this.crc = crc32(bytes, this.crc);
    this.#onBytes?.(bytes);
  }
}
