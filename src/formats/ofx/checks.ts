// What can be checked in a statement, exactly: the amounts and balances are whole numbers of their
// smallest unit, and no difference is too small. Says what does not tie; changes nothing.
import { addDecimals, decimalText, subtractDecimals, toDecimal, type Decimal } from "./amounts.ts";
import { dayNumber } from "./dates.ts";
import type { Period, Statement } from "./statement.ts";

const ZERO: Decimal = { units: 0n, scale: 0 };

/** Exact sum of amounts. */
export class ExactSum {
  #sum: Decimal | null = ZERO;
  /** Whole units of one scale that are not in the sum yet; small enough to be exact. */
  #units = 0;
  #scale = 0;

  /** @param units whole, below 10^15. */
  addUnits(units: number, scale: number): void {
    if (scale !== this.#scale || Math.abs(this.#units) > 2 ** 52) this.#settle(scale);
    this.#units += units;
  }

  addText(text: string): void {
    this.add(toDecimal(text));
  }

  add(amount: Decimal): void {
    if (this.#sum !== null) this.#sum = addDecimals(this.#sum, amount);
  }

  /** An amount that cannot be read makes any sum meaningless. */
  spoil(): void {
    this.#sum = null;
  }

  /** Null when one of the amounts was none. */
  get value(): Decimal | null {
    this.#settle(this.#scale);
    return this.#sum;
  }

  #settle(nextScale: number): void {
    const part = { units: BigInt(this.#units), scale: this.#scale };
    if (this.#sum !== null && this.#units !== 0) this.#sum = addDecimals(this.#sum, part);
    this.#units = 0;
    this.#scale = nextScale;
  }
}

/** One row whose balance does not follow from its neighbour. */
interface Break {
  row: number;
  difference: string;
}

/** Breaks that are kept; the others are counted by the rows that tie. */
const MAX_BREAKS = 100;

/**
 * Balances behind each transaction, where a bank gives them. They rise with the rows, or run from
 * the newest back: whichever ties for more rows is what the file means.
 */
export class RunningBalance {
  #last: { balance: Decimal; amount: Decimal } | null = null;
  #first: Decimal | null = null;
  readonly #forward = new Chain();
  readonly #backward = new Chain();

  add(row: number, balanceText: string | null, amountText: string | null): void {
    const balance = decimalOrNull(balanceText);
    const amount = decimalOrNull(amountText);
    if (balance === null || amount === null) {
      this.#last = null;
      return;
    }
    this.#first ??= balance;
    if (this.#last !== null) {
      const step = subtractDecimals(balance, this.#last.balance);
      this.#forward.add(row, subtractDecimals(step, amount));
      this.#backward.add(row, addDecimals(step, this.#last.amount));
    }
    this.#last = { balance, amount };
  }

  /** @returns the rows that break, and the balance behind the newest transaction; null when the order is not told. */
  judge(): { breaks: readonly Break[]; newest: Decimal | null } | null {
    const isForward = this.#forward.ties > this.#backward.ties;
    const chain = isForward ? this.#forward : this.#backward;
    // Most have to tie: else the figures are something else.
    if (this.#forward.ties === this.#backward.ties || chain.ties <= chain.count) return null;
    return {
      breaks: chain.breaks,
      newest: isForward ? (this.#last?.balance ?? null) : this.#first,
    };
  }
}

class Chain {
  ties = 0;
  count = 0;
  readonly breaks: Break[] = [];

  add(row: number, difference: Decimal): void {
    if (difference.units === 0n) this.ties += 1;
    else {
      this.count += 1;
      if (this.breaks.length < MAX_BREAKS) {
        this.breaks.push({ row, difference: decimalText(difference) });
      }
    }
  }
}

/** Amounts that banks write are short; what is longer is not worth its time. */
const MAX_DECIMAL_CHARACTERS = 42;

function decimalOrNull(text: string | null): Decimal | null {
  if (text === null || text.length > MAX_DECIMAL_CHARACTERS) return null;
  return /^-?\d+(?:\.\d+)?$/.test(text) ? toDecimal(text) : null;
}

/**
 * Compares the ledger's balance with what the rows come to. Only where both are of one day: a
 * balance of a later one may count transactions that are not listed.
 * @returns the difference, or null when there is none or nothing to compare.
 */
export function ledgerDifference(
  { ledger, opening }: Statement,
  period: Period,
  sum: Decimal | null,
  newest: Decimal | null,
): string | null {
  const end = period.end?.date ?? null;
  const asOf = ledger.asOf?.date ?? null;
  const closing = decimalOrNull(ledger.amount);
  if (end === null || end !== asOf || closing === null) return null;
  const start = decimalOrNull(opening);
  const computed = start !== null && sum !== null ? addDecimals(start, sum) : newest;
  if (computed === null) return null;
  const difference = subtractDecimals(closing, computed);
  return difference.units === 0n ? null : decimalText(difference);
}

/** Opening balance, credits and debits against the closing balance; null when they tie or one is missing. */
export function closingDifference(cells: {
  opening: string | null;
  closing: string | null;
  credits: string | null;
  debits: string | null;
}): string | null {
  const [opening, closing, credits, debits] = [
    decimalOrNull(cells.opening),
    decimalOrNull(cells.closing),
    decimalOrNull(cells.credits),
    decimalOrNull(cells.debits),
  ];
  if (opening === null || closing === null || credits === null || debits === null) return null;
  const grown = subtractDecimals(addDecimals(opening, credits), closing);
  // Debits are written with a minus or without one.
  const signed = addDecimals(grown, debits);
  const unsigned = subtractDecimals(grown, debits);
  if (signed.units === 0n || unsigned.units === 0n) return null;
  return decimalText(debits.units < 0n ? signed : unsigned);
}

/**
 * Whether a posting lies outside of its period, by the days as they are written. Where the offsets
 * are not the same, a day more or less is no difference.
 * @param day such as 20250131.
 */
export function isOutside(day: number, offset: string | null, period: Period): boolean {
  if (day >= period.firstDay && day <= period.lastDay) return false;
  const bound = day < period.firstDay ? period.start : period.end;
  if (bound === null || bound.date === null || bound.offset === offset) return true;
  const text = String(day);
  const posted = `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
  return Math.abs(dayNumber(posted) - dayNumber(bound.date)) > 1;
}
