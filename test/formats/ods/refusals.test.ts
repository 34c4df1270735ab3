import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../../src/core/failure.ts";
import type { RunSettings } from "../../support/collect-rows.ts";
import {
  buildOds,
  buildTable,
  cell,
  contentXml,
  flatXml,
  manifestXml,
  NAMESPACES,
  number,
  row,
  STYLES,
  text,
} from "../../support/build-ods.ts";
import { buildZip, utf8 } from "../../support/build-zip.ts";
import { run } from "../../support/ods-runs.ts";

const ROW = row(text("a") + number("1"));
const columns = (count: number | string) => `table:number-columns-repeated="${count}"`;
const rows = (count: number | string) => `table:number-rows-repeated="${count}"`;
const ENCRYPTED =
  '<manifest:file-entry manifest:full-path="content.xml"><manifest:encryption-data manifest:checksum="x"/></manifest:file-entry>';

describe("parse of files that it refuses", () => {
  const broken = (parts: Record<string, string | Uint8Array | null>) => buildTable(ROW, { parts });

  it.each<[string, Uint8Array, FailureCode, object]>([
    ["no bytes", new Uint8Array(0), "empty_file", {}],
    ["no container", utf8("Account,Debit\n"), "corrupt_file", {}],
    ["half a document", buildTable(ROW).subarray(0, 700), "truncated_file", {}],
    [
      "a package without a content",
      broken({ "content.xml": null }),
      "corrupt_file",
      { at: { entry: "content.xml" } },
    ],
    [
      "an empty content",
      broken({ "content.xml": "" }),
      "truncated_file",
      { at: { entry: "content.xml" } },
    ],
    [
      "a content that is none",
      broken({ "content.xml": "<html/>" }),
      "corrupt_file",
      { at: { entry: "content.xml" } },
    ],
    [
      "a text document",
      broken({
        "content.xml": `<office:document-content ${NAMESPACES}><office:body><office:text/></office:body></office:document-content>`,
      }),
      "corrupt_file",
      { at: { entry: "content.xml" } },
    ],
    ["a document without tables", buildOds({ tables: [] }), "no_table_found", {}],
    [
      "an encrypted content",
      broken({
        "META-INF/manifest.xml": manifestXml(ENCRYPTED),
        "content.xml": new Uint8Array([9, 8, 7]),
      }),
      "encrypted_file",
      {},
    ],
    [
      "an encrypted package",
      buildOds({
        tables: [],
        parts: {
          "content.xml": null,
          "styles.xml": null,
          "encrypted-package": new Uint8Array([1, 2, 3]),
        },
      }),
      "encrypted_file",
      {},
    ],
    [
      "a document type in the content",
      broken({ "content.xml": `<!DOCTYPE a>${contentXml({ tables: [] })}` }),
      "xml_unsafe",
      { at: { entry: "content.xml" } },
    ],
    [
      "a document type in the styles",
      broken({ "styles.xml": '<!DOCTYPE a [<!ENTITY b "c">]><office:document-styles/>' }),
      "xml_unsafe",
      { at: { entry: "styles.xml" } },
    ],
    [
      "a document type with entities in the manifest",
      broken({ "META-INF/manifest.xml": manifestXml("", '<!DOCTYPE a [<!ENTITY b "c">]>') }),
      "xml_unsafe",
      { at: { entry: "META-INF/manifest.xml" } },
    ],
    [
      "an entity in a flat document",
      utf8(flatXml({ tables: "&a;" }, '<!DOCTYPE a [<!ENTITY a "b">]>')),
      "xml_unsafe",
      {},
    ],
    [
      "a content that ends early",
      broken({ "content.xml": contentXml({ tables: [{ name: "a" }] }).slice(0, -40) }),
      "truncated_file",
      { at: { entry: "content.xml" } },
    ],
    [
      "a flat document that ends early",
      utf8(flatXml({ tables: [{ name: "a", data: ROW }] }).slice(0, -60)),
      "truncated_file",
      {},
    ],
    [
      "crossed tags",
      buildTable("<table:table-row></table:table>"),
      "corrupt_file",
      { at: { entry: "content.xml" } },
    ],
    [
      "elements deeper than any document has",
      buildTable(row(cell("", `<text:p>${"<text:span>".repeat(99)}`))),
      "xml_unsafe",
      {},
    ],
  ])("refuses %s", async (_, bytes, code, more) => {
    expect((await run(bytes)).failure).toMatchObject({ code, ...more });
  });

  it("reads documents of which only the macros are encrypted", async () => {
    const manifest = manifestXml(ENCRYPTED.replace("content.xml", "Basic/Standard/Module1.xml"));
    const { failure } = await run(broken({ "META-INF/manifest.xml": manifest }));
    expect(failure).toBeNull();
  });

  it.each(["0", "-1", "1.5", "", "many", "2147483648", "99999999999999999999"])(
    "refuses a count of %j",
    async (count) => {
      const faults = [
        row(number("1"), rows(count)),
        row(number("1", columns(count))),
        row(cell(columns(count))),
        `<table:table-column ${columns(count)}/>`,
        row(text("a", `table:number-columns-spanned="${count}"`)),
        row(text("a", `table:number-rows-spanned="${count}"`)),
      ];
      for (const data of faults) {
        expect((await run(buildTable(data))).failure).toMatchObject({
          code: "corrupt_file",
          at: { sheet: "Sheet1" },
        });
      }
    },
  );

  it("refuses a text that is not UTF-8", async () => {
    const xml = utf8(contentXml({ tables: [{ name: "a", data: row(text("X")) }] }));
    xml[xml.indexOf(0x58)] = 0xff;
    const { failure } = await run(broken({ "content.xml": xml }));
    expect(failure).toMatchObject({ code: "corrupt_file", at: { sheet: "a", cell: "A1" } });
  });

  it.each([
    [cell('office:value-type="float" office:value="x"'), "corrupt_file"],
    [number("12345678901234567"), "corrupt_file"],
    [cell('table:formula="of:=1"'), "unsupported_feature"],
  ])("refuses %s in strict mode", async (xml, code) => {
    const { failure } = await run(buildTable(row(xml)), { options: { strict: true } });
    expect(failure).toMatchObject({ code, at: { sheet: "Sheet1", cell: "A1" } });
  });
});

