// Decides the type of every column of a table on its first rows, columns together: what one of them
// tells of decimal separators and the order of dates counts for those that tell nothing.
import type { ColumnType } from "../core/column-type.ts";
import type { CellValue } from "../core/records.ts";
import { AmountColumn } from "./amount-column.ts";
import type { CellReader, ColumnCells, DecidedColumn, TypedColumn } from "./column-reading.ts";
import { DateColumn, decideTimes } from "./date-column.ts";
import type { SourceRow } from "./header-row.ts";
import { votingRows } from "./summary-rows.ts";
import { decideBooleans, decideCodes } from "./word-columns.ts";

export interface TypeSettings {
  /** Names of the columns, or null when the table has no header. */
  columns: readonly string[] | null;
  /** Whether a decimal separator that nothing tells is taken to be the point. */
  mayGuess: boolean;
}

type Finding = DecidedColumn | AmountColumn | DateColumn;

/**
 * @param rows the first of the table; not modified.
 * @returns one decision for each column that the header or a row has.
 */
export function decideColumns(rows: readonly SourceRow[], settings: TypeSettings): TypedColumn[] {
  const { columns, mayGuess } = settings;
  const voting = votingRows(rows, columns !== null);
  const width = rows.reduce(
    (widest, { cells }) => Math.max(widest, cells.length),
    columns?.length ?? 0,
  );
  const all = Array.from({ length: width }, (_, index) => columnCells(rows, voting, index));
  const findings = all.map(examine);
  const decimal = agreement(findings, (finding) =>
    finding instanceof AmountColumn ? finding.separator : null,
  );
  const order = agreement(findings, (finding) =>
    finding instanceof DateColumn ? finding.order : null,
  );
  return findings.map((finding, index) => {
    const { cells } = all[index] ?? { cells: [] };
    if (finding instanceof AmountColumn) return apply(finding.decide(decimal, mayGuess), cells);
    if (finding instanceof DateColumn) return apply(finding.decide(order), cells);
    return apply(finding, cells);
  });
}

function columnCells(
  rows: readonly SourceRow[],
  voting: readonly boolean[],
  index: number,
): ColumnCells {
  const cells = rows.map((row) => row.cells[index] ?? null);
  const filled = (isVoting: boolean) =>
    cells.filter((cell, row) => cell !== null && voting[row] === isVoting);
  const votes = filled(true);
  const others = filled(false);
  // A column that only totals fill is one of totals.
  return votes.length > 0 ? { cells, votes, others } : { cells, votes: others, others: [] };
}

function examine(column: ColumnCells): Finding {
  return (
    decideEmpty(column) ??
    // Before amounts, which would take 20250131 as well.
    DateColumn.find(column) ??
    decideCodes(column) ??
    AmountColumn.find(column) ??
    decideTimes(column) ??
    decideBooleans(column) ?? {
      info: { type: "text", values: column.votes.length },
      read: null,
      warning: null,
    }
  );
}

/** Blanks are nothing, but stay as written. */
function decideEmpty({ votes }: ColumnCells): DecidedColumn | null {
  const isEmpty = votes.every((cell) => typeof cell === "string" && cell.trim() === "");
  return isEmpty ? { info: { type: "empty" }, read: readEmpty, warning: null } : null;
}

/** A cell that is filled after all, below the first rows, is an exception. */
const readEmpty: CellReader = (cell) =>
  cell === null || (typeof cell === "string" && cell.trim() === "") ? cell : undefined;

/** What the columns tell that tell something; null when they do not agree. */
function agreement<Told>(
  findings: readonly Finding[],
  tell: (finding: Finding) => Told | null,
): Told | null {
  const told = new Set<Told>();
  for (const finding of findings) {
    const one = tell(finding);
    if (one !== null) told.add(one);
  }
  const [only = null] = told;
  return told.size === 1 ? only : null;
}

/** Reads the first rows under a decision, and tells how many cells do not fit it. */
function apply(decided: DecidedColumn, cells: readonly CellValue[]): TypedColumn {
  const { info, read } = decided;
  if (read === null) return { ...decided, typed: cells };
  const typed = cells.map(read);
  const exceptions = typed.filter((value) => value === undefined).length;
  const told: ColumnType = exceptions > 0 ? { ...info, exceptions } : info;
  return { ...decided, info: told, typed };
}
