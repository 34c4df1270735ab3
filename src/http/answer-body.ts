// The body of an answer under way: held back until enough of it is ready, so that most failures
// can still choose their status; then streamed in large writes with back-pressure.
const WRITE_CHARACTERS = 64 * 1024;

/** A text stream of the runtime's own: it copies nothing and passes the client's pace on. */
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
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
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

  get isOpen(): boolean {
    return this.#writer !== null;
  }

  /** Bytes that the client's side has taken. */
  get sentBytes(): number {
    return this.#sentBytes;
  }

  /** Bytes held back at the moment. */
  get heldBytes(): number {
    return this.#queuedBytes;
  }

  write(text: string): void {
    this.#text += text;
    if (this.#text.length >= WRITE_CHARACTERS) this.#encode();
  }

  /** Null while there is room; else resolves when what is ready has been taken by the client. */
  ready(): Promise<void> | null {
    if (this.#writer === null && this.#queuedBytes <= this.#holdBytes) return null;
    return this.#queuedBytes === 0 ? null : this.#drain();
  }

  /** @returns the whole body when nothing of it has been sent, else null after the rest has been sent. */
  async close(): Promise<Uint8Array | null> {
    this.#encode();
    if (this.#writer === null && this.#queuedBytes <= this.#holdBytes) return this.#takeAll();
    await this.#drain();
    await this.#writer?.close();
    return null;
  }

  /** Breaks the stream off, if it is open; a client that still reads sees it end without an end record. */
  abort(): void {
    this.#queue = [];
    // A stream whose reader is gone is broken off already.
    this.#writer?.abort().catch(() => undefined);
  }

  #encode(): void {
    if (this.#text === "") return;
    const bytes = this.#encoder.encode(this.#text);
    this.#text = "";
    this.#queue.push(bytes);
    this.#queuedBytes += bytes.length;
  }

  async #drain(): Promise<void> {
    if (this.#writer === null) {
      const { readable, writable } = this.#openChannel();
      this.#writer = writable.getWriter();
      this.#signalOpened(readable);
    }
    for (let bytes = this.#queue.shift(); bytes !== undefined; bytes = this.#queue.shift()) {
      try {
        await this.#writer.write(bytes);
      } catch (error) {
        this.#onLost();
        throw error;
      }
      this.#queuedBytes -= bytes.length;
      this.#sentBytes += bytes.length;
    }
  }

  #takeAll(): Uint8Array {
    const all = new Uint8Array(this.#queuedBytes);
    let offset = 0;
    for (const bytes of this.#queue) {
      all.set(bytes, offset);
      offset += bytes.length;
    }
    this.#queue = [];
    this.#queuedBytes = 0;
    return all;
  }
}
