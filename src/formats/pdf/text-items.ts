// Words from the text items of pdf.js, for pages whose operators are not all there. An item holds the
// letters of a line without their places: a word's place is taken from its share of the letters.
import { multiply, toMatrix, type Matrix } from "./matrix.ts";
import { across, along, turnOf } from "./orientation.ts";
import type { WordBuilder } from "./word-builder.ts";

export interface TextItem {
  str?: string;
  transform?: ArrayLike<number>;
  width?: number;
}

/** Adds the words of one item. @param toPage from user space to the page. */
export function addTextItem(item: TextItem, toPage: Matrix, builder: WordBuilder): void {
  const { str = "", width = 0 } = item;
  const matrix = toMatrix(item.transform);
  if (matrix === null || str.trim() === "") return;
  const [a, b, c, d, e, f] = multiply(matrix, toPage);
  const turn = turnOf(a, b);
  const size = Math.hypot(c, d);
  if (turn === null || !(size > 0)) return;
  const start = along(turn, e, f);
  const baseline = across(turn, e, f);
  const step = width / str.length;
  for (const match of str.matchAll(/\S+/gu)) {
    builder.add(
      match[0],
      turn,
      start + match.index * step,
      start + (match.index + match[0].length) * step,
      baseline,
      size,
    );
    builder.endWord();
  }
}
