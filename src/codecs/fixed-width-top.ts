// Tells where the titles of a print end, which lines are its headings and where its data begin.
import { cutCells, type FixedWidthColumn } from "./fixed-width-cells.ts";
import type { PrintLine } from "./fixed-width-lines.ts";
import { chunksOf, ruleSpans } from "./fixed-width-text.ts";
import { isFigure } from "./header-row.ts";

/** Lines that one heading may take. */
const MAX_HEADING_LINES = 3;

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

/** A full enough line with a figure where figures stand; any full line where there are none. */
export function isData(text: string, columns: readonly FixedWidthColumn[]): boolean {
  const cells = cutCells(text, columns);
  if (cells === null || cells.length > columns.length) return false;
  if (cells.filter((cell) => cell !== "").length * 2 < Math.max(columns.length, 4)) return false;
  const figures = columns.filter(({ isFigures }) => isFigures);
  if (figures.length === 0) return true;
  return columns.some(({ isFigures }, index) => isFigures && isFigure(cells[index] ?? null));
}

function findHeadings(
  lines: readonly PrintLine[],
  columns: readonly FixedWidthColumn[],
  below: number,
  isRuled: boolean,
): number[] {
  let index = below - 1;
  // Between headings and data there may be a rule, a blank line, the name of a section.
  while (index >= 0 && !isHeading(lines[index]?.text ?? "", isRuled)) {
    if (isRuled && isContent(lines[index]?.text ?? "")) return [];
    index -= 1;
  }
  if (index < 0) return [];
  const headings = [index];
  for (index -= 1; index >= 0 && headings.length < MAX_HEADING_LINES; index -= 1) {
    const text = lines[index]?.text ?? "";
    if (!isHeading(text, isRuled) || /\d/.test(text) || cutCells(text, columns) === null) break;
    headings.unshift(index);
  }
  return headings;
}

function isHeading(text: string, isRuled: boolean): boolean {
  return isContent(text) && (isRuled || chunksOf(text).length >= 2);
}
