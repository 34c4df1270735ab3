// A quoted field that is not closed yet: its line breaks, and the judgement whether its quote opened
// a field at all. Where the lines inside look like records of the file, it did not: then the quote
// is text, and the records behind it are not swallowed. Depends on the text alone, never on how it
// is cut up. What was learnt of lines is kept for quotes in them when one before is taken back.
import { KIB } from "../core/units.ts";
import type { Dialect } from "./record-dialect.ts";
import { splitLine } from "./record-fields.ts";
import { breakLength, mayGrow, NONE, type TextIndex } from "./record-text.ts";

/** What a quoted field may hold before its lines are looked at. */
const MAX_TRUSTED_BREAKS = 50;
const MAX_TRUSTED_CHARACTERS = 64 * KIB;
/** One line in so many may have another width than the records of the file. */
const LINES_PER_MISFIT = 10;

interface InnerBreak {
  /** Index of the line break, and of what stands behind it. */
  at: number;
  end: number;
  /** Fields of the line that it ends, once that was split; 0 for a blank one. */
  width: number | null;
  /** Characters of that line, as far as it stands inside quotes, that are no part of a value. */
  dropped: number;
}

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
  /** Up to here nothing closes the field. */
  resumeAt = 0;
  /** Fields of the record before this one, and up to the end of its line if the quote is text. */
  #fieldsBefore = 0;
  #firstWidth: number | null = null;
  #walked = 0;
  /** What `dropped` was at the last break walked over. */
  #droppedBefore = 0;
  /** The breaks walked over, as long as the lines between them may be judged. */
  #breaks: InnerBreak[] = [];
  /** Those inside a field taken back: from one to the next, no quote closes a field or is a bad one. */
  #known: InnerBreak[] = [];
  /** End of the line that was judged last at a quote in it, and that quote. */
  #clearedTo = 0;
  #badQuote = -1;
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
    this.resumeAt = 0;
    this.#fieldsBefore = fieldsBefore;
    this.#firstWidth = null;
    this.#walked = at + 1;
    this.#droppedBefore = 0;
    if (this.#breaks.length > 0) this.#breaks = [];
    if (this.#known.length > 0) this.#known = this.#known.filter((known) => known.at > at);
    this.#clearedTo = 0;
    this.#badQuote = -1;
    this.#isTrusted = (this.#dialect.width ?? 1) < 2;
  }

  /** To be called when the text loses its beginning. */
  shift(dropped: number): void {
    for (const inner of [...this.#breaks, ...this.#known]) {
      inner.at -= dropped;
      inner.end -= dropped;
    }
    if (this.at === -1) return;
    this.at -= dropped;
    this.fieldStart -= dropped;
    this.resumeAt -= dropped;
    this.#walked -= dropped;
    this.#clearedTo -= dropped;
    this.#badQuote -= dropped;
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
    const horizon = this.#horizon();
    // Most fields hold no line break.
    if (to <= horizon && this.#index.break(text, this.#walked) >= to) return true;
    if (!this.#isTrusted) {
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
    if (this.#isTrusted) return true;
    if (this.breaks > 0 && quote >= this.#clearedTo) {
      const horizon = this.#horizon();
      const end = this.#index.break(text, quote);
      const isOpenEnded = end === NONE && text.length <= horizon;
      if (isOpenEnded && !isLast) return null;
      const lastEnd = isOpenEnded ? text.length : end;
      if (this.#looksLikeRecords(text, lastEnd <= horizon ? lastEnd : null)) return false;
      this.#clearedTo = lastEnd;
    }
    this.#badQuote = quote;
    return true;
  }

  /** Judges at the end of the text, to which was walked. @returns false as `judgeAtQuote`. */
  judgeAtEnd(text: string): boolean {
    if (this.#isTrusted) return true;
    if (this.breaks > 0) return !this.#looksLikeRecords(text, text.length);
    const { width } = this.#dialect;
    return this.#fieldsBefore + 1 === width || this.#widthOfFirst(text, text.length) !== width;
  }

  /** Forgets the quote as one that opened a field. @returns the end of its line. */
  takeBack(text: string): number {
    const end = this.#breaks[0]?.at ?? text.length;
    this.#known = this.#breaks.filter(({ at }) => at > this.#badQuote);
    this.#breaks = [];
    this.at = -1;
    return end;
  }

  #horizon(): number {
    return this.at + MAX_TRUSTED_CHARACTERS;
  }

  #walkBreaks(text: string, to: number, isLast: boolean): void {
    while (this.#isTrusted || this.breaks <= MAX_TRUSTED_BREAKS) {
      const at = this.#index.break(text, this.#walked);
      if (at >= to) return;
      const end = at + breakLength(text, at);
      if (end > to || (!isLast && mayGrow(text, at))) return;
      if (!this.#isTrusted && this.#walkKnown(at)) continue;
      this.breaks += 1;
      this.#walked = end;
      if (this.#isTrusted) continue;
      this.#breaks.push({ at, end, width: null, dropped: this.dropped - this.#droppedBefore });
      this.#droppedBefore = this.dropped;
    }
  }

  /** From the first known break on, goes over all of them. They were inside a field that began before. */
  #walkKnown(at: number): boolean {
    const [first] = this.#known;
    const last = this.#known.at(-1);
    if (first?.at !== at || last === undefined) return false;
    for (const known of this.#known) {
      this.#breaks.push(known);
      if (known !== first) this.dropped += known.dropped;
    }
    this.breaks += this.#known.length;
    this.#droppedBefore = this.dropped;
    this.isOdd = true;
    this.#walked = last.end;
    this.resumeAt = last.end;
    this.#known = [];
    return true;
  }

  /** @param lastEnd end of the line behind the last break walked over; null to leave that line out. */
  #looksLikeRecords(text: string, lastEnd: number | null): boolean {
    let lines = 0;
    let misfits = 0;
    const count = (width: number): void => {
      if (width === 0) return;
      lines += 1;
      if (width !== this.#dialect.width) misfits += 1;
    };
    let start = -1;
    for (const inner of this.#breaks) {
      if (start === -1) count(this.#widthOfFirst(text, inner.at));
      else count((inner.width ??= this.#widthOf(text, start, inner.at)));
      start = inner.end;
    }
    if (lastEnd !== null && start !== -1) count(this.#widthOf(text, start, lastEnd));
    return lines > 0 && misfits * LINES_PER_MISFIT <= lines;
  }

  #widthOf(text: string, start: number, end: number): number {
    return end <= start ? 0 : splitLine(text.slice(start, end), this.#dialect).length;
  }

  #widthOfFirst(text: string, end: number): number {
    const line = text.slice(this.fieldStart, end);
    this.#firstWidth ??= this.#fieldsBefore + splitLine(line, this.#dialect, true).length;
    return this.#firstWidth;
  }
}
