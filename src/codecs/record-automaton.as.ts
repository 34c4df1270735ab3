// The record automaton, in AssemblyScript: delimited UTF-8 in, NDJSON rows out, 16 bytes at a time.
// Knows only records that are plainly RFC 4180 and as wide as their table; it stops in front of any
// other. Built into record-automaton.wasm by `npm run wasm`; a test fails when that is stale.
//
// How to change this: a record here must be what RecordScanner and TextTables make of it, whatever
// the cuts; test/codecs/record-automaton.test.ts compares.
import { writeEscaped, writeRowHead } from "./json-row.as.ts";

/** Where the input lies, how long it may be, and where rows are written to; the driver has the same. */
const INPUT_AT: usize = 0x1_0000;
const OUTPUT_AT: usize = 0x5_0000;

/** Output from which on no further row is begun. */
const FULL_OUTPUT_BYTES: usize = 0x2_0000;
/** Line breaks in one field past which the general reader judges whether a quote was left open. */
const MAX_FIELD_BREAKS: i32 = 50;

/** Why `run` returned; within it, also that it goes on. */
const IS_READ: i32 = -1;
const NEEDS_INPUT: i32 = 0;
const IS_FULL: i32 = 1;
const IS_UNUSUAL: i32 = 2;
/** Within a field: there is more of it. */
const GOES_ON: i32 = -2;

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const COMMA: u32 = 0x2c;
const DOUBLE_QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const FIRST_PRINTABLE: u32 = 0x20;

/** Texts in the order of memory: `null`, `\\"`, and `]}` with a line feed. */
const NULL_TEXT: u32 = 0x6c_6c_75_6e;
const ESCAPED_QUOTE_TEXT: u16 = 0x22_5c;
const ROW_END_TEXT: u32 = 0x0a_7d_5d;

// Set by the driver before `run`; bytes that UTF-8 never holds stand for no delimiter and no quote.
export let delimiter: u32 = 0;
export let quote: u32 = 0;
/** Fields of a row, and whether they have names: without, a wider row is unusual. */
export let width: i32 = 0;
export let hasHeader: bool = false;
export let maxFields: i32 = 0;
export let maxRecordBytes: i32 = 0;
export let rowsLeft: i32 = 0;
export let cellsLeft: i32 = 0;
/** Offset in the input of the next record, and the physical line that it begins on. */
export let position: i32 = 0;
export let line: i32 = 0;

// Results of `run`, besides `position` and `line`.
export let outputBytes: i32 = 0;
export let rows: i32 = 0;
export let cells: i32 = 0;
export let lastRow: i32 = 0;

// Where reading and writing stand, and where the input ends.
let at: usize = 0;
let out: usize = 0;
let end: usize = 0;
let isLast: bool = false;
/** From here on a record is too long to be read here. */
let recordEnd: usize = 0;
/** Line breaks within the record's quotes, in the current field, and whether one ends it. */
let breaks: i32 = 0;
let fieldBreaks: i32 = 0;
let isTerminated: bool = false;

/**
 * Writes rows until the input ends, the output is full, or a record is not usual.
 * @param inputBytes length of the input; the byte behind it is overwritten.
 * @param isLastInput whether the text ends with the input.
 */
export function run(inputBytes: i32, isLastInput: bool): i32 {
  end = INPUT_AT + <usize>inputBytes;
  isLast = isLastInput;
  // Stops every search at the end, without asking for it at each step.
  store<u8>(end, <u8>LF);
  at = INPUT_AT + <usize>position;
  out = OUTPUT_AT;
  rows = 0;
  cells = 0;
  let reason = IS_READ;
  while (out - OUTPUT_AT < FULL_OUTPUT_BYTES) {
    const recordAt = at;
    const rowAt = out;
    reason = readRecord();
    if (reason === IS_READ) continue;
    at = recordAt;
    out = rowAt;
    break;
  }
  if (reason === IS_READ) reason = IS_FULL;
  position = <i32>(at - INPUT_AT);
  outputBytes = <i32>(out - OUTPUT_AT);
  return reason;
}

/**
 * Reads the record at `at` and writes its row to `out`; both are of no use when it is not read.
 * Most fields hold nothing special and end before a delimiter: they are read without leaving the loop.
 */
