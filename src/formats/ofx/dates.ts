// Reads the dates of OFX: `20250912120000.000[-5:EST]`, and what banks make of it. A date is the one
// that is written; no offset is ever applied to it.
// Source: OFX 2.3 §3.2.8.2.

/** What one date says. Null is for what it does not say. */
export interface WrittenOfxDate {
  /** `2025-09-12`. */
  date: string | null;
  /** `12:00:00.000`, with the fraction as written. */
  time: string | null;
  /** `-05:00`. */
  offset: string | null;
  /** False when a part is there and cannot be read. */
  isSound: boolean;
}

const MAX_CHARACTERS = 64;
const FORM =
  /^(\d{4})([-/.]?)(\d\d)\2(\d\d)(?:[T ]?(\d\d):?(\d\d)(?::?(\d\d)(?:[.,:](\d{1,9}))?)?)?\s*(Z|[+-]\d\d:?\d\d|\[[^\]]*\])?$/i;
const ZONE = /^\[\s*([+-]?)\s*(\d{1,4})?(?:[.:](\d{1,2}))?\s*(?::\s*([A-Za-z/_ -]*))?\s*\]$/;
const ZERO = /^0{8}0*(?:\.0*)?(?:\[[^\]]*\])?$/;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Offsets in minutes of names that stand without one; only those that mean one thing in OFX. */
const NAMED_ZONES: Readonly<Record<string, number>> = {
  GMT: 0,
  UTC: 0,
  AST: -240,
  ADT: -180,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AKST: -540,
  HST: -600,
  BRT: -180,
  CET: 60,
  CEST: 120,
  JST: 540,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
};
const MAX_OFFSET_MINUTES = 14 * 60;

const NOTHING: WrittenOfxDate = { date: null, time: null, offset: null, isSound: true };
const UNREADABLE: WrittenOfxDate = { ...NOTHING, isSound: false };

export function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : DAYS[month - 1];
  return year > 0 && days !== undefined && day >= 1 && day <= days;
}

/** @param text without blanks around it; all zeros are no date. */
export function readOfxDate(text: string): WrittenOfxDate {
  if (text.length > MAX_CHARACTERS) return UNREADABLE;
  if (ZERO.test(text)) return NOTHING;
  const match = FORM.exec(text);
  if (match === null) {
    const day = /^(\d{4})(\d\d)(\d\d)(?!\d)/.exec(text);
    return { ...UNREADABLE, date: day === null ? null : toDay(day[1], day[2], day[3]) };
  }
  const [, year, , month, day, hour, minute, second = "00", fraction, zone] = match;
  const date = toDay(year, month, day);
  if (date === null) return UNREADABLE;
  const isTime = hour === undefined || (hour < "24" && (minute ?? "") < "60" && second <= "60");
  const seconds = fraction === undefined ? second : `${second}.${fraction}`;
  const time = hour === undefined || !isTime ? null : `${hour}:${minute}:${seconds}`;
  const offset = zone === undefined ? null : readOffset(zone);
  return { date, time, offset, isSound: isTime && (zone === undefined || offset !== null) };
}

function toDay(year = "", month = "", day = ""): string | null {
  return isDay(Number(year), Number(month), Number(day)) ? `${year}-${month}-${day}` : null;
}

function readOffset(zone: string): string | null {
  if (zone.toUpperCase() === "Z") return "+00:00";
  if (!zone.startsWith("[")) return `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const match = ZONE.exec(zone);
  if (match === null) return null;
  const [, sign = "", hours, part, name = ""] = match;
  if (hours === undefined) {
    const minutes = NAMED_ZONES[name.trim().toUpperCase()];
    return minutes === undefined ? null : offsetText(minutes);
  }
  const minutes =
    hours.length > 2
      ? Number(hours.slice(0, -2)) * 60 + Number(hours.slice(-2))
      : Number(hours) * 60 + minutesOf(part ?? "");
  return Math.abs(minutes) > MAX_OFFSET_MINUTES
    ? null
    : offsetText(sign === "-" ? -minutes : minutes);
}

/** `5.30` is half past by the specification; some write `5.5`. */
function minutesOf(part: string): number {
  if (part === "") return 0;
  if (part.length === 2 && ["00", "15", "30", "45"].includes(part)) return Number(part);
  return Math.round(Number(`0.${part}`) * 60);
}

function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  return `${minutes < 0 ? "-" : "+"}${twoDigits(Math.trunc(size / 60))}:${twoDigits(size % 60)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}

/** A date as one text of ISO 8601; null when it holds none. */
export function isoTextOf({ date, time, offset }: WrittenOfxDate): string | null {
  if (date === null) return null;
  return time === null ? date : `${date}T${time}${offset ?? ""}`;
}

/** Days since a fixed one, to tell neighbours. @param day `2025-09-12`. */
export function dayNumber(day: string): number {
  const [year = 0, month = 1, date = 1] = day.split("-").map(Number);
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + date - 1;
  return era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear;
}
