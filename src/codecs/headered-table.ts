// Turns the rows of a source into one table of the sink: finds the header, names the columns,
// and says which rows are ragged. Shared by all formats whose tables have a header row.
import { refuse } from "../core/failure.ts";
import type { CellValue, RowSink, TableMeta, Warning } from "../core/records.ts";
import { nameColumns } from "./column-names.ts";
import { hintedHeader, type HeaderHint } from "./header-hint.ts";
import { filledWidth, type SourceRow } from "./header-names.ts";
import { modalWidth, type HeaderMatch } from "./header-row.ts";
import { explainExtraCell } from "./split-decimals.ts";

/** Rows held back while the header is looked for. */
export const HEADER_SEARCH_ROWS = 50;
/** Held-back rows that cost more than this end the search early, so that wide rows stay bounded. */
export const HEADER_SEARCH_CHARACTERS = 1024 * 1024;
/** What a cell costs besides its text when rows are held back. */
const CELL_OVERHEAD_CHARACTERS = 8;

/** What a row costs that is held back, in characters. */
export function holdingCost(cells: readonly CellValue[]): number {
  let cost = cells.length * CELL_OVERHEAD_CHARACTERS;
  for (const cell of cells) if (typeof cell === "string") cost += cell.length;
  return cost;
}

export interface HeaderedTableOptions {
  /** `auto`, `none`, or the 1-based row of the header. */
  header: "auto" | "none" | number;
  /** What the source itself says of its header's row; only for `auto`. */
  headerHint?: HeaderHint | null;
  name: string | null;
  meta?: TableMeta;
  /** What separates the fields of a text, which may have split numbers; absent elsewhere. */
  delimiter?: string | null;
  /** Whether a row shorter than the header, or unlike the others, is worth a warning. */
  warnsRagged: boolean;
}

/** What a row of a table that has begun must be like to need no warning. */
export interface TableShape {
  /** Fields of the header; without one, of most rows. */
  width: number;
  hasHeader: boolean;
}

export type Lines = [row: number, cells: CellValue[]][];

export type Held<Row extends SourceRow = SourceRow> = Row | Warning;

/**
 * One table of a sink, begun once its header is known. Rows above the header go into the table's
 * meta as `preamble: [[row, [cells]], …]`, the rows of a header of several as `header_rows`.
 * Fails with: `invalid_option` when the row named as header holds nothing or does not exist.
 */
export class HeaderedTable {
  readonly #sink: RowSink;
  readonly #options: HeaderedTableOptions;
  #held: Held[] = [];
  #heldRows = 0;
  #heldCharacters = 0;
  #begun = false;
  #width: number | null = null;
  /** Field count that rows without a header are measured by; null when there is no mode. */
  #modal: number | null = null;
  #lastRow = 0;
  #lastHeldRow = 0;

  constructor(sink: RowSink, options: HeaderedTableOptions) {
    this.#sink = sink;
    this.#options = options;
  }

