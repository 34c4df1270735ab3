// Puts the cells of a sheet into rows that rise. Rows and cells nearly always come in order, but need
// not: the first part of a sheet is held back and sorted, so that every small sheet may come in any
// order; once it is full it is given out, and from then on a row that falls back is refused.
import type { ParseLimits } from "../../core/limits.ts";
import { refuse } from "../../core/failure.ts";
import type { CellValue } from "../../core/records.ts";
import { MIB } from "../../core/units.ts";
import { formatAddress } from "./addresses.ts";
import type { SheetWarnings } from "./sheet-warnings.ts";

/**
 * Text of one row, in UTF-16 units. One long shared string in every cell of a row would make a row of
 * gigabytes from a file of a few kilobytes; real rows stay under 100 000.
 */
export const MAX_ROW_CHARACTERS = 8 * MIB;
const CELL_BYTES = 16;
const ROW_BYTES = 64;
const BYTES_PER_CHARACTER = 2;

/** A row that is held back, and what it takes, which is known without going over its cells again. */
interface HeldRow {
  cells: CellValue[];
  bytes: number;
}

/** Rows of one sheet; a row without a value is none. */
export class RowWindow {
  readonly #emitRow: (row: number, cells: readonly CellValue[]) => void;
  readonly #limits: ParseLimits;
  readonly #warnings: SheetWarnings;
  readonly #sheet: string;
  /** Rows held back; null once they have been given out. */
  #held: Map<number, HeldRow> | null = new Map();
  /** Cost of the rows held back, and once they have been given out, of what was too much. */
  #heldBytes = 0;
  #lastEmitted = 0;
  #row = 0;
  #cells: CellValue[] = [];
  #rowBytes = 0;
  #rowCharacters = 0;
  /** UTF-16 units of text put into rows so far. */
  characters = 0;

  /** @param emitRow gets the rows, rising; it must not keep the cells. */
  constructor(
    sheet: string,
    limits: ParseLimits,
    warnings: SheetWarnings,
    emitRow: (row: number, cells: readonly CellValue[]) => void,
  ) {
    this.#sheet = sheet;
    this.#limits = limits;
    this.#warnings = warnings;
    this.#emitRow = emitRow;
  }

  /**
   * Puts one value into its place; of two for one cell the last stays, with a `duplicate_cell` warning.
   * @param row and `column` count from 1.
   * Fails with: `columns_exceeded`, `expansion_limit` (text of one row), `corrupt_file` (rows out of order in a sheet too large to sort).
   */
  set(row: number, column: number, value: CellValue): void {
    if (row !== this.#row) {
      if (value === null && !this.#holds(row)) return;
      this.#open(row);
    }
    if (typeof value === "string") this.#chargeText(row, value.length);
    const cells = this.#cells;
    const index = column - 1;
    if (index < cells.length) {
      const before = cells[index] ?? null;
      if (before !== null) this.#warnDuplicate(row, column);
      this.#rowBytes += textBytes(value) - textBytes(before);
      cells[index] = value;
      return;
    }
    if (value === null) return;
    const { columnsPerTable } = this.#limits;
    if (column > columnsPerTable) {
      refuse({
        code: "columns_exceeded",
        detail: `A row has a value in column ${column}; ${columnsPerTable} columns are allowed.`,
        limit: { name: "columns_per_table", max: columnsPerTable, found: column },
        at: { sheet: this.#sheet, row, column },
      });
    }
    this.#rowBytes += (column - cells.length) * CELL_BYTES + textBytes(value);
    while (cells.length < index) cells.push(null);
    cells.push(value);
  }

  /** Number of the row that has come last; null while rows are still held back to be sorted. */
  get streamedTo(): number | null {
    return this.#held === null ? Math.max(this.#row, this.#lastEmitted) : null;
  }

  /** Cells of the row that has come last, which more may follow; 0 when it has been given out. */
  get openCells(): number {
    return this.#cells.length;
  }

  /** Says that cells of `row` may come next: the row before it, if it is another, is complete. */
  turnTo(row: number): void {
    if (this.#held !== null || row === this.#row) return;
    this.#leaveRow();
    this.#row = 0;
  }

  /** Gives the row out that has come last, and says that rows up to `row` have gone another way. */
  passTo(row: number): void {
    this.#leaveRow();
    this.#row = 0;
    this.#lastEmitted = row;
  }

  /** Gives out everything that is left. */
  end(): void {
    this.#leaveRow();
    this.#release();
  }

  #holds(row: number): boolean {
    return this.#held?.has(row) === true;
  }

  #open(row: number): void {
    this.#leaveRow();
    if (this.#held === null && row <= this.#lastEmitted) {
      refuse({
        code: "corrupt_file",
        detail: `The rows of a sheet are out of order, and more than ${this.#limits.heldRowBytes} bytes of them would have to be sorted.`,
        limit: {
          name: "held_row_bytes",
          max: this.#limits.heldRowBytes,
          found: this.#heldBytes,
        },
        at: { sheet: this.#sheet, row },
      });
    }
    this.#row = row;
    this.#rowBytes = ROW_BYTES;
    this.#rowCharacters = 0;
    const held = this.#held?.get(row);
    if (held === undefined) return;
    this.#held?.delete(row);
    this.#heldBytes -= held.bytes;
    this.#rowBytes = held.bytes;
    this.#cells = held.cells;
  }

  #leaveRow(): void {
    const cells = this.#cells;
    if (cells.length === 0) return;
    if (this.#held === null) {
      this.#emit(this.#row, cells);
      cells.length = 0;
      return;
    }
    this.#held.set(this.#row, { cells, bytes: this.#rowBytes });
    this.#heldBytes += this.#rowBytes;
    this.#cells = [];
    if (this.#heldBytes > this.#limits.heldRowBytes) this.#release();
  }

  #release(): void {
    const held = this.#held;
    this.#held = null;
    if (held === null) return;
    for (const row of [...held.keys()].toSorted((a, b) => a - b)) {
      this.#emit(row, held.get(row)?.cells ?? []);
    }
  }

  #emit(row: number, cells: readonly CellValue[]): void {
    this.#lastEmitted = row;
    if (cells.some((cell) => cell !== null)) this.#emitRow(row, cells);
  }

  #chargeText(row: number, characters: number): void {
    this.#rowCharacters += characters;
    this.characters += characters;
    if (this.#rowCharacters <= MAX_ROW_CHARACTERS) return;
    refuse({
      code: "expansion_limit",
      detail: `A row holds more than ${MAX_ROW_CHARACTERS} characters.`,
      limit: { name: "row_characters", max: MAX_ROW_CHARACTERS, found: this.#rowCharacters },
      at: { sheet: this.#sheet, row },
    });
  }

  #warnDuplicate(row: number, column: number): void {
    const cell = formatAddress(row, column);
    this.#warnings.add("duplicate_cell", "The sheet has this cell twice; the last one is given.", {
      row,
      column,
      cell,
    });
  }
}

function textBytes(value: CellValue): number {
  return typeof value === "string" ? value.length * BYTES_PER_CHARACTER : 0;
}
