// Reads one written amount: its sign, currency, unit and digits. Works on text alone, so that no
// digit is lost. Which of `.` and `,` is the decimal separator is the column's to say.
import { combineCurrencies, peelCurrency, type PeeledCurrency } from "./currencies.ts";

export type DecimalSeparator = "." | ",";
export type GroupSeparator = "." | "," | "'" | " ";

/** How a negative amount is written. */
export type NegativeForm = "-1" | "--1" | "1-" | "(1)" | "<1>";

/** Debit and credit: `CR`/`DR`, `C`/`D`, and `H`/`S` (Haben, Soll). */
export type Marker = "CR" | "DR" | "C" | "D" | "H" | "S";

export interface WrittenAmount {
  /** Digits and separators, perhaps an exponent; null for a dash or `nil`. */
  body: string | null;
  negative: NegativeForm | null;
  currency: string | null;
  unit: "" | "%" | "bp";
  marker: Marker | null;
  /** It may as well be a code, such as the voucher `CR1001` or the room `12 C`. */
  isCodeLike: boolean;
}

export interface AmountDigits {
  /** Digits with a point, no sign and no groups: `1234.50`. */
  text: string;
  group: GroupSeparator | null;
  hasFraction: boolean;
  hasLeadingZeros: boolean;
  hasExponent: boolean;
}

/** Whole numbers with more digits are codes: account and card numbers. */
const MAX_WHOLE_DIGITS = 15;
/** Written exponents are expanded up to this, so that few characters do not become many. */
const MAX_EXPONENT = 40;
const BODY = /^[\d.,' ]*\d[\d.,' ]*(?:[eE][+-]\d{1,2})?$/;
const MARKED_END = /(?:^|[\d\s)>%.,€$£-])(CR|DR|C|D|H|S)\.?$/i;
const CODE_LIKE =
  /^(?:[A-Z]{3}\d+|\d+[A-Z]{3}|(?:CR|DR|Cr|Dr|cr|dr)\.? ?\d+|\d+(?:CR|DR| ?[CDHScdhs])\.?)$/;
