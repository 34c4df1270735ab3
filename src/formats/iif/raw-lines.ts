// The lines of a file as they stand, for `header=none`: one table, the record type in the first
// column, headers and ends of blocks among the rows.
import type { ParseLimits } from "../../core/limits.ts";
import type { RowSink, TableMeta } from "../../core/records.ts";
import { splitFields, toCells } from "./fields.ts";
import type { Pace } from "./pace.ts";
import type { IifRecord } from "./record-scanner.ts";
import { warnFlags } from "./record-warnings.ts";

export class RawLines {
  readonly #sink: RowSink;
  readonly #limits: ParseLimits;
  readonly #pace: Pace;

  constructor(sink: RowSink, limits: ParseLimits, pace: Pace, meta: TableMeta) {
    this.#sink = sink;
    this.#limits = limits;
    this.#pace = pace;
    sink.beginTable({ name: null, headerRow: null, columns: null, meta });
  }

  /** Fails with: `columns_exceeded`, `cell_too_long`, and what the sink fails with. */
  add(record: IifRecord): void {
    const fields = splitFields(record, this.#limits);
    warnFlags(this.#sink, record);
    const cells = toCells(fields);
    this.#pace.charge(cells.length);
    this.#sink.row(record.row, cells);
  }

  close(): void {
    this.#sink.endTable();
  }
}
