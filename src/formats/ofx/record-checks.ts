// Checks the records of one list as they come, and what they come to at its end. Warns only.
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import type { TableMeta } from "../../core/records.ts";
import { decimalText, type Decimal } from "./amounts.ts";
import {
  closingDifference,
  ExactSum,
  isOutside,
  ledgerDifference,
  RunningBalance,
} from "./checks.ts";
import { CLOSINGS, PENDING, TRADES, TRANSACTIONS } from "./columns.ts";
import type { Shape } from "./shape.ts";
import { SeenFitids } from "./fitids.ts";
import type { OfxRecord } from "./record.ts";
import type { RecordCells } from "./record-cells.ts";
import type { Period, Statement } from "./statement.ts";
import type { TableHandle } from "./tables.ts";
import type { OfxWarnings } from "./warnings.ts";

const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const DATE_COLUMN = 1;
const NINE = 0x39;
const DEBIT = bytesOf("DEBIT");
const CREDIT = bytesOf("CREDIT");
/** Whole numbers of as many digits are exact. */
const MAX_SAFE_DIGITS = 15;

export class RecordChecks {
  readonly #warnings: OfxWarnings;
  readonly #fitids = new SeenFitids();
  readonly #sum = new ExactSum();
  #running: RunningBalance | null = null;

  constructor(warnings: OfxWarnings) {
    this.#warnings = warnings;
  }

  /** @param currency of the statement. */
  record(
    shape: Shape,
    record: OfxRecord,
    row: number,
    period: Period,
    currency: string | null,
  ): void {
    const { cells, dates } = record;
    if (shape === CLOSINGS) this.#closing(cells, shape, row);
    if (shape === TRANSACTIONS || shape === TRADES) this.#fitid(cells, shape, row);
    if (shape !== TRANSACTIONS && shape !== PENDING) return;
    const { amount, balance, posted } = shape.places;
    if (cells.ends[amount] === 0) this.#missing("amount", row, amount);
    if (cells.ends[posted] === 0) this.#missing("date", row, DATE_COLUMN);
    if (dates.day > 0 && shape === TRANSACTIONS && isOutside(dates.day, dates.offset, period)) {
      const message = "A transaction is dated outside of the period of its statement.";
      this.#warnings.add("date_outside_period", message, { row, column: DATE_COLUMN });
    }
    this.#sign(cells, shape, row);
    const isOther = record.hasOwnCurrency && cells.textOf(shape.places.currency) !== currency;
    if (isOther) this.#sum.spoil();
    else this.#add(cells, amount);
    if (cells.has(balance)) this.#running ??= new RunningBalance();
    this.#running?.add(row, cells.textOf(balance), cells.textOf(amount));
  }

  /**
   * Takes transactions with nothing else to warn about.
   * @param hashes two for each, of its FITID.
   * @param firstRow number of the first of them.
   * @param sum of their amounts.
   */
  plainRecords(hashes: Int32Array, firstRow: number, sum: Decimal): void {
    for (let index = 0; index < hashes.length; index += 2) {
      if (this.#fitids.insert(hashes[index] as number, hashes[index + 1] as number)) {
        this.#duplicate(firstRow + index / 2, TRANSACTIONS.places.fitid);
      }
    }
    this.#sum.add(sum);
    // They have no balance: the rows behind them do not follow from those before.
    this.#running?.add(firstRow, null, null);
  }

  /** The list has ended. @returns what is told with the end of its table. */
  end(shape: Shape): TableMeta {
    if (shape !== TRANSACTIONS && shape !== PENDING) return {};
    for (const { row, difference } of this.#running?.judge()?.breaks ?? []) {
      const message = `The balance of a row differs from what the row before it comes to, by ${difference}.`;
      this.#warnings.add("balance_mismatch", message, { row, column: shape.places.balance });
    }
    const sum = this.#sum.value;
    return sum === null ? {} : { amount_total: decimalText(sum) };
  }

