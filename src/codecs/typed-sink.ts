// The sink of `types=typed`, for every format: holds the first rows of a table back, decides the type
// of each column on them, begins the table with the types, and gives all rows with normalised values.
import { ForwardingSink } from "../core/forwarding-sink.ts";
import type {
  CellValue,
  JsonRowSink,
  RowSink,
  TableInfo,
  TableMeta,
  Warning,
} from "../core/records.ts";
import { MIB } from "../core/units.ts";
import type { CellReader } from "./column-reading.ts";
import { decideColumns } from "./column-types.ts";
import type { ValueRow } from "./header-names.ts";

/** Rows of a table that its types are decided on … */
export const TYPE_ROWS = 5_000;
/** … unless they cost more than this, so that wide and long rows stay bounded. */
export const TYPE_CHARACTERS = 1 * MIB;
/** What a cell, and a warning, cost besides text. */
const CELL_OVERHEAD_CHARACTERS = 8;
const WARNING_CHARACTERS = 256;
/** Numbers with an exponent are written out, with up to this many digits. */
const EXPONENT_CHARACTERS = 324;

export class TypedSink extends ForwardingSink {
  readonly #mayGuess: boolean;
  /** The table that has not begun yet; null between tables and once it has begun. */
  #table: TableInfo | null = null;
  #held: (ValueRow | Warning)[] = [];
  #heldRows = 0;
  #heldCharacters = 0;
  #readers: readonly (CellReader | null)[] = [];

  readonly #valueOf = (cell: CellValue, column: number): CellValue | undefined => {
    const read = this.#readers[column] ?? null;
    return read === null ? cell : read(cell);
  };

  /** @param isStrict amounts whose decimal separator nothing tells stay text then. */
  constructor(inner: RowSink, isStrict: boolean) {
    super(inner);
    this.#mayGuess = !isStrict;
  }

  /** Rows have to come as values. */
  override get json(): JsonRowSink | null {
    return null;
  }

  override beginTable(table: TableInfo): void {
    this.#table = table;
    this.#readers = [];
  }

  override row(row: number, cells: readonly CellValue[]): void {
    if (this.#table === null) {
      this.#give(row, cells, this.#valueOf);
      return;
    }
    this.#held.push({ row, cells: [...cells] });
    this.#heldRows += 1;
    this.#heldCharacters += cells.length * CELL_OVERHEAD_CHARACTERS;
    for (const cell of cells) this.#heldCharacters += textCost(cell);
    this.#releaseWhenFull();
  }

  override warn(warning: Warning): void {
    if (this.#table === null) {
      super.warn(warning);
      return;
    }
    this.#held.push(warning);
    this.#heldCharacters += WARNING_CHARACTERS;
    this.#releaseWhenFull();
  }

  override endTable(meta?: TableMeta): void {
    this.close();
    super.endTable(meta);
  }

  /** Gives out what is still held, where a parser leaves its last table open. */
  close(): void {
    if (this.#table !== null) this.#release(this.#table);
  }

  #releaseWhenFull(): void {
    const isFull = this.#heldRows >= TYPE_ROWS || this.#heldCharacters > TYPE_CHARACTERS;
    if (isFull) this.close();
  }

  #release(table: TableInfo): void {
    const held = this.#held;
    this.#table = null;
    this.#held = [];
    this.#heldRows = 0;
    this.#heldCharacters = 0;
    const rows = held.filter(isRow);
    const columns = decideColumns(rows, { columns: table.columns, mayGuess: this.#mayGuess });
    this.#readers = columns.map(({ read }) => read);
    super.beginTable({ ...table, types: columns.map(({ info }) => info) });
    for (const [index, { warning }] of columns.entries())
      if (warning !== null) super.warn({ ...warning, at: { column: index + 1 } });
    let index = 0;
    for (const item of held) {
      if (isRow(item)) {
        const at = index;
        this.#give(item.row, item.cells, (_, column) => columns[column]?.typed[at]);
        index += 1;
      } else super.warn(item);
    }
  }

  /** @param valueOf undefined for a cell that does not fit its column. */
  #give(
    row: number,
    cells: readonly CellValue[],
    valueOf: (cell: CellValue, column: number) => CellValue | undefined,
  ): void {
    const typed: CellValue[] = [];
    for (let column = 0; column < cells.length; column += 1) {
      const cell = cells[column] ?? null;
      const value = valueOf(cell, column);
      if (value === undefined) this.#warnException(row, column + 1);
      typed.push(value === undefined ? cell : value);
    }
    super.row(row, typed);
  }

  #warnException(row: number, column: number): void {
    super.warn({
      code: "type_exception",
      message: "The cell does not fit the type of its column; it is given as written.",
      at: { row, column },
    });
  }
}

/** Characters that a cell comes out with, besides the overhead. */
function textCost(cell: CellValue): number {
  if (typeof cell === "string") return cell.length;
  if (typeof cell !== "number" || cell === 0) return 0;
  const size = Math.abs(cell);
  return size < 1e-6 || size >= 1e21 ? EXPONENT_CHARACTERS : 0;
}

function isRow(item: ValueRow | Warning): item is ValueRow {
  return "cells" in item;
}
