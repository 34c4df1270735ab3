// Rows that are copied as bytes must be those that the general reader gives: every table here is read
// both ways, and cut at many places.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../../src/core/failure.ts";
import type { JsonRowSink } from "../../../src/core/records.ts";
import { CellStyles } from "../../../src/formats/ods/cell-styles.ts";
import { DocumentReader } from "../../../src/formats/ods/document.ts";
import { RepeatBudget } from "../../../src/formats/ods/repeats.ts";
import { flatXml, STYLES } from "../../support/build-ods.ts";
import { utf8 } from "../../support/build-zip.ts";
import { CollectingSink, parseContext } from "../../support/collect-rows.ts";

/** Enough for the header to be looked for no longer. */
const FIRST_ROWS = 60;

class ValueSink extends CollectingSink {
  override get json(): JsonRowSink {
    return null as unknown as JsonRowSink;
  }
}

interface Way {
  header?: "auto" | "none";
  /** Bytes of a piece. */
  size?: number;
  asValues?: boolean;
}

function read(data: string, { header = "none", size = 65_536, asValues = false }: Way = {}) {
  const bytes = utf8(flatXml({ tables: [{ name: "S", data }], automatic: STYLES }));
  const sink = asValues ? new ValueSink() : new CollectingSink();
  const context = parseContext({ options: { header } });
  const budget = new RepeatBudget(context, bytes.length);
  const reader = new DocumentReader("p", new CellStyles(), null, budget, { sink, context });
  let failure: unknown = null;
  try {
    for (let at = 0; at < bytes.length; at += size) {
      reader.scanner.push(bytes.slice(at, at + size));
      while (reader.drain());
    }
    reader.scanner.finish();
    while (reader.drain());
    reader.finish();
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

function text(value: string): string {
  return `<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>${value}</text:p></table:table-cell>`;
}

function number(value: string, attributes = ""): string {
  return `<table:table-cell${attributes} office:value-type="float" office:value="${value}" calcext:value-type="float"><text:p>shown &amp; ${value}</text:p></table:table-cell>`;
}

function row(cells: string, attributes = ' table:style-name="ro1"'): string {
  return `<table:table-row${attributes}>${cells}</table:table-row>`;
}

const FIRST =
  row(["Name", "Debit", "Credit"].map(text).join("")) +
  row(text("a") + number("1")).repeat(FIRST_ROWS - 1);
const LAST = row(number("9"));

/** The one row behind the first ones, and the rows that went as JSON. */
function readRow(xml: string, way: Way = {}): [cells: unknown, rowsAsJson: number] {
  const { tables, rowsAsJson } = read(FIRST + xml + LAST, way);
  return [tables?.[0]?.rows.find(([at]) => at === FIRST_ROWS + 1)?.[1], rowsAsJson];
}

describe("PlainRows", () => {
  const [, without] = readRow("");

  it.each<[string, string, unknown[]]>([
    ["numbers", number("12.5") + number("-0.5") + number("1e3"), [12.5, -0.5, 1000]],
    [
      "texts",
      text("Löhne &amp; &quot;Gehälter&quot;") + text("0010"),
      ['Löhne & "Gehälter"', "0010"],
    ],
    ["a gap", `${number("1")}<table:table-cell/>${number("3")}`, [1, null, 3]],
    [
      "blanks side by side",
      `<table:table-cell table:style-name="ce1" table:number-columns-repeated="2"/>${number("3")}`,
      [null, null, 3],
    ],
    [
      "a blank tail",
      `${number("1")}<table:table-cell table:number-columns-repeated="16383"/>`,
      [1],
    ],
    [
      "a date",
      '<table:table-cell table:style-name="date" office:value-type="date" office:date-value="2025-01-31"><text:p>31.01.25</text:p></table:table-cell>',
      ["2025-01-31"],
    ],
    [
      "a boolean",
      '<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>WAHR</text:p></table:table-cell>',
      [true],
    ],
    [
      "an amount with its currency",
      '<table:table-cell office:value-type="currency" office:currency="EUR" office:value="2.3"><text:p>2,30 €</text:p></table:table-cell>',
      [2.3],
    ],
  ])("copies %s", (_, cells, expected) => {
    expect(readRow(row(cells))).toEqual([expected, without + 1]);
    expect(readRow(row(cells), { asValues: true })).toEqual([expected, 0]);
    const padded = [...expected, null, null].slice(0, 3);
    expect(readRow(row(cells), { header: "auto" })).toEqual([padded, without + 1]);
  });

  const cell = fc.oneof(
    fc
      .constantFrom(
        "1",
        "0.1",
        "-0",
        "1.50",
        "007",
        "0.30000000000000004",
        "1e400",
        "x",
        "",
        "12345678901234567",
        "0.0000001",
      )
      .map((value) => number(value)),
    fc
      .constantFrom(
        "a",
        " a",
        "a ",
        "a  b",
        "",
        "a<text:s/>b",
        "<text:span>a</text:span>",
        "&#8364;",
        "Ü &lt;",
        "a\nb",
        '"\\',
        "_x0041_",
      )
      .map(text),
    fc.constantFrom(
      "<table:table-cell/>",
      '<table:table-cell table:number-columns-repeated="3"/>',
      '<table:table-cell table:number-columns-repeated="0"/>',
      "<table:covered-table-cell/>",
      '<table:table-cell office:value-type="string" calcext:value-type="string"/>',
      '<table:table-cell office:value-type="string"><text:p>a</text:p><text:p>b</text:p></table:table-cell>',
      '<table:table-cell office:value-type="float" calcext:value-type="string" office:value="1"><text:p>z</text:p></table:table-cell>',
      '<table:table-cell calcext:value-type="error" office:value-type="string"><text:p>#N/A</text:p></table:table-cell>',
      '<table:table-cell table:formula="of:=1" office:value-type="float" office:value="1"><text:p>1</text:p></table:table-cell>',
      '<table:table-cell office:value-type="float" office:value="45688" table:style-name="date"><text:p>x</text:p></table:table-cell>',
      '<table:table-cell office:value-type="time" office:time-value="PT36H30M00S" table:style-name="duration"><text:p>x</text:p></table:table-cell>',
      '<table:table-cell office:value-type="date" office:date-value="2025-13-31"><text:p>x</text:p></table:table-cell>',
      '<table:table-cell office:value-type="float" office:value="1"/>',
      '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="2"><text:p>1</text:p></table:table-cell>',
      "<table:table-cell ><text:p>a</text:p></table:table-cell>",
      "<table:table-cell office:value-type='string'><text:p>a</text:p></table:table-cell>",
      '<table:table-cell table:number-columns-spanned="2" office:value-type="string"><text:p>a</text:p></table:table-cell>',
      '<x:table-cell office:value-type="string"><text:p>a</text:p></x:table-cell>',
      '<table:table-cell office:value-type="string"><text:p>a</text:p><office:annotation><text:p>n</text:p></office:annotation></table:table-cell>',
    ),
  );
  const anyRow = fc.record({
    cells: fc.array(cell, { maxLength: 5 }),
    attributes: fc.constantFrom(
      "",
      ' table:style-name="ro1"',
      ' table:style-name="ro1"',
      ' table:number-rows-repeated="2"',
      ' table:visibility="collapse"',
      ' table:default-cell-style-name="datetime"',
    ),
    around: fc.constantFrom(
      ["", ""],
      ["", ""],
      ["\n ", ""],
      ["<!-- -->", ""],
      ["<table:table-row-group>", "</table:table-row-group>"],
      ["<table:table-row/>", ""],
    ),
  });

  it("gives the rows, warnings and failures of the general reader, wherever the part is cut", () => {
    let copied = 0;
    fc.assert(
      fc.property(
        fc.array(anyRow, { minLength: 1, maxLength: 12 }),
        fc.constantFrom("auto" as const, "none" as const),
        fc.integer({ min: 1, max: 900 }),
        (rows, header, size) => {
          const xml = rows.map(
            ({ cells, attributes, around }) =>
              (around[0] ?? "") + row(cells.join(""), attributes) + (around[1] ?? ""),
          );
          const data = FIRST + xml.join("");
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
