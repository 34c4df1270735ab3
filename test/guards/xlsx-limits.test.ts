// Every limit that an xlsx workbook can meet, one below, at and one above it, through the parser.
import { describe, expect, it } from "vitest";
import * as limits from "../../guards/limits.ts";
import { parse } from "../../src/formats/xlsx/parse.ts";
import { readBomb } from "../bombs/bomb.ts";
import { workbookZipParts } from "../support/build-bombs-zip.ts";
import { buildXlsb, cell, record, row } from "../support/build-xlsb.ts";
import { buildSheet, buildXlsx, relationships, workbookParts } from "../support/build-xlsx.ts";
import { buildZip, utf8 } from "../support/build-zip.ts";
import { inline, ROW, run } from "../support/run-xlsx.ts";
import { expectLimit, titleOf, type LimitCase } from "./limit-cases.ts";

const SHEET = "xl/worksheets/sheet1.xml";
const RELATIONSHIPS = "xl/_rels/workbook.xml.rels";
const TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const CENTRAL_HEADER_BYTES = 46;

function partsOf(replaced: Readonly<Record<string, string>> = {}): Uint8Array {
  return buildZip({ parts: workbookZipParts(replaced) });
}

const PARTS = workbookParts({ sheets: [{ name: "Sheet1", data: ROW }] });
/** What is unpacked of a workbook: all but the list of content types. */
const UNPACKED_BYTES = Object.entries(PARTS)
  .filter(([name]) => name !== "[Content_Types].xml")
  .reduce((sum, [, content]) => sum + content.length, 0);
const DIRECTORY_BYTES = Object.keys(PARTS).reduce(
  (sum, name) => sum + CENTRAL_HEADER_BYTES + name.length,
  0,
);

/** The sheet's part, filled up with spaces. */
const padded = (part: string, bytes: number) =>
  String(PARTS[part]).replace(/<\/[^<]*$/, (end) => `${" ".repeat(bytes)}${end}`);

const numbers = (rows: number, columns: number) =>
  Array.from(
    { length: rows },
    (_, at) =>
      `<row r="${at + 1}">${Array.from({ length: columns }, () => "<c><v>1</v></c>").join("")}</row>`,
  ).join("");

/** A workbook of one worksheet and so many sheets in all, the others charts. */
function sheets(count: number, nameOf: (index: number) => string): Uint8Array {
  const list = Array.from(
    { length: count },
    (_, at) => `<sheet name="${nameOf(at)}" sheetId="${at + 1}" r:id="${at === 0 ? "w" : "c"}"/>`,
  ).join("");
  return partsOf({
    "xl/workbook.xml": `<workbook xmlns:r="${TYPE}"><sheets>${list}</sheets></workbook>`,
    [RELATIONSHIPS]: relationships([
      { id: "w", type: `${TYPE}/worksheet`, target: "worksheets/sheet1.xml" },
      { id: "c", type: `${TYPE}/chartsheet`, target: "chartsheets/sheet1.xml" },
    ]),
  });
}

const CONTAINER: readonly LimitCase[] = [
  {
    name: "zip_entries",
    code: "expansion_limit",
    make: (count) => {
      const more = Array.from({ length: count - 7 }, (_, at) => ({ name: `x${at}`, data: "" }));
      return buildZip({ parts: [...workbookZipParts(), ...more] });
    },
    max: 20,
    limits: (zipEntries) => ({ zipEntries }),
  },
  {
    name: "zip_directory_bytes",
    code: "expansion_limit",
    make: (bytes) => {
      const name = "x".repeat(bytes - DIRECTORY_BYTES - CENTRAL_HEADER_BYTES);
      return buildZip({ parts: [...workbookZipParts(), { name, data: "" }] });
    },
    max: 700,
    limits: (zipDirectoryBytes) => ({ zipDirectoryBytes }),
  },
  {
    name: "inflated_bytes",
    code: "expansion_limit",
    make: (bytes) => partsOf({ [SHEET]: padded(SHEET, bytes - UNPACKED_BYTES) }),
    max: 20_000,
    limits: (inflatedBytes) => ({ inflatedBytes }),
    at: { entry: SHEET },
  },
];

