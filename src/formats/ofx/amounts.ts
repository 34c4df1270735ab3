// Reads the amounts of OFX into exact decimals: `-11.79`, whatever signs, groups and separators they
// are written with. What could mean two things stays as it is written.
// Source: OFX 2.3 §3.2.9.1 (comma or point as decimal separator, no groups); what banks write.
import { readAmount, readDigits, withSign, type DecimalSeparator } from "../../codecs/amounts.ts";
import { toPlainText } from "../../codecs/plain-text.ts";

/** Null with a reason where the text stays as it is. */
export type ReadAmount = { text: string } | { text: null; isAmbiguous: boolean };

/** Digits that any amount has at most; a longer one is none. */
export const MAX_AMOUNT_CHARACTERS = 40;
const PLAIN = /^([+-]?)0*(\d*)(?:\.(\d*))?$/;
const NONE: ReadAmount = { text: null, isAmbiguous: false };
const AMBIGUOUS: ReadAmount = { text: null, isAmbiguous: true };

export function readOfxAmount(written: string): ReadAmount {
  const plain = toPlainText(written);
  if (plain === null || plain.length > MAX_AMOUNT_CHARACTERS) return NONE;
  const direct = PLAIN.exec(plain);
  if (direct !== null) {
    const [, sign, whole = "", fraction] = direct;
    if (!/\d/.test(plain)) return NONE;
    const digits = `${whole === "" ? "0" : whole}${fraction ? `.${fraction}` : ""}`;
    return { text: withSign(digits, sign === "-") };
  }
  const amount = readAmount(plain);
  // Two signs are a habit of IIF; here nothing tells which of them is meant.
  if (amount?.negative === "--1" || amount?.unit !== "" || amount.marker !== null) return NONE;
  if (amount.body === null) return NONE;
  const decimal = decimalOf(amount.body);
  if (decimal === null) return AMBIGUOUS;
  const digits = readDigits(withoutZeros(amount.body), decimal);
  return digits === null ? NONE : { text: withSign(digits.text, amount.negative !== null) };
}

/**
 * The last separator is the decimal one, unless it comes twice. A lone comma before three digits may
 * be either; a lone point is what the specification says.
 */
function decimalOf(body: string): DecimalSeparator | null {
  const comma = body.lastIndexOf(",");
  const point = body.lastIndexOf(".");
  if (comma < 0) return body.indexOf(".") === point ? "." : ",";
  const isRepeated = body.indexOf(",") !== comma;
  if (point >= 0) return comma > point ? "," : ".";
  if (isRepeated) return ".";
  return /,\d{3}$/.test(body) && /^[1-9]\d{0,2}$/.test(body.slice(0, comma)) ? null : ",";
}

/** Zeros in front of an amount are no code here. */
function withoutZeros(body: string): string {
  return body.replace(/^0+(?=\d)/, "");
}

/** An exact decimal: `units` times ten to the power of minus `scale`. */
export interface Decimal {
  units: bigint;
  scale: number;
}

/** @param text as `readOfxAmount` gives it. */
export function toDecimal(text: string): Decimal {
  const point = text.indexOf(".");
  if (point < 0) return { units: BigInt(text), scale: 0 };
  const fraction = text.length - point - 1;
  return { units: BigInt(text.slice(0, point) + text.slice(point + 1)), scale: fraction };
}

export function addDecimals(one: Decimal, other: Decimal): Decimal {
  const scale = Math.max(one.scale, other.scale);
  return { units: rescaled(one, scale) + rescaled(other, scale), scale };
}

export function subtractDecimals(one: Decimal, other: Decimal): Decimal {
  return addDecimals(one, { units: -other.units, scale: other.scale });
}

function rescaled({ units, scale }: Decimal, wanted: number): bigint {
  return wanted === scale ? units : units * 10n ** BigInt(wanted - scale);
}

export function decimalText({ units, scale }: Decimal): string {
  const isNegative = units < 0n;
  const digits = String(isNegative ? -units : units).padStart(scale + 1, "0");
  const whole = digits.slice(0, digits.length - scale);
  return `${isNegative ? "-" : ""}${whole}${scale === 0 ? "" : `.${digits.slice(-scale)}`}`;
}
