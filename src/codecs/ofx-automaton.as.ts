// The transaction automaton, in AssemblyScript: plain STMTTRN of OFX in, NDJSON rows out. Plain are
// known elements, each once, with texts that JSON takes as they are, and nothing to warn about; it
// stops in front of any other. Built into ofx-automaton.wasm by `npm run wasm:ofx`; a test fails
// when that is stale.
//
// How to change this: what an element may be is decided in formats/ofx/elements.ts, what it becomes
// in record.ts, and what is warned about in record-checks.ts; a rule that changes there must change
// here, or be declined here. test/formats/ofx/transaction-automaton.test.ts compares.
import {
  AMOUNT,
  AMOUNT_COLUMN,
  AMPERSAND,
  BACKSLASH,
  DATE,
  DATE_COLUMN,
  ENDS_AT,
  FITID_COLUMN,
  GREATER,
  HASHES_AT,
  INPUT_AT,
  KINDS_AT,
  LESS,
  MINUS,
  NAMES_AT,
  OFFSET_AT,
  OFFSET_COLUMN,
  OUTPUT_AT,
  PLUS,
  POINT,
  POSTED,
  POSTED_COLUMN,
  QUOTE,
  SLASH,
  SPACE,
  STARTS_AT,
  TEXT,
  TIME_COLUMN,
  TYPE_COLUMN,
  ZERO,
  ZONE_AT,
} from "./ofx-automaton-layout.as.ts";
import {
  decimals,
  isDay,
  isTime,
  MAX_DECIMALS,
  readAmount,
  units,
} from "./ofx-automaton-values.as.ts";
import { hashFitid, rowCells, writeRow } from "./ofx-automaton-rows.as.ts";

/** Output from which on no further row is begun. */
const FULL_OUTPUT_BYTES: usize = 0x2_0000;
/** A longer transaction is left to the general reader. */
const MAX_TRANSACTION_BYTES: usize = 0x8000;

/** Names by their hash: length and column, a byte each, then the name at the fourth byte. */
const NAME_SLOTS: u32 = 512;
const NAME_BYTES: usize = 32;

/** Words in the order of memory. */
const STMTTRN: u64 = 0x4e_52_54_54_4d_54_53;
const DEBI: u32 = 0x49_42_45_44;
const CRED: u32 = 0x44_45_52_43;

// Set by the driver before `run`.
/** Length of the JSON of the statement's currency; 0 where it has none. */
export let currencyBytes: i32 = 0;
/** Length of the zone that is known, such as `[-5:EST]`, and of what it means; 0 where none is. */
export let zoneBytes: i32 = 0;
export let offsetBytes: i32 = 0;
/** Days of the period, such as 20250131, inclusive. */
export let firstDay: i32 = 0;
export let lastDay: i32 = 0;
export let width: i32 = 0;
export let maxCellBytes: i32 = 0;
/** Number of the next row. */
export let row: i32 = 0;

// Results of `run`.
/** Offset in the input of the `<` behind the last transaction that was read; 0 when none was. */
export let position: i32 = 0;
export let outputBytes: i32 = 0;
export let rows: i32 = 0;
export let cells: i32 = 0;
/** Sum of the amounts, in units of `MAX_DECIMALS`, and the most decimals that one had. */
export let sum: i64 = 0;
export let scale: i32 = 0;

let at: usize = 0;
let end: usize = 0;

/**
 * Reads transactions from the beginning of the input, which is the content of one, and writes rows
 * until one is not plain or not all there, something else follows, or the output is full.
 * @param inputBytes the bytes behind it are overwritten.
 * @returns whether it ended for want of input.
 */
