// What the automata write of a row besides its cells' plain text: its head with the number of the row,
// and characters that JSON escapes. Numbers of several bytes are text in the order of memory.

const DOUBLE_QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const FIRST_PRINTABLE: u32 = 0x20;
const NINE: u32 = 0x39;

/** `{"row":N,"cells":[` for the number that is expected next: rows mostly follow each other. */
const HEAD_AT = memory.data(32, 16);
const NUMBER_AT: usize = 7;
let headRow: i32 = -1;
let headBytes: usize = 0;
let lastDigitAt: usize = 0;

/**
 * Writes `{"row":N,"cells":[`, and bytes of no meaning behind it.
 * @param out 32 bytes there may be overwritten.
 * @returns where the output goes on.
 */
export function writeRowHead(out: usize, row: i32): usize {
  if (row !== headRow) makeHead(row);
  v128.store(out, v128.load(HEAD_AT));
  v128.store(out + 16, v128.load(HEAD_AT + 16));
  const to = out + headBytes;
  const digit = <u32>load<u8>(lastDigitAt);
  if (digit < NINE) {
    store<u8>(lastDigitAt, <u8>(digit + 1));
    headRow = row + 1;
  } else {
    headRow = -1;
  }
  return to;
}

function makeHead(row: i32): void {
  store<u64>(HEAD_AT, 0x3a_22_77_6f_72_22_7b);
  let digits: usize = 1;
  for (let rest = row / 10; rest > 0; rest /= 10) digits += 1;
  const numberAt = HEAD_AT + NUMBER_AT;
  let rest = row;
  for (let digit = digits; digit > 0; digit -= 1) {
    store<u8>(numberAt + digit - 1, <u8>(0x30 + (rest % 10)));
    rest /= 10;
  }
  lastDigitAt = numberAt + digits - 1;
  store<u64>(numberAt + digits, 0x22_73_6c_6c_65_63_22_2c);
  store<u16>(numberAt + digits + 8, 0x5b_3a);
  headBytes = NUMBER_AT + digits + 10;
  headRow = row;
}

/** Writes one character of ASCII as JSON.stringify has it within a text. */
export function writeEscaped(out: usize, code: u32): usize {
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
    case 0x0a:
      return 0x6e;
    case 0x0c:
      return 0x66;
    case 0x0d:
      return 0x72;
    default:
      return code === DOUBLE_QUOTE || code === BACKSLASH ? code : 0;
  }
}
