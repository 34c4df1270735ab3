// Reads over an attribute as most writers have it, name="value", in bytes that end with a NUL.

const QUOTE = 0x22;
const AMPERSAND = 0x26;
const HYPHEN = 0x2d;
const SLASH = 0x2f;
const COLON = 0x3a;
const LESS = 0x3c;
const EQUALS = 0x3d;
const GREATER = 0x3e;

/** @returns where the name that begins at `start` ends; `start` itself when none does. */
export function attributeNameEnd(bytes: Uint8Array, start: number): number {
  let at = start;
  while (isNameByte(bytes[at] as number)) at += 1;
  return at;
}

/** @returns where the closing quotation mark is; -1 when the value is not whole, or has a reference or a `<`. */
export function attributeValueEnd(bytes: Uint8Array, nameEnd: number): number {
  if (bytes[nameEnd] !== EQUALS || bytes[nameEnd + 1] !== QUOTE) return -1;
  let at = nameEnd + 2;
  for (; bytes[at] !== QUOTE; at += 1) {
    const byte = bytes[at];
    if (byte === 0 || byte === LESS || byte === AMPERSAND) return -1;
  }
  return at;
}

/** Of a name that is not looked at any closer; an apostrophe would begin a value. */
function isNameByte(byte: number): boolean {
  return byte > GREATER || (byte >= HYPHEN && byte <= COLON && byte !== SLASH);
}
