import { describe, expect, it } from "vitest";
import { parse } from "../../../src/formats/xlsx/parse.ts";
import {
  buildSheet,
  buildXlsx,
  relationships,
  type WorkbookSpec,
} from "../../support/build-xlsx.ts";
import { buildZip } from "../../support/build-zip.ts";
import { CollectingSink, parseContext } from "../../support/collect-rows.ts";
import { inline, ROW, rowsOf, run } from "../../support/run-xlsx.ts";

describe("parse of workbooks", () => {
  const SHEETS: WorkbookSpec = {
    sheets: [
      { name: "Empty" },
      { name: "TB 2025", data: ROW },
      { name: "Chart", kind: "chartsheet", xml: "<chartsheet/>" },
      { name: "Notes & more", data: ROW, state: "hidden" },
      { name: "2", data: ROW, state: "veryHidden" },
      { name: "Last" },
    ],
  };

  it("gives one table for each worksheet, empty and hidden ones too", async () => {
    const { tables, warnings } = await run(buildXlsx(SHEETS));
    expect(
      tables.map(({ name, meta, rows }) => [
        name,
        meta?.["visibility"],
        meta?.["sheet_index"],
        rows.length,
      ]),
    ).toEqual([
      ["Empty", "visible", 1, 0],
      ["TB 2025", "visible", 2, 1],
      ["Notes & more", "hidden", 3, 1],
      ["2", "very_hidden", 4, 1],
      ["Last", "visible", 5, 0],
    ]);
    expect(warnings).toMatchObject([
      { code: "hidden_sheet", at: { sheet: "Notes & more" } },
      { code: "hidden_sheet", at: { sheet: "2" } },
    ]);
  });

  it.each([
    ["TB 2025", "TB 2025"],
    ["tb 2025", "TB 2025"],
    ["3", "Notes & more"],
    ["2", "2"],
  ])("finds the sheet %j", async (sheet, name) => {
    const { tables } = await run(buildXlsx(SHEETS), { options: { sheet } });
    expect(tables.map((table) => table.name)).toEqual([name]);
  });

  it.each(["Chart", "6", "0", "", "ALL"])(
    "refuses the sheet %j with the names there are",
    async (sheet) => {
      expect((await run(buildXlsx(SHEETS), { options: { sheet } })).failure).toMatchObject({
        code: "sheet_not_found",
        sheets: ["Empty", "TB 2025", "Notes & more", "2", "Last"],
      });
    },
  );

  it("finds the header of a sheet", async () => {
    const data = `<row r="1">${inline("A1", "Trial balance")}</row><row r="3">${inline("A3", "Account")}${inline("B3", "Debit")}</row><row r="4">${inline("A4", "1000")}<c r="B4"><v>5</v></c></row><row r="5">${inline("A5", "1010")}<c r="B5"><v>6</v></c></row>`;
    const { tables } = await run(buildSheet(data), { options: { header: "auto" } });
    expect(tables).toMatchObject([
      {
        headerRow: 3,
        columns: ["Account", "Debit"],
        rows: [
          [4, ["1000", 5]],
          [5, ["1010", 6]],
        ],
      },
    ]);
  });

  it.each<[string, Record<string, string | null>]>([
    ["absolute", { target: "/xl/worksheets/sheet1.xml" }],
    ["relative with a detour", { target: "../xl/./worksheets/../worksheets/sheet1.xml" }],
    ["in another case", { target: "Worksheets/SHEET1.xml" }],
    ["with backslashes", { target: "worksheets\\sheet1.xml" }],
    ["from the root without a slash", { target: "xl/worksheets/sheet1.xml" }],
    ["percent-encoded", { target: "worksheets/sheet%31.xml" }],
  ])("follows a target that is %s", async (_, { target }) => {
    const type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const rels = relationships([{ id: "rId1", type: `${type}/worksheet`, target: target ?? "" }]);
    expect(await rowsOf(ROW, { parts: { "xl/_rels/workbook.xml.rels": rels } })).toEqual([
      [1, [1]],
    ]);
  });

  it("reads strict workbooks, prefixed elements and parts of any name", async () => {
    const main = "http://purl.oclc.org/ooxml/spreadsheetml/main";
    const type = "http://purl.oclc.org/ooxml/officeDocument/relationships";
    const bytes = buildZip({
      parts: [
        {
          name: "_rels/.rels",
          data: relationships([
            { id: "a", type: `${type}/officeDocument`, target: "/book/main.xml" },
          ]),
        },
        {
          name: "book/main.xml",
          data: `<x:workbook xmlns:x="${main}" xmlns:q="${type}"><x:sheets><x:sheet name="S" sheetId="9" q:id="b"/></x:sheets></x:workbook>`,
        },
        {
          name: "book/_rels/main.xml.rels",
          data: relationships([
            { id: "b", type: `${type}/worksheet`, target: "one" },
            { id: "c", type: `${type}/hyperlink`, target: "http://host/x", mode: "External" },
          ]),
        },
        {
          name: "book/one",
          data: `<x:worksheet xmlns:x="${main}"><x:sheetData><x:row r="1"><x:c r="A1" t="d"><x:v>2025-01-31</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
        },
      ],
    });
    expect((await run(bytes)).tables).toMatchObject([{ name: "S", rows: [[1, ["2025-01-31"]]] }]);
  });

  it("reads a sheet in UTF-16", async () => {
    const xml = `\uFEFF<worksheet><sheetData><row><c t="str"><v>é😀</v></c></row></sheetData></worksheet>`;
    const part = new Uint8Array(
      new Uint16Array(Array.from({ length: xml.length }, (_, i) => xml.charCodeAt(i))).buffer,
    );
    expect(await rowsOf("", { parts: { "xl/worksheets/sheet1.xml": part } })).toEqual([
      [1, ["é😀"]],
    ]);
  });

  it("reads only the sheet that was asked for, even if another is missing", async () => {
    const bytes = buildXlsx({ ...SHEETS, parts: { "xl/worksheets/sheet4.xml": null } });
    expect((await run(bytes, { options: { sheet: "TB 2025" } })).failure).toBeNull();
    expect((await run(bytes)).failure).toMatchObject({
      code: "corrupt_file",
      at: { sheet: "Notes & more" },
    });
  });

  it("ends once the sink is full", async () => {
    const data = ROW.repeat(1) + '<row r="2"><c r="A2"><v>2</v></c></row>';
    const bytes = buildXlsx({
      sheets: [
        { name: "a", data },
        { name: "b", data },
      ],
    });
    const { tables, failure } = await run(bytes, { options: { maxRows: 2 } });
    expect(failure).toBeNull();
    expect(tables.map(({ rows }) => rows.length)).toEqual([2]);
  });

  it("returns at once when it has to stop", async () => {
    const sink = new CollectingSink();
    await parse(
      { access: "buffer", bytes: buildSheet(ROW) },
      sink,
      parseContext({ shouldStop: () => true }),
    );
    expect(sink.tables).toEqual([]);
  });

  it("asks for room at least once for each 64 KiB of a sheet", async () => {
    const data = Array.from(
      { length: 20_000 },
      (_, i) => `<row r="${i + 1}"><c r="A${i + 1}"><v>${i}</v></c></row>`,
    ).join("");
    const sink = new CollectingSink();
    await parse({ access: "buffer", bytes: buildSheet(data) }, sink, parseContext());
    expect(sink.readyCalls).toBeGreaterThan(data.length / 65_536);
  });
});
