// Gives the bytes of an XML document as UTF-8, whatever it is written in, piece by piece.
// Source: XML 1.0 appendix F (detection), WHATWG Encoding (labels).
import { quoteEntry } from "../../guards/zip.ts";
import { refuse } from "../core/failure.ts";

const NOTHING = new Uint8Array(0);
/** An XML declaration ends within this, or there is none that counts. */
const MAX_DECLARATION_BYTES = 512;
const DECODING = { fatal: true, ignoreBOM: false };
const DECLARATION = /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.:-]*)["']/;
const UTF8_LABELS = /^(?:utf-?8|us-ascii|ascii|utf-?16(?:le|be)?|ucs-2|iso-10646-ucs-2)$/i;

/** Decoder of one document. UTF-8 goes through untouched and unchecked, less its byte order mark. */
export class XmlByteDecoder {
  readonly #entry: string;
  /** Bytes seen before the encoding is known. */
  #held = NOTHING;
  #isKnown = false;
  #decoder: TextDecoder | null = null;
  readonly #encoder = new TextEncoder();

  /** @param entry name of the part, for failures. */
  constructor(entry: string) {
    this.#entry = entry;
  }

  /**
   * @returns the next bytes in UTF-8, maybe none; they may be those that were given.
   * Fails with: `corrupt_file` when the encoding is unknown or a byte does not fit it.
   */
  decode(bytes: Uint8Array): Uint8Array {
    if (this.#isKnown) return this.#convert(bytes, true);
    const held = new Uint8Array(this.#held.length + bytes.length);
    held.set(this.#held);
    held.set(bytes, this.#held.length);
    this.#held = held;
    if (!canTell(held)) return NOTHING;
    return this.#convert(this.#tell(held), true);
  }

  /** @returns what is left at the end of the document. */
  flush(): Uint8Array {
    return this.#convert(this.#isKnown ? NOTHING : this.#tell(this.#held), false);
  }

  #convert(bytes: Uint8Array, stream: boolean): Uint8Array {
    if (this.#decoder === null) return bytes;
    try {
      return this.#encoder.encode(this.#decoder.decode(bytes, { stream }));
    } catch {
      return this.#refuse("A part holds bytes that its encoding does not have.");
    }
  }

  /** Chooses the encoding; returns the document without its byte order mark. */
  #tell(head: Uint8Array): Uint8Array {
    this.#isKnown = true;
    this.#held = NOTHING;
    const [a = -1, b = -1, c = -1, d = -1] = head;
    if (a === 0xef && b === 0xbb && c === 0xbf) return head.subarray(3);
    const hasUtf16Mark = (a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff);
    if ((hasUtf16Mark && c === 0 && d === 0) || (a === 0 && b === 0)) {
      this.#refuse("A part is written in UTF-32, which XML readers need not know.");
    }
    if (hasUtf16Mark || (a === 0x3c && b === 0) || (a === 0 && b === 0x3c)) {
      const isLittle = a === 0xff || b === 0;
      this.#decoder = new TextDecoder(isLittle ? "utf-16le" : "utf-16be", DECODING);
      return head;
    }
    const start = new TextDecoder("latin1").decode(head.subarray(0, MAX_DECLARATION_BYTES));
    const label = DECLARATION.exec(start)?.[1];
    // A declaration that was readable in one byte a character is not UTF-16, whatever it claims.
    if (label === undefined || UTF8_LABELS.test(label)) return head;
    try {
      this.#decoder = new TextDecoder(label, DECODING);
    } catch {
      this.#refuse("A part declares an encoding that is not known.");
    }
    return head;
  }

  #refuse(detail: string): never {
    refuse({ code: "corrupt_file", detail, at: { entry: quoteEntry(this.#entry) } });
  }
}

/** True when the head shows its encoding: no XML declaration, or a whole one. */
function canTell(head: Uint8Array): boolean {
  if (head.length < 5) return false;
  const isDeclaration = [0x3c, 0x3f, 0x78, 0x6d, 0x6c].every((byte, index) => head[index] === byte);
  return !isDeclaration || head.includes(0x3e) || head.length >= MAX_DECLARATION_BYTES;
}
