// Unpacks an upload that is a gzip file itself (`ledger.csv.gz`), as if it had come with
// `Content-Encoding: gzip`.
// Source: RFC 1952 section 2.3.1 (the first three bytes of a member).
import type { ByteSource } from "../core/byte-source.ts";
import { inflateGzip, type BodySource } from "./body.ts";

const GZIP_START = [0x1f, 0x8b, 0x08] as const;

export class GzipFileSource implements BodySource {
  readonly #body: BodySource;
  #inner: BodySource | null = null;
  #isGzip = false;

  constructor(body: BodySource) {
    this.#body = body;
  }

  /** Whether the file is one, once its first bytes have been read. */
  get isGzip(): boolean {
    return this.#isGzip;
  }

  get isSpent(): boolean {
    return this.#body.isSpent;
  }

  /** Fails with: `corrupt_file`, `expansion_limit`. */
  async read(): Promise<Uint8Array | null> {
    this.#inner ??= await this.#open();
    return this.#inner.read();
  }

  discard(): Promise<void> {
    return (this.#inner ?? this.#body).discard();
  }

  async #open(): Promise<BodySource> {
    const body = this.#body;
    const { head, rest } = await readHead(body);
    this.#isGzip = GZIP_START.every((byte, at) => head[at] === byte);
    const source: BodySource = {
      get isSpent() {
        return body.isSpent;
      },
      read: rest,
      discard: () => body.discard(),
    };
    return this.#isGzip ? inflateGzip(source) : source;
  }
}

/** @returns the first bytes, and a way to read them again before the others. */
async function readHead(
  body: ByteSource,
): Promise<{ head: Uint8Array; rest: () => Promise<Uint8Array | null> }> {
  let head = new Uint8Array(0);
  while (head.length < GZIP_START.length) {
    const bytes = await body.read();
    if (bytes === null) break;
    const longer = new Uint8Array(head.length + bytes.length);
    longer.set(head);
    longer.set(bytes, head.length);
    head = longer;
  }
  let isGiven = head.length === 0;
  const rest = (): Promise<Uint8Array | null> => {
    if (isGiven) return body.read();
    isGiven = true;
    return Promise.resolve(head);
  };
  return { head, rest };
}
