// Bombs in OpenDocument spreadsheets: repetitions, tables in tables, styles without number, and the same in
// flat documents.
import { buildZip, utf8, type ZipPart } from "../support/build-zip.ts";
import {
  cell,
  flatXml,
  NAMESPACES,
  number,
  ODS_MEDIA_TYPE,
  row,
  text,
} from "../support/build-ods.ts";
import { packRepeated, repeatedBytes, type Repeated } from "../support/repeated-content.ts";
import { long, type Bomb } from "./bomb.ts";

type Answer = Bomb["expected"];

const MIMETYPE: ZipPart = { name: "mimetype", data: ODS_MEDIA_TYPE, method: 0 };
const RATIO: Answer = { code: "expansion_limit", limit: "inflate_ratio" };
const HEAD = `<office:document-content ${NAMESPACES}><office:body><office:spreadsheet>`;
const TAIL = "</office:spreadsheet></office:body></office:document-content>";
const ALL_ROWS = 'table:number-rows-repeated="1048576"';
const ALL_COLUMNS = 'table:number-columns-repeated="16384"';

function packageOf(content: Repeated, more: readonly ZipPart[] = []): Uint8Array {
  return buildZip({
    parts: [MIMETYPE, { name: "content.xml", data: packRepeated(content) }, ...more],
  });
}

function bomb(name: string, content: Repeated | (() => Repeated), expected: Answer): Bomb {
  return {
    name,
    format: "ods",
    build: () => packageOf(typeof content === "function" ? content() : content),
    expected,
  };
}

/** One unit so many times inside the only table. */
function inTable(
  name: string,
  unit: string,
  count: number,
  expected: Answer,
  { head = "", tail = "" } = {},
): Bomb {
  const content = {
    head: `${HEAD}<table:table table:name="a">${head}`,
    unit,
    count,
    tail: `${tail}</table:table>${TAIL}`,
  };
  return bomb(name, content, expected);
}

function inStyles(name: string, unit: string, count: number, expected: Answer): Bomb {
  return bomb(
    name,
    { head: `<office:document-content ${NAMESPACES}><office:automatic-styles>`, unit, count },
    expected,
  );
}

const CELLS = { code: "cells_exceeded", limit: "cells_per_file" } as const;

const REPEATS: readonly Bomb[] = [
  inTable(
    "a blank cell 16 384 times in a row 1 048 576 times",
    row(cell(`${ALL_COLUMNS} table:style-name="x"`), ALL_ROWS),
    1,
    { rows: 0 },
  ),
  inTable(
    "ten thousand of these",
    row(cell(`${ALL_COLUMNS} table:style-name="x"`), ALL_ROWS),
    10_000,
    { rows: 0 },
  ),
  inTable(
    "a number 16 384 times in a row 1 048 576 times",
    row(number("1", ALL_COLUMNS), ALL_ROWS),
    1,
    CELLS,
  ),
  long(
    inTable(
      "a number 16 384 times in a row 1 220 times",
      row(number("1", ALL_COLUMNS), 'table:number-rows-repeated="1220"'),
      1,
      { rows: 1_220 },
    ),
  ),
  long(
    inTable("a number 16 384 times in 10 000 rows", row(number("1", ALL_COLUMNS)), 10_000, CELLS),
  ),
  long(
    inTable("a row 1 048 576 times, twice", row(number("1"), ALL_ROWS), 2, {
      code: "rows_exceeded",
      limit: "rows_per_table",
    }),
  ),
  inTable("a row 9 999 999 times", row(number("1"), 'table:number-rows-repeated="9999999"'), 1, {
    code: "rows_exceeded",
    limit: "rows_per_table",
  }),
  inTable(
    "a row 2^64 times",
    row(number("1"), 'table:number-rows-repeated="18446744073709551616"'),
    1,
    { code: "corrupt_file" },
  ),
  inTable("a row -1 times", row(number("1"), 'table:number-rows-repeated="-1"'), 1, {
    code: "corrupt_file",
  }),
  inTable(
    "a number 9 999 999 times in a row",
    row(number("1", 'table:number-columns-repeated="9999999"')),
    1,
    { code: "columns_exceeded", limit: "columns_per_table" },
  ),
  inTable(
    "a text of 60 000 letters in a row 1 000 000 times",
    row(text("x".repeat(60_000)), 'table:number-rows-repeated="1000000"'),
    1,
    { code: "expansion_limit", limit: "repeated_characters" },
  ),
  inTable(
    "a text of 60 000 letters 16 384 times in a row",
    row(text("x".repeat(60_000), ALL_COLUMNS)),
    1,
    { code: "expansion_limit" },
  ),
  long(
    inTable(
      "a text of 60 000 letters 60 times in each of a thousand rows",
      row(text("x".repeat(60_000), 'table:number-columns-repeated="60"')),
      1_000,
      { code: "expansion_limit" },
    ),
  ),
  long(
    inTable(
      "a million columns, 16 384 times each",
      `<table:table-column ${ALL_COLUMNS} table:visibility="collapse"/>`,
      700_000,
      { rows: 0 },
    ),
  ),
  inTable(
    "merged cells over the whole sheet in a row 1 048 576 times",
    row(
      number("1", 'table:number-columns-spanned="16384" table:number-rows-spanned="1048576"'),
      ALL_ROWS,
    ),
    1,
    { code: "expansion_limit", limit: "merged_ranges" },
  ),
  inTable(
    "merged blank cells in a row 1 048 576 times",
    row(cell('table:number-columns-spanned="2"'), ALL_ROWS),
    1,
    { rows: 0 },
  ),
  long(
    inTable(
      "a million merged blank cells in a row",
      cell('table:number-columns-spanned="2"'),
      800_000,
      { rows: 0 },
      { head: "<table:table-row>", tail: "</table:table-row>" },
    ),
  ),
  long(
    inTable(
      "hidden rows, every second, 9 999 999 times",
      `${row("", 'table:visibility="collapse" table:number-rows-repeated="9999999"')}${row("")}`,
      300_000,
      { rows: 0 },
    ),
  ),
];