  /** The statement has ended, and its balances are known. @param table of the list. */
  tie(statement: Statement, period: Period, table: TableHandle): void {
    const newest = this.#running?.judge()?.newest ?? null;
    const difference = ledgerDifference(statement, period, this.#sum.value, newest);
    if (difference === null) return;
    const message = `The balance of the ledger differs from what the transactions come to, by ${difference}.`;
    this.#warnings.add("balance_mismatch", message, {}, table);
  }

  #missing(what: string, row: number, column: number): void {
    this.#warnings.add("invalid_cell", `A transaction has no ${what}.`, { row, column });
  }

  #fitid(cells: RecordCells, shape: Shape, row: number): void {
    const { fitid } = shape.places;
    const end = cells.ends[fitid] as number;
    if (end === 0) {
      const message = "A transaction has no FITID.";
      this.#warnings.add("missing_fitid", message, { row, column: fitid });
    } else if (end > 0 && this.#fitids.add(cells.arena, cells.starts[fitid] as number, end)) {
      this.#duplicate(row, fitid);
    }
  }

  #duplicate(row: number, column: number): void {
    const message = "A FITID comes again in the statement.";
    this.#warnings.add("duplicate_fitid", message, { row, column });
  }

  /** The sign of the amount counts; the type may say otherwise. */
  #sign(cells: RecordCells, shape: Shape, row: number): void {
    const { amount, type } = shape.places;
    const start = cells.starts[type] as number;
    const length = (cells.ends[type] as number) - start;
    // Only these two say a sign for certain.
    if (length !== DEBIT.length && length !== CREDIT.length) return;
    const isNegative = cells.arena[cells.starts[amount] as number] === MINUS;
    if (!isAt(cells.arena, start, isNegative ? CREDIT : DEBIT)) return;
    if (length !== (isNegative ? CREDIT : DEBIT).length || !isAboveZero(cells, amount)) return;
    const message =
      "The type of a transaction says another sign than its amount; the amount counts.";
    this.#warnings.add("sign_conflict", message, { row, column: type });
  }

  #add(cells: RecordCells, column: number): void {
    const { arena } = cells;
    const end = cells.ends[column] as number;
    let at = cells.starts[column] as number;
    const isNegative = arena[at] === MINUS;
    if (isNegative) at += 1;
    let units = 0;
    let digits = 0;
    let point = -1;
    for (; at < end; at += 1) {
      const byte = arena[at] as number;
      if (byte === POINT && point < 0) point = at;
      else if (byte < ZERO || byte > NINE) {
        this.#sum.spoil();
        return;
      } else {
        units = units * 10 + byte - ZERO;
        digits += 1;
      }
    }
    if (digits === 0) this.#sum.spoil();
    else if (digits > MAX_SAFE_DIGITS) this.#sum.addText(cells.textOf(column) ?? "0");
    else this.#sum.addUnits(isNegative ? -units : units, point < 0 ? 0 : end - point - 1);
  }

  #closing(cells: RecordCells, shape: Shape, row: number): void {
    const { opening_balance = 0, closing_balance = 0, credits = 0, debits = 0 } = shape.indexOf;
    const difference = closingDifference({
      opening: cells.textOf(opening_balance),
      closing: cells.textOf(closing_balance),
      credits: cells.textOf(credits),
      debits: cells.textOf(debits),
    });
    if (difference === null) return;
    const message = `The closing balance differs from what its credits and debits come to, by ${difference}.`;
    this.#warnings.add("balance_mismatch", message, { row, column: closing_balance });
  }
}

/** Whether the cell is an amount that was read, other than zero. */
function isAboveZero(cells: RecordCells, column: number): boolean {
  const end = cells.ends[column] as number;
  let hasDigit = false;
  const start = cells.starts[column] as number;
  for (let at = cells.arena[start] === MINUS ? start + 1 : start; at < end; at += 1) {
    const byte = cells.arena[at] as number;
    if (byte !== POINT && (byte < ZERO || byte > NINE)) return false;
    if (byte > ZERO) hasDigit = true;
  }
  return hasDigit;
}
