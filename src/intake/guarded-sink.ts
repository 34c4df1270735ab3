// What a parser pushes into: holds every format to the limits of a grid and to the order of the
// records, counts, and thins out repeated warnings, before a record is written.
import { refuseGrid, utf8Length } from "../../guards/grid.ts";
import { MAX_WARNINGS_PER_CODE } from "../../guards/limits.ts";
import { Refusal } from "../core/failure.ts";
import type { ParseLimits } from "../core/limits.ts";
import type {
  CellValue,
  RecordWriter,
  RowSink,
  TableInfo,
  Warning,
  WarningCode,
} from "../core/records.ts";
import { Stopped, type StopSignal } from "./stop.ts";

/** Row records between two progress records. */
const PROGRESS_ROWS = 50_000;

export class GuardedSink implements RowSink {
  readonly #writer: RecordWriter;
  readonly #limits: ParseLimits;
  readonly #maxRows: number;
  readonly #stop: StopSignal;
  readonly #bytesRead: () => number;
  #isOpen = false;
  #tableRows = 0;
  #lastRow = 0;
  #cells = 0;
  #perCode = new Map<WarningCode, number>();
  #isLimitReached = false;

  tables = 0;
  rows = 0;
  warnings = 0;

  constructor(
    writer: RecordWriter,
    limits: ParseLimits,
    maxRows: number | null,
    stop: StopSignal,
    bytesRead: () => number,
  ) {
    this.#writer = writer;
    this.#limits = limits;
    this.#maxRows = maxRows ?? Number.POSITIVE_INFINITY;
    this.#stop = stop;
    this.#bytesRead = bytesRead;
  }

  get isFull(): boolean {
    return this.rows >= this.#maxRows;
  }

  beginTable(table: TableInfo): void {
    if (this.#isOpen) throw new Error("a table is open already");
    this.#isOpen = true;
    this.tables += 1;
    this.#tableRows = 0;
    this.#lastRow = 0;
    this.#guard("columns_exceeded", table.columns?.length ?? 0, this.#limits.columnsPerTable, 0);
    this.#writer.table(this.tables, table);
  }

  row(row: number, cells: readonly CellValue[]): void {
    if (!this.#isOpen) throw new Error("a row outside a table");
    if (row <= this.#lastRow) throw new Error("row numbers must rise");
    if (this.isFull) {
      this.#isLimitReached = true;
      return;
    }
    this.#lastRow = row;
    this.#tableRows += 1;
    this.rows += 1;
    this.#cells += cells.length;
    const { rowsPerTable, columnsPerTable, cellsPerFile } = this.#limits;
    this.#guard("rows_exceeded", this.#tableRows, rowsPerTable, row);
    this.#guard("columns_exceeded", cells.length, columnsPerTable, row);
    this.#guard("cells_exceeded", this.#cells, cellsPerFile, row);
    this.#guardCells(row, cells);
    this.#writer.row(row, cells);
    if (this.rows % PROGRESS_ROWS === 0) this.#writer.progress(this.rows, this.#bytesRead());
  }

  endTable(): void {
    if (!this.#isOpen) throw new Error("no table is open");
    for (const [code, count] of this.#perCode) {
      const suppressed = count - MAX_WARNINGS_PER_CODE;
      if (suppressed > 0) {
        this.#writer.warning(
          {
            code,
            message: `${suppressed} more warnings of this kind in this table are not listed.`,
          },
          this.tables,
        );
      }
    }
    this.#perCode.clear();
    this.#isOpen = false;
    this.#writer.tableEnd(this.tables, this.#tableRows);
  }

  /** Ends an open table and says so when `max_rows` cut rows off. To be called once, after the parser. */
  close(): void {
    if (this.#isOpen) this.endTable();
    if (this.#isLimitReached || this.isFull) {
      this.warn({
        code: "rows_limited",
        message: `Reading ended after ${this.rows} rows, as max_rows asks; there may be more.`,
      });
    }
  }

  warn(warning: Warning): void {
    this.warnings += 1;
    const count = (this.#perCode.get(warning.code) ?? 0) + 1;
    this.#perCode.set(warning.code, count);
    if (count <= MAX_WARNINGS_PER_CODE) {
      this.#writer.warning(warning, this.#isOpen ? this.tables : null);
    }
  }

  ready(): Promise<void> | null {
    if (this.#stop.reason !== null) return Promise.reject(new Stopped(this.#stop.reason));
    const room = this.#writer.ready();
    return room === null ? null : this.#stop.race(room);
  }

  #guardCells(row: number, cells: readonly CellValue[]): void {
    const max = this.#limits.cellBytes;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      if (typeof cell !== "string" || cell.length * 3 <= max) continue;
      const failure = refuseGrid("cell_too_long", utf8Length(cell, max), max, {
        row,
        column: i + 1,
      });
      if (failure !== null) throw new Refusal(failure);
    }
  }

  #guard(
    code: "rows_exceeded" | "columns_exceeded" | "cells_exceeded",
    found: number,
    max: number,
    row: number,
  ): void {
    if (found <= max) return;
    const failure = refuseGrid(code, found, max, row > 0 ? { row } : {});
    if (failure !== null) throw new Refusal(failure);
  }
}
