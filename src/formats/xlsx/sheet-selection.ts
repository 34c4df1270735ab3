// Chooses the sheets that the `sheet` option asks for.
import { refuse } from "../../core/failure.ts";
import type { SheetInfo } from "./workbook.ts";

/**
 * @param option `all`, a sheet's name, or its 1-based number among the worksheets. A name comes first,
 * so that `2024` means the sheet of that name where there is one; case matters only between two alike.
 * Fails with: `sheet_not_found`.
 */
export function selectSheets(sheets: readonly SheetInfo[], option: string): readonly SheetInfo[] {
  if (option === "all") return sheets;
  const folded = option.toLowerCase();
  const sheet =
    sheets.find(({ name }) => name === option) ??
    sheets.find(({ name }) => name.toLowerCase() === folded) ??
    (/^[1-9]\d*$/.test(option) ? sheets[Number(option) - 1] : undefined);
  if (sheet !== undefined) return [sheet];
  return refuse({
    code: "sheet_not_found",
    detail: `The workbook has ${sheets.length} worksheets; none has that name or number.`,
    sheets: sheets.map(({ name }) => name),
  });
}
