// Rows that are copied as bytes must be those that the general reader gives: every sheet here is read
// both ways, and cut at many places.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../../guards/limits.ts";
import { SheetTable } from "../../../src/codecs/sheets/sheet-table.ts";
import type { PartReader } from "../../../src/codecs/xml-part.ts";
import { Refusal } from "../../../src/core/failure.ts";
import type { JsonRowSink } from "../../../src/core/records.ts";
import type { CellContext } from "../../../src/formats/xlsx/cell-values.ts";
import { SharedStringsReader } from "../../../src/formats/xlsx/shared-strings-reader.ts";
import { SheetReader } from "../../../src/formats/xlsx/sheet.ts";
import { StylesReader } from "../../../src/formats/xlsx/styles.ts";
import { utf8 } from "../../support/build-zip.ts";
import { CollectingSink, parseContext } from "../../support/collect-rows.ts";

const STRINGS = `<sst><si><t>Cash</t></si><si><t>"Größe" \\ &amp;\n<![CDATA[<]]></t></si><si/><si><t>_x0001_&#x2028;</t></si><si><t>${"long ".repeat(3000)}</t></si></sst>`;
const STYLES = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="00000"/><numFmt numFmtId="165" formatCode="[h]:mm"/></numFmts><cellXfs><xf/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="22"/></cellXfs></styleSheet>`;
/** Enough for the header to be looked for no longer. */
const FIRST_ROWS = 60;

function feed(reader: PartReader, bytes: Uint8Array, size: number): void {
  for (let at = 0; at < bytes.length; at += size) {
    reader.scanner.push(bytes.slice(at, at + size));
    while (reader.drain() === true);
  }
  reader.scanner.finish();
  while (reader.drain() === true);
}

const strings = new SharedStringsReader("s", DEFAULT_LIMITS);
feed(strings, utf8(STRINGS), 100_000);
const styles = new StylesReader("t", DEFAULT_LIMITS);
feed(styles, utf8(STYLES), 100_000);
const WORKBOOK: CellContext = {
  strings: strings.strings,
  formats: styles.finish(),
  is1904: false,
};

class ValueSink extends CollectingSink {
  override get json(): JsonRowSink {
    return null as unknown as JsonRowSink;
  }
}

interface Reading {
  tables: unknown;
  warnings: unknown;
  failure: unknown;
  rowsAsJson: number;
}

interface Way {
  header?: "auto" | "none";
  /** Bytes of a piece. */
  size?: number;
  asValues?: boolean;
  limits?: object;
}

function read(data: string, way: Way = {}): Reading {
  const { header = "none", size = 65_536, asValues = false, limits = {} } = way;
  const sink = asValues ? new ValueSink() : new CollectingSink();
  const context = parseContext({ options: { header }, limits: { heldRowBytes: 0, ...limits } });
  const sheet = { name: "S", visibility: "visible" as const, index: 1 };
  const table = new SheetTable(sheet, {}, sink, context);
  const reader = new SheetReader("p", "S", WORKBOOK, table, context.limits);
  let failure: unknown = null;
  try {
    feed(reader, utf8(`<worksheet><sheetData>${data}</sheetData></worksheet>`), size);
    table.end();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    failure = error.failure;
  }
  const { tables, warnings, rowsAsJson } = sink;
  // Whoever sees a failure discards the rows before it.
  return failure === null
    ? { tables, warnings, failure, rowsAsJson }
    : { tables: null, warnings: null, failure, rowsAsJson };
}

function firstRows(columns: number): string {
  const names = Array.from(
    { length: columns },
    (_, at) => `<c r="${"ABCDEFG"[at]}1" t="str"><v>Name${at}</v></c>`,
  );
  const rows = Array.from(
    { length: FIRST_ROWS - 1 },
    (_, at) =>
      `<row r="${at + 2}"><c r="A${at + 2}"><v>${at}</v></c><c r="B${at + 2}"><v>1</v></c></row>`,
  );
  return `<row r="1">${names.join("")}</row>${rows.join("")}`;
}

/** The one row behind the first ones, and the rows that went as JSON. */
function readRow(row: string, way: Way = {}): [cells: unknown, rowsAsJson: number] {
  const { tables, rowsAsJson } = read(
    firstRows(3) + row + '<row r="999"><c r="A999"><v>9</v></c></row>',
    way,
  );
  const [table] = tables as { rows: [number, unknown][] }[];
  return [table?.rows.find(([number]) => number === 100)?.[1], rowsAsJson];
}

function rowOf(cells: string): string {
  return `<row r="100" spans="1:3" ht="15.5" x14ac:dyDescent="0.25">${cells}</row>`;
}

describe("PlainRows", () => {
  it.each<[string, string, unknown]>([
    ["a number", '<c r="A100"><v>12.5</v></c>', [12.5]],
    ["a number of 17 digits", '<c r="A100"><v>0.30000000000000004</v></c>', [0.3]],
    ["a number with an exponent", '<c r="A100"><v>1.5E-3</v></c>', [0.0015]],
    ["a negative number with a style", '<c r="A100" s="0"><v>-1234.56</v></c>', [-1234.56]],
    ["a shared string", '<c r="A100" t="s"><v>0</v></c>', ["Cash"]],
    ["a shared string to be escaped", '<c r="B100" t="s"><v>1</v></c>', [null, '"Größe" \\ &\n<']],
    ["a control character", '<c r="A100" t="s"><v>3</v></c>', ["\u0001\u2028"]],
    ["an empty shared string", '<c r="A100" t="s"><v>2</v></c><c r="B100"><v>1</v></c>', [null, 1]],
    ["a date", '<c r="A100" s="1"><v>45688</v></c>', ["2025-01-31"]],
    ["a time of day", '<c r="A100" s="4"><v>45688.5</v></c>', ["2025-01-31T12:00:00"]],
    ["a duration", '<c r="A100" s="3"><v>1.5</v></c>', ["PT36H"]],
    ["a number under a padding format", '<c r="A100" s="2"><v>42</v></c>', [42]],
    ["booleans", '<c r="A100" t="b"><v>1</v></c><c r="B100" t="b"><v>0</v></c>', [true, false]],
    ["an error", '<c r="A100" t="e"><v>#DIV/0!</v></c>', ["#DIV/0!"]],
    [
      "a formula's text",
      '<c r="A100" t="str"><f>A1&amp;"x"</f><v>AT&amp;T "x"</v></c>',
      ['AT&T "x"'],
    ],
    ["a shared formula's number", '<c r="A100"><f t="shared" si="0"/><v>3</v></c>', [3]],
    ["an inline text", '<c r="A100" t="inlineStr"><is><t>Zürich</t></is></c>', ["Zürich"]],
    [
      "styled blanks",
      '<c r="A100" s="1"/><c r="B100"></c><c r="C100"><v>7</v></c>',
      [null, null, 7],
    ],
    ["a gap", '<c r="A100"><v>1</v></c> <c r="C100"><v>3</v></c>', [1, null, 3]],
  ])("copies %s", (_, cells, expected) => {
    const [, without] = readRow("");
    expect(readRow(rowOf(cells))).toEqual([expected, without + 1]);
    expect(readRow(rowOf(cells), { asValues: true })).toEqual([expected, 0]);
    const padded = [...(expected as unknown[]), null, null].slice(0, 3);
    expect(readRow(rowOf(cells), { header: "auto" })).toEqual([padded, without + 1]);
  });

  it.each<[string, string]>([
    ["a hidden row", '<row r="100" hidden="1"><c r="A100"><v>1</v></c></row>'],
    ["a row without height", '<row r="100" ht="0"><c r="A100"><v>1</v></c></row>'],
    ["a row without a number", '<row><c r="A100"><v>1</v></c></row>'],
    ["a cell of another row", rowOf('<c r="A101"><v>1</v></c>')],
    ["a cell without an address", rowOf("<c><v>1</v></c>")],
    ["cells out of order", rowOf('<c r="B100"><v>2</v></c><c r="A100"><v>1</v></c>')],
    ["a cell that comes twice", rowOf('<c r="A100"><v>2</v></c><c r="A100"><v>1</v></c>')],
    [
      "a row that comes twice",
      rowOf('<c r="A100"><v>2</v></c>') + rowOf('<c r="B100"><v>1</v></c>'),
    ],
    ["a whole number of 17 digits", rowOf('<c r="A100"><v>12345678901234567</v></c>')],
    ["a text in a number", rowOf('<c r="A100"><v>n/a</v></c>')],
    ["a formula without a result", rowOf('<c r="A100"><f>1+1</f></c>')],
    ["a string that is not there", rowOf('<c r="A100" t="s"><v>99</v></c>')],
    ["a long string", rowOf('<c r="A100" t="s"><v>4</v></c>')],
    ["an escape", rowOf('<c r="A100" t="str"><v>a_x000D_b</v></c>')],
    ["a reference by number", rowOf('<c r="A100" t="str"><v>&#8364;</v></c>')],
    ["white space around a text", rowOf('<c r="A100" t="inlineStr"><is><t> a </t></is></c>')],
    ["runs", rowOf('<c r="A100" t="inlineStr"><is><r><t>a</t></r></is></c>')],
    ["a comment", rowOf('<!-- c --><c r="A100"><v>1</v></c>')],
    ["an ISO date", rowOf('<c r="A100" t="d"><v>2025-01-31</v></c>')],
    ["more cells than the header", rowOf('<c r="D100"><v>1</v></c>')],
    [
      "quotes of a formula's attribute that do not pair up",
      rowOf('<c r="A100"><f t="sharedref="A1" si="0">1</f><v>1</v></c>'),
    ],
    [
      "a formula's attribute with a bad name",
      rowOf('<c r="A100"><f= t="shared" si="0">1</f><v>1</v></c>'),
    ],
    ["a formula's attribute without a value", rowOf('<c r="A100"><f ca>1</f><v>1</v></c>')],
    ["a bracket in a formula's attribute", rowOf('<c r="A100"><f ref="a>b">1</f><v>1</v></c>')],
    ["an element whose name begins like a formula's", rowOf('<c r="A100"><fx>1</f><v>1</v></c>')],
    ["a bad reference in a formula", rowOf('<c r="A100"><f>a&nope;b</f><v>1</v></c>')],
  ])("leaves %s to the general reader", (_, row) => {
    const data = `${firstRows(3)}${row}<row r="999"><c r="A999"><v>9</v></c></row>`;
    for (const header of ["auto", "none"] as const) {
      const { rowsAsJson, ...asJson } = read(data, { header });
      const { rowsAsJson: none, ...asValues } = read(data, { header, asValues: true });
      expect(asJson).toEqual(asValues);
      expect(none).toBe(0);
      expect(rowsAsJson).toBeGreaterThan(0);
    }
  });

  it.each<[string, string]>([
    ["a row with values", rowOf('<c r="A100"><v>1</v></c>')],
    ["an empty row", '<row r="100"></row>'],
    [
      "an empty row behind one with values",
      `${rowOf('<c r="A100"><v>1</v></c>')}<row r="101"></row>`,
    ],
  ])("counts on from %s to a row without a number", (_, row) => {
    const data = `${firstRows(3)}${row}<row hidden="1"><c><v>7</v></c></row><row><c><v>8</v></c></row>`;
    const { tables, warnings, failure } = read(data);
    expect({ tables, warnings, failure }).toEqual({
      ...read(data, { asValues: true }),
      rowsAsJson: undefined,
    });
    expect(failure).toBeNull();
  });

  const decimal = fc.oneof(
    fc.double({ noDefaultInfinity: true, noNaN: true }).map(String),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toPrecision(17)),
    fc.constantFrom(
      "0",
      "-0",
      "00",
      "0.10",
      "1.",
      ".5",
      "1e5",
      " 7 ",
      "-",
      "",
      "0.0000001",
      "999999999999999",
      "1234567890123456",
      "+1",
      "1_000",
    ),
    fc.integer({ min: 0, max: 60_000 }).map(String),
  );
  const text = fc.constantFrom(
    "a",
    "Ü",
    "\u{1f600}",
    "&amp;",
    "&quot;",
    "_x0041_",
    "_",
    "\\",
    "\t",
    " ",
    "&#65;",
    '"',
    "\u007f",
    "\u2028",
  );
  const value = fc.oneof(
    decimal.map((digits) => ["", `<v>${digits}</v>`]),
    fc
      .constantFrom("0", "1", "2", "3", "4", "5", "x", "")
      .map((index) => [' t="s"', `<v>${index}</v>`]),
    fc.constantFrom("0", "1", "true", "2").map((flag) => [' t="b"', `<v>${flag}</v>`]),
    fc.array(text, { maxLength: 4 }).map((parts) => [' t="str"', `<v>${parts.join("")}</v>`]),
    fc
      .array(text, { maxLength: 4 })
      .map((parts) => [' t="inlineStr"', `<is><t>${parts.join("")}</t></is>`]),
    fc
      .constantFrom("<f>1+1</f>", "<f/>", "", "<v/>", "<f>A&amp;B</f><v>1</v>", "<extLst/>")
      .map((inner) => ["", inner]),
    fc.constant([' t="e"', "<v>#N/A</v>"]),
  );
  const cell = fc.record({
    step: fc.constantFrom(1, 1, 1, 1, 2, 3, 0, -1),
    style: fc.constantFrom(
      "",
      "",
      ' s="1"',
      ' s="2"',
      ' s="3"',
      ' s="4"',
      ' s="99"',
      " s='1'",
      ' cm="1"',
    ),
    value,
    hasAddress: fc.constantFrom(true, true, true, true, true, true, false),
    space: fc.constantFrom("", "", "", "\n", "<!-- -->"),
  });
  const row = fc.record({
    step: fc.constantFrom(1, 1, 1, 1, 1, 3, 0, -2),
    attributes: fc.constantFrom(
      "",
      "",
      ' spans="1:9"',
      ' ht="12"',
      ' ht="0"',
      ' hidden="0"',
      ' hidden="1"',
      " a='1'",
      ` a'b="1"`,
      ' a>b="1"',
      ' a&b="1"',
    ),
    cells: fc.array(cell, { maxLength: 5 }),
    space: fc.constantFrom("", "", "\r\n", "x"),
  });

  it("gives the rows, warnings and failures of the general reader, wherever the part is cut", () => {
    let copied = 0;
    fc.assert(
      fc.property(
        fc.array(row, { minLength: 1, maxLength: 12 }),
        fc.constantFrom("auto" as const, "none" as const),
        fc.integer({ min: 1, max: 700 }),
        (rows, header, size) => {
          let number = FIRST_ROWS;
          let data = firstRows(3);
          for (const { step, attributes, cells, space } of rows) {
            number = Math.max(1, number + step);
            let column = 0;
            data += `<row r="${number}"${attributes}>`;
            for (const {
              step: columns,
              style,
              value: [type, inner],
              hasAddress,
              space: gap,
            } of cells) {
              column = Math.min(7, Math.max(1, column + columns));
              const address = hasAddress ? ` r="${"ABCDEFG"[column - 1]}${number}"` : "";
              data += `<c${address}${style}${type}>${inner}</c>${gap}`;
            }
            data += `</row>${space}`;
          }
          const expected = read(data, { header, asValues: true });
          for (const pieces of [65_536, size]) {
            const found = read(data, { header, size: pieces });
            copied += found.rowsAsJson;
            expect({ ...found, rowsAsJson: 0 }).toEqual({ ...expected, rowsAsJson: 0 });
          }
        },
      ),
      { numRuns: 300 },
    );
    expect(copied).toBeGreaterThan(300);
  });
});
