// Turns the rows of a source into one table of the sink: finds the header, names the columns,
// and says which rows are ragged. Shared by all formats whose tables have a header row.
import { refuse } from "../core/failure.ts";
import type { CellValue, RowSink, Warning } from "../core/records.ts";
import { filledWidth, findHeaderRow, modalWidth, type SourceRow } from "./header-row.ts";

/** Rows held back while the header is looked for. */
export const HEADER_SEARCH_ROWS = 50;
/** Held-back rows that cost more than this end the search early, so that wide rows stay bounded. */
export const HEADER_SEARCH_CHARACTERS = 1024 * 1024;
/** What a cell costs besides its text when rows are held back. */
const CELL_OVERHEAD_CHARACTERS = 8;

export interface HeaderedTableOptions {
  /** `auto`, `none`, or the 1-based row of the header. */
  header: "auto" | "none" | number;
  name: string | null;
  meta?: Readonly<Record<string, unknown>>;
  /** Whether a row shorter than the header, or unlike the others, is worth a warning. */
  warnsRagged: boolean;
}

/** What a row of a table that has begun must be like to need no warning. */
export interface TableShape {
  /** Fields of the header; without one, of most rows. */
  width: number;
  hasHeader: boolean;
}

type Held = SourceRow | Warning;

/**
 * One table of a sink, begun once its header is known. Rows above the header go into the table's
 * meta as `preamble: [[row, [cells]], …]`.
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
      this.#begin({ row, cells });
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

  /** Begins the table if it has not begun, then ends it. */
  end(): void {
    if (!this.#begun) {
      if (typeof this.#options.header === "number")
        refuseHeader(this.#options.header, this.#lastRow);
      this.#begin(null);
    }
    this.#sink.endTable();
  }

  #hold(row: number, cells: readonly CellValue[]): void {
    this.#held.push({ row, cells: [...cells] });
    this.#heldRows += 1;
    this.#heldCharacters += cells.length * CELL_OVERHEAD_CHARACTERS;
    for (const cell of cells) if (typeof cell === "string") this.#heldCharacters += cell.length;
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
    if (isCostly || this.#heldRows >= HEADER_SEARCH_ROWS) this.#begin(null);
  }

  /** @param given the row that the caller named as header, or null to choose among those held. */
  #begin(given: SourceRow | null): void {
    const { header, name, meta, warnsRagged } = this.#options;
    const held = this.#held;
    this.#held = [];
    this.#begun = true;
    const rows = held.filter(isRow);
    const index = header === "auto" ? findHeaderRow(rows) : null;
    const chosen = given ?? (index === null ? null : (rows[index] ?? null));
    if (chosen === null) {
      this.#sink.beginTable({ name, headerRow: null, columns: null, ...(meta && { meta }) });
      if (warnsRagged && rows.length > 0)
        this.#modal = modalWidth(rows.map(({ cells }) => cells.length));
      for (const item of held) this.#replay(item);
      return;
    }
    const { columns, warnings } = nameColumns(chosen);
    this.#width = columns.length;
    const preamble = rows
      .filter(({ row }) => row < chosen.row)
      .map(({ row, cells }) => [row, cells.slice(0, filledNull(cells))]);
    const wholeMeta = preamble.length > 0 ? { ...meta, preamble } : meta;
    this.#sink.beginTable({
      name,
      headerRow: chosen.row,
      columns,
      ...(wholeMeta && { meta: wholeMeta }),
    });
    for (const warning of warnings) this.#sink.warn(warning);
    for (const item of held) if (!isRow(item) || item.row > chosen.row) this.#replay(item);
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
        this.#warnRagged(row, cells.length, this.#modal);
      this.#sink.row(row, filled === cells.length ? cells : cells.slice(0, filled));
      return;
    }
    if (filled > width) this.#warnRagged(row, filled, width);
    else if (cells.length < width && this.#options.warnsRagged)
      this.#warnRagged(row, cells.length, width);
    this.#sink.row(row, fitTo(cells, Math.max(width, filled)));
  }

  #warnRagged(row: number, found: number, expected: number): void {
    this.#sink.warn({
      code: "ragged_row",
      message: `The row has ${found} cells where ${expected} are expected.`,
      at: found > expected ? { row, column: expected + 1 } : { row },
    });
  }
}

function isRow(item: Held): item is SourceRow {
  return "cells" in item;
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
  while (fitted.length < width) fitted.push(null);
  return fitted;
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

/** Makes the cells of a header unique and not blank: `name`, `name_2`, `column_5`. */
function nameColumns({ row, cells }: SourceRow): { columns: string[]; warnings: Warning[] } {
  const width = filledWidth(cells);
  const written = cells.slice(0, width).map((cell) => (cell === null ? "" : String(cell)));
  const taken = new Set(written);
  const seen = new Set<string>();
  const nextSuffix = new Map<string, number>();
  const warnings: Warning[] = [];
  const columns = written.map((text, index) => {
    const isBlankName = text.trim() === "";
    const base = isBlankName ? `column_${index + 1}` : text;
    if (isBlankName ? !taken.has(base) : !seen.has(text)) {
      seen.add(text);
      taken.add(base);
      return base;
    }
    if (!isBlankName) {
      warnings.push({
        code: "duplicate_header",
        message: "The header names this column like an earlier one; a number was added.",
        at: { row, column: index + 1 },
      });
    }
    let suffix = nextSuffix.get(base) ?? 2;
    while (taken.has(`${base}_${suffix}`)) suffix += 1;
    nextSuffix.set(base, suffix + 1);
    taken.add(`${base}_${suffix}`);
    return `${base}_${suffix}`;
  });
  return { columns, warnings };
}
