// Finds the gaps between the columns of a print: places that are blank in nearly all lines of its
// body. Decides on blanks alone whether lines make a table; knows no headings.
// Source: design rules for fixed width (a gap is blank in 95 % of the body lines).
import { chunksOf, isBlankAt, type Span } from "./fixed-width-text.ts";

/** Share of the body lines that must be blank at a place of a gap; less while the body is looked for. */
const GAP_SHARE = 0.95;
const ROUGH_GAP_SHARE = 0.8;
/** Lines of the body that there must be, and their share of all lines from the first of them on. */
const MIN_BODY_LINES = 5;
const MIN_BODY_SHARE = 0.5;
/** Titles and headings above the body that do not count as lines of it. */
const MAX_LINES_ABOVE = 20;
/** Lines on which it is decided where the body begins. */
const MAX_LINES_COMPARED = 300;
/** Share of the lines with text on both sides of a one-blank gap in which more blanks stand there. */
const MIN_WIDE_SHARE = 0.5;

export interface Body {
  lines: string[];
  gaps: Span[];
}

/**
 * Finds the lines that share the most gaps.
 * @param lines with text, in order, without rules.
 * @returns null when too few lines agree on a gap.
 */
export function findBody(lines: readonly string[]): Body | null {
  const wide = lines.map((text) => chunksOf(text).length >= 2);
  const from = (start: number, end: number): Body | null => {
    const body = bodyFrom(lines.slice(start, end).filter((_, at) => wide[start + at] === true));
    const all = Math.min(end, lines.length) - start;
    return body !== null && body.lines.length >= all * MIN_BODY_SHARE ? body : null;
  };
  let start: number | null = null;
  let best = 0;
  const starts = Math.min(MAX_LINES_ABOVE, lines.length - MIN_BODY_LINES);
  for (let at = 0; at <= starts; at += 1) {
    const body = wide[at] === true ? from(at, MAX_LINES_COMPARED) : null;
    if (body === null || weight(body) <= best) continue;
    best = weight(body);
    start = at;
  }
  return start === null ? null : from(start, lines.length);
}

/** Lines with text on both sides, of all gaps. */
function weight({ lines, gaps }: Body): number {
  return gaps.reduce(
    (sum, gap, index) => sum + linesAbout(gap, lines, gaps[index + 1]?.start).both,
    0,
  );
}

function bodyFrom(candidates: readonly string[]): Body | null {
  if (candidates.length < MIN_BODY_LINES) return null;
  const rough = separating(blankRuns(candidates, ROUGH_GAP_SHARE), candidates);
  const lines = candidates.filter((text) => keepsTo(rough, text));
  if (rough.length === 0 || lines.length < MIN_BODY_LINES) return null;
  const gaps = separating(blankRuns(lines, GAP_SHARE), lines);
  return gaps.length === 0 ? null : { lines, gaps };
}

/** Runs of places blank in at least `share` of the lines, with text before and behind them. */
export function blankRuns(lines: readonly string[], share: number): Span[] {
  const filled: number[] = [];
  for (const text of lines) {
    for (const { start, end } of chunksOf(text, 1)) {
      for (let place = start; place < end; place += 1) filled[place] = (filled[place] ?? 0) + 1;
    }
  }
  const most = lines.length * (1 - share);
  const runs: Span[] = [];
  let textEnd = -1;
  for (let place = 0; place < filled.length; place += 1) {
    if ((filled[place] ?? 0) <= most) continue;
    if (textEnd >= 0 && place > textEnd) runs.push({ start: textEnd, end: place });
    textEnd = place + 1;
  }
  return runs;
}

/** A title runs through the gaps; a cell that is rarely filled, or wider than most, does not. */
export function keepsTo(gaps: readonly Span[], text: string): boolean {
  const chunks = chunksOf(text);
  let at = 0;
  return gaps.every((gap) => {
    if (gap.end - gap.start === 1) return isBlankAt(text, gap.start);
    while ((chunks[at]?.end ?? gap.end + 1) <= gap.end) at += 1;
    return (chunks[at]?.start ?? gap.end) >= gap.start;
  });
}

export function hasBlank(text: string, { start, end }: Span): boolean {
  for (let place = start; place < end; place += 1) if (isBlankAt(text, place)) return true;
  return false;
}

/** Leaves out places where words of one column happen to end. */
function separating(gaps: readonly Span[], lines: readonly string[]): Span[] {
  return gaps.filter((gap, index) => separates(gap, lines, gaps[index + 1]?.start));
}

/**
 * Whether more than one blank stands at the gap in most lines with text on both sides of it.
 * @param next where the column behind the gap ends.
 */
export function separates(
  gap: Span,
  lines: readonly string[],
  next = Number.POSITIVE_INFINITY,
): boolean {
  const { both, wide } = linesAbout(gap, lines, next);
  return both > 0 && wide >= both * MIN_WIDE_SHARE;
}

/** Counts the lines with text on both sides of a gap, and those of them with more than one blank there. */
function linesAbout(
  gap: Span,
  lines: readonly string[],
  next = Number.POSITIVE_INFINITY,
): { both: number; wide: number } {
  let both = 0;
  let wide = 0;
  for (const text of lines) {
    const around = blanksAround(text, gap);
    if (around === null || around.end >= next) continue;
    both += 1;
    if (around.end - around.start >= 2) wide += 1;
  }
  return { both, wide };
}

/** The blanks that a gap is part of in one line; null when none are there, or no text on a side. */
function blanksAround(text: string, gap: Span): Span | null {
  let start = gap.start;
  while (start < gap.end && !isBlankAt(text, start)) start += 1;
  if (start === gap.end) return null;
  let end = start;
  while (end < text.length && isBlankAt(text, end)) end += 1;
  while (start > 0 && isBlankAt(text, start - 1)) start -= 1;
  return start === 0 || end >= text.length ? null : { start, end };
}
