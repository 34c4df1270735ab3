// The text state of a content stream: turns glyphs and kerns into letters at their exact places.
// Source: ISO 32000-1 9.3 (text state), 9.4.4 (text space details).
import { IDENTITY, multiply, type Matrix } from "./matrix.ts";
import { across, along, turnOf } from "./orientation.ts";
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
const UNMAPPED = /[\u0000-\u0008\u000e-\u001f\ue000-\uf8ff\ufffd]/u;
const SOFT_HYPHEN = /\u00ad/gu;
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
    const [a, b, c, d, e, f] = multiply(this.#matrix, toPage);
    const turn = font.isVertical
      ? turnOf(c * -size, d * -size)
      : turnOf(a * size * scale, b * size * scale);
    const shownSize = Math.hypot(c, d) * Math.abs(size);
    const placed = turn !== null && shownSize > 0 && Number.isFinite(a + b + c + d + e + f);
    let advance = 0;
    for (const glyph of glyphs) {
      if (glyph === null) continue;
      if (typeof glyph === "number") {
        advance -= (glyph / 1000) * size * (font.isVertical ? 1 : scale);
        continue;
      }
      const spacing = state.characterSpacing + (glyph.isSpace ? state.wordSpacing : 0);
      const width = font.isVertical
        ? (glyph.vmetric?.[0] ?? glyph.width) * font.unit * size
        : glyph.width * font.unit * size * scale;
      const step = font.isVertical ? -Math.abs(width) + -spacing : width + spacing * scale;
      if (placed) {
        const [x0, y0] = font.isVertical ? [0, advance] : [advance, rise];
        const [x1, y1] = font.isVertical ? [0, advance - Math.abs(width)] : [advance + width, rise];
        this.#letter(glyph, {
          turn,
          start: along(turn, a * x0 + c * y0 + e, b * x0 + d * y0 + f),
          end: along(turn, a * x1 + c * y1 + e, b * x1 + d * y1 + f),
          baseline: across(turn, a * x0 + c * y0 + e, b * x0 + d * y0 + f),
          size: shownSize,
        });
      }
      advance += step;
    }
    this.#matrix = font.isVertical
      ? multiply([1, 0, 0, 1, 0, advance], this.#matrix)
      : multiply([1, 0, 0, 1, advance, 0], this.#matrix);
  }

  #letter(glyph: Glyph, place: Omit<Parameters<WordBuilder["add"]>[0], "text">): void {
    const text = readableText(glyph.unicode);
    if (BLANK.test(text)) {
      this.#builder.endWord();
      return;
    }
    if (UNMAPPED.test(text)) this.unmappedLetters += 1;
    this.#builder.add({ text, ...place });
  }
}

function readableText(unicode: string): string {
  const text = unicode.replace(SOFT_HYPHEN, "-");
  return PRESENTATION_FORMS.test(text) ? text.normalize("NFKC") : text;
}
