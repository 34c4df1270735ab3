// The bytes of an XML document between two pieces: what has been pushed and not yet consumed.
// Base of the scanner; keeps the place for failures.
import { quoteEntry } from "../../guards/zip.ts";
import { refuse, type ParseFailure } from "../core/failure.ts";
import type { ParseLimits } from "../core/limits.ts";
import { KIB } from "../core/units.ts";
import { XmlByteDecoder } from "./xml-encoding.ts";

/** Small, since a package may have thousands of small parts. */
const MIN_BUFFER_BYTES = 4 * KIB;

/** A growing window over one part; holds a piece and the token that the piece before it left open. */
export class XmlWindow {
  /** Holds the current tag and text; valid until the next call of `push`. */
  bytes = new Uint8Array(0);
  protected position = 0;
  protected end = 0;
  protected isFinished = false;
  protected readonly entry: string;
  protected readonly limits: ParseLimits;
  readonly #decoder: XmlByteDecoder;
  /** Bytes before the window. */
  #passed = 0;

  constructor(entry: string, limits: ParseLimits) {
    this.entry = entry;
    this.limits = limits;
    this.#decoder = new XmlByteDecoder(entry);
  }

  /** Takes the next piece of the document; copied, so that the caller may overwrite it. */
  push(piece: Uint8Array): void {
    this.#append(this.#decoder.decode(piece));
  }

  /** Says that the document has ended. Events may still be left. */
  finish(): void {
    this.#append(this.#decoder.flush());
    this.isFinished = true;
  }

  #append(piece: Uint8Array): void {
    const left = this.end - this.position;
    const needed = left + piece.length;
    this.#passed += this.position;
    if (needed >= this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed + 1, this.bytes.length * 2, MIN_BUFFER_BYTES));
      grown.set(this.bytes.subarray(this.position, this.end));
      this.bytes = grown;
    } else {
      this.bytes.copyWithin(0, this.position, this.end);
    }
    this.bytes.set(piece, left);
    this.position = 0;
    this.end = needed;
    // Ends every comparison of a reader that does not look at the end.
    this.bytes[needed] = 0;
  }

  protected place(): { entry: string; byte: number } {
    return { entry: quoteEntry(this.entry), byte: this.#passed + this.position };
  }

  protected damaged(what: string): never {
    refuse({ code: "corrupt_file", detail: `A part has ${what}.`, at: this.place() });
  }

  protected refuseIf(failure: ParseFailure | null): void {
    if (failure !== null) refuse({ ...failure, at: this.place() });
  }
}
