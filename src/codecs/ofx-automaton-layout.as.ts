// What the parts of the transaction automaton share: where things lie in its memory, which columns of
// a transaction it looks at, and a few bytes.

/** Where things lie; the driver has the same. */
export const NAMES_AT: usize = 0x4000;
export const STARTS_AT: usize = 0x8000;
export const ENDS_AT: usize = 0x8100;
export const KINDS_AT: usize = 0x8200;
export const ZONE_AT: usize = 0x8240;
export const OFFSET_AT: usize = 0x82a0;
export const CURRENCY_AT: usize = 0x82c0;
export const HASHES_AT: usize = 0x9000;
export const INPUT_AT: usize = 0x1_0000;
export const OUTPUT_AT: usize = 0x5_0000;

/** Kinds of columns. */
export const TEXT: u32 = 0;
export const AMOUNT: u32 = 1;
export const DATE: u32 = 2;
export const POSTED: u32 = 3;

/** Columns of a transaction that are looked at. */
export const DATE_COLUMN: usize = 1;
export const AMOUNT_COLUMN: usize = 2;
export const TYPE_COLUMN: usize = 3;
export const FITID_COLUMN: usize = 4;
export const CURRENCY_COLUMN: usize = 9;
export const POSTED_COLUMN: usize = 10;
export const TIME_COLUMN: usize = 11;
export const OFFSET_COLUMN: usize = 12;

export const LESS: u32 = 0x3c;
export const GREATER: u32 = 0x3e;
export const SLASH: u32 = 0x2f;
export const QUOTE: u32 = 0x22;
export const AMPERSAND: u32 = 0x26;
export const BACKSLASH: u32 = 0x5c;
export const MINUS: u32 = 0x2d;
export const PLUS: u32 = 0x2b;
export const POINT: u32 = 0x2e;
export const COMMA: u32 = 0x2c;
export const COLON: u32 = 0x3a;
export const ZERO: u32 = 0x30;
export const SPACE: u32 = 0x20;
