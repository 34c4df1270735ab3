// What the readers of plain rows have in common: they read from the window of an XML scanner, whose
// bytes end with a NUL, and leave where they stop to the general reader.
import { isAt } from "../ascii-bytes.ts";
import type { XmlScanner } from "../xml-scanner.ts";
import { KIB } from "../../core/units.ts";
import type { JsonRowBuffer } from "./json-row-buffer.ts";
import type { PlainRoom, SheetTable } from "./sheet-table.ts";

/** What the general reader has to do next: read a row itself, bring more bytes, or ask for room. */
export const PLAIN_UNUSUAL = 0;
export const PLAIN_MORE = 1;
export const PLAIN_FULL = 2;
export type PlainOutcome = typeof PLAIN_UNUSUAL | typeof PLAIN_MORE | typeof PLAIN_FULL;

/** Under a header as wide as this, empty cells would cost more than the values. */
const MAX_WIDTH = 256;
/** A row that takes more than this is not waited for. */
const MAX_ROW_BYTES = 64 * KIB;

const SPACE = 0x20;
const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;

/** White space is passed over, but no NUL, which ends the bytes. */
export function skipSpace(bytes: Uint8Array, start: number): number {
  let at = start;
  while ((bytes[at] as number) <= SPACE && bytes[at] !== 0) at += 1;
  return at;
}

export function isEndTag(bytes: Uint8Array, start: number): boolean {
  return bytes[start] === LESS && bytes[start + 1] === SLASH;
}

/**
 * Whether a row that begins at `start`, or the tag behind it, may go on in the bytes to come.
 * @param rowEnd the end tag of a row.
 */
function mayGoOn(scanner: XmlScanner, start: number, rowEnd: Uint8Array): boolean {
  const { bytes, unreadEnd, hasAll } = scanner;
  if (hasAll || unreadEnd - start > MAX_ROW_BYTES || isEndTag(bytes, start)) return false;
  let at = bytes.indexOf(LESS, start);
  while (at >= 0 && at < unreadEnd && !isAt(bytes, at, rowEnd)) at = bytes.indexOf(LESS, at + 1);
  if (at < 0 || at >= unreadEnd) return true;
  const next = bytes.indexOf(GREATER, at + rowEnd.length);
  return next < 0 || next >= unreadEnd;
}

/**
 * Takes as many rows from the window of the scanner into the table as there are. To be called between rows.
 * @param rowEnd the end tag of a row.
 * @param read puts rows into `rows`, up to the first that is not plain; gives the place where that begins.
 */
export function takePlainRows(
  scanner: XmlScanner,
  table: SheetTable,
  rows: JsonRowBuffer,
  rowEnd: Uint8Array,
  read: (room: PlainRoom) => number,
): PlainOutcome {
  const room = table.plainRoom;
  const isPossible = room !== null && room.rows > 0 && (room.width ?? 0) <= MAX_WIDTH;
  if (!isPossible || !scanner.isInContent) return PLAIN_UNUSUAL;
  rows.clear();
  const end = read(room);
  scanner.skipTo(end);
  if (rows.rows > 0) table.takePlain(rows.toBlock());
  if (rows.isFull || rows.rows === room.rows) return PLAIN_FULL;
  return mayGoOn(scanner, end, rowEnd) ? PLAIN_MORE : PLAIN_UNUSUAL;
}
