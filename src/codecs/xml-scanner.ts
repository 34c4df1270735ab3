// Pull scanner over the bytes of an XML document that arrives in pieces. Knows elements, attributes
// and text; skips comments and processing instructions; refuses declarations. It keeps at most one
// tag in memory, and makes no string unless it is asked for one.
// How to change this: `next` may stop at any byte and is called again after more has been pushed, so
// every branch either consumes a whole token or leaves the position untouched.
// Source: XML 1.0 (fifth edition) §2.4-§2.7, §2.11, §4.1.
import { refuseDeclaration } from "../../guards/xml.ts";
import { refuse } from "../core/failure.ts";
import { decodeUtf8 } from "./utf8-string.ts";
import {
  AMPERSAND,
  BRACKET,
  CR,
  EXCLAMATION,
  GREATER,
  HYPHEN,
  isSpace,
  LESS,
  LF,
  putUtf8,
  QUESTION,
  SEMICOLON,
  SLASH,
} from "./xml-characters.ts";
import { MAX_REFERENCE_BYTES, resolveReference } from "./xml-entities.ts";
import { XmlTags } from "./xml-tags.ts";

/** What `next` has found. */
export const XML_MORE = 0;
export const XML_START = 1;
export const XML_END = 2;
export const XML_TEXT = 3;
export type XmlEvent = typeof XML_MORE | typeof XML_START | typeof XML_END | typeof XML_TEXT;

const CONTENT = 0;
const COMMENT = 1;
const INSTRUCTION = 2;
const CDATA = 3;

/** `<!--` and `<![CDATA[`, the only markup that may begin with `<!` here. */
const COMMENT_OPEN = [LESS, EXCLAMATION, HYPHEN, HYPHEN];
const CDATA_OPEN = [LESS, EXCLAMATION, 0x5b, 0x43, 0x44, 0x41, 0x54, 0x41, 0x5b];

/**
 * Scanner of one document. Push a piece, call `next` until it gives `XML_MORE`, push the next
 * piece; after the last one call `finish` and drain `next` once more.
 * Fails with: `xml_unsafe`, `corrupt_file`, `truncated_file`, each with the part as `at.entry`.
 */
export class XmlScanner extends XmlTags {
  /** Text of a text event, references resolved: bytes `textStart` to `textEnd` of `text`. */
  text: Uint8Array = this.bytes;
  textStart = 0;
  textEnd = 0;

  readonly #scratch = new Uint8Array(4);
  #mode = CONTENT;
  #isAfterCr = false;

  /** Whether what follows is content of the open element, so that another reader may take over. */
  get isInContent(): boolean {
    return this.#mode === CONTENT && !this.isEndPending && !this.#isAfterCr;
  }

  /** Bytes of `bytes` that are not consumed yet; the byte at `unreadEnd` is none of XML. */
  get unreadStart(): number {
    return this.position;
  }

  get unreadEnd(): number {
    return this.end;
  }

  /** Whether no more bytes will come. */
  get hasAll(): boolean {
    return this.isFinished;
  }

  /** Passes over whole elements, and white space between them, that another reader has taken. */
  skipTo(position: number): void {
    this.position = position;
  }

  /** @returns the next event, or `XML_MORE` when the bytes pushed so far hold no whole one. */
  next(): XmlEvent {
    if (this.isEndPending) {
      this.isEndPending = false;
      this.close();
      return XML_END;
    }
    while (this.position < this.end) {
      if (this.#mode === CONTENT) {
        const byte = this.bytes[this.position];
        let event: XmlEvent | null;
        if (byte === LESS) event = this.#markup();
        else if (byte === AMPERSAND) event = this.#reference();
        else event = this.#run(LESS, AMPERSAND);
        if (event !== null) return event;
      } else if (this.#mode === CDATA) {
        const event = this.#section();
        if (event !== null) return event;
      } else if (!this.#skip()) break;
    }
    return this.#more();
  }

  /** Element, comment, CDATA section or instruction; null when it was consumed without an event. */
  #markup(): XmlEvent | null {
    this.#isAfterCr = false;
    if (this.position + 1 >= this.end) return this.#more();
    const next = this.bytes[this.position + 1];
    if (next === SLASH) return this.endTag() ? XML_END : this.#more();
    if (next === QUESTION) {
      this.position += 2;
      this.#mode = INSTRUCTION;
      return null;
    }
    if (next !== EXCLAMATION) return this.startTag() ? XML_START : this.#more();
    let event = this.#opening(COMMENT_OPEN, COMMENT);
    if (event === undefined) event = this.#opening(CDATA_OPEN, CDATA);
    if (event === undefined) refuse({ ...refuseDeclaration(this.entry), at: this.place() });
    return event;
  }

