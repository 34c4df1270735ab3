// Turns spreadsheet serial numbers into ISO 8601 local text. Says nothing about which numbers are
// dates: that is number-formats.ts.
// Source: ECMA-376-1:2016 §18.17.4.1 (date systems); the leap year of 1900 is Lotus 1-2-3's.
import type { NumberFormatKind } from "./number-formats.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const SECOND_MS = 1_000;

/** Serial of 10000-01-01 in the 1900 system, the first that is no date. */
const END_SERIAL = 2_958_466;
/** Days between the two systems: serial 0 of 1904 is serial 1462 of 1900. */
const DAYS_1904 = 1_462;
/** 29 February 1900, which did not exist: serials below are counted from one day later. */
const PHANTOM_SERIAL = 60;
/** Serial 0 of the part of the 1900 system that is after the phantom day: 1899-12-30. */
const EPOCH_MS = Date.UTC(1899, 11, 30);

/** Most sheets hold few different days. */
const CACHE_SLOTS = 4_096;
const cachedDays = new Int32Array(CACHE_SLOTS).fill(-1);
const cachedTexts = Array.from({ length: CACHE_SLOTS }, () => "");

/** `day` is a whole serial of the 1900 system, 1 or more. */
function dayText(day: number): string {
  const slot = day % CACHE_SLOTS;
  if (cachedDays[slot] === day) return cachedTexts[slot] as string;
  const days = day < PHANTOM_SERIAL ? day + 1 : day;
  const text =
    day === PHANTOM_SERIAL
      ? "1900-02-29"
      : new Date(EPOCH_MS + days * DAY_MS).toISOString().slice(0, 10);
  cachedDays[slot] = day;
  cachedTexts[slot] = text;
  return text;
}

function pad(value: number, width: number): string {
  return String(value).padStart(width, "0");
}

/** Seconds, with milliseconds only when there are some. */
function fraction(ms: number): string {
  return ms === 0 ? "" : `.${pad(ms, 3)}`.replace(/0+$/, "");
}

function clockText(ms: number): string {
  const hours = Math.floor(ms / HOUR_MS);
  const minutes = Math.floor((ms % HOUR_MS) / MINUTE_MS);
  const seconds = Math.floor((ms % MINUTE_MS) / SECOND_MS);
  return `${pad(hours, 2)}:${pad(minutes, 2)}:${pad(seconds, 2)}${fraction(ms % SECOND_MS)}`;
}

function durationText(totalMs: number): string {
  const hours = Math.floor(totalMs / HOUR_MS);
  const minutes = Math.floor((totalMs % HOUR_MS) / MINUTE_MS);
  const seconds = Math.floor((totalMs % MINUTE_MS) / SECOND_MS);
  const ms = totalMs % SECOND_MS;
  const parts = `${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}`;
  const hasSeconds = seconds > 0 || ms > 0 || parts === "";
  return `PT${parts}${hasSeconds ? `${seconds}${fraction(ms)}S` : ""}`;
}

/**
 * @param serial days since the epoch of the date system, with the time of day as a fraction;
 * rounded to milliseconds, with carry.
 * @returns `2025-01-31`, `2025-01-31T13:45:00`, `13:45:00` or `PT36H30M`, or null when the serial is
 * no date (negative, from the year 10000 on, or a day 0 without a time) and stays a number.
 * A date format never hides a time of day, nor a time format a day: both are given then.
 */
export function serialToIso(
  serial: number,
  kind: Exclude<NumberFormatKind, "number">,
  is1904: boolean,
): string | null {
  const shift = is1904 ? DAYS_1904 : 0;
  if (!(serial >= 0 && serial + shift < END_SERIAL)) return null;
  if (kind === "duration") return durationText(Math.round(serial * DAY_MS));
  let day = Math.floor(serial);
  let ms = Math.round((serial - day) * DAY_MS);
  if (ms === DAY_MS) {
    day += 1;
    ms = 0;
  }
  if (day + shift >= END_SERIAL) return null;
  const hasDay = day > 0 || (is1904 && (kind === "date" || kind === "datetime"));
  if (!hasDay) return kind === "date" && ms === 0 ? null : clockText(ms);
  const showsTime = ms > 0 || kind === "datetime" || kind === "time";
  const date = dayText(day + shift);
  return showsTime ? `${date}T${clockText(ms)}` : date;
}
