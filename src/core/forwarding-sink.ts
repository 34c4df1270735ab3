// A sink that hands everything on to another; layers between a parser and the sink override a part.
import type { CellValue, JsonRowSink, RowSink, TableInfo, TableMeta, Warning } from "./records.ts";

export class ForwardingSink implements RowSink {
  protected readonly inner: RowSink;

  constructor(inner: RowSink) {
    this.inner = inner;
  }

  beginTable(table: TableInfo): void {
    this.inner.beginTable(table);
  }

  row(row: number, cells: readonly CellValue[]): void {
    this.inner.row(row, cells);
  }

  endTable(meta?: TableMeta): void {
    this.inner.endTable(meta);
  }

  warn(warning: Warning): void {
    this.inner.warn(warning);
  }

  ready(): Promise<void> | null {
    return this.inner.ready();
  }

  get isFull(): boolean {
    return this.inner.isFull;
  }

  get json(): JsonRowSink | null {
    return this.inner.json;
  }
}
