// Brings the dates and times of cells into the form that all spreadsheet formats give them.
// Source: OpenDocument 1.3 part 3 §19.370 (office:date-value), §19.382 (office:time-value), §18.2;
// XML Schema part 2 §3.2.6-§3.2.9.
import type { NumberFormatKind } from "../../codecs/number-formats.ts";
import { serialToIso } from "../../codecs/serial-dates.ts";
import { decodeUtf8 } from "../../codecs/utf8-string.ts";

const DAY_MS = 86_400_000;
/** Longest value that can be a date or time. */
const MAX_CHARACTERS = 64;
/** `2025-01-31` */
const DATE_BYTES = 10;
/** Day 0 of the usual null date: it stands for "no day" in cells that show a time. */
const NO_DAY = "1899-12-30";
const LAST_DAY = "9999-12-31";

const CLOCK = /^[T ]([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:[.,](\d+))?)?(?:Z|[+-]\d{2}:?\d{2})?$/;
const ZONE = /^(?:Z|[+-]\d{2}:?\d{2})$/;
const DURATION =
  /^(-?)P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,](\d+))?S)?)?$/;

/** The first day of a document's count, which the serials of its numbers refer to. */
export interface DateSystem {
  /** Milliseconds since 1970. */
  dayZeroMs: number;
  /** Whether it is 1899-12-30, so that this day means "no day". */
  hasUsualDayZero: boolean;
}

/** @param day what `table:null-date` says; what is no date leaves the usual one (§19.623). */
export function readDateSystem(day: string): DateSystem {
  const bytes = new TextEncoder().encode(day);
  const isDate = startsWithDay(bytes, 0, bytes.length);
  const dayZero = isDate ? day.slice(0, DATE_BYTES) : NO_DAY;
  return {
    dayZeroMs: Date.parse(`${dayZero}T00:00:00Z`),
    hasUsualDayZero: dayZero === NO_DAY,
  };
}

/** Milliseconds of a fraction of seconds, rounded: they may be 1000. */
function fractionMs(digits: string | undefined): number {
  return digits === undefined ? 0 : Math.round(Number(`0.${digits}`) * 1000);
}

function monthDays(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
}

function digitsAt(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const digit = (bytes[index] as number) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** Whether a day that the calendar has begins at `start`. */
function startsWithDay(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < DATE_BYTES || bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) {
    return false;
  }
  const year = digitsAt(bytes, start, 4);
  const month = digitsAt(bytes, start + 5, 2);
  const day = digitsAt(bytes, start + 8, 2);
  return month >= 1 && month <= 12 && day >= 1 && day <= monthDays(year, month) && year >= 0;
}

/** Whether bytes `start` (inclusive) to `end` (exclusive) are a day that the calendar has, and no more. */
export function isDay(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start === DATE_BYTES && startsWithDay(bytes, start, end);
}

/**
 * Reads `office:date-value` from bytes `start` (inclusive) to `end` (exclusive): a day, with or
 * without a time, which is rounded to milliseconds.
 * @param kind of the cell's data style: one that shows no time drops a midnight, one that shows a time gives it.
 * @returns local text without a zone, or null when there is no date.
 */
export function readDateValue(
  bytes: Uint8Array,
  start: number,
  end: number,
  kind: NumberFormatKind,
  { hasUsualDayZero }: DateSystem,
): string | null {
  if (end - start > MAX_CHARACTERS || !startsWithDay(bytes, start, end)) return null;
  const text = decodeUtf8(bytes, start, end);
  if (text === null) return null;
  let day = text.slice(0, DATE_BYTES);
  const rest = text.slice(DATE_BYTES);
  let ms = 0;
  if (rest !== "" && !ZONE.test(rest)) {
    const match = CLOCK.exec(rest);
    if (match === null) return null;
    const [, hours, minutes, seconds = "0", digits] = match;
    ms =
      (Number(hours) * 60 + Number(minutes)) * 60_000 + Number(seconds) * 1000 + fractionMs(digits);
    if (ms === DAY_MS) {
      if (day === LAST_DAY) return null;
      day = new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, DATE_BYTES);
      ms = 0;
    }
  }
  const showsTime = ms > 0 || (kind !== "date" && kind !== "number" && kind !== "moment");
  if (!showsTime) return day;
  const clock = serialToIso(ms / DAY_MS, "time", false);
  return day === NO_DAY && hasUsualDayZero ? clock : `${day}T${clock}`;
}

/**
 * Reads `office:time-value`, which is a duration whether the cell shows a time of day or a span.
 * @param kind of the cell's data style, which alone tells the two apart: `duration`, or anything else
 * for a time of day, which is how applications show a span without a style.
 * @returns `13:45:00` for a time of day, else `PT36H30M` or `-PT1H`; null when there is no duration.
 */
export function readTimeValue(
  bytes: Uint8Array,
  start: number,
  end: number,
  kind: NumberFormatKind,
): string | null {
  if (end - start > MAX_CHARACTERS) return null;
  const text = decodeUtf8(bytes, start, end) ?? "";
  const match = DURATION.exec(text);
  if (match === null || /[PT]$/.test(text)) return null;
  const [, sign, days = "0", hours = "0", minutes = "0", seconds = "0", digits] = match;
  const ms =
    ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 +
    Number(seconds) * 1000 +
    fractionMs(digits);
  const isNegative = sign === "-" && ms > 0;
  const isClock = kind !== "duration" && !isNegative && ms < DAY_MS;
  const span = serialToIso(ms / DAY_MS, isClock ? "time" : "duration", false);
  return isNegative && span !== null ? `-${span}` : span;
}

/**
 * Reads a number under a data style of dates or times as the days since day zero.
 * @returns what a date or time of that value would give, or null when it stays a number: negative,
 * beyond the year 9999, or 0 without a time.
 */
export function readSerial(
  serial: number,
  kind: Exclude<NumberFormatKind, "number">,
  { dayZeroMs, hasUsualDayZero }: DateSystem,
): string | null {
  if (!(serial >= 0)) return null;
  if (kind === "duration" || (kind === "time" && serial >= 1)) {
    return serialToIso(serial, "duration", false);
  }
  const totalMs = Math.round(serial * DAY_MS);
  const ms = totalMs % DAY_MS;
  const clock = serialToIso(ms / DAY_MS, "time", false);
  if (kind === "time") return clock;
  const hasDay = totalMs >= DAY_MS || !hasUsualDayZero;
  if (!hasDay) return kind === "date" && ms === 0 ? null : clock;
  const dayMs = dayZeroMs + totalMs - ms;
  if (!(dayMs <= Date.parse(`${LAST_DAY}T00:00:00Z`))) return null;
  const day = new Date(dayMs).toISOString().slice(0, DATE_BYTES);
  return ms > 0 || kind === "datetime" ? `${day}T${clock}` : day;
}
