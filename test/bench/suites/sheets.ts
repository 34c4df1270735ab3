// Spreadsheets: the targets for XLSX, XLS and ODS.
import type { Suite } from "../bench.ts";
import { compare, type Comparison, type Peer } from "../cases/compare.ts";
import { measureGrowth, type Growth } from "../cases/growth.ts";
import { measureMemory } from "../cases/memory.ts";
import { hasLibreOffice } from "../../support/libreoffice.ts";
import { findPythonWithXlrd } from "../outside-tools.ts";
import { memoryGrowth, share } from "../report.ts";
import { sheetLedger } from "../sheets/sheet-data.ts";

const XLSX = sheetLedger("xlsx");
const ODS = sheetLedger("ods");
const XLS = sheetLedger("xls");

const XLSX_ROWS = 500_000;
const ODS_ROWS = 100_000;
/** A sheet of the format ends at 65 536. */
const XLS_ROWS = 60_000;
const CHECKED_ROWS = 5_000;
const MAX_MEMORY_GROWTH_MB = 110;
const MAX_GROWTH_RATIO = 1.2;

const SHEETJS: Peer = { name: "sheetjs" };
const HUCRE: Peer = { name: "hucre" };
const LIBREOFFICE: Peer = {
  name: "libreoffice",
  whyMissing: () => (hasLibreOffice() ? null : "no soffice on the path"),
};
const XLRD: Peer = {
  name: "xlrd",
  whyMissing: () => (findPythonWithXlrd() === null ? "no Python with xlrd" : null),
};

const xlsx: Comparison = {
  title: "XLSX",
  data: XLSX,
  size: ({ rowShare }) => Math.ceil(XLSX_ROWS * rowShare),
  checkedSize: CHECKED_ROWS,
  peers: [{ name: "exceljs" }, SHEETJS, HUCRE, LIBREOFFICE],
  targets: ({ parser, worker, workerGrowth, peer }) => [
    share("parser, CPU against exceljs, streaming", parser / peer("exceljs"), 1 / 6),
    share("parser, CPU against SheetJS", parser / peer("sheetjs"), 1 / 8),
    share("Worker, CPU against exceljs, streaming", worker / peer("exceljs"), 1 / 6),
    share("Worker, CPU against SheetJS", worker / peer("sheetjs"), 1 / 8),
    memoryGrowth("Worker, RSS growth", workerGrowth, MAX_MEMORY_GROWTH_MB),
  ],
};

const ods: Comparison = {
  ...xlsx,
  title: "ODS",
  data: ODS,
  size: ({ rowShare }) => Math.ceil(ODS_ROWS * rowShare),
  peers: [SHEETJS, HUCRE, LIBREOFFICE],
  targets: ({ parser, worker, peer }) => [
    share("parser, CPU against SheetJS", parser / peer("sheetjs"), 1 / 6),
    share("Worker, CPU against SheetJS", worker / peer("sheetjs"), 1 / 6),
  ],
};

const xls: Comparison = {
  ...xlsx,
  title: "XLS",
  data: XLS,
  size: ({ rowShare }) => Math.ceil(XLS_ROWS * rowShare),
  peers: [SHEETJS, XLRD, HUCRE, LIBREOFFICE],
  targets: ({ parser, worker, peer }) => [
    share("parser, CPU against SheetJS", parser / peer("sheetjs"), 1 / 6),
    share("parser, CPU against xlrd", parser / peer("xlrd"), 1),
    share("Worker, CPU against SheetJS", worker / peer("sheetjs"), 1 / 6),
    share("Worker, CPU against xlrd", worker / peer("xlrd"), 1),
  ],
};

/** @param divisors of the largest number of rows, the last one 1. */
function growth(
  title: string,
  data: Growth["data"],
  largest: number,
  divisors: readonly number[],
): Growth {
  return {
    title,
    data,
    sizes: divisors.map((divisor) => ({
      name: `${(largest / divisor).toLocaleString("en")} rows`,
      size: largest / divisor,
      repeats: divisor,
    })),
    input: "Code warm; smaller files read until as many rows as in the largest were read.",
    warmUpSize: largest / 10,
    needsRaisedLimits: false,
    maxRatio: MAX_GROWTH_RATIO,
    maxMemoryGrowthMb: MAX_MEMORY_GROWTH_MB,
  };
}

export const suite: Suite = {
  title: "Spreadsheets",
  cases: new Map([
    ["xlsx", (bench) => compare(bench, xlsx)],
    [
      "xlsx-memory",
      (bench) =>
        measureMemory(bench, {
          title: "XLSX, memory",
          data: XLSX,
          size: Math.ceil(XLSX_ROWS * bench.rowShare),
          maxMemoryGrowthMb: MAX_MEMORY_GROWTH_MB,
        }),
    ],
    [
      "xlsx-growth",
      (bench) =>
        measureGrowth(
          bench,
          growth("XLSX, growth", XLSX, Math.ceil(XLSX_ROWS * bench.rowShare), [100, 10, 1]),
        ),
    ],
    ["ods", (bench) => compare(bench, ods)],
    [
      "ods-growth",
      (bench) =>
        measureGrowth(
          bench,
          growth("ODS, growth", ODS, Math.ceil(ODS_ROWS * bench.rowShare), [10, 1]),
        ),
    ],
    ["xls", (bench) => compare(bench, xls)],
    [
      "xls-growth",
      (bench) =>
        measureGrowth(
          bench,
          growth("XLS, growth", XLS, Math.ceil(XLS_ROWS * bench.rowShare), [10, 1]),
        ),
    ],
  ]),
};
