// What a page is once nothing of PDF is left in it: words and painted edges in boxes, in points from
// the top left corner of the visible page, its text upright. The search for tables knows only this.

export interface Box {
  x0: number;
  top: number;
  x1: number;
  bottom: number;
}

/** Letters without a gap between them. */
export interface Word extends Box {
  text: string;
  baseline: number;
  /** Font size as it is shown. */
  size: number;
}

/** A straight painted line, or one side of a painted rectangle. */
export interface Edge {
  isHorizontal: boolean;
  /** The y of a horizontal edge, the x of a vertical one. */
  position: number;
  start: number;
  end: number;
}

/** What was seen while a page was read, besides its content. */
export interface PageFacts {
  letters: number;
  /** Letters that the fonts do not map to characters. */
  unmappedLetters: number;
  /** Edges may be missing: the operators ended early, or there are too many edges. */
  hasAllEdges: boolean;
}

export interface PageContent {
  /** 1-based. */
  number: number;
  width: number;
  height: number;
  /** Upright words, in no order. */
  words: readonly Word[];
  /** Words that run in another direction, such as those of a turned header. */
  turnedWords: readonly Word[];
  edges: readonly Edge[];
  facts: PageFacts;
}

export function middleX({ x0, x1 }: Box): number {
  return (x0 + x1) / 2;
}

export function middleY({ top, bottom }: Box): number {
  return (top + bottom) / 2;
}

/** @returns the box around all boxes; of none, an empty one at the origin. */
export function boundingBox(boxes: readonly Box[]): Box {
  const [first] = boxes;
  if (first === undefined) return { x0: 0, top: 0, x1: 0, bottom: 0 };
  let { x0, top, x1, bottom } = first;
  for (const box of boxes) {
    x0 = Math.min(x0, box.x0);
    top = Math.min(top, box.top);
    x1 = Math.max(x1, box.x1);
    bottom = Math.max(bottom, box.bottom);
  }
  return { x0, top, x1, bottom };
}

/** The middle of sorted numbers; 0 of none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
