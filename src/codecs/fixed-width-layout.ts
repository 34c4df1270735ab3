// Finds whether a text is a print whose columns stand at fixed places, and where they stand.
// Cautious: prose, lists, logs and source code stay what they are.
// Source: design rules for fixed width (rules of dashes give the columns; else blanks in 95 % of
// five lines or more, two gaps or more).
import { KIB } from "../core/units.ts";
import { cutCells, type FixedWidthColumn } from "./fixed-width-cells.ts";
import { describeColumns, gapsOf, mendColumns, spansBetween } from "./fixed-width-columns.ts";
import { blankRuns, findBody, hasBlank, keepsTo } from "./fixed-width-gaps.ts";
import { haveCarriageControl, PrintLineReader, type PrintLine } from "./fixed-width-lines.ts";
import { learnPageHeader, repeatedTops, type PageHeader } from "./fixed-width-pages.ts";
import { isBlankSpan, ruleSpans, type Span } from "./fixed-width-text.ts";
import { findTop, isContent, type PrintTop } from "./fixed-width-top.ts";

/** Lines of the sample that are looked at, and how wide a line of a table may be. */
const MAX_SAMPLE_LINES = 2_000;
const MAX_LINE_CHARACTERS = 1_000;
/** Different rules that are tried as the one that gives the columns. */
const MAX_RULES = 4;
/** Share of the lines below a rule that must keep to its columns. */
const RULED_SHARE = 0.7;
/** Share of a gap's lines that must be blank at it for a rule to be believed. */
const RULED_GAP_SHARE = 0.95;
/** Share of the lines that must leave a gap of the rule blank for it to be as wide as drawn. */
const KEPT_GAP_SHARE = 0.8;
/** Share of the body in which the one column of figures beside a text must be filled. */
const PAIR_SHARE = 0.8;
/** With more than this used of the width on average, text is set in lines, not in cells. */
const MAX_FILL = 0.8;
const NO_SPAN: Span = { start: 0, end: 0 };
/** Delimiters that stand in all texts, dates and times. */
const TEXT_DELIMITERS = new Set([" ", ":"]);
/** Share of the commas that must stand inside of figures and phrases for them to part nothing. */
const TEXT_COMMA_SHARE = 0.95;
/** Characters of the sample in which commas are looked at. */
const COMMA_SAMPLE_CHARACTERS = 32 * KIB;
/** What no print is without. */
const APART = / {2}|\t|[-=_]{3}/;
const TEXT_COMMA = /(?<=\d),(?=\d)|(?<=[^\s,]), (?=\S)|(?<=\d),(?=-)/g;

export interface FixedWidthLayout {
  /** In order, none overlapping, with a gap between each and the next. */
  columns: readonly FixedWidthColumn[];
  /** Lines above the table, which are no rows of it: titles, dates, page numbers. */
  titleLines: number;
  /** What comes again on each page, or null. */
  pageHeader: PageHeader | null;
  /** Whether each line begins with a character of ASA carriage control, which counts for no place. */
  hasCarriageControl: boolean;
}

type PrintTable = Omit<FixedWidthLayout, "hasCarriageControl">;

/**
 * Finds the columns of a print.
 * @param sample the beginning of the text; @param isWhole whether it is all of it.
 * @param delimiter one that fits the text, too: it is believed unless it is a blank, a colon, or a
 * comma that stands inside of figures and phrases only.
 * @returns null when the text is not clearly in columns.
 */
export function findFixedWidth(
  sample: string,
  isWhole: boolean,
  delimiter: string | null = null,
): FixedWidthLayout | null {
  if (!APART.test(sample) || !isDoubtful(sample, delimiter)) return null;
  const plain = readSample(sample, isWhole, false);
  const hasCarriageControl = haveCarriageControl(plain);
  const lines = hasCarriageControl ? readSample(sample, isWhole, true) : plain;
  const table = tableByRule(lines) ?? tableByBlanks(lines);
  return table === null ? null : { ...table, hasCarriageControl };
}

function isDoubtful(sample: string, delimiter: string | null): boolean {
  if (delimiter === null || TEXT_DELIMITERS.has(delimiter)) return true;
  return delimiter.trim() === "," && areCommasText(sample.slice(0, COMMA_SAMPLE_CHARACTERS));
}

function areCommasText(sample: string): boolean {
  const commas = sample.split(",").length - 1;
  return (sample.match(TEXT_COMMA)?.length ?? 0) >= commas * TEXT_COMMA_SHARE;
}

function readSample(sample: string, isWhole: boolean, hasCarriageControl: boolean): PrintLine[] {
  const reader = new PrintLineReader(hasCarriageControl);
  const lines: PrintLine[] = [];
  for (const line of reader.read(sample)) {
    lines.push(line);
    if (lines.length >= MAX_SAMPLE_LINES) return lines;
  }
  if (isWhole) lines.push(...reader.end());
  return lines;
}

