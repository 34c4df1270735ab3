// Finds where the records of delimited text end, while the text arrives: CR, LF and CRLF alike,
// none of them inside quotes. Counts physical lines, bounds what is buffered, and makes quotes
// that break RFC 4180 clean, so that whoever splits the record cannot disagree about its end.
// Source: RFC 4180 §2. A quote inside quotes that is not doubled ends the field only before a
// delimiter or the end of the record (blanks may stand between); elsewhere it is text.
import {
  MAX_RECORD_CHARACTERS,
  refuseColumns,
  refuseField,
  refuseRecord,
  type RecordLimits,
} from "./record-limits.ts";
import {
  applyEdits,
  countBreaks,
  isPadding,
  NextIndex,
  NONE,
  QUOTE,
  skipBreaks,
  type Edit,
} from "./record-text.ts";

export interface Dialect {
  /** What stands between fields, or null when each record is one field. */
  delimiter: string | null;
  /** The character that fields are quoted with, or null when quotation marks are text. */
  quote: string | null;
  /** The character that takes its meaning from the one behind it; null when quotes are doubled. */
  escape: string | null;
  /** Whether blanks before an opening quote (`a, "b"`) are no part of the field. */
  isPadded: boolean;
}

/** RFC 4180. */
export const COMMA_DIALECT: Readonly<Dialect> = Object.freeze({
  delimiter: ",",
  quote: '"',
  escape: null,
  isPadded: false,
});

export interface ScannedRecord {
  /** Physical line that it begins on, from 1. */
  line: number;
  /** Blank lines between it and the record before it. */
  blankLines: number;
  /** Without its terminator; where `isQuoted`, with every quote as RFC 4180 has it. */
  text: string;
  isQuoted: boolean;
  /** Line of the first field whose quotes had to be mended, or null. */
  badQuoteLine: number | null;
  terminator: "\n" | "\r\n" | "\r" | "";
  /** UTF-16 units of the text up to the end of the record, terminator included. */
  end: number;
  /** Physical line that the text behind it begins on. */
  nextLine: number;
}

/**
 * Scans one text for records.
 * Fails with: `cell_too_long` (a quoted field or a whole record), `columns_exceeded`.
 */
export class RecordScanner {
  readonly #limits: RecordLimits;
  readonly #delimiter: string | null;
  readonly #isPadded: boolean;
  readonly #lf = new NextIndex("\n");
  readonly #cr = new NextIndex("\r");
  readonly #quote: NextIndex;
  readonly #delimiterIndex: NextIndex;
  /** Text from the start of the current record on. */
  #text = "";
  /** Units of the whole text before `#text`. */
  #before: number;
  #line: number;
  #blankLines = 0;
  #start = 0;
  /** Where scanning goes on: a field's start, or a place inside quotes. */
  #position = 0;
  /** Index of the quote that opened the current field, or -1. */
  #open = -1;
  #fields = 1;
  #isQuoted = false;
  /** Line breaks inside the quoted fields of this record that are closed. */
  #breaks = 0;
  /** Doubled quotes in the current field: each is one character of the cell. */
  #doubled = 0;
  /** What makes the quotes of this record clean: quotes to put in, blanks to leave out. */
  #edits: Edit[] = [];
  #badQuoteLine: number | null = null;

  /** @param firstLine physical line that the text begins on; @param before units of text before it. */
  constructor(dialect: Dialect, limits: RecordLimits, firstLine = 1, before = 0) {
    this.#limits = limits;
    this.#delimiter = dialect.delimiter;
    this.#delimiterIndex = new NextIndex(dialect.delimiter);
    this.#isPadded = dialect.isPadded;
    this.#quote = new NextIndex(dialect.quote);
    this.#line = firstLine;
    this.#before = before;
  }

