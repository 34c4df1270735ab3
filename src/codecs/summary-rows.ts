// Tells which of the first rows of a table may vote on the types of its columns: not totals, not
// notes and section titles, and not names of columns in a table that was read without a header.
import type { CellValue } from "../core/records.ts";
import { filledWidth, isFigure, modalWidth, type SourceRow } from "./header-row.ts";
import { toPlainText } from "./plain-text.ts";

/** Labels of rows that add up or carry over, in the languages of common exports. */
const LABEL =
  /^(?:(?:grand |net |sub[- ]?)?totals?|(?:sub|sous)[- ]?tot\p{L}*|tot(?:aal|ale|ali|aux)|sum(?:s|me|ma|a)?|somm[ea]|(?:end|gesamt|zwischen)summe|gesamt|(?:opening|closing|beginning|ending|starting) balance|balance (?:brought|carried|b\/f|c\/f|b\/d|c\/d)|(?:brought|carried) forward|(?:anfangs|end|schluss)(?:saldo|bestand)|solde (?:initial|final|d'ouverture|de cl[ôo]ture)|saldo (?:inicial|final|iniziale|finale|anterior)|(?:begin|eind)saldo|[üu]bertrag|report)(?!\p{L})/iu;
/** Cells of a row that may hold its label. */
const LABEL_CELLS = 3;
/** Below this width, a row of one cell is no different from the others. */
const MIN_NOTE_WIDTH = 3;

/** @returns for each row whether it may vote; all may, when none would be left. */
export function votingRows(rows: readonly SourceRow[], hasHeader: boolean): boolean[] {
  const filled = rows.map(({ cells }) => cells.filter(isFilled).length);
  const modal = modalWidth(filled);
  const votes = rows.map(
    ({ cells }, index) =>
      !isSummary(cells) && !(modal >= MIN_NOTE_WIDTH && (filled[index] ?? 0) <= 1),
  );
  if (!hasHeader) {
    const width = modalWidth(rows.map(({ cells }) => filledWidth(cells)));
    const body = rows.findIndex(({ cells }) => filledWidth(cells) >= width && cells.some(isFigure));
    for (let index = 0; index < body; index += 1) votes[index] = false;
  }
  return votes.includes(true) ? votes : votes.map(() => true);
}

function isSummary(cells: readonly CellValue[]): boolean {
  let seen = 0;
  for (const cell of cells) {
    if (!isFilled(cell)) continue;
    const plain = typeof cell === "string" ? toPlainText(cell) : null;
    if (plain !== null && LABEL.test(plain)) return true;
    seen += 1;
    if (seen === LABEL_CELLS) return false;
  }
  return false;
}

function isFilled(cell: CellValue): boolean {
  return typeof cell === "string" ? cell.trim() !== "" : cell !== null;
}
