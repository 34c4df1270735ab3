// Refusals over the size of a grid: rows, columns, cells, the text of one cell and of all.
import type { LimitFacts, ParseFailure, SourceLocation } from "../src/core/failure.ts";
import type { ParseLimits } from "../src/core/limits.ts";
import { KIB } from "../src/core/units.ts";

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

/** Refuses rows whose texts are far more than the file can hold: one that many cells share unpacks as a container does. */
export function refuseRepeatedText(
  found: number,
  fileBytes: number,
  { textRatio, textRatioFreeBytes }: ParseLimits,
  at: SourceLocation,
): ParseFailure | null {
  const max = Math.max(textRatioFreeBytes, textRatio * fileBytes);
  if (found <= max) return null;
  return {
    code: "expansion_limit",
    detail: `The rows have at least ${found} bytes of text; ${max} are allowed for a file of ${fileBytes} bytes.`,
    limit: { name: "text_bytes", max, found },
    at,
  };
}

const LONGEST_SEQUENCE = 4;
const LONGEST_ESCAPE = 6;
const encoder = new TextEncoder();
const scratch = new Uint8Array(64 * KIB);
/** By byte of UTF-8: bytes that JSON takes more for it. */
const ESCAPE_GROWTH = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte < 0x80 ? JSON.stringify(String.fromCharCode(byte)).length - 3 : 0,
);

/** Bytes of `text` in UTF-8, as far as it takes to tell that they are more than `max`. */
export function utf8Length(text: string, max: number): number {
  // A UTF-16 unit is at most three bytes: short texts need no count.
  if (text.length * 3 <= max) return text.length;
  let bytes = 0;
  for (let at = 0; at < text.length && bytes <= max;) {
    const room = Math.min(scratch.length, max - bytes + LONGEST_SEQUENCE - 1);
    const { read, written } = encode(text, at, room);
    // What does not fit into the room is more than the limit.
    bytes += read === 0 ? LONGEST_SEQUENCE : written;
    at += read;
  }
  return bytes;
}

/**
 * Refuses a row whose texts are more than `max` as JSON, where a control character takes six bytes. Less
 * text than could be that much is not looked at.
 */
export function refuseRowText(
  cells: readonly unknown[],
  characters: number,
  max: number,
  at: SourceLocation,
): ParseFailure | null {
  if (characters * LONGEST_ESCAPE <= max) return null;
  let found = 0;
  for (const cell of cells) {
    if (typeof cell === "string" && found <= max) found += jsonBytes(cell, max - found);
  }
  if (found <= max) return null;
  return {
    code: "expansion_limit",
    detail: `A row has at least ${found} bytes of text as JSON; ${max} are allowed.`,
    limit: { name: "row_bytes", max, found },
    at,
  };
}

/** Bytes of `text` between the quotation marks of JSON, as far as it takes to tell that they are more than `max`. */
function jsonBytes(text: string, max: number): number {
  let bytes = 0;
  for (let at = 0; at < text.length && bytes <= max;) {
    const { read, written } = encode(text, at, scratch.length);
    let growth = 0;
    for (let index = 0; index < written; index += 1) {
      growth += ESCAPE_GROWTH[scratch[index] as number] as number;
    }
    bytes += written + growth;
    at += read;
  }
  return bytes;
}

function encode(text: string, at: number, room: number) {
  return encoder.encodeInto(at === 0 ? text : text.slice(at), scratch.subarray(0, room));
}
