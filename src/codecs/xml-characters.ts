// Bytes that mean something in XML, and the classes and encodings that its scanner needs.
// Source: XML 1.0 §2.2-§2.3, RFC 3629.

const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const EXCLAMATION = 0x21;
export const QUOTE = 0x22;
export const AMPERSAND = 0x26;
export const APOSTROPHE = 0x27;
export const HYPHEN = 0x2d;
export const SLASH = 0x2f;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const LESS = 0x3c;
export const EQUALS = 0x3d;
export const GREATER = 0x3e;
export const QUESTION = 0x3f;
export const BRACKET = 0x5d;

export function isSpace(byte: number): boolean {
  return byte === SPACE || byte === LF || byte === TAB || byte === CR;
}

/** Letters, `_`, `:` and everything beyond ASCII; the exact classes of XML matter to nobody here. */
export function isNameStart(byte: number): boolean {
  const letter = byte | 0x20;
  return (letter >= 0x61 && letter <= 0x7a) || byte === 0x5f || byte === COLON || byte >= 0x80;
}

/** Writes a code point to the start of `target`; returns how many bytes it took. */
export function putUtf8(point: number, target: Uint8Array): number {
  if (point < 0x80) {
    target[0] = point;
    return 1;
  }
  if (point < 0x800) {
    target[0] = 0xc0 | (point >> 6);
    target[1] = 0x80 | (point & 0x3f);
    return 2;
  }
  if (point < 0x10000) {
    target[0] = 0xe0 | (point >> 12);
    target[1] = 0x80 | ((point >> 6) & 0x3f);
    target[2] = 0x80 | (point & 0x3f);
    return 3;
  }
  target[0] = 0xf0 | (point >> 18);
  target[1] = 0x80 | ((point >> 12) & 0x3f);
  target[2] = 0x80 | ((point >> 6) & 0x3f);
  target[3] = 0x80 | (point & 0x3f);
  return 4;
}
