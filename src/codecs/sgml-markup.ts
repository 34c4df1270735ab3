// The bytes of an OFX text between two pieces, and what stands at a `<` in them: a tag, something to
// be passed over, or text. Base of the tokenizer.
import { refuse, type SourceLocation } from "../core/failure.ts";
import type { ParseLimits } from "../core/limits.ts";
import { KIB } from "../core/units.ts";
import { bytesOf, isAt } from "./ascii-bytes.ts";
import { NAME_HASH_START, nextNameHash, type SgmlNames } from "./sgml-names.ts";
import {
  APOSTROPHE,
  EQUALS,
  EXCLAMATION,
  GREATER,
  isSpace,
  LESS,
  QUESTION,
  QUOTE,
  SLASH,
} from "./xml-characters.ts";

const INITIAL_BUFFER_BYTES = 64 * KIB;
/** A longer name is text. */
const MAX_NAME_BYTES = 128;
const CDATA_START = bytesOf("<![CDATA[");
const CDATA_END = bytesOf("]]>");
const COMMENT_START = bytesOf("<!--");
const COMMENT_END = bytesOf("-->");
const INSTRUCTION_END = bytesOf(">");
const DECLARATIONS = ["DOCTYPE", "ENTITY", "ELEMENT", "ATTLIST", "NOTATION"];
/** `<!` and the longest of these. */
const MAX_DECLARATION_BYTES = 10;

/** What stands at a `<`; the last where the bytes do not tell yet. */
export type Markup = "tag" | "skip" | "text" | "incomplete";

/** A tag whose text is not read yet. */
export interface Tag {
  isEnd: boolean;
  /** `<MEMO/>`. */
  isEmpty: boolean;
  /** -1 of the beginning of the file, which is no tag. */
  name: number;
  /** Where it begins, in the text of the file. */
  at: number;
  /** Offset behind it, in the window. */
  end: number;
}

/** Letters, digits and what else a name may have behind its first letter. */
const IS_NAME = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9._:-]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

