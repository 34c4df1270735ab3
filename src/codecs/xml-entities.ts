// Resolves the five entities and the numeric references of XML. There are no others without a DTD.
// Source: XML 1.0 §4.1, §4.6.

/** `&#x` and more leading zeros than anybody writes; longer ones are damage. */
export const MAX_REFERENCE_BYTES = 32;

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
  const named = NAMED.get(name);
  if (named !== undefined) return named;
  const digits = /^#(?:x([0-9a-fA-F]+)|([0-9]+))$/.exec(name);
  if (digits === null || name.length > MAX_REFERENCE_BYTES) return null;
  const point =
    digits[1] === undefined ? Number.parseInt(digits[2] ?? "", 10) : Number.parseInt(digits[1], 16);
  const isCharacter = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
  return isCharacter ? point : null;
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
