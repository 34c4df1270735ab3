// The record types that QuickBooks writes, and how a line names its own.
// Source: Intuit IIF import kit (list of keywords); further types are read as lists all the same.

/** The name of the table that holds transactions, and the types of its lines. */
export const TRANSACTIONS = "transactions";
export const TRNS = "TRNS";
export const SPL = "SPL";
export const ENDTRNS = "ENDTRNS";
export const HDR = "HDR";
/** What a line begins with that ends a block of another type. */
export const END_PREFIX = "END";

/** TODO, TODONOTE and TODONOTES are among them: reminders, as QuickBooks exports them. */
export const KNOWN_TYPES: ReadonlySet<string> = new Set(
  (
    "ACCNT BUD BUDGET CLASS CTYPE CUST CUSTITEMDICT CUSTNAMEDICT CUSTOMFLD CUSTTYPE EMP " +
    "ENDCUSTITEMDICT ENDCUSTNAMEDICT ENDGRP ENDTRNS GRP HDR INVITEM INVMEMO JOBTYPE OTHERNAME " +
    "PAYMETH PITEM PRICELEVEL SALESREP SALESTAXCODE SHIPMETH SPL TERMS TIMEACT TIMERHDR TODO " +
    "TODONOTE TODONOTES TRNS UNITS VEND VENDTYPE VTYPE"
  ).split(" "),
);

/** Longer words are no record types. */
const MAX_KEY_BYTES = 32;

export const TAB = 0x09;
export const SPACE = 0x20;
const BANG = 0x21;
export const QUOTE = 0x22;
export const COMMA = 0x2c;
export const SEMICOLON = 0x3b;

/** How a line begins. */
export interface LineStart {
  /** The record type in capitals; empty when the line does not begin with one. */
  key: string;
  /** Whether it names columns: `!` stands before the type. */
  isHeader: boolean;
  /** The delimiter behind the type; -1 when the line ends there. */
  delimiter: number;
  /** Whether one quotation mark opens before the type and does not close behind it: around more than one field. */
  isWrapped: boolean;
}

const NO_KEY: Readonly<LineStart> = {
  key: "",
  isHeader: false,
  delimiter: -1,
  isWrapped: false,
};

/**
 * Reads how the line of bytes `start` to `end` begins: blanks, one quotation mark, `!` and lower case
 * are taken in any combination; a delimiter or the end of the line has to follow.
 * @param delimiter the only one that may follow, or null for tab, comma and semicolon.
 */
export function readLineStart(
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: number | null,
): LineStart {
  let at = skipSpaces(bytes, start, end);
  const isQuoted = bytes[at] === QUOTE;
  if (isQuoted) at = skipSpaces(bytes, at + 1, end);
  const isHeader = bytes[at] === BANG;
  if (isHeader) at = skipSpaces(bytes, at + 1, end);
  const keyStart = at;
  const maxEnd = Math.min(end, keyStart + MAX_KEY_BYTES + 1);
  while (at < maxEnd && isKeyByte(bytes[at] as number)) at += 1;
  const keyEnd = at;
  if (!isLetter(bytes[keyStart]) || keyEnd === keyStart || keyEnd - keyStart > MAX_KEY_BYTES)
    return NO_KEY;
  at = skipSpaces(bytes, at, end);
  const isClosed = isQuoted && at < end && bytes[at] === QUOTE;
  if (isClosed) at = skipSpaces(bytes, at + 1, end);
  const after = at < end ? (bytes[at] as number) : -1;
  if (after !== -1 && !mayFollow(after, delimiter)) return NO_KEY;
  let key = "";
  for (let byte = keyStart; byte < keyEnd; byte += 1) {
    key += String.fromCharCode(upperCase(bytes[byte] as number));
  }
  return { key, isHeader, delimiter: after, isWrapped: isQuoted && !isClosed };
}

export function isKnownType(key: string): boolean {
  return KNOWN_TYPES.has(key);
}

/** Whether the line says by itself that the file is IIF. */
export function isTelling({ key, isHeader, delimiter }: LineStart): boolean {
  return KNOWN_TYPES.has(key) ? isHeader || delimiter !== -1 : isHeader && delimiter !== -1;
}

function mayFollow(byte: number, delimiter: number | null): boolean {
  return delimiter === null
    ? byte === TAB || byte === COMMA || byte === SEMICOLON
    : byte === delimiter;
}

function skipSpaces(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === SPACE) at += 1;
  return at;
}

function upperCase(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte;
}

/** Letters, digits and the low line. */
function isKeyByte(byte: number): boolean {
  return isLetter(byte) || (byte >= 0x30 && byte <= 0x39) || byte === 0x5f;
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && ((byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a));
}