function tableByRule(lines: readonly PrintLine[]): PrintTable | null {
  const tried = new Map<string, { spans: Span[]; at: number }>();
  for (const [at, { text }] of lines.entries()) {
    const spans = ruleSpans(text);
    if (spans !== null && spans.length > 1 && !tried.has(text)) tried.set(text, { spans, at });
  }
  const rules = [...tried.values()].toSorted(
    (left, right) => right.spans.length - left.spans.length,
  );
  for (const { spans, at } of rules.slice(0, MAX_RULES)) {
    const table = tableByRuleAt(lines, spans, at);
    if (table !== null) return table;
  }
  return null;
}

function tableByRuleAt(
  lines: readonly PrintLine[],
  spans: readonly Span[],
  at: number,
): PrintTable | null {
  const below = bodyTexts(lines.slice(at + 1), repeatedTops(lines).slice(at + 1));
  if (below.length === 0) return null;
  const fitted = fitRule(spans, below);
  if (fitted === null) return null;
  const columns = describeColumns(fitted, below);
  const cut = below.map((text) => cutCells(text, columns)).filter((cells) => cells !== null);
  const full = cut.filter((cells) => cells.filter((cell) => cell !== "").length >= 2);
  if (cut.length < below.length * RULED_SHARE || full.length * 2 < cut.length) return null;
  const top = findTop(lines, columns, at);
  return top === null ? null : tableOf(lines, columns, top);
}

/** Narrows the gaps of a rule to what is blank below it: headings may be underlined as short as they are. */
function fitRule(spans: readonly Span[], below: readonly string[]): Span[] | null {
  const gaps = gapsOf(spans);
  const fitting = below.filter((text) => gaps.every((gap) => hasBlank(text, gap)));
  if (fitting.length < below.length * RULED_SHARE) return null;
  const blank = blankRuns([...fitting], RULED_GAP_SHARE);
  const fitted: Span[] = spans.map((span) => ({ ...span }));
  for (const [index, gap] of gaps.entries()) {
    const kept = fitting.filter((text) => isBlankSpan(text, gap)).length;
    if (kept >= fitting.length * KEPT_GAP_SHARE) continue;
    const inside = blank.map(({ start, end }) => ({
      start: Math.max(start, gap.start),
      end: Math.min(end, gap.end),
    }));
    const widest = inside.reduce(
      (best, run) => (widthOf(run) > widthOf(best) ? run : best),
      NO_SPAN,
    );
    const [left, right] = [fitted[index], fitted[index + 1]];
    if (widthOf(widest) < 1 || left === undefined || right === undefined) return null;
    left.end = widest.start;
    right.start = widest.end;
  }
  return fitted;
}

function widthOf({ start, end }: Span): number {
  return end - start;
}

function tableByBlanks(lines: readonly PrintLine[]): PrintTable | null {
  const repeated = repeatedTops(lines);
  const body = findBody(bodyTexts(lines, repeated)) ?? findBody(bodyTexts(lines));
  if (body === null) return null;
  const spans = spansBetween(body.gaps, body.lines);
  const columns = describeColumns(spans, body.lines);
  if (!isTable(columns, body.lines)) return null;
  const top = findTop(lines, columns, null);
  if (top === null) return null;
  const data = bodyTexts(lines.slice(top.dataStart), repeated.slice(top.dataStart));
  const fitting = data.filter((text) => keepsTo(body.gaps, text));
  const headings = top.headings.map((index) => lines[index]?.text ?? "");
  return tableOf(lines, mendColumns(spans, fitting, headings), top);
}

/** Lines that may be rows: neither blank nor rules, and not of the top of a later page. */
function bodyTexts(lines: readonly PrintLine[], repeated: readonly boolean[] = []): string[] {
  return lines.flatMap(({ text }, index) =>
    repeated[index] !== true && text.length <= MAX_LINE_CHARACTERS && isContent(text) ? [text] : [],
  );
}

/** What is in columns only by chance, or is prose set in columns, is no table. */
function isTable(columns: readonly FixedWidthColumn[], body: readonly string[]): boolean {
  const rows = body.map((text) => cutCells(text, columns)).filter((cells) => cells !== null);
  const filled = columns.map((_, index) => rows.filter((cells) => cells[index] !== "").length);
  const usual = filled.filter((count) => count * 2 >= rows.length);
  if (usual.length < 2) return false;
  if (columns.length === 2) {
    const { isFigures, rightEdge, leftEdge } = columns[1] ?? {};
    const isAligned = rightEdge !== null || leftEdge !== null;
    return isFigures === true && isAligned && (filled[1] ?? 0) >= rows.length * PAIR_SHARE;
  }
  if (columns.some(({ isFigures }) => isFigures)) return true;
  return columns.every(({ leftEdge }) => leftEdge !== null) && !areLinesOfProse(columns, rows);
}

function areLinesOfProse(columns: readonly Span[], rows: readonly (readonly string[])[]): boolean {
  return columns.every(({ start, end }, index) => {
    const lengths = rows.map((cells) => cells[index]?.length ?? 0).filter((length) => length > 0);
    const used = lengths.reduce((sum, length) => sum + length, 0);
    return used > lengths.length * (end - start) * MAX_FILL;
  });
}

function tableOf(
  lines: readonly PrintLine[],
  columns: readonly FixedWidthColumn[],
  top: PrintTop,
): PrintTable {
  return { columns, titleLines: top.tableStart, pageHeader: learnPageHeader(lines, columns, top) };
}
