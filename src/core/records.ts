// What a parser pushes and what the service answers with. Field names are those of the contract.
import type { ColumnType } from "./column-type.ts";
import type { ParseFailure, SourceLocation } from "./failure.ts";

/** One cell: text as written, a number of at most 15 significant digits, a boolean, or empty. */
export type CellValue = string | number | boolean | null;

/** Facts of a table by name; plain JSON. */
export type TableMeta = Readonly<Record<string, unknown>>;

/** What is known of a table when it begins. */
export interface TableInfo {
  /** Sheet name, or null where the source has none. */
  name: string | null;
  /** 1-based row of the header in the source, or null when there is none. */
  headerRow: number | null;
  /** Header cells as written, made unique; null when there is no header. */
  columns: readonly string[] | null;
  /** With `types=typed`: of each column from the first on, also where the table has no header. */
  types?: readonly ColumnType[];
  /** Facts of the format (encoding, delimiter, visibility …). */
  meta?: TableMeta;
}

/** Every warning of the service; clients may switch on the code. */
export type WarningCode =
  | "type_mismatch"
  | "ragged_row"
  | "duplicate_header"
  | "mixed_encoding"
  | "mojibake"
  | "unbalanced_quote"
  | "ambiguous_delimiter"
  | "nul_bytes"
  | "repeated_header"
  | "formula_not_calculated"
  | "duplicate_cell"
  | "shared_string_missing"
  | "invalid_cell"
  | "hidden_sheet"
  | "hidden_rows"
  | "hidden_columns"
  | "precision_loss"
  | "no_rows"
  | "missing_header"
  | "missing_end"
  | "orphan_split"
  | "unreadable_amount"
  | "unbalanced_transaction"
  | "type_exception"
  | "ambiguous_date"
  | "ambiguous_decimal"
  | "mixed_currency"
  | "low_confidence"
  | "page_without_text"
  | "invalid_markup"
  | "duplicate_fitid"
  | "missing_fitid"
  | "date_outside_period"
  | "sign_conflict"
  | "balance_mismatch"
  | "statement_error"
  | "rows_limited";

/** A note that does not stop the parse. `table` is the 1-based index; the sink fills it in. */
export interface Warning {
  code: WarningCode;
  /** One sentence, without contents of cells. */
  message: string;
  at?: SourceLocation;
}

/**
 * Takes what a parser finds, in order: `beginTable`, its rows, `endTable`, the next table.
 * Refuses (throws `Refusal`) when a ceiling is passed.
 */
export interface RowSink {
  beginTable(table: TableInfo): void;
  /**
   * @param row 1-based row of the source, rising within a table.
   * @param cells not kept after the call; trailing empty cells may be present.
   */
  row(row: number, cells: readonly CellValue[]): void;
  /** @param meta what is known only at the end: lines behind the table; plain JSON. */
  endTable(meta?: TableMeta): void;
  warn(warning: Warning): void;
  /**
   * Room for more: null when there is some, else a promise to await before the next row.
   * To be asked at least once every 64 KiB of input. Rejects when the parse was stopped.
   */
  ready(): Promise<void> | null;
  /** True once a row beyond `max_rows` has come: the parser should end its table and return. */
  readonly isFull: boolean;
  /** The way for rows that are JSON already; null where every row is wanted as values. */
  readonly json: JsonRowSink | null;
}

/** Takes rows from formats that copy bytes instead of making a value of every cell. */
export interface JsonRowSink {
  /** Rows and cells that may come as JSON next. What is beyond goes through `row`, which knows why not. */
  readonly allowance: { rows: number; cells: number };
  /** @param block within the allowance; not kept after the call. */
  jsonRows(block: JsonRows): void;
}

export interface JsonRows {
  /** Lines `{"row":N,"cells":[…]}\n` in UTF-8, row numbers rising, trailing empty cells as they may be. */
  lines: Uint8Array;
  rows: number;
  cells: number;
  lastRow: number;
  /** Bytes of text in the lines; only from formats whose cells may share one text. */
  textBytes?: number;
}

export interface FileRecord {
  parseId: string;
  format: string;
  detectedBy: "content" | "name" | "media_type" | "option";
  /** Parser and its version: `xlsx/1`. */
  parser: string;
  filename: string | null;
  /** How the upload was packed, besides its content encoding: its size and digest are those of what was in it. */
  unpackedFrom: "gzip" | null;
}

export type EndStatus = "complete" | "failed";

export interface EndRecord {
  status: EndStatus;
  rows: number;
  tables: number;
  warnings: number;
  /** Bytes of the file, after content encoding and multipart framing are taken off. */
  bytes: number;
  /** Lower-case hex over those bytes; null when they were not read to the end. */
  sha256: string | null;
  durationMs: number;
  failure: ParseFailure | null;
}

/** Turns records into the bytes of one answer. Calls come in the order of the contract. */
export interface RecordWriter {
  file(record: FileRecord): void;
  table(index: number, table: TableInfo): void;
  row(row: number, cells: readonly CellValue[]): void;
  jsonRows(block: JsonRows): void;
  tableEnd(index: number, rows: number, meta?: TableMeta): void;
  warning(warning: Warning, table: number | null): void;
  progress(rows: number, bytes: number): void;
  end(record: EndRecord): void;
  /** Null when there is room; else resolves when there is. */
  ready(): Promise<void> | null;
}
