// Tells figures (amounts, dates, times) from other cells, and the periods that head columns
// ("2024", "Jan-25", "31.12.2025"). Tells kinds only: no cell is converted here.
// Source: design rules for the grammar of numbers and dates.
import type { CellValue } from "../core/records.ts";

export type CellKind = "number" | "date" | "text" | "blank";
export type PeriodKind = "year" | "month" | "day";

/** Longer texts are no figures. */
const MAX_FIGURE_CHARACTERS = 40;

/** To be matched without blanks, so that no run of them can be divided up in many ways. */
const CURRENCY = "(?:[$€£¥₹]|[A-Z]{3})?";
const DIGITS = String.raw`(?:\d[\d.,'’]*|[.,]\d+)(?:e[-+]?\d+)?`;
const AMOUNT = new RegExp(
  String.raw`^[(<]?${CURRENCY}[-+−–]?${CURRENCY}${DIGITS}%?${CURRENCY}[)>]?[-−]?(?:CR|DR|C|D)?\.?$`,
  "i",
);
const DATE =
  /^(?:\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}|\d{1,4}[-/. ]?[A-Za-zäéûçñ]{3,9}\.?[-/. ,]{0,2}\d{2,4}|[A-Za-z]{3,9}\.? \d{1,2},? \d{2,4})(?:[T ,]+\d{1,2}[:.]\d{2}.*)?$/;
const TIME = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?$/;
const DURATION = /^-?P(?=.)(?:\d+D)?(?:T(?:\d+H)?(?:\d+M)?(?:[\d.]+S)?)?$/;

const YEAR = /^(?:19|20)\d\d$/;
const NUMBERED_MONTH =
  /^(?:(?:0[1-9]|1[0-2])[-/](?:19|20)\d\d|(?:19|20)\d\d[-/](?:0[1-9]|1[0-2]))$/;
/** What may be a name: a class of all letters would cost more to compile than all else here. */
const NAMED_MONTH = /^([^\d\s\-/.']{3,10})\.?[-/ .']{0,2}(?:19|20)?\d\d$/;
/** Months, whole and shortened, in the languages of common exports. */
const MONTHS = new Set(
  `january february march april may june july august september october november december
  jan feb mar apr jun jul aug sep sept oct nov dec
  januar februar märz mai juni juli oktober dezember jän mär mrz okt dez
  janvier février mars avril juin juillet août septembre octobre novembre décembre janv févr fév avr juil aoû déc
  enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre ene abr ago dic
  gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug set ott
  janeiro fevereiro março maio junho julho setembro outubro novembro dezembro fev out
  januari februari maart mei augustus mrt maj marts oktober desember des`.split(/\s+/),
);

/** Whether a cell is a number, a date or time, other text, or blank; typed values included. */
export function kindOf(cell: CellValue): CellKind {
  if (cell === null) return "blank";
  if (typeof cell !== "string") return "number";
  const text = cell.trim();
  if (text === "") return "blank";
  // Every pattern needs a digit; most texts are told apart here.
  if (text.length > MAX_FIGURE_CHARACTERS || !/\d/.test(text)) return "text";
  const isDate = DATE.test(text) || TIME.test(text) || DURATION.test(text) || isMonth(text);
  if (isDate) return "date";
  return AMOUNT.test(text.replaceAll(/\s/g, "")) ? "number" : "text";
}

/** True for numbers, amounts, dates and times, whether typed or written as text. */
export function isFigure(cell: CellValue): boolean {
  const kind = kindOf(cell);
  return kind === "number" || kind === "date";
}

export function isBlank(cell: CellValue | undefined): boolean {
  return cell === undefined || cell === null || (typeof cell === "string" && cell.trim() === "");
}

/** The kind of period that a cell names, if it may: "2025" may be an amount as well. */
export function periodOf(cell: CellValue): PeriodKind | null {
  if (typeof cell === "boolean" || cell === null) return null;
  const text = String(cell).trim();
  if (text.length > MAX_FIGURE_CHARACTERS) return null;
  if (YEAR.test(text)) return "year";
  if (isMonth(text)) return "month";
  return kindOf(cell) === "date" && DATE.test(text) ? "day" : null;
}

function isMonth(text: string): boolean {
  if (NUMBERED_MONTH.test(text)) return true;
  const name = NAMED_MONTH.exec(text)?.[1]?.toLowerCase();
  return name !== undefined && MONTHS.has(name);
}
