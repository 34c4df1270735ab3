import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "../../../src/formats/ods/parse.ts";
import { parseContext, CollectingSink } from "../../support/collect-rows.ts";
import {
  buildOds,
  buildTable,
  cell,
  flatXml,
  manifestXml,
  number,
  row,
  STYLES,
  text,
} from "../../support/build-ods.ts";
import { buildZip, utf8 } from "../../support/build-zip.ts";
import { rowsOf, run } from "../../support/ods-runs.ts";

const BLANK = cell("");
const repeated = (count: number | string) => `table:number-columns-repeated="${count}"`;
const rowsRepeated = (count: number | string) => `table:number-rows-repeated="${count}"`;

function utf16(textOf: string): Uint8Array {
  const bytes = new Uint8Array(textOf.length * 2);
  const view = new DataView(bytes.buffer);
  for (let at = 0; at < textOf.length; at += 1) view.setUint16(at * 2, textOf.charCodeAt(at), true);
  return bytes;
}

describe("rows and cells", () => {
  it.each<[string, string, unknown]>([
    [
      "in their places",
      row(number("1") + BLANK + number("3")) + row("") + row(BLANK + text("b")),
      [
        [1, [1, null, 3]],
        [3, [null, "b"]],
      ],
    ],
    ["repeated side by side", row(number("7", repeated(3)) + text("x")), [[1, [7, 7, 7, "x"]]]],
    [
      "behind empty ones",
      row(cell(repeated(5)) + text("x")),
      [[1, [null, null, null, null, null, "x"]]],
    ],
    [
      "repeated downwards",
      row(number("7") + text("x", repeated(2)), rowsRepeated(3)) + row(text("y")),
      [
        [1, [7, "x", "x"]],
        [2, [7, "x", "x"]],
        [3, [7, "x", "x"]],
        [4, ["y"]],
      ],
    ],
    ["behind empty rows", row(BLANK, rowsRepeated(20_000)) + row(text("x")), [[20_001, ["x"]]]],
    [
      "before the empty rest of the sheet",
      row(text("x") + cell(repeated(16_383))) +
        row(cell(repeated(16_384)), rowsRepeated(1_048_575)),
      [[1, ["x"]]],
    ],
    [
      "in the last column and row",
      row(BLANK, rowsRepeated(1_048_575)) + row(cell(repeated(16_383)) + text("x")),
      [[1_048_576, [...Array.from({ length: 16_383 }, () => null), "x"]]],
    ],
    [
      "behind blanks beyond the sheet",
      row(text("x") + cell(repeated(2_147_483_647)) + cell(repeated(2_147_483_647))) +
        row(BLANK, rowsRepeated(2_147_483_647)),
      [[1, ["x"]]],
    ],
    [
      "in groups and headers",
      `<table:table-header-rows>${row(text("h"))}</table:table-header-rows><table:table-row-group><table:table-rows>${row(text("a"))}</table:table-rows><table:table-row-group>${row(text("b"))}</table:table-row-group></table:table-row-group>${row(text("c"))}`,
      [
        [1, ["h"]],
        [2, ["a"]],
        [3, ["b"]],
        [4, ["c"]],
      ],
    ],
    [
      "under a merged cell",
      row(
        text("a", 'table:number-columns-spanned="2" table:number-rows-spanned="1"') +
          `<table:covered-table-cell office:value-type="string"><text:p>kept</text:p></table:covered-table-cell>${text("c")}`,
      ) + row(`<table:covered-table-cell ${repeated(2)}/>${text("z")}`),
      [
        [1, ["a", "kept", "c"]],
        [2, [null, null, "z"]],
      ],
    ],
    [
      "beside what is no row",
      `<table:title>t</table:title><office:forms/><table:shapes><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></table:shapes><table:scenario/><table:table table:name="inner">${row(text("inner"))}</table:table>${row(text("a"))}`,
      [[1, ["a"]]],
    ],
  ])("are read %s", async (_, data, expected) => {
    expect(await rowsOf(data)).toEqual(expected);
  });

  it("say which rows and columns are hidden and what is merged", async () => {
    const hidden = 'table:visibility="collapse"';
    const { tables, warnings } = await run(
      buildTable(
        `<table:table-column/><table:table-column ${hidden} ${repeated(2)}/><table:table-column-group table:display="false"><table:table-column/></table:table-column-group><table:table-column ${hidden} ${repeated(99_999)}/>` +
          row(
            text("a", 'table:number-columns-spanned="3" table:number-rows-spanned="2"'),
            'table:visibility="filter"',
          ) +
          `<table:table-row-group table:display="false">${row(text("b"), rowsRepeated(2))}</table:table-row-group>` +
          row(text("c", 'table:number-columns-spanned="2"'), rowsRepeated(2)) +
          row(BLANK, `${hidden} ${rowsRepeated(9_999_999)}`),
      ),
    );
    expect(tables[0]?.endMeta).toEqual({
      hidden_rows: ["1:3", "6:1048576"],
      hidden_columns: ["B:XFD"],
      merged_ranges: ["A1:C2", "A4:B4", "A5:B5"],
    });
    expect(warnings.map(({ code, at }) => [code, at])).toEqual([
      ["hidden_columns", { sheet: "Sheet1", column: 2 }],
      ["hidden_rows", { sheet: "Sheet1", row: 1 }],
    ]);
  });

  it("say nothing of what is behind max_rows", async () => {
    const faulty = row(
      cell('office:value-type="float" office:value="x"'),
      'table:visibility="filter"',
    );
    const { tables, warnings } = await run(buildTable(row(text("a")).repeat(60) + faulty), {
      options: { maxRows: 3 },
    });
    expect(tables.map(({ rows, endMeta }) => [rows.length, endMeta])).toEqual([[3, undefined]]);
    expect(warnings).toEqual([]);
  });

  it("end where max_rows says, also among repeated ones", async () => {
    const many = row(number("1"), rowsRepeated(1_000_000));
    const { tables, failure } = await run(buildTable(many), { options: { maxRows: 3 } });
    expect(failure).toBeNull();
    expect(tables[0]?.rows).toEqual([
      [1, [1]],
      [2, [1]],
      [3, [1]],
    ]);
  });

  it("ask for room while one row is repeated", async () => {
    const sink = new CollectingSink();
    const bytes = buildTable(row(text("x".repeat(1000)), rowsRepeated(20_000)));
    await parse({ access: "buffer", bytes }, sink, parseContext());
    expect(sink.tables[0]?.rows.length).toBe(20_000);
    expect(sink.readyCalls).toBeGreaterThan(20);
  });

  it("stop when they are told to", async () => {
    let asked = 0;
    const { tables } = await collectStopped(
      buildTable(row(text("x".repeat(1000)), rowsRepeated(60_000))),
      () => (asked += 1) > 10,
    );
    expect(tables[0]?.rows.length ?? 0).toBeLessThan(60_000);
  });
});

