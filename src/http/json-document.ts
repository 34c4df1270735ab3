// The same records as one JSON document, streamed: `{"file":…,"tables":[{…,"rows":[…]}],
// "warnings":[…],"end":{…}}`. `end` comes last here too; a document without it is cut off.
import { MAX_LISTED_WARNINGS } from "../../guards/limits.ts";
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

const LF = 0x0a;

export class JsonDocumentWriter implements RecordWriter {
  readonly #body: AnswerBody;
  readonly #ids: ProblemIds;
  /** Warnings come last in the document, so they are kept; their number is limited. */
  #warnings: string[] = [];
  #hasFile = false;
  #hasTable = false;
  #isTableOpen = false;
  #hasRow = false;

  constructor(body: AnswerBody, ids: ProblemIds) {
    this.#body = body;
    this.#ids = ids;
  }

  file(record: FileRecord): void {
    this.#hasFile = true;
    this.#body.write(`{"file":${untyped(fileJson(record))},"tables":[`);
  }

  table(index: number, table: TableInfo): void {
    const head = untyped(tableJson(index, table)).slice(0, -1);
    this.#body.write(`${this.#hasTable ? "," : ""}${head},"rows":[`);
    this.#hasTable = true;
    this.#isTableOpen = true;
    this.#hasRow = false;
  }

  row(row: number, cells: readonly CellValue[]): void {
    this.#body.write(
      `${this.#hasRow ? ",\n" : "\n"}{"row":${row},"cells":${JSON.stringify(cells)}}`,
    );
    this.#hasRow = true;
  }

  jsonRows({ lines }: JsonRows): void {
    for (let start = 0; start < lines.length;) {
      const end = lines.indexOf(LF, start);
      this.#body.write(this.#hasRow ? ",\n" : "\n");
      this.#body.writeBytes(lines.subarray(start, end));
      this.#hasRow = true;
      start = end + 1;
    }
  }

  tableEnd(_index: number, rows: number, meta?: TableMeta): void {
    this.#isTableOpen = false;
    const endMeta = meta === undefined ? "" : `,"end_meta":${JSON.stringify(meta)}`;
    this.#body.write(`],"row_count":${rows}${endMeta}}`);
  }

  warning(warning: Warning, table: number | null): void {
    if (this.#warnings.length < MAX_LISTED_WARNINGS)
      this.#warnings.push(untyped(warningJson(warning, table)));
  }

  progress(): void {
    // A document has no place for it.
  }

  end(record: EndRecord): void {
    if (!this.#hasFile) this.#body.write(`{"file":null,"tables":[`);
    if (this.#isTableOpen) this.#body.write("]}");
    this.#body.write(
      `],"warnings":[${this.#warnings.join(",")}],"end":${untyped(endJson(record, this.#ids))}}\n`,
    );
  }

  ready(): Promise<void> | null {
    return this.#body.ready();
  }
}

/** Members say by their place what a line says by its `type`. */
function untyped({ type: _type, ...members }: { type: string; [member: string]: unknown }): string {
  return JSON.stringify(members);
}
