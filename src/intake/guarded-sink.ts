// What a parser pushes into: holds every format to the limits of a grid and to the order of the
// records, counts, and thins out repeated warnings, before a record is written.
import { refuseGrid, refuseRepeatedText, refuseRowText, utf8Length } from "../../guards/grid.ts";
import { MAX_ROW_BYTES, MAX_UNASKED_BYTES, MAX_WARNINGS_PER_CODE } from "../../guards/limits.ts";
import { refuse, refuseIf, type SourceLocation } from "../core/failure.ts";
import type { ParseLimits } from "../core/limits.ts";
import type {
  CellValue,
  JsonRows,
  JsonRowSink,
  RecordWriter,
  RowSink,
  TableInfo,
  TableMeta,
  Warning,
  WarningCode,
} from "../core/records.ts";
import { Stopped, type StopSignal } from "./stop.ts";

/** Row records between two progress records. */
const PROGRESS_ROWS = 50_000;

export class GuardedSink implements RowSink, JsonRowSink {
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
  #isCut = false;
  #unaskedBytes = 0;
  /** Text of all rows, as far as it is known. */
  #textBytes = 0;

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

  /** True once a row beyond `max_rows` has come, so that what is said to be cut off has been seen. */
  get isFull(): boolean {
    return this.#isCut;
  }

