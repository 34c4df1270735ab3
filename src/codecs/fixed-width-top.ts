// Tells where the titles of a print end, which lines are its headings and where its data begin.
import { cutCells, type FixedWidthColumn } from "./fixed-width-cells.ts";
import type { PrintLine } from "./fixed-width-lines.ts";
import { chunksOf, ruleSpans } from "./fixed-width-text.ts";
import { isFigure } from "./figures.ts";

/** Lines that one heading may take. */
const MAX_HEADING_LINES = 3;
/** Lines of text, such as names of sections, among which the headings are looked for. */
const MAX_LINES_BETWEEN = 4;

/** No heading holds one. */
const AMOUNT = /\d[.,]\d{2}(?!\d)/;

export interface PrintTop {
  /** Indices of the heading lines, in order; may be none. */
  headings: number[];
  /** Index of the first line of the table: its first heading, or where it has none, its first data. */
  tableStart: number;
  dataStart: number;
}

/**
 * @param lines of the sample; @param ruleAt index of the rule that gave the columns, or null.
 * @returns null when no line holds data.
 */
export function findTop(
  lines: readonly PrintLine[],
  columns: readonly FixedWidthColumn[],
  ruleAt: number | null,
): PrintTop | null {
  const dataStart = lines.findIndex(
    ({ text }, index) =>
      index > (ruleAt ?? -1) && isContent(text) && (ruleAt !== null || isData(text, columns)),
  );
  if (dataStart === -1) return null;
  const headings = findHeadings(lines, columns, ruleAt ?? dataStart, ruleAt !== null);
  return { headings, tableStart: headings[0] ?? ruleAt ?? dataStart, dataStart };
}

export function isContent(text: string): boolean {
  return text !== "" && ruleSpans(text) === null;
}

/** A full enough line with mostly figures where figures stand; any full line where none do. */
export function isData(text: string, columns: readonly FixedWidthColumn[]): boolean {
  const cells = cutCells(text, columns);
  if (cells === null || cells.length > columns.length) return false;
  if (cells.filter((cell) => cell !== "").length * 2 < Math.max(columns.length, 4)) return false;
  if (!columns.some(({ isFigures }) => isFigures)) return true;
  const own = cells.filter((cell, index) => columns[index]?.isFigures === true && cell !== "");
  return own.filter(isFigure).length * 2 > own.length;
}

function findHeadings(
  lines: readonly PrintLine[],
  columns: readonly FixedWidthColumn[],
  below: number,
  isRuled: boolean,
): number[] {
  const nearest = nearestHeading(lines, below, isRuled);
  if (nearest === null) return [];
  const headings = [nearest];
  for (let at = nearest - 1; at >= 0 && headings.length < MAX_HEADING_LINES; at -= 1) {
    const text = lines[at]?.text ?? "";
    if (!isContent(text) || /\d/.test(text)) break;
    if (!isRuled && chunksOf(text).length < 2) break;
    if (cutCells(text, columns) === null) break;
    headings.unshift(at);
  }
  return headings;
}

/** Above a rule, the line that it underlines; else the line of most chunks among the last few. */
function nearestHeading(
  lines: readonly PrintLine[],
  below: number,
  isRuled: boolean,
): number | null {
  let nearest: number | null = null;
  let most = 1;
  let seen = 0;
  for (let at = below - 1; at >= 0 && seen < MAX_LINES_BETWEEN; at -= 1) {
    const text = lines[at]?.text ?? "";
    if (!isContent(text)) continue;
    if (isRuled) return at;
    seen += 1;
    const chunks = AMOUNT.test(text) ? 0 : chunksOf(text).length;
    if (chunks > most) [nearest, most] = [at, chunks];
  }
  return nearest;
}