const MARKED_START = /^(CR|DR)\.?(?=[\s\d(])/i;

/**
 * @param text as `toPlainText` gives it.
 * @returns null when it is no amount; two signs (`(-1)`, `-1 CR`, `- -1`) are none, but for `--1`.
 */
export function readAmount(text: string): WrittenAmount | null {
  if (!/\d/.test(text)) return readZeroWord(text);
  const currencies: PeeledCurrency[] = [];
  let negative: NegativeForm | null = null;
  let marker: Marker | null = null;
  let unit: WrittenAmount["unit"] = "";
  let isSigned = false;
  let rest = text;
  while (!BODY.test(rest)) {
    const sign = peelSign(rest);
    if (sign !== null) {
      if (isSigned) return null;
      isSigned = true;
      negative = sign.negative;
      rest = sign.rest;
      continue;
    }
    const measured: ReturnType<typeof peelUnit> = unit === "" ? peelUnit(rest) : null;
    if (measured !== null) {
      unit = measured.unit;
      rest = measured.rest;
      continue;
    }
    const marked: ReturnType<typeof peelMarker> = marker === null ? peelMarker(rest) : null;
    if (marked !== null) {
      marker = marked.marker;
      rest = marked.rest;
      continue;
    }
    const found = peelCurrency(rest);
    if (found === null || currencies.length === 2) return null;
    currencies.push(found);
    rest = found.rest;
  }
  // A marker is a sign, and a ratio has no currency.
  if (isSigned && marker !== null) return null;
  if (unit !== "" && currencies.length > 0) return null;
  const currency = combineCurrencies(currencies);
  if (currency === null && currencies.length > 0) return null;
  return { body: rest, negative, currency, unit, marker, isCodeLike: CODE_LIKE.test(text) };
}

/** `-`, `nil`, and both with a currency: how ledgers write nothing. */
function readZeroWord(text: string): WrittenAmount | null {
  const peeled = peelCurrency(text);
  const word = (peeled?.rest ?? text).toLowerCase();
  if (word !== "-" && word !== "nil") return null;
  return {
    body: null,
    negative: null,
    currency: peeled?.currency ?? null,
    unit: "",
    marker: null,
    isCodeLike: false,
  };
}

function peelUnit(text: string): { rest: string; unit: "%" | "bp" } | null {
  if (text.endsWith("%")) return { rest: text.slice(0, -1).trim(), unit: "%" };
  const match = /[\d\s](bps?)$/i.exec(text);
  return match === null ? null : { rest: text.slice(0, match.index + 1).trim(), unit: "bp" };
}

function peelSign(text: string): { rest: string; negative: NegativeForm | null } | null {
  const start = text[0];
  const end = text.at(-1);
  if (start === "(" && end === ")") return { rest: text.slice(1, -1).trim(), negative: "(1)" };
  if (start === "<" && end === ">") return { rest: text.slice(1, -1).trim(), negative: "<1>" };
  // IIF writers put a minus before amounts that have one: --12 is minus twelve.
  if (/^--[\d.]/.test(text)) return { rest: text.slice(2), negative: "--1" };
  if (start === "-") return { rest: text.slice(1).trim(), negative: "-1" };
  if (start === "+") return { rest: text.slice(1).trim(), negative: null };
  // `12.-` is twelve even in Switzerland, not minus twelve.
  if (end === "-" && text.length > 1 && !/[.,] ?-$/.test(text))
    return { rest: text.slice(0, -1).trim(), negative: "1-" };
  if (end === "+") return { rest: text.slice(0, -1).trim(), negative: null };
  return null;
}

function peelMarker(text: string): { rest: string; marker: Marker } | null {
  const end = MARKED_END.exec(text)?.[1];
  if (end !== undefined) {
    return {
      rest: text.slice(0, text.lastIndexOf(end)).trim(),
      marker: end.toUpperCase() as Marker,
    };
  }
  const start = MARKED_START.exec(text);
  if (start === null) return null;
  return { rest: text.slice(start[0].length).trim(), marker: start[1]?.toUpperCase() as Marker };
}

/**
 * Reads the digits of an amount under one decimal separator.
 * @returns null when they do not fit it, or are a code: leading zeros without decimals, or more than
 * 15 digits without groups and decimals.
 */
export function readDigits(body: string, decimal: DecimalSeparator): AmountDigits | null {
  const exponentAt = body.search(/[eE]/);
  if (exponentAt !== -1) return readExponent(body, exponentAt, decimal);
  const point = body.indexOf(decimal);
  if (point !== -1 && body.indexOf(decimal, point + 1) !== -1) return null;
  const whole = point === -1 ? body : body.slice(0, point);
  const fraction = point === -1 ? "" : body.slice(point + 1);
  if (point !== -1 && !isDigits(fraction)) return null;
  const isPlain = whole === "" || isDigits(whole);
  if (isPlain && point === -1 && isCode(whole)) return null;
  const group = isPlain ? null : groupOf(whole, decimal);
  if (!isPlain && group === null) return null;
  const digits = group === null ? whole : whole.replaceAll(group, "");
  const significant = withoutLeadingZeros(digits);
  return {
    text: point === -1 ? significant : `${significant}.${fraction}`,
    group,
    hasFraction: point !== -1,
    hasLeadingZeros: digits.length > significant.length,
    hasExponent: false,
  };
}

/** @param digits nothing else. True for leading zeros, and for more digits than a number has. */
export function isCode(digits: string): boolean {
  return digits.length > MAX_WHOLE_DIGITS || (digits.length > 1 && digits.startsWith("0"));
}

export function isDigits(text: string): boolean {
  return /^\d+$/.test(text);
}

/** Applies a sign; zero has none. */
export function withSign(digits: string, isNegative: boolean): string {
  return isNegative && /[1-9]/.test(digits) ? `-${digits}` : digits;
}

/** @returns the shortest decimal text of a number, without an exponent: what a spreadsheet cell holds. */
export function numberText(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  return sign + shiftPoint(whole, fraction, Number(exponent));
}

/** The one separator of the groups of a whole number: of threes, or of Indian twos before a three. */
function groupOf(whole: string, decimal: DecimalSeparator): GroupSeparator | null {
  const group = /[^\d]/.exec(whole)?.[0];
  if (group === undefined || group === decimal || !isGroupSeparator(group)) return null;
  const [first = "", ...others] = whole.split(group);
  if (!isDigits(first) || first.startsWith("0") || first.length > 3) return null;
  if (!others.every(isDigits) || others.at(-1)?.length !== 3) return null;
  const middle = others.slice(0, -1);
  if (middle.every(({ length }) => length === 3)) return group;
  const isIndian = group === "," && first.length <= 2 && middle.every(({ length }) => length === 2);
  return isIndian ? group : null;
}

function isGroupSeparator(character: string): character is GroupSeparator {
  return character === "." || character === "," || character === "'" || character === " ";
}

/** `1.5E+10`: as spreadsheets write it, with a sign. `12E5` may be a code, and is none. */
function readExponent(
  body: string,
  exponentAt: number,
  decimal: DecimalSeparator,
): AmountDigits | null {
  const [whole = "", fraction = "", ...more] = body.slice(0, exponentAt).split(decimal);
  const hasFraction = body.slice(0, exponentAt).includes(decimal);
  if (more.length > 0 || !isDigits(whole) || whole.length > 1) return null;
  if (hasFraction && !isDigits(fraction)) return null;
  const exponent = Number(body.slice(exponentAt + 1));
  if (Math.abs(exponent) > MAX_EXPONENT) return null;
  const text = shiftPoint(whole, fraction, exponent);
  return {
    text,
    group: null,
    hasFraction: text.includes("."),
    hasLeadingZeros: false,
    hasExponent: true,
  };
}

/** Writes `whole.fraction` times ten to the power of `exponent` out. */
function shiftPoint(whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  if (point <= 0) return `0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return withoutLeadingZeros(digits.padEnd(point, "0"));
  return `${withoutLeadingZeros(digits.slice(0, point))}.${digits.slice(point)}`;
}

function withoutLeadingZeros(digits: string): string {
  let start = 0;
  while (start < digits.length - 1 && digits[start] === "0") start += 1;
  return digits === "" ? "0" : digits.slice(start);
}
