// Values of the transaction automaton: amounts in their exact form, days such as `20250131`, and times.

import {
  AMOUNT_COLUMN,
  COLON,
  MINUS,
  PLUS,
  POINT,
  STARTS_AT,
  ZERO,
} from "./ofx-automaton-layout.as.ts";

/** Decimals that amounts have at most; with as many digits no sum of a run passes 64 bits. */
export const MAX_DECIMALS: i32 = 4;
const MAX_DIGITS: i32 = 11;

/** The amount that was read last: whole units, and how many of its digits are decimals. */
export let units: i64 = 0;
export let decimals: i32 = 0;

/** Reads an amount that is in its exact form, a plus in front aside. */
export function readAmount(start: usize, textEnd: usize): bool {
  let from = start;
  const sign = <u32>load<u8>(from);
  const isNegative = sign === MINUS;
  if (isNegative || sign === PLUS) from += 1;
  if (sign === PLUS) store<u32>(STARTS_AT + 4 * AMOUNT_COLUMN, <u32>from);
  const second = <u32>load<u8>(from + 1);
  if (<u32>load<u8>(from) === ZERO && from + 1 < textEnd && second !== POINT) return false;
  units = 0;
  decimals = -1;
  let digits: i32 = 0;
  for (; from < textEnd; from += 1) {
    const byte = <u32>load<u8>(from);
    if (byte === POINT && decimals < 0 && digits > 0) decimals = 0;
    else if (byte - ZERO > 9) return false;
    else {
      units = units * 10 + <i64>(byte - ZERO);
      digits += 1;
      if (decimals >= 0) decimals += 1;
    }
  }
  if (digits === 0 || digits > MAX_DIGITS || decimals === 0 || decimals > MAX_DECIMALS)
    return false;
  if (decimals < 0) decimals = 0;
  if (isNegative && units === 0) return false;
  if (isNegative) units = -units;
  return true;
}

function digitsAt(start: usize, count: usize): i32 {
  let value: i32 = 0;
  for (let index: usize = 0; index < count; index += 1) {
    const digit = <u32>load<u8>(start + index) - ZERO;
    if (digit > 9) return -1;
    value = value * 10 + <i32>digit;
  }
  return value;
}

/** @returns the eight digits as a number; 0 when they are no day of the calendar. */
export function isDay(start: usize): i32 {
  const day = digitsAt(start, 8);
  if (day < 10_000) return 0;
  const year = day / 10_000;
  const month = (day / 100) % 100;
  const date = day % 100;
  if (month < 1 || month > 12 || date < 1) return 0;
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const isShort = month === 4 || month === 6 || month === 9 || month === 11;
  const days = month === 2 ? (isLeap ? 29 : 28) : isShort ? 30 : 31;
  return date <= days ? day : 0;
}

/** Reads hours, minutes, seconds and up to nine decimals. @returns their end; 0 when they are no time. */
export function isTime(start: usize, textEnd: usize): usize {
  if (start + 6 > textEnd) return 0;
  const hours = digitsAt(start, 2);
  const minutes = digitsAt(start + 2, 2);
  const seconds = digitsAt(start + 4, 2);
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || seconds < 0 || seconds > 60)
    return 0;
  let at = start + 6;
  if (at === textEnd || <u32>load<u8>(at) !== POINT) return at;
  const decimals = at + 1;
  at = decimals;
  while (at < textEnd && <u32>load<u8>(at) - ZERO <= 9) at += 1;
  return at === decimals || at - decimals > 9 ? 0 : at;
}

function copyDigits(out: usize, start: usize): void {
  store<u16>(out, load<u16>(start));
}

/** Writes `2025-01-31`. @returns the offset behind it. */
export function writeDay(out: usize, start: usize): usize {
  store<u32>(out, load<u32>(start));
  store<u8>(out + 4, <u8>MINUS);
  copyDigits(out + 5, start + 4);
  store<u8>(out + 7, <u8>MINUS);
  copyDigits(out + 8, start + 6);
  return out + 10;
}

/** Writes `12:00:00`, with decimals as they are. @returns the offset behind it. */
export function writeTime(out: usize, start: usize, timeEnd: usize): usize {
  copyDigits(out, start);
  store<u8>(out + 2, <u8>COLON);
  copyDigits(out + 3, start + 2);
  store<u8>(out + 5, <u8>COLON);
  let to = out + 6;
  for (let from = start + 4; from < timeEnd; from += 1) {
    store<u8>(to, load<u8>(from));
    to += 1;
  }
  return to;
}