const XML: readonly LimitCase[] = [
  {
    name: "xml_depth",
    code: "xml_unsafe",
    make: (depth) =>
      partsOf({
        [SHEET]: `<worksheet><sheetData/>${"<a>".repeat(depth - 1)}${"</a>".repeat(depth - 1)}</worksheet>`,
      }),
    max: 10,
    limits: (xmlDepth) => ({ xmlDepth }),
    at: { entry: SHEET },
  },
  {
    name: "xml_tag_bytes",
    code: "xml_unsafe",
    make: (bytes) =>
      partsOf({ [SHEET]: `<worksheet><sheetData/><a b="${"x".repeat(bytes - 7)}"/></worksheet>` }),
    max: 2_000,
    limits: (xmlTagBytes) => ({ xmlTagBytes }),
    at: { entry: SHEET },
  },
  {
    name: "xml_tree_bytes",
    code: "expansion_limit",
    make: (bytes) =>
      partsOf({
        [RELATIONSHIPS]: padded(RELATIONSHIPS, bytes - String(PARTS[RELATIONSHIPS]).length),
      }),
    max: 2_000,
    limits: (xmlTreeBytes) => ({ xmlTreeBytes }),
    at: { entry: RELATIONSHIPS },
  },
  {
    name: "xml_tree_nodes",
    code: "expansion_limit",
    // The root, and a relationship with three attributes.
    make: (nodes) =>
      partsOf({
        [RELATIONSHIPS]: `<a><Relationship Id="rId1" Type="/worksheet" Target="worksheets/sheet1.xml"/>${"<b/>".repeat(nodes - 5)}</a>`,
      }),
    max: 50,
    limits: (xmlTreeNodes) => ({ xmlTreeNodes }),
    at: { entry: RELATIONSHIPS },
  },
];

const LONG_TEXT_AT = { sheet: "Sheet1", row: 1, column: 1, cell: "A1" };

const TEXTS: readonly LimitCase[] = [
  {
    name: "cell_bytes",
    of: "text in the sheet",
    code: "cell_too_long",
    make: (bytes) => buildSheet(`<row r="1">${inline("A1", "x".repeat(bytes))}</row>`),
    max: 3_000,
    limits: (cellBytes) => ({ cellBytes }),
    at: LONG_TEXT_AT,
  },
  {
    name: "cell_bytes",
    of: "text of a formula",
    code: "cell_too_long",
    make: (bytes) => buildSheet(`<row r="1"><c t="str"><v>${"x".repeat(bytes)}</v></c></row>`),
    max: 3_000,
    limits: (cellBytes) => ({ cellBytes }),
    at: LONG_TEXT_AT,
  },
  {
    name: "cell_bytes",
    of: "text in a row behind others",
    code: "cell_too_long",
    make: (bytes) =>
      buildSheet(`${numbers(60, 1)}<row r="61">${inline("A61", "x".repeat(bytes))}</row>`),
    max: 3_000,
    limits: (cellBytes) => ({ cellBytes }),
    at: { sheet: "Sheet1", row: 61, column: 1, cell: "A61" },
  },
  {
    name: "cell_bytes",
    of: "a shared string",
    code: "cell_too_long",
    make: (bytes) => buildSheet(ROW, { strings: [`<t>${"x".repeat(bytes)}</t>`] }),
    max: 3_000,
    limits: (cellBytes) => ({ cellBytes }),
    at: { entry: "xl/sharedStrings.xml" },
  },
  {
    name: "shared_string_bytes",
    code: "expansion_limit",
    // Each string costs eight bytes besides its text; a quotation mark takes two as JSON.
    make: (bytes) => buildSheet(ROW, { strings: ['<t>"</t>', `<t>${"x".repeat(bytes - 18)}</t>`] }),
    max: 500,
    limits: (sharedStringBytes) => ({ sharedStringBytes }),
    at: { entry: "xl/sharedStrings.xml" },
  },
  {
    name: "text_bytes",
    code: "expansion_limit",
    make: (bytes) =>
      buildSheet(
        `<row r="1"><c t="s"><v>0</v></c></row><row r="2"><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>`,
        { strings: ["<t>0123456789</t>", `<t>${"x".repeat(bytes - 20)}</t>`] },
      ),
    max: 100,
    limits: (textRatioFreeBytes) => ({ textRatio: 0, textRatioFreeBytes }),
    at: { row: 2 },
  },
  {
    name: "row_bytes",
    code: "expansion_limit",
    make: (bytes) => {
      const half = 524_288;
      const rest = bytes - 7 * half;
      const cells = [...Array.from({ length: 7 }, () => half), rest].map(
        (length) => `<c t="str"><v>${"x".repeat(length)}</v></c>`,
      );
      return buildSheet(`<row r="1">${cells.join("")}</row>`);
    },
    max: limits.MAX_ROW_BYTES,
    at: { row: 1 },
  },
];

