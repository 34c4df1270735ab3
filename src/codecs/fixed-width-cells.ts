// Cuts one line of a print into the cells of its columns. Cuts between words only; a line with text
// across a gap is cut where figures and edges of the columns leave no doubt, or not at all.
import { KIB } from "../core/units.ts";
import { chunksOf, isBlankSpan, trimBlanks, type Span } from "./fixed-width-text.ts";
import { isFigure } from "./figures.ts";

export interface FixedWidthColumn extends Span {
  /** Whether most of its cells are numbers, dates or times. */
  isFigures: boolean;
  /** Where nearly all of its cells begin, or null. */
  leftEdge: number | null;
  /** Where nearly all of its cells end, signs behind a number left out, or null. */
  rightEdge: number | null;
}

/** Longer cells are no figures, and not worth a look at how they end. */
const MAX_FIGURE_CHARACTERS = 40;

/** A longer line with text in a gap is a note: no table is that wide. */
const MAX_DOUBTFUL_CHARACTERS = 8 * KIB;

/** Where the aligned part of a cell ends: before the `-`, `)`, `%` or `CR` behind a number. */
export function alignedEnd(text: string, { start, end }: Span): number {
  if (end - start > MAX_FIGURE_CHARACTERS) return end;
  const cell = text.slice(start, end);
  const core = cell.replace(/(?:CR|DR)$/i, "").replace(/[^\d\p{L}]+$/u, "");
  return /\d$/.test(core) ? start + core.length : end;
}

/**
 * Cuts `text` at the gaps between `columns`.
 * @returns a cell for each column without the blanks around it, and one more when text stands apart
 * behind a last column of figures; null when the line cannot be cut without doubt.
 */
export function cutCells(text: string, columns: readonly FixedWidthColumn[]): string[] | null {
  const isClean = columns.every(
    ({ start }, index) =>
      index === 0 || isBlankSpan(text, { start: columns[index - 1]?.end ?? 0, end: start }),
  );
  if (!isClean) {
    return text.length > MAX_DOUBTFUL_CHARACTERS ? null : new DoubtfulLine(text, columns).cut();
  }
  const cells = columns.map(({ start }, index) =>
    trimBlanks(text, index === 0 ? 0 : start, columns[index + 1]?.start),
  );
  return withTail(cells, text, columns.at(-1));
}

/** Text far behind a column of figures is no part of the figure. */
function withTail(cells: string[], text: string, last: FixedWidthColumn | undefined): string[] {
  if (last === undefined || !last.isFigures || text.length <= last.end) return cells;
  const cell = cells.at(-1) ?? "";
  const [first, second] = chunksOf(cell);
  if (first === undefined || second === undefined) return cells;
  // The cell ends where the line does.
  const cellStart = text.length - cell.length;
  if (cellStart + second.start < last.end) return cells;
  return [...cells.slice(0, -1), cell.slice(0, first.end), cell.slice(second.start)];
}

interface Placed extends Span {
  column: number;
}

/** A line with text in a gap. */
class DoubtfulLine {
  readonly #text: string;
  readonly #columns: readonly FixedWidthColumn[];
  readonly #placed: Placed[] = [];
  /** A line without figures is likely one of headings, which need not stand right above their columns. */
  readonly #hasFigures: boolean;
  readonly #pieces: Span[];

