// Every limit that an OpenDocument spreadsheet can meet, one below, at and one above it, through the parser.
import { describe, expect, it } from "vitest";
import * as limits from "../../guards/limits.ts";
import { parse } from "../../src/formats/ods/parse.ts";
import { readBomb } from "../bombs/bomb.ts";
import {
  buildOds,
  buildTable,
  cell,
  contentXml,
  flatXml,
  number,
  ODS_MEDIA_TYPE,
  row,
  text,
} from "../support/build-ods.ts";
import { buildZip, utf8 } from "../support/build-zip.ts";
import { run } from "../support/ods-runs.ts";
import { expectLimit, titleOf, type LimitCase } from "./limit-cases.ts";

const ROW = row(number("1"));
const PLACE = { sheet: "Sheet1", row: 1, column: 1, cell: "A1" };

const numbers = (rows: number, columns: number) => row(number("1").repeat(columns)).repeat(rows);

/** A package of nothing but its content, and other parts. */
function packageOf(
  content: string,
  more: readonly { name: string; data: string }[] = [],
): Uint8Array {
  return buildZip({
    parts: [
      { name: "mimetype", data: ODS_MEDIA_TYPE, method: 0 },
      { name: "content.xml", data: content },
      ...more,
    ],
  });
}

const CONTENT = contentXml({ tables: [{ name: "Sheet1", data: ROW }] });
const inside = (xml: string) => contentXml({ tables: [{ name: "Sheet1", data: xml }] });

const CASES: readonly LimitCase[] = [
  {
    name: "zip_entries",
    code: "expansion_limit",
    make: (count) =>
      packageOf(
        CONTENT,
        Array.from({ length: count - 2 }, (_, at) => ({ name: `x${at}`, data: "" })),
      ),
    max: 20,
    limits: (zipEntries) => ({ zipEntries }),
  },
  {
    name: "zip_directory_bytes",
    code: "expansion_limit",
    make: (bytes) => {
      const others = "mimetype".length + "content.xml".length;
      return packageOf(CONTENT, [{ name: "x".repeat(bytes - 3 * 46 - others), data: "" }]);
    },
    max: 300,
    limits: (zipDirectoryBytes) => ({ zipDirectoryBytes }),
  },
  {
    name: "inflated_bytes",
    code: "expansion_limit",
    make: (bytes) => packageOf(CONTENT.replace(/$/, " ".repeat(bytes - CONTENT.length))),
    max: 20_000,
    limits: (inflatedBytes) => ({ inflatedBytes }),
    at: { entry: "content.xml" },
  },
  {
    name: "xml_depth",
    code: "xml_unsafe",
    // Three elements hold the table, which is the fourth.
    make: (depth) => packageOf(inside(`${"<a>".repeat(depth - 4)}${"</a>".repeat(depth - 4)}`)),
    max: 10,
    limits: (xmlDepth) => ({ xmlDepth }),
    at: { entry: "content.xml" },
  },
  {
    name: "xml_depth",
    of: "a flat document",
    code: "xml_unsafe",
    make: (depth) =>
      utf8(
        flatXml({
          tables: [
            { name: "Sheet1", data: `${"<a>".repeat(depth - 4)}${"</a>".repeat(depth - 4)}` },
          ],
        }),
      ),
    max: 10,
    limits: (xmlDepth) => ({ xmlDepth }),
  },
  {
    name: "xml_tag_bytes",
    code: "xml_unsafe",
    make: (bytes) => packageOf(inside(`<a b="${"x".repeat(bytes - 7)}"/>`)),
    max: 2_000,
    limits: (xmlTagBytes) => ({ xmlTagBytes }),
    at: { entry: "content.xml" },
  },
  {
    name: "xml_tree_bytes",
    of: "the manifest",
    code: "expansion_limit",
    make: (bytes) =>
      packageOf(CONTENT, [
        { name: "META-INF/manifest.xml", data: `<a>${" ".repeat(bytes - 7)}</a>` },
      ]),
    max: 2_000,
    limits: (xmlTreeBytes) => ({ xmlTreeBytes }),
    at: { entry: "META-INF/manifest.xml" },
  },
  {
    name: "cell_bytes",
    code: "cell_too_long",
    make: (bytes) => buildTable(row(text("x".repeat(bytes)))),
    max: 3_000,
    limits: (cellBytes) => ({ cellBytes }),
    at: PLACE,
  },
  {
    name: "cell_bytes",
    of: "spaces",
    code: "cell_too_long",
    make: (bytes) => buildTable(row(text(`x<text:s text:c="${bytes - 2}"/>x`))),
    max: 3_000,
    limits: (cellBytes) => ({ cellBytes }),
    at: PLACE,
  },
  {
    name: "rows_per_table",
    code: "rows_exceeded",
    make: (rows) => buildTable(numbers(rows, 1)),
    max: 100,
    limits: (rowsPerTable) => ({ rowsPerTable }),
    at: { row: 101 },
  },
  {
    name: "rows_per_table",
    of: "repeated",
    code: "rows_exceeded",
    make: (rows) => buildTable(row(number("1"), `table:number-rows-repeated="${rows}"`)),
    max: 100,
    limits: (rowsPerTable) => ({ rowsPerTable }),
    at: { sheet: "Sheet1", row: 1 },
  },
  {
    name: "rows_per_table",
    of: "the last row of a sheet",
    code: "rows_exceeded",
    make: (rows) => buildTable(`${row("", `table:number-rows-repeated="${rows - 1}"`)}${ROW}`),
    max: 1_048_576,
    at: { sheet: "Sheet1", row: 1_048_577, column: 1 },
  },
  {
    name: "columns_per_table",
    code: "columns_exceeded",
    make: (columns) => buildTable(row(number("1", `table:number-columns-repeated="${columns}"`))),
    max: 20,
    limits: (columnsPerTable) => ({ columnsPerTable }),
    at: { sheet: "Sheet1", row: 1, column: 1 },
  },
  {
    name: "cells_per_file",
    code: "cells_exceeded",
    make: (cells) =>
      buildOds({
        tables: [
          { name: "a", data: numbers(10, 5) },
          { name: "b", data: numbers(cells - 50, 1) },
        ],
      }),
    max: 150,
    limits: (cellsPerFile) => ({ cellsPerFile }),
    at: { row: 101 },
  },
  {
    name: "cells_per_file",
    of: "repeated",
    code: "cells_exceeded",
    make: (cells) => buildTable(row(number("1"), `table:number-rows-repeated="${cells}"`)),
    max: 150,
    limits: (cellsPerFile) => ({ cellsPerFile }),
    at: { sheet: "Sheet1", row: 1 },
  },
  {
    name: "merged_ranges",
    code: "expansion_limit",
    make: (count) => buildTable(row(cell('table:number-columns-spanned="2"').repeat(count)) + ROW),
    max: 10,
    limits: (mergedRanges) => ({ mergedRanges }),
    at: { sheet: "Sheet1" },
  },
  {
    name: "text_bytes",
    code: "expansion_limit",
    make: (bytes) => buildTable(row(text("0123456789")) + row(text("x".repeat(bytes - 10)))),
    max: 100,
    limits: (textRatioFreeBytes) => ({ textRatio: 0, textRatioFreeBytes }),
    at: { row: 2 },
  },
  {
    name: "workbook_sheets",
    code: "corrupt_file",
    make: (count) =>
      packageOf(
        contentXml({ tables: `<table:table table:name="a">${ROW}</table:table>`.repeat(count) }),
      ),
    max: limits.MAX_WORKBOOK_SHEETS,
  },
  {
    name: "style_characters",
    code: "expansion_limit",
    // 32 characters for each style besides its name.
    make: (characters) => {
      const style = (length: number) =>
        `<style:style style:name="${"x".repeat(length)}" style:family="table-cell"/>`;
      const each = 60_000;
      const rest = characters - 60 * (each + 32);
      const styles = [...Array.from({ length: 60 }, () => each), ...halves(rest, 10)];
      return packageOf(
        contentXml({
          tables: [{ name: "Sheet1", data: ROW }],
          automatic: styles.map((length, at) => style(at < 60 ? length : length - 32)).join(""),
        }),
      );
    },
    max: limits.MAX_STYLE_CHARACTERS,
  },
];

