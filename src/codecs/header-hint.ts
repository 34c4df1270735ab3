// Finds the header by what the source itself says of it, such as a table or a filter of a sheet;
// without a hint, or where it does not hold, by the rows alone.
import { filledWidth, isRowOfNames, type SourceRow } from "./header-names.ts";
import { findHeader, type HeaderMatch } from "./header-row.ts";

export interface HeaderHint {
  /** 1-based row of the header. */
  row: number;
  /** Last row of what it heads. */
  lastRow: number;
  /** False when it only comes after what the rows themselves tell. */
  isCertain: boolean;
}

/**
 * @param rows not empty ones of the source, in order.
 * @returns null when there is no header.
 */
export function hintedHeader(
  rows: readonly SourceRow[],
  hint: HeaderHint | null,
): HeaderMatch | null {
  if (hint === null) return findHeader(rows);
  const match = matchHint(rows, hint);
  if (hint.isCertain) return match ?? findHeader(rows);
  return findHeader(rows) ?? (match !== null && isRowOfNames(match.names) ? match : null);
}

/** A hint that leaves out most of the rows below is one of a small table beside others. */
function matchHint(rows: readonly SourceRow[], { row, lastRow }: HeaderHint): HeaderMatch | null {
  const index = rows.findIndex((candidate) => candidate.row === row);
  const cells = rows[index]?.cells;
  if (cells === undefined || filledWidth(cells) === 0) return null;
  const below = rows.slice(index + 1);
  const covered = below.filter((candidate) => candidate.row <= lastRow);
  if (covered.length * 2 < below.length) return null;
  return { first: index, last: index, names: cells.slice(0, filledWidth(cells)) };
}
