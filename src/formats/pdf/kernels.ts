// Finds where lines stand in common columns: kernels of lines whose chunks lie below each other one
// by one, grown up and down by lines that fit the columns.
// Source: design section on borderless tables (regions, columns of body lines only).
import type { Column } from "./line-rows.ts";
import { median } from "./page.ts";
import type { Chunk, Line } from "./text-lines.ts";

export interface ChunkedLine extends Line {
  chunks: Chunk[];
}

/** Lines `first` to `last` of a page, and the columns that they stand in. */
export interface Region {
  first: number;
  last: number;
  columns: Column[];
}

/** A gap between rows of this many usual ones ends a table. */
const MAX_GAP_PITCHES = 2.6;
/** Lines that do not fit, between ones that do: titles of sections. */
const MAX_SECTION_LINES = 2;
const MAX_HEADER_LINES = 6;
/** Share of the chunks of a line that stand in the columns of the lines above. */
const MIN_COMMON_SHARE = 0.6;
/** Gap above a header line, in font sizes. */
const MAX_HEADER_GAP = 1.9;

/** @param isTaken lines that belong to another table already. */
export function findRegions(lines: readonly ChunkedLine[]): Region[] {
  const taken = new Uint8Array(lines.length);
  const regions: Region[] = [];
  for (const kernel of findKernels(lines)) {
    if (isAnyTaken(taken, kernel)) continue;
    const region = withHeader(lines, grow(lines, kernel, taken), taken);
    taken.fill(1, region.first, region.last + 1);
    regions.push(region);
  }
  return regions.toSorted((a, b) => a.first - b.first);
}

function isAnyTaken(taken: Uint8Array, { first, last }: Region): boolean {
  for (let i = first; i <= last; i += 1) if (taken[i] === 1) return true;
  return false;
}

/** Runs of lines with equally many chunks, each below one of the line above; the richest first. */
function findKernels(lines: readonly ChunkedLine[]): Region[] {
  const kernels: Region[] = [];
  for (let first = 0; first < lines.length;) {
    const start = lines[first];
    if (start === undefined || start.chunks.length < 2) {
      first += 1;
      continue;
    }
    let columns: Column[] = start.chunks.map(({ x0, x1 }) => ({ x0, x1 }));
    let last = first;
    for (let at = first + 1; at < lines.length && at - last <= MAX_SECTION_LINES + 1; at += 1) {
      const next = lines[at];
      if (next === undefined || gapBelow(lines, at - 1) > maxGap(lines, first, last)) break;
      const joined = oneByOne(columns, next.chunks) ?? alike(columns, next.chunks);
      if (joined !== null) {
        columns = joined;
        last = at;
        continue;
      }
      const wider = next.chunks.length === 1 ? fit(columns, next.chunks) : null;
      if (wider === null || wider.length > columns.length) break;
    }
    if (last > first) kernels.push({ first, last, columns });
    first = last + 1;
  }
  const worth = ({ first, last, columns }: Region): number =>
    (columns.length - 1) * Math.sqrt(last - first + 1);
  return kernels.toSorted((a, b) => worth(b) - worth(a) || a.first - b.first);
}

function gapBelow(lines: readonly ChunkedLine[], index: number): number {
  return (lines[index + 1]?.baseline ?? Infinity) - (lines[index]?.baseline ?? 0);
}

function maxGap(lines: readonly ChunkedLine[], first: number, last: number): number {
  const gaps: number[] = [];
  for (let i = first; i < last && gaps.length < 40; i += 1) gaps.push(gapBelow(lines, i));
  const size = lines[last]?.size ?? 10;
  return Math.max(median(gaps) * MAX_GAP_PITCHES, size * 2.6);
}

function oneByOne(columns: readonly Column[], chunks: readonly Chunk[]): Column[] | null {
  if (columns.length !== chunks.length) return null;
  const joined: Column[] = [];
  for (const [index, column] of columns.entries()) {
    const chunk = chunks[index];
    if (chunk === undefined || chunk.x0 >= column.x1 || chunk.x1 <= column.x0) return null;
    const before = joined.at(-1);
    const wide = { x0: Math.min(column.x0, chunk.x0), x1: Math.max(column.x1, chunk.x1) };
    if (before !== undefined && before.x1 > wide.x0) return null;
    joined.push(wide);
  }
  return joined;
}

