// Resolves the five entities and the numeric references of XML. There are no others without a DTD.
// Source: XML 1.0 §4.1, §4.6.

/** `&#x` and more leading zeros than anybody writes; longer ones are damage. */
export const MAX_REFERENCE_BYTES = 32;

const HASH = 0x23;
const LETTER_X = 0x78;
const MAX_POINT = 0x10ffff;

const NAMED = new Map([
  ["lt", 0x3c],
  ["gt", 0x3e],
  ["amp", 0x26],
  ["quot", 0x22],
  ["apos", 0x27],
]);

/**
 * Finds the character behind a reference.
 * @param name what stands between `&` and `;`.
 * @returns its code point, or null when it is unknown, NUL, a surrogate, or beyond Unicode.
 * Other control characters are let through: XML forbids them, but writers put them there.
 */
export function resolveReference(name: string): number | null {
  if (name.charCodeAt(0) !== HASH) return NAMED.get(name) ?? null;
  if (name.length > MAX_REFERENCE_BYTES) return null;
  const isHex = name.charCodeAt(1) === LETTER_X;
  const base = isHex ? 16 : 10;
  const first = isHex ? 2 : 1;
  let point = first < name.length ? 0 : -1;
  for (let at = first; at < name.length && point >= 0 && point <= MAX_POINT; at += 1) {
    const digit = digitOf(name.charCodeAt(at));
    point = digit < base ? point * base + digit : -1;
  }
  const isCharacter = point > 0 && point <= MAX_POINT && (point < 0xd800 || point > 0xdfff);
  return isCharacter ? point : null;
}

/** Value of a digit of any base up to 16; 16 for what is none. */
function digitOf(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : 16;
}

/** @returns `text` with all references resolved, or null when one cannot be. */
export function resolveReferences(text: string): string | null {
  if (!text.includes("&")) return text;
  let isSound = true;
  const resolved = text.replaceAll(/&([^;&]*)(;?)/g, (_, name: string, end: string) => {
    const point = end === "" ? null : resolveReference(name);
    if (point === null) isSound = false;
    return point === null ? "" : String.fromCodePoint(point);
  });
  return isSound ? resolved : null;
}
