// SheetJS, the workbook in memory: sheets as arrays, no formatted texts, formulas or HTML, dates as
// such. All that can be left out is.
import { readFile } from "node:fs/promises";
import { read as readWorkbook, utils } from "@e965/xlsx";
import { line } from "../sheet-line.ts";
import type { ReadWork } from "../peer.ts";

const OPTIONS = {
  dense: true,
  cellDates: true,
  UTC: true,
  cellFormula: false,
  cellHTML: false,
  cellText: false,
};

export const read: ReadWork = async ({ file }, sink) => {
  const workbook = readWorkbook(await readFile(file), OPTIONS);
  const sheet = workbook.Sheets[workbook.SheetNames[0] ?? ""];
  const rows = utils.sheet_to_json(sheet, { header: 1, raw: true, defval: null, UTC: true });
  for (let i = 1; i < rows.length; i += 1) {
    const cells = rows[i] ?? [];
    sink.line(line(cells), cells.length);
  }
};