  /**
   * Takes the next row of the source.
   * @param row 1-based, rising.
   * @param cells copied if they must be kept; empty rows may be given or left out.
   */
  row(row: number, cells: readonly CellValue[]): void {
    this.#lastRow = row;
    if (this.#begun) {
      this.#emit(row, cells);
      return;
    }
    const { header } = this.#options;
    if (typeof header === "number" && row >= header) {
      if (row > header || filledWidth(cells) === 0) refuseHeader(header, row);
      const rows = [...this.#held.filter(isRow), { row, cells, hasGap: false }];
      this.#begin(rows, { first: rows.length - 1, last: rows.length - 1, names: cells });
      return;
    }
    if (filledNull(cells) === 0) return;
    this.#hold(row, cells);
  }

  /** Passes a warning on at its place among the rows; held back while the table has not begun. */
  warn(warning: Warning): void {
    if (this.#begun) this.#sink.warn(warning);
    else this.#held.push(warning);
  }

  /** Null until the table has begun and its width is known. */
  get shape(): TableShape | null {
    const width = this.#width ?? this.#modal;
    return this.#begun && width !== null ? { width, hasHeader: this.#width !== null } : null;
  }

  get hasBegun(): boolean {
    return this.#begun;
  }

  /**
   * Begins the table with a header that was found elsewhere.
   * @param rows those of its preamble and header; without a header, rows to measure others by.
   */
  begin(rows: readonly SourceRow[], match: HeaderMatch | null): void {
    this.#beginTable(rows, match);
    for (const item of this.#takeHeld()) this.#replay(item);
  }

  /** Begins the table if it has not begun, then ends it. */
  end(meta?: TableMeta): void {
    if (!this.#begun) {
      if (typeof this.#options.header === "number")
        refuseHeader(this.#options.header, this.#lastRow);
      this.#beginAmongHeld();
    }
    this.#sink.endTable(meta);
  }

  #hold(row: number, cells: readonly CellValue[]): void {
    this.#held.push({ row, cells: [...cells], hasGap: row > this.#lastHeldRow + 1 });
    this.#lastHeldRow = row;
    this.#heldRows += 1;
    this.#heldCharacters += holdingCost(cells);
    const isCostly = this.#heldCharacters > HEADER_SEARCH_CHARACTERS;
    const { header } = this.#options;
    if (typeof header === "number") {
      if (!isCostly) return;
      refuse({
        code: "invalid_option",
        detail: `The rows above row ${header} hold more than a header's preamble may: ${HEADER_SEARCH_CHARACTERS} characters.`,
        at: { row },
        limit: {
          name: "header_search_characters",
          max: HEADER_SEARCH_CHARACTERS,
          found: this.#heldCharacters,
        },
      });
    }
    if (isCostly || this.#heldRows >= HEADER_SEARCH_ROWS) this.#beginAmongHeld();
  }

  #beginAmongHeld(): void {
    const rows = this.#held.filter(isRow);
    const { header, headerHint = null } = this.#options;
    this.#begin(rows, header === "auto" ? hintedHeader(rows, headerHint) : null);
  }

  #begin(rows: readonly SourceRow[], match: HeaderMatch | null): void {
    const held = this.#takeHeld();
    this.#beginTable(rows, match);
    const headerRow = match === null ? 0 : (rows[match.last]?.row ?? 0);
    for (const item of held) if (!isRow(item) || item.row > headerRow) this.#replay(item);
  }

  #takeHeld(): Held[] {
    const held = this.#held;
    this.#held = [];
    return held;
  }

  #beginTable(rows: readonly SourceRow[], match: HeaderMatch | null): void {
    const { name, meta, warnsRagged } = this.#options;
    this.#begun = true;
    const headerRow = match === null ? null : (rows[match.last]?.row ?? null);
    if (match === null || headerRow === null) {
      this.#sink.beginTable({ name, headerRow: null, columns: null, ...(meta && { meta }) });
      if (warnsRagged && rows.length > 0)
        this.#modal = modalWidth(rows.map(({ cells }) => cells.length));
      return;
    }
    const { columns, warnings } = nameColumns(headerRow, match.names);
    this.#width = columns.length;
    const preamble = toLines(rows.slice(0, match.first));
    const stacked = rows.slice(match.first, match.last + 1).map(({ row }) => row);
    const wholeMeta = {
      ...meta,
      ...(preamble.length > 0 && { preamble }),
      ...(stacked.length > 1 && { header_rows: stacked }),
    };
    this.#sink.beginTable({
      name,
      headerRow,
      columns,
      ...(Object.keys(wholeMeta).length > 0 && { meta: wholeMeta }),
    });
    for (const warning of warnings) this.#sink.warn(warning);
  }

  #replay(item: Held): void {
    if (isRow(item)) this.#emit(item.row, item.cells);
    else this.#sink.warn(item);
  }

  #emit(row: number, cells: readonly CellValue[]): void {
    const filled = filledNull(cells);
    if (filled === 0) return;
    const width = this.#width;
    if (width === null) {
      if (this.#modal !== null && cells.length !== this.#modal)
        this.#warnRagged(row, cells, cells.length, this.#modal);
      this.#sink.row(row, filled === cells.length ? cells : cells.slice(0, filled));
      return;
    }
    if (filled > width) this.#warnRagged(row, cells, filled, width);
    else if (cells.length < width && this.#options.warnsRagged)
      this.#warnRagged(row, cells, cells.length, width);
    this.#sink.row(row, fitTo(cells, Math.max(width, filled)));
  }

  #warnRagged(row: number, cells: readonly CellValue[], found: number, expected: number): void {
    const isOneMore = found === expected + 1 && this.#options.delimiter === ",";
    const cause = isOneMore ? explainExtraCell(cells) : "";
    this.#sink.warn({
      code: "ragged_row",
      message: `The row has ${found} cells where ${expected} are expected.${cause}`,
      at: found > expected ? { row, column: expected + 1 } : { row },
    });
  }
}

export function isRow<Row extends SourceRow>(item: Held<Row>): item is Row {
  return "cells" in item;
}

/** Rows as they stand in the meta of a table: `[[row, [cells]], …]`. */
export function toLines(rows: readonly SourceRow[]): Lines {
  return rows.map(({ row, cells }) => [row, cells.slice(0, filledNull(cells))]);
}

/** Cells up to the last that is not null: unlike a blank text, only null may be dropped. */
function filledNull(cells: readonly CellValue[]): number {
  let width = cells.length;
  while (width > 0 && (cells[width - 1] ?? null) === null) width -= 1;
  return width;
}

function fitTo(cells: readonly CellValue[], width: number): readonly CellValue[] {
  if (cells.length === width) return cells;
  const fitted = cells.slice(0, width);
  const filled = fitted.length;
  fitted.length = width;
  return fitted.fill(null, filled);
}

function refuseHeader(header: number, lastRow: number): never {
  refuse({
    code: "invalid_option",
    detail:
      lastRow < header
        ? `Row ${header} was named as the header, but the table ends at row ${lastRow}.`
        : `Row ${header} was named as the header, but it holds nothing or no row begins there.`,
    at: { row: header },
  });
}
