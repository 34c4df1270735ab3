// Judges a quote that its own line does not close: did it open a field, or is it text? Both readings
// are followed through the lines behind it, until they are in step again, and that one is the right
// one which leaves less unexplained: quotes out of place, records of another width than most, and
// text inside of a field that looks just like records.
import { KIB } from "../core/units.ts";
import type { LineAhead, LineFields, LinesAhead } from "./lines-ahead.ts";

/**
 * A field that is closed within so much is not doubted unless quotes in it are out of place. The
 * automaton reads no field of more line breaks.
 */
const MAX_TRUSTED_BREAKS = 50;
const MAX_TRUSTED_CHARACTERS = 64 * KIB;
/** What is yet to come of a line break. */
const MAX_BREAK_CHARACTERS = 3;

/** How odd each of these is. */
const BAD_QUOTE = 2;
/** Lines of a text, too, hold one delimiter now and then, and commas with blanks behind them. */
const RECORD_WITHIN_FIELD = 4;
const PAIR_WITHIN_FIELD = 2;
const SENTENCE_WITHIN_FIELD = 1;
const ODD_RECORD = 4;
/** Behind the line of the quote there may be other lines of a field that lacks its closing quote. */
const ODD_RECORD_AT_FIRST = 1;
/** Where no quote is out of place, hardly any record may be odd. */
const ODD_RECORD_WITHOUT_REASON = 40;
/** So much more oddity on one side is enough, whatever comes behind. */
const DECISIVE = 40;

export interface DoubtfulQuote {
  /** Index of the quote. */
  at: number;
  /** Index of the next line. */
  nextLine: number;
  fieldsBefore: number;
  /** The fields of its line, from its own on, if it is text. */
  ifText: LineFields;
  /** Whether a quote behind it in its line is out of place. */
  hasBadQuote: boolean;
}

/** The lines that the field would reach into, as far as they are looked at. */
interface Stretch {
  lines: LineAhead[];
  badQuotes: number;
  isClosed: boolean;
  /** Whether the text ends with them. */
  isAtEnd: boolean;
}

/**
 * Whether the quote opened a field.
 * @param width fields of most records, two or more.
 * @returns null when that takes more text.
 */
export function opensField(
  text: string,
  quote: DoubtfulQuote,
  ahead: LinesAhead,
  width: number,
  isLast: boolean,
): boolean | null {
  ahead.forget(quote.nextLine);
  const stretch = findStretch(text, quote, ahead, isLast);
  if (stretch === null) return null;
  const hasBadQuotes = quote.hasBadQuote || stretch.badQuotes > 0;
  if (stretch.isClosed && !hasBadQuotes) return true;
  const hasReason = hasBadQuotes || stretch.isAtEnd;
  return new Comparison(text, quote, ahead, width, hasReason).isOpening(stretch);
}

function findStretch(
  text: string,
  { at, nextLine }: DoubtfulQuote,
  ahead: LinesAhead,
  isLast: boolean,
): Stretch | null {
  const horizon = at + MAX_TRUSTED_CHARACTERS;
  const stretch: Stretch = { lines: [], badQuotes: 0, isClosed: false, isAtEnd: false };
  while (stretch.lines.length < MAX_TRUSTED_BREAKS && !stretch.isClosed) {
    const line = ahead.line(text, nextLine, stretch.lines.length, isLast);
    if (line === null && !isLast && text.length <= horizon + MAX_BREAK_CHARACTERS) return null;
    stretch.isAtEnd = line === null && isLast;
    if (line === null || ahead.indexOf(line.end) > horizon) return stretch;
    stretch.lines.push(line);
    stretch.badQuotes += line.inside.badQuotes;
    stretch.isClosed = line.inside.isClosed;
  }
  return stretch;
}

class Comparison {
  readonly #text: string;
  readonly #quote: DoubtfulQuote;
  readonly #ahead: LinesAhead;
  readonly #width: number;
  readonly #hasReason: boolean;
  /** Index of the next line in which a field that is open would be closed or hold a bad quote. */
  #nextEvent = 0;