export function run(inputBytes: i32): bool {
  end = INPUT_AT + <usize>inputBytes;
  // Stops every search at the end, without asking for it at each step.
  store<u8>(end, <u8>LESS);
  at = INPUT_AT;
  position = 0;
  rows = 0;
  cells = 0;
  sum = 0;
  scale = 0;
  let out = OUTPUT_AT;
  while (out - OUTPUT_AT < FULL_OUTPUT_BYTES) {
    const start = at;
    if (!readElements()) return at >= end && end - start < MAX_TRANSACTION_BYTES;
    while (isBlank(<u32>load<u8>(at))) at += 1;
    // Text behind the transaction has to be told, and so whatever may be one.
    if (at >= end) return true;
    if (<u32>load<u8>(at) !== LESS || at - start > MAX_TRANSACTION_BYTES || !isSilent())
      return false;
    out = writeRow(out, row, width, currencyBytes, offsetBytes);
    count();
    outputBytes = <i32>(out - OUTPUT_AT);
    position = <i32>(at - INPUT_AT);
    if (at + 9 > end) return true;
    if ((load<u64>(at + 1) & 0x00ff_ffff_ffff_ffff) !== STMTTRN) return false;
    if (<u32>load<u8>(at + 8) !== GREATER) return false;
    at += 9;
  }
  return false;
}

/** Reads up to behind the closing tag of the transaction. @returns false when it is not plain, or ends early. */
function readElements(): bool {
  memory.fill(ENDS_AT, 0, 0x100);
  while (at < end) {
    while (isBlank(<u32>load<u8>(at))) at += 1;
    if (at >= end || <u32>load<u8>(at) !== LESS) return false;
    if (<u32>load<u8>(at + 1) === SLASH) {
      if (at + 10 > end) {
        at = end;
        return false;
      }
      const isEnd = (load<u64>(at + 2) & 0x00ff_ffff_ffff_ffff) === STMTTRN;
      if (!isEnd || <u32>load<u8>(at + 9) !== GREATER) return false;
      at += 10;
      return true;
    }
    const name = at + 1;
    const column = readName(name);
    if (column === 0 || load<u32>(ENDS_AT + 4 * column) !== 0) return false;
    const nameBytes = at - name;
    at += 1;
    while (isBlank(<u32>load<u8>(at))) at += 1;
    if (<u32>load<u8>(at) !== LESS && !readText(column)) return false;
    if (at >= end) return false;
    if (<u32>load<u8>(at + 1) === SLASH && isSame(name, at + 2, nameBytes + 1)) at += nameBytes + 3;
  }
  at = end;
  return false;
}

/** Finds the column of the name at `name`; `at` is then at the `>` behind it. @returns 0 when it has none. */
function readName(name: usize): usize {
  let hash: u32 = 0;
  at = name;
  for (;;) {
    const byte = <u32>load<u8>(at);
    if (byte - 0x41 > 25 && byte - ZERO > 9) break;
    hash = (hash * 31 + byte) & 0xffff;
    at += 1;
  }
  if (<u32>load<u8>(at) !== GREATER) return 0;
  const bytes = at - name;
  for (let probe: u32 = 0; probe < NAME_SLOTS; probe += 1) {
    const entry = NAMES_AT + NAME_BYTES * <usize>((hash + probe) & (NAME_SLOTS - 1));
    const length = <usize>load<u8>(entry);
    if (length === 0) return 0;
    if (length === bytes && isSame(entry + 4, name, bytes)) return <usize>load<u8>(entry + 1);
  }
  return 0;
}

function isSame(one: usize, other: usize, bytes: usize): bool {
  for (let index: usize = 0; index < bytes; index += 1) {
    if (load<u8>(one + index) !== load<u8>(other + index)) return false;
  }
  return true;
}

/** Reads the text at `at` into its column, up to the `<` behind it. @returns false when it is not plain. */
function readText(column: usize): bool {
  const start = at;
  for (;;) {
    const special = i8x16.bitmask(isSpecial(v128.load(at)));
    if (special !== 0) {
      at += <usize>ctz(special);
      break;
    }
    at += 16;
  }
  if (at > end) at = end;
  let textEnd = at;
  while (isBlank(<u32>load<u8>(at))) at += 1;
  if (<u32>load<u8>(at) !== LESS || at >= end) return false;
  while (<u32>load<u8>(textEnd - 1) === SPACE) textEnd -= 1;
  if (<i32>(textEnd - start) > maxCellBytes) return false;
  store<u32>(STARTS_AT + 4 * column, <u32>start);
  store<u32>(ENDS_AT + 4 * column, <u32>textEnd);
  switch (<u32>load<u8>(KINDS_AT + column)) {
    case TEXT:
      return true;
    case AMOUNT:
      return column === AMOUNT_COLUMN && readAmount(start, textEnd);
    case DATE:
      return readDate(start, textEnd) > 0;
    case POSTED:
      return readPosted(start, textEnd);
    default:
      return false;
  }
}

