// Records as NDJSON: one JSON value a line. Rows carry no `type`, everything else does.
import type {
  CellValue,
  EndRecord,
  FileRecord,
  JsonRows,
  RecordWriter,
  TableInfo,
  TableMeta,
  Warning,
} from "../core/records.ts";
import type { AnswerBody } from "./answer-body.ts";
import type { ProblemIds } from "./problem.ts";
import { endJson, fileJson, tableJson, warningJson } from "./records-json.ts";

export class NdjsonWriter implements RecordWriter {
  readonly #body: AnswerBody;
  readonly #ids: ProblemIds;

  constructor(body: AnswerBody, ids: ProblemIds) {
    this.#body = body;
    this.#ids = ids;
  }

  file(record: FileRecord): void {
    this.#line(fileJson(record));
  }

  table(index: number, table: TableInfo): void {
    this.#line(tableJson(index, table));
  }

  row(row: number, cells: readonly CellValue[]): void {
    this.#body.write(`{"row":${row},"cells":${JSON.stringify(cells)}}\n`);
  }

  jsonRows({ lines }: JsonRows): void {
    this.#body.writeBytes(lines);
  }

  tableEnd(index: number, rows: number, meta?: TableMeta): void {
    this.#line({ type: "table_end", index, rows, ...(meta && { meta }) });
  }

  warning(warning: Warning, table: number | null): void {
    this.#line(warningJson(warning, table));
  }

  progress(rows: number, bytes: number): void {
    this.#line({ type: "progress", rows, bytes });
  }

  end(record: EndRecord): void {
    this.#line(endJson(record, this.#ids));
  }

  ready(): Promise<void> | null {
    return this.#body.ready();
  }

  #line(value: unknown): void {
    this.#body.write(`${JSON.stringify(value)}\n`);
  }
}
