// Brings the characters of a written amount, date or word down to plain ones, so that the readers of
// values need to know one blank, one minus and one set of digits.

/** No amount, date or word that is read is longer, blanks around it left out. */
const MAX_CHARACTERS = 64;
const UNUSUAL = /[^\x20-\x7e]/;

const PLAIN = new Map<string, string>();
function put(plain: string, codePoints: readonly number[]): void {
  for (const codePoint of codePoints) PLAIN.set(String.fromCodePoint(codePoint), plain);
}
put(" ", [0x09, 0xa0, 0x202f, 0x205f, 0x3000]);
for (let space = 0x2000; space <= 0x200a; space += 1) put(" ", [space]);
put("-", [0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xfe63, 0xff0d]);
put("'", [0x2019, 0x02bc, 0xff07]);
/** Marks of direction, which right-to-left programs put around numbers, and of byte order. */
put("", [0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0xfeff]);
for (let mark = 0x2066; mark <= 0x2069; mark += 1) put("", [mark]);
for (let digit = 0; digit <= 9; digit += 1) put(String(digit), [0xff10 + digit]);
for (const [plain, wide] of Object.entries({
  ".": 0xff0e,
  ",": 0xff0c,
  "+": 0xff0b,
  "(": 0xff08,
  ")": 0xff09,
  "%": 0xff05,
  "/": 0xff0f,
  ":": 0xff1a,
  $: 0xff04,
  "£": 0xffe1,
  "¥": 0xffe5,
})) {
  put(plain, [wide]);
}

/**
 * @returns the text without blanks around it, with plain digits, blanks, dashes and signs; null when
 * it is longer than anything that could be read.
 */
export function toPlainText(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > MAX_CHARACTERS) return null;
  if (!UNUSUAL.test(trimmed)) return trimmed;
  let plain = "";
  for (const character of trimmed) plain += PLAIN.get(character) ?? character;
  return plain.trim();
}
