// Tells from a data style whether it shows a number as a date, a time or a duration, or fills it up
// with zeros: what number-formats.ts does for format codes, with the same answers.
// Source: OpenDocument 1.3 part 3 §16.27 (data styles), §16.3 (style:map).
import type { NumberFormatKind } from "../../codecs/number-formats.ts";
import { parseIndex } from "../../codecs/sheets/numbers.ts";
import type { XmlScanner } from "../../codecs/xml-scanner.ts";
import { NAME } from "./vocabulary.ts";

/** What a cell style says of values. */
export interface CellFormat {
  kind: NumberFormatKind;
  /** Digits that whole numbers are filled up to with zeros, as account codes are; 0 for none. */
  paddedDigits: number;
}

export const PLAIN_FORMAT: CellFormat = { kind: "number", paddedDigits: 0 };

export interface DataStyle {
  /** Number, currency, percentage, boolean and text styles never show a date, whatever stands in them. */
  isNumeric: boolean;
  /** Shows hours that do not wrap: `number:truncate-on-overflow="false"`. */
  isElapsed: boolean;
  hasDate: boolean;
  hasTime: boolean;
  paddedDigits: number;
  /** Whether it shows anything besides the digits: no code is written so. */
  showsMore: boolean;
  /** Name of the style that formats days, where a map leads to another one. */
  target: string | null;
}

const NUMERIC_STYLES = new Set([
  NAME["number-style"],
  NAME["currency-style"],
  NAME["percentage-style"],
  NAME["boolean-style"],
  NAME["text-style"],
]);
const DATE_PARTS = new Set([
  NAME.year,
  NAME.month,
  NAME.day,
  NAME.era,
  NAME["day-of-week"],
  NAME["week-of-year"],
  NAME.quarter,
]);
const TIME_PARTS = new Set([NAME.hours, NAME.minutes, NAME.seconds, NAME["am-pm"]]);

/** @returns an empty style for the element of that name, or null when it is no data style. */
export function newDataStyle(element: number): DataStyle | null {
  const isNumeric = NUMERIC_STYLES.has(element);
  if (!isNumeric && element !== NAME["date-style"] && element !== NAME["time-style"]) return null;
  return {
    isNumeric,
    isElapsed: false,
    hasDate: false,
    hasTime: false,
    paddedDigits: 0,
    showsMore: element !== NAME["number-style"],
    target: null,
  };
}

/** Takes a child of the style that has just started; returns how many characters are kept of it. */
export function addStylePart(style: DataStyle, scanner: XmlScanner): number {
  const { name } = scanner;
  if (DATE_PARTS.has(name)) style.hasDate = true;
  else if (TIME_PARTS.has(name)) style.hasTime = true;
  else if (name === NAME.number) readDigits(style, scanner);
  else if (name === NAME.map) {
    if (style.target !== null) return 0;
    let condition = "";
    let target = "";
    while (scanner.nextAttribute()) {
      if (scanner.attribute === NAME.condition) condition = scanner.valueText();
      else if (scanner.attribute === NAME["apply-style-name"]) target = scanner.valueText();
    }
    if (!formatsDays(condition)) return 0;
    style.target = target;
    return target.length;
  } else if (name !== NAME["text-properties"]) style.showsMore = true;
  return 0;
}

/** As many digits as a number keeps, and as format codes are read for. */
const MAX_PADDED_DIGITS = 15;

function readDigits(style: DataStyle, scanner: XmlScanner): void {
  let digits = 0;
  let decimals = 0;
  let isGrouped = false;
  while (scanner.nextAttribute()) {
    const { attribute, bytes, valueStart, valueEnd } = scanner;
    if (attribute === NAME["min-integer-digits"]) digits = parseIndex(bytes, valueStart, valueEnd);
    else if (attribute === NAME["decimal-places"])
      decimals = parseIndex(bytes, valueStart, valueEnd);
    else if (attribute === NAME.grouping) isGrouped = scanner.valueText() !== "false";
  }
  const isPadded = digits >= 2 && digits <= MAX_PADDED_DIGITS && decimals === 0 && !isGrouped;
  if (isPadded) style.paddedDigits = digits;
  else style.showsMore = true;
}

/** Format of the style itself, its maps left aside. */
export function formatOfParts(style: DataStyle): CellFormat {
  return {
    kind: kindOfParts(style),
    paddedDigits: style.showsMore ? 0 : style.paddedDigits,
  };
}

function kindOfParts({ isNumeric, isElapsed, hasDate, hasTime }: DataStyle): NumberFormatKind {
  if (isNumeric) return "number";
  if (hasDate) return hasTime ? "datetime" : "date";
  if (!hasTime) return "number";
  return isElapsed ? "duration" : "time";
}

/** Serial of a day of the year 2023, as good as any for choosing among maps. */
const TYPICAL_SERIAL = 45_000;
const CONDITION = /^\s*value\(\)\s*(<=|>=|!=|<|>|=)\s*([+-]?\d{1,15}(?:\.\d{0,15})?)\s*$/;

function formatsDays(condition: string): boolean {
  const [, operator = "", bound] = CONDITION.exec(condition.slice(0, 64)) ?? [];
  if (bound === undefined) return false;
  // One value alone is never what a style is for.
  if (operator === "=" || operator === "!=") return operator === "!=";
  return operator.startsWith("<") === TYPICAL_SERIAL < Number(bound);
}
