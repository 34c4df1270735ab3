// Transformation matrices of PDF: [a b c d e f] takes (x, y) to (ax + cy + e, bx + dy + f).
// Source: ISO 32000-1 8.3.4.

export type Matrix = readonly [number, number, number, number, number, number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** @returns the matrix that applies `first`, then `second`. */
export function multiply(first: Matrix, second: Matrix): Matrix {
  const [a, b, c, d, e, f] = first;
  const [A, B, C, D, E, F] = second;
  return [
    a * A + b * C,
    a * B + b * D,
    c * A + d * C,
    c * B + d * D,
    e * A + f * C + E,
    e * B + f * D + F,
  ];
}

/** Reads six numbers of a list; null where there are not six finite ones. */
export function toMatrix(values: ArrayLike<unknown> | null | undefined): Matrix | null {
  if (values === null || values === undefined || values.length < 6) return null;
  const numbers = Array.from({ length: 6 }, (_, index) => values[index]);
  if (!numbers.every((value) => typeof value === "number" && Number.isFinite(value))) return null;
  return numbers as unknown as Matrix;
}
