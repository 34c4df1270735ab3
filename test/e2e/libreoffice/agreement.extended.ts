// Has LibreOffice write one workbook in all of its formats, and holds what we read of each to what
// was put into it. Cells that a format cannot hold as they were are named in workbook.ts.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../../src/formats/registry.ts";
import { collect, type CollectedFile } from "../../support/collect-rows.ts";
import { convertWithLibreOffice } from "../../support/libreoffice.ts";
import { flatSpreadsheet } from "./flat-xml.ts";
import {
  CASE_SHEETS,
  caseRow,
  expectedCaseRow,
  SHAPE_SHEETS,
  type SheetFormat,
} from "./workbook.ts";

const WRITTEN: readonly SheetFormat[] = ["xlsx", "xls", "ods", "fods"];
const NAMES = [...CASE_SHEETS, ...SHAPE_SHEETS.map(({ sheet }) => sheet)].map(({ name }) => name);

let folder: string;
let source: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "paciolus-libreoffice-"));
  source = join(folder, "source.fods");
  const cases = CASE_SHEETS.map(({ name, cases: list }) => ({
    name,
    rows: list.map((one) => ({ cells: caseRow(one) })),
  }));
  writeFileSync(source, flatSpreadsheet([...cases, ...SHAPE_SHEETS.map(({ sheet }) => sheet)]));
});

afterAll(() => {
  rmSync(folder, { recursive: true, maxRetries: 5 });
});

const loaderOf = (extension: SheetFormat) =>
  FORMATS.find(({ extensions }) => (extensions as readonly string[]).includes(`.${extension}`))
    ?.loadParser ?? null;

async function read(extension: SheetFormat, path: string): Promise<CollectedFile> {
  const { parse } = (await loaderOf(extension)?.()) ?? {};
  if (parse === undefined) throw new Error(`there is no parser of .${extension}`);
  const bytes = new Uint8Array(readFileSync(path));
  const options = { header: "none" } as const;
  const file = await collect(
    parse,
    { access: "buffer", bytes },
    { options, extension: `.${extension}` },
  );
  if (file.failure !== null) throw new Error(JSON.stringify(file.failure));
  return file;
}

const [readable, unreadable] = [true, false].map((isRead) =>
  WRITTEN.filter((format) => (loaderOf(format) !== null) === isRead),
);

it("reads all formats that LibreOffice writes", () => {
  expect(unreadable).toEqual([]);
});

describe.each(readable ?? [])("a workbook that LibreOffice wrote as %s", (format) => {
  let file: CollectedFile;
  const tableOf = (name: string) => file.tables.find((table) => table.name === name);

  beforeAll(async () => {
    file = await read(format, await convertWithLibreOffice(source, format, join(folder, format)));
  });

  it("has its sheets in order, with one that is hidden", () => {
    expect(file.tables.map(({ name }) => name)).toEqual(NAMES);
    const hidden = file.tables.filter(({ meta }) => meta?.["visibility"] !== "visible");
    expect(hidden.map(({ name }) => name)).toEqual(["Hidden"]);
    expect(file.warnings.filter(({ code }) => code === "hidden_sheet")).toHaveLength(1);
  });

  it("is warned about for what is hidden, and for nothing else", () => {
    const codes = new Set(file.warnings.map(({ code }) => code));
    expect(codes).toEqual(new Set(["hidden_sheet", "hidden_rows", "hidden_columns"]));
  });

  describe.each(CASE_SHEETS)("sheet $name", ({ name, cases, endMeta }) => {
    it.each(cases.map((one, index) => ({ ...one, row: index + 1 })))("$what", (one) => {
      const row = tableOf(name)?.rows.find(([number]) => number === one.row);
      expect(row?.[1]).toEqual(expectedCaseRow(one, format));
    });

    it("has no other rows", () => {
      expect(tableOf(name)?.rows).toHaveLength(cases.length);
    });

    it("has nothing to say besides", () => {
      expect(tableOf(name)?.endMeta).toEqual(endMeta);
    });
  });

  describe.each(SHAPE_SHEETS)("sheet $sheet.name", ({ sheet, rows, endMeta }) => {
    it("has every row and cell in its place", () => {
      expect(tableOf(sheet.name)?.rows).toEqual(rows);
    });

    it("has its hidden rows, hidden columns and merged ranges", () => {
      expect(tableOf(sheet.name)?.endMeta).toEqual(endMeta);
    });
  });
});
