// Reads a written time of day: alone, or behind a date, with 12 or 24 hours and perhaps a zone.

const CLOCK =
  /^(\d{1,2})([:.]|h)(\d\d)(?:[:.](\d\d)(?:[.,](\d{1,9}))?)?(?:\s?([ap])\.?m\.?)?(?:\s?(Z|UTC|GMT|[+-]\d\d(?::?\d\d)?))?$/i;

/**
 * @param rest what stands behind a date, the blank or `T` before the time included.
 * @returns `13:45:00`, with `Z` or `+01:00` where it has a zone; null when there is nothing;
 * undefined when it is no time, or of a zone whose offset is not said.
 */
export function readClock(rest: string): string | null | undefined {
  if (rest.trim() === "") return null;
  if (!/^[T,\s]/i.test(rest)) return undefined;
  return clockText(rest.slice(1).trim()) ?? undefined;
}

/** @returns `13:45:00`, or null when it is no time of day; `13.45` alone is none. */
export function readTime(text: string): string | null {
  return text.includes(":") ? clockText(text) : null;
}

function clockText(text: string): string | null {
  const match = CLOCK.exec(text);
  if (match === null) return null;
  const [, written = "", , minute = "", seconds = "00", fraction, half, zone = ""] = match;
  const hour = half === undefined ? Number(written) : to24Hours(Number(written), half);
  if (hour === null || hour > 23 || minute > "59" || seconds > "59") return null;
  const clock = `${String(hour).padStart(2, "0")}:${minute}:${seconds}`;
  const offset = zoneText(zone);
  return offset === null
    ? null
    : `${clock}${fraction === undefined ? "" : `.${fraction}`}${offset}`;
}

function to24Hours(hour: number, half: string): number | null {
  if (hour < 1 || hour > 12) return null;
  return (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
}

function zoneText(zone: string): string | null {
  if (zone === "") return "";
  if (/^[a-z]/i.test(zone)) return "Z";
  const digits = zone.replace(":", "").slice(1).padEnd(4, "0");
  const [hours, minutes] = [digits.slice(0, 2), digits.slice(2)];
  return hours > "23" || minutes > "59" ? null : `${zone[0]}${hours}:${minutes}`;
}
