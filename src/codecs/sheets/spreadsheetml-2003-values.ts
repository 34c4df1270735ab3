// Turns the `Data` of an Excel 2003 XML workbook into a cell of the contract.
// Source: "XML Spreadsheet Reference" (Microsoft, 2001): Data, ss:Type.
import { refuse, type SourceLocation } from "../../core/failure.ts";
import type { CellValue, WarningCode } from "../../core/records.ts";
import type { NumberFormatKind } from "../number-formats.ts";
import { serialToIso } from "../serial-dates.ts";
import { decodeUtf8 } from "../utf8-string.ts";
import { normaliseIsoDate } from "./iso-dates.ts";
import { parseNumber } from "./numbers.ts";
import { toShownPrecision } from "./shown-precision.ts";

/** Durations are written as the moment of the 1900 system that has their serial. */
const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/;
const DURATION_EPOCH_MS = Date.UTC(1899, 11, 31);
/** From here on that system is a day ahead: it has a 29 February 1900. */
const AFTER_PHANTOM_MS = Date.UTC(1900, 2, 1);
const DAY_MS = 86_400_000;

type Warn = (code: WarningCode, message: string) => void;

/**
 * @param type `Number`, `DateTime`, `Boolean`, `String` or `Error`.
 * @param kind of the cell's number format.
 * @param place where the cell is, for a failure.
 * Fails with: `corrupt_file` (text not UTF-8).
 */
export function readSpreadsheetXmlValue(
  type: string,
  bytes: Uint8Array,
  kind: NumberFormatKind,
  is1904: boolean,
  warn: Warn,
  place: () => SourceLocation,
): CellValue {
  const text = decodeUtf8(bytes, 0, bytes.length);
  if (text === null) {
    refuse({ code: "corrupt_file", detail: "A text is not UTF-8.", at: place() });
  }
  if (type === "String" || type === "Error") return text === "" ? null : text;
  const trimmed = text.trim();
  if (trimmed === "") return null;
  const value =
    type === "Number"
      ? readNumber(parseNumber(bytes, 0, bytes.length), kind, is1904, warn)
      : readTyped(type, trimmed, kind);
  if (value !== null) return value;
  warn("invalid_cell", "The cell is not what its type says; its text is given.");
  return text;
}

function readTyped(type: string, text: string, kind: NumberFormatKind): CellValue {
  if (type === "DateTime") return readDate(text, kind);
  if (type !== "Boolean") return null;
  if (text === "1" || text.toLowerCase() === "true") return true;
  return text === "0" || text.toLowerCase() === "false" ? false : null;
}

function readNumber(
  stored: number,
  kind: NumberFormatKind,
  is1904: boolean,
  warn: Warn,
): string | number | null {
  if (Number.isNaN(stored)) return null;
  const shown = toShownPrecision(stored);
  const date = kind === "number" ? null : serialToIso(shown, kind, is1904);
  if (date !== null) return date;
  if (shown !== stored) {
    warn(
      "precision_loss",
      "The whole number has more than 15 digits; the rest is rounded, as the application shows it.",
    );
  }
  return shown;
}

/** Times of day stand on the last day of 1899. */
function readDate(text: string, kind: NumberFormatKind): string | null {
  if (kind === "time") return normaliseIsoDate(text.replace(/^1899-12-31T/, ""), kind);
  const moment = kind === "duration" ? MOMENT.exec(text) : null;
  if (moment === null) return normaliseIsoDate(text, kind);
  const [, day = "", hour, minute, second, digits = "0"] = moment;
  const dayMs = Date.parse(`${day}T00:00:00Z`);
  const clock = (Number(hour) * 60 + Number(minute)) * 60 + Number(second) + Number(`0.${digits}`);
  const phantom = dayMs >= AFTER_PHANTOM_MS ? 1 : 0;
  const serial = (dayMs - DURATION_EPOCH_MS + clock * 1000) / DAY_MS + phantom;
  return serialToIso(serial, "duration", false);
}
