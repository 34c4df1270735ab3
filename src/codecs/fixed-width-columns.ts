// Says how the cells of a print's columns are aligned, and mends columns that gaps alone get wrong:
// currency signs apart from their amounts, columns one blank apart, text that stands alone in a gap.
import { alignedEnd, cutCells, type FixedWidthColumn } from "./fixed-width-cells.ts";
import { blankRuns } from "./fixed-width-gaps.ts";
import { chunksOf, isBlankAt, isBlankSpan, trimBlanks, type Span } from "./fixed-width-text.ts";
import { isFigure } from "./header-row.ts";

/** Share of a column's cells that are figures, or begin or end at one place. */
const FIGURE_SHARE = 0.75;
const EDGE_SHARE = 0.7;
/** Share of the lines that must be blank where a heading lets one blank part two columns. */
const NARROW_GAP_SHARE = 0.98;
/** Lines with text in a gap, away from the columns about it, that make a column of it. */
const MIN_RARE_CELLS = 2;
const CURRENCY_SIGN = /^[$€£¥₹]$/;
const BALANCE_SIDE = /^(?:CR?|DR?|[-*])$/i;
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
    const isFigures = figures.length > 0 && figures.length >= cells.length * FIGURE_SHARE;
    const aligned = isFigures ? figures : cells;
    return {
      start: span.start,
      end: span.end,
      isFigures,
      leftEdge: commonPlace(cells.map(({ start }) => start)),
      rightEdge: commonPlace(aligned.map((cell) => alignedEnd(cell.text, cell))),
    };
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
  mended = addRareColumns(mended, data, MIN_RARE_CELLS);
  const columns = describeColumns(mended, data);
  const nearest = headings.at(-1);
  if (nearest === undefined || cutCells(nearest, columns) !== null) return columns;
  // A heading in a gap may be that of a column with nothing in it.
  return describeColumns(addRareColumns(mended, [nearest], 1), data);
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
    const own = texts.map((text) => text.slice(start));
    const local = { start: gap.start - start, end: gap.end - start };
    if (
      !isParted(
        above.map((text) => text.slice(start)),
        local,
      ) ||
      !holdsTwo(own, local)
    )
      continue;
    parts.push({ start: span.start + start, end: span.start + gap.start });
    start = gap.end;
  }
  return [...parts, { start: span.start + start, end: span.end }];
}

function isParted(headings: readonly string[], gap: Span): boolean {
  const nearest = headings.at(-1);
  if (nearest === undefined || !headings.every((text) => isBlankSpan(text, gap))) return false;
  if (trimBlanks(nearest, 0, gap.start) === "" || trimBlanks(nearest, gap.end) === "") return false;
  const isWide = isBlankAt(nearest, gap.start - 1) || isBlankAt(nearest, gap.end);
  return isWide || gap.end - gap.start >= 2 || !isBlankAt(nearest, gap.end);
}

function holdsTwo(texts: readonly string[], gap: Span): boolean {
  let both = 0;
  let one = 0;
  let sides = 0;
  for (const text of texts) {
    const left = trimBlanks(text, 0, gap.start);
    const right = trimBlanks(text, gap.end);
    if (left === "" || right === "") continue;
    both += 1;
    if (BALANCE_SIDE.test(right)) sides += 1;
    else if (isFigure(`${left} ${right}`) && !(DECIMALS.test(left) && DECIMALS.test(right)))
      one += 1;
  }
  return both > 0 && sides < both && one * 2 < both;
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