/** A parse that is stopped leaves its table open. */
async function collectStopped(bytes: Uint8Array, shouldStop: () => boolean) {
  const sink = new CollectingSink();
  await parse({ access: "buffer", bytes }, sink, parseContext({ shouldStop }));
  return sink;
}

describe("tables", () => {
  const named = (name: string, style?: string) => ({
    name,
    data: row(text(name)),
    ...(style !== undefined && { style }),
  });
  const HIDDEN =
    '<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style><style:style style:name="ta1" style:family="table"><style:table-properties table:display="true"/></style:style>';
  const document = buildOds({
    automatic: HIDDEN,
    tables: [named("First", "ta1"), named("2", "ta2"), named("first"), { name: "End" }],
  });

  it("come in their order, hidden and empty ones too", async () => {
    const { tables, warnings } = await run(document);
    expect(tables.map(({ name, meta, rows }) => [name, meta, rows.length])).toEqual([
      ["First", { sheet_index: 1, visibility: "visible" }, 1],
      ["2", { sheet_index: 2, visibility: "hidden" }, 1],
      ["first", { sheet_index: 3, visibility: "visible" }, 1],
      ["End", { sheet_index: 4, visibility: "visible" }, 0],
    ]);
    expect(warnings.map(({ code, at }) => [code, at])).toEqual([["hidden_sheet", { sheet: "2" }]]);
  });

  it.each([
    ["2", "2", 2],
    ["first", "first", 3],
    ["FIRST", "First", 1],
    ["3", "first", 3],
  ])("are chosen by %j", async (sheet, name, index) => {
    const { tables } = await run(document, { options: { sheet } });
    expect(tables.map((table) => [table.name, table.meta?.["sheet_index"]])).toEqual([
      [name, index],
    ]);
  });

  it("are named when none is chosen", async () => {
    expect((await run(document, { options: { sheet: "9" } })).failure).toMatchObject({
      code: "sheet_not_found",
      sheets: ["First", "2", "first", "End"],
    });
  });

  it("stand directly in the spreadsheet: changes, links and caches of others are none", async () => {
    const hidden = `<table:table table:name="no">${row(text("no"))}</table:table>`;
    const { tables } = await run(
      buildOds({
        tables: `<table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell><text:p>old</text:p></table:change-track-table-cell></table:previous></table:cell-content-change></table:tracked-changes><table:dde-links><table:dde-link>${hidden}</table:dde-link></table:dde-links><table:table table:name="yes">${row(text("yes"))}</table:table>`,
      }),
    );
    expect(tables.map(({ name, rows }) => [name, rows])).toEqual([["yes", [[1, ["yes"]]]]]);
  });

  it("without cells are warned about, or refused in strict mode", async () => {
    const empty = buildOds({ tables: [{ name: "a" }, { name: "b", data: row(BLANK) }] });
    expect((await run(empty)).warnings.map(({ code }) => code)).toEqual(["no_rows"]);
    const strict = await run(empty, { options: { strict: true } });
    expect(strict.failure?.code).toBe("no_table_found");
  });
});

