// Small searches and edits in text that the record scanner is made of.
import type { Dialect } from "./record-dialect.ts";

const LF = 0x0a;
const CR = 0x0d;
/** An index past every text: what was looked for is not there. */
export const NONE = Number.POSITIVE_INFINITY;

/** Remembers where something stands next, so that no stretch of text is searched twice. */
class NextIndex {
  readonly #needle: string | null;
  /** Between these two indexes it does not begin. */
  #from = NONE;
  #known = NONE;

  /** @param needle null for what is never there. */
  constructor(needle: string | null) {
    this.#needle = needle;
  }

  reset(): void {
    this.#from = NONE;
  }

  in(text: string, from: number): number {
    if (from >= this.#from && from <= this.#known) return this.#known;
    const found = this.#needle === null ? -1 : text.indexOf(this.#needle, from);
    this.#from = from;
    this.#known = found === -1 ? NONE : found;
    return this.#known;
  }
}

/** Where the characters that mean something to a dialect stand next. */
export class TextIndex {
  readonly quote: NextIndex;
  readonly escape: NextIndex;
  readonly delimiter: NextIndex;
  readonly #lf = new NextIndex("\n");
  readonly #cr = new NextIndex("\r");

  constructor({ quote, escape, delimiter }: Dialect) {
    this.quote = new NextIndex(quote);
    this.escape = new NextIndex(escape);
    this.delimiter = new NextIndex(delimiter);
  }

  /** To be called when the text is another one. */
  reset(): void {
    const all = [this.quote, this.escape, this.delimiter, this.#lf, this.#cr];
    for (const index of all) index.reset();
  }

  /** Index of the next line break. */
  break(text: string, from: number): number {
    return Math.min(this.#lf.in(text, from), this.#cr.in(text, from));
  }
}

/** Blanks beside the quotes of a field are no part of it. */
export function isBlank(character: string | undefined): boolean {
  return character === " " || character === "\t";
}

/**
 * Length of the line break at `at`, 0 where there is none.
 * CR CR LF is one: a text with CRLF written in a mode that puts a CR before each LF.
 */
export function breakLength(text: string, at: number): 0 | 1 | 2 | 3 {
  const code = text.charCodeAt(at);
  if (code === LF) return 1;
  if (code !== CR) return 0;
  const next = text.charCodeAt(at + 1);
  if (next === LF) return 2;
  return next === CR && text.charCodeAt(at + 2) === LF ? 3 : 1;
}

/** Whether a line break that begins at `at` may go on in text that is not there yet. */
export function mayGrow(text: string, at: number): boolean {
  if (text.charCodeAt(at) !== CR) return false;
  return at + 1 >= text.length || (at + 2 >= text.length && text.charCodeAt(at + 1) === CR);
}

/**
 * Goes over line breaks from `from` on.
 * @param isLast false when CRs at the very end may be the first part of a longer break: they are left.
 */
export function skipBreaks(
  text: string,
  from: number,
  isLast: boolean,
): { end: number; breaks: number } {
  let breaks = 0;
  let end = from;
  for (;;) {
    const length = breakLength(text, end);
    if (length === 0 || (!isLast && mayGrow(text, end))) return { end, breaks };
    end += length;
    breaks += 1;
  }
}

/** Length of the CRs at the end of a text, which may be part of a line break that goes on. */
export function openBreakLength(text: string): number {
  if (!text.endsWith("\r")) return 0;
  return text.endsWith("\r\r") ? 2 : 1;
}
