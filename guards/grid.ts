// Refusals over the size of a grid: rows, columns, cells, the text of one cell and of all.
import type { LimitFacts, ParseFailure, SourceLocation } from "../src/core/failure.ts";
import type { ParseLimits } from "../src/core/limits.ts";

type GridCode = "rows_exceeded" | "columns_exceeded" | "cells_exceeded" | "cell_too_long";

const SENTENCES: Readonly<Record<GridCode, (found: number, max: number) => string>> = {
  rows_exceeded: (found, max) => `The table has at least ${found} rows; ${max} are allowed.`,
  columns_exceeded: (found, max) => `A row has ${found} columns; ${max} are allowed.`,
  cells_exceeded: (found, max) => `The file has at least ${found} cells; ${max} are allowed.`,
  cell_too_long: (found, max) => `A cell has at least ${found} bytes; ${max} are allowed.`,
};

const LIMIT_NAMES: Readonly<Record<GridCode, string>> = {
  rows_exceeded: "rows_per_table",
  columns_exceeded: "columns_per_table",
  cells_exceeded: "cells_per_file",
  cell_too_long: "cell_bytes",
};

/** @returns null while `found` is within `max`. */
export function refuseGrid(
  code: GridCode,
  found: number,
  max: number,
  at: SourceLocation,
): ParseFailure | null {
  if (found <= max) return null;
  const limit: LimitFacts = { name: LIMIT_NAMES[code], max, found };
  return { code, detail: SENTENCES[code](found, max), at, limit };
}

/**
 * Refuses rows whose texts are far more than the file can hold: one text that many cells share unpacks
 * as a container does, and is held to the same ratio.
 */
export function refuseRepeatedText(
  found: number,
  fileBytes: number,
  { inflateRatio, inflateRatioFreeBytes }: ParseLimits,
  at: SourceLocation,
): ParseFailure | null {
  const max = Math.max(inflateRatioFreeBytes, inflateRatio * fileBytes);
  if (found <= max) return null;
  return {
    code: "expansion_limit",
    detail: `The rows have at least ${found} bytes of text; ${max} are allowed for a file of ${fileBytes} bytes.`,
    limit: { name: "text_bytes", max, found },
    at,
  };
}

/** Bytes of `text` in UTF-8, as far as it takes to tell that they are more than `max`. */
export function utf8Length(text: string, max: number): number {
  // A UTF-16 unit is at most three bytes: short texts need no count.
  if (text.length * 3 <= max) return text.length;
  let bytes = 0;
  for (let i = 0; i < text.length && bytes <= max; i++) {
    const unit = text.charCodeAt(i);
    const isSurrogate = unit >= 0xd800 && unit <= 0xdfff;
    bytes += unit < 0x80 ? 1 : unit < 0x800 || isSurrogate ? 2 : 3;
  }
  return bytes;
}
