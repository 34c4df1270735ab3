// Takes plain rows of a table past XML events and values: as bytes, from the scanner's window to the
// sink. Rows that are not plain stay where they are, for table.ts. Which of the two reads a row never
// shows in it.
import { MAX_ROW } from "../../codecs/sheets/addresses.ts";
import type { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import { skipSpace } from "../../codecs/sheets/plain-scan.ts";
import type { PlainRoom, SheetTable } from "../../codecs/sheets/sheet-table.ts";
import type { XmlScanner } from "../../codecs/xml-scanner.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { KIB } from "../../core/units.ts";
import { PlainCells, type PlainTable } from "./plain-cells.ts";

/** What the reader of the table has to do next: read a row itself, bring more bytes, or ask for room. */
export const PLAIN_UNUSUAL = 0;
export const PLAIN_MORE = 1;
const PLAIN_FULL = 2;
type PlainOutcome = typeof PLAIN_UNUSUAL | typeof PLAIN_MORE | typeof PLAIN_FULL;

/** A row that takes more than this is not waited for. */
const MAX_ROW_BYTES = 64 * KIB;
/** Under a header as wide as this, empty cells would cost more than the values. */
const MAX_WIDTH = 256;

const QUOTE = 0x22;
const SLASH = 0x2f;
const LESS = 0x3c;
const GREATER = 0x3e;
const ROW = bytesOf("<table:table-row");
const ROW_STYLE = bytesOf(' table:style-name="');
const ROW_END = bytesOf("</table:table-row>");

export class PlainRows {
  /** Number of the last row that was taken, or passed over because it is empty. */
  row = 0;
  readonly #scanner: XmlScanner;
  readonly #table: SheetTable;
  readonly #rows: JsonRowBuffer;
  readonly #cells: PlainCells;

  /** @param rows a buffer that nobody else uses while `run` does. */
  constructor(
    scanner: XmlScanner,
    table: SheetTable,
    facts: PlainTable,
    rows: JsonRowBuffer,
    limits: ParseLimits,
  ) {
    this.#scanner = scanner;
    this.#table = table;
    this.#rows = rows;
    this.#cells = new PlainCells(facts, rows, limits);
  }

  /** Takes as many rows as there are behind row `after`. To be called between rows. */
  run(after: number): PlainOutcome {
    this.row = after;
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
  #read({ width, rows: maxRows, cells: maxCells }: PlainRoom): number {
    const { bytes, unreadStart } = this.#scanner;
    const rows = this.#rows;
    for (let start = skipSpace(bytes, unreadStart); ;) {
      const row = this.row + 1;
      const content = startOfCells(bytes, start);
      if (content < 0 || row > MAX_ROW) return start;
      rows.beginRow(row);
      if (!this.#cells.read(bytes, content)) return start;
      if (rows.column > 0) {
        if ((width !== null && rows.column > width) || !rows.endRow(width)) return start;
        if (rows.cells + rows.column > maxCells) return start;
        rows.commitRow();
      }
      this.row = row;
      start = skipSpace(bytes, this.#cells.position);
      if (rows.isFull || rows.rows === maxRows) return start;
    }
  }

  /** Whether the row at `start` may go on in the bytes to come. */
  #isCutOff(start: number): boolean {
    const { bytes, unreadEnd } = this.#scanner;
    if (bytes[start] === LESS && bytes[start + 1] === SLASH) return false;
    for (
      let at = bytes.indexOf(LESS, start);
      at >= 0 && at < unreadEnd;
      at = bytes.indexOf(LESS, at + 1)
    ) {
      if (isAt(bytes, at, ROW_END)) return false;
    }
    return true;
  }
}

/** Where the cells begin of the row at `start`, or -1 when its tag is not whole, or says more than its style. */
function startOfCells(bytes: Uint8Array, start: number): number {
  if (!isAt(bytes, start, ROW)) return -1;
  let at = start + ROW.length;
  if (isAt(bytes, at, ROW_STYLE)) {
    at += ROW_STYLE.length;
    while (bytes[at] !== QUOTE && bytes[at] !== 0) at += 1;
    if (bytes[at] === 0) return -1;
    at += 1;
  }
  return bytes[at] === GREATER ? at + 1 : -1;
}
