// The ledger as a workbook of each format. The size of these data sets is in rows.
import type { DataFile, DataSet, OnRow } from "../data.ts";
import type { CellValue } from "../../../src/core/records.ts";
import { ledgerRows, SHEET_COLUMNS } from "./ledger-rows.ts";
import { writeOds } from "./write-ods.ts";
import { writeXls } from "./write-xls.ts";
import { writeXlsx } from "./write-xlsx.ts";

const WRITERS = { xlsx: writeXlsx, ods: writeOds, xls: writeXls };

export function sheetLedger(format: keyof typeof WRITERS): DataSet {
  return {
    facts: { format },
    smallestSize: 5,
    write: async (path, rows, onRow = () => undefined) => {
      const size = await WRITERS[format](path, shown(rows, onRow));
      return { ...size, rows, cells: rows * SHEET_COLUMNS.length } satisfies DataFile;
    },
  };
}

function* shown(rows: number, onRow: OnRow): Generator<CellValue[]> {
  const source = ledgerRows();
  for (let i = 0; i < rows; i += 1) {
    const { value } = source.next();
    onRow(value);
    yield value;
  }
}
