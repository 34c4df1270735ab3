// Finds the records of an IIF text as bytes, while it arrives: physical lines, but for line breaks
// inside of quoted fields. Counts lines, tells the record type, and takes off quotation marks that
// stand around a whole line.
import { MendQueue } from "../../codecs/mend-queue.ts";
import { MAX_RECORD_CHARACTERS, refuseRecord } from "../../codecs/record-limits.ts";
import { TextWindow } from "../../codecs/text-window.ts";
import type { Mend } from "../../codecs/utf8-transcoder.ts";
import { BREAK_BYTES, breakIn, breakLength, countBreaks, CR, LF } from "./line-breaks.ts";
import {
  decodeText,
  findClosingQuote,
  findFieldEnd,
  NEEDS_MORE,
  NO_CLOSE,
  quotedText,
  type QuoteContext,
} from "./quotes.ts";
import { isKnownType, QUOTE, readLineStart, SPACE, TAB, type LineStart } from "./record-types.ts";

/** What is odd about a record, as bits of its `flags`. */
export const HAS_QUOTES = 1;
export const HAS_ODD_QUOTES = 2;
export const HAS_MENDS = 4;
export const HAS_NUL = 8;
/** The file ends with it, without a line break: it may be cut off. */
export const IS_UNTERMINATED = 16;

/** One record. The object and its bytes are the scanner's and hold until the next call. */
export interface IifRecord {
  /** Physical line that it begins on. */
  row: number;
  /** Record type in capitals; empty when the line does not begin with one. */
  key: string;
  /** Whether it names columns. */
  isHeader: boolean;
  delimiter: number;
  flags: number;
  bytes: Uint8Array;
  start: number;
  /** Behind its last byte, without the line break. */
  end: number;
}

/** Beyond a record type there may be blanks, quotation marks and one byte that tells. */
const LINE_START_BYTES = 64;
const ENCODER = new TextEncoder();

export interface ScannerSettings {
  delimiter: number;
  /** Whether no line may have another delimiter. */
  isGiven: boolean;
  /** Bytes of one cell. */
  cellBytes: number;
}

/** Fails with: `cell_too_long` (a record that does not end). */
export class RecordScanner {
  readonly #settings: ScannerSettings;
  readonly #window = new TextWindow(0);
  readonly #mends = new MendQueue();
  /** Types that a header has named. */
  readonly #defined = new Set<string>();
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #line = 1;
  #isLast = false;
  #nextLf = 0;
  #nextCr = 0;
  #nextQuote = 0;
  #nextNul = 0;
  readonly #record: IifRecord;

