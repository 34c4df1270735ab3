// Finds text that was UTF-8 once, was read as windows-1252 by some other program and saved like
// that: `CafÃ©` for `Café`, `â‚¬` for `€`.

/** What the bytes 0x80 to 0xBF are in windows-1252: the only ones that follow a lead byte of UTF-8. */
const CONTINUATION = "[\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]";
/** Lead bytes of two (Latin letters and signs) and of three (the punctuation and signs of U+2000 to U+2FFF). */
const MOJIBAKE = new RegExp(`[ÂÃÄÅ]${CONTINUATION}|â${CONTINUATION}{2}`, "g");
/** Two signs that can stand together in good text, such as a capital before a closing quote. */
const HARMLESS = /^[ÄÅÂÃ][’”“‘»«›‹…–—º°.]$/;

/** @returns the index in `text` of the first such place, or null. */
export function findMojibake(text: string): number | null {
  for (const match of text.matchAll(MOJIBAKE)) {
    if (!HARMLESS.test(match[0])) return match.index;
  }
  return null;
}