const GRID: readonly LimitCase[] = [
  {
    name: "rows_per_table",
    code: "rows_exceeded",
    make: (rows) => buildSheet(numbers(rows, 1)),
    max: 100,
    limits: (rowsPerTable) => ({ rowsPerTable }),
    at: { row: 101 },
  },
  {
    name: "columns_per_table",
    code: "columns_exceeded",
    make: (columns) => buildSheet(numbers(1, columns)),
    max: 20,
    limits: (columnsPerTable) => ({ columnsPerTable }),
    at: { sheet: "Sheet1", row: 1, column: 21 },
  },
  {
    name: "columns_per_table",
    of: "behind other rows",
    code: "columns_exceeded",
    make: (columns) =>
      buildSheet(
        `${numbers(60, 1)}<row r="61">${Array.from({ length: columns }, () => "<c><v>1</v></c>").join("")}</row>`,
      ),
    max: 20,
    limits: (columnsPerTable) => ({ columnsPerTable }),
    at: { sheet: "Sheet1", row: 61, column: 21 },
  },
  {
    name: "cells_per_file",
    code: "cells_exceeded",
    make: (cells) =>
      buildXlsx({
        sheets: [
          { name: "a", data: numbers(10, 5) },
          { name: "b", data: numbers(cells - 50, 1) },
        ],
      }),
    max: 150,
    limits: (cellsPerFile) => ({ cellsPerFile }),
    at: { row: 101 },
  },
  {
    name: "merged_ranges",
    code: "expansion_limit",
    make: (count) =>
      partsOf({
        [SHEET]: `<worksheet><sheetData>${ROW}</sheetData><mergeCells>${'<mergeCell ref="A1:B2"/>'.repeat(count)}</mergeCells></worksheet>`,
      }),
    max: 10,
    limits: (mergedRanges) => ({ mergedRanges }),
    at: { sheet: "Sheet1" },
  },
];

const WORKBOOK: readonly LimitCase[] = [
  {
    name: "workbook_sheets",
    code: "corrupt_file",
    make: (count) => sheets(count, () => "a"),
    max: limits.MAX_WORKBOOK_SHEETS,
  },
  {
    name: "sheet_name_characters",
    code: "corrupt_file",
    // `visible` and the id of the relationship count as well.
    make: (characters) => {
      const each = 50_000;
      const rest = characters - 20 * (each + 8);
      return sheets(21, (index) => "x".repeat(index < 20 ? each : rest - 8));
    },
    max: limits.MAX_SHEET_NAME_CHARACTERS,
  },
  {
    name: "cell_formats",
    code: "corrupt_file",
    make: (count) =>
      partsOf({
        "xl/styles.xml": `<styleSheet><cellXfs>${"<xf/>".repeat(count)}</cellXfs></styleSheet>`,
      }),
    max: limits.MAX_CELL_FORMATS,
  },
  {
    name: "number_formats",
    code: "corrupt_file",
    make: (count) => {
      const codes = Array.from(
        { length: count },
        (_, at) => `<numFmt numFmtId="${at}" formatCode="0"/>`,
      );
      return partsOf({
        "xl/styles.xml": `<styleSheet><numFmts>${codes.join("")}</numFmts></styleSheet>`,
      });
    },
    max: limits.MAX_NUMBER_FORMATS,
  },
];

const BINARY: readonly LimitCase[] = [
  {
    name: "record_bytes",
    of: "xlsb",
    code: "cell_too_long",
    make: (bytes) =>
      buildXlsb({
        sheet: [...row(1), ...cell(5, 1, 0, { double: 1 }), ...record(60, ...filled(bytes))],
      }),
    max: 2 * 100 + 65_536,
    limits: () => ({ cellBytes: 100 }),
    at: { entry: "xl/worksheets/sheet1.bin" },
  },
  {
    name: "cell_bytes",
    of: "xlsb",
    code: "cell_too_long",
    make: (bytes) =>
      buildXlsb({ sheet: [...row(1), ...cell(6, 1, 0, { text: `é${"x".repeat(bytes - 2)}` })] }),
    max: 100,
    limits: (cellBytes) => ({ cellBytes }),
    at: LONG_TEXT_AT,
  },
  {
    name: "shared_string_bytes",
    of: "xlsb",
    code: "expansion_limit",
    make: (bytes) =>
      buildXlsb({
        sheet: [...row(1), ...cell(5, 1, 0, { double: 1 })],
        strings: ["x".repeat(bytes - 8)],
      }),
    max: 100,
    limits: (sharedStringBytes) => ({ sharedStringBytes }),
  },
  {
    name: "merged_ranges",
    of: "xlsb",
    code: "expansion_limit",
    make: (count) =>
      buildXlsb({
        sheet: Array.from({ length: count }, () =>
          record(176, { u32: 0 }, { u32: 1 }, { u32: 0 }, { u32: 1 }),
        ).flat(),
      }),
    max: 10,
    limits: (mergedRanges) => ({ mergedRanges }),
    at: { sheet: "Sheet1" },
  },
];

