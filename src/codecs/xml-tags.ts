// Start and end tags and attributes of an XML document in bytes: the part of the scanner that knows
// which elements are open.
// Source: XML 1.0 (fifth edition) §3.1, Namespaces in XML 1.0 (local names only).
import { refuseXmlDepth, refuseXmlTag } from "../../guards/xml.ts";
import type { ParseLimits } from "../core/limits.ts";
import { decodeUtf8 } from "./utf8-string.ts";
import {
  APOSTROPHE,
  COLON,
  EQUALS,
  GREATER,
  HYPHEN,
  isNameStart,
  isSpace,
  LESS,
  QUOTE,
  SLASH,
  SPACE,
} from "./xml-characters.ts";
import { resolveReferences } from "./xml-entities.ts";
import { XmlNames } from "./xml-names.ts";
import { XmlWindow } from "./xml-window.ts";

/** Attributes of one tag that are found together with its end; tags with more are gone over twice. */
const MAX_FOUND = 16;
const FOUND_FIELDS = 5;

/** Base of the scanner. `startTag` and `endTag` consume a whole tag, or nothing and give false. */
export class XmlTags extends XmlWindow {
  /** Index of the element's local name in the vocabulary, or -1; valid after a start or an end. */
  name = -1;
  /** Index of the attribute's local name, or -1; valid after `nextAttribute`. */
  attribute = -1;
  /** Whether that attribute has a namespace prefix. */
  isPrefixed = false;
  /** The attribute's value as written: bytes of `bytes`, references unresolved. */
  valueStart = 0;
  valueEnd = 0;
  /** Open elements; at a start the new one counts, at an end the old one no longer does. */
  depth = 0;

  protected hasRoot = false;
  /** An element that was closed in its own tag: its end is still to be told. */
  protected isEndPending = false;
  readonly #names: XmlNames;
  #attributesAt = 0;
  #attributesEnd = 0;
  /** Attributes of a tag in the usual form, found together with its end: start, colon or -1, end of the name, start and end of the value. */
  readonly #found = new Int32Array(MAX_FOUND * FOUND_FIELDS);
  #foundAt = 0;
  #foundEnd = 0;
  /** Hash of the qualified name and index of the local name of each open element. */
  readonly #openHashes: Int32Array;
  readonly #openNames: Int32Array;

  /** @param vocabulary local names of elements and attributes that events are told apart by. */
  constructor(vocabulary: readonly string[], entry: string, limits: ParseLimits) {
    super(entry, limits);
    this.#names = XmlNames.of(vocabulary);
    this.#openHashes = new Int32Array(limits.xmlDepth + 1);
    this.#openNames = new Int32Array(limits.xmlDepth + 1);
  }

  /** Moves to the next attribute of the element that has just started; false when there is none. */
  nextAttribute(): boolean {
    if (this.#foundAt < this.#foundEnd) return this.#nextFound();
    const bytes = this.bytes;
    const end = this.#attributesEnd;
    let at = this.#attributesAt;
    while (at < end && isSpace(bytes[at] as number)) at += 1;
    if (at >= end) return false;
    const nameStart = at;
    let localStart = at;
    for (; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte === EQUALS || isSpace(byte)) break;
      if (byte === COLON) localStart = at + 1;
    }
    this.isPrefixed = localStart > nameStart;
    this.attribute = this.#names.find(bytes, localStart, at);
    while (at < end && isSpace(bytes[at] as number)) at += 1;
    if (bytes[at] !== EQUALS) this.damaged("an attribute without a value");
    at += 1;
    while (at < end && isSpace(bytes[at] as number)) at += 1;
    const quote = bytes[at];
    if (at >= end || (quote !== QUOTE && quote !== APOSTROPHE)) {
      this.damaged("an attribute without quotation marks");
    }
    at += 1;
    this.valueStart = at;
    while (at < end && bytes[at] !== quote) at += 1;
    this.valueEnd = at;
    this.#attributesAt = at + 1;
    return true;
  }