/**
 * Rows leave cells blank, each its own: most chunks stand in the columns, no two in one. In rows of
 * two cells, such as a name with its debit or its credit, the other is a figure of a column.
 */
function alike(columns: readonly Column[], chunks: readonly Chunk[]): Column[] | null {
  if (chunks.length < 2) return null;
  const taken = new Set<number>();
  const others: Chunk[] = [];
  for (const chunk of chunks) {
    const at = columns.findIndex(({ x0, x1 }) => chunk.x0 < x1 && chunk.x1 > x0);
    if (at === -1) {
      others.push(chunk);
      continue;
    }
    if (taken.has(at)) return null;
    taken.add(at);
  }
  const areMost =
    columns.length > 2 && taken.size >= 2 && taken.size >= chunks.length * MIN_COMMON_SHARE;
  const areAligned =
    taken.size > 0 &&
    chunks.some(({ isAligned }) => isAligned) &&
    others.every(({ isAligned }) => isAligned);
  return areMost || areAligned ? fit(columns, chunks) : null;
}

/** @returns columns with the line's chunks in them, or null when a chunk joins two columns. */
function fit(columns: readonly Column[], chunks: readonly Chunk[]): Column[] | null {
  let joined: Column[] = columns.map((column) => ({ ...column }));
  for (const chunk of chunks) {
    const over = joined.filter(({ x0, x1 }) => chunk.x0 < x1 && chunk.x1 > x0);
    if (over.length > 1) return null;
    const [column] = over;
    if (column === undefined) {
      joined.push({ x0: chunk.x0, x1: chunk.x1 });
      joined = joined.toSorted((a, b) => a.x0 - b.x0);
      continue;
    }
    column.x0 = Math.min(column.x0, chunk.x0);
    column.x1 = Math.max(column.x1, chunk.x1);
    // A column that grew into its neighbour joins it.
    if (joined.some((other) => other !== column && other.x0 < column.x1 && other.x1 > column.x0))
      return null;
  }
  return joined;
}

function grow(lines: readonly ChunkedLine[], kernel: Region, taken: Uint8Array): Region {
  let { first, last, columns } = kernel;
  for (const step of [1, -1] as const) {
    let at = step === 1 ? last : first;
    let pending = 0;
    for (let next = at + step; next >= 0 && next < lines.length; next += step) {
      const line = lines[next];
      if (line === undefined || taken[next] === 1) break;
      const upper = step === 1 ? next - 1 : next;
      if (gapBelow(lines, upper) > maxGap(lines, first, last)) break;
      const joined = fit(columns, line.chunks);
      const isRow = joined !== null && line.chunks.length > 1;
      const hasNewColumn = joined !== null && joined.length > columns.length;
      const isOther =
        hasNewColumn &&
        line.chunks.length < 3 &&
        columns.length < 3 &&
        !line.chunks.some(({ isAligned }) => isAligned);
      if (isRow && !isOther) {
        columns = joined;
        at = next;
        pending = 0;
        continue;
      }
      pending += 1;
      if (pending > MAX_SECTION_LINES || line.chunks.length > 1) break;
    }
    if (step === 1) last = at;
    else first = at;
  }
  return { first, last, columns };
}

/** Takes names above the rows in: they may reach over several columns. */
function withHeader(lines: readonly ChunkedLine[], region: Region, taken: Uint8Array): Region {
  const { columns, last } = region;
  let { first } = region;
  const left = columns[0]?.x0 ?? 0;
  const right = columns.at(-1)?.x1 ?? 0;
  const lowest = Math.max(0, first - MAX_HEADER_LINES);
  for (let next = first - 1; next >= lowest; next -= 1) {
    const line = lines[next];
    if (line === undefined || taken[next] === 1) break;
    if (gapBelow(lines, next) > MAX_HEADER_GAP * line.size) break;
    const isInside = line.x0 >= left - 10 && line.x1 <= right + 10;
    const firstChunk = line.chunks[0];
    const isSection =
      next === region.first - 1 && line.chunks.length === 1 && line.x1 <= (columns[0]?.x1 ?? 0) + 2;
    if (isSection) continue;
    const isName =
      line.chunks.length > 1 ||
      (firstChunk !== undefined &&
        firstChunk.x0 > (columns[0]?.x1 ?? 0) &&
        firstChunk.x1 - firstChunk.x0 < (right - left) * 0.7);
    if (!isInside || !isName) break;
    first = next;
  }
  return { first, last, columns };
}
