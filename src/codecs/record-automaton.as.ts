// The record automaton, in AssemblyScript: delimited UTF-8 in, NDJSON rows out, 16 bytes at a time.
// Knows only records that are plainly RFC 4180 and as wide as their table; it stops in front of any
// other. Built into record-automaton.wasm by `npm run wasm`; a test fails when that is stale.
//
// How to change this: a record here must be what RecordScanner and TextTables make of it, whatever
// the cuts; test/codecs/record-automaton.test.ts compares.

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

const LF: u32 = 0x0a;
const CR: u32 = 0x0d;
const DOUBLE_QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const FIRST_PRINTABLE: u32 = 0x20;

/** Texts in the order of memory: `null`, and `]}` with a line feed. */
const NULL_TEXT: u32 = 0x6c_6c_75_6e;
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
/** Line breaks within the record's quotes, and whether one ends it. */
let breaks: i32 = 0;
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

/** Reads the record at `at` and writes its row to `out`; both are of no use when it is not read. */
function readRecord(): i32 {
  if (at >= end) return NEEDS_INPUT;
  const first = <u32>load<u8>(at);
  const isBlank = first === LF || first === CR;
  if (isBlank || rows >= rowsLeft || cells + width > cellsLeft) return IS_UNUSUAL;
  recordEnd = at + <usize>maxRecordBytes;
  breaks = 0;
  out = writeRowHead(out, line);
  let fields: i32 = 0;
  let filled: i32 = 0;
  let lastFilled: i32 = 0;
  let filledOut = out;
  for (;;) {
    const fieldOut = out;
    const reason = <u32>load<u8>(at) === quote ? copyQuoted() : copyPlain();
    if (reason !== IS_READ) return reason;
    fields += 1;
    if (out === fieldOut + 1) {
      store<u32>(fieldOut, NULL_TEXT);
      out = fieldOut + 4;
    } else {
      store<u8>(out, <u8>DOUBLE_QUOTE);
      out += 1;
      filled += 1;
      lastFilled = fields;
      filledOut = out;
    }
    if (<u32>load<u8>(at) !== delimiter) break;
    at += 1;
    store<u8>(out, <u8>0x2c);
    out += 1;
  }
  const reason = skipTerminator();
  if (reason !== IS_READ) return reason;

  // A record of one filled field may be a note.
  if (filled === 0 || (filled === 1 && width > 1)) return IS_UNUSUAL;
  if (fields !== width) {
    const mayTrim = hasHeader && fields > width && lastFilled <= width && fields <= maxFields;
    if (!mayTrim) return IS_UNUSUAL;
    out = filledOut;
    for (fields = lastFilled; fields < width; fields += 1) {
      store<u8>(out, <u8>0x2c);
      store<u32>(out + 1, NULL_TEXT);
      out += 5;
    }
  } else if (!hasHeader) {
    out = filledOut;
    fields = lastFilled;
  }
  store<u32>(out, ROW_END_TEXT);
  out += 3;
  rows += 1;
  cells += fields;
  lastRow = line;
  line += breaks + (isTerminated ? 1 : 0);
  return IS_READ;
}

/** Copies a field without quotes, a quotation mark before it; ends at the byte behind it. */
function copyPlain(): i32 {
  const delimiters = i8x16.splat(<i8>delimiter);
  let from = at;
  let to = out;
  store<u8>(to, <u8>DOUBLE_QUOTE);
  to += 1;
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
  at = from;
  out = to;
  return IS_READ;
}

/** Copies a field in quotes, a quotation mark before it; ends at the byte behind the closing quote. */
function copyQuoted(): i32 {
  const quotes = i8x16.splat(<i8>quote);
  const breaksBefore = breaks;
  let from = at + 1;
  let to = out;
  store<u8>(to, <u8>DOUBLE_QUOTE);
  to += 1;
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
    // What this byte is may depend on the next one.
    if (from >= end || (from + 1 >= end && !isLast)) {
      return isLast || end > recordEnd ? IS_UNUSUAL : NEEDS_INPUT;
    }
    const code = <u32>load<u8>(from);
    const next = <u32>load<u8>(from + 1);
    // CR CR LF is one line break, of a kind that is left to the general reader.
    if (from > recordEnd || code === 0 || (code === CR && next === CR)) return IS_UNUSUAL;
    if (code === quote) {
      if (next !== quote) break;
      from += 1;
    } else if (code === LF || (code === CR && next !== LF)) {
      breaks += 1;
      if (breaks - breaksBefore > MAX_FIELD_BREAKS) return IS_UNUSUAL;
    }
    to = writeEscaped(to, code);
    from += 1;
  }
  at = from + 1;
  out = to;
  const code = <u32>load<u8>(at);
  return code === delimiter || code === LF || code === CR ? IS_READ : IS_UNUSUAL;
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

/** Writes `{"row":N,"cells":[`; the numbers are text in the order of memory. */
function writeRowHead(out: usize, row: i32): usize {
  store<u64>(out, 0x3a_22_77_6f_72_22_7b);
  out += 7;
  let digits: usize = 1;
  for (let rest = row / 10; rest > 0; rest /= 10) digits += 1;
  let rest = row;
  for (let digit = digits; digit > 0; digit -= 1) {
    store<u8>(out + digit - 1, <u8>(0x30 + (rest % 10)));
    rest /= 10;
  }
  out += digits;
  store<u64>(out, 0x22_73_6c_6c_65_63_22_2c);
  store<u16>(out + 8, 0x5b_3a);
  return out + 10;
}

/** Writes one character of ASCII as JSON.stringify has it within a text. */
function writeEscaped(out: usize, code: u32): usize {
  if (code >= FIRST_PRINTABLE && code !== DOUBLE_QUOTE && code !== BACKSLASH) {
    store<u8>(out, <u8>code);
    return out + 1;
  }
  store<u8>(out, <u8>BACKSLASH);
  const short = shortEscape(code);
  if (short !== 0) {
    store<u8>(out + 1, <u8>short);
    return out + 2;
  }
  // `u00` and two digits.
  store<u32>(out + 1, 0x30_30_75);
  store<u8>(out + 4, <u8>(0x30 + (code >> 4)));
  const low = code & 0x0f;
  store<u8>(out + 5, <u8>(low < 10 ? 0x30 + low : 0x57 + low));
  return out + 6;
}

/** The letter behind the backslash, or 0 where there is no short form. */
function shortEscape(code: u32): u32 {
  switch (code) {
    case 0x08:
      return 0x62;
    case 0x09:
      return 0x74;
    case LF:
      return 0x6e;
    case 0x0c:
      return 0x66;
    case CR:
      return 0x72;
    default:
      return code === DOUBLE_QUOTE || code === BACKSLASH ? code : 0;
  }
}
