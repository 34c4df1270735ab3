// Small searches and edits in text that the record scanner is made of.

const LF = 0x0a;
const CR = 0x0d;
export const QUOTE = '"';
/** An index past every text: what was looked for is not there. */
export const NONE = Number.POSITIVE_INFINITY;

/** Remembers where a character stands next, so that no stretch of text is searched twice. */
export class NextIndex {
  readonly #character: string | null;
  #known = -1;

  constructor(character: string | null) {
    this.#character = character;
  }

  /** To be called when the text is another one. */
  reset(): void {
    this.#known = -1;
  }

  /** @param from never smaller than in the call before. */
  in(text: string, from: number): number {
    if (this.#known >= from) return this.#known;
    const found = this.#character === null ? -1 : text.indexOf(this.#character, from);
    this.#known = found === -1 ? NONE : found;
    return this.#known;
  }
}

/** Text to put in the place of what stands from `from` to `to`, as distances from the record's start. */
export interface Edit {
  from: number;
  to: number;
  text: string;
}

/** @param edits in order, none overlapping. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  let edited = "";
  let done = 0;
  for (const edit of edits) {
    edited += text.slice(done, edit.from) + edit.text;
    done = edit.to;
  }
  return edited + text.slice(done);
}

/** Blanks between a quote and a delimiter, or the end of a record, are no part of the field. */
export function isPadding(character: string | undefined, delimiter: string | null): boolean {
  return (character === " " || character === "\t") && character !== delimiter;
}

/** Line breaks in `text`, a CRLF counted once. */
export function countBreaks(text: string): number {
  let count = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === LF || (code === CR && text.charCodeAt(index + 1) !== LF)) count += 1;
  }
  return count;
}

/**
 * Goes over line breaks from `from` on.
 * @param isLast false when a CR at the very end may be the first half of a CRLF: it is left.
 */
export function skipBreaks(
  text: string,
  from: number,
  isLast: boolean,
): { end: number; breaks: number } {
  let breaks = 0;
  let end = from;
  for (; end < text.length; end += 1) {
    const code = text.charCodeAt(end);
    if (code !== LF && code !== CR) break;
    if (code === CR) {
      if (end + 1 === text.length && !isLast) break;
      if (text.charCodeAt(end + 1) === LF) end += 1;
    }
    breaks += 1;
  }
  return { end, breaks };
}
