// The body of an answer under way: held back until enough of it is ready, so that most failures
// can still choose their status; then streamed in large writes with back-pressure. Bytes lie in
// blocks that are used again once they are sent, so that a long answer leaves no garbage behind.
import { KIB } from "../core/units.ts";

/** Many answers fit into the first block: one that is too large brings the collector more often. */
const FIRST_BLOCK_BYTES = 16 * KIB;
const BLOCK_GROWTH = 4;
/** Each write leaves some kilobytes behind that the runtime collects late: long answers need few. */
const BLOCK_BYTES = 512 * KIB;
const ENCODE_CHARACTERS = 32 * KIB;

/** A byte stream of the runtime's own: a write resolves when the other side has taken the bytes. */
export interface ByteChannel {
  readable: ReadableStream<Uint8Array>;
  writable: WritableStream<Uint8Array>;
}

export class AnswerBody {
  readonly #holdBytes: number;
  readonly #openChannel: () => ByteChannel;
  readonly #onLost: () => void;
  readonly #encoder = new TextEncoder();
  #text = "";
  /** Full blocks that are not sent yet, the block being filled, and blocks to use again. */
  #full: Uint8Array<ArrayBuffer>[] = [];
  #fullBytes = 0;
  #block = new Uint8Array(FIRST_BLOCK_BYTES);
  #used = 0;
  #spare: Uint8Array<ArrayBuffer>[] = [];
  #writer: WritableStreamDefaultWriter<Uint8Array> | null = null;
  #signalOpened: (stream: ReadableStream<Uint8Array>) => void = () => undefined;
  #sentBytes = 0;

  /** Resolves with the stream once more than the held bytes are ready; may never resolve. */
  readonly opened: Promise<ReadableStream<Uint8Array>> = new Promise((resolve) => {
    this.#signalOpened = resolve;
  });

  /** @param onLost called when the client is found gone. */
  constructor(holdBytes: number, openChannel: () => ByteChannel, onLost: () => void) {
    this.#holdBytes = holdBytes;
    this.#openChannel = openChannel;
    this.#onLost = onLost;
  }

  /** Bytes that the client's side has taken. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Encoded bytes held back at the moment. */
  get heldBytes(): number {
    return this.#fullBytes + this.#used;
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= ENCODE_CHARACTERS) this.#encode();
  }

  /** @param bytes UTF-8, copied. */
  writeBytes(bytes: Uint8Array): void {
    this.#encode();
    for (let done = 0; done < bytes.length;) {
      if (this.#used === this.#block.length) this.#nextBlock();
      const part = bytes.subarray(done, done + this.#block.length - this.#used);
      this.#block.set(part, this.#used);
      this.#used += part.length;
      done += part.length;
    }
  }

  /** Null while there is room; else resolves when what is ready has been taken by the client. */
  ready(): Promise<void> | null {
    const isHolding = this.#writer === null && this.heldBytes <= this.#holdBytes;
    return isHolding || this.#full.length === 0 ? null : this.#drain();
  }

  /** @returns the whole body when nothing of it has been sent, else null after the rest has been sent. */
  async close(): Promise<Uint8Array | null> {
    this.#encode();
    if (this.#writer === null && this.heldBytes <= this.#holdBytes) return this.#joined();
    await this.#drain();
    await this.#send(this.#block.subarray(0, this.#used));
    await this.#writer?.close();
    return null;
  }

  /** Breaks the stream off, if it is open; a client that still reads sees it end without an end record. */
  abort(): void {
    this.#full = [];
    this.#fullBytes = 0;
    this.#used = 0;
    // A stream whose reader is gone is broken off already.
    this.#writer?.abort().catch(() => undefined);
  }

  #encode(): void {
    while (this.#text !== "") {
      const { read, written } = this.#encoder.encodeInto(
        this.#text,
        this.#block.subarray(this.#used),
      );
      this.#used += written;
      this.#text = this.#text.slice(read);
      if (this.#text === "") break;
      // The last bytes of a block may be too few for the next character: a block ends where it was filled to.
      this.#nextBlock();
    }
  }

  #nextBlock(): void {
    this.#full.push(this.#block.subarray(0, this.#used));
    this.#fullBytes += this.#used;
    const bytes = Math.min(this.#block.length * BLOCK_GROWTH, BLOCK_BYTES);
    this.#block = this.#spare.pop() ?? new Uint8Array(bytes);
    this.#used = 0;
  }

  async #drain(): Promise<void> {
    for (let bytes = this.#full.shift(); bytes !== undefined; bytes = this.#full.shift()) {
      await this.#send(bytes);
      this.#fullBytes -= bytes.length;
      if (bytes.buffer.byteLength === BLOCK_BYTES) this.#spare.push(new Uint8Array(bytes.buffer));
    }
  }

  async #send(bytes: Uint8Array): Promise<void> {
    if (this.#writer === null) {
      const { readable, writable } = this.#openChannel();
      this.#writer = writable.getWriter();
      this.#signalOpened(readable);
    }
    if (bytes.length === 0) return;
    try {
      await this.#writer.write(bytes);
    } catch (error) {
      this.#onLost();
      throw error;
    }
    this.#sentBytes += bytes.length;
  }

  #joined(): Uint8Array {
    const last = this.#block.subarray(0, this.#used);
    if (this.#full.length === 0) return last;
    const parts = [...this.#full, last];
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
      all.set(part, offset);
      offset += part.length;
    }
    return all;
  }
}
