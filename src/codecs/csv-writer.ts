// Writes records as RFC 4180 CSV for spreadsheet programs, which run text that begins like a
// formula: such text gets an apostrophe in front (OWASP, CSV injection). Amounts are left alone.
import Papa from "papaparse";
import type { CellValue } from "../core/records.ts";

/** Full-width forms count too: Excel takes them for the plain ones. */
const FORMULA_LIKE = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;
/** A dash for nothing, as ledgers have it. */
const DASHES = /^[-+]+$/;
/** What a spreadsheet reads as a number, whatever its separators, currency sign or percent. */
const NUMBER_LIKE =
  /^[+-]?\p{Sc}?\s?[+-]?(\d[\d.,'\u00a0\u202f ]*|[.,]\d+)(e[+-]?\d+)?\s?[%\p{Sc}]?$/iu;

/** @returns one record with its CRLF. */
export function writeCsvRecord(cells: readonly CellValue[]): string {
  const safe = cells.map((cell) => (typeof cell === "string" ? escapeFormula(cell) : cell));
  const record = Papa.unparse([safe], { newline: "\r\n", quotes: mustQuote });
  // Readers skip an empty line: a record of one empty cell has to show that it is there.
  return `${record === "" ? '""' : record}\r\n`;
}

/** Puts an apostrophe before text that a spreadsheet program would run. */
function escapeFormula(text: string): string {
  const isHarmless = !FORMULA_LIKE.test(text) || NUMBER_LIKE.test(text) || DASHES.test(text);
  return isHarmless ? text : `'${text}`;
}

/** Programs of other countries split at these, and would run what stands behind. */
function mustQuote(value: unknown): boolean {
  return typeof value === "string" && /[;\t]/.test(value);
}
