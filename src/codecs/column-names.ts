// Names the columns of a table after the cells of its header.
import type { CellValue, Warning } from "../core/records.ts";
import { filledWidth } from "./header-names.ts";

/**
 * Makes the cells of a header unique and not blank: `name`, `name_2`, `column_5`.
 * @param row of the header, for the warnings.
 */
export function nameColumns(
  row: number,
  cells: readonly CellValue[],
): { columns: string[]; warnings: Warning[] } {
  const width = filledWidth(cells);
  const written = cells.slice(0, width).map((cell) => (cell === null ? "" : String(cell)));
  const taken = new Set(written);
  const seen = new Set<string>();
  const nextSuffix = new Map<string, number>();
  const warnings: Warning[] = [];
  const columns = written.map((text, index) => {
    const isBlankName = text.trim() === "";
    const base = isBlankName ? `column_${index + 1}` : text;
    if (isBlankName ? !taken.has(base) : !seen.has(text)) {
      seen.add(text);
      taken.add(base);
      return base;
    }
    if (!isBlankName) {
      warnings.push({
        code: "duplicate_header",
        message: "The header names this column like an earlier one; a number was added.",
        at: { row, column: index + 1 },
      });
    }
    let suffix = nextSuffix.get(base) ?? 2;
    while (taken.has(`${base}_${suffix}`)) suffix += 1;
    nextSuffix.set(base, suffix + 1);
    taken.add(`${base}_${suffix}`);
    return `${base}_${suffix}`;
  });
  return { columns, warnings };
}
