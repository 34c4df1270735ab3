// Takes plain rows of a sheet past XML events and values: as bytes, from the scanner's window to the
// sink. Rows that are not plain stay where they are, for sheet.ts. Which of the two reads a row never
// shows in it.
import { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import { bytesOf, isAt, skipSpace } from "../../codecs/sheets/plain-bytes.ts";
import type { PlainRoom, SheetTable } from "../../codecs/sheets/sheet-table.ts";
import type { XmlScanner } from "../../codecs/xml-scanner.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { KIB } from "../../core/units.ts";
import type { CellContext } from "./cell-values.ts";
import { PlainCells } from "./plain-cells.ts";
import { PlainRowTag } from "./plain-row-tag.ts";

/** What the reader of the sheet has to do next: read a row itself, bring more bytes, or ask for room. */
export const PLAIN_UNUSUAL = 0;
const PLAIN_MORE = 1;
export const PLAIN_FULL = 2;
type PlainOutcome = typeof PLAIN_UNUSUAL | typeof PLAIN_MORE | typeof PLAIN_FULL;

/** A row that takes more than this is not waited for. */
const MAX_ROW_BYTES = 64 * KIB;
/** Under a header as wide as this, empty cells would cost more than the values. */
const MAX_WIDTH = 256;

const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;
const ROW_END = bytesOf("</row>");

export class PlainRows {
  readonly #scanner: XmlScanner;
  readonly #table: SheetTable;
  readonly #rows = new JsonRowBuffer();
  readonly #tag = new PlainRowTag();
  readonly #cells: PlainCells;

  constructor(scanner: XmlScanner, workbook: CellContext, table: SheetTable, limits: ParseLimits) {
    this.#scanner = scanner;
    this.#table = table;
    this.#cells = new PlainCells(workbook, table.marks, this.#rows, limits.columnsPerTable);
  }

  /** Takes as many rows as there are. To be called between rows. */
  run(): PlainOutcome {
    const scanner = this.#scanner;
    const room = this.#table.plainRoom;
    const isPossible = room !== null && room.rows > 0 && (room.width ?? 0) <= MAX_WIDTH;
    if (!isPossible || !scanner.isInContent) return PLAIN_UNUSUAL;
    const rows = this.#rows;
    rows.clear();
    const end = this.#read(room);
    scanner.skipTo(end);
    if (rows.rows > 0) this.#table.takePlain(rows.toBlock());
    if (rows.isFull || rows.rows === room.rows) return PLAIN_FULL;
    if (scanner.hasAll || scanner.unreadEnd - end > MAX_ROW_BYTES) return PLAIN_UNUSUAL;
    return this.#isCutOff(end) ? PLAIN_MORE : PLAIN_UNUSUAL;
  }

  /** @returns where what was not taken begins. */
  #read({ after, width, rows: maxRows, cells: maxCells }: PlainRoom): number {
    const { bytes, unreadStart } = this.#scanner;
    const rows = this.#rows;
    let last = after;
    let start = skipSpace(bytes, unreadStart);
    while (this.#tag.read(bytes, start) && this.#tag.row > last) {
      const { row, end, numberStart, numberEnd } = this.#tag;
      rows.beginRow(row);
      if (!this.#cells.read(bytes, end, numberStart, numberEnd)) return start;
      const next = skipSpace(bytes, this.#cells.position);
      if (rows.column > 0) {
        if ((width !== null && rows.column > width) || !rows.endRow(width)) return start;
        if (rows.cells + rows.column > maxCells || !this.#isAfter(bytes, next, row)) return start;
        rows.commitRow();
        last = row;
      } else if (rows.rows === 0) this.#table.rows.turnTo(row);
      start = next;
      if (rows.isFull || rows.rows === maxRows) return start;
    }
    return start;
  }

  /** Whether the rows end here or a later one follows: two row elements of one number are one row. */
  #isAfter(bytes: Uint8Array, start: number, row: number): boolean {
    if (bytes[start] === LESS && bytes[start + 1] === SLASH) return true;
    return this.#tag.read(bytes, start) && this.#tag.row > row;
  }

  /** Whether the row at `start`, or the tag behind it, may go on in the bytes to come. */
  #isCutOff(start: number): boolean {
    const { bytes, unreadEnd } = this.#scanner;
    if (bytes[start] === LESS && bytes[start + 1] === SLASH) return false;
    for (
      let at = bytes.indexOf(LESS, start);
      at >= 0 && at < unreadEnd;
      at = bytes.indexOf(LESS, at + 1)
    ) {
      if (!isAt(bytes, at, ROW_END)) continue;
      const next = bytes.indexOf(GREATER, at + ROW_END.length);
      return next < 0 || next >= unreadEnd;
    }
    return true;
  }
}
