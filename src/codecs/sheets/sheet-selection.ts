// Chooses the sheets that the `sheet` option asks for.
import { refuse } from "../../core/failure.ts";

export type Visibility = "visible" | "hidden" | "very_hidden";

/** A worksheet as its workbook lists it. */
export interface ListedSheet {
  name: string;
  visibility: Visibility;
  /** 1-based among the worksheets. */
  index: number;
}

/**
 * @param option `all`, a sheet's name, or its 1-based number among the worksheets. A name comes first,
 * so that `2024` means the sheet of that name where there is one; case matters only between two alike.
 * Fails with: `sheet_not_found`.
 */
export function selectSheets<Sheet extends ListedSheet>(
  sheets: readonly Sheet[],
  option: string,
): readonly Sheet[] {
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