function readRecord(): i32 {
  if (at >= end) return NEEDS_INPUT;
  const first = <u32>load<u8>(at);
  const isBlank = first === LF || first === CR;
  if (isBlank || rows >= rowsLeft || cells + width > cellsLeft) return IS_UNUSUAL;
  recordEnd = at + <usize>maxRecordBytes;
  breaks = 0;
  const delimiters = i8x16.splat(<i8>delimiter);
  const quotes = i8x16.splat(<i8>quote);
  let from = at;
  let to = writeRowHead(out, line);
  let fields: i32 = 0;
  let filled: i32 = 0;
  let lastFilled: i32 = 0;
  let filledTo = to;
  for (;;) {
    const fieldTo = to;
    store<u8>(to, <u8>DOUBLE_QUOTE);
    to += 1;
    if (<u32>load<u8>(from) === quote) {
      from += 1;
      fieldBreaks = 0;
      for (;;) {
        const block = v128.load(from);
        v128.store(to, block);
        const special = i8x16.bitmask(v128.or(i8x16.eq(block, quotes), mustEscape(block)));
        if (special === 0) {
          from += 16;
          to += 16;
          continue;
        }
        from += <usize>ctz(special);
        to += <usize>ctz(special);
        if (<u32>load<u8>(from) === quote) {
          const next = <u32>load<u8>(from + 1);
          if (next === delimiter) break;
          // At the end of the input the next byte may still be another one.
          if (from + 1 < end) {
            if (next === LF || next === CR) break;
            if (next === DOUBLE_QUOTE && quote === DOUBLE_QUOTE) {
              store<u16>(to, ESCAPED_QUOTE_TEXT);
              from += 2;
              to += 2;
              continue;
            }
          }
        }
        at = from;
        out = to;
        const reason = readInQuotes();
        from = at;
        to = out;
        if (reason === IS_READ) break;
        if (reason !== GOES_ON) return reason;
      }
      from += 1;
    } else {
      for (;;) {
        const block = v128.load(from);
        v128.store(to, block);
        const special = i8x16.bitmask(v128.or(i8x16.eq(block, delimiters), mustEscape(block)));
        if (special === 0) {
          from += 16;
          to += 16;
          continue;
        }
        from += <usize>ctz(special);
        to += <usize>ctz(special);
        const code = <u32>load<u8>(from);
        if (code === delimiter || code === LF || code === CR) break;
        if (from > recordEnd || code === 0) return IS_UNUSUAL;
        to = writeEscaped(to, code);
        from += 1;
      }
    }
    fields += 1;
    if (to === fieldTo + 1) {
      store<u32>(fieldTo, NULL_TEXT);
      to = fieldTo + 4;
    } else {
      store<u8>(to, <u8>DOUBLE_QUOTE);
      to += 1;
      filled += 1;
      lastFilled = fields;
      filledTo = to;
    }
    if (<u32>load<u8>(from) !== delimiter) break;
    from += 1;
    store<u8>(to, <u8>COMMA);
    to += 1;
  }
  at = from;
  const reason = skipTerminator();
  if (reason !== IS_READ) return reason;

  // A record of one filled field may be a note.
  if (filled === 0 || (filled === 1 && width > 1)) return IS_UNUSUAL;
  if (fields !== width) {
    const mayTrim = hasHeader && fields > width && lastFilled <= width && fields <= maxFields;
    if (!mayTrim) return IS_UNUSUAL;
    to = filledTo;
    for (fields = lastFilled; fields < width; fields += 1) {
      store<u8>(to, <u8>COMMA);
      store<u32>(to + 1, NULL_TEXT);
      to += 5;
    }
  } else if (!hasHeader) {
    to = filledTo;
    fields = lastFilled;
  }
  store<u32>(to, ROW_END_TEXT);
  out = to + 3;
  rows += 1;
  cells += fields;
  lastRow = line;
  line += breaks + (isTerminated ? 1 : 0);
  return IS_READ;
}

/**
 * Reads what is special within quotes at `at`. IS_READ at the quote that closes the field, which stays;
 * GOES_ON behind a character that has been written to `out`.
 */
function readInQuotes(): i32 {
  // What this byte is may depend on the next one.
  if (at >= end || (at + 1 >= end && !isLast)) {
    return isLast || end > recordEnd ? IS_UNUSUAL : NEEDS_INPUT;
  }
  const code = <u32>load<u8>(at);
  const next = <u32>load<u8>(at + 1);
  // CR CR LF is one line break, of a kind that is left to the general reader.
  if (at > recordEnd || code === 0 || (code === CR && next === CR)) return IS_UNUSUAL;
  if (code === quote) {
    if (next === delimiter || next === LF || next === CR) return IS_READ;
    if (next !== quote) return IS_UNUSUAL;
    at += 1;
  } else if (code === LF || (code === CR && next !== LF)) {
    breaks += 1;
    fieldBreaks += 1;
    if (fieldBreaks > MAX_FIELD_BREAKS) return IS_UNUSUAL;
  }
  out = writeEscaped(out, code);
  at += 1;
  return GOES_ON;
}

/** Goes over the end of a record, if it is certain. */
function skipTerminator(): i32 {
  if (at > recordEnd) return IS_UNUSUAL;
  isTerminated = at < end;
  if (!isTerminated) return isLast ? IS_READ : NEEDS_INPUT;
  const isReturn = <u32>load<u8>(at) === CR;
  at += 1;
  if (!isReturn) return IS_READ;
  if (at >= end) return isLast ? IS_READ : NEEDS_INPUT;
  if (<u32>load<u8>(at) === CR) return IS_UNUSUAL;
  if (<u32>load<u8>(at) === LF) at += 1;
  return IS_READ;
}

function mustEscape(block: v128): v128 {
  const isQuote = i8x16.eq(block, i8x16.splat(<i8>DOUBLE_QUOTE));
  const isBackslash = i8x16.eq(block, i8x16.splat(<i8>BACKSLASH));
  const isControl = i8x16.lt_u(block, i8x16.splat(<i8>FIRST_PRINTABLE));
  return v128.or(v128.or(isQuote, isBackslash), isControl);
}