const TEXTS: readonly Bomb[] = [
  inTable("2^31 spaces", row(text('<text:s text:c="2147483648"/>')), 1, { code: "corrupt_file" }),
  inTable("9 999 999 spaces", row(text('<text:s text:c="9999999"/>')), 1, {
    code: "cell_too_long",
    limit: "cell_bytes",
  }),
  inTable(
    "a million times 1 000 spaces",
    '<text:s text:c="1000"/>',
    1_000_000,
    { code: "cell_too_long", limit: "cell_bytes" },
    { head: "<table:table-row><table:table-cell><text:p>" },
  ),
  long(
    inTable(
      "ten million paragraphs in a cell",
      "<text:p/>",
      7_000_000,
      { code: "cell_too_long", limit: "cell_bytes" },
      { head: '<table:table-row><table:table-cell office:value-type="string">' },
    ),
  ),
  inTable(
    "a text of 60 MB in a cell",
    "x",
    60_000_000,
    { code: "cell_too_long", limit: "cell_bytes" },
    { head: '<table:table-row><table:table-cell office:value-type="string"><text:p>' },
  ),
  long(
    inTable("cells of 1 MiB of spaces, 200 of them", row(text('<text:s text:c="1048576"/>')), 200, {
      code: "expansion_limit",
      limit: "text_bytes",
    }),
  ),
  inTable(
    "rows of 4 cells of 1 MiB of spaces",
    row(text('<text:s text:c="1048576"/>').repeat(5)),
    200,
    { code: "expansion_limit", limit: "row_bytes" },
  ),
  long(
    inTable("an annotation of a gibibyte", "x", 1 << 30, RATIO, {
      head: "<table:table-row><table:table-cell><office:annotation>",
    }),
  ),
];

const TABLES: readonly Bomb[] = [
  long(
    inTable(
      "tables in tables, 20 deep, a hundred thousand times",
      `${"<table:table><table:table-row><table:table-cell>".repeat(14)}${"</table:table-cell></table:table-row></table:table>".repeat(14)}`,
      40_000,
      { rows: 0 },
      {
        head: "<table:table-row><table:table-cell>",
        tail: "</table:table-cell></table:table-row>",
      },
    ),
  ),
  inTable(
    "tables in tables, a million deep",
    "<table:table-row><table:table-cell><table:table>",
    1_000_000,
    { code: "xml_unsafe", limit: "xml_depth" },
  ),
  inTable("groups of rows, a million deep", "<table:table-row-group>", 1_000_000, {
    code: "xml_unsafe",
    limit: "xml_depth",
  }),
  long(
    bomb(
      "a million tables",
      { head: HEAD, unit: '<table:table table:name="a"/>', count: 1_000_000, tail: TAIL },
      { code: "corrupt_file", limit: "workbook_sheets" },
    ),
  ),
  long({
    name: "400 000 styles of different names",
    format: "ods",
    build: () => {
      const styles = Array.from(
        { length: 400_000 },
        (_, at) => `<style:style style:name="s${at}" style:family="table-cell"/>`,
      ).join("");
      return packageOf({
        head: `<office:document-content ${NAMESPACES}><office:automatic-styles>`,
        unit: styles,
        count: 1,
      });
    },
    expected: { code: "expansion_limit", limit: "style_characters" },
  }),
  long(
    inStyles(
      "a million styles",
      '<style:style style:name="a" style:family="table-cell" style:parent-style-name="b"/>',
      700_000,
      { code: "expansion_limit", limit: "style_characters" },
    ),
  ),
  long(
    inStyles(
      "styles with names of 60 000 letters",
      `<style:style style:name="${"x".repeat(60_000)}" style:family="table-cell"/>`,
      1_000,
      { code: "expansion_limit", limit: "style_characters" },
    ),
  ),
  long(
    inStyles("a million maps in a style", "<style:map/>", 5_000_000, { code: "truncated_file" }),
  ),
];

