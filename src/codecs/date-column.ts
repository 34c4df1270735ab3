// Decides how the dates or times of one column are read. Where nothing in the table tells day from
// month, the column stays text as written, and both orders are told.
import type { ColumnType, DateOrder, Decider } from "../core/column-type.ts";
import {
  collectTokens,
  isFitting,
  isHopeless,
  isNullWord,
  remembering,
  type CellReader,
  type ColumnCells,
  type DecidedColumn,
  type Tokens,
} from "./column-reading.ts";
import { chooseOrder, type OrderChoice } from "./date-order.ts";
import { toPlainText } from "./plain-text.ts";
import {
  CENTURY_PIVOT,
  hasShortYear,
  readDate,
  toIsoText,
  type WrittenDate,
} from "./written-dates.ts";
import { readTime } from "./written-times.ts";

/** Databases and ERPs write no date as zeros. */
const ZERO_DATE = /^(?:00[-/. ]?00[-/. ]?0000|0000[-/. ]?00[-/. ]?00)(?: 00:00(?::00)?)?$/;

export class DateColumn {
  readonly #column: ColumnCells;
  readonly #values: number;
  readonly #dates: readonly WrittenDate[];
  readonly #choice: OrderChoice;

  private constructor(column: ColumnCells, values: number, dates: readonly WrittenDate[]) {
    this.#column = column;
    this.#values = values;
    this.#dates = dates;
    this.#choice = chooseOrder(dates);
  }

  /** @returns null when the column is none of dates. */
  static find(column: ColumnCells): DateColumn | null {
    const dates: WrittenDate[] = [];
    let values = 0;
    for (const cell of column.votes) {
      const plain = typeof cell === "string" ? toPlainText(cell) : null;
      if (plain !== null && isNoDate(plain)) continue;
      values += 1;
      const date = plain === null ? null : readDate(plain);
      if (date !== null) dates.push(date);
      else if (isHopeless(values - dates.length, column.votes.length)) return null;
    }
    // Eight digits may be a code: all of them have to be days.
    const isCompact = dates.length === values && dates.every((date) => isCompactDay(date));
    const kept = isCompact ? dates : dates.filter((date) => !date.isCompact);
    if (!isFitting(kept.length, values)) return null;
    const found = new DateColumn(column, values, kept);
    return isFitting(found.#fitting, values) ? found : null;
  }

  /** The order that the cells of this column decide themselves. */
  get order(): DateOrder | null {
    const { orders, decidedBy } = this.#choice;
    return decidedBy === null ? null : (orders[0] ?? null);
  }

  /** @param table the order of the other columns, where they agree. */
  decide(table: DateOrder | null): DecidedColumn {
    const { orders, decidedBy, state } = this.#choice;
    const isTold = state === "open" && table !== null && orders.includes(table);
    if (state !== "settled" && !isTold) return this.#ambiguous();
    const chosen = isTold ? [table] : orders;
    const nulls = collectTokens(this.#column.cells, isNoDate);
    const info = this.#info(chosen, isTold ? "table" : decidedBy, nulls);
    return { info, read: dateReader(info, this.#dates, chosen, nulls), warning: null };
  }

  /** Dates that the calendar has, under the best order or, where they contradict each other, any. */
  get #fitting(): number {
    const { orders, state } = this.#choice;
    const tried = state === "contradictory" ? orders : orders.slice(0, 1);
    return this.#dates.filter((date) =>
      tried.length === 0
        ? isoText(date, tried) !== null
        : tried.some((order) => isoText(date, [order]) !== null),
    ).length;
  }

  #ambiguous(): DecidedColumn {
    const { orders, state } = this.#choice;
    const names = orders.join(" and ");
    return {
      info: { type: "text", values: this.#values, ambiguous: true, orders },
      read: null,
      warning: {
        code: "ambiguous_date",
        message:
          state === "open"
            ? `The dates of the column fit ${names} alike; they stay text as written.`
            : `Some dates of the column fit only one of ${names}, others only another; they stay text as written.`,
      },
    };
  }

  #info(orders: readonly DateOrder[], decidedBy: Decider | null, nulls: Tokens): ColumnType {
    const dates = this.#dates;
    const order = orders.length === 0 ? dates[0]?.orders[0] : orders[0];
    const timed = dates.filter(({ clock }) => clock !== null).length;
    return {
      type: timed > 0 ? "datetime" : "date",
      values: this.#values,
      ...(order !== undefined && orders.length <= 1 && { date_order: order }),
      ...(decidedBy !== null && { decided_by: decidedBy }),
      ...(dates.some(hasShortYear) && { century_pivot: CENTURY_PIVOT }),
      ...(timed > 0 && timed < dates.length && { time_partial: true }),
      ...(nulls.list !== null && { nulls: nulls.list }),
    };
  }
}

/** Decides a column of times of day; null when it is none. */
export function decideTimes({ cells, votes }: ColumnCells): DecidedColumn | null {
  let values = 0;
  let times = 0;
  for (const cell of votes) {
    const plain = typeof cell === "string" ? toPlainText(cell) : null;
    if (plain !== null && isNoDate(plain)) continue;
    values += 1;
    if (plain !== null && readTime(plain) !== null) times += 1;
    else if (isHopeless(values - times, votes.length)) return null;
  }
  if (!isFitting(times, values)) return null;
  const nulls = collectTokens(cells, isNoDate);
  const read: CellReader = (cell) => {
    if (cell === null) return null;
    if (typeof cell !== "string") return undefined;
    if (nulls.has(cell)) return null;
    const plain = toPlainText(cell);
    return plain === null ? undefined : (readTime(plain) ?? undefined);
  };
  const info: ColumnType = {
    type: "time",
    values,
    ...(nulls.list !== null && { nulls: nulls.list }),
  };
  return { info, read: remembering(read), warning: null };
}

function isNoDate(plain: string): boolean {
  return isNullWord(plain) || plain === "-" || ZERO_DATE.test(plain);
}

function isCompactDay(date: WrittenDate): boolean {
  return date.isCompact && toIsoText(date, "YMD") !== null;
}

/** @returns the date, when all of `orders` give the same; no orders are needed for dates with one. */
function isoText(date: WrittenDate, orders: readonly DateOrder[]): string | null {
  if (orders.length === 0) return date.orders.length === 1 ? toIsoText(date, "YMD") : null;
  const [first = null, ...others] = orders.map((order) => toIsoText(date, order));
  return others.every((other) => other === first) ? first : null;
}

function dateReader(
  { type, time_partial, century_pivot }: ColumnType,
  dates: readonly WrittenDate[],
  orders: readonly DateOrder[],
  nulls: Tokens,
): CellReader {
  const isCompact = dates[0]?.isCompact === true;
  const mayLackTime = type === "date" || time_partial === true;
  return remembering((cell) => {
    if (cell === null) return null;
    if (typeof cell !== "string") return undefined;
    if (nulls.has(cell)) return null;
    const plain = toPlainText(cell);
    const date = plain === null ? null : readDate(plain);
    if (date === null || date.isCompact !== isCompact) return undefined;
    if (date.clock === null ? !mayLackTime : type === "date") return undefined;
    if (century_pivot === undefined && hasShortYear(date)) return undefined;
    return isoText(date, orders) ?? undefined;
  });
}
