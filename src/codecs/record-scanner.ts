// Finds where the records of delimited text end, while the text arrives: CR, LF and CRLF alike,
// none of them inside quotes. Counts physical lines, bounds what is buffered, and writes fields
// that are not as RFC 4180 has them anew, so that whoever splits the record cannot disagree.
// Source: RFC 4180 §2. A quote inside quotes that is not doubled ends the field only before a
// delimiter or the end of the record (blanks may stand between); elsewhere it is text.
import { OpenQuote } from "./open-quote.ts";
import { findPlainField } from "./plain-field.ts";
import type { Dialect } from "./record-dialect.ts";
import { RecordEdits } from "./record-edits.ts";
import {
  closedFieldEnd,
  escapedLength,
  fieldValue,
  skipPadding,
  splitLine,
} from "./record-fields.ts";
import {
  checkPlainColumns,
  MAX_RECORD_CHARACTERS,
  refuseColumns,
  refuseField,
  refuseRecord,
  type RecordLimits,
} from "./record-limits.ts";
import {
  breakLength,
  mayGrow,
  NONE,
  openBreakLength,
  skipBreaks,
  TextIndex,
} from "./record-text.ts";
import type { ScannedRecord } from "./scanned-record.ts";

/**
 * Scans one text for records.
 * Fails with: `cell_too_long` (a quoted field or a whole record), `columns_exceeded`.
 */
export class RecordScanner {
  readonly #dialect: Dialect;
  readonly #limits: RecordLimits;
  /** What must be there behind a character to know whether a delimiter or a line break follows. */
  readonly #lookahead: number;
  readonly #index: TextIndex;
  readonly #field: OpenQuote;
  readonly #edits: RecordEdits;
  /** Text from the start of the current record on. */
  #text = "";
  /** Units of the whole text before `#text`. */
  #before: number;
  #line: number;
  #blankLines = 0;
  #start = 0;
  /** Where scanning goes on: a field's start, or a place inside quotes. */
  #position = 0;
  #fields = 1;
  #isQuoted = false;
  /** Line breaks inside the fields of this record that are closed. */
  #breaks = 0;
  #badQuoteLine: number | null = null;

  /** @param firstLine physical line that the text begins on; @param before units of text before it. */
  constructor(dialect: Dialect, limits: RecordLimits, firstLine = 1, before = 0) {
    this.#dialect = dialect;
    this.#limits = limits;
    this.#lookahead = dialect.delimiter?.length ?? 1;
    this.#index = new TextIndex(dialect);
    this.#field = new OpenQuote(dialect, this.#index);
    this.#edits = new RecordEdits(dialect);
    this.#line = firstLine;
    this.#before = before;
  }

  /** Units that were scanned and belong to a record that is not complete. */
  get pending(): number {
    return this.#text.length - this.#start;
  }

  /** @returns the records that `text` completes, blank lines left out. To be run to its end before the next call. */
  *scan(text: string): Generator<ScannedRecord> {
    const dropped = this.#start;
    this.#text = this.#text.slice(dropped) + text;
    this.#before += dropped;
    this.#start = 0;
    this.#position -= dropped;
    this.#field.shift(dropped);
    this.#index.reset();
    yield* this.#records(false);
    // Where a quote is open, its size was checked as far as the field is known to go.
    if (this.#field.at === -1) this.#checkSize(this.#text.length - openBreakLength(this.#text));
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
      const end = this.#index.break(this.#text, this.#start);
      const quote = this.#index.quote.in(this.#text, this.#start);
      const escape = this.#index.escape.in(this.#text, this.#start);
      if (Math.min(quote, escape) >= end) return this.#settle(end, isLast);
    }
    for (;;) {
      const end = this.#field.at === -1 ? this.#skipPlain(isLast) : this.#skipQuoted(isLast);
      if (end !== null) return end;
    }
  }

  /** The end of a record without quotes and escapes; it is certain once the line break is. */
  #settle(recordEnd: number, isLast: boolean): number {
    const text = this.#text;
    if (!isLast && (recordEnd >= text.length || mayGrow(text, recordEnd))) return -1;
    const end = Math.min(recordEnd, text.length);
    this.#checkSize(end);
    const { delimiter } = this.#dialect;
    checkPlainColumns(text, this.#start, end, delimiter, this.#limits, this.#line);
    return end;
  }

  /** Goes over a field without quotes. @returns null when the record goes on, else as `#findEnd`. */
  #skipPlain(isLast: boolean): number | null {
    const text = this.#text;
    const { delimiter, quote, isPadded } = this.#dialect;
    const from = this.#position;
    const open = isPadded ? skipPadding(text, from, delimiter) : from;
    if (quote !== null && text[open] === quote) {
      this.#field.open(open, from, this.#fields - 1);
      this.#isQuoted = true;
      return this.#goOn(open + 1);
    }
    const before = this.#fields - 1;
    const field = findPlainField(text, from, this.#index, this.#dialect, before, isLast);
    if (field === null) return -1;
    this.#breaks += field.breaks;
    if (field.isOdd) this.#edits.replacePlain(from - this.#start, text.slice(from, field.end));
    if (field.isLast) return field.end;
    return this.#nextField(field.end + this.#lookahead);
  }