  constructor(
    text: string,
    quote: DoubtfulQuote,
    ahead: LinesAhead,
    width: number,
    hasReason: boolean,
  ) {
    this.#text = text;
    this.#quote = quote;
    this.#ahead = ahead;
    this.#width = width;
    this.#hasReason = hasReason;
  }

  isOpening(stretch: Stretch): boolean {
    const { lines, badQuotes, isClosed, isAtEnd } = stretch;
    const width = this.#width;
    const { fieldsBefore, ifText } = this.#quote;
    let asOpening = badQuotes * BAD_QUOTE;
    let asText = BAD_QUOTE;
    if (isAtEnd) asOpening += BAD_QUOTE;
    if (isClosed && this.#isOddIfOpening(lines.at(-1))) asOpening += ODD_RECORD;
    // Before a last field of several lines there are as many as before one that is text.
    let hasRecord = fieldsBefore + ifText.width === width && ifText.width > 1;
    if (hasRecord) asOpening += this.#likeness(ifText);
    for (let index = 0; index < lines.length;) {
      const record = this.#record(lines, index);
      const isOwnEnd = isClosed && fieldsBefore === 0 && index === lines.length - 1;
      index = record.next;
      asText += record.strays * BAD_QUOTE;
      if (record.width === width) {
        // The end of a first field stands before the other fields of its record.
        if (isOwnEnd && record.strays > 0) continue;
        hasRecord = true;
        asOpening += this.#likeness(record);
      } else if (record.width > 0) {
        asText += this.#oddity(hasRecord);
      }
      if (this.#hasReason && asOpening - asText > DECISIVE) return false;
    }
    return asOpening <= asText;
  }

  /** How odd a record of the usual width would be as lines within a field. */
  #likeness({ width, spaced }: Pick<LineFields, "width" | "spaced">): number {
    if (spaced > 0 && spaced * 2 >= width - 1) return SENTENCE_WITHIN_FIELD;
    return this.#width > 2 ? RECORD_WITHIN_FIELD : PAIR_WITHIN_FIELD;
  }

  #oddity(hasRecord: boolean): number {
    if (!this.#hasReason) return ODD_RECORD_WITHOUT_REASON;
    return hasRecord ? ODD_RECORD : ODD_RECORD_AT_FIRST;
  }

  #isOddIfOpening(last: LineAhead | undefined): boolean {
    const rest = last?.inside.rest ?? null;
    if (rest !== null && rest.open !== null) return false;
    return this.#quote.fieldsBefore + 1 + (rest?.width ?? 0) !== this.#width;
  }

  /** The record that begins with a line outside of quotes; without a width where that is blank. */
  #record(lines: readonly LineAhead[], index: number): Omit<LineFields, "open"> & { next: number } {
    const line = lines[index];
    if (line === undefined || line.start === line.end) {
      return { width: 0, strays: 0, spaced: 0, next: index + 1 };
    }
    const fields = this.#ahead.outside(this.#text, line);
    const { width, strays, spaced, open } = fields;
    const end = open === null ? -1 : this.#closingLine(lines, index + 1);
    const rest: LineFields | null = lines[end]?.inside.rest ?? null;
    if (open === null || end === -1) return { width, strays, spaced, next: index + 1 };
    // A record that goes on and on is taken as it stands here.
    return {
      width: open.width + 1 + (rest?.width ?? 0),
      strays: open.strays + (rest?.strays ?? 0),
      spaced: open.spaced + (rest?.spaced ?? 0),
      next: end + 1,
    };
  }

  /** Where a field is closed that the line before `from` leaves open; -1 if not, or not well. */
  #closingLine(lines: readonly LineAhead[], from: number): number {
    this.#nextEvent = Math.max(this.#nextEvent, from);
    for (; this.#nextEvent < lines.length; this.#nextEvent += 1) {
      const inside = lines[this.#nextEvent]?.inside;
      if (inside === undefined) break;
      if (inside.badQuotes > 0) return -1;
      if (inside.isClosed) return this.#nextEvent;
    }
    return -1;
  }
}
