// exceljs' streaming reader, a row at a time.
import ExcelJS from "exceljs";
import { line } from "../sheet-line.ts";
import type { ReadWork } from "../peer.ts";

const OPTIONS = {
  entries: "ignore",
  sharedStrings: "cache",
  styles: "cache",
  hyperlinks: "ignore",
  worksheets: "emit",
};

export const read: ReadWork = async ({ file }, sink) => {
  for await (const sheet of new ExcelJS.stream.xlsx.WorkbookReader(file, OPTIONS)) {
    for await (const { number, values } of sheet) {
      if (number === 1) continue;
      // Cells count from 1; Array.from fills the holes of empty ones.
      const cells = Array.from(values).slice(1);
      sink.line(line(cells), cells.length);
    }
  }
};