  beginTable(table: TableInfo): void {
    if (this.#isOpen) throw new Error("a table is open already");
    this.#summarizeWarnings();
    const { columns, headerRow } = table;
    if (columns !== null) {
      const at = headerRow === null ? {} : { row: headerRow };
      this.#guard("columns_exceeded", columns.length, this.#limits.columnsPerTable, at);
      this.#guardCells(columns, at);
    }
    this.#isOpen = true;
    this.tables += 1;
    this.#tableRows = 0;
    this.#lastRow = 0;
    this.#writer.table(this.tables, table);
  }

  row(row: number, cells: readonly CellValue[]): void {
    if (!this.#isOpen) throw new Error("a row outside a table");
    if (!(row > this.#lastRow)) throw new Error("row numbers must rise");
    if (this.rows >= this.#maxRows) {
      this.#isCut = true;
      return;
    }
    const at = { row };
    const { rowsPerTable, columnsPerTable, cellsPerFile } = this.#limits;
    this.#guard("rows_exceeded", this.#tableRows + 1, rowsPerTable, at);
    this.#guard("columns_exceeded", cells.length, columnsPerTable, at);
    this.#guard("cells_exceeded", this.#cells + cells.length, cellsPerFile, at);
    this.#guardCells(cells, at);
    this.#lastRow = row;
    this.#tableRows += 1;
    this.rows += 1;
    this.#cells += cells.length;
    this.#writer.row(row, cells);
    this.#noteProgress();
  }

  get json(): JsonRowSink {
    return this;
  }

  /** Ends where `row` would have something to say: at a limit, at `max_rows`, at a progress record. */
  get allowance(): { rows: number; cells: number } {
    const { rowsPerTable, cellsPerFile } = this.#limits;
    const rows = Math.min(
      PROGRESS_ROWS - (this.rows % PROGRESS_ROWS),
      this.#maxRows - this.rows,
      rowsPerTable - this.#tableRows,
    );
    return { rows, cells: cellsPerFile - this.#cells };
  }

  jsonRows(block: JsonRows): void {
    if (!this.#isOpen) throw new Error("rows outside a table");
    const { rows, cells } = this.allowance;
    if (block.rows > rows || block.cells > cells) throw new Error("rows beyond the allowance");
    if (!(block.lastRow > this.#lastRow)) throw new Error("row numbers must rise");
    this.#lastRow = block.lastRow;
    this.#tableRows += block.rows;
    this.rows += block.rows;
    this.#cells += block.cells;
    const at = { row: block.lastRow };
    this.#unaskedBytes += block.lines.length;
    this.#guardUnasked(at);
    this.#chargeText(block.textBytes ?? 0, at);
    this.#writer.jsonRows(block);
    this.#noteProgress();
  }

  endTable(meta?: TableMeta): void {
    if (!this.#isOpen) throw new Error("no table is open");
    this.#summarizeWarnings();
    this.#isOpen = false;
    this.#writer.tableEnd(this.tables, this.#tableRows, ...(meta === undefined ? [] : [meta]));
  }

  /** Ends an open table and says so when `max_rows` cut rows off. To be called once, after the parser. */
  close(): void {
    if (this.#isOpen) this.endTable();
    if (this.#isCut) {
      this.warn({
        code: "rows_limited",
        message: `Reading ended after ${this.rows} rows, as max_rows asks; there are more.`,
      });
    }
    this.#summarizeWarnings();
  }

  warn(warning: Warning): void {
    this.warnings += 1;
    const count = (this.#perCode.get(warning.code) ?? 0) + 1;
    this.#perCode.set(warning.code, count);
    if (count <= MAX_WARNINGS_PER_CODE) this.#writer.warning(warning, this.#openTable());
  }

  ready(): Promise<void> | null {
    if (this.#stop.reason !== null) return Promise.reject(new Stopped(this.#stop.reason));
    this.#unaskedBytes = 0;
    const room = this.#writer.ready();
    return room === null ? null : this.#stop.race(room);
  }

  #noteProgress(): void {
    if (this.rows % PROGRESS_ROWS === 0) this.#writer.progress(this.rows, this.#bytesRead());
  }

  #openTable(): number | null {
    return this.#isOpen ? this.tables : null;
  }

  /** Counts what was left out since the last table began or ended, and begins anew. */
  #summarizeWarnings(): void {
    for (const [code, count] of this.#perCode) {
      const suppressed = count - MAX_WARNINGS_PER_CODE;
      if (suppressed <= 0) continue;
      const message = `${suppressed} more warnings of this kind are not listed.`;
      this.#writer.warning({ code, message }, this.#openTable());
    }
    this.#perCode.clear();
  }

  #guardCells(cells: readonly CellValue[], at: SourceLocation): void {
    const max = this.#limits.cellBytes;
    let characters = 0;
    for (let i = 0; i < cells.length; i++) {
      const cell = cells[i];
      if (typeof cell === "number" && !Number.isFinite(cell)) throw new Error("no finite number");
      if (typeof cell !== "string") continue;
      characters += cell.length;
      if (cell.length * 3 <= max) continue;
      const place = { ...at, column: i + 1 };
      refuseIf(refuseGrid("cell_too_long", utf8Length(cell, max), max, place));
    }
    this.#unaskedBytes += characters;
    refuseIf(refuseRowText(cells, characters, MAX_ROW_BYTES, at));
    this.#guardUnasked(at);
    this.#chargeText(characters, at);
  }

  #chargeText(added: number, at: SourceLocation): void {
    this.#textBytes += added;
    if (this.#textBytes <= this.#limits.textRatioFreeBytes) return;
    refuseIf(refuseRepeatedText(this.#textBytes, this.#bytesRead(), this.#limits, at));
  }

  #guard(
    code: "rows_exceeded" | "columns_exceeded" | "cells_exceeded",
    found: number,
    max: number,
    at: SourceLocation,
  ): void {
    if (found <= max) return;
    refuseIf(refuseGrid(code, found, max, at));
  }

  /** Cells that share one text make gigabytes out of a file of kilobytes, each within its own limit. */
  #guardUnasked(at: SourceLocation): void {
    const found = this.#unaskedBytes;
    if (found <= MAX_UNASKED_BYTES) return;
    refuse({
      code: "expansion_limit",
      detail: `The rows have at least ${found} bytes of text in one piece; ${MAX_UNASKED_BYTES} are allowed.`,
      at,
      limit: { name: "unsent_bytes", max: MAX_UNASKED_BYTES, found },
    });
  }
}
