import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSpreadsheetXml } from "../../../src/codecs/sheets/spreadsheetml-2003.ts";
import { utf8 } from "../../support/build-zip.ts";
import { collect, type CollectedFile, type RunSettings } from "../../support/collect-rows.ts";

const HEAD = `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>`;
const NAMESPACES =
  'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:html="http://www.w3.org/TR/REC-html40"';
const STYLES = `<Styles><Style ss:ID="Default"><NumberFormat/></Style><Style ss:ID="day"><NumberFormat ss:Format="Short Date"/></Style><Style ss:ID="bold" ss:Parent="day"><Font/></Style><Style ss:ID="moment"><NumberFormat ss:Format="General Date"/></Style><Style ss:ID="clock"><NumberFormat ss:Format="Short Time"/></Style><Style ss:ID="span"><NumberFormat ss:Format="[h]:mm:ss"/></Style><Style ss:ID="yes"><NumberFormat ss:Format="Yes/No"/></Style><Style ss:ID="fixed"><NumberFormat ss:Format="Fixed"/></Style></Styles>`;

function workbook(sheets: string, before = ""): string {
  return `${HEAD}<Workbook ${NAMESPACES}>${before}${STYLES}${sheets}</Workbook>`;
}

function worksheet(table: string, name = "S", after = ""): string {
  return `<Worksheet ss:Name="${name}"><Table ss:ExpandedColumnCount="9">${table}</Table>${after}</Worksheet>`;
}

function run(document: string | Uint8Array, settings: RunSettings = {}): Promise<CollectedFile> {
  const bytes = typeof document === "string" ? utf8(document) : document;
  const options = { header: "none" as const, ...settings.options };
  return collect(
    (input, sink, context) =>
      parseSpreadsheetXml(input.access === "buffer" ? input.bytes : bytes, { sink, context }),
    { access: "buffer", bytes },
    { ...settings, options },
  );
}

async function cellOf(cell: string): Promise<[unknown, string[]]> {
  const end = '<Cell ss:Index="20"><Data ss:Type="Number">1</Data></Cell>';
  const { tables, warnings, failure } = await run(workbook(worksheet(`<Row>${cell}${end}</Row>`)));
  if (failure !== null) return [failure.code, []];
  return [tables[0]?.rows[0]?.[1][0], warnings.map(({ code }) => code)];
}

function data(type: string, text: string, style?: string): string {
  const attribute = style === undefined ? "" : ` ss:StyleID="${style}"`;
  return `<Cell${attribute}><Data ss:Type="${type}">${text}</Data></Cell>`;
}