/** So many numbers that make `sum` together. */
function halves(sum: number, count: number): number[] {
  const each = Math.floor(sum / count);
  return Array.from({ length: count }, (_, at) => (at === 0 ? sum - each * (count - 1) : each));
}

describe("a limit of ods", () => {
  it.each(CASES.map((limitCase) => [titleOf(limitCase), limitCase] as const))(
    "%s",
    async (_, limitCase) => {
      await expectLimit(parse, limitCase);
    },
  );

  it("sheet_name_characters, where a sheet is looked for", async () => {
    const read = async (characters: number) => {
      const names = halves(characters, 20);
      const tables = names.map((length) => ({ name: "x".repeat(length), data: ROW }));
      return (await run(buildOds({ tables }), { options: { sheet: "1" } })).failure;
    };
    const max = limits.MAX_SHEET_NAME_CHARACTERS;
    expect(await read(max - 1)).toBeNull();
    expect(await read(max)).toBeNull();
    expect(await read(max + 1)).toMatchObject({
      code: "corrupt_file",
      limit: { name: "sheet_name_characters", max, found: max + 1 },
    });
  });

  it("repeated_characters", async () => {
    // The text itself is none of what its repetition adds.
    const added = 30 * 1_000;
    const bytes = buildTable(row(text("x".repeat(1_000)), 'table:number-rows-repeated="31"'));
    const read = async (inflateRatioFreeBytes: number) =>
      (await readBomb(parse, bytes, { inflateRatio: 0, inflateRatioFreeBytes })).failure;
    expect(await read(added + 1)).toBeNull();
    expect(await read(added)).toBeNull();
    expect(await read(added - 1)).toMatchObject({
      code: "expansion_limit",
      limit: { name: "repeated_characters", max: added - 1, found: added },
      at: { sheet: "Sheet1", row: 1 },
    });
  });
});
