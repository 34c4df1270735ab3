// A quoted field that is not closed yet: its line breaks, and the judgement whether its quote opened
// a field at all. Where the lines inside look like records of the file, it did not: then the quote
// is text, and the records behind it are not swallowed. Depends on the text alone, never on how it
// is cut up; no line is judged twice.
import { KIB } from "../core/units.ts";
import { splitLine } from "./record-fields.ts";
import type { Dialect } from "./record-dialect.ts";
import { breakLength, mayGrow, NONE, type TextIndex } from "./record-text.ts";

/** What a quoted field may hold before its lines are looked at. */
const MAX_TRUSTED_BREAKS = 50;
const MAX_TRUSTED_CHARACTERS = 64 * KIB;
/** One line in so many may have another width than the records of the file. */
const LINES_PER_MISFIT = 10;

/** Indexes are those of the scanner's text. */
export class OpenQuote {
  readonly #dialect: Dialect;
  readonly #index: TextIndex;
  /** Index of the quote, or -1 when none is open. */
  at = -1;
  /** Index of the field, which differs where blanks may stand before the quote. */
  fieldStart = 0;
  /** Line breaks inside, as far as they were walked over. */
  breaks = 0;
  /** Whether it is written otherwise than RFC 4180 has it. */
  isOdd = false;
  /** Characters that are no part of its value. */
  dropped = 0;
  /** Fields of the record before this one. */
  #fieldsBefore = 0;
  #walked = 0;
  /** Where the first lines end and the lines behind them begin, as long as they may be judged. */
  #ends: number[] = [];
  #starts: number[] = [];
  #judged = 0;
  #lines = 0;
  #misfits = 0;
  /** Quotes before this index stand in a line that was judged already. */
  #clearedTo = 0;
  #isTrusted = true;

  constructor(dialect: Dialect, index: TextIndex) {
    this.#dialect = dialect;
    this.#index = index;
  }

  open(at: number, fieldStart: number, fieldsBefore: number): void {
    this.at = at;
    this.fieldStart = fieldStart;
    this.breaks = 0;
    this.isOdd = at > fieldStart;
    this.dropped = 0;
    this.#fieldsBefore = fieldsBefore;
    this.#walked = at + 1;
    if (this.#ends.length > 0) [this.#ends, this.#starts] = [[], []];
    this.#judged = 0;
    this.#lines = 0;
    this.#misfits = 0;
    this.#clearedTo = 0;
    this.#isTrusted = (this.#dialect.width ?? 1) < 2;
  }

  /** To be called when the text loses its beginning. */
  shift(dropped: number): void {
    if (this.at === -1) return;
    this.at -= dropped;
    this.fieldStart -= dropped;
    this.#walked -= dropped;
    this.#clearedTo -= dropped;
    this.#ends = this.#ends.map((end) => end - dropped);
    this.#starts = this.#starts.map((start) => start - dropped);
  }

  /** Where a value of so many characters ends at the latest. */
  maxEnd(characters: number): number {
    return this.at === -1 ? NONE : this.at + 1 + this.dropped + characters;
  }

  /**
   * Goes over the field's text up to `to`.
   * @param max the walk goes no farther than this; what lies behind it is refused.
   * @returns false when the quote proves to be text.
   */
  walk(text: string, to: number, max: number, isLast: boolean): boolean {
    if (!this.#isTrusted) {
      const horizon = this.#horizon();
      this.#walkBreaks(text, Math.min(to, max, horizon), isLast);
      if (this.breaks > MAX_TRUSTED_BREAKS || (to > horizon && max > horizon)) {
        this.#isTrusted = true;
        if (this.#looksLikeRecords(text, null)) return false;
      }
    }
    this.#walkBreaks(text, Math.min(to, max), isLast);
    return true;
  }

  /**
   * Judges at a quote inside that neither is doubled nor closes the field, to which was walked.
   * @returns false when the quote that opened the field proves to be text; null when the line
   * must be there to its end first.
   */
  judgeAtQuote(text: string, quote: number, isLast: boolean): boolean | null {
    if (this.#isTrusted || this.breaks === 0 || quote < this.#clearedTo) return true;
    const horizon = this.#horizon();
    const end = this.#index.break(text, quote);
    const isOpenEnded = end === NONE && text.length <= horizon;
    if (isOpenEnded && !isLast) return null;
    const lastEnd = isOpenEnded ? text.length : end;
    this.#clearedTo = lastEnd;
    return !this.#looksLikeRecords(text, lastEnd <= horizon ? lastEnd : null);
  }

  /** Judges at the end of the text, to which was walked. @returns false as `judgeAtQuote`. */
  judgeAtEnd(text: string): boolean {
    if (this.#isTrusted) return true;
    if (this.breaks > 0) return !this.#looksLikeRecords(text, text.length);
    const { width } = this.#dialect;
    return this.#fieldsBefore + 1 === width || this.#firstWidth(text, text.length) !== width;
  }

  /** End of the line that the quote stands in. */
  lineEnd(text: string): number {
    return this.#ends[0] ?? text.length;
  }

  #horizon(): number {
    return this.at + MAX_TRUSTED_CHARACTERS;
  }

  #walkBreaks(text: string, to: number, isLast: boolean): void {
    while (this.#isTrusted || this.breaks <= MAX_TRUSTED_BREAKS) {
      const end = this.#index.break(text, this.#walked);
      if (end >= to) return;
      const start = end + breakLength(text, end);
      if (start > to || (!isLast && mayGrow(text, end))) return;
      this.breaks += 1;
      this.#walked = start;
      if (!this.#isTrusted) {
        this.#ends.push(end);
        this.#starts.push(start);
      }
    }
  }

  /** @param lastEnd end of the line behind the last break walked over; null to leave that line out. */
  #looksLikeRecords(text: string, lastEnd: number | null): boolean {
    for (; this.#judged < this.#ends.length; this.#judged += 1) {
      const start = this.#starts[this.#judged - 1];
      const end = this.#ends[this.#judged] ?? 0;
      if (start === undefined) this.#count(this.#firstWidth(text, end));
      else if (end > start) this.#count(splitLine(text.slice(start, end), this.#dialect).length);
    }
    let lines = this.#lines;
    let misfits = this.#misfits;
    const lastStart = this.#starts.at(-1);
    if (lastEnd !== null && lastStart !== undefined && lastEnd > lastStart) {
      const { length } = splitLine(text.slice(lastStart, lastEnd), this.#dialect);
      lines += 1;
      misfits += length === this.#dialect.width ? 0 : 1;
    }
    return lines > 0 && misfits * LINES_PER_MISFIT <= lines;
  }

  #count(width: number): void {
    this.#lines += 1;
    if (width !== this.#dialect.width) this.#misfits += 1;
  }

  #firstWidth(text: string, end: number): number {
    const line = text.slice(this.fieldStart, end);
    return this.#fieldsBefore + splitLine(line, this.#dialect, true).length;
  }
}
