// Brings the dates of `t="d"` cells, which strict workbooks write as text, into the form of all others.
// Source: ECMA-376-1:2016 §18.17.4 (ISO 8601 dates in cells).
import type { NumberFormatKind } from "../../codecs/number-formats.ts";

const ISO =
  /^(?:(\d{4}-\d{2}-\d{2})(?:[T ](?=\d)|(?=Z|[+-]|$)))?(?:([01]\d|2[0-3]):([0-5]\d)(?::([0-5]\d)(?:\.(\d+))?)?)?(?:Z|[+-]\d{2}:?\d{2})?$/;

/** 30 December 1899 stands for "no day" in cells that show a time. */
const NO_DAY = "1899-12-30";

/**
 * @param kind of the cell's number format: one that shows no time drops a midnight, one that shows a
 * time gives it.
 * @returns local text without a zone, or null when `text` is no date.
 */
export function normaliseIsoDate(text: string, kind: NumberFormatKind): string | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, day, hour, minute = "", seconds = "00", digits = ""] = match;
  if (day === undefined && hour === undefined) return null;
  if (day !== undefined && !isDay(day)) return null;
  const fraction = digits.slice(0, 3).replace(/0+$/, "");
  const clock =
    hour === undefined
      ? null
      : `${hour}:${minute}:${seconds}${fraction === "" ? "" : `.${fraction}`}`;
  if (day === undefined) return clock;
  if (kind === "time" && day === NO_DAY && clock !== null) return clock;
  const showsTime = kind === "datetime" || kind === "time";
  if (clock === null) return showsTime ? `${day}T00:00:00` : day;
  return clock === "00:00:00" && !showsTime ? day : `${day}T${clock}`;
}

/** Whether the calendar has that day: `Date` alone lets 30 February be. */
function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
