// The arithmetic that a table of amounts must satisfy: rows add up to their total, a balance runs
// from row to row, debits equal credits. Where it does, the cells were read right.
// Source: design section on confidence; sums are exact.
import { isTotalLabel } from "../../codecs/header-words.ts";
import { isLabel } from "./cell-values.ts";
import { readColumn } from "./exact-amounts.ts";

/** Rows of the table that are reported as failing. */
const MAX_REPORTED_ROWS = 20;
/** Share of the steps that must hold for a balance to be taken for a running one. */
const RUNNING_SHARE = 0.5;
const MIN_STEPS = 3;

export interface ArithmeticResult {
  checks: number;
  passed: number;
  /** 1-based rows where a check failed. */
  failedRows: number[];
}

type Amounts = readonly (bigint | null)[];

/** @returns null where the table has nothing to be checked by. */
export function checkArithmetic(
  rows: readonly (readonly (string | null)[])[],
  headerRows: number,
): ArithmeticResult | null {
  const width = rows[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, column) =>
    readColumn(rows.map((cells, row) => (row < headerRows ? null : (cells[column] ?? null)))),
  );
  const result: ArithmeticResult = { checks: 0, passed: 0, failedRows: [] };
  checkTotals(rows, columns, result);
  checkRunningBalance(columns, result);
  return result.checks === 0 ? null : result;
}

function note(result: ArithmeticResult, holds: boolean, row: number): void {
  result.checks += 1;
  if (holds) result.passed += 1;
  else if (result.failedRows.length < MAX_REPORTED_ROWS) result.failedRows.push(row + 1);
}

/**
 * A total is the sum of the rows since the last one, of the totals before it, or of all rows. Columns
 * that never add up (rates, averages) say nothing; one that does where its neighbour does not, does.
 */
function checkTotals(
  rows: readonly (readonly (string | null)[])[],
  columns: readonly Amounts[],
  result: ArithmeticResult,
): void {
  const sums = columns.map(() => ({ parts: 0, most: 0n, sinceLast: 0n, all: 0n, ofTotals: 0n }));
  let totals = 0;
  for (const [row, cells] of rows.entries()) {
    const isTotal = isTotalLabel(cells.find((cell) => isLabel(cell)) ?? null);
    const outcomes: boolean[] = [];
    for (const [column, sum] of sums.entries()) {
      const amount = columns[column]?.[row] ?? null;
      if (amount === null) continue;
      if (!isTotal) {
        sum.parts += 1;
        if (amount > sum.most) sum.most = amount;
        sum.sinceLast += amount;
        sum.all += amount;
        continue;
      }
      // A total below its largest part is a mean or a rate.
      const isRate = amount >= 0n && amount < sum.most;
      if ((sum.parts > 1 || totals > 0) && !isRate)
        outcomes.push([sum.sinceLast, sum.all, sum.ofTotals].includes(amount));
      sum.parts = 0;
      sum.sinceLast = 0n;
      sum.ofTotals += amount;
    }
    if (isTotal) totals += 1;
    if (!outcomes.includes(true)) continue;
    for (const holds of outcomes) note(result, holds, row);
  }
}

/** Looks for a column that changes from row to row by another, or by the difference of two. */
function checkRunningBalance(columns: readonly Amounts[], result: ArithmeticResult): void {
  const numeric = columns.filter(
    (amounts) => amounts.filter((amount) => amount !== null).length > MIN_STEPS,
  );
  const balance = numeric.at(-1);
  if (balance === undefined || numeric.length < 2) return;
  const others = numeric.slice(0, -1).slice(-3);
  const candidates = others.flatMap((plus, index) => changesOf(plus, others.slice(index + 1)));
  let best: { row: number; holds: boolean }[] = [];
  for (const change of candidates) {
    const steps = stepsOf(balance, change);
    const passed = steps.filter(({ holds }) => holds).length;
    if (passed > best.filter(({ holds }) => holds).length) best = steps;
  }
  const passed = best.filter(({ holds }) => holds).length;
  if (best.length < MIN_STEPS || passed < best.length * RUNNING_SHARE) return;
  for (const { row, holds } of best) note(result, holds, row);
}

/** What a row may add to a balance: an amount, or the difference of two, either way. */
function changesOf(plus: Amounts, others: readonly Amounts[]): ((row: number) => bigint)[] {
  const at = (amounts: Amounts, row: number): bigint => amounts[row] ?? 0n;
  const differences = others.map((minus) => (row: number) => at(plus, row) - at(minus, row));
  const forwards = [(row: number) => at(plus, row), ...differences];
  return forwards.flatMap((change) => [change, (row: number) => -change(row)]);
}

function stepsOf(
  balance: Amounts,
  change: (row: number) => bigint,
): { row: number; holds: boolean }[] {
  const steps: { row: number; holds: boolean }[] = [];
  let last: bigint | null = null;
  for (const [row, now] of balance.entries()) {
    if (now === null) continue;
    const moved = change(row);
    if (last !== null && moved !== 0n) steps.push({ row, holds: last + moved === now });
    last = now;
  }
  return steps;
}
