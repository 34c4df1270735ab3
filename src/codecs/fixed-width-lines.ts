// Splits a print into its lines while it arrives: LF, CRLF and CR, tabs expanded, form feeds taken
// off and told as the top of a page.
import { MAX_RECORD_CHARACTERS, refuseRecord } from "./record-limits.ts";
import { expandTabs } from "./fixed-width-text.ts";
import { breakLength, mayGrow, TextIndex } from "./record-text.ts";
import type { ScannedRecord } from "./scanned-record.ts";

/** A first character that moves the paper, and is not the first digit or sign of a number. */
const CARRIAGE_CONTROL = /^(?: |[01+-](?![\d.,]))/;

export interface PrintLine {
  /** Physical line, from 1. */
  line: number;
  /** With its tabs expanded; without terminator, blanks and form feeds at its end, form feeds at its start. */
  text: string;
  /** Whether a form feed stands between its text and the last line that was not blank. */
  isPageTop: boolean;
  terminator: ScannedRecord["terminator"];
  /** UTF-16 units of the whole text up to where it begins, and up to its end, terminator included. */
  start: number;
  end: number;
}

/**
 * Splits one text, which may be handed over in pieces of any size; blank lines come as `""`.
 * Fails with: `cell_too_long`.
 */
export class PrintLineReader {
  readonly #index = new TextIndex({ delimiter: null, quote: null, escape: null, isPadded: false });
  readonly #hasCarriageControl: boolean;
  #text = "";
  #start = 0;
  #line: number;
  /** Units of the whole text before `#text`. */
  #before: number;
  #isPageTop = false;

  /**
   * @param hasCarriageControl whether the first character of each line is one of ASA carriage
   * control, which is taken off: `1` begins a page, others move the paper.
   */
  constructor(hasCarriageControl: boolean, firstLine = 1, before = 0) {
    this.#hasCarriageControl = hasCarriageControl;
    this.#line = firstLine;
    this.#before = before;
  }

  /** UTF-16 units of the whole text that were handed over. */
  get taken(): number {
    return this.#before + this.#text.length;
  }

  /** Those of complete lines. */
  get done(): number {
    return this.#before + this.#start;
  }

  /** @returns the lines that `text` completes. To be run to its end before the next call. */
  *read(text: string): Generator<PrintLine> {
    const dropped = this.#start;
    this.#text = this.#text.slice(dropped) + text;
    this.#before += dropped;
    this.#start = 0;
    this.#index.reset();
    for (;;) {
      const end = this.#nextBreak();
      if (end >= this.#text.length || mayGrow(this.#text, end)) break;
      yield this.#finish(end);
    }
    this.#checkSize(this.#text.length);
  }

  /** @returns the rest of the text. */
  *end(): Generator<PrintLine> {
    while (this.#start < this.#text.length) {
      yield this.#finish(Math.min(this.#nextBreak(), this.#text.length));
    }
  }

  #nextBreak(): number {
    return this.#index.break(this.#text, this.#start);
  }

  #checkSize(end: number): void {
    if (end - this.#start > MAX_RECORD_CHARACTERS) refuseRecord(this.#line);
  }

  #finish(end: number): PrintLine {
    this.#checkSize(end);
    const next = end + breakLength(this.#text, end);
    const terminator = this.#text.slice(end, next) as ScannedRecord["terminator"];
    const raw = this.#text.slice(this.#start, end);
    const hasControl = this.#hasCarriageControl && CARRIAGE_CONTROL.test(raw);
    const isNewPage = hasControl && raw.startsWith("1");
    const { text, feedBefore, feedAfter } = cleanLine(hasControl ? raw.slice(1) : raw);
    const isPageTop = this.#isPageTop || feedBefore || isNewPage;
    // A page that begins with blank lines has its top at the first line of text.
    this.#isPageTop = text === "" ? isPageTop || feedAfter : feedAfter;
    const start = this.#before + this.#start;
    this.#start = next;
    const line = this.#line;
    this.#line += 1;
    return { line, text, isPageTop, terminator, start, end: this.#before + this.#start };
  }
}

/** Whether lines read without carriage control have it all the same. */
export function haveCarriageControl(lines: readonly PrintLine[]): boolean {
  const texts = lines.map(({ text }) => text).filter((text) => text !== "");
  const blank = texts.filter((text) => text.startsWith(" ")).length;
  return (
    blank * 2 > texts.length &&
    texts[0]?.startsWith("1") === true &&
    texts.every((text) => CARRIAGE_CONTROL.test(text))
  );
}

interface CleanLine {
  text: string;
  feedBefore: boolean;
  feedAfter: boolean;
}

function cleanLine(raw: string): CleanLine {
  let from = 0;
  let to = raw.length;
  let feedAfter = false;
  while (from < to && raw[from] === "\f") from += 1;
  while (to > from && isTail(raw[to - 1])) {
    to -= 1;
    if (raw[to] === "\f") feedAfter = true;
  }
  return { text: expandTabs(raw.slice(from, to)), feedBefore: from > 0, feedAfter };
}

function isTail(character: string | undefined): boolean {
  return character === " " || character === "\t" || character === "\f";
}
