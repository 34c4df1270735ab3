// Says how the cells of a print's columns are aligned, and mends columns that gaps alone get wrong:
// currency signs apart from their amounts, columns one blank apart, text that stands alone in a gap.
import { alignedEnd, cutCells, type FixedWidthColumn } from "./fixed-width-cells.ts";
import { blankRuns, separates } from "./fixed-width-gaps.ts";
import { chunksOf, isBlankAt, isBlankSpan, trimBlanks, type Span } from "./fixed-width-text.ts";
import { isFigure } from "./figures.ts";

/** Share of a column's cells that are figures, or begin or end at one place. */
const FIGURE_SHARE = 0.75;
const EDGE_SHARE = 0.7;
/** Share of the lines that must be blank where a heading lets one blank part two columns. */
const NARROW_GAP_SHARE = 0.98;
/** The same where headings are well apart. */
const LOOSE_GAP_SHARE = 0.6;
/** Lines with text in a gap, away from the columns about it, that make a column of it. */
const MIN_RARE_CELLS = 2;
const CURRENCY_SIGN = /^[$€£¥₹]$/;
const BALANCE_SIDE = /^(?:CR?|DR?|[-*])$/i;
/** Stands for no amount. */
const NIL = /^(?:[-–—]|nil|n\/?a)$/i;
const DECIMALS = /[.,]\d{2}\D*$/;

/** The spans that `gaps` leave. */
export function spansBetween(gaps: readonly Span[], lines: readonly string[]): Span[] {
  const end = Math.max(...lines.map((text) => text.length));
  const indent = Math.min(...lines.map((text) => chunksOf(text)[0]?.start ?? 0));
  const starts = [indent, ...gaps.map((gap) => gap.end)];
  return starts.map((start, index) => ({ start, end: gaps[index]?.start ?? end }));
}

/** @param lines of the body; those with text in a gap are left out. */
export function describeColumns(
  spans: readonly Span[],
  lines: readonly string[],
): FixedWidthColumn[] {
  const clean = lines.filter((text) => gapsOf(spans).every((gap) => isBlankSpan(text, gap)));
  return spans.map((span, index) => {
    const from = index === 0 ? 0 : span.start;
    const cells = clean.flatMap((text) => {
      const cell = trimBlanks(text, from, spans[index + 1]?.start);
      if (cell === "") return [];
      const start = text.indexOf(cell, from);
      return [{ text, cell, start, end: start + cell.length }];
    });
    const figures = cells.filter(({ cell }) => isFigure(cell));
    const nils = cells.filter(({ cell }) => NIL.test(cell)).length;
    const isFigures = figures.length > 0 && figures.length >= (cells.length - nils) * FIGURE_SHARE;
    const aligned = isFigures ? figures : cells;
    const leftEdge = commonPlace(cells.map(({ start }) => start));
    const rightEdge = commonPlace(aligned.map((cell) => alignedEnd(cell.text, cell)));
    return { start: span.start, end: span.end, isFigures, leftEdge, rightEdge };
  });
}

/** The gaps between `spans`. */
export function gapsOf(spans: readonly Span[]): Span[] {
  return spans.slice(1).map(({ start }, index) => ({ start: spans[index]?.end ?? 0, end: start }));
}

function commonPlace(places: readonly number[]): number | null {
  const counts = new Map<number, number>();
  for (const place of places) counts.set(place, (counts.get(place) ?? 0) + 1);
  for (const [place, count] of counts) if (count >= places.length * EDGE_SHARE) return place;
  return null;
}

/**
 * Mends the columns found by their gaps.
 * @param data lines of the body without headings; @param headings those above it, the last nearest.
 */
export function mendColumns(
  spans: readonly Span[],
  data: readonly string[],
  headings: readonly string[],
): FixedWidthColumn[] {
  let mended = joinCurrencySigns(spans, data);
  mended = mended.flatMap((span) => splitAtNarrowGaps(span, data, headings));
  mended = mended.flatMap((span) => splitUnderHeadings(span, data, headings.at(-1) ?? ""));
  mended = addRareColumns(mended, data, MIN_RARE_CELLS);
  const columns = describeColumns(mended, data).map(narrowCodes);
  const nearest = headings.at(-1);
  if (nearest === undefined || cutCells(nearest, columns) !== null) return columns;
  // A heading in a gap may be that of a column with nothing in it.
  return describeColumns(addRareColumns(mended, [nearest], 1), data).map(narrowCodes);
}

/** Codes and dates are all of one width: what is longer is a label that runs over the gap. */
function narrowCodes(column: FixedWidthColumn): FixedWidthColumn {
  const { leftEdge, rightEdge } = column;
  return leftEdge === null || rightEdge === null ? column : { ...column, end: rightEdge };
}