  /** Goes on inside quotes to the next one. @returns as `#skipPlain`. */
  #skipQuoted(isLast: boolean): number | null {
    const text = this.#text;
    const field = this.#field;
    const quote = this.#index.quote.in(text, this.#position);
    const escape = this.#index.escape.in(text, this.#position);
    const at = Math.min(quote, escape);
    const to = Math.min(at, text.length);
    const isOpening = field.walk(text, to, this.#maxEnd(), isLast);
    if (isOpening === null) return this.#wait(this.#position);
    if (!isOpening) return this.#takeBack();
    this.#checkSize(to);
    if (at === NONE && !isLast) return this.#wait(text.length);
    if (at === NONE) {
      if (!field.judgeAtEnd(text)) return this.#takeBack();
      this.#noteBadQuote();
      this.#close(text.length, text.length);
      return text.length;
    }
    if (escape < quote) {
      if (!isLast && escape + 1 + this.#lookahead > text.length) return this.#wait(escape);
      const length = escapedLength(text, escape, this.#dialect);
      field.isOdd = true;
      field.dropped += length > 0 ? 1 : 0;
      return this.#goOn(escape + 1 + length);
    }
    if (quote + 1 === text.length && !isLast) return this.#wait(quote);
    if (text[quote + 1] === this.#dialect.quote) {
      field.dropped += 1;
      return this.#goOn(quote + 2);
    }
    const { delimiter } = this.#dialect;
    const end = closedFieldEnd(text, quote, delimiter, isLast);
    if (end === -1) return this.#wait(quote);
    if (end !== null) {
      this.#close(quote, end);
      if (delimiter === null || !text.startsWith(delimiter, end)) return end;
      return this.#nextField(end + this.#lookahead);
    }
    this.#noteBadQuote();
    field.noteBadQuote();
    return this.#goOn(quote + 1);
  }

  #wait(position: number): -1 {
    this.#position = position;
    return -1;
  }

  #goOn(position: number): null {
    this.#position = position;
    return null;
  }

  /** @param quote index of the closing quote; @param end where the field ends, blanks included. */
  #close(quote: number, end: number): void {
    const { at, fieldStart, breaks, isOdd } = this.#field;
    this.#breaks += breaks;
    if (isOdd || end !== quote + 1) this.#rewrite(fieldStart, end, at + 1, quote);
    this.#field.at = -1;
  }

  /** The open quote is text, and so is each one behind it in its line that does not close there. */
  #takeBack(): number {
    const { fieldStart } = this.#field;
    this.#noteBadQuote();
    const end = this.#field.takeBack(this.#text);
    const fields = splitLine(this.#text.slice(fieldStart, end), this.#dialect, true);
    this.#addFields(fields.length - 1, end);
    this.#edits.replace(fieldStart - this.#start, end - this.#start, fields);
    return end;
  }

  /** Puts the value of what stands between two quotes in the place of the field around it. */
  #rewrite(start: number, end: number, from: number, to: number): void {
    const value = fieldValue(this.#text.slice(from, to), this.#dialect, true);
    this.#edits.replace(start - this.#start, end - this.#start, [value]);
  }

  #nextField(position: number): null {
    this.#addFields(1, position);
    return this.#goOn(position);
  }

  #addFields(count: number, end: number): void {
    this.#fields += count;
    if (this.#fields <= this.#limits.columnsPerTable) return;
    this.#checkSize(end);
    refuseColumns(this.#limits, this.#line);
  }

  #noteBadQuote(): void {
    this.#badQuoteLine ??= this.#line + this.#breaks;
  }

  #finish(end: number): ScannedRecord {
    const next = end + breakLength(this.#text, end);
    const isPlain = !this.#isQuoted && this.#edits.isEmpty;
    const record: ScannedRecord = {
      line: this.#line,
      blankLines: this.#blankLines,
      text: this.#edits.apply(this.#text.slice(this.#start, end), this.#fields),
      isPlain,
      isQuoted: this.#isQuoted,
      badQuoteLine: this.#badQuoteLine,
      terminator: this.#text.slice(end, next) as ScannedRecord["terminator"],
      end: this.#before + next,
      nextLine: this.#line + this.#breaks + (next === end ? 0 : 1),
    };
    this.#line = record.nextLine;
    this.#blankLines = 0;
    this.#start = next;
    this.#position = next;
    this.#fields = 1;
    this.#isQuoted = false;
    this.#breaks = 0;
    this.#badQuoteLine = null;
    return record;
  }

  /** Where the field that is open, or else the record, is too long for sure. */
  #maxEnd(): number {
    // A unit of UTF-16 is at least one byte of UTF-8.
    const maxFieldEnd = this.#field.maxEnd(this.#limits.cellBytes);
    return Math.min(maxFieldEnd, this.#start + MAX_RECORD_CHARACTERS);
  }

  /** @param end how far the current record, and the field that is open, are known to go. */
  #checkSize(end: number): void {
    const max = this.#maxEnd();
    if (end <= max) return;
    if (max < this.#field.maxEnd(this.#limits.cellBytes)) refuseRecord(this.#line);
    refuseField(this.#limits, this.#line, this.#line + this.#breaks);
  }
}
