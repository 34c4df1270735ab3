// The text state of a content stream: turns glyphs and kerns into letters at their exact places.
// Source: ISO 32000-1 9.3 (text state), 9.4.4 (text space details).
import { IDENTITY, multiply, type Matrix } from "./matrix.ts";
import { across, along, turnOf, type Turn } from "./orientation.ts";
import type { WordBuilder } from "./word-builder.ts";

/** What the font of a glyph tells, besides its width. */
export interface FontFacts {
  /** Glyph units to text space: 0.001 unless the font says otherwise (Type 3). */
  unit: number;
  isVertical: boolean;
}

/** A glyph of pdf.js; a number in its place is a kern. */
export interface Glyph {
  unicode: string;
  width: number;
  isSpace: boolean;
  vmetric?: readonly number[] | null;
}

export interface TextState {
  font: FontFacts;
  size: number;
  characterSpacing: number;
  wordSpacing: number;
  /** 1 is 100 %. */
  scale: number;
  rise: number;
  leading: number;
}

export const INITIAL_TEXT_STATE: Readonly<TextState> = {
  font: { unit: 0.001, isVertical: false },
  size: 0,
  characterSpacing: 0,
  wordSpacing: 0,
  scale: 1,
  rise: 0,
  leading: 0,
};

/** Ligatures and presentation forms stand for the letters that they show. */
const PRESENTATION_FORMS = /[\ufb00-\ufb06\ufb13-\ufb17\ufb1d-\ufdff\ufe70-\ufefc]/u;
/** Private use, replacement, control characters: what comes of a font without a map. */
const UNMAPPED = /[\p{Co}\p{Cc}\ufffd]/u;
const SOFT_HYPHEN = /\u00ad/gu;
const FIRST_PLAIN = 0x20;
const LAST_PLAIN = 0x7e;
const BLANK = /^\s*$/u;

export class TextCursor {
  unmappedLetters = 0;
  readonly #builder: WordBuilder;
  #matrix: Matrix = IDENTITY;
  #lineMatrix: Matrix = IDENTITY;

  constructor(builder: WordBuilder) {
    this.#builder = builder;
  }

  begin(): void {
    this.setMatrix(IDENTITY);
  }

  setMatrix(matrix: Matrix): void {
    this.#matrix = matrix;
    this.#lineMatrix = matrix;
  }

  move(x: number, y: number): void {
    this.setMatrix(multiply([1, 0, 0, 1, x, y], this.#lineMatrix));
  }

  /** @param toPage from user space to the page, y downwards. */
  show(glyphs: readonly (Glyph | number | null)[], state: TextState, toPage: Matrix): void {
    const { font, size, scale, rise } = state;
    const { isVertical } = font;
    const [a, b, c, d, e, f] = multiply(this.#matrix, toPage);
    const [dx, dy] = isVertical ? [c, d] : [a, b];
    const direction = isVertical ? -1 : Math.sign(size * scale);
    const turn = turnOf(dx * direction, dy * direction) ?? 0;
    const shownSize = Math.hypot(c, d) * Math.abs(size);
    const isPlaced =
      turnOf(dx * direction, dy * direction) !== null &&
      shownSize > 0 &&
      Number.isFinite(a + b + c + d + e + f);
    // Both places are linear in the advance: of the frame of the text's direction.
    const [x0, y0] = isVertical ? [e, f] : [c * rise + e, d * rise + f];
    const start = along(turn, x0, y0);
    const startStep = along(turn, dx, dy);
    const baseline = across(turn, x0, y0);
    const baselineStep = across(turn, dx, dy);
    const unit = font.unit * size * (isVertical ? -1 : scale);
    const kernUnit = (size / 1000) * (isVertical ? 1 : scale);
    const spacingUnit = isVertical ? -1 : scale;
    let advance = 0;
    for (const glyph of glyphs) {
      if (glyph === null) continue;
      if (typeof glyph === "number") {
        advance -= glyph * kernUnit;
        continue;
      }
      const width = isVertical
        ? -Math.abs((glyph.vmetric?.[0] ?? glyph.width) * unit)
        : glyph.width * unit;
      if (isPlaced) {
        this.#letter(
          glyph.unicode,
          turn,
          start + startStep * advance,
          start + startStep * (advance + width),
          baseline + baselineStep * advance,
          shownSize,
        );
      }
      const spacing = state.characterSpacing + (glyph.isSpace ? state.wordSpacing : 0);
      advance += width + spacing * spacingUnit;
    }
    this.#matrix = isVertical
      ? multiply([1, 0, 0, 1, 0, advance], this.#matrix)
      : multiply([1, 0, 0, 1, advance, 0], this.#matrix);
  }

  #letter(
    unicode: string,
    turn: Turn,
    start: number,
    end: number,
    baseline: number,
    size: number,
  ): void {
    const code = unicode.length === 1 ? unicode.charCodeAt(0) : 0;
    // Most letters are plain: nothing has to be looked up for them.
    if (code > FIRST_PLAIN && code <= LAST_PLAIN) {
      this.#builder.add(unicode, turn, start, end, baseline, size);
      return;
    }
    const text = readableText(unicode);
    if (BLANK.test(text)) {
      this.#builder.endWord();
      return;
    }
    if (UNMAPPED.test(text)) this.unmappedLetters += 1;
    this.#builder.add(text, turn, start, end, baseline, size);
  }
}

function readableText(unicode: string): string {
  const text = unicode.replace(SOFT_HYPHEN, "-");
  return PRESENTATION_FORMS.test(text) ? text.normalize("NFKC") : text;
}
