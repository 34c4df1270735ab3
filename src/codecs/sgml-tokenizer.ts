// Takes the markup of OFX apart, SGML and XML alike: tags, each with the text behind it. Knows
// nothing of what elements mean or how they nest. What looks like a tag and is none is text.
// Source: OFX 1.6 §2.3 (SGML), OFX 2.3 §2.3 (XML 1.0).
import { refuse, type SourceLocation } from "../core/failure.ts";
import { SgmlMarkup, type Tag } from "./sgml-markup.ts";
import { sgmlText } from "./sgml-text.ts";
import { isSpace, LESS } from "./xml-characters.ts";

export type SgmlToken = "start" | "end" | "needs_input" | "finished";

const BEGINNING: Readonly<Tag> = { isEnd: false, isEmpty: false, name: -1, at: 0, end: 0 };

export class SgmlTokenizer extends SgmlMarkup {
  /** Of the current token: its element, and whether it was `<NAME/>`. */
  name = -1;
  isEmpty = false;
  /** Where its tag begins, in the text of the file; rises. */
  offset = 0;
  /** Text behind the tag, without the blanks around it. */
  textStart = 0;
  textEnd = 0;
  /** Whether that holds comments, CDATA sections or processing instructions. */
  hasMarkup = false;
  #next: Tag = { ...BEGINNING };

  /** Takes the next piece of the text; copied. */
  push(piece: Uint8Array): void {
    const keep = this.#next.end;
    this.append(piece, keep);
    this.#next.end = 0;
  }

  /** Says that the text has ended. */
  finish(): void {
    this.isFinished = true;
  }

  place(): SourceLocation {
    return this.locate(this.offset);
  }

  /** The text of the current token, as it is meant. */
  text(): string {
    return sgmlText(this.bytes, this.textStart, this.textEnd, this.hasMarkup);
  }

  get windowEnd(): number {
    return this.end;
  }

  /** Goes on at a `<` further on in the window: what lies before it was read otherwise. */
  jumpTo(offset: number): void {
    this.#next.name = -1;
    this.#next.end = offset;
  }

  /** Whether the tag behind the current token closes it. */
  get isClosedNext(): boolean {
    return this.#next.isEnd && this.#next.name === this.name;
  }

  /**
   * Goes on by one token. Text in front of the first tag is passed over.
   * Fails with: `truncated_file`, `xml_unsafe`, `corrupt_file`, `cell_too_long`.
   */
  next(): SgmlToken {
    const tag = this.#next;
    const { bytes } = this;
    let hasMarkup = false;
    let at = tag.end;
    for (;;) {
      while (bytes[at] !== LESS) at += 1;
      if (at >= this.end) {
        if (!this.isFinished) return this.#wait(at);
        if (tag.name < 0) return "finished";
        this.#take(tag, this.end, hasMarkup);
        this.#next = { ...BEGINNING, end: this.end };
        return tag.isEnd ? "end" : "start";
      }
      const markup = this.readMarkup(at);
      if (markup === "tag") break;
      if (markup === "incomplete") {
        if (this.isFinished) this.#refuseOpenTag();
        return this.#wait(at);
      }
      hasMarkup ||= markup === "skip";
      at = markup === "skip" ? this.skippedTo : at + 1;
    }
    this.#next = this.found;
    this.found = tag;
    if (tag.name < 0) return this.next();
    this.#take(tag, at, hasMarkup);
    return tag.isEnd ? "end" : "start";
  }

  #take(tag: Tag, textEnd: number, hasMarkup: boolean): void {
    const { bytes } = this;
    let start = tag.end;
    let end = textEnd;
    while (start < end && isSpace(bytes[start] as number)) start += 1;
    while (end > start && isSpace(bytes[end - 1] as number)) end -= 1;
    this.name = tag.name;
    this.isEmpty = tag.isEmpty;
    this.offset = tag.at;
    this.textStart = start;
    this.textEnd = end;
    this.hasMarkup = hasMarkup;
  }

  /** @param unread where the search goes on; text in front of the first tag need not be kept up to there. */
  #wait(unread: number): SgmlToken {
    const { cellBytes, xmlTagBytes } = this.limits;
    const tag = this.#next;
    if (tag.name < 0) tag.end = unread;
    const held = this.end - tag.end;
    if (held > 2 * cellBytes + xmlTagBytes) {
      refuse({
        code: "cell_too_long",
        detail: `An element goes on for at least ${held} bytes without another one.`,
        at: this.locate(tag.at),
        limit: { name: "cell_bytes", max: cellBytes, found: held },
      });
    }
    return "needs_input";
  }

  #refuseOpenTag(): never {
    refuse({
      code: "truncated_file",
      detail: "The file ends within a tag.",
      at: this.locate(this.passed + this.end),
    });
  }
}
