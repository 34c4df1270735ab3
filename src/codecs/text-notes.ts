// Tells the rows of a text table from lines that are none: titles of what follows, notes behind it.
import type { CellValue } from "../core/records.ts";
import { isPhrase } from "./column-profile.ts";
import { isBlank, kindOf } from "./figures.ts";
import { hasKnownNames, isRowOfNames, type SourceRow } from "./header-names.ts";
import { isTotalLabel } from "./header-words.ts";
import { isLoneText, type OpenTable } from "./text-blocks.ts";

export interface TextRow extends SourceRow {
  /** True for the last record of a file that does not end with a line break: it may be cut off. */
  isUnterminated: boolean;
}

/** Whether a record after a gap goes on with the table. */
export function continues({ cells }: TextRow, { width, profile }: OpenTable): boolean {
  const filled = cells.filter((cell) => !isBlank(cell)).length;
  if (width === 1) return filled < 2;
  if (filled < 2) return false;
  const fits = profile.fits(cells);
  if (fits !== null) return fits;
  const isHeaderLike = isRowOfNames(cells) && hasKnownNames(cells);
  return cells.length >= width && filled <= width && !isHeaderLike;
}

/**
 * Whether a record without a gap before it may be a note behind the table: a lone text of several
 * words where no row has one, or nothing but blanks. To be sure, nothing but notes may follow.
 */
export function mayBeNote(row: TextRow, { width, profile }: OpenTable): boolean {
  const { cells } = row;
  if (hasTwoCells(cells) || width === 1) return false;
  const column = cells.findIndex((cell) => !isBlank(cell));
  if (column < 0) return true;
  if (row.isUnterminated && cells.length < width) return false;
  if (endsInAmount(cells[column])) return false;
  return isLoneText(cells) && isPhrase(cells[column] ?? null) && profile.isWithoutPhrases(column);
}

/** True for a line that ends as rows do, though nothing divided it. */
function endsInAmount(cell: CellValue | undefined): boolean {
  return typeof cell === "string" && /\s[-(]?\d[\d.,'’]*[.,]\d{2}[-)]?\s*$/.test(cell);
}

/** True for a plain row: an engine that writes such rows by itself does not look at their cells. */
export function hasTwoCells(cells: readonly CellValue[]): boolean {
  let filled = 0;
  for (let column = 0; column < cells.length && filled < 2; column += 1) {
    if (cells[column] !== null) filled += 1;
  }
  return filled > 1;
}

/**
 * Whether a line at the end of a table, behind a gap or a note, is none of its rows. Totals are
 * rows, and so is what has an amount, or several cells where no header says what belongs together;
 * a line that may be cut off is one in cases of doubt.
 * @param hasSpacedRows whether rows of the table have gaps before them, too.
 */
export function isFootnote(row: TextRow, table: OpenTable, hasSpacedRows: boolean): boolean {
  const filled = row.cells.filter((cell) => !isBlank(cell));
  if (table.width === 1) return false;
  if (filled.length === 0) return true;
  if (isTotalLabel(filled[0] ?? null)) return false;
  if (filled.length === 1) {
    if (endsInAmount(filled[0])) return false;
    return isLoneText(row.cells) && !(hasSpacedRows && isLikeRows(row, table));
  }
  if (table.header === null || filled.length >= table.width || row.isUnterminated) return false;
  return (
    table.profile.fits(row.cells) !== true && filled.every((cell) => kindOf(cell) !== "number")
  );
}

/** Whether a lone text may be one of the rows: cut off, or whole with a text that others have, too. */
function isLikeRows({ cells, isUnterminated }: TextRow, { width, profile }: OpenTable): boolean {
  const column = cells.findIndex((cell) => !isBlank(cell));
  return isUnterminated || (cells.length >= width && !profile.isWithoutPhrases(column));
}