function joinCurrencySigns(spans: readonly Span[], data: readonly string[]): Span[] {
  const joined: Span[] = [];
  for (const [index, span] of spans.entries()) {
    const before = spans[index - 1];
    const last = joined.at(-1);
    if (before !== undefined && last !== undefined && holdsSigns(before, span, data)) {
      last.end = span.end;
    } else joined.push({ ...span });
  }
  return joined;
}

function holdsSigns({ start }: Span, { start: end }: Span, data: readonly string[]): boolean {
  const cells = data.map((text) => trimBlanks(text, start, end)).filter((cell) => cell !== "");
  return cells.length > 0 && cells.every((cell) => CURRENCY_SIGN.test(cell));
}

/** One blank parts two columns where the headings do so too, and not a date or a grouped number. */
function splitAtNarrowGaps(
  span: Span,
  data: readonly string[],
  headings: readonly string[],
): Span[] {
  const texts = data.map((text) => text.slice(span.start, span.end));
  const above = headings.map((text) => text.slice(span.start, span.end));
  const parts: Span[] = [];
  let start = 0;
  for (const gap of blankRuns(texts, NARROW_GAP_SHARE)) {
    const local = { start: gap.start - start, end: gap.end - start };
    const own = above.map((text) => text.slice(start));
    if (!arePartedAt(own, local)) continue;
    const pairs = pairsAt(
      texts.map((text) => text.slice(start)),
      local,
    );
    const isBelowHeading = !isBlankAt(own.at(-1) ?? "", local.end);
    if (!(isBelowHeading ? holdTwo(pairs) : holdAmounts(pairs))) continue;
    parts.push({ start: span.start + start, end: span.start + gap.start });
    start = gap.end;
  }
  return [...parts, { start: span.start + start, end: span.end }];
}

/** Headings well apart have columns below them, even if many lines have text in the gap. */
function splitUnderHeadings(span: Span, data: readonly string[], heading: string): Span[] {
  const parts: Span[] = [];
  let { start } = span;
  for (const apart of gapsOf(chunksOf(heading.slice(span.start, span.end)))) {
    const within = { start: span.start + apart.start, end: span.start + apart.end };
    const gap = widestGap(within, data);
    if (gap === null || gap.start <= start) continue;
    parts.push({ start, end: gap.start });
    start = gap.end;
  }
  return [...parts, { start, end: span.end }];
}

/** The widest run of places blank in most lines, if there are mostly several blanks at it. */
function widestGap(within: Span, data: readonly string[]): Span | null {
  let widest: Span | null = null;
  let start = within.start;
  for (let place = within.start; place <= within.end; place += 1) {
    const blank = data.filter((text) => isBlankAt(text, place)).length;
    if (place < within.end && blank >= data.length * LOOSE_GAP_SHARE) continue;
    if (place - start > (widest === null ? 0 : widest.end - widest.start)) {
      widest = { start, end: place };
    }
    start = place + 1;
  }
  return widest !== null && separates(widest, data) ? widest : null;
}

/** Whether the nearest heading has text on both sides of the gap, and no heading runs through it. */
function arePartedAt(headings: readonly string[], gap: Span): boolean {
  const nearest = headings.at(-1);
  if (nearest === undefined || !headings.every((text) => isBlankSpan(text, gap))) return false;
  return trimBlanks(nearest, 0, gap.start) !== "" && trimBlanks(nearest, gap.end) !== "";
}

type Pair = [left: string, right: string];

/** What stands on the sides of a gap in lines with text on both. */
function pairsAt(texts: readonly string[], gap: Span): Pair[] {
  return texts
    .map((text): Pair => [trimBlanks(text, 0, gap.start), trimBlanks(text, gap.end)])
    .filter(([left, right]) => left !== "" && right !== "");
}

function holdAmounts(pairs: readonly Pair[]): boolean {
  const amounts = pairs.filter(([left, right]) => DECIMALS.test(left) && DECIMALS.test(right));
  return pairs.length > 0 && amounts.length * 2 > pairs.length;
}

function holdTwo(pairs: readonly Pair[]): boolean {
  if (holdAmounts(pairs)) return true;
  const ones = pairs.filter(([left, right]) => isFigure(`${left} ${right}`));
  const sides = pairs.filter(([, right]) => BALANCE_SIDE.test(right));
  return sides.length < pairs.length && ones.length * 2 < pairs.length;
}

/** Makes columns of text that stands in a gap by itself. */
function addRareColumns(spans: readonly Span[], lines: readonly string[], least: number): Span[] {
  return spans.flatMap((span, index) => {
    const before = spans[index - 1];
    if (before === undefined) return [span];
    const inside = lines.flatMap((text) =>
      chunksOf(text).filter(({ start, end }) => start > before.end && end < span.start),
    );
    if (inside.length < least) return [span];
    const start = Math.min(...inside.map((chunk) => chunk.start));
    const end = Math.max(...inside.map((chunk) => chunk.end));
    return [{ start, end }, span];
  });
}
