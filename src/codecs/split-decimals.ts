// Explains a row of comma-separated text with one cell too many by a number with a decimal comma
// that was not quoted. Explains only: cells stay as they were split.
import type { CellValue } from "../core/records.ts";

const BEFORE_COMMA = /^[-+(]?[$€£]?(?:\d{1,3}(?:[.' ]\d{3})+|\d{1,12})$/;
const AFTER_COMMA = /^\d{2}[)-]?$/;

/** @returns a sentence with a blank before it, or nothing where no two cells look like one number. */
export function explainExtraCell(cells: readonly CellValue[]): string {
  const column = cells.findIndex((cell, index) => {
    const next = cells[index + 1];
    return (
      typeof cell === "string" &&
      typeof next === "string" &&
      BEFORE_COMMA.test(cell.trim()) &&
      AFTER_COMMA.test(next.trim())
    );
  });
  if (column < 0) return "";
  return ` Columns ${column + 1} and ${column + 2} may be one number that its decimal comma split.`;
}
