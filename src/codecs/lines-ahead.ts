// Lines ahead of an open quote, and what they look like in either reading: the quote is text, so
// that they are records, or it opened a field, so that they are inside of it. Each line is looked
// at once, however many quotes before it are judged.
import type { Dialect } from "./record-dialect.ts";
import { fieldSpans, readQuoted, skipPadding } from "./record-fields.ts";
import { breakLength, mayGrow, NONE, TextIndex } from "./record-text.ts";

/** Fields from a place outside of quotes to the end of the line. */
export interface LineFields {
  width: number;
  /** Runs of quotes that neither open nor close a field. */
  strays: number;
  /** Fields with a blank behind their delimiter, as in sentences. */
  spaced: number;
  /** Fields before one whose quote may close in a later line, and strays before it; or null. */
  open: Pick<LineFields, "width" | "strays" | "spaced"> | null;
}

/** A line whose beginning is inside of quotes. */
interface LineInside {
  /** Quotes that neither are doubled nor close the field, before the one that closes it. */
  badQuotes: number;
  isClosed: boolean;
  /** The fields behind the closed one. */
  rest: LineFields | null;
}

/** Positions are units of the whole text. */
export interface LineAhead {
  start: number;
  /** Where its line break begins, and where the next line does. */
  end: number;
  next: number;
  inside: LineInside;
  /** Its fields if it begins outside of quotes, once they were asked for. */
  outside: LineFields | null;
}

export class LinesAhead {
  readonly #dialect: Dialect;
  readonly #index: TextIndex;
  /** Consecutive lines. */
  #lines: LineAhead[] = [];
  /** Units of the whole text before the scanner's text. */
  #before = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
    this.#index = new TextIndex(dialect);
  }

  /** To be called when the text is another one: it lost its beginning, or has grown. */
  shift(dropped: number): void {
    this.#before += dropped;
    this.#index.reset();
  }

  /** The index in the scanner's text of a position. */
  indexOf(position: number): number {
    return position - this.#before;
  }

  /** Forgets the lines before `start`, an index of the text. */
  forget(start: number): void {
    const from = this.#lines.findIndex((line) => line.start >= start + this.#before);
    this.#lines = from === -1 ? [] : this.#lines.slice(from);
  }

  /**
   * The line of this number behind the place that was given to `forget`, where a line begins.
   * @returns null when the text does not hold all of it.
   */
  line(text: string, start: number, number: number, isLast: boolean): LineAhead | null {
    const known = this.#lines[number];
    if (known !== undefined) return known;
    const from = (this.#lines.at(-1)?.next ?? start + this.#before) - this.#before;
    if (from >= text.length) return null;
    const at = this.#index.break(text, from);
    if (!isLast && (at === NONE || mayGrow(text, at))) return null;
    const end = Math.min(at, text.length);
    const line = this.#look(text, from, end);
    this.#lines.push(line);
    return line;
  }

  /** The fields of the line if it begins outside of quotes. */
  outside(text: string, line: LineAhead): LineFields {
    const { start, end } = line;
    line.outside ??= lineFields(
      text.slice(start - this.#before, end - this.#before),
      this.#dialect,
    );
    return line.outside;
  }

  #look(text: string, from: number, end: number): LineAhead {
    const line = text.slice(from, end);
    const start = from + this.#before;
    return {
      start,
      end: end + this.#before,
      next: end + breakLength(text, end) + this.#before,
      inside: lineInside(line, this.#dialect),
      outside: null,
    };
  }
}

export function lineFields(line: string, dialect: Dialect, isFirstText = false): LineFields {
  const { quote, isPadded, delimiter } = dialect;
  const fields: LineFields = { width: 0, strays: 0, spaced: 0, open: null };
  let isOpen = false;
  for (const { from, to, isQuoted } of fieldSpans(line, dialect, isFirstText)) {
    const open = isPadded ? skipPadding(line, from, delimiter) : from;
    if (!isQuoted && !isOpen && line[open] === quote) {
      isOpen = true;
      // A quote that goes wrong in its own line is not trusted to go on in others.
      if (readQuoted(line, open + 1, dialect).badQuotes === 0) {
        fields.open = { ...fields };
      }
    }
    if (!isQuoted && fields.width > 0 && line[from] === " ") fields.spaced += 1;
    fields.width += 1;
    fields.strays += isQuoted
      ? readQuoted(line, from, dialect).badQuotes
      : runsOf(quote, line.slice(from, to));
  }
  return fields;
}

function lineInside(line: string, dialect: Dialect): LineInside {
  const { close, badQuotes } = readQuoted(line, 0, dialect);
  if (close === -1) return { badQuotes, isClosed: false, rest: null };
  const { delimiter } = dialect;
  const after = skipPadding(line, close + 1, delimiter);
  const rest =
    after < line.length ? lineFields(line.slice(after + (delimiter?.length ?? 0)), dialect) : null;
  return { badQuotes, isClosed: true, rest };
}

function runsOf(character: string | null, text: string): number {
  if (character === null) return 0;
  let runs = 0;
  for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) {
    if (text[at - 1] !== character) runs += 1;
  }
  return runs;
}