describe("parseSpreadsheetXml", () => {
  it.each<[string, string, unknown, string[]]>([
    ["a number", data("Number", "1234.5"), 1234.5, []],
    ["a number with binary noise", data("Number", "0.30000000000000004"), 0.3, []],
    ["a number in scientific form", data("Number", "1.5E-3"), 0.0015, []],
    ["a long number", data("Number", "12345678901234567"), 12345678901234600, ["precision_loss"]],
    ["no number", data("Number", "12,5"), "12,5", ["invalid_cell"]],
    ["a text of digits", data("String", "0010"), "0010", []],
    ["a text with its white space", data("String", " a\n b "), " a\n b ", []],
    ["an empty text", data("String", ""), null, []],
    [
      "a rich text",
      '<Cell><ss:Data ss:Type="String"><html:B>Ca</html:B><html:Font>sh</html:Font></ss:Data></Cell>',
      "Cash",
      [],
    ],
    ["references and CDATA", data("String", "a &amp; &#8364; <![CDATA[<b>]]>"), "a & € <b>", []],
    ["true", data("Boolean", "1"), true, []],
    ["false", data("Boolean", "0"), false, []],
    ["no boolean", data("Boolean", "maybe"), "maybe", ["invalid_cell"]],
    ["an error", data("Error", "#DIV/0!"), "#DIV/0!", []],
    ["an unknown type", data("Colour", "red"), "red", ["invalid_cell"]],
    ["a date", data("DateTime", "2025-01-31T00:00:00.000", "day"), "2025-01-31", []],
    ["a date without a format", data("DateTime", "2025-01-31T00:00:00.000"), "2025-01-31", []],
    ["a date by its style's parent", data("Number", "45688", "bold"), "2025-01-31", []],
    ["a moment", data("DateTime", "2025-01-31T00:00:00.000", "moment"), "2025-01-31T00:00:00", []],
    ["a time", data("DateTime", "1899-12-31T13:45:00.000", "clock"), "13:45:00", []],
    ["a duration", data("DateTime", "1900-01-01T12:30:00.000", "span"), "PT36H30M", []],
    ["a long duration", data("DateTime", "1900-03-01T00:00:01.500", "span"), "PT1464H1.5S", []],
    ["no date", data("DateTime", "31.1.2025", "day"), "31.1.2025", ["invalid_cell"]],
    ["a number under a yes and no", data("Number", "1", "yes"), 1, []],
    ["a number under a named format", data("Number", "45688", "fixed"), 45688, []],
    [
      "a formula with its result",
      '<Cell ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell>',
      2,
      [],
    ],
    ["a formula without a result", '<Cell ss:Formula="=1+1"/>', null, ["formula_not_calculated"]],
    [
      "a comment beside",
      '<Cell><Data ss:Type="String">x</Data><Comment ss:Author="a"><ss:Data>note</ss:Data></Comment><NamedCell ss:Name="n"/></Cell>',
      "x",
      [],
    ],
    ["a comment alone", "<Cell><Comment><ss:Data>note</ss:Data></Comment></Cell>", null, []],
  ])("reads %s", async (_, cell, value, warnings) => {
    expect(await cellOf(cell)).toEqual([value, warnings]);
  });

  it("places rows and cells by index, span and merge, and lists what is marked", async () => {
    const table = `<Column ss:Width="9"/><Column ss:Hidden="1" ss:Span="1"/><Column ss:Index="6" ss:Hidden="1"/><Row>${data("Number", "1")}<Cell ss:MergeAcross="2" ss:MergeDown="1"><Data ss:Type="Number">2</Data></Cell>${data("Number", "3")}</Row><Row ss:Index="5" ss:Hidden="1"><Cell ss:Index="3"><Data ss:Type="Number">4</Data></Cell></Row><Row ss:Span="3"/><Row>${data("Number", "5")}</Row>`;
    const { tables } = await run(workbook(worksheet(table)));
    expect(tables[0]).toMatchObject({
      rows: [
        [1, [1, 2, null, null, 3]],
        [5, [null, null, 4]],
        [10, [5]],
      ],
      endMeta: {
        hidden_rows: ["5"],
        hidden_columns: ["B:C", "F"],
        merged_ranges: ["B1:D2"],
      },
    });
  });

  it("takes the format of its row for a cell without one", async () => {
    const row = `<Row ss:StyleID="day">${data("Number", "45688")}${data("Number", "45688", "fixed")}</Row>`;
    const { tables } = await run(workbook(worksheet(row)));
    expect(tables[0]?.rows).toEqual([[1, ["2025-01-31", 45688]]]);
  });

  const one = `<Row>${data("Number", "1")}</Row>`;
  const hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>";
  const veryHidden = hidden.replace("SheetHidden", "SheetVeryHidden");
  const THREE = workbook(
    `${worksheet(one, "Größe &amp; 1")}${worksheet(one, "b", hidden)}${worksheet("", "c", veryHidden)}`,
    "<x:ExcelWorkbook><x:Date1904/></x:ExcelWorkbook>",
  );

  it("gives one table for each worksheet, hidden ones marked", async () => {
    const { tables, warnings } = await run(THREE);
    expect(tables).toMatchObject([
      { name: "Größe & 1", meta: { visibility: "visible", sheet_index: 1, date_system: 1904 } },
      { name: "b", meta: { visibility: "hidden" }, rows: [[1, [1]]] },
      { name: "c", meta: { visibility: "very_hidden" }, rows: [] },
    ]);
    expect(warnings.map(({ code }) => code)).toEqual(["hidden_sheet", "hidden_sheet"]);
  });

  it.each([
    ["b", ["b"]],
    ["3", ["c"]],
    ["all", ["Größe & 1", "b", "c"]],
  ])("finds the sheet %j", async (sheet, names) => {
    const { tables } = await run(THREE, { options: { sheet } });
    expect(tables.map(({ name }) => name)).toEqual(names);
  });

  it.each<[string, string, string]>([
    ["a sheet that is not there", "", "sheet_not_found"],
    ["another document", "<invoice/>", "corrupt_file"],
    ["a workbook without sheets", workbook(""), "no_table_found"],
    ["a document cut short", THREE.slice(0, -20), "truncated_file"],
    ["a document type", `<!DOCTYPE a [<!ENTITY b "c">]>${THREE.slice(HEAD.length)}`, "xml_unsafe"],
    [
      "a column beyond the last",
      workbook(worksheet('<Row><Cell ss:Index="16385"/></Row>')),
      "corrupt_file",
    ],
    ["a row beyond the last", workbook(worksheet('<Row ss:Index="1048577"/>')), "corrupt_file"],
    ["an index of nonsense", workbook(worksheet('<Row ss:Index="x"/>')), "corrupt_file"],
    [
      "a span beyond the last column",
      workbook(worksheet('<Column ss:Span="16384"/>')),
      "corrupt_file",
    ],
  ])("refuses %s", async (_, document, code) => {
    const { failure } =
      document === "" ? await run(THREE, { options: { sheet: "z" } }) : await run(document);
    expect(failure?.code).toBe(code);
  });

  it("counts the bytes of a text", async () => {
    const document = workbook(worksheet(`<Row>${data("String", "é".repeat(300))}</Row>`));
    expect((await run(document, { limits: { cellBytes: 600 } })).failure).toBeNull();
    expect((await run(document, { limits: { cellBytes: 599 } })).failure).toMatchObject({
      code: "cell_too_long",
      at: { sheet: "S", cell: "A1" },
    });
  });

  it("reads other encodings by the declaration", async () => {
    const document = workbook(worksheet(`<Row>${data("String", "Größe")}</Row>`)).replace(
      'version="1.0"',
      'version="1.0" encoding="windows-1252"',
    );
    const bytes = new Uint8Array(Buffer.from(document, "latin1"));
    expect((await run(bytes)).tables[0]?.rows).toEqual([[1, ["Größe"]]]);
  });

  it("warns of a workbook without cells, and refuses it in strict mode", async () => {
    const document = workbook(worksheet(""));
    expect((await run(document)).warnings).toMatchObject([{ code: "no_rows" }]);
    expect((await run(document, { options: { strict: true } })).failure?.code).toBe(
      "no_table_found",
    );
  });

  it("ends with the rows that were asked for", async () => {
    const document = workbook(worksheet(one + one, "a") + worksheet(one, "b"));
    const { tables, failure } = await run(document, { options: { maxRows: 1 } });
    expect(failure).toBeNull();
    expect(tables.map(({ rows }) => rows.length)).toEqual([1]);
  });

  it("ends in rows or in a refusal wherever a byte is changed or the document is cut", async () => {
    const sound = utf8(THREE);
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sound.length - 1),
        fc.nat(255),
        fc.nat(sound.length),
        async (at, value, end) => {
          const changed = sound.slice();
          changed[at] = value;
          await run(changed);
          await run(sound.subarray(0, end));
        },
      ),
      { numRuns: 200 },
    );
  });
});
