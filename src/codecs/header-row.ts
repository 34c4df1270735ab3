// Finds the header among the first rows of a table: names of columns, written in one row or stacked
// in up to three. Cautious: a row that is not clearly a header stays a row, since nothing is lost
// that way.
// Source: design rules for headers (non-empty distinct texts, type contrast, finance vocabulary).
import type { CellValue } from "../core/records.ts";
import { ColumnProfile } from "./column-profile.ts";
import { isBlank, isFigure } from "./figures.ts";
import {
  BODY_ROWS,
  filledWidth,
  hasFiguresBelow,
  hasKnownNames,
  headsBody,
  isComplete,
  isName,
  isNearlyComplete,
  isRowOfNames,
  knownShare,
  type SourceRow,
} from "./header-names.ts";

export interface HeaderMatch {
  /** Indexes of the header's rows; the same unless names are stacked. */
  first: number;
  last: number;
  /** One cell for each column, stacked names joined by " - ". */
  names: readonly CellValue[];
}

/** Rows of names that are joined. */
const MAX_STACKED_ROWS = 3;
/** Full rows with figures above a header: more of them are a table, and no preamble. */
const MAX_FULL_PREAMBLE_ROWS = 6;
/** Rows of texts below a row without known words among which one with them is the header instead. */
const MAX_TITLE_ROWS = 5;
/** Full rows of texts that are tried: more of them are a body. */
const MAX_TRIED_ROWS = 10;

/** The most frequent of `widths`, the larger of two alike; 0 when there are none. */
export function modalWidth(widths: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let modal = 0;
  let most = 0;
  for (const [width, count] of counts) {
    if (count > most || (count === most && width > modal)) [modal, most] = [width, count];
  }
  return modal;
}

/**
 * Chooses the header among the first rows of a table.
 * @param rows not empty ones of the source, in order.
 * @returns null when no row is clearly a header.
 */
export function findHeader(rows: readonly SourceRow[]): HeaderMatch | null {
  const widths = rows.map(({ cells }) => filledWidth(cells));
  const modal = modalWidth(widths.filter((width) => width > 0));
  const above: SourceRow[] = [];
  let tried = 0;
  for (const [index, row] of rows.entries()) {
    const width = widths[index] ?? 0;
    if (width === 0 || width < modal) continue;
    // In a single column nothing sets a preamble apart.
    if (width === 1 && index > 0) return null;
    const found = headerAt(rows, index);
    // A last row may be the header of a table without rows only where it is the first one.
    const match = found?.last === rows.length - 1 && tried > 0 ? null : found;
    if (match !== null && (above.length === 0 || isBelowPreamble(rows, match, above))) {
      return lowerHeader(rows, match) ?? match;
    }
    if (row.cells.some(isFigure)) above.push(row);
    tried += 1;
    if (above.length > MAX_FULL_PREAMBLE_ROWS || tried > MAX_TRIED_ROWS) return null;
  }
  return null;
}

/** True when most names are known words and figures stand below them: no other row looks like this. */
export function isClearHeader(rows: readonly SourceRow[], { last, names }: HeaderMatch): boolean {
  return hasKnownNames(names) && hasFiguresBelow(names, bodyBelow(rows, last));
}

/** A full row of figures above speaks against a header, unless it is unlike the rows below it. */
function isBelowPreamble(
  rows: readonly SourceRow[],
  match: HeaderMatch,
  above: readonly SourceRow[],
): boolean {
  if (!isClearHeader(rows, match)) return false;
  const profile = new ColumnProfile();
  for (const { cells } of bodyBelow(rows, match.last)) profile.learn(cells);
  return above.every(({ cells }) => profile.fits(cells) === false);
}

/** A row of titles as wide as the table contrasts with figures, too; known words tell it apart. */
function lowerHeader(rows: readonly SourceRow[], match: HeaderMatch): HeaderMatch | null {
  if (hasKnownNames(match.names)) return null;
  for (let index = match.last + 1; index <= match.last + MAX_TITLE_ROWS; index += 1) {
    const cells = rows[index]?.cells;
    if (cells === undefined || !isRowOfNames(cells)) return null;
    const lower = filledWidth(cells) >= match.names.length ? headerAt(rows, index) : null;
    if (lower !== null && isClearHeader(rows, lower)) return lower;
  }
  return null;
}

function headerAt(rows: readonly SourceRow[], index: number): HeaderMatch | null {
  const cells = rows[index]?.cells ?? [];
  const names = cells.slice(0, filledWidth(cells));
  if (!names.every((name) => isBlank(name) || isName(name))) return null;
  const body = bodyBelow(rows, index);
  if (isComplete(names)) {
    const isHeader = headsBody(names, body);
    return stackedHeader(rows, index) ?? (isHeader ? { first: index, last: index, names } : null);
  }
  const stacked = stackAbove(rows, index) ?? stackedHeader(rows, index);
  if (stacked !== null) return stacked;
  const isHeader =
    isNearlyComplete(names) && hasFiguresBelow(names, body) && headsBody(names, body);
  return isHeader && hasKnownNames(names) ? { first: index, last: index, names } : null;
}

/** A header whose upper row is at `index`: the rows below hold known words only, or fill its blanks. */
function stackedHeader(rows: readonly SourceRow[], index: number): HeaderMatch | null {
  const upper = rows[index]?.cells ?? [];
  for (let last = index + 1; last < index + MAX_STACKED_ROWS; last += 1) {
    const lower = rows[last]?.cells ?? [];
    if (!isRowOfNames(lower) || knownShare(lower) < 1) return null;
    const isFilled = upper
      .slice(0, filledWidth(upper))
      .every((cell, column) => !isBlank(cell) || !isBlank(lower[column]));
    // Distinct names need no others above them; the row above is a title then.
    if (!isFilled || isComplete(lower.slice(0, filledWidth(lower)))) continue;
    const match = stackAbove(rows, last);
    if (match !== null && match.first <= index) return match;
  }
  return null;
}

/** Joins names that are not distinct, or not all there, with those of the rows right above. */
function stackAbove(rows: readonly SourceRow[], last: number): HeaderMatch | null {
  const cells = rows[last]?.cells ?? [];
  const body = bodyBelow(rows, last);
  const width = filledWidth(cells);
  let names: CellValue[] = cells.slice(0, width);
  for (let first = last - 1; first > last - MAX_STACKED_ROWS; first -= 1) {
    const upper = rows[first];
    if (upper === undefined || rows[first + 1]?.hasGap === true) return null;
    if (filledWidth(upper.cells) > width || !isRowOfNames(upper.cells)) return null;
    names = joinNames(upper.cells, names);
    if (body.length > 0 && isComplete(names) && headsBody(names, body))
      return { first, last, names };
  }
  return null;
}

/** A group's name goes for the columns to its right, up to the next; one above a blank stands for itself. */
function joinNames(upper: readonly CellValue[], lower: readonly CellValue[]): CellValue[] {
  let group: CellValue = null;
  return lower.map((name, column) => {
    const own = upper[column] ?? null;
    if (!isBlank(own)) group = isBlank(name) ? null : own;
    if (isBlank(name)) return own;
    const above = isBlank(own) ? group : own;
    return above === null ? name : `${String(above).trim()} - ${String(name).trim()}`;
  });
}

function bodyBelow(rows: readonly SourceRow[], index: number): SourceRow[] {
  const body = rows.slice(index + 1).filter(({ cells }) => filledWidth(cells) > 0);
  return body.slice(0, BODY_ROWS);
}
