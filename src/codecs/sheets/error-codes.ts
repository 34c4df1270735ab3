// Texts of the error values that binary workbooks hold as numbers.
// Source: MS-XLSB 2.5.97.2 (BErr), MS-XLS 2.5.10.

const ERRORS = new Map<number, string>([
  [0x00, "#NULL!"],
  [0x07, "#DIV/0!"],
  [0x0f, "#VALUE!"],
  [0x17, "#REF!"],
  [0x1d, "#NAME?"],
  [0x24, "#NUM!"],
  [0x2a, "#N/A"],
  [0x2b, "#GETTING_DATA"],
]);

/** What stands for an error of a kind that is not known; a warning has its code. */
export const UNKNOWN_ERROR = "#ERROR!";

/** @returns null for a code that is no error. */
export function errorText(code: number): string | null {
  return ERRORS.get(code) ?? null;
}
