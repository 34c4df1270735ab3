// Reads and writes cell addresses such as `D17`.

/** Last row and column of a sheet: XFD1048576 (ECMA-376-1 §18.18.62, Excel's specification). */
export const MAX_ROW = 1_048_576;
export const MAX_COLUMN = 16_384;

/** Rows and columns count from 1. */
export interface Address {
  row: number;
  column: number;
}

/**
 * Reads the address in bytes `start` (inclusive) to `end` (exclusive) into `target`.
 * @returns false when it is none, or beyond the last row or column; `target` is then undefined.
 */
export function parseAddress(
  bytes: Uint8Array,
  start: number,
  end: number,
  target: Address,
): boolean {
  let at = start;
  let column = 0;
  for (; at < end; at += 1) {
    const letter = ((bytes[at] as number) | 0x20) - 0x60;
    if ((bytes[at] as number) < 0x41 || letter < 1 || letter > 26) break;
    column = column * 26 + letter;
    if (column > MAX_COLUMN) return false;
  }
  let row = 0;
  const digits = at;
  for (; at < end; at += 1) {
    const digit = (bytes[at] as number) - 0x30;
    if (digit < 0 || digit > 9) return false;
    row = row * 10 + digit;
    if (row > MAX_ROW) return false;
  }
  target.row = row;
  target.column = column;
  return column > 0 && row > 0 && at > digits;
}

/** `D` for column 4. */
export function formatColumn(column: number): string {
  let letters = "";
  for (let rest = column; rest > 0; rest = Math.floor((rest - 1) / 26)) {
    letters = String.fromCharCode(0x41 + ((rest - 1) % 26)) + letters;
  }
  return letters;
}

/** `D17` for row 17, column 4. */
export function formatAddress(row: number, column: number): string {
  return `${formatColumn(column)}${row}`;
}