  constructor(settings: ScannerSettings) {
    this.#settings = settings;
    const { delimiter } = settings;
    const bytes = this.#bytes;
    this.#record = {
      row: 0,
      key: "",
      isHeader: false,
      delimiter,
      flags: 0,
      bytes,
      start: 0,
      end: 0,
    };
  }

  /**
   * Takes the next piece of the text; all records of the last one have to be read before.
   * @param text copied.
   */
  push(text: Uint8Array, mends: readonly Mend[], isLast: boolean): void {
    const window = this.#window;
    window.advance(this.#at);
    window.push(text);
    this.#mends.add(mends);
    this.#bytes = window.bytes;
    this.#at = 0;
    this.#isLast = isLast;
    this.#nextLf = this.#nextCr = this.#nextQuote = this.#nextNul = -1;
  }

  /** @returns null when it takes more text, or there is none. Lines of nothing but blanks and delimiters are no records. */
  next(): IifRecord | null {
    for (;;) {
      const bytes = this.#bytes;
      const start = this.#at;
      if (start >= bytes.length) return null;
      if (this.#isCertain(start) && breakLength(bytes, start) > 0) {
        this.#goTo(start, 1);
        continue;
      }
      const lineEnd = this.#findBreak(start);
      if (!this.#isCertain(lineEnd)) return this.#wait(start, lineEnd);
      if (isBlank(bytes, start, lineEnd, this.#settings.delimiter)) {
        this.#goTo(lineEnd, 1);
        continue;
      }
      const quote = this.#find(QUOTE, start);
      return quote < lineEnd
        ? this.#readQuoted(start, lineEnd)
        : this.#finish(start, lineEnd, this.#lineStart(start, lineEnd), 0);
    }
  }

  #lineStart(start: number, end: number): LineStart {
    const { delimiter, isGiven } = this.#settings;
    const line = readLineStart(this.#bytes, start, end, isGiven ? delimiter : null);
    const isOwn = line.delimiter === -1 || line.delimiter === delimiter;
    // Only what is a type for sure tells that its line has another delimiter than the file.
    if (isOwn || line.isHeader || this.#isType(line.key)) return line;
    return { ...line, key: "" };
  }

  #isType(key: string): boolean {
    return isKnownType(key) || this.#defined.has(key);
  }

  /** Reads a record whose first line has quotation marks. */
  #readQuoted(start: number, lineEnd: number): IifRecord | null {
    const line = this.#lineStart(start, lineEnd);
    const delimiter = line.delimiter === -1 ? this.#settings.delimiter : line.delimiter;
    const context = this.#quoteContext(delimiter);
    const bytes = this.#bytes;
    let flags = HAS_QUOTES;
    let wrapEnd = NO_CLOSE;
    for (let at = start; ;) {
      let fieldEnd = at;
      if (bytes[at] === QUOTE) {
        const close = findClosingQuote(bytes, at, context);
        if (close.at === NEEDS_MORE) return null;
        if (close.isOdd) flags |= HAS_ODD_QUOTES;
        if (close.at !== NO_CLOSE) {
          if (at === start && line.isWrapped) wrapEnd = close.at;
          fieldEnd = close.at + 1;
        }
      }
      fieldEnd = findFieldEnd(bytes, fieldEnd, delimiter);
      if (fieldEnd - start > MAX_RECORD_CHARACTERS) refuseRecord(this.#line);
      if (bytes[fieldEnd] === delimiter) {
        at = fieldEnd + 1;
        continue;
      }
      if (!this.#isCertain(fieldEnd)) return null;
      if (wrapEnd === NO_CLOSE) return this.#finish(start, fieldEnd, line, flags);
      return this.#finishWrapped(start, wrapEnd, fieldEnd, line, flags);
    }
  }

  /** A line in quotation marks as a whole, as spreadsheet programs save it from one column. */
  #finishWrapped(
    start: number,
    close: number,
    end: number,
    line: LineStart,
    flags: number,
  ): IifRecord {
    const bytes = this.#bytes;
    const text = quotedText(bytes, start, close) + decodeText(bytes, close + 1, end);
    const unwrapped = ENCODER.encode(text);
    const record = this.#finish(start, end, line, flags);
    record.bytes = unwrapped;
    record.start = 0;
    record.end = unwrapped.length;
    return record;
  }

  #finish(start: number, end: number, line: LineStart, flags: number): IifRecord {
    if (end - start > MAX_RECORD_CHARACTERS) refuseRecord(this.#line);
    const bytes = this.#bytes;
    const record = this.#record;
    const { offset } = this.#window;
    const mendAt = this.#mends.nextAt;
    const hasMends = mendAt !== null && mendAt < offset + end;
    if (hasMends) this.#mends.take(bytes.subarray(0, end), offset, ignore);
    if (line.isHeader && line.key !== "") this.#defined.add(line.key);
    record.row = this.#line;
    record.key = line.key;
    record.isHeader = line.isHeader && line.key !== "";
    record.delimiter =
      line.delimiter === -1 || line.key === "" ? this.#settings.delimiter : line.delimiter;
    record.bytes = bytes;
    record.start = start;
    record.end = end;
    record.flags =
      flags |
      (hasMends ? HAS_MENDS : 0) |
      (this.#find(0, start) < end ? HAS_NUL : 0) |
      (end === bytes.length ? IS_UNTERMINATED : 0);
    const inner = (flags & HAS_QUOTES) === 0 ? 0 : countBreaks(bytes, start, end);
    this.#goTo(end, inner + 1);
    return record;
  }

  #quoteContext(delimiter: number): QuoteContext {
    const bytes = this.#bytes;
    return {
      delimiter,
      isLast: this.#isLast,
      maxBytes: this.#settings.cellBytes,
      beginsRecord: (offset) => {
        if (!this.#isLast && bytes.length - offset < LINE_START_BYTES) return null;
        const end = Math.min(bytes.length, offset + LINE_START_BYTES);
        const lineEnd = breakIn(bytes, offset, end);
        const line = readLineStart(bytes, offset, lineEnd, delimiter);
        if (line.key === "") return false;
        return line.delimiter === -1
          ? line.isHeader || (lineEnd < end && line.key.startsWith("END"))
          : line.isHeader || this.#isType(line.key);
      },
    };
  }

  /** Whether a line break, or the end of the file, is known to begin and end there. */
  #isCertain(lineEnd: number): boolean {
    if (this.#isLast) return true;
    const { length } = this.#bytes;
    return this.#bytes[lineEnd] === LF ? lineEnd < length : lineEnd + BREAK_BYTES <= length;
  }

  #wait(start: number, lineEnd: number): null {
    if (lineEnd - start > MAX_RECORD_CHARACTERS) refuseRecord(this.#line);
    return null;
  }

  /** Goes behind the line break at `end`. */
  #goTo(end: number, lines: number): void {
    this.#at = end + breakLength(this.#bytes, end);
    this.#line += lines;
  }

  #findBreak(from: number): number {
    return Math.min(this.#find(LF, from), this.#find(CR, from));
  }

  /** Offset of the next such byte at or behind `from`; the end of the bytes when there is none. Looks at each byte once. */
  #find(byte: typeof LF | typeof CR | typeof QUOTE | 0, from: number): number {
    const known =
      byte === LF
        ? this.#nextLf
        : byte === CR
          ? this.#nextCr
          : byte === QUOTE
            ? this.#nextQuote
            : this.#nextNul;
    if (known >= from) return known;
    const found = this.#bytes.indexOf(byte, from);
    const next = found === -1 ? this.#bytes.length : found;
    if (byte === LF) this.#nextLf = next;
    else if (byte === CR) this.#nextCr = next;
    else if (byte === QUOTE) this.#nextQuote = next;
    else this.#nextNul = next;
    return next;
  }
}

function ignore(): void {}

function isBlank(bytes: Uint8Array, start: number, end: number, delimiter: number): boolean {
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at];
    if (byte !== delimiter && byte !== SPACE && byte !== TAB) return false;
  }
  return true;
}