/** The names of these styles differ, so that each is kept. */
const CHAINS: readonly Bomb[] = [
  {
    name: "styles that are each other's parents",
    format: "ods",
    build: () => {
      const style = (name: string, parent: string) =>
        `<style:style style:name="${name}" style:family="table-cell" style:parent-style-name="${parent}"/>`;
      const common = `<office:document-styles ${NAMESPACES}><office:styles>${style("a", "b")}${style("b", "a")}</office:styles></office:document-styles>`;
      return packageOf(
        {
          head: `${HEAD}<table:table>`,
          unit: row(number("1", 'table:style-name="a"')),
          count: 1_000,
          tail: `</table:table>${TAIL}`,
        },
        [{ name: "styles.xml", data: common }],
      );
    },
    expected: { rows: 1_000 },
  },
  long({
    name: "40 000 styles, each the parent of the next, all used",
    format: "ods",
    build: () => {
      const count = 40_000;
      const styles = Array.from(
        { length: count },
        (_, at) =>
          `<style:style style:name="s${at}" style:family="table-cell" style:parent-style-name="s${at + 1}"/>`,
      ).join("");
      const rows = Array.from({ length: count }, (_, at) =>
        row(number("1", `table:style-name="s${at}"`)),
      ).join("");
      return packageOf(
        { head: `${HEAD}<table:table>`, unit: rows, count: 1, tail: `</table:table>${TAIL}` },
        [
          {
            name: "styles.xml",
            data: `<office:document-styles ${NAMESPACES}><office:styles>${styles}</office:styles></office:document-styles>`,
          },
        ],
      );
    },
    expected: { rows: 40_000 },
  }),
];

const LAUGHS =
  '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>';

const DOCUMENTS: readonly Bomb[] = [
  ...["content.xml", "styles.xml", "META-INF/manifest.xml"].map((name): Bomb => ({
    name: `billion laughs in ${name}`,
    format: "ods",
    build: () =>
      buildZip({
        parts: [
          MIMETYPE,
          { name, data: `${LAUGHS}<a>&b;</a>` },
          ...(name === "content.xml" ? [] : [{ name: "content.xml", data: `${HEAD}${TAIL}` }]),
        ],
      }),
    expected: { code: "xml_unsafe", entry: name },
  })),
  {
    name: "quadratic blowup in a flat document",
    format: "ods",
    build: () =>
      repeatedBytes({
        head: `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "${"a".repeat(100_000)}">]><office:document>`,
        unit: "&a;",
        count: 1_000_000,
      }),
    expected: { code: "xml_unsafe" },
  },
  {
    name: "a document type in UTF-16 without a mark",
    format: "ods",
    build: () => new Uint8Array(Buffer.from(`${LAUGHS}<office:document/>`, "utf16le")),
    expected: { code: "xml_unsafe" },
  },
  long({
    name: "a flat document with 40 MB of blank rows",
    format: "ods",
    build: () => {
      const whole = flatXml({ tables: [{ name: "a", data: "@" }] });
      const at = whole.indexOf("@");
      return repeatedBytes({
        head: whole.slice(0, at),
        unit: row(cell(ALL_COLUMNS), ALL_ROWS),
        count: 260_000,
        tail: whole.slice(at + 1),
      });
    },
    expected: { rows: 0 },
  }),
  long({
    name: "a manifest of 4 MiB",
    format: "ods",
    build: () =>
      packageOf({ head: HEAD, unit: "", count: 0, tail: TAIL }, [
        {
          name: "META-INF/manifest.xml",
          data: packRepeated({
            head: "<manifest>",
            unit: "<file-entry full-path=''/>",
            count: 150_000,
            tail: "</manifest>",
          }),
        },
      ]),
    expected: { code: "no_table_found" },
  }),
  long({
    name: "a stored content of 40 MiB of spaces",
    format: "ods",
    build: () =>
      buildZip({
        parts: [
          MIMETYPE,
          {
            name: "content.xml",
            method: 0,
            data: Buffer.concat([utf8(HEAD), Buffer.alloc(40 * 1024 * 1024, 0x20), utf8(TAIL)]),
          },
        ],
      }),
    expected: { code: "no_table_found" },
  }),
];

export const ODS_BOMBS: readonly Bomb[] = [
  ...REPEATS,
  ...TEXTS,
  ...TABLES,
  ...CHAINS,
  ...DOCUMENTS,
];
