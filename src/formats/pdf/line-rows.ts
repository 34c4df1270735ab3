// Puts the lines of a table into its columns: one raw row for each line. A chunk that reaches over
// several columns is one cell in a header and in the only chunk of a line, else it is divided.
import { middleX, type Word } from "./page.ts";
import { joinWords, toChunks, type Chunk, type Line } from "./text-lines.ts";

export interface Column {
  x0: number;
  x1: number;
}

/** One line in columns. */
export interface LineRow {
  top: number;
  bottom: number;
  baseline: number;
  size: number;
  /** Words by column. */
  cells: Word[][];
  /** Columns that a chunk covers, its own included, where it is more than one. */
  spans: Map<number, number>;
}

/** A chunk must reach this far into a column to cover it, in points. */
const COVERED = 1.5;

export function textOf(cell: readonly Word[] | undefined): string | null {
  return cell === undefined || cell.length === 0 ? null : joinWords(cell);
}

/** @returns the index of the column that holds `x`, or the nearest one. */
function columnAt(columns: readonly Column[], x: number): number {
  let best = 0;
  let distance = Infinity;
  for (const [index, { x0, x1 }] of columns.entries()) {
    const away = x < x0 ? x0 - x : x > x1 ? x - x1 : 0;
    if (away < distance) [best, distance] = [index, away];
  }
  return best;
}

function covered(columns: readonly Column[], chunk: Chunk): number[] {
  const found: number[] = [];
  for (const [index, { x0, x1 }] of columns.entries()) {
    const overlap = Math.min(x1, chunk.x1) - Math.max(x0, chunk.x0);
    if (overlap > COVERED || (overlap > 0 && overlap > (x1 - x0) * 0.5)) found.push(index);
  }
  return found;
}

/** @param chunks of the line; columns that were found on other lines may divide them. */
export function toLineRow(
  line: Line,
  columns: readonly Column[],
  mayspan: boolean,
  chunks: readonly Chunk[] = toChunks(line),
): LineRow {
  const cells: Word[][] = columns.map(() => []);
  const spans = new Map<number, number>();
  for (const chunk of chunks) {
    const over = covered(columns, chunk);
    const first = over[0] ?? columnAt(columns, middleX(chunk));
    if (over.length > 1 && (mayspan || chunks.length === 1)) {
      cells[first]?.push(...chunk.words);
      spans.set(first, over.length);
    } else if (over.length > 1) {
      for (const word of chunk.words) cells[columnAt(columns, middleX(word))]?.push(word);
    } else {
      cells[first]?.push(...chunk.words);
    }
  }
  const { top, bottom, baseline, size } = line;
  return { top, bottom, baseline, size, cells, spans };
}
