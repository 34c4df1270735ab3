// Joins columns that are parts of one: a sign of currency or a parenthesis set apart from its figure.
// Source: design section on borderless tables (values).
import type { PageTable, TableRow } from "./table.ts";

/** Share of the filled cells of a column that are signs. */
const SIGN_SHARE = 0.8;
const LEADING = /^(?:[$€£¥₹]|\(|[-–−+])$/u;
const TRAILING = /^(?:\)|%|\)%)$/u;

/** @returns the table with columns of signs joined to their figures. */
export function withSigns(table: PageTable): PageTable {
  let joined = table;
  for (let column = table.columns.length - 1; column >= 0; column -= 1) {
    if (column + 1 < joined.columns.length && holdsSigns(joined, column, LEADING)) {
      joined = joinColumns(joined, column);
    } else if (column > 0 && holdsSigns(joined, column, TRAILING)) {
      joined = joinColumns(joined, column - 1);
    }
  }
  return joined;
}

function holdsSigns({ rows, headerRows }: PageTable, column: number, signs: RegExp): boolean {
  if (rows.slice(0, headerRows).some(({ cells }) => (cells[column] ?? null) !== null)) return false;
  const filled = rows.flatMap(({ cells }) => cells[column] ?? []);
  const found = filled.filter((text) => signs.test(text)).length;
  return found > 0 && found >= filled.length * SIGN_SHARE;
}

/** Joins a column with the one to its right; texts of both are put together without a blank. */
export function joinColumns(table: PageTable, left: number): PageTable {
  const next = table.columns[left + 1];
  const columns = table.columns.filter((_, index) => index !== left + 1);
  const own = columns[left];
  if (own !== undefined && next !== undefined) columns[left] = { x0: own.x0, x1: next.x1 };
  return { ...table, columns, rows: table.rows.map((row) => joinCells(row, left)) };
}

function joinCells({ cells, spans, x0, x1, top, bottom }: TableRow, left: number): TableRow {
  const [own, next] = [cells[left] ?? null, cells[left + 1] ?? null];
  const joined = cells.filter((_, index) => index !== left + 1);
  joined[left] = own === null ? next : own + (next ?? "");
  const moved = new Map(
    [...(spans ?? [])].map(([at, span]) => [at > left ? at - 1 : at, span] as const),
  );
  return { x0, x1, top, bottom, cells: joined, ...(moved.size > 0 && { spans: moved }) };
}