  /** Enters the mode that `opening` begins; undefined when something else stands there. */
  #opening(opening: readonly number[], mode: number): XmlEvent | null | undefined {
    let length = 0;
    const left = this.end - this.position;
    while (
      length < opening.length &&
      length < left &&
      this.bytes[this.position + length] === opening[length]
    ) {
      length += 1;
    }
    if (length < opening.length) return length === left ? this.#more() : undefined;
    if (mode === CDATA && this.depth === 0) this.damaged("text outside the root element");
    this.position += length;
    this.#mode = mode;
    return null;
  }

  /** Text up to either byte or a carriage return, which is read as a line feed. */
  #run(stop: number, otherStop: number): XmlEvent | null {
    const bytes = this.bytes;
    const end = this.end;
    const start = this.position;
    let at = start;
    if (bytes[at] === CR) {
      this.position += 1;
      this.#isAfterCr = true;
      this.#scratch[0] = LF;
      return this.#emit(this.#scratch, 0, 1);
    }
    if (this.#isAfterCr) {
      this.#isAfterCr = false;
      if (bytes[at] === LF) {
        this.position += 1;
        return null;
      }
    }
    for (; at < end; at += 1) {
      const byte = bytes[at];
      if (byte === stop || byte === otherStop || byte === CR) break;
    }
    this.position = at;
    return this.#emit(bytes, start, at);
  }

  /** Tells text, or nothing when it is white space beside the root element. */
  #emit(bytes: Uint8Array, start: number, end: number): XmlEvent | null {
    if (this.depth === 0) {
      for (let at = start; at < end; at += 1) {
        if (!isSpace(bytes[at] as number)) this.damaged("text outside the root element");
      }
      return null;
    }
    this.text = bytes;
    this.textStart = start;
    this.textEnd = end;
    return XML_TEXT;
  }

  #reference(): XmlEvent | null {
    this.#isAfterCr = false;
    const start = this.position + 1;
    const limit = Math.min(this.end, start + MAX_REFERENCE_BYTES + 1);
    let at = start;
    while (at < limit && this.bytes[at] !== SEMICOLON) at += 1;
    if (at === limit) {
      if (at - start <= MAX_REFERENCE_BYTES) return this.#more();
      this.damaged("an ampersand that begins no reference");
    }
    const point = resolveReference(decodeUtf8(this.bytes, start, at) ?? "");
    if (point === null) this.damaged("a reference to no character");
    this.position = at + 1;
    return this.#emit(this.#scratch, 0, putUtf8(point, this.#scratch));
  }

  /** Text of a CDATA section up to a bracket; null when nothing but its end was there. */
  #section(): XmlEvent | null {
    const at = this.position;
    if (this.bytes[at] !== BRACKET) return this.#run(BRACKET, BRACKET);
    const left = this.end - at;
    if (left < 2 || (left < 3 && this.bytes[at + 1] === BRACKET)) return this.#more();
    this.#isAfterCr = false;
    if (this.bytes[at + 1] === BRACKET && this.bytes[at + 2] === GREATER) {
      this.position += 3;
      this.#mode = CONTENT;
      return null;
    }
    this.position += 1;
    return this.#emit(this.bytes, at, at + 1);
  }

  /** Passes over a comment or instruction; false when its end is not there yet. */
  #skip(): boolean {
    const bytes = this.bytes;
    const isComment = this.#mode === COMMENT;
    const tail = isComment ? 2 : 1;
    for (let at = this.position + tail; at < this.end; at += 1) {
      if (bytes[at] !== GREATER) continue;
      const isEnd = isComment
        ? bytes[at - 1] === HYPHEN && bytes[at - 2] === HYPHEN
        : bytes[at - 1] === QUESTION;
      if (!isEnd) continue;
      this.position = at + 1;
      this.#mode = CONTENT;
      return true;
    }
    this.position = Math.max(this.position, this.end - tail);
    return false;
  }

  /** Asks for more, unless the document has ended: then it must have ended well. */
  #more(): XmlEvent {
    if (!this.isFinished) return XML_MORE;
    if (this.position < this.end || this.depth > 0 || !this.hasRoot || this.#mode !== CONTENT) {
      refuse({
        code: "truncated_file",
        detail: this.hasRoot ? "A part ends inside an element." : "A part holds no element.",
        at: this.place(),
      });
    }
    return XML_MORE;
  }
}