  /** @returns the records that `text` completes, blank lines left out. To be run to its end before the next call. */
  *scan(text: string): Generator<ScannedRecord> {
    const dropped = this.#start;
    this.#text = this.#text.slice(dropped) + text;
    this.#before += dropped;
    this.#start = 0;
    this.#position -= dropped;
    if (this.#open >= 0) this.#open -= dropped;
    for (const index of [this.#lf, this.#cr, this.#quote, this.#delimiterIndex]) index.reset();
    yield* this.#records(false);
    // Inside quotes the position is the end of the text, or a quote that may be the closing one.
    this.#checkSize(this.#text.length, this.#position);
  }

  /** @returns the last record, if the text does not end with a terminator. */
  end(): Generator<ScannedRecord> {
    return this.#records(true);
  }

  *#records(isLast: boolean): Generator<ScannedRecord> {
    for (;;) {
      if (this.#position === this.#start && !this.#isQuoted) this.#skipBlankLines(isLast);
      if (this.#start >= this.#text.length) return;
      const end = this.#findEnd(isLast);
      if (end === -1) return;
      this.#checkSize(end);
      yield this.#finish(end);
    }
  }

  /** Blank lines are no records, but they are lines. */
  #skipBlankLines(isLast: boolean): void {
    const { end, breaks } = skipBreaks(this.#text, this.#start, isLast);
    this.#line += breaks;
    this.#blankLines += breaks;
    this.#start = end;
    this.#position = end;
  }

  /** @returns the index at which the current record's text ends, or -1 when more text is needed. */
  #findEnd(isLast: boolean): number {
    if (!this.#isQuoted && this.#position === this.#start) {
      const end = this.#nextBreak(this.#start);
      if (this.#quote.in(this.#text, this.#start) > end) return this.#settle(end, isLast);
    }
    for (;;) {
      const end = this.#open === -1 ? this.#skipPlain(isLast) : this.#skipQuoted(isLast);
      if (end !== null) return end;
    }
  }

  /** Goes over a field without quotes. @returns null when the record goes on, else as `#findEnd`. */
  #skipPlain(isLast: boolean): number | null {
    const from = this.#position;
    const quote = this.#quote.in(this.#text, from);
    if (quote === from || (this.#isPadded && this.#isPaddingUpTo(quote))) {
      if (quote > from) this.#edit(from, quote, "");
      this.#open = quote;
      this.#doubled = 0;
      this.#isQuoted = true;
      this.#position = quote + 1;
      return null;
    }
    const end = this.#nextBreak(from);
    const delimiter = this.#delimiterIndex.in(this.#text, from);
    if (delimiter > end || delimiter === NONE) {
      // At the end of the text so far, the next character may be the quote that opens the field.
      return this.#settle(end, isLast);
    }
    this.#nextField(delimiter + 1);
    return null;
  }

  /** Goes on inside quotes to the next one. @returns as `#skipPlain`. */
  #skipQuoted(isLast: boolean): number | null {
    const text = this.#text;
    const quote = this.#quote.in(text, this.#position);
    if (quote === NONE) {
      if (!isLast) {
        this.#position = text.length;
        return -1;
      }
      this.#noteBadQuote();
      this.#checkSize(text.length);
      return text.length;
    }
    this.#checkSize(quote);
    if (text[quote + 1] === QUOTE) {
      this.#doubled += 1;
      this.#position = quote + 2;
      return null;
    }
    let after = quote + 1;
    while (isPadding(text[after], this.#delimiter)) after += 1;
    const next = text[after];
    const isCut = next === undefined || (next === "\r" && after + 1 === text.length);
    if (isCut && !isLast) {
      this.#position = quote;
      return -1;
    }
    if (next === undefined || next === "\n" || next === "\r" || next === this.#delimiter) {
      this.#breaks += countBreaks(text.slice(this.#open + 1, quote));
      this.#open = -1;
      if (next !== this.#delimiter || next === undefined) return after;
      this.#nextField(after + 1);
      return null;
    }
    this.#noteBadQuote();
    this.#edit(quote, quote, QUOTE);
    this.#position = quote + 1;
    return null;
  }

  #isPaddingUpTo(index: number): boolean {
    if (index === NONE) return false;
    for (let at = this.#position; at < index; at += 1) {
      if (!isPadding(this.#text[at], this.#delimiter)) return false;
    }
    return true;
  }

  #edit(from: number, to: number, text: string): void {
    this.#edits.push({ from: from - this.#start, to: to - this.#start, text });
  }

  #nextField(position: number): void {
    this.#position = position;
    this.#fields += 1;
    if (this.#fields > this.#limits.columnsPerTable) refuseColumns(this.#limits, this.#line);
  }

  #nextBreak(from: number): number {
    return Math.min(this.#lf.in(this.#text, from), this.#cr.in(this.#text, from));
  }

  /** An end is certain once the character after a CR is there: it may be the LF of a CRLF. */
  #settle(end: number, isLast: boolean): number {
    if (isLast) return Math.min(end, this.#text.length);
    const isCertain = end < this.#text.length - 1 || this.#text[end] === "\n";
    return isCertain ? end : -1;
  }

  #noteBadQuote(): void {
    this.#badQuoteLine ??= this.#openLine();
  }

  #openLine(): number {
    return this.#line + this.#breaks;
  }

  #finish(end: number): ScannedRecord {
    const next = this.#text[end];
    const terminator =
      next === "\r" ? (this.#text[end + 1] === "\n" ? "\r\n" : "\r") : next === "\n" ? "\n" : "";
    const start = this.#start;
    if (!this.#isQuoted) this.#checkColumns(start, end);
    const record: ScannedRecord = {
      line: this.#line,
      blankLines: this.#blankLines,
      text: this.#cleanText(end),
      isQuoted: this.#isQuoted,
      badQuoteLine: this.#badQuoteLine,
      terminator,
      end: this.#before + end + terminator.length,
      nextLine: this.#line + this.#breaks + (terminator === "" ? 0 : 1),
    };
    this.#line = record.nextLine;
    this.#blankLines = 0;
    this.#start = end + terminator.length;
    this.#position = this.#start;
    this.#open = -1;
    this.#fields = 1;
    this.#isQuoted = false;
    this.#breaks = 0;
    if (this.#edits.length > 0) this.#edits = [];
    this.#badQuoteLine = null;
    return record;
  }

  #cleanText(end: number): string {
    const text = this.#text.slice(this.#start, end);
    const clean = this.#edits.length === 0 ? text : applyEdits(text, this.#edits);
    return this.#open === -1 ? clean : clean + QUOTE;
  }

  /**
   * @param recordEnd how far the current record is known to go; its end need not be known.
   * @param fieldEnd the same for the quoted field that is open.
   */
  #checkSize(recordEnd: number, fieldEnd = recordEnd): void {
    const recordMax = this.#start + MAX_RECORD_CHARACTERS;
    const { cellBytes } = this.#limits;
    // A unit of UTF-16 is at least one byte of UTF-8: what is refused here is over the limit for sure.
    const cellMax = this.#open === -1 ? NONE : this.#open + 1 + this.#doubled + cellBytes;
    if (fieldEnd > cellMax && cellMax <= recordMax) {
      refuseField(this.#limits, this.#line, this.#openLine());
    }
    if (recordEnd > recordMax) refuseRecord(this.#line);
  }

  #checkColumns(start: number, end: number): void {
    const max = this.#limits.columnsPerTable;
    if (this.#delimiter === null || end - start < max) return;
    let fields = 1;
    for (let at = start; fields <= max; fields += 1) {
      at = this.#text.indexOf(this.#delimiter, at) + 1;
      if (at === 0 || at > end) return;
    }
    refuseColumns(this.#limits, this.#line);
  }
}
