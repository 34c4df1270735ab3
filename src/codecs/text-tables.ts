// Puts the records of a text file into tables.
import type { CellValue, RowSink, Warning } from "../core/records.ts";
import { HeaderedTable, type TableShape } from "./headered-table.ts";

export interface TextTablesOptions {
  /** `auto`, `none`, or the 1-based row of the header. */
  header: "auto" | "none" | number;
  /** Facts of the file that each table tells. */
  meta: Readonly<Record<string, unknown>>;
}

export interface TextRecord {
  /** 1-based physical line that it begins on, rising. */
  row: number;
  /** Blank lines between it and the record before it. */
  blankLines: number;
  /** Null for an empty field. Copied if they must be kept. */
  cells: readonly CellValue[];
}

/** The tables of one text file. */
export class TextTables {
  readonly #table: HeaderedTable;

  constructor(sink: RowSink, { header, meta }: TextTablesOptions) {
    this.#table = new HeaderedTable(sink, { header, name: null, meta, warnsRagged: true });
  }

  record({ row, cells }: TextRecord): void {
    this.#table.row(row, cells);
  }

  /** Passes a warning on at its place among the rows. */
  warn(warning: Warning): void {
    this.#table.warn(warning);
  }

  /**
   * Null while anything has to be decided on the values of records. Else rows may go to the sink
   * without coming here when they have this width, two filled cells or more (or are this table's
   * only column), and no blank line or record of empty fields before them.
   */
  get shape(): TableShape | null {
    return this.#table.shape;
  }

  end(): void {
    this.#table.end();
  }
}
