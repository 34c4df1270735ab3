// hucre: xlsx and ods row by row from the file in memory, xls as a workbook in memory.
import { readFile } from "node:fs/promises";
import { readXls, streamOdsRows, streamXlsxRows } from "hucre";
import type { CountingSink } from "../counting-sink.ts";
import { line } from "../sheet-line.ts";
import type { ReadWork } from "../peer.ts";

export const read: ReadWork = async ({ file, format }, sink) => {
  const bytes = new Uint8Array(await readFile(file));
  if (format === "xls") {
    const [sheet] = (await readXls(bytes)).sheets;
    for (const cells of sheet?.rows.slice(1) ?? []) put(cells, sink);
    return;
  }
  for await (const { index, values } of format === "xlsx"
    ? streamXlsxRows(bytes)
    : streamOdsRows(bytes)) {
    if (index > 0) put(values, sink);
  }
};

function put(cells: readonly unknown[], sink: CountingSink): void {
  sink.line(line(cells), cells.length);
}