describe("documents", () => {
  const tables = [
    { name: "TB", data: row(text("Müller") + number("45688.5", 'table:style-name="date"')) },
  ];
  const flat = flatXml({ tables, automatic: STYLES });
  const ROWS = [[1, ["Müller", "2025-01-31T12:00:00"]]];

  it.each<[string, Uint8Array]>([
    ["a package", buildOds({ tables, automatic: STYLES })],
    ["a package without a media type", buildOds({ tables, automatic: STYLES, mimetype: null })],
    [
      "a template",
      buildOds({
        tables,
        automatic: STYLES,
        mimetype: "application/vnd.oasis.opendocument.spreadsheet-template",
      }),
    ],
    [
      "a package without styles and manifest",
      buildOds({
        tables,
        automatic: STYLES,
        parts: { "styles.xml": null, "META-INF/manifest.xml": null },
      }),
    ],
    [
      "a package whose manifest names a document type",
      buildOds({
        tables,
        automatic: STYLES,
        parts: {
          "META-INF/manifest.xml": manifestXml(
            "",
            '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">',
          ),
        },
      }),
    ],
    [
      "a package with a content in UTF-16",
      buildOds({ tables: [], parts: { "content.xml": utf16(`\uFEFF${flat}`) } }),
    ],
    ["a flat document", utf8(flat)],
    ["a flat document with a byte order mark", utf8(`\uFEFF${flat}`)],
    ["a flat document in UTF-16", utf16(`\uFEFF${flat}`)],
    ["a flat document in UTF-16 without a mark", utf16(flat)],
    [
      "a flat document in Latin-1",
      Uint8Array.from(flat.replace("UTF-8", "ISO-8859-1"), (char) => char.charCodeAt(0)),
    ],
  ])("are read as %s", async (_, bytes) => {
    const file = await run(bytes);
    expect(file.failure).toBeNull();
    expect(file.tables.map(({ name, rows }) => [name, rows])).toEqual([["TB", ROWS]]);
    expect(file.warnings).toEqual([]);
  });

  it("may name their elements by any prefix, or by none", async () => {
    const plain = flat.replaceAll(/(<\/?|\s)(?:table|office|text|style|number):/g, "$1");
    expect((await run(utf8(plain))).tables[0]?.rows).toEqual(ROWS);
    const other = flat.replaceAll("table:", "t:").replaceAll("office:", "o:");
    expect((await run(utf8(other))).tables[0]?.rows).toEqual(ROWS);
  });

  it("give the same wherever the content is stored or packed, and however it is cut", async () => {
    const content = utf8(flat);
    const expected = await run(content);
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.array(fc.nat(60), { maxLength: 6 }), async (method, gaps) => {
        // Comments of any length move every tag across the borders of pieces.
        let moved = flat;
        for (const gap of gaps)
          moved = moved.replace(
            "<table:table-row>",
            `<!--${" ".repeat(gap * 150)}--><table:table-row>`,
          );
        const parts = [{ name: "content.xml", data: moved, method: method === 0 ? 0 : 8 }];
        expect(await run(buildZip({ parts }))).toEqual(expected);
      }),
      { numRuns: 40 },
    );
  });
});
