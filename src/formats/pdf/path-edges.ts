// Takes the straight horizontal and vertical edges out of painted paths: strokes, thin filled
// rectangles (their middle line) and the sides of stroked ones.
// Source: ISO 32000-1 8.5; design section on ruled tables.
import type { Matrix } from "./matrix.ts";
import type { Edge } from "./page.ts";

/** Segments of a path in the buffer of pdf.js: a code, then its coordinates. */
const MOVE_TO = 0;
const LINE_TO = 1;
const CURVE_TO = 2;
const QUADRATIC_CURVE_TO = 3;
const CLOSE_PATH = 4;

/** How far the ends of a straight edge may be off, in points. */
const MAX_SLANT = 1;
/** A filled rectangle this thin is a line. */
const MAX_LINE_WIDTH = 2.5;
/** Shorter pieces are parts of letters and ornaments; dots of a dotted line are joined later. */
const MIN_LENGTH = 0.4;

export type PaintKind = "stroke" | "fill" | "both";

interface Point {
  x: number;
  y: number;
}

interface Extent {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

function emptyExtent(): Extent {
  return { x0: Infinity, y0: Infinity, x1: -Infinity, y1: -Infinity };
}

function widen(extent: Extent, { x, y }: Point): void {
  extent.x0 = Math.min(extent.x0, x);
  extent.y0 = Math.min(extent.y0, y);
  extent.x1 = Math.max(extent.x1, x);
  extent.y1 = Math.max(extent.y1, y);
}

/** Collects the edges of one page, up to a ceiling. */
export class PathEdges {
  readonly edges: Edge[] = [];
  /** True once edges were left out. */
  isCut = false;
  readonly #maxEdges: number;

  constructor(maxEdges: number) {
    this.#maxEdges = maxEdges;
  }

  /** @param segments the buffer of one path. @param matrix from its space to the page. */
  addPath(segments: ArrayLike<number>, matrix: Matrix, paint: PaintKind): void {
    let first: Point | null = null;
    let last: Point | null = null;
    let extent = emptyExtent();
    let hasCurves = false;
    const goTo = (to: Point): void => {
      if (last !== null && !hasCurves && paint !== "fill") this.#addSegment(last, to);
      widen(extent, to);
      last = to;
    };
    const end = (): void => {
      if (first !== null && !hasCurves && paint !== "stroke") this.#addThin(extent);
    };
    for (let i = 0; i < segments.length;) {
      const code = segments[i];
      i += 1;
      if (code === MOVE_TO) {
        end();
        first = pointAt(segments, i, matrix);
        last = first;
        extent = emptyExtent();
        widen(extent, first);
        hasCurves = false;
        i += 2;
      } else if (code === LINE_TO) {
        goTo(pointAt(segments, i, matrix));
        i += 2;
      } else if (code === CURVE_TO || code === QUADRATIC_CURVE_TO) {
        hasCurves = true;
        i += code === CURVE_TO ? 6 : 4;
        goTo(pointAt(segments, i - 2, matrix));
      } else if (code === CLOSE_PATH) {
        if (first !== null) goTo(first);
      } else {
        break;
      }
    }
    end();
  }

  /** A picture that is as thin as a line. @param matrix from its unit square to the page. */
  addImage(matrix: Matrix): void {
    const extent = emptyExtent();
    for (const [x, y] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ])
      widen(extent, pointAt([x ?? 0, y ?? 0], 0, matrix));
    this.#addThin(extent);
  }

  /** Shapes that are thin in one direction are lines. */
  #addThin({ x0, y0, x1, y1 }: Extent): void {
    if (y1 - y0 <= MAX_LINE_WIDTH)
      this.#add({ isHorizontal: true, position: (y0 + y1) / 2, start: x0, end: x1 });
    if (x1 - x0 <= MAX_LINE_WIDTH)
      this.#add({ isHorizontal: false, position: (x0 + x1) / 2, start: y0, end: y1 });
  }

  #addSegment(from: Point, to: Point): void {
    const dx = Math.abs(from.x - to.x);
    const dy = Math.abs(from.y - to.y);
    if (dy <= MAX_SLANT && dx > dy) {
      const [start, end] = [Math.min(from.x, to.x), Math.max(from.x, to.x)];
      this.#add({ isHorizontal: true, position: (from.y + to.y) / 2, start, end });
    } else if (dx <= MAX_SLANT) {
      const [start, end] = [Math.min(from.y, to.y), Math.max(from.y, to.y)];
      this.#add({ isHorizontal: false, position: (from.x + to.x) / 2, start, end });
    }
  }

  #add(edge: Edge): void {
    const isNumber = Number.isFinite(edge.position + edge.start + edge.end);
    if (!isNumber || edge.end - edge.start < MIN_LENGTH) return;
    if (this.edges.length >= this.#maxEdges) {
      this.isCut = true;
      return;
    }
    this.edges.push(edge);
  }
}

function pointAt(segments: ArrayLike<number>, index: number, [a, b, c, d, e, f]: Matrix): Point {
  const x = segments[index] ?? Number.NaN;
  const y = segments[index + 1] ?? Number.NaN;
  return { x: a * x + c * y + e, y: b * x + d * y + f };
}
