// Rows of the transaction automaton: the cells that were found, as JSON.
import { writeRowHead } from "./json-row.as.ts";
import { isTime, writeDay, writeTime } from "./ofx-automaton-values.as.ts";
import {
  COMMA,
  CURRENCY_AT,
  CURRENCY_COLUMN,
  DATE,
  ENDS_AT,
  FITID_COLUMN,
  KINDS_AT,
  OFFSET_AT,
  POSTED,
  QUOTE,
  STARTS_AT,
  TIME_COLUMN,
} from "./ofx-automaton-layout.as.ts";

/** `null`, and `]}` with a line feed, in the order of memory. */
const NULL_TEXT: u32 = 0x6c_6c_75_6e;
const ROW_END_TEXT: u32 = 0x0a_7d_5d;

/** Cells of the row that was written last: up to the last one that is filled. */
export let rowCells: i32 = 0;

/**
 * Writes the row of the transaction that was read.
 * @param offsetBytes of what the known zone means.
 * @returns where the output goes on.
 */
export function writeRow(
  start: usize,
  row: i32,
  width: i32,
  currencyBytes: i32,
  offsetBytes: i32,
): usize {
  let last = <usize>width;
  if (currencyBytes > 0) {
    store<u32>(STARTS_AT + 4 * CURRENCY_COLUMN, <u32>CURRENCY_AT);
    store<u32>(ENDS_AT + 4 * CURRENCY_COLUMN, <u32>CURRENCY_AT + currencyBytes);
  }
  while (load<u32>(ENDS_AT + 4 * last) === 0) last -= 1;
  let out = writeRowHead(start, row);
  for (let column: usize = 1; column <= last; column += 1) {
    if (column > 1) {
      store<u8>(out, <u8>COMMA);
      out += 1;
    }
    const cellEnd = <usize>load<u32>(ENDS_AT + 4 * column);
    if (cellEnd === 0) {
      store<u32>(out, NULL_TEXT);
      out += 4;
      continue;
    }
    store<u8>(out, <u8>QUOTE);
    out = writeCell(out + 1, column, cellEnd, offsetBytes);
    store<u8>(out, <u8>QUOTE);
    out += 1;
  }
  store<u32>(out, ROW_END_TEXT);
  rowCells = <i32>last;
  return out + 3;
}

function writeCell(out: usize, column: usize, cellEnd: usize, offsetBytes: i32): usize {
  const start = <usize>load<u32>(STARTS_AT + 4 * column);
  if (column === TIME_COLUMN) return writeTime(out, start, cellEnd);
  const kind = <u32>load<u8>(KINDS_AT + column);
  if (kind === POSTED) return writeDay(out, start);
  if (kind === DATE) {
    const dayEnd = writeDay(out, start);
    if (cellEnd === start + 8) return dayEnd;
    store<u8>(dayEnd, <u8>0x54);
    const clockEnd = isTime(start + 8, cellEnd);
    const timeOut = writeTime(dayEnd + 1, start + 8, clockEnd);
    return clockEnd === cellEnd
      ? timeOut
      : copy(timeOut, OFFSET_AT, OFFSET_AT + <usize>offsetBytes);
  }
  return copy(out, start, cellEnd);
}

/** Copies in steps of 16 bytes; what is written too much is overwritten. */
function copy(out: usize, start: usize, textEnd: usize): usize {
  let to = out;
  for (let from = start; from < textEnd; from += 16) {
    v128.store(to, v128.load(from));
    to += 16;
  }
  return out + (textEnd - start);
}

/** Writes the two numbers that formats/ofx/fitids.ts makes of the FITID. */
export function hashFitid(hashes: usize): void {
  let one: u32 = 0x811c_9dc5;
  let other: u32 = 0x9747_b28c;
  const textEnd = <usize>load<u32>(ENDS_AT + 4 * FITID_COLUMN);
  for (let from = <usize>load<u32>(STARTS_AT + 4 * FITID_COLUMN); from < textEnd; from += 1) {
    const byte = <u32>load<u8>(from);
    one = (one ^ byte) * 0x0100_0193;
    other = ((other << 5) ^ (other >> 27) ^ byte) * 0x85eb_ca6b;
  }
  store<u32>(hashes, mixed(one));
  store<u32>(hashes + 4, mixed(other ^ one) | 1);
}

function mixed(hash: u32): u32 {
  let mix = hash ^ (hash >> 16);
  mix *= 0x85eb_ca6b;
  mix ^= mix >> 13;
  mix *= 0xc2b2_ae35;
  return mix ^ (mix >> 16);
}
