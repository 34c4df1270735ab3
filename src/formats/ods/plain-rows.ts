// Takes plain rows of a table past XML events and values: as bytes, from the scanner's window to the
// sink. Rows that are not plain stay where they are, for table.ts. Which of the two reads a row never
// shows in it.
// Source: OpenDocument 1.3 part 3 §9.1.3 (table:table-row).
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import { MAX_ROW } from "../../codecs/sheets/addresses.ts";
import type { NumberFormatKind } from "../../codecs/number-formats.ts";
import { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import {
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
import type { KindsByName } from "./cell-styles.ts";
import type { DateSystem } from "./dates.ts";
import { PlainCells, ROW_END } from "./plain-cells.ts";

const QUOTE = 0x22;
const GREATER = 0x3e;
const AMPERSAND = 0x26;
const LESS = 0x3c;
const ROW_START = bytesOf("<table:table-row");
const STYLE = bytesOf(' table:style-name="');

export class PlainRows {
  /** Rows that have been passed over so far, with values or without. */
  passed = 0;
  readonly #scanner: XmlScanner;
  readonly #table: SheetTable;
  readonly #rows = new JsonRowBuffer();
  readonly #cells: PlainCells;

  constructor(
    scanner: XmlScanner,
    table: SheetTable,
    kinds: KindsByName,
    dates: DateSystem,
    inherited: (column: number) => NumberFormatKind,
    limits: ParseLimits,
  ) {
    this.#scanner = scanner;
    this.#table = table;
    this.#cells = new PlainCells(this.#rows, kinds, dates, inherited, limits);
  }

  /** Takes as many rows as there are, the first of them row `first`. To be called between rows. */
  run(first: number): PlainOutcome {
    this.passed = 0;
    const scanner = this.#scanner;
    const room = this.#table.plainRoom;
    const isPossible = room !== null && room.rows > 0 && (room.width ?? 0) <= MAX_PLAIN_WIDTH;
    if (!isPossible || !scanner.isInContent) return PLAIN_UNUSUAL;
    const rows = this.#rows;
    rows.clear();
    const end = this.#read(first, room);
    scanner.skipTo(end);
    if (rows.rows > 0) this.#table.takePlain(rows.toBlock());
    if (rows.isFull || rows.rows === room.rows) return PLAIN_FULL;
    return mayGoOn(scanner, end, ROW_END) ? PLAIN_MORE : PLAIN_UNUSUAL;
  }

  /** @returns where what was not taken begins. */
  #read(first: number, { width, rows: maxRows, cells: maxCells }: PlainRoom): number {
    const { bytes, unreadStart } = this.#scanner;
    const rows = this.#rows;
    let start = skipSpace(bytes, unreadStart);
    for (let row = first; row <= MAX_ROW; row += 1) {
      const cells = rowTagEnd(bytes, start);
      if (cells < 0) return start;
      rows.beginRow(row);
      if (!this.#cells.read(bytes, cells)) return start;
      if (rows.column > 0) {
        if ((width !== null && rows.column > width) || !rows.endRow(width)) return start;
        if (rows.cells + rows.column > maxCells) return start;
        rows.commitRow();
      }
      this.passed += 1;
      start = skipSpace(bytes, this.#cells.position);
      if (rows.isFull || rows.rows === maxRows) return start;
    }
    return start;
  }
}

/** Where the start tag of a row ends that says no more than its style; -1 when there is no such tag. */
function rowTagEnd(bytes: Uint8Array, start: number): number {
  if (!isAt(bytes, start, ROW_START)) return -1;
  let at = start + ROW_START.length;
  if (isAt(bytes, at, STYLE)) {
    at += STYLE.length;
    while (bytes[at] !== QUOTE) {
      if (bytes[at] === 0 || bytes[at] === LESS || bytes[at] === AMPERSAND) return -1;
      at += 1;
    }
    at += 1;
  }
  return bytes[at] === GREATER ? at + 1 : -1;
}
