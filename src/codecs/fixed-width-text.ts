// What a line of a print is made of: chunks of text between blanks, rules of dashes, tab stops.
// Blanks are U+0020 alone; places are counted in UTF-16 units from 0.
import { KIB } from "../core/units.ts";

const BLANK = 0x20;
const TAB_STOP = 8;
/** Tabs of longer lines stay, since each may become eight blanks; such lines are no table rows. */
const MAX_TABBED_CHARACTERS = 64 * KIB;
const RULE_LINE = /^[-=_~*─═ ]+$/;
/** Dashes with one blank between them; zeros of amounts stand further apart. */
const BROKEN_RULE = /^ *([-=_*])(?: \1){4,}$/;
const RULE_RUN = /([-=_~*─═])\1*/g;
/** A run this long is drawn; a lone dash may stand for an amount of nothing. */
const MIN_RULE_RUN = 3;

/** From `start` up to but not including `end`. */
export interface Span {
  start: number;
  end: number;
}

export function isBlankAt(text: string, place: number): boolean {
  return place >= text.length || text.charCodeAt(place) === BLANK;
}

export function isBlankSpan(text: string, { start, end }: Span): boolean {
  const stop = Math.min(end, text.length);
  for (let place = start; place < stop; place += 1) {
    if (text.charCodeAt(place) !== BLANK) return false;
  }
  return true;
}

/** The text between two places without the blanks around it; other white space is text. */
export function trimBlanks(text: string, start = 0, end = text.length): string {
  let from = start;
  let to = Math.min(end, text.length);
  while (from < to && text.charCodeAt(from) === BLANK) from += 1;
  while (to > from && text.charCodeAt(to - 1) === BLANK) to -= 1;
  return text.slice(from, to);
}

/** Runs of text with fewer than `blanks` blanks inside: 1 gives words, 2 phrases. */
export function chunksOf(text: string, blanks: 1 | 2 = 2): Span[] {
  const chunks: Span[] = [];
  let last: Span | undefined;
  for (let place = 0; place < text.length; place += 1) {
    if (text.charCodeAt(place) === BLANK) continue;
    if (last !== undefined && place - last.end < blanks) last.end = place + 1;
    else chunks.push((last = { start: place, end: place + 1 }));
  }
  return chunks;
}

/** The line with blanks up to the next tab stop in place of each tab. */
export function expandTabs(text: string): string {
  if (!text.includes("\t") || text.length > MAX_TABBED_CHARACTERS) return text;
  let expanded = "";
  for (const [index, part] of text.split("\t").entries()) {
    if (index > 0) expanded += " ".repeat(TAB_STOP - (expanded.length % TAB_STOP));
    expanded += part;
  }
  return expanded;
}

/** The runs of a line that is drawn of dashes, equals signs and the like; null for any other line. */
export function ruleSpans(text: string): Span[] | null {
  if (!RULE_LINE.test(text)) return null;
  if (BROKEN_RULE.test(text)) return chunksOf(text);
  const spans: Span[] = [];
  let drawn = 0;
  for (const match of text.matchAll(RULE_RUN)) {
    spans.push({ start: match.index, end: match.index + match[0].length });
    if (match[0].length >= MIN_RULE_RUN) drawn += 1;
  }
  return drawn * 2 > spans.length ? spans : null;
}
