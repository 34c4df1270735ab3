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
    let points: Point[] = [];
    let hasCurves = false;
    const end = (): void => {
      if (points.length > 1) this.#addSubpath(points, hasCurves, paint);
    };
    for (let i = 0; i < segments.length;) {
      const code = segments[i];
      i += 1;
      if (code === MOVE_TO) {
        end();
        points = [pointAt(segments, i, matrix)];
        hasCurves = false;
        i += 2;
      } else if (code === LINE_TO) {
        points.push(pointAt(segments, i, matrix));
        i += 2;
      } else if (code === CURVE_TO || code === QUADRATIC_CURVE_TO) {
        hasCurves = true;
        i += code === CURVE_TO ? 6 : 4;
        points.push(pointAt(segments, i - 2, matrix));
      } else if (code === CLOSE_PATH) {
        const [first] = points;
        if (first !== undefined) points.push(first);
      } else {
        break;
      }
    }
    end();
  }

  /** A picture that is as thin as a line. @param matrix from its unit square to the page. */
  addImage(matrix: Matrix): void {
    const corners = [0, 1, 2, 3].map((corner) => {
      const x = corner & 1;
      const y = corner >> 1;
      return {
        x: matrix[0] * x + matrix[2] * y + matrix[4],
        y: matrix[1] * x + matrix[3] * y + matrix[5],
      };
    });
    this.#addThin(corners);
  }

  #addSubpath(points: readonly Point[], hasCurves: boolean, paint: PaintKind): void {
    if (!hasCurves && paint !== "stroke" && this.#addThin(points)) return;
    if (paint === "fill") return;
    for (let i = 1; i < points.length; i += 1) {
      const from = points[i - 1];
      const to = points[i];
      if (from !== undefined && to !== undefined) this.#addSegment(from, to);
    }
  }

  /** @returns false when the shape is not thin in one direction. */
  #addThin(points: readonly Point[]): boolean {
    let [x0, y0, x1, y1] = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { x, y } of points) {
      x0 = Math.min(x0, x);
      y0 = Math.min(y0, y);
      x1 = Math.max(x1, x);
      y1 = Math.max(y1, y);
    }
    const isFlat = y1 - y0 <= MAX_LINE_WIDTH;
    const isNarrow = x1 - x0 <= MAX_LINE_WIDTH;
    if (isFlat) this.#add({ isHorizontal: true, position: (y0 + y1) / 2, start: x0, end: x1 });
    if (isNarrow) this.#add({ isHorizontal: false, position: (x0 + x1) / 2, start: y0, end: y1 });
    return isFlat || isNarrow;
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
