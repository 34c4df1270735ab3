// Chooses the order of day, month and year for the dates of one column: by the calendar, by the span
// of the years, by the sequence of a sorted column. Never mixes orders within a column.
import type { DateOrder, Decider } from "../core/column-type.ts";
import { isFitting } from "./column-reading.ts";
import { toIsoText, type WrittenDate } from "./written-dates.ts";

const ORDERS: readonly DateOrder[] = ["DMY", "MDY", "YMD"];
/** Changes between neighbours below which a sorted column may be chance. */
const MIN_CHANGES = 4;
/** Steps against the direction that a sorted column may have, and how many more the other order has. */
const MAX_DISORDER_SHARE = 0.02;
const DISORDER_RATIO = 10;

export interface OrderChoice {
  /** Orders that the dates allow; the first one fits best. None when each date has one of its own. */
  orders: readonly DateOrder[];
  /** What chose the one order that is left; null when there is no choice, or none was made. */
  decidedBy: Decider | null;
  /**
   * `settled`: there is one reading, or all give the same dates, as for 01/01/2025. `open`: several
   * fit alike. `contradictory`: some dates fit one order alone, and others another.
   */
  state: "settled" | "open" | "contradictory";
}

/** @param dates of one column, in order; those with one possible order count for the sequence alone. */
export function chooseOrder(dates: readonly WrittenDate[]): OrderChoice {
  const open = dates.filter(({ orders }) => orders.length > 1);
  const possible = ORDERS.filter((order) => open.some((date) => toIsoText(date, order) !== null));
  if (possible.length === 0) return { orders: [], decidedBy: null, state: "settled" };
  const fitting = unbeaten(open, possible);
  if (fitting.length === 0) return { orders: possible, decidedBy: null, state: "contradictory" };
  if (fitting.length === 1) return { orders: fitting, decidedBy: "values", state: "settled" };
  const orders = withinSpan(open, fitting);
  if (orders.length === 1) return { orders, decidedBy: "span", state: "settled" };
  if (open.every((date) => isAlike(date, orders)))
    return { orders, decidedBy: null, state: "settled" };
  const sorted = sortedOrder(dates, orders);
  return sorted === null
    ? { orders, decidedBy: null, state: "open" }
    : { orders: [sorted], decidedBy: "sequence", state: "settled" };
}

/** Orders against which nearly no date speaks that has another order alone. */
function unbeaten(
  open: readonly WrittenDate[],
  possible: readonly DateOrder[],
): readonly DateOrder[] {
  const fits = new Map(
    possible.map((order) => [order, open.map((date) => toIsoText(date, order) !== null)]),
  );
  const only = (one: DateOrder, other: DateOrder) =>
    open.filter((_, index) => fits.get(one)?.[index] === true && fits.get(other)?.[index] !== true)
      .length;
  return possible.filter((order) =>
    possible.every((other) => {
      const against = only(other, order);
      return against === 0 || isFitting(only(order, other), only(order, other) + against);
    }),
  );
}

/**
 * Years change less than days: a first field of `05-01-25` that changes more than the last is no year.
 * The reverse proves nothing, since the firsts of all months of many years look so as well.
 */
function withinSpan(
  open: readonly WrittenDate[],
  orders: readonly DateOrder[],
): readonly DateOrder[] {
  if (!orders.includes("YMD")) return orders;
  const first = new Set(open.map(({ fields }) => fields[0])).size;
  const last = new Set(open.map(({ fields }) => fields[2])).size;
  const others = orders.filter((order) => order !== "YMD");
  if (last < first) return others;
  if (first < last) return orders;
  // With slashes the year comes last, except in columns that speak for another reading.
  return open.every(({ separator }) => separator === "/") ? others : orders;
}

function isAlike(date: WrittenDate, orders: readonly DateOrder[]): boolean {
  const [first, ...texts] = orders.map((order) => toIsoText(date, order));
  return texts.every((text) => text === first);
}

/** The one order under which the column is sorted. */
function sortedOrder(
  dates: readonly WrittenDate[],
  orders: readonly DateOrder[],
): DateOrder | null {
  const measured = orders.map((order) => ({ order, ...measureSteps(dates, order) }));
  const sorted = measured.filter(
    ({ disorder, changes }) => changes >= MIN_CHANGES && disorder <= changes * MAX_DISORDER_SHARE,
  );
  const [best] = sorted;
  if (best === undefined || sorted.length > 1) return null;
  const isClear = measured.every(
    ({ order, disorder }) =>
      order === best.order || disorder >= Math.max(1, best.disorder * DISORDER_RATIO),
  );
  return isClear ? best.order : null;
}

function measureSteps(
  dates: readonly WrittenDate[],
  order: DateOrder,
): { changes: number; disorder: number } {
  let ups = 0;
  let downs = 0;
  let last: string | null = null;
  for (const date of dates) {
    const text = toIsoText(date, order);
    if (text === null) continue;
    if (last !== null && text > last) ups += 1;
    if (last !== null && text < last) downs += 1;
    last = text;
  }
  return { changes: ups + downs, disorder: Math.min(ups, downs) };
}