/** A record of columns that is longer than it needs. */
function filled(bytes: number): { u8: number }[] {
  return Array.from({ length: bytes }, () => ({ u8: 0 }));
}

describe("a limit of xlsx", () => {
  it.each(
    [...CONTAINER, ...XML, ...TEXTS, ...GRID, ...WORKBOOK, ...BINARY].map(
      (limitCase) => [titleOf(limitCase), limitCase] as const,
    ),
  )("%s", async (_, limitCase) => {
    await expectLimit(parse, limitCase);
  });

  it("inflate_ratio", async () => {
    const bytes = buildSheet(`${ROW}${" ".repeat(40_000)}`);
    const read = async (inflateRatio: number) =>
      (await readBomb(parse, bytes, { inflateRatio, inflateRatioFreeBytes: 10_000 })).failure;
    let ratio = 1;
    while ((await read(ratio)) !== null) ratio += 1;
    expect(ratio).toBeGreaterThan(10);
    expect(await read(ratio + 1)).toBeNull();
    expect(await read(ratio - 1)).toMatchObject({
      code: "expansion_limit",
      limit: { name: "inflate_ratio", max: ratio - 1, found: ratio },
      at: { entry: SHEET },
    });
  });

  it("inflate_ratio, counted once its free bytes are passed", async () => {
    const read = async (free: number) =>
      (await readBomb(parse, partsOf(), { inflateRatio: 0, inflateRatioFreeBytes: free })).failure;
    expect(await read(UNPACKED_BYTES)).toBeNull();
    expect(await read(UNPACKED_BYTES + 1)).toBeNull();
    expect(await read(UNPACKED_BYTES - 1)).toMatchObject({
      code: "expansion_limit",
      limit: { name: "inflate_ratio", max: 0 },
    });
  });

  it("held_row_bytes", async () => {
    const inOrder = Array.from(
      { length: 9 },
      (_, at) => `<row r="${at + 2}"><c><v>1</v></c></row>`,
    );
    const bytes = buildSheet([...inOrder, '<row r="1"><c><v>1</v></c></row>'].join(""));
    // Every row costs 64 bytes, and each of its cells 16.
    const held = 9 * (64 + 16);
    const read = async (heldRowBytes: number) =>
      (await readBomb(parse, bytes, { heldRowBytes })).failure;
    expect(await read(held + 1)).toBeNull();
    expect(await read(held)).toBeNull();
    expect(await read(held - 1)).toMatchObject({
      code: "corrupt_file",
      limit: { name: "held_row_bytes", max: held - 1, found: held },
      at: { sheet: "Sheet1", row: 1 },
    });
  });

  it("row_characters", async () => {
    const mib = 1_048_576;
    const read = async (rest: number) => {
      const cells = Array.from({ length: 7 }, () => '<c t="s"><v>0</v></c>').join("");
      const bytes = buildSheet(
        `<row r="1">${cells}<c t="s"><v>1</v></c><c t="s"><v>2</v></c></row>`,
        {
          strings: [
            `<t>${"x".repeat(mib)}</t>`,
            `<t>${"y".repeat(rest / 2)}</t>`,
            `<t>${"z".repeat(rest - Math.floor(rest / 2))}</t>`,
          ],
        },
      );
      return (await run(bytes)).failure;
    };
    expect(await read(mib - 1)).toBeNull();
    expect(await read(mib)).toBeNull();
    expect(await read(mib + 1)).toMatchObject({
      code: "expansion_limit",
      limit: { name: "row_characters", max: 8 * mib, found: 8 * mib + 1 },
      at: { sheet: "Sheet1", row: 1 },
    });
  });

  it("declared_bytes", async () => {
    const truth = utf8(String(PARTS[SHEET])).length;
    const read = async (size: number) => {
      const parts = workbookZipParts();
      for (const part of parts) if (part.name === SHEET) part.claims = { size };
      return (await readBomb(parse, buildZip({ parts }))).failure;
    };
    expect(await read(truth)).toBeNull();
    expect(await read(truth - 1)).toMatchObject({
      code: "archive_unsafe",
      limit: { name: "declared_bytes", max: truth - 1, found: truth },
      at: { entry: SHEET },
    });
    expect(await read(truth + 1)).toMatchObject({ code: "corrupt_file", at: { entry: SHEET } });
  });
});