function isLetter(byte: number): boolean {
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

export class SgmlMarkup {
  /** Valid until the next call of `push`. Behind its end stands a `<`, which ends every search. */
  bytes = new Uint8Array(INITIAL_BUFFER_BYTES);
  protected end = 0;
  protected isFinished = false;
  /** Offset in the text of the file of what `bytes` begins with. */
  protected passed = 0;
  /** The tag that was found last. */
  protected found: Tag = { isEnd: false, isEmpty: false, name: -1, at: 0, end: 0 };
  /** Offset behind what was found to be passed over. */
  protected skippedTo = 0;
  protected readonly limits: ParseLimits;
  protected readonly locate: (offset: number) => SourceLocation;
  readonly #names: SgmlNames;

  /** @param locate tells where an offset in the text is in the file. */
  constructor(names: SgmlNames, limits: ParseLimits, locate: (offset: number) => SourceLocation) {
    this.#names = names;
    this.limits = limits;
    this.locate = locate;
    this.bytes[0] = LESS;
  }

  /** Takes the next piece of the text, and lets go of the window in front of `keep`. */
  protected append(piece: Uint8Array, keep: number): void {
    const left = this.end - keep;
    const needed = left + piece.length;
    if (needed >= this.bytes.length) {
      const grown = new Uint8Array(Math.max(needed + 1, this.bytes.length * 2));
      grown.set(this.bytes.subarray(keep, this.end));
      this.bytes = grown;
    } else {
      this.bytes.copyWithin(0, keep, this.end);
    }
    this.bytes.set(piece, left);
    this.end = needed;
    this.bytes[needed] = LESS;
    this.passed += keep;
  }

  /**
   * Reads what begins at a `<`: a tag goes to `found`.
   * Fails with: `xml_unsafe`, `corrupt_file`.
   */
  protected readMarkup(at: number): Markup {
    const { bytes, found } = this;
    let cursor = at + 1;
    let byte = bytes[cursor] as number;
    const isEnd = byte === SLASH;
    if (isEnd) byte = bytes[++cursor] as number;
    if (!isLetter(byte)) return isEnd ? this.#noTag(cursor) : this.#readSpecial(at, byte);
    const start = cursor;
    let hash = NAME_HASH_START;
    do {
      hash = nextNameHash(hash, byte);
      byte = bytes[++cursor] as number;
    } while (IS_NAME[byte] === 1);
    if (cursor - start > MAX_NAME_BYTES) return "text";
    found.isEnd = isEnd;
    found.isEmpty = false;
    if (byte === GREATER) found.end = cursor + 1;
    else {
      const markup = this.#readTagEnd(cursor, found);
      if (markup !== "tag") return markup;
    }
    found.at = this.passed + at;
    found.name = this.#names.idOf(bytes, start, cursor, hash);
    if (found.name < 0) this.#refuseNames(found.at);
    return "tag";
  }

  /** From behind the name on: blanks, attributes, `/`, `>`. Anything else makes the whole of it text. */
  #readTagEnd(from: number, tag: Tag): Markup {
    const { bytes } = this;
    let at = from;
    for (;;) {
      const start = at;
      at = this.#behindBlanks(at);
      if (at - from > this.limits.xmlTagBytes) return "text";
      const byte = bytes[at] as number;
      if (byte === GREATER) break;
      if (byte === SLASH) {
        if (at + 1 >= this.end) return "incomplete";
        if (bytes[at + 1] !== GREATER) return "text";
        tag.isEmpty = !tag.isEnd;
        at += 1;
        break;
      }
      if (!isLetter(byte) || at === start) return this.#noTag(at);
      while (IS_NAME[bytes[at] as number] === 1) at += 1;
      at = this.#behindBlanks(at);
      if (bytes[at] !== EQUALS) return this.#noTag(at);
      at = this.#behindBlanks(at + 1);
      const quote = bytes[at] as number;
      if (quote !== QUOTE && quote !== APOSTROPHE) return this.#noTag(at);
      const close = bytes.indexOf(quote, at + 1);
      const isOpen = close < 0 || close >= this.end;
      if ((isOpen ? this.end : close) - from > this.limits.xmlTagBytes) return "text";
      if (isOpen) return "incomplete";
      at = close + 1;
    }
    tag.end = at + 1;
    return "tag";
  }

  #behindBlanks(from: number): number {
    let at = from;
    while (isSpace(this.bytes[at] as number)) at += 1;
    return at;
  }

  /** What is no tag is text, unless the window ended before it could be one. */
  #noTag(at: number): Markup {
    return at >= this.end ? "incomplete" : "text";
  }

  /** `<!` and `<?`. */
  #readSpecial(at: number, byte: number): Markup {
    if (at + 1 >= this.end) return "incomplete";
    if (byte === QUESTION) {
      if (at + 2 >= this.end) return "incomplete";
      const isInstruction = isLetter(this.bytes[at + 2] as number);
      return isInstruction ? this.#skipTo(at, INSTRUCTION_END) : "text";
    }
    if (byte !== EXCLAMATION) return "text";
    if (at + MAX_DECLARATION_BYTES > this.end && !this.isFinished) return "incomplete";
    if (isAt(this.bytes, at, CDATA_START)) return this.#skipTo(at, CDATA_END);
    if (isAt(this.bytes, at, COMMENT_START)) return this.#skipTo(at + 2, COMMENT_END);
    const end = Math.min(at + MAX_DECLARATION_BYTES, this.end);
    const word = String.fromCharCode(...this.bytes.subarray(at + 2, end)).toUpperCase();
    if (!DECLARATIONS.some((name) => word.startsWith(name))) return "text";
    return refuse({
      code: "xml_unsafe",
      detail: "The file holds a document type or entity declaration.",
      at: this.locate(this.passed + at),
    });
  }

  #skipTo(from: number, closing: Uint8Array): Markup {
    const [first = 0] = closing;
    let at = from + 2;
    for (;;) {
      at = this.bytes.indexOf(first, at);
      if (at < 0 || at + closing.length > this.end) return "incomplete";
      if (isAt(this.bytes, at, closing)) break;
      at += 1;
    }
    this.skippedTo = at + closing.length;
    return "skip";
  }

  #refuseNames(byte: number): never {
    const max = this.#names.count;
    refuse({
      code: "corrupt_file",
      detail: `The file has more than ${max} different names of elements.`,
      at: this.locate(byte),
      limit: { name: "element_names", max, found: max + 1 },
    });
  }
}
