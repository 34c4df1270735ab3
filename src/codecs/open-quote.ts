// A quoted field that is not closed yet: its line breaks, and whether its quote opened a field at
// all. That is judged at its first line break, by the lines behind it: it depends on the text alone,
// never on how that is cut up.
import { lineFields, LinesAhead, type LineFields } from "./lines-ahead.ts";
import { opensField } from "./quote-judgement.ts";
import type { Dialect } from "./record-dialect.ts";
import { breakLength, mayGrow, NONE, type TextIndex } from "./record-text.ts";

/** Of a line break, with the character that tells that it is complete. */
const MAX_BREAK_CHARACTERS = 3;

/** Indexes are those of the scanner's text. */
export class OpenQuote {
  readonly #dialect: Dialect;
  readonly #index: TextIndex;
  readonly #ahead: LinesAhead;
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
  #hasBadQuote = false;
  #isTrusted = true;

  constructor(dialect: Dialect, index: TextIndex) {
    this.#dialect = dialect;
    this.#index = index;
    this.#ahead = new LinesAhead(dialect);
  }

  open(at: number, fieldStart: number, fieldsBefore: number): void {
    this.at = at;
    this.fieldStart = fieldStart;
    this.breaks = 0;
    this.isOdd = at > fieldStart;
    this.dropped = 0;
    this.#fieldsBefore = fieldsBefore;
    this.#walked = at + 1;
    this.#hasBadQuote = false;
    this.#isTrusted = (this.#dialect.width ?? 1) < 2;
  }

  /** To be called when the text loses its beginning, or grows. */
  shift(dropped: number): void {
    this.#ahead.shift(dropped);
    if (this.at === -1) return;
    this.at -= dropped;
    this.fieldStart -= dropped;
    this.#walked -= dropped;
  }

  /** Where a value of so many characters ends at the latest. */
  maxEnd(characters: number): number {
    return this.at === -1 ? NONE : this.at + 1 + this.dropped + characters;
  }

  /** Notes a quote inside that neither is doubled nor closes the field. */
  noteBadQuote(): void {
    this.#hasBadQuote = true;
    this.isOdd = true;
  }

  /**
   * Goes over the field's text up to `to`.
   * @param max what lies behind it is refused.
   * @returns false when the quote proves to be text; null when it takes more text to know.
   */
  walk(text: string, to: number, max: number, isLast: boolean): boolean | null {
    for (;;) {
      // Most fields hold no line break.
      const at = this.#index.break(text, this.#walked);
      if (at >= to || (!isLast && mayGrow(text, at))) return true;
      const next = at + breakLength(text, at);
      // Where the field may be refused before the line break is complete, it is not judged.
      if (!this.#isTrusted && this.breaks === 0 && at + MAX_BREAK_CHARACTERS <= max) {
        const isOpening = this.#judge(text, at, next, isLast);
        if (isOpening !== true) return isOpening;
        this.#isTrusted = true;
      }
      this.breaks += 1;
      this.#walked = next;
    }
  }

  /** Judges at the end of the text, to which was walked. @returns false as `walk`. */
  judgeAtEnd(text: string): boolean {
    if (this.#isTrusted || this.breaks > 0) return true;
    const { width } = this.#dialect;
    const before = this.#fieldsBefore;
    return before + 1 === width || before + this.#fieldsIfText(text, text.length).width !== width;
  }

  /** Forgets the quote as one that opened a field. @returns the end of its line. */
  takeBack(text: string): number {
    const end = this.#index.break(text, this.at + 1);
    this.at = -1;
    return Math.min(end, text.length);
  }

  #judge(text: string, lineEnd: number, nextLine: number, isLast: boolean): boolean | null {
    const quote = {
      at: this.at,
      nextLine,
      fieldsBefore: this.#fieldsBefore,
      ifText: this.#fieldsIfText(text, lineEnd),
      hasBadQuote: this.#hasBadQuote,
    };
    return opensField(text, quote, this.#ahead, this.#dialect.width ?? 1, isLast);
  }

  /** The fields of its line, from this one on, if its quote is text. */
  #fieldsIfText(text: string, end: number): LineFields {
    return lineFields(text.slice(this.fieldStart, end), this.#dialect, true);
  }
}
