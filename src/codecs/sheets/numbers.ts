// Reads the numbers of cells from bytes and gives them the precision that the application shows.
// Source: ECMA-376-1:2016 §18.3.1.96 (v), XML Schema §3.2.5 (double), without INF and NaN.
import { SHOWN_DIGITS, toShownPrecision } from "./shown-precision.ts";
import { decodeUtf8 } from "../utf8-string.ts";
import { isSpace } from "../xml-characters.ts";

/** Powers of ten that a double holds exactly: with them one division rounds right. */
const EXACT_POWERS = Array.from({ length: 23 }, (_, power) => 10 ** power);
const MAX_TAIL_UNIT = 1e15;
/**
 * Twice the distance between a double and its text, at most 2^-53 of the value, in units of the
 * fifteenth digit, at most 10^15 of them; rounded up.
 */
const EDGE_SHARE = 0.24;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
/** Nothing longer is a number that a program wrote. */
const MAX_NUMBER_BYTES = 400;

/**
 * Reads a decimal number in bytes `start` (inclusive) to `end` (exclusive), white space around it allowed.
 * @returns the number, rounded to 15 significant digits when it has a fraction (0.3 for
 * 0.30000000000000004) but never when it is whole, so that the caller sees whether digits are lost;
 * NaN when there is none, or it is beyond a double.
 */
export function parseNumber(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  const isNegative = bytes[at] === 0x2d;
  if (isNegative) at += 1;
  const first = at;
  let mantissa = 0;
  let digits = 0;
  let decimals = 0;
  let isFraction = false;
  /** Digits after the fifteenth, as a number and its power of ten. */
  let tail = 0;
  let tailUnit = 1;
  for (; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte === 0x2e && !isFraction) {
      isFraction = true;
      continue;
    }
    if (byte < 0x30 || byte > 0x39) break;
    if (digits < SHOWN_DIGITS) {
      mantissa = mantissa * 10 + (byte - 0x30);
      if (mantissa > 0) digits += 1;
      if (isFraction) decimals += 1;
    } else {
      // A sixteenth digit before the point belongs to a long whole number, read in the slow way.
      if (!isFraction) return parseAnyNumber(bytes, start, end);
      tail = tail * 10 + (byte - 0x30);
      tailUnit *= 10;
    }
  }
  const hasDigits = at - first > (isFraction ? 1 : 0);
  const isSimple = at === end && hasDigits && decimals < EXACT_POWERS.length;
  // Near the edge the stored double decides, not its decimal text; longer tails are not exact here.
  const isOnEdge = tailUnit > 1 && Math.abs(tail * 2 - tailUnit) <= EDGE_SHARE * tailUnit;
  if (!isSimple || tailUnit > MAX_TAIL_UNIT || isOnEdge) return parseAnyNumber(bytes, start, end);
  if (tail * 2 > tailUnit) mantissa += 1;
  const value = decimals === 0 ? mantissa : mantissa / (EXACT_POWERS[decimals] as number);
  return isNegative && value !== 0 ? -value : value;
}

function parseAnyNumber(bytes: Uint8Array, start: number, end: number): number {
  let first = start;
  let last = end;
  while (first < last && isSpace(bytes[first] as number)) first += 1;
  while (last > first && isSpace(bytes[last - 1] as number)) last -= 1;
  if (last - first > MAX_NUMBER_BYTES) return Number.NaN;
  const text = decodeUtf8(bytes, first, last) ?? "";
  if (!NUMBER.test(text)) return Number.NaN;
  const value = Number(text);
  if (!Number.isFinite(value)) return Number.NaN;
  return Number.isInteger(value) ? value + 0 : toShownPrecision(value);
}

/** Reads an unsigned whole number, such as an index; -1 when there is none or it passes 2^31. */
export function parseIndex(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  let first = start;
  let last = end;
  while (first < last && isSpace(bytes[first] as number)) first += 1;
  while (last > first && isSpace(bytes[last - 1] as number)) last -= 1;
  if (first === last) return -1;
  for (let at = first; at < last; at += 1) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
    if (value > 0x7fffffff) return -1;
  }
  return value;
}

/** Reads what XML Schema calls a boolean, and what older writers put for it. */
export function isTrue(text: string): boolean {
  return ["1", "true", "on"].includes(text.trim().toLowerCase());
}
