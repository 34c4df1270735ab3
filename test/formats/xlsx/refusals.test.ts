import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../../src/core/failure.ts";
import { buildSheet, buildXlsx, relationships, workbookParts } from "../../support/build-xlsx.ts";
import { buildZip, utf8 } from "../../support/build-zip.ts";
import { ROW, run } from "../../support/run-xlsx.ts";

describe("parse of files that it refuses", () => {
  const broken = (parts: Record<string, string | null>) => buildSheet(ROW, { parts });

  it.each<[string, Uint8Array, FailureCode, object]>([
    ["no bytes", new Uint8Array(0), "empty_file", {}],
    ["no container", utf8("Account,Debit\n"), "corrupt_file", {}],
    ["half a workbook", buildSheet(ROW).subarray(0, 900), "truncated_file", {}],
    [
      "a container without a workbook",
      buildZip({ parts: [{ name: "word/document.xml", data: "<w/>" }] }),
      "corrupt_file",
      {},
    ],
    [
      "a main part that is no workbook",
      broken({ "xl/workbook.xml": "<document/>" }),
      "corrupt_file",
      {},
    ],
    [
      "a binary workbook cut short",
      buildZip({ parts: [{ name: "xl/workbook.bin", data: "\u0083\u0001" }] }),
      "truncated_file",
      {},
    ],
    [
      "a workbook without sheets",
      broken({ "xl/workbook.xml": "<workbook><sheets/></workbook>" }),
      "no_table_found",
      {},
    ],
    [
      "a document type in a sheet",
      broken({ "xl/worksheets/sheet1.xml": "<!DOCTYPE a><worksheet/>" }),
      "xml_unsafe",
      { at: { entry: "xl/worksheets/sheet1.xml" } },
    ],
    [
      "a document type in relationships",
      broken({ "_rels/.rels": "<!DOCTYPE a><Relationships/>" }),
      "xml_unsafe",
      { at: { entry: "_rels/.rels" } },
    ],
    [
      "a document type in the styles",
      broken({ "xl/styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><styleSheet/>' }),
      "xml_unsafe",
      { at: { entry: "xl/styles.xml" } },
    ],
    [
      "one number format that is defined again and again",
      broken({
        "xl/styles.xml": `<styleSheet><numFmts>${'<numFmt numFmtId="164" formatCode="0"/>'.repeat(65_537)}</numFmts></styleSheet>`,
      }),
      "corrupt_file",
      {},
    ],
    [
      "a cell of two values",
      buildSheet('<row r="1"><c r="B1"><v>1</v><v>2</v></c></row>'),
      "corrupt_file",
      { at: { sheet: "Sheet1", row: 1, column: 2, cell: "B1" } },
    ],
    [
      "a cell of two texts",
      buildSheet('<row r="1"><c r="A1" t="inlineStr"><is><t>a</t></is><is><t>b</t></is></c></row>'),
      "corrupt_file",
      { at: { sheet: "Sheet1", row: 1, column: 1, cell: "A1" } },
    ],
    [
      "an element in a value",
      buildSheet('<row r="1"><c r="A1"><v>1<x>2</x>3</v></c></row>'),
      "corrupt_file",
      { at: { sheet: "Sheet1", row: 1, column: 1, cell: "A1" } },
    ],
    [
      "rows in several versions",
      buildSheet(
        `<row r="1"><c r="A1"><v>1</v></c></row><mc:AlternateContent><mc:Choice><row r="2"><c r="A2"><v>1</v></c></row></mc:Choice></mc:AlternateContent>`,
      ),
      "unsupported_feature",
      { at: { sheet: "Sheet1", row: 1 } },
    ],
    [
      "a sheet that ends early",
      broken({ "xl/worksheets/sheet1.xml": "<worksheet><sheetData><row>" }),
      "truncated_file",
      { at: { entry: "xl/worksheets/sheet1.xml" } },
    ],
    [
      "crossed tags in a sheet",
      broken({ "xl/worksheets/sheet1.xml": "<worksheet><sheetData></worksheet>" }),
      "corrupt_file",
      { at: { entry: "xl/worksheets/sheet1.xml" } },
    ],
  ])("refuses %s", async (_, bytes, code, more) => {
    expect((await run(bytes)).failure).toMatchObject({ code, ...more });
  });

  it("refuses a text that is not UTF-8", async () => {
    const xml = utf8(
      "<worksheet><sheetData><row><c t='str'><v>X</v></c></row></sheetData></worksheet>",
    );
    xml[xml.indexOf(0x58)] = 0xff;
    const { failure } = await run(buildSheet("", { parts: { "xl/worksheets/sheet1.xml": xml } }));
    expect(failure).toMatchObject({ code: "corrupt_file", at: { cell: "A1" } });
  });

  it("refuses relationships larger than a tree may be", async () => {
    const bytes = buildSheet(ROW);
    expect((await run(bytes, { limits: { xmlTreeBytes: 100 } })).failure).toMatchObject({
      code: "expansion_limit",
      at: { entry: "_rels/.rels" },
    });
  });

  it.each([
    ['<c r="A1"><v>x</v></c>', "corrupt_file"],
    ['<c r="A1" t="s"><v>9</v></c>', "corrupt_file"],
    ['<c r="A1"><f>1</f></c>', "unsupported_feature"],
    ['<c r="A1"><v>1</v></c><c r="A1"><v>2</v></c>', "corrupt_file"],
  ])("refuses %s in strict mode", async (cell, code) => {
    const { failure } = await run(buildSheet(`<row r="1">${cell}</row>`), {
      options: { strict: true },
    });
    expect(failure).toMatchObject({ code, at: { sheet: "Sheet1", cell: "A1" } });
  });

  it("stops a sheet that unpacks to more than is allowed", async () => {
    const data = `<row r="1"><c r="A1"><v>1</v></c></row>${" ".repeat(3_000_000)}`;
    const { failure } = await run(buildSheet(data), { limits: { inflatedBytes: 1_000_000 } });
    expect(failure).toMatchObject({
      code: "expansion_limit",
      limit: { name: "inflated_bytes", max: 1_000_000 },
    });
  });

  it("ends in rows or in a refusal wherever a byte is changed or the file is cut", async () => {
    const sound = buildXlsx({
      sheets: [{ name: "a", data: ROW }],
      strings: ["<t>x</t>"],
      formats: [14],
    });
    const before = sound.slice();
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
    expect(sound).toEqual(before);
  });

  it("ends in rows or in a refusal whatever byte of a part is changed or where it is cut", async () => {
    const type = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const sound = workbookParts({
      sheets: [{ name: "a", data: `${ROW}<row r="2" hidden="1"><c t="s"><v>0</v></c></row>` }],
      strings: ["<r><t>x</t></r>"],
      formats: ["[h]:mm", 14],
      parts: {
        "xl/worksheets/_rels/sheet1.xml.rels": relationships([
          { id: "rId1", type: `${type}/table`, target: "../tables/table1.xml" },
        ]),
        "xl/tables/table1.xml": '<table ref="A1:A2" headerRowCount="1"/>',
      },
    });
    const names = Object.keys(sound);
    const change = fc.tuple(fc.nat(5000), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(change, { maxLength: 3 }),
        fc.nat(5000),
        async (name, changes, cut) => {
          const part = sound[name] ?? "";
          const bytes = typeof part === "string" ? utf8(part) : part.slice();
          for (const [at, value] of changes) bytes[at % bytes.length] = value;
          const left = cut % 4 === 0 ? bytes.subarray(0, cut % bytes.length) : bytes;
          const parts = names.map((other) => ({
            name: other,
            data: other === name ? left : (sound[other] ?? ""),
          }));
          await run(buildZip({ parts }), { options: { header: "auto" } });
        },
      ),
      { numRuns: 400 },
    );
  });

  it("ends in rows or in a refusal whatever stands in a sheet", async () => {
    const token = fc.constantFrom(
      "<row>",
      "</row>",
      '<row r="1">',
      '<row r="999999">',
      "<c>",
      "</c>",
      '<c r="A1" t="s">',
      '<c r="ZZ9" s="1">',
      '<c t="inlineStr">',
      "<v>",
      "</v>",
      "1",
      "-5",
      "x",
      "<is>",
      "</is>",
      "<t>",
      "</t>",
      "<f/>",
      "<r>",
      "</r>",
      "</sheetData>",
      "&amp;",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 25 }), async (tokens) => {
        await run(buildSheet(tokens.join(""), { strings: ["<t>a</t>"], formats: [14] }));
      }),
      { numRuns: 300 },
    );
  });

  it("refuses sheets without cells in strict mode, where it only warns else", async () => {
    const workbook = buildXlsx({
      sheets: [{ name: "a" }, { name: "b", data: '<row r="1"><c r="A1" s="0"/></row>' }],
    });
    const lenient = await run(workbook);
    expect(lenient.tables.map(({ name, rows }) => [name, rows])).toEqual([
      ["a", []],
      ["b", []],
    ]);
    expect(lenient.warnings.map(({ code }) => code)).toEqual(["no_rows"]);
    const strict = await run(workbook, { options: { strict: true } });
    expect(strict.failure?.code).toBe("no_table_found");
  });
});
