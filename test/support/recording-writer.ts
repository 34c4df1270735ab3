import type { EndRecord, JsonRows, RecordWriter } from "../../src/core/records.ts";

/** Keeps the calls that a writer gets, as `[name, ...arguments]`. */
export class RecordingWriter implements RecordWriter {
  readonly calls: unknown[][] = [];
  /** What `ready` answers. */
  room: Promise<void> | null = null;

  file(...args: unknown[]): void {
    this.calls.push(["file", ...args]);
  }
  table(...args: unknown[]): void {
    this.calls.push(["table", ...args]);
  }
  row(row: number, cells: readonly unknown[]): void {
    this.calls.push(["row", row, [...cells]]);
  }
  jsonRows({ lines, rows }: JsonRows): void {
    const records = new TextDecoder().decode(lines).trimEnd().split("\n");
    if (records.length !== rows) throw new Error(`${records.length} lines for ${rows} rows`);
    for (const record of records) {
      const { row, cells } = JSON.parse(record) as { row: number; cells: unknown[] };
      this.row(row, cells);
    }
  }
  tableEnd(...args: unknown[]): void {
    this.calls.push(["tableEnd", ...args]);
  }
  warning(...args: unknown[]): void {
    this.calls.push(["warning", ...args]);
  }
  progress(...args: unknown[]): void {
    this.calls.push(["progress", ...args]);
  }
  end(record: EndRecord): void {
    this.calls.push(["end", record]);
  }
  ready(): Promise<void> | null {
    return this.room;
  }

  /** The calls of one name, without it. */
  of(name: string): unknown[][] {
    return this.calls.filter(([called]) => called === name).map(([, ...args]) => args);
  }
}
