// Advance widths of the standard fonts in thousandths of the font size, by code of WinAnsiEncoding from 32
// on. Source: the font metrics (AFM) that Adobe publishes for the 14 core fonts.
const FIRST_CODE = 32;
const LAST_CODE = 255;

export type StandardFont = "Helvetica" | "Helvetica-Bold" | "Times-Roman" | "Courier";

const WIDTHS: Readonly<Record<Exclude<StandardFont, "Courier">, string>> = {
  Helvetica: `
    278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556
    556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778
    667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556
    556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584 350
    556 350 222 556 333 1000 556 556 333 1000 667 333 1000 350 611 350 350 222 222 333 333 350 556 1000
    333 1000 500 333 944 350 500 667 278 333 556 556 556 556 260 556 333 737 370 556 584 333 737 333
    400 584 333 333 333 556 537 278 333 333 365 556 834 834 834 611 667 667 667 667 667 667 1000 722
    667 667 667 667 278 278 278 278 722 722 778 778 778 778 778 584 778 722 722 722 722 667 667 611
    556 556 556 556 556 556 889 500 556 556 556 556 278 278 278 278 556 556 556 556 556 556 556 584
    611 556 556 556 556 500 556 500`,
  "Helvetica-Bold": `
    278 333 474 556 556 889 722 238 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556
    556 556 333 333 584 584 584 611 975 722 722 722 722 667 611 778 722 278 556 722 611 833 722 778
    667 778 722 667 611 722 667 944 667 667 611 333 278 333 584 556 333 556 611 556 611 556 333 611
    611 278 278 556 278 889 611 611 611 611 389 556 333 611 556 778 556 556 500 389 280 389 584 350
    556 350 278 556 500 1000 556 556 333 1000 667 333 1000 350 611 350 350 278 278 500 500 350 556 1000
    333 1000 556 333 944 350 500 667 278 333 556 556 556 556 280 556 333 737 370 556 584 333 737 333
    400 584 333 333 333 611 556 278 333 333 365 556 834 834 834 611 722 722 722 722 722 722 1000 722
    667 667 667 667 278 278 278 278 722 722 778 778 778 778 778 584 778 722 722 722 722 667 667 611
    556 556 556 556 556 556 889 556 556 556 556 556 278 278 278 278 611 611 611 611 611 611 611 584
    611 611 611 611 611 556 611 556`,
  "Times-Roman": `
    250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500
    500 500 278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722
    556 722 667 556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500
    500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541 350
    500 350 333 500 444 1000 500 500 333 1000 556 333 889 350 611 350 350 333 333 444 444 350 500 1000
    333 980 389 333 722 350 444 722 250 333 500 500 500 500 200 500 333 760 276 500 564 333 760 333
    400 564 300 300 333 500 453 250 333 300 310 500 750 750 750 444 722 722 722 722 722 722 889 667
    611 611 611 611 333 333 333 333 722 722 722 722 722 722 722 564 722 722 722 722 722 722 556 500
    444 444 444 444 444 444 667 444 444 444 444 444 278 278 278 278 500 500 500 500 500 500 500 564
    500 500 500 500 500 500 500 500`,
};
const COURIER_WIDTH = 600;

/** Codes 0x80 to 0x9f, which are not those of Unicode; a blank where there is none. */
const UPPER = "€ ‚ƒ„…†‡ˆ‰Š‹Œ Ž  ‘’“”•–—˜™š›œ žŸ";

/** @returns bytes of the text in WinAnsiEncoding. */
export function winAnsi(text: string): number[] {
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if ((code >= FIRST_CODE && code < 0x7f) || (code >= 0xa0 && code <= LAST_CODE)) return code;
    const upper = character === " " ? -1 : UPPER.indexOf(character);
    if (upper === -1) throw new Error(`no code in WinAnsiEncoding for U+${code.toString(16)}`);
    return 0x80 + upper;
  });
}

const tables = new Map<StandardFont, readonly number[]>();

/** Of all codes from 32 to 255, as the entry /Widths has them. */
export function widthsOf(font: StandardFont): readonly number[] {
  const known = tables.get(font);
  if (known !== undefined) return known;
  const count = LAST_CODE - FIRST_CODE + 1;
  const widths =
    font === "Courier"
      ? Array.from({ length: count }, () => COURIER_WIDTH)
      : WIDTHS[font].trim().split(/\s+/).map(Number);
  if (widths.length !== count) throw new Error(`${widths.length} widths of ${font}`);
  tables.set(font, widths);
  return widths;
}

/** Width of a text in points. */
export function textWidth(text: string, font: StandardFont, size: number): number {
  const widths = widthsOf(font);
  const units = winAnsi(text).reduce((sum, code) => sum + (widths[code - FIRST_CODE] ?? 0), 0);
  return (units * size) / 1000;
}