describe("limits", () => {
  it.each<[string, string, RunSettings["limits"], object | null]>([
    ["the last row", row(cell(""), rows(1_048_575)) + row(number("1")), {}, null],
    [
      "a row behind the last",
      row(cell(""), rows(1_048_576)) + row(number("1")),
      {},
      {
        code: "rows_exceeded",
        limit: { name: "rows_per_table", max: 1_048_576, found: 1_048_577 },
      },
    ],
    [
      "a row repeated beyond the last",
      row(number("1"), rows(2_147_483_647)),
      {},
      {
        code: "rows_exceeded",
        limit: { name: "rows_per_table", max: 1_048_576, found: 2_147_483_647 },
      },
    ],
    ["as many rows as allowed", row(number("1"), rows(5)), { rowsPerTable: 5 }, null],
    [
      "one more",
      row(number("1"), rows(6)),
      { rowsPerTable: 5 },
      { code: "rows_exceeded", limit: { max: 5, found: 6 } },
    ],
    ["the last column", row(cell(columns(16_383)) + number("1")), {}, null],
    [
      "a column behind the last",
      row(cell(columns(16_384)) + number("1")),
      {},
      {
        code: "columns_exceeded",
        limit: { name: "columns_per_table", max: 16_384, found: 16_385 },
      },
    ],
    [
      "a cell repeated beyond the last",
      row(number("1", columns(2_147_483_647))),
      {},
      { code: "columns_exceeded", limit: { max: 16_384, found: 2_147_483_647 } },
    ],
    ["as many cells as allowed", row(number("1", columns(4)), rows(5)), { cellsPerFile: 20 }, null],
    [
      "one more",
      row(number("1", columns(4)), rows(5)),
      { cellsPerFile: 19 },
      { code: "cells_exceeded", limit: { name: "cells_per_file", max: 19, found: 20 } },
    ],
    [
      "a whole sheet",
      row(number("1", columns(16_384)), rows(1_048_576)),
      {},
      { code: "cells_exceeded", limit: { max: 20_000_000, found: 17_179_869_184 } },
    ],
    [
      "a long text in many rows",
      row(text("x".repeat(1_000_000)), rows(1_000)),
      {},
      { code: "expansion_limit", limit: { name: "repeated_characters" } },
    ],
    [
      "a long text in many columns",
      row(text("x".repeat(1_000_000), columns(20))),
      {},
      { code: "expansion_limit", limit: { name: "row_characters" } },
    ],
    [
      "as many merged ranges as allowed",
      row(text("a", 'table:number-columns-spanned="2"'), rows(3)),
      { mergedRanges: 3 },
      null,
    ],
    [
      "one more",
      row(text("a", 'table:number-columns-spanned="2"'), rows(3)),
      { mergedRanges: 2 },
      { code: "expansion_limit", limit: { name: "merged_ranges", max: 2, found: 3 } },
    ],
    [
      "merged cells without a value down to the last row",
      row(cell('table:number-columns-spanned="2"'), rows(1_048_576)),
      {},
      null,
    ],
    [
      "a merged range over the whole sheet",
      row(text("a", 'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"')),
      {},
      null,
    ],
    ["a text as long as allowed", row(text("x".repeat(2_000))), { cellBytes: 2_000 }, null],
    [
      "one byte more",
      row(text("x".repeat(2_001))),
      { cellBytes: 2_000 },
      {
        code: "cell_too_long",
        at: { cell: "A1" },
        limit: { name: "cell_bytes", max: 2_000, found: 2_001 },
      },
    ],
  ])("take or refuse %s", async (_, data, limits = {}, expected) => {
    const { failure } = await run(buildTable(data), { limits });
    if (expected === null) expect(failure).toBeNull();
    else expect(failure).toMatchObject(expected);
  });

  it("hold the text that repetitions add, which may grow with the file", async () => {
    const flat = (count: number) =>
      utf8(flatXml({ tables: [{ name: "a", data: row(text("ab", columns(5)), rows(count)) }] }));
    const limits = { inflateRatio: 0, inflateRatioFreeBytes: 100 };
    // Four times two characters beside the first cell, ten in each row below.
    expect((await run(flat(10), { limits })).failure).toBeNull();
    expect((await run(flat(11), { limits })).failure).toMatchObject({
      code: "expansion_limit",
      at: { sheet: "a", row: 1 },
      limit: { name: "repeated_characters", max: 100, found: 108 },
    });
    expect((await run(flat(12), { limits: { ...limits, inflateRatio: 1 } })).failure).toBeNull();
  });

  it("hold the styles of a document", async () => {
    const name = "n".repeat(60_000);
    const style = `<style:style style:name="${name}" style:family="table-cell"/>`;
    const { failure } = await run(buildTable(ROW, { common: style.repeat(200) }));
    expect(failure).toMatchObject({ code: "expansion_limit", limit: { name: "style_characters" } });
  });

  it("hold the names of tables where one is looked for", async () => {
    const table = `<table:table table:name="${"n".repeat(60_000)}"/>`;
    const { failure } = await run(buildOds({ tables: table.repeat(100) }), {
      options: { sheet: "a" },
    });
    expect(failure).toMatchObject({
      code: "corrupt_file",
      limit: { name: "sheet_name_characters" },
    });
  });

  it("hold what a content unpacks to", async () => {
    const { failure } = await run(buildTable(ROW + " ".repeat(3_000_000)), {
      limits: { inflatedBytes: 1_000_000 },
    });
    expect(failure).toMatchObject({
      code: "expansion_limit",
      limit: { name: "inflated_bytes", max: 1_000_000 },
    });
  });
});

