import { describe, expect, it } from "vitest";
import { buildXlsx, relationships } from "../../support/build-xlsx.ts";
import { inline, run } from "../../support/run-xlsx.ts";

const TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** Rows of texts, of which nothing but a hint can tell the header. */
const TEXTS = ["alpha", "beta", "gamma", "delta", "epsilon"]
  .map(
    (word, index) =>
      `<row r="${index + 2}">${inline(`B${index + 2}`, word)}${inline(`C${index + 2}`, `${word}!`)}</row>`,
  )
  .join("");

interface Hints {
  tables?: string[];
  names?: string;
  header?: "auto" | "none" | number;
  data?: string;
  target?: string;
}

async function headerOf({ tables = [], names = "", header = "auto", data = TEXTS, target }: Hints) {
  const parts: Record<string, string> = {
    "xl/workbook.xml": `<workbook xmlns:r="${TYPE}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets><definedNames>${names}</definedNames></workbook>`,
    "xl/worksheets/_rels/sheet1.xml.rels": relationships([
      { id: "l", type: `${TYPE}/hyperlink`, target: "http://host/", mode: "External" },
      ...tables.map((_, index) => ({
        id: `t${index}`,
        type: `${TYPE}/table`,
        target: target ?? `../tables/table${index + 1}.xml`,
      })),
    ]),
  };
  for (const [index, table] of tables.entries()) parts[`xl/tables/table${index + 1}.xml`] = table;
  const { tables: found, failure } = await run(
    buildXlsx({ sheets: [{ name: "S", data }], parts }),
    {
      options: { header },
    },
  );
  return failure?.code ?? [found[0]?.headerRow, found[0]?.columns];
}

const NONE = [null, null];

describe("header hints of a workbook", () => {
  it.each<[string, Hints, unknown]>([
    ["no hint", {}, NONE],
    ["a table", { tables: ['<table ref="B3:C6"/>'] }, [3, ["column_1", "beta", "beta!"]]],
    [
      "a table with a total",
      { tables: ['<table ref="B2:C6" totalsRowCount="1"/>'] },
      [2, ["column_1", "alpha", "alpha!"]],
    ],
    ["a table without a header", { tables: ['<table ref="B3:C6" headerRowCount="0"/>'] }, NONE],
    ["a table that covers one row", { tables: ['<table ref="B2:C3"/>'] }, NONE],
    ["a table elsewhere", { tables: ['<table ref="B30:C60"/>'] }, NONE],
    ["two tables", { tables: ['<table ref="B2:C4"/>', '<table ref="B5:C6"/>'] }, NONE],
    ["a table that is not there", { tables: ['<table ref="B3:C6"/>'], target: "gone.xml" }, NONE],
    [
      "a table by an absolute target",
      { tables: ['<table ref="B3:C6"/>'], target: "/xl/tables/table1.xml" },
      [3, ["column_1", "beta", "beta!"]],
    ],
    ["a table of nonsense", { tables: ['<table ref="here"/>'] }, NONE],
    [
      "a filter",
      {
        names:
          '<definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">\'S, too\'!$B$2:$C$6</definedName>',
      },
      [2, ["column_1", "alpha", "alpha!"]],
    ],
    [
      "a filter of another sheet",
      {
        names:
          '<definedName name="_xlnm._FilterDatabase" localSheetId="1">S!$B$2:$C$6</definedName>',
      },
      NONE,
    ],
    [
      "a broken filter",
      { names: '<definedName name="_xlnm._FilterDatabase" localSheetId="0">#REF!</definedName>' },
      NONE,
    ],
    [
      "titles of pages",
      {
        names:
          '<definedName name="_xlnm.Print_Titles" localSheetId="0">S!$A:$B,S!$1:$3</definedName>',
      },
      [3, ["column_1", "beta", "beta!"]],
    ],
    [
      "columns as titles",
      { names: '<definedName name="_xlnm.Print_Titles" localSheetId="0">S!$A:$B</definedName>' },
      NONE,
    ],
    [
      "a filter and titles",
      {
        names:
          '<definedName name="_xlnm._FilterDatabase" localSheetId="0">S!$B$2:$C$6</definedName><definedName name="_xlnm.Print_Titles" localSheetId="0">S!$1:$3</definedName>',
      },
      [2, ["column_1", "alpha", "alpha!"]],
    ],
    [
      "an ordinary name",
      { names: '<definedName name="Total" localSheetId="0">S!$B$2:$C$6</definedName>' },
      NONE,
    ],
    [
      "a table where no header is wanted",
      { tables: ['<table ref="B3:C6"/>'], header: "none" },
      NONE,
    ],
    [
      "a table where another row is named",
      { tables: ['<table ref="B3:C6"/>'], header: 4 },
      [4, ["column_1", "gamma", "gamma!"]],
    ],
  ])("follow %s", async (_, hints, expected) => {
    expect(await headerOf(hints)).toEqual(expected);
  });

  it("come before what the rows seem to say, except titles of pages", async () => {
    const data = `<row r="1">${inline("A1", "Account")}${inline("B1", "Debit")}</row><row r="2">${inline("A2", "Cash")}<c r="B2"><v>5</v></c></row><row r="3">${inline("A3", "Bank")}<c r="B3"><v>6</v></c></row><row r="4">${inline("A4", "Tax")}<c r="B4"><v>7</v></c></row>`;
    const names = '<definedName name="_xlnm.Print_Titles" localSheetId="0">S!$2:$2</definedName>';
    expect(await headerOf({ data, names })).toEqual([1, ["Account", "Debit"]]);
    const [row] = (await headerOf({ data, tables: ['<table ref="A2:B4"/>'] })) as [number];
    expect(row).toBe(2);
  });

  it("refuses a document type in a table", async () => {
    const tables = ['<!DOCTYPE a><table ref="B3:C6"/>'];
    expect(await headerOf({ tables })).toBe("xml_unsafe");
    expect(await headerOf({ tables, header: "none" })).toEqual(NONE);
  });
});
