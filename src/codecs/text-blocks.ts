// Judges the blocks of a text file, which are records without a blank line or an empty record
// between them: where a table begins, and whether another one does behind it.
import type { CellValue } from "../core/records.ts";
import { ColumnProfile } from "./column-profile.ts";
import { isBlank, kindOf } from "./figures.ts";
import { filledWidth, holdsLabels, knownShare, type SourceRow } from "./header-names.ts";
import { findHeader, isClearHeader, type HeaderMatch } from "./header-row.ts";

/** Rows that a headerless block above a table must have to be a table and no preamble. */
const MIN_HEADERLESS_ROWS = 3;
const MIN_HEADERLESS_WIDTH = 3;
/** Rows below a header of another width that must be alike, unless it is clear without them. */
const MIN_ALIKE_ROWS = 2;

/** What is known of the table that is open. */
export interface OpenTable {
  width: number;
  /** Cells of its header; null without one. */
  header: readonly CellValue[] | null;
  profile: ColumnProfile;
}

/** Index of the row that begins the block in which the row before `end` stands. */
export function blockStart(rows: readonly SourceRow[], end: number): number {
  const start = rows.slice(0, end).findLastIndex(({ hasGap }) => hasGap);
  return Math.max(start, 0);
}

/**
 * The header of the first table, or null when that has none. The rows above it are its preamble.
 * @returns also the index of the row that begins another table, as far as that is clear.
 */
export function findFirstHeader(rows: readonly SourceRow[]): {
  match: HeaderMatch | null;
  end: number;
} {
  const own = firstClearTable(rows);
  if (own === null) return { match: findHeader(rows), end: rows.length };
  const above = rows.slice(0, own.start);
  const match = findHeader(above);
  if (match !== null && isTableAbove(above, match)) return { match, end: own.start };
  if (isHeaderlessTable(above)) return { match: null, end: own.start };
  const { first, last, names } = own.match;
  const shifted = { first: first + own.start, last: last + own.start, names };
  return { match: shifted, end: rows.length };
}

/**
 * The header of another table in a block behind the open one, which may be its own header again.
 * @param isEnded whether the block is known to have no more rows.
 */
export function findNextHeader(
  block: readonly SourceRow[],
  table: OpenTable,
  isEnded: boolean,
): HeaderMatch | null {
  const repeated = block.findIndex(({ cells }) => isSameHeader(cells, table.header));
  if (repeated >= 0) {
    return { first: repeated, last: repeated, names: block[repeated]?.cells ?? [] };
  }
  const isAlone = block.length === 1;
  const { width, profile } = table;
  // What most rows after a gap in a table of texts are: no header is worth looking for.
  if (isAlone && !profile.hasFigures && filledWidth(block[0]?.cells ?? []) === width) return null;
  const match = findHeader(block);
  if (match === null) return null;
  if (isSameHeader(match.names, table.header)) return match;
  const rows = block.length - match.last - 1;
  const { length } = match.names;
  if (rows === 0) return isEnded && (length !== width || profile.hasFigures) ? match : null;
  if (rows < MIN_ALIKE_ROWS && !isEnded) return null;
  if (isClearHeader(block, match)) return match;
  return length !== width && hasAlikeRows(block, match) ? match : null;
}

/** True when the cells are those of the header, blanks around them aside. */
export function isSameHeader(
  cells: readonly CellValue[],
  header: readonly CellValue[] | null,
): boolean {
  if (header === null || header.length < 2 || filledWidth(cells) !== filledWidth(header))
    return false;
  return header.every((name, column) => trimmed(name) === trimmed(cells[column]));
}

function trimmed(cell: CellValue | undefined): CellValue {
  return typeof cell === "string" ? cell.trim() : (cell ?? "");
}

/** The first block that has a clear header of its own. */
function firstClearTable(rows: readonly SourceRow[]): { start: number; match: HeaderMatch } | null {
  for (let start = 0, end = 0; start < rows.length; start = end) {
    end = start + 1;
    while (end < rows.length && rows[end]?.hasGap === false) end += 1;
    const block = rows.slice(start, end);
    const match = findHeader(block);
    if (match === null || match.last === block.length - 1) continue;
    if (isClearHeader(block, match) || (match.names.length > 2 && hasAlikeRows(block, match))) {
      return { start, match };
    }
  }
  return null;
}

/**
 * What stands above a clear table is one itself: a header without rows, a clear header, or one of
 * rows alike. Two columns have to be numbers below it, else they are labels and their values.
 */
function isTableAbove(rows: readonly SourceRow[], match: HeaderMatch): boolean {
  const { last, names } = match;
  const body = rows.slice(last + 1);
  if (body.length === 0) return true;
  if (names.length === 2 && holdsLabels(body)) return false;
  if (isClearHeader(rows, match)) return true;
  if (names.length > 2) return hasRowsWithin(body, names.length);
  return (
    body.length >= MIN_HEADERLESS_ROWS &&
    body.every(({ cells }) => kindOf(cells[1] ?? null) === "number")
  );
}

/** Rows alike below a header that has a known word. */
function hasAlikeRows(rows: readonly SourceRow[], { last, names }: HeaderMatch): boolean {
  const body = rows.slice(last + 1);
  const isAlike = body.length >= MIN_ALIKE_ROWS && hasRowsWithin(body, names.length);
  return isAlike && knownShare(names) > 0;
}

/** Rows with two cells or more, none wider than the header, and one as wide. */
function hasRowsWithin(body: readonly SourceRow[], width: number): boolean {
  const widths = body.map(({ cells }) => filledWidth(cells));
  return widths.every((found) => found > 1 && found <= width) && widths.includes(width);
}

/** Several rows of one width, wider than pairs of a label and its value, with figures in a column. */
function isHeaderlessTable(rows: readonly SourceRow[]): boolean {
  const block = rows.slice(blockStart(rows, rows.length));
  const [first] = block;
  const width = first === undefined ? 0 : filledWidth(first.cells);
  if (block.length < MIN_HEADERLESS_ROWS || width < MIN_HEADERLESS_WIDTH) return false;
  const profile = new ColumnProfile();
  for (const { cells } of block) profile.learn(cells);
  return block.every(({ cells }) => filledWidth(cells) === width && profile.fits(cells) === true);
}

/** Where the titles above a block begin that stand in the block before it; `start` if there are none. */
export function titlesStart(rows: readonly SourceRow[], start: number): number {
  if (start === 0) return start;
  const from = blockStart(rows, start);
  const isTitles =
    rows[from]?.hasGap === true && rows.slice(from, start).every(({ cells }) => isLoneText(cells));
  return isTitles ? from : start;
}

/** True for one filled cell that is no figure: a title, a note, the name of a section. */
export function isLoneText(cells: readonly CellValue[]): boolean {
  const filled = cells.filter((cell) => !isBlank(cell));
  return filled.length === 1 && kindOf(filled[0] ?? null) === "text";
}