describe("damaged documents", () => {
  const sound = flatXml({
    automatic: STYLES,
    tables: [
      {
        name: "a",
        data:
          `<table:table-column ${columns(2)} table:default-cell-style-name="date"/>` +
          row(number("45688") + text('b<text:s text:c="2"/>c'), rows(2)) +
          row(cell(columns(2)) + text("x", 'table:number-columns-spanned="2"')),
      },
    ],
  });

  it("end in rows or in a refusal wherever a byte is changed or the file is cut", async () => {
    const bytes = utf8(sound);
    const packed = buildZip({ parts: [{ name: "content.xml", data: sound }] });
    const before = bytes.slice();
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(255), fc.nat(), async (at, value, end) => {
        for (const whole of [bytes, packed]) {
          const changed = whole.slice();
          changed[at % whole.length] = value;
          await run(changed);
          await run(whole.subarray(0, end % whole.length));
        }
      }),
      { numRuns: 300 },
    );
    expect(bytes).toEqual(before);
  });

  it("end in rows or in a refusal whatever stands in a table", async () => {
    const token = fc.constantFrom(
      "<table:table-row>",
      "</table:table-row>",
      `<table:table-row ${rows(3)}>`,
      `<table:table-row ${rows(900_000_000)}>`,
      "<table:table-cell>",
      "</table:table-cell>",
      '<table:table-cell office:value-type="float" office:value="1">',
      `<table:table-cell ${columns(70_000)} office:value-type="string">`,
      '<table:covered-table-cell office:value-type="date" office:date-value="2025-01-31"/>',
      '<table:table-cell table:number-rows-spanned="9" office:value-type="time"/>',
      '<table:table-row-group table:display="false">',
      "</table:table-row-group>",
      "<table:table-column/>",
      "<text:p>",
      "</text:p>",
      "<text:s/>",
      "<text:span>",
      "</text:span>",
      "<office:annotation>",
      "</office:annotation>",
      "<table:table>",
      "</table:table>",
      "text",
      " ",
      "&amp;",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(token, { maxLength: 25 }), async (tokens) => {
        await run(buildTable(tokens.join("")));
      }),
      { numRuns: 400 },
    );
  });
});
