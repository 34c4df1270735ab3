// Pages for the search for tables, without a PDF: texts at places, rules between points.
import type { Edge, PageContent, Word } from "../../src/formats/pdf/page.ts";

const SIZE = 10;
/** Letters of the hand-made font are all as wide. */
const LETTER = 5;

/** Words of one text that begins at x; those of a text that ends there with `right`. */
export function text(x: number, baseline: number, content: string, right = false): Word[] {
  let at = right ? x - content.length * LETTER : x;
  return content.split(" ").map((part) => {
    const word = {
      text: part,
      x0: at,
      x1: at + part.length * LETTER,
      top: baseline - 0.78 * SIZE,
      bottom: baseline + 0.22 * SIZE,
      baseline,
      size: SIZE,
    };
    at = word.x1 + LETTER / 2;
    return word;
  });
}

/** Rows at 14 points from the top. @param columns where their texts begin, or `right`: end. */
export function rows(
  columns: readonly (number | { right: number })[],
  lines: readonly (readonly (string | null)[])[],
  top = 100,
): Word[] {
  return lines.flatMap((cells, row) =>
    cells.flatMap((cell, column) => {
      const place = columns[column] ?? 0;
      if (cell === null) return [];
      const isRight = typeof place === "object";
      return text(isRight ? place.right : place, top + row * 14, cell, isRight);
    }),
  );
}

export function horizontal(position: number, start: number, end: number): Edge {
  return { isHorizontal: true, position, start, end };
}

export function vertical(position: number, start: number, end: number): Edge {
  return { isHorizontal: false, position, start, end };
}

/** Every line of a grid, in full. */
export function grid(xs: readonly number[], ys: readonly number[]): Edge[] {
  const [left = 0, right = 0] = [xs[0], xs.at(-1)];
  const [top = 0, bottom = 0] = [ys[0], ys.at(-1)];
  return [...ys.map((y) => horizontal(y, left, right)), ...xs.map((x) => vertical(x, top, bottom))];
}

export function page(
  words: readonly Word[],
  { edges = [], number = 1 }: { edges?: readonly Edge[]; number?: number } = {},
): PageContent {
  const letters = words.reduce((sum, word) => sum + word.text.length, 0);
  return {
    number,
    width: 600,
    height: 800,
    words,
    turnedWords: [],
    edges,
    facts: { letters, unmappedLetters: 0, hasAllEdges: true },
  };
}
