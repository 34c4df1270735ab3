// How the values of the truth are written, and the one form in which rows of all renderings are compared.
import type { CellValue } from "../../src/core/records.ts";
import type { Truth, TruthCell, TruthColumn } from "./truth.ts";

/** Null where there is nothing. */
export type CanonicalRow = readonly (string | null)[];

/** As a report has it: `31/01/2025`, `1,234.50`, `(1,234.50)`. */
export function written(cell: TruthCell, { kind }: TruthColumn): string {
  if (cell === null) return "";
  if (kind === "date") return String(cell).split("-").toReversed().join("/");
  if (kind !== "amount") return String(cell);
  const cents = Math.abs(Number(cell));
  const whole = String(Math.trunc(cents / 100)).replaceAll(/\B(?=(\d{3})+$)/g, ",");
  const text = `${whole}.${String(cents % 100).padStart(2, "0")}`;
  return Number(cell) < 0 ? `(${text})` : text;
}

export function writtenRow(cells: readonly TruthCell[], { columns }: Truth): string[] {
  return columns.map((column, index) => written(cells[index] ?? null, column));
}

/** The value of an amount, as a decimal without an exponent. */
export function decimal(cents: number): string {
  const text = `${Math.trunc(Math.abs(cents) / 100)}.${String(Math.abs(cents) % 100).padStart(2, "0")}`;
  return cents < 0 ? `-${text}` : text;
}

/**
 * Differences that are those of the formats and no others: a number is its decimals without zeros at the
 * end, blank is null, the lines of a cell are joined with a blank, trailing blank cells are dropped.
 */
export function canonicalRow(cells: readonly CellValue[]): CanonicalRow {
  const row = cells.map(canonicalCell);
  return row.slice(0, row.findLastIndex((cell) => cell !== null) + 1);
}

function canonicalCell(cell: CellValue): string | null {
  if (cell === null || cell === "") return null;
  const text = String(cell).replaceAll(/\s+/g, " ").trim();
  return /^-?\d+\.\d+$/.test(text) ? text.replace(/\.?0+$/, "") : text;
}

/** Rows as they should come with `types=typed`. */
export function typedRows({ rows, columns }: Truth): CanonicalRow[] {
  return rows.map((cells) =>
    canonicalRow(
      cells.map((cell, index) =>
        columns[index]?.kind === "amount" && cell !== null ? decimal(Number(cell)) : cell,
      ),
    ),
  );
}

/** Rows as they should come from text, without types. */
export function nativeRows(truth: Truth): CanonicalRow[] {
  return truth.rows.map((cells) => canonicalRow(writtenRow(cells, truth)));
}

/** Lines that only a paged rendering has. */
export function isCarryRow(row: CanonicalRow): boolean {
  return row.some((cell) => /^(?:balance )?(?:carried|brought) forward$/i.test(cell ?? ""));
}

/** @returns null when equal, else where they differ first, in a sentence. */
export function firstDifference(
  found: readonly CanonicalRow[],
  expected: readonly CanonicalRow[],
): string | null {
  for (const [index, row] of expected.entries()) {
    const other = found[index];
    if (JSON.stringify(other) !== JSON.stringify(row)) {
      return `row ${index + 1} of ${expected.length} is ${JSON.stringify(other)} instead of ${JSON.stringify(row)}`;
    }
  }
  return found.length === expected.length
    ? null
    : `${found.length} rows instead of ${expected.length}, the next ${JSON.stringify(found[expected.length])}`;
}
