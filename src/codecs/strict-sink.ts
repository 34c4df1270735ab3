// Refuses where a warning about the text would do: the sink of `strict=1` for delimited text.
import { refuse, type FailureCode } from "../core/failure.ts";
import type { CellValue, RowSink, TableInfo, Warning, WarningCode } from "../core/records.ts";

/** Warnings that mean that the rows may not be what the author meant. */
const REFUSED: Partial<
  Record<WarningCode, FailureCode & ("corrupt_file" | "delimiter_not_found")>
> = {
  ragged_row: "corrupt_file",
  unbalanced_quote: "corrupt_file",
  nul_bytes: "corrupt_file",
  ambiguous_delimiter: "delimiter_not_found",
};

/** Hands everything on to `inner`; fails with `corrupt_file` or `delimiter_not_found`. */
export class StrictSink implements RowSink {
  readonly #inner: RowSink;

  constructor(inner: RowSink) {
    this.#inner = inner;
  }

  beginTable(table: TableInfo): void {
    this.#inner.beginTable(table);
  }

  row(row: number, cells: readonly CellValue[]): void {
    this.#inner.row(row, cells);
  }

  endTable(): void {
    this.#inner.endTable();
  }

  warn(warning: Warning): void {
    const code = REFUSED[warning.code];
    if (code === undefined) {
      this.#inner.warn(warning);
      return;
    }
    const { message: detail, at } = warning;
    refuse({ code, detail, ...(at && { at }) });
  }

  ready(): Promise<void> | null {
    return this.#inner.ready();
  }

  get isFull(): boolean {
    return this.#inner.isFull;
  }
}
