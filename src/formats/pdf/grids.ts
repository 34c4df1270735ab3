// Grids of ruled tables: edges that meet belong together; where they cross they make cells, and a
// missing piece of an edge joins the cells on both its sides.
// Source: design section on ruled tables (pdfplumber, tabula and camelot do alike).
import type { JoinedEdges } from "./edges.ts";
import type { Edge } from "./page.ts";

/** How far the end of an edge may be from the one that it meets. */
const REACH = 3;
/** Positions of edges this close are one line of the grid. */
const SAME_LINE = 3;
const MAX_SLOTS = 100_000;

/** A cell in slots: columns x to x1 and rows y to y1, both ends included. */
export interface GridCell {
  x: number;
  y: number;
  x1: number;
  y1: number;
}

export interface Grid {
  /** Positions of the vertical lines and the horizontal ones, rising. */
  xs: readonly number[];
  ys: readonly number[];
  cells: readonly GridCell[];
  /** Of the crossings of its lines, how many are there. */
  jointShare: number;
}

export function findGrids({ horizontal, vertical }: JoinedEdges): Grid[] {
  const groups = connect(horizontal, vertical);
  return groups.flatMap((group) => {
    const grid = toGrid(group.horizontal, group.vertical);
    return grid === null ? [] : [grid];
  });
}

function meets(horizontal: Edge, vertical: Edge): boolean {
  return (
    vertical.position >= horizontal.start - REACH &&
    vertical.position <= horizontal.end + REACH &&
    horizontal.position >= vertical.start - REACH &&
    horizontal.position <= vertical.end + REACH
  );
}

/** Groups edges that meet; verticals are looked up by position, so that many of them stay cheap. */
function connect(horizontal: readonly Edge[], vertical: readonly Edge[]): JoinedEdges[] {
  const parent = Array.from({ length: horizontal.length + vertical.length }, (_, index) => index);
  const find = (index: number): number => {
    let root = index;
    while (parent[root] !== root) root = parent[root] ?? root;
    while (parent[index] !== root) {
      const next = parent[index] ?? root;
      parent[index] = root;
      index = next;
    }
    return root;
  };
  const byPosition = vertical
    .map((edge, index) => ({ edge, index: horizontal.length + index }))
    .toSorted((a, b) => a.edge.position - b.edge.position);
  for (const [index, edge] of horizontal.entries()) {
    for (let i = lowerBound(byPosition, edge.start - REACH); i < byPosition.length; i += 1) {
      const candidate = byPosition[i];
      if (candidate === undefined || candidate.edge.position > edge.end + REACH) break;
      if (meets(edge, candidate.edge)) parent[find(index)] = find(candidate.index);
    }
  }
  const groups = new Map<number, JoinedEdges>();
  const groupOf = (index: number): JoinedEdges => {
    const root = find(index);
    const group = groups.get(root) ?? { horizontal: [], vertical: [] };
    groups.set(root, group);
    return group;
  };
  for (const [index, edge] of horizontal.entries()) groupOf(index).horizontal.push(edge);
  for (const [index, edge] of vertical.entries())
    groupOf(horizontal.length + index).vertical.push(edge);
  return [...groups.values()];
}

function lowerBound(edges: readonly { edge: Edge }[], position: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((edges[middle]?.edge.position ?? 0) < position) low = middle + 1;
    else high = middle;
  }
  return low;
}

function positions(edges: readonly Edge[], extremes: readonly number[]): number[] {
  const sorted = edges.map(({ position }) => position).toSorted((a, b) => a - b);
  const lines: number[] = [];
  for (const position of sorted)
    if (position - (lines.at(-1) ?? -Infinity) > SAME_LINE) lines.push(position);
  const [low, high] = extremes;
  // A side that is not painted is where the edges across it end.
  if (low !== undefined && (lines[0] ?? Infinity) - low > 2 * REACH) lines.unshift(low);
  if (high !== undefined && high - (lines.at(-1) ?? -Infinity) > 2 * REACH) lines.push(high);
  return lines;
}

