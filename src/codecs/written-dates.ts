// Reads one written date, with or without a time, into its fields. Which of day, month and year
// stands where is the column's to say, unless a name of a month or a year of four digits does.
import type { DateOrder } from "../core/column-type.ts";
import { monthOf } from "./month-names.ts";
import { readClock } from "./written-times.ts";

/** Years of two digits below this are of the 2000s: no clock is asked, so that a file always reads alike. */
export const CENTURY_PIVOT = 50;

export interface WrittenDate {
  /** Fields as they stand; a month by name is already its number. */
  fields: readonly [string, string, string];
  /** The orders that its form allows; the calendar may allow fewer. */
  orders: readonly DateOrder[];
  /** Between the fields; empty for `20250131` and dates with a name. */
  separator: string;
  isCompact: boolean;
  /** `13:45:00`, with a zone if there is one; null without a time. */
  clock: string | null;
}

const NUMERIC = /^(\d{1,4})(\s?[-/.]\s?|\s)(\d{1,2})(\s?[-/.]\s?|\s)'?(\d{1,4})(?!\d)\.?(.*)$/s;
const DAY_FIRST =
  /^(\d{1,4})(?:st|nd|rd|th|er|[ºª°])?[-/., ]{0,2}(?:(?:de|of) )?(\p{L}{3,12})\.?[-/., ]{0,2}(?:(?:de|del|of) )?'?(\d{1,4})(?!\d)(.*)$/isu;
const MONTH_FIRST =
  /^(\p{L}{3,12})\.?[-/., ]{1,2}(\d{1,2})(?:st|nd|rd|th)?[-/., ]{1,2}'?(\d{4}|\d{2})(?!\d)(.*)$/isu;
const COMPACT = /^(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z?)|(\s.*))?$/s;
const EAST_ASIAN = /^(\d{4})年(\d{1,2})月(\d{1,2})日(.*)$/s;
/** What any of them begins with; most texts are told apart here. */
const MAYBE_DATE = /^(?:\d{1,4}[-/. '\d\p{L}º]|\p{L}{3,12}[-/., ]{1,3}\d)/u;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** A compact number is a date only within these years: others are likelier codes. */
const MIN_COMPACT_YEAR = "1900";
const END_COMPACT_YEAR = "2100";

/** @param text as `toPlainText` gives it. @returns null when it does not look like a date. */
export function readDate(text: string): WrittenDate | null {
  if (!MAYBE_DATE.test(text)) return null;
  return readNumeric(text) ?? readCompact(text) ?? readNamed(text) ?? readEastAsian(text);
}

/** @returns ISO 8601 text, or null when the calendar has no such day under that order. */
export function toIsoText({ fields, orders, clock }: WrittenDate, order: DateOrder): string | null {
  const actual = orders.length === 1 ? orders[0] : order;
  if (actual === undefined || !orders.includes(actual)) return null;
  const [one, two, three] = fields;
  const [year, month, day] =
    actual === "YMD" ? [one, two, three] : actual === "DMY" ? [three, two, one] : [three, one, two];
  const fullYear = year.length === 4 ? year : centuryOf(year) + year;
  if (!hasDay(Number(fullYear), Number(month), Number(day))) return null;
  const date = `${fullYear}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  return clock === null ? date : `${date}T${clock}`;
}

/** True when the year has two digits, whatever the order. */
export function hasShortYear({ fields, orders }: WrittenDate): boolean {
  return (orders[0] === "YMD" ? fields[0] : fields[2]).length === 2;
}

function readNumeric(text: string): WrittenDate | null {
  const match = NUMERIC.exec(text);
  if (match === null) return null;
  const [, one = "", before = "", two = "", after = "", three = "", rest = ""] = match;
  const separator = before.trim();
  if (separator !== after.trim()) return null;
  const orders = ordersOf(one, three);
  const clock = readClock(rest);
  if (orders === null || clock === undefined) return null;
  return {
    fields: [one, two, three],
    orders,
    separator: separator === "" ? " " : separator,
    isCompact: false,
    clock,
  };
}

function ordersOf(first: string, last: string): readonly DateOrder[] | null {
  if (first.length === 4) return last.length <= 2 ? ["YMD"] : null;
  if (first.length === 3 || last.length === 3 || last.length === 1) return null;
  if (last.length === 4) return ["DMY", "MDY"];
  return first.length === 2 ? ["DMY", "MDY", "YMD"] : ["DMY", "MDY"];
}

function readCompact(text: string): WrittenDate | null {
  const match = COMPACT.exec(text);
  if (match === null) return null;
  const [, year = "", month = "", day = "", hour, minute, seconds = "00", zone = "", rest] = match;
  if (year < MIN_COMPACT_YEAR || year >= END_COMPACT_YEAR) return null;
  const clock = readClock(
    hour === undefined ? (rest ?? "") : ` ${hour}:${minute}:${seconds}${zone}`,
  );
  if (clock === undefined) return null;
  return { fields: [year, month, day], orders: ["YMD"], separator: "", isCompact: true, clock };
}

function readNamed(text: string): WrittenDate | null {
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst !== null) {
    const [, one = "", name = "", three = "", rest = ""] = dayFirst;
    const order = one.length === 4 ? "YMD" : "DMY";
    const [year, day] = order === "YMD" ? [one, three] : [three, one];
    return named(order === "YMD" ? [year, name, day] : [day, name, year], order, rest);
  }
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst === null) return null;
  const [, name = "", day = "", year = "", rest = ""] = monthFirst;
  return named([name, day, year], "MDY", rest);
}

function named(
  written: readonly [string, string, string],
  order: DateOrder,
  rest: string,
): WrittenDate | null {
  const [one, two, three] = written;
  const month = monthOf(order === "MDY" ? one : two);
  const clock = readClock(rest);
  const [year, day] =
    order === "YMD" ? [one, three] : order === "DMY" ? [three, one] : [three, two];
  if (month === null || clock === undefined || day.length > 2) return null;
  if (year.length !== 2 && year.length !== 4) return null;
  const fields: [string, string, string] =
    order === "MDY" ? [String(month), two, three] : [one, String(month), three];
  return { fields, orders: [order], separator: "", isCompact: false, clock };
}

function readEastAsian(text: string): WrittenDate | null {
  const match = EAST_ASIAN.exec(text);
  if (match === null) return null;
  const [, year = "", month = "", day = "", rest = ""] = match;
  const clock = readClock(rest === "" || rest.startsWith(" ") ? rest : ` ${rest}`);
  if (clock === undefined) return null;
  return { fields: [year, month, day], orders: ["YMD"], separator: "", isCompact: false, clock };
}

function centuryOf(year: string): string {
  return Number(year) < CENTURY_PIVOT ? "20" : "19";
}

function hasDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : DAYS[month - 1];
  return year > 0 && days !== undefined && day >= 1 && day <= days;
}
