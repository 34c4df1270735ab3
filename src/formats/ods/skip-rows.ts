// Passes over rows of a table without a look at what stands in them, for reading only what stands
// beside rows. It goes by tags in their usual form; at anything else it stops before the row.
// Source: OpenDocument 1.3 part 3 §9.1.3 (table:table-row).
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import { skipSpace } from "../../codecs/sheets/plain-scan.ts";

const EXCLAMATION = 0x21;
const SLASH = 0x2f;
const LESS = 0x3c;
const QUESTION = 0x3f;
const LETTER_T = 0x74;
const ROW = bytesOf("<table:table-row");
const ROW_END = bytesOf("</table:table-row>");
const CELL = bytesOf("<table:table-cell");
/** Tables and rows inside of a cell begin so, too. */
const TABLE = bytesOf("<table:table");

/**
 * @param bytes whole elements from `start` on, in content; they end with a NUL.
 * @returns where the first row begins that is not whole or not usual, or whatever else comes first.
 */
export function skipRows(bytes: Uint8Array, start: number): number {
  let at = skipSpace(bytes, start);
  while (isAt(bytes, at, ROW)) {
    const end = endOfRow(bytes, at + ROW.length);
    if (end < 0) return at;
    at = skipSpace(bytes, end);
  }
  return at;
}

/** -1 when the row goes on behind the bytes, or holds a comment, a section of text, a table. */
function endOfRow(bytes: Uint8Array, start: number): number {
  for (let at = start; ; at += 1) {
    const byte = bytes[at];
    if (byte === 0) return -1;
    if (byte !== LESS) continue;
    const next = bytes[at + 1];
    if (next === SLASH) {
      if (isAt(bytes, at, ROW_END)) return at + ROW_END.length;
    } else if (next === EXCLAMATION || next === QUESTION) return -1;
    else if (next === LETTER_T && isAt(bytes, at, TABLE) && !isAt(bytes, at, CELL)) return -1;
  }
}