function toGrid(horizontal: readonly Edge[], vertical: readonly Edge[]): Grid | null {
  if (horizontal.length < 2 || vertical.length === 0) return null;
  const xs = positions(vertical, extent(horizontal));
  const ys = positions(horizontal, extent(vertical));
  const columns = xs.length - 1;
  const rows = ys.length - 1;
  if (columns < 1 || rows < 1 || columns * rows > MAX_SLOTS) return null;
  const walls = markWalls(xs, ys, horizontal, vertical);
  return { xs, ys, cells: joinSlots(columns, rows, walls), jointShare: walls.jointShare };
}

function extent(edges: readonly Edge[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const { start, end } of edges) {
    low = Math.min(low, start);
    high = Math.max(high, end);
  }
  return [low, high];
}

interface Walls {
  /** By slot: whether its left and its top side are painted. */
  left: Uint8Array;
  top: Uint8Array;
  jointShare: number;
}

function markWalls(
  xs: readonly number[],
  ys: readonly number[],
  horizontal: readonly Edge[],
  vertical: readonly Edge[],
): Walls {
  const columns = xs.length - 1;
  const rows = ys.length - 1;
  const left = new Uint8Array(columns * rows);
  const top = new Uint8Array(columns * rows);
  const crossings = new Uint8Array(xs.length * ys.length);
  for (const { position, start, end } of vertical) {
    const x = nearest(xs, position);
    for (let y = 0; y <= rows; y += 1) {
      const at = ys[y] ?? 0;
      if (at >= start - REACH && at <= end + REACH) crossings[y * xs.length + x]! |= 1;
      const middle = (at + (ys[y + 1] ?? at)) / 2;
      if (y < rows && x < columns && middle > start && middle < end) left[y * columns + x] = 1;
    }
  }
  for (const { position, start, end } of horizontal) {
    const y = nearest(ys, position);
    for (let x = 0; x <= columns; x += 1) {
      const at = xs[x] ?? 0;
      if (at >= start - REACH && at <= end + REACH) crossings[y * xs.length + x]! |= 2;
      const middle = (at + (xs[x + 1] ?? at)) / 2;
      if (x < columns && y < rows && middle > start && middle < end) top[y * columns + x] = 1;
    }
  }
  const joints = crossings.reduce((sum, crossing) => sum + (crossing === 3 ? 1 : 0), 0);
  return { left, top, jointShare: joints / crossings.length };
}

function nearest(lines: readonly number[], position: number): number {
  let best = 0;
  for (const [index, line] of lines.entries())
    if (Math.abs(line - position) < Math.abs((lines[best] ?? 0) - position)) best = index;
  return best;
}

/** Joins slots into rectangles: to the right while no wall parts them, then down as wide. */
function joinSlots(columns: number, rows: number, { left, top }: Walls): GridCell[] {
  const taken = new Uint8Array(columns * rows);
  const cells: GridCell[] = [];
  for (let y = 0; y < rows; y += 1) {
    for (let x = 0; x < columns; x += 1) {
      if (taken[y * columns + x] === 1) continue;
      let x1 = x;
      while (
        x1 + 1 < columns &&
        left[y * columns + x1 + 1] === 0 &&
        taken[y * columns + x1 + 1] === 0
      )
        x1 += 1;
      let y1 = y;
      while (y1 + 1 < rows && isOpenBelow(columns, top, left, x, x1, y1 + 1)) y1 += 1;
      for (let row = y; row <= y1; row += 1)
        taken.fill(1, row * columns + x, row * columns + x1 + 1);
      cells.push({ x, y, x1, y1 });
    }
  }
  return cells;
}

function isOpenBelow(
  columns: number,
  top: Uint8Array,
  left: Uint8Array,
  x: number,
  x1: number,
  row: number,
): boolean {
  for (let column = x; column <= x1; column += 1) {
    if (top[row * columns + column] === 1) return false;
    if (column > x && left[row * columns + column] === 1) return false;
  }
  return true;
}
