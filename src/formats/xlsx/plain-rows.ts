// Takes plain rows of a sheet past XML events and values: as bytes, from the scanner's window to the
// sink. Rows that are not plain stay where they are, for sheet.ts. Which of the two reads a row never
// shows in it.
import { bytesOf } from "../../codecs/ascii-bytes.ts";
import { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import {
  isEndTag,
  MAX_PLAIN_WIDTH,
  mayGoOn,
  PLAIN_FULL,
  PLAIN_MORE,
  PLAIN_UNUSUAL,
  skipSpace,
  type PlainOutcome,
} from "../../codecs/sheets/plain-scan.ts";
import type { PlainRoom, SheetTable } from "../../codecs/sheets/sheet-table.ts";
import type { XmlScanner } from "../../codecs/xml-scanner.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { CellContext } from "./cell-values.ts";
import { PlainCells } from "./plain-cells.ts";
import { PlainRowTag } from "./plain-row-tag.ts";

const ROW_END = bytesOf("</row>");

export class PlainRows {
  /** Number of the last row that `run` has passed over, with values or without; 0 for none. */
  last = 0;
  readonly #scanner: XmlScanner;
  readonly #table: SheetTable;
  readonly #rows = new JsonRowBuffer();
  readonly #tag = new PlainRowTag();
  readonly #cells: PlainCells;

  constructor(scanner: XmlScanner, workbook: CellContext, table: SheetTable, limits: ParseLimits) {
    this.#scanner = scanner;
    this.#table = table;
    this.#cells = new PlainCells(workbook, table.marks, this.#rows, limits);
  }

  /** Takes as many rows as there are. To be called between rows. */
  run(): PlainOutcome {
    this.last = 0;
    const scanner = this.#scanner;
    const room = this.#table.plainRoom;
    const isPossible = room !== null && room.rows > 0 && (room.width ?? 0) <= MAX_PLAIN_WIDTH;
    if (!isPossible || !scanner.isInContent) return PLAIN_UNUSUAL;
    const rows = this.#rows;
    rows.clear();
    const end = this.#read(room);
    scanner.skipTo(end);
    if (rows.rows > 0) this.#table.takePlain(rows.toBlock());
    if (rows.isFull || rows.rows === room.rows) return PLAIN_FULL;
    return mayGoOn(scanner, end, ROW_END) ? PLAIN_MORE : PLAIN_UNUSUAL;
  }

  /** @returns where what was not taken begins. */
  #read({ after, width, rows: maxRows, cells: maxCells }: PlainRoom): number {
    const { bytes, unreadStart } = this.#scanner;
    const rows = this.#rows;
    let last = after;
    let start = skipSpace(bytes, unreadStart);
    let isRow = this.#tag.read(bytes, start);
    while (isRow && this.#tag.row > last) {
      const { row, end, numberStart, numberEnd } = this.#tag;
      rows.beginRow(row);
      if (!this.#cells.read(bytes, end, numberStart, numberEnd)) return start;
      const next = skipSpace(bytes, this.#cells.position);
      isRow = this.#tag.read(bytes, next);
      if (rows.column > 0) {
        // Two row elements of one number are one row: the next one has to be seen.
        const isOver = isRow ? this.#tag.row > row : isEndTag(bytes, next);
        if (!isOver || (width !== null && rows.column > width) || !rows.endRow(width)) return start;
        if (rows.cells + rows.column > maxCells) return start;
        rows.commitRow();
        last = row;
      } else if (rows.rows === 0) this.#table.rows.turnTo(row);
      this.last = row;
      start = next;
      if (rows.isFull || rows.rows === maxRows) return start;
    }
    return start;
  }
}
