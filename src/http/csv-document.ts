// One table as CSV. It has no place for an end record, so it is held back whole and sent only when
// the parse is complete; what does not fit is refused.
import { writeCsvRecord } from "../codecs/csv-writer.ts";
import { MAX_HELD_OUTPUT_BYTES } from "../../guards/limits.ts";
import { refuse } from "../core/failure.ts";
import type { CellValue, JsonRows, RecordWriter, TableInfo } from "../core/records.ts";
import type { AnswerBody } from "./answer-body.ts";

export class CsvDocumentWriter implements RecordWriter {
  readonly #body: AnswerBody;
  #width = 0;

  constructor(body: AnswerBody) {
    this.#body = body;
  }

  file(): void {}

  table(index: number, table: TableInfo): void {
    if (index > 1) {
      refuse({
        code: "not_acceptable",
        detail:
          "The file has several tables, and text/csv holds one: choose it with `sheet`, or read a text file as one table with `header=none`.",
      });
    }
    this.#width = table.columns?.length ?? 0;
    if (table.columns !== null) this.#body.write(writeCsvRecord(table.columns));
  }

  row(_row: number, cells: readonly CellValue[]): void {
    // An empty line would be read as no record at all, so an empty row keeps its delimiters.
    this.#body.write(
      writeCsvRecord(
        cells.length === 0 ? Array.from({ length: Math.max(this.#width, 1) }, () => null) : cells,
      ),
    );
  }

  jsonRows({ lines }: JsonRows): void {
    for (const line of new TextDecoder().decode(lines).trimEnd().split("\n")) {
      const { row, cells } = JSON.parse(line) as { row: number; cells: CellValue[] };
      this.row(row, cells);
    }
  }

  tableEnd(): void {}
  warning(): void {}
  progress(): void {}
  end(): void {}

  /** Fails with: `not_acceptable` when the result is too large to hold. */
  ready(): Promise<void> | null {
    if (this.#body.heldBytes <= MAX_HELD_OUTPUT_BYTES) return null;
    return refuse({
      code: "not_acceptable",
      detail: "The result is too large for text/csv, which is sent only when it is whole.",
      limit: { name: "held_output_bytes", max: MAX_HELD_OUTPUT_BYTES, found: this.#body.heldBytes },
    });
  }
}