  #nextFound(): boolean {
    const found = this.#found;
    const at = this.#foundAt;
    this.#foundAt = at + FOUND_FIELDS;
    const localStart = found[at] as number;
    const nameEnd = found[at + 2] as number;
    this.isPrefixed = found[at + 1] === 1;
    this.attribute = this.#names.find(this.bytes, localStart, nameEnd);
    this.valueStart = found[at + 3] as number;
    this.valueEnd = found[at + 4] as number;
    return true;
  }

  /**
   * Finds the attributes and the end of a tag whose name ends at `from` in one pass, if it has the
   * form that programs write: ` name="value"`, any number of times, then `>` or `/>`.
   * @returns where its `>` stands, or -1 when it is written otherwise, or not all there.
   */
  #findAttributes(from: number): number {
    const bytes = this.bytes;
    const end = this.end;
    const found = this.#found;
    let at = from;
    let count = 0;
    while (at < end) {
      const byte = bytes[at] as number;
      if (byte === GREATER) break;
      if (byte === SLASH) {
        at += 1;
        if (at < end && bytes[at] === GREATER) break;
        return -1;
      }
      if (byte !== SPACE || count === found.length) return -1;
      at += 1;
      let localStart = at;
      let isPrefixed = 0;
      let letter = 0;
      for (; at < end; at += 1) {
        letter = bytes[at] as number;
        if (letter <= GREATER && (letter < HYPHEN || letter > COLON || letter === SLASH)) break;
        if (letter !== COLON) continue;
        localStart = at + 1;
        isPrefixed = 1;
      }
      if (letter !== EQUALS || at + 1 >= end || bytes[at + 1] !== QUOTE) return -1;
      found[count] = localStart;
      found[count + 1] = isPrefixed;
      found[count + 2] = at;
      at += 2;
      found[count + 3] = at;
      while (at < end && bytes[at] !== QUOTE) at += 1;
      found[count + 4] = at;
      count += FOUND_FIELDS;
      at += 1;
    }
    if (at >= end) return -1;
    this.#foundAt = 0;
    this.#foundEnd = count;
    return at;
  }

  /** The current attribute's value as a string, references resolved. */
  valueText(): string {
    const raw = decodeUtf8(this.bytes, this.valueStart, this.valueEnd);
    const text = raw === null ? null : resolveReferences(raw);
    if (text === null) this.damaged("an attribute value that cannot be read");
    return text;
  }

  protected startTag(): boolean {
    const bytes = this.bytes;
    const end = this.end;
    const nameStart = this.position + 1;
    let at = nameStart;
    let localStart = nameStart;
    let hash = 0;
    for (; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte <= SPACE || byte === GREATER || byte === SLASH) break;
      if (byte === COLON) localStart = at + 1;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    const nameEnd = at;
    this.#foundAt = 0;
    this.#foundEnd = 0;
    const foundEnd = this.#findAttributes(nameEnd);
    if (foundEnd >= 0) at = foundEnd;
    else
      for (; at < end; at += 1) {
        const byte = bytes[at] as number;
        if (byte === GREATER) break;
        if (byte === QUOTE || byte === APOSTROPHE) {
          at += 1;
          while (at < end && bytes[at] !== byte) at += 1;
        } else if (byte === LESS) this.damaged("a tag inside a tag");
      }
    if (at >= end) {
      this.#checkTag(end);
      return false;
    }
    this.#checkTag(at);
    if (nameEnd === localStart || !isNameStart(bytes[nameStart] as number)) {
      this.damaged("a tag without a name");
    }
    const isEmpty = bytes[at - 1] === SLASH && at - 1 >= nameEnd;
    this.#attributesEnd = isEmpty ? at - 1 : at;
    this.#attributesAt = foundEnd >= 0 ? this.#attributesEnd : nameEnd;
    this.position = at + 1;
    this.name = this.#names.find(bytes, localStart, nameEnd);
    this.#open(hash);
    this.isEndPending = isEmpty;
    return true;
  }

  protected endTag(): boolean {
    const bytes = this.bytes;
    const end = this.end;
    let at = this.position + 2;
    let hash = 0;
    for (; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte <= SPACE || byte === GREATER) break;
      hash = (Math.imul(hash, 31) + byte) | 0;
    }
    while (at < end && isSpace(bytes[at] as number)) at += 1;
    if (at >= end) {
      this.#checkTag(end);
      return false;
    }
    this.#checkTag(at);
    if (bytes[at] !== GREATER || this.depth === 0 || this.#openHashes[this.depth - 1] !== hash) {
      this.damaged("an end tag that closes no open element");
    }
    this.position = at + 1;
    this.close();
    return true;
  }

  #open(hash: number): void {
    if (this.depth === 0) {
      if (this.hasRoot) this.damaged("a second root element");
      this.hasRoot = true;
    }
    this.refuseIf(refuseXmlDepth(this.depth + 1, this.entry, this.limits));
    this.#openHashes[this.depth] = hash;
    this.#openNames[this.depth] = this.name;
    this.depth += 1;
  }

  protected close(): void {
    this.depth -= 1;
    this.name = this.#openNames[this.depth] as number;
  }

  #checkTag(end: number): void {
    const length = end - this.position - 1;
    if (length > this.limits.xmlTagBytes) {
      this.refuseIf(refuseXmlTag(length, this.entry, this.limits));
    }
  }
}