  constructor(text: string, columns: readonly FixedWidthColumn[]) {
    this.#text = text;
    this.#columns = columns;
    this.#pieces = this.#cutAtCleanGaps(chunksOf(text));
    this.#hasFigures = this.#pieces.some((piece) => {
      const last = this.#wordsOf(piece).at(-1) ?? piece;
      return this.#isFigure(piece) || this.#isFigure(last);
    });
  }

  cut(): string[] | null {
    const doubtful: Span[] = [];
    for (const piece of this.#pieces) {
      const [first, last] = this.#columnsUnder(piece);
      if (first === last) this.#placed.push({ ...piece, column: first });
      else doubtful.push(piece);
    }
    for (const piece of doubtful) {
      const placed = this.#place(piece);
      if (placed === null) return null;
      this.#placed.push(...placed);
    }
    const placed = this.#placed.toSorted((left, right) => left.start - right.start);
    if (placed.some(({ column }, index) => column < (placed[index - 1]?.column ?? 0))) return null;
    const cells = this.#columns.map((_, column) => {
      const own = placed.filter((piece) => piece.column === column);
      return this.#text.slice(own[0]?.start ?? 0, own.at(-1)?.end ?? 0);
    });
    return withTail(cells, this.#text, this.#columns.at(-1));
  }

  /** Where a gap is blank in this line, even a single blank parts two cells. */
  #cutAtCleanGaps(chunks: readonly Span[]): Span[] {
    const cuts = this.#columns.flatMap(({ start }, index) => {
      const gap = { start: this.#columns[index - 1]?.end ?? 0, end: start };
      return index > 0 && isBlankSpan(this.#text, gap) ? [gap] : [];
    });
    return chunks.flatMap((chunk) => {
      const pieces: Span[] = [];
      let start = chunk.start;
      for (const cut of cuts) {
        if (cut.start <= start || cut.end >= chunk.end) continue;
        pieces.push({ start, end: cut.start });
        start = cut.end;
      }
      return [...pieces, { start, end: chunk.end }];
    });
  }

  /** @returns first and last column with a place in common; for text in a gap, the columns about it in wrong order. */
  #columnsUnder({ start, end }: Span): [first: number, last: number] {
    const count = this.#columns.length;
    let first = this.#columns.findIndex((column) => column.end > start);
    if (first === -1) first = count - 1;
    let last = this.#columns.findLastIndex((column) => column.start < end);
    if (last === -1) last = 0;
    return [first, last];
  }

  #place(piece: Span): Placed[] | null {
    const [first, last] = this.#columnsUnder(piece);
    if (first === last) return [{ ...piece, column: first }];
    if (first > last) return this.#choose(piece, last, first);
    return (
      this.#placeFigures(piece, first, last) ??
      this.#placeAtLeftEdge(piece, last) ??
      this.#placeHeadings(piece, first, last) ??
      this.#placeOverhang(piece, first, last)
    );
  }

  /** Figures that end where those of their column do part from the text before or behind them. */
  #placeFigures(piece: Span, first: number, last: number): Placed[] | null {
    const words = this.#wordsOf(piece);
    for (const count of [1, 2]) {
      const from = words.at(-count);
      if (from === undefined) break;
      const figure = { start: from.start, end: piece.end };
      if (!this.#isFigureOf(last, figure)) continue;
      return this.#placeRest(figure, last, { start: piece.start, end: words.at(-count - 1)?.end });
    }
    for (const count of [2, 1]) {
      const to = words[count - 1];
      if (to === undefined) continue;
      const figure = { start: piece.start, end: to.end };
      if (!this.#isFigureOf(first, figure)) continue;
      return this.#placeRest(figure, first, { start: words[count]?.start, end: piece.end });
    }
    return null;
  }

  /** Text that grows into a gap may end right before the text behind it; a label does so by chance. */
  #placeAtLeftEdge(piece: Span, column: number): Placed[] | null {
    const { leftEdge, isFigures } = this.#columns[column] ?? {};
    if (leftEdge === null || leftEdge === undefined || this.#isTaken(column)) return null;
    const words = this.#wordsOf(piece);
    const index = words.findIndex(({ start }) => start === leftEdge);
    if (index < 1) return null;
    const own = { start: leftEdge, end: piece.end };
    if (this.#hasFigures) {
      const isRow = this.#placed.some((other) => this.#isFigureOf(other.column, other));
      if (!isRow || this.#isOfOneWidth(column - 1)) return null;
      if (isFigures === true && !this.#isFigure(own)) return null;
    }
    return this.#placeRest(own, column, { start: piece.start, end: words[index - 1]?.end });
  }

  /** Whether the cells of a column all have one width, as codes and dates have. */
  #isOfOneWidth(column: number): boolean {
    const { leftEdge, rightEdge } = this.#columns[column] ?? {};
    return typeof leftEdge === "number" && typeof rightEdge === "number";
  }

  #placeRest(
    own: Span,
    column: number,
    { start, end }: { start: number | undefined; end: number | undefined },
  ): Placed[] | null {
    const placed = [{ ...own, column }];
    if (start === undefined || end === undefined) return placed;
    const rest = this.#place({ start, end });
    return rest === null ? null : [...rest, ...placed];
  }

  /** Headings one blank apart, each above its own column. */
  #placeHeadings(piece: Span, first: number, last: number): Placed[] | null {
    const words = this.#wordsOf(piece);
    if (this.#hasFigures || words.length !== last - first + 1) return null;
    const placed = words.map(({ start, end }, index) => ({ start, end, column: first + index }));
    const areAbove = placed.every(({ start, end, column }) => {
      const own = this.#columns[column];
      return own !== undefined && start < own.end && end > own.start;
    });
    return areAbove ? placed : null;
  }

  /** Text that begins or ends at a column's edge and runs over others, which it cannot be of. */
  #placeOverhang(piece: Span, first: number, last: number): Placed[] | null {
    const beginsAtEdge = this.#columns[first]?.leftEdge === piece.start;
    const endsAtEdge = this.#columns[last]?.rightEdge === piece.end;
    if (beginsAtEdge === endsAtEdge) return this.#choose(piece, first, last);
    if (endsAtEdge) return this.#hasFigures ? null : [{ ...piece, column: last }];
    const isAlone = this.#pieces.length === 1;
    return isAlone || this.#isLabel(piece, first, last) ? [{ ...piece, column: first }] : null;
  }

  /** Whether what runs over the columns behind the first cannot be of one of them. */
  #isLabel(piece: Span, first: number, last: number): boolean {
    const over = this.#columns.slice(first + 1, last + 1);
    if (over.every(({ isFigures }) => isFigures)) {
      return !this.#wordsOf(piece).some((word) => this.#isFigure(word));
    }
    return this.#isOfOneWidth(first) && !over.some(({ isFigures }) => isFigures);
  }

  /** Of two columns, a heading belongs to the one that has none yet. */
  #choose(piece: Span, left: number, right: number): Placed[] | null {
    if (this.#hasFigures || right !== left + 1) return null;
    const isLeftTaken = this.#isTaken(left);
    if (isLeftTaken === this.#isTaken(right)) return null;
    return [{ ...piece, column: isLeftTaken ? right : left }];
  }

  #isTaken(column: number): boolean {
    return this.#placed.some((piece) => piece.column === column);
  }

  #isFigureOf(column: number, piece: Span): boolean {
    const { isFigures, rightEdge } = this.#columns[column] ?? {};
    if (isFigures !== true || !this.#isFigure(piece)) return false;
    return rightEdge === alignedEnd(this.#text, piece);
  }

  #isFigure({ start, end }: Span): boolean {
    return end - start <= MAX_FIGURE_CHARACTERS && isFigure(this.#text.slice(start, end));
  }

  #wordsOf({ start, end }: Span): Span[] {
    return chunksOf(this.#text.slice(start, end), 1).map((word) => ({
      start: start + word.start,
      end: start + word.end,
    }));
  }
}