/** Bytes that end a text, or that JSON escapes. */
function isSpecial(block: v128): v128 {
  const isLess = i8x16.eq(block, i8x16.splat(<i8>LESS));
  const isAmpersand = i8x16.eq(block, i8x16.splat(<i8>AMPERSAND));
  const isQuote = i8x16.eq(block, i8x16.splat(<i8>QUOTE));
  const isBackslash = i8x16.eq(block, i8x16.splat(<i8>BACKSLASH));
  const isControl = i8x16.lt_u(block, i8x16.splat(<i8>SPACE));
  return v128.or(v128.or(v128.or(isLess, isAmpersand), v128.or(isQuote, isBackslash)), isControl);
}

function isBlank(byte: u32): bool {
  return byte === SPACE || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Where the time of the date that was read last ends; its beginning where there is none. */
let timeEnd: usize = 0;

/** @returns the day as a number; 0 when it is none, or what stands behind it is not known. */
function readDate(start: usize, textEnd: usize): i32 {
  const timeAt = start + 8;
  if (timeAt > textEnd) return 0;
  const day = isDay(start);
  timeEnd = timeAt;
  if (day === 0 || timeAt === textEnd) return day;
  timeEnd = isTime(timeAt, textEnd);
  if (timeEnd === 0) return 0;
  if (timeEnd === textEnd) return day;
  const isKnown =
    textEnd - timeEnd === <usize>zoneBytes && isSame(timeEnd, ZONE_AT, <usize>zoneBytes);
  return isKnown ? day : 0;
}

function readPosted(start: usize, textEnd: usize): bool {
  const day = readDate(start, textEnd);
  if (day === 0 || day < firstDay || day > lastDay) return false;
  store<u32>(STARTS_AT + 4 * POSTED_COLUMN, <u32>start);
  store<u32>(ENDS_AT + 4 * POSTED_COLUMN, <u32>textEnd);
  if (timeEnd > start + 8) {
    store<u32>(STARTS_AT + 4 * TIME_COLUMN, <u32>(start + 8));
    store<u32>(ENDS_AT + 4 * TIME_COLUMN, <u32>timeEnd);
  }
  if (timeEnd < textEnd) {
    store<u32>(STARTS_AT + 4 * OFFSET_COLUMN, <u32>OFFSET_AT);
    store<u32>(ENDS_AT + 4 * OFFSET_COLUMN, <u32>OFFSET_AT + offsetBytes);
  }
  return true;
}

/** Whether nothing about the transaction has to be warned about. */
function isSilent(): bool {
  const hasAll =
    load<u32>(ENDS_AT + 4 * DATE_COLUMN) !== 0 &&
    load<u32>(ENDS_AT + 4 * AMOUNT_COLUMN) !== 0 &&
    load<u32>(ENDS_AT + 4 * FITID_COLUMN) !== 0;
  if (!hasAll) return false;
  const type = <usize>load<u32>(STARTS_AT + 4 * TYPE_COLUMN);
  const bytes = <i32>(load<u32>(ENDS_AT + 4 * TYPE_COLUMN) - <u32>type);
  if (bytes === 5 && units > 0) return load<u32>(type) !== DEBI || load<u8>(type + 4) !== 0x54;
  if (bytes === 6 && units < 0) return load<u32>(type) !== CRED || load<u16>(type + 4) !== 0x54_49;
  return true;
}

/** Counts the row that was written. */
function count(): void {
  hashFitid(HASHES_AT + 8 * <usize>rows);
  let added = units;
  for (let missing = decimals; missing < MAX_DECIMALS; missing += 1) added *= 10;
  sum += added;
  if (decimals > scale) scale = decimals;
  rows += 1;
  row += 1;
  cells += rowCells;
}
