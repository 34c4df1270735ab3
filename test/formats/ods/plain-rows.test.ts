// Rows that are copied as bytes must be those that the general reader gives: every table here is read
// both ways, and cut at many places.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../../src/core/failure.ts";
import type { JsonRowSink } from "../../../src/core/records.ts";
import { CellStyles } from "../../../src/formats/ods/cell-styles.ts";
import { DocumentReader } from "../../../src/formats/ods/document.ts";
import { RepeatBudget } from "../../../src/formats/ods/repeats.ts";
import { cell, cellStyle, contentXml, number, row, STYLES, text } from "../../support/build-ods.ts";
import { utf8 } from "../../support/build-zip.ts";
import { CollectingSink, parseContext } from "../../support/collect-rows.ts";

const CODE = cellStyle(
  "code",
  '<number:number-style style:name="Ncode"><number:number number:min-integer-digits="6"/></number:number-style>',
);
/** Enough for the header to be looked for no longer. */
const FIRST_ROWS = 60;
const COLUMNS = '<table:table-column/><table:table-column table:default-cell-style-name="date"/>';

const FIRST = [
  row(text("Name") + text("Amount") + text("Note")),
  ...Array.from({ length: FIRST_ROWS - 1 }, () => row(number("1"))),
].join("");

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
  /** Bytes of a piece; the rows before those in question are one. */
  size?: number;
  asValues?: boolean;
  maxRows?: number;
}

function read(rows: string, way: Way = {}): Reading {
  const { header = "none", size = 65_536, asValues = false, maxRows = null } = way;
  const sink = asValues ? new ValueSink(maxRows) : new CollectingSink(maxRows);
  const context = parseContext({ options: { header, maxRows } });
  const automatic = STYLES + CODE;
  const xml = contentXml({ tables: [{ name: "S", data: COLUMNS + rows }], automatic });
  const bytes = utf8(xml);
  const start = xml.indexOf(FIRST) + FIRST.length;
  const run = { sink, context };
  const budget = new RepeatBudget(context, bytes.length);
  const reader = new DocumentReader("p", new CellStyles(), null, budget, run);
  let failure: unknown = null;
  try {
    reader.scanner.push(bytes.slice(0, start));
    while (reader.drain());
    for (let at = start; at < bytes.length; at += size) {
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

const LAST = row(number("9"));

/** The one row behind the first ones, and the rows that went as JSON. */
function readRow(data: string, way: Way = {}): [cells: unknown, rowsAsJson: number] {
  const { tables, rowsAsJson } = read(FIRST + data + LAST, way);
  const [table] = tables as { rows: [number, unknown][] }[];
  return [table?.rows.find(([place]) => place === FIRST_ROWS + 1)?.[1], rowsAsJson];
}

function typed(type: string, value: string, shown = "<text:p>shown</text:p>", more = ""): string {
  return cell(
    `${more}office:value-type="${type}" office:${value} calcext:value-type="${type}"`,
    shown,
  );
}

const styled = (style: string) => `table:style-name="${style}" `;
const FORMULA = 'table:formula="of:=IF([.A1]&gt;0;&quot;a&quot;;0)" ';

describe("plain rows of a table", () => {
  it.each<[string, string, unknown]>([
    ["a number", number("12.5"), [12.5]],
    ["a number of 17 digits", number("0.30000000000000004"), [0.3]],
    ["a number with an exponent", number("1.5E-3"), [0.0015]],
    ["a percentage", typed("percentage", 'value="0.125"'), [0.125]],
    ["a currency", typed("currency", 'currency="EUR" office:value="9.9"'), [9.9]],
    ["a number under a style of zeros", number("42", styled("code")), [42]],
    ["a day", cell("") + typed("date", 'date-value="2025-01-31"'), [null, "2025-01-31"]],
    [
      "a day with a time",
      typed("date", 'date-value="2025-01-31T13:45:00.5"', "", styled("datetime")),
      ["2025-01-31T13:45:00.5"],
    ],
    [
      "a midnight",
      typed("date", 'date-value="2025-01-31"', "", styled("datetime")),
      ["2025-01-31T00:00:00"],
    ],
    ["a time of day", typed("time", 'time-value="PT13H45M00S"', "", styled("clock")), ["13:45:00"]],
    ["a duration", typed("time", 'time-value="PT36H30M00S"', "", styled("duration")), ["PT36H30M"]],
    ["days as a number", number("45688", styled("date")), ["2025-01-31"]],
    [
      "booleans",
      typed("boolean", 'boolean-value="true"') + typed("boolean", 'boolean-value="false"'),
      [true, false],
    ],
    ["a text", text("Cash &amp; \\ &quot;Größe&quot;"), ['Cash & \\ "Größe"']],
    ["a text without a type", cell("", "<text:p>plain</text:p>"), ["plain"]],
    ["a text with a blank at its end", text("a "), ["a "]],
    ["empty texts", text("") + cell("", "<text:p/>") + text("c"), [null, null, "c"]],
    [
      "empty cells, repeated",
      cell('table:number-columns-repeated="2"') +
        number("7") +
        cell('table:number-columns-repeated="16381"'),
      [null, null, 7],
    ],
    ["a formula's number", number("3", FORMULA), [3]],
    ["a formula's zero", number("0", FORMULA), [0]],
    [
      "a formula's text",
      typed("string", 'string-value="AT&amp;T"', "<text:p>AT&amp;T</text:p>", FORMULA),
      ["AT&T"],
    ],
    [
      "a formula's empty text",
      typed("string", 'string-value=""', "<text:p/>", FORMULA) + text("b"),
      [null, "b"],
    ],
    ["a cell with a validation", number("3", 'table:content-validation-name="val1" '), [3]],
    [
      "cells on lines of their own",
      `\n  ${number("1")}\n  ${number("45688")}\n`,
      [1, "2025-01-31"],
    ],
  ])("copies %s", (_, cells, expected) => {
    const data = row(cells, 'table:style-name="ro1"');
    const [, without] = readRow("");
    expect(readRow(data)).toEqual([expected, without + 1]);
    expect(readRow(data, { asValues: true })).toEqual([expected, 0]);
    const padded = [...(expected as unknown[]), null, null].slice(0, 3);
    expect(readRow(data, { header: "auto" })).toEqual([padded, without + 1]);
  });

  it.each<[string, string]>([
    ["a hidden row", row(number("1"), 'table:visibility="collapse"')],
    ["rows that are repeated", row(number("1"), 'table:number-rows-repeated="3"')],
    ["empty rows that are repeated", row(cell(""), 'table:number-rows-repeated="3"')],
    [
      "a row with a style for its cells",
      row(number("45688"), 'table:default-cell-style-name="date"'),
    ],
    ["a row without cells", "<table:table-row/>"],
    ["a group", `<table:table-row-group>${row(number("1"))}</table:table-row-group>`],
    [
      "a hidden group",
      `<table:table-row-group table:display="false">${row(number("1"))}</table:table-row-group>`,
    ],
    ["a value that is repeated", row(number("1", 'table:number-columns-repeated="2"'))],
    [
      "a merged cell",
      row(text("a", 'table:number-columns-spanned="2"') + "<table:covered-table-cell/>"),
    ],
    ["a whole number of 17 digits", row(number("12345678901234567"))],
    ["a value that is none of its type", row(number("n/a"))],
    ["a day that is none", row(typed("date", 'date-value="2025-02-30"'))],
    ["a formula without a result", row(cell('table:formula="of:=1+1"'))],
    ["a formula with an empty paragraph", row(cell('table:formula="of:=1+1"', "<text:p/>"))],
    [
      "an error",
      row(
        cell(
          'office:value-type="string" office:string-value="" calcext:value-type="error"',
          "<text:p>#N/A</text:p>",
        ),
      ),
    ],
    ["an old error", row(number("0", FORMULA).replace(">0<", ">Err:502<"))],
    ["two paragraphs", row(cell("", "<text:p>a</text:p><text:p>b</text:p>"))],
    ["blanks of their own element", row(text("a<text:s/>b"))],
    ["runs", row(text("a<text:span>b</text:span>"))],
    ["blanks at the start", row(text(" a"))],
    ["two blanks", row(text("a  b"))],
    ["a line end", row(text("a\nb"))],
    ["a reference by number", row(text("&#8364;"))],
    ["a comment", row(`<!-- c -->${number("1")}`)],
    [
      "an annotation",
      row(cell("", "<office:annotation><text:p>no</text:p></office:annotation><text:p>a</text:p>")),
    ],
    ["other prefixes", row(number("1")).replaceAll("table:", "t:")],
    ["other quotation marks", row(number("1").replaceAll('"', "'"))],
    ["more cells than the header", row(cell('table:number-columns-repeated="3"') + number("1"))],
    [
      "more columns than a sheet has",
      row(cell('table:number-columns-repeated="16384"') + number("1")),
    ],
    ["a bad reference beside a value", row(number("1").replace(">1<", ">&nope;<"))],
    [
      "an end tag of something else",
      row("<table:table-cell><text:p>a</text:h></table:table-cell>"),
    ],
  ])("leaves %s to the general reader", (_, data) => {
    for (const header of ["auto", "none"] as const) {
      const { rowsAsJson, ...asJson } = read(FIRST + data + LAST, { header });
      const { rowsAsJson: none, ...asValues } = read(FIRST + data + LAST, {
        header,
        asValues: true,
      });
      expect(asJson).toEqual(asValues);
      expect(none).toBe(0);
      expect(rowsAsJson).toBeGreaterThan(0);
    }
  });

  it("ends at the row that max_rows allows", () => {
    const data = FIRST + row(number("1")).repeat(40);
    const { rowsAsJson, ...asJson } = read(data, { maxRows: 70 });
    expect(rowsAsJson).toBeGreaterThan(0);
    expect({ ...asJson, rowsAsJson: 0 }).toEqual(read(data, { maxRows: 70, asValues: true }));
  });

  /** What programs write, and now and then something else. */
  function mostly(usual: fc.Arbitrary<string>, ...odd: string[]): fc.Arbitrary<string> {
    return fc.oneof(
      { weight: 60, arbitrary: usual },
      { weight: 1, arbitrary: fc.constantFrom(...odd) },
    );
  }
  const decimal = mostly(
    fc.oneof(
      fc.double({ min: -1e14, max: 1e14, noNaN: true }).map(String),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => value.toPrecision(17)),
      fc.integer({ min: 0, max: 60_000 }).map(String),
      fc.constantFrom("0", "-0", "00", "0.10", "1.", ".5", "1e5", " 7 ", "1E-9", "999999999999999"),
    ),
    "-",
    "",
    "1234567890123456",
    "5e-324",
    "1e300",
    "+1",
    "&#49;",
    "<",
    "1,5",
  );
  const letter = mostly(
    fc.constantFrom("a", "Ü", "\u{1f600}", "&amp;", "&quot;", "&apos;", "\\", '"', "\u00a0", "0"),
    "_x0041_",
    "\t",
    " ",
    "\n",
    "&#65;",
    "&#32;",
    "&#10;",
    "&#xd;",
    "\u007f",
    "\u2028",
    "<text:s/>",
    "<text:tab/>",
    "<text:span>b</text:span>",
    "<![CDATA[ c ]]>",
    "&nope;",
  );
  const letters = fc
    .tuple(
      mostly(fc.constantFrom("", "-", "0", "x"), " ", "#N/A", "Err:502"),
      fc.array(letter, { maxLength: 3 }),
      mostly(fc.constantFrom("", " "), "  ", "\n"),
    )
    .map(([first, inner, last]) => `${first}${inner.join("")}${last}`);
  const content = mostly(
    fc.oneof(
      letters.map((inner) => `<text:p>${inner}</text:p>`),
      fc.constantFrom("", "<text:p/>"),
    ),
    "<text:p/><text:p/>",
    "<text:p>a</text:p><text:p>b</text:p>",
    "<office:annotation><text:p>x</text:p></office:annotation><text:p>a</text:p>",
    " <text:p>a</text:p>\n",
    "<text:p >a</text:p>",
    "text",
    "<text:p>a</text:h>",
  );
  const value = mostly(
    fc.oneof(
      decimal.map((digits) => `office:value-type="float" office:value="${digits}"`),
      fc.constantFrom(
        'office:value-type="date" office:date-value="2025-01-31"',
        'office:value-type="date" office:date-value="1899-12-30"',
        'office:value-type="date" office:date-value="2025-01-31T23:59:59.9999"',
        'office:value-type="date" office:date-value="2025-01-31T00:00:00"',
        'office:value-type="time" office:time-value="PT13H45M00S"',
        'office:value-type="time" office:time-value="-PT40H"',
        'office:value-type="boolean" office:boolean-value="true" calcext:value-type="boolean"',
        'office:value-type="percentage" office:value="0.125"',
        'office:value-type="currency" office:currency="USD" office:value="7"',
        'office:value-type="string" calcext:value-type="string"',
        'office:value-type="string"',
        'office:value-type="string" office:string-value=""',
        'office:value-type="string" office:string-value="s &lt; t"',
        'office:value-type="string" office:value="5"',
        'office:value-type="float" office:value="1" calcext:value-type="currency"',
        'office:value="3"',
        "",
      ),
    ),
    'office:value-type="date" office:date-value="2025-02-29"',
    'office:value-type="date" office:value="5"',
    'office:value-type="time" office:time-value="1"',
    'office:value-type="boolean" office:boolean-value="TRUE"',
    'office:value-type="boolean" office:boolean-value="2"',
    'office:value-type="string" office:string-value="  s"',
    'office:value-type="float"',
    'office:value-type="void"',
    'office:value-type="float" office:value="1" office:value="2"',
    'office:value-type="string" calcext:value-type="error"',
    'calcext:value-type="error" office:value-type="string"',
    'office:value-type="float" office:value="1" calcext:value-type="string"',
  );
  const oneCell = fc.record({
    name: mostly(fc.constant("table:table-cell"), "table:covered-table-cell", "table-cell"),
    style: fc.constantFrom(
      "",
      "",
      ...["date", "datetime", "clock", "duration", "code", "amount", "none"].map(
        (name) => ` table:style-name="${name}"`,
      ),
    ),
    before: mostly(
      fc.constantFrom("", "", "", ' table:formula="of:=1&lt;2"'),
      ' xml:id="a"',
      ' table:protect="true"',
      "  ",
    ),
    value,
    repeat: mostly(
      fc.constant(""),
      ' table:number-columns-repeated="2"',
      ' table:number-columns-repeated="0"',
      ' table:number-columns-spanned="2" table:number-rows-spanned="2"',
    ),
    content,
    isSelfClosed: fc.constantFrom(true, false, false, false),
    space: mostly(fc.constantFrom("", "\n"), "<!-- -->", "x"),
  });
  const gap = fc.constant(' table:number-columns-repeated="2"').map((repeat) => ({
    name: "table:table-cell",
    style: "",
    before: "",
    value: "",
    repeat,
    content: "",
    isSelfClosed: true,
    space: "",
  }));
  const oneRow = fc.record({
    attributes: mostly(
      fc.constantFrom("", ' table:style-name="ro1"'),
      ' table:style-name="ro1" table:number-rows-repeated="2"',
      ' table:visibility="visible"',
      ' table:visibility="filter"',
      ' table:default-cell-style-name="date"',
      " a='1'",
    ),
    cells: fc.array(fc.oneof({ weight: 8, arbitrary: oneCell }, { weight: 1, arbitrary: gap }), {
      maxLength: 4,
    }),
    space: mostly(fc.constantFrom("", "\r\n"), "x", "<?p i?>"),
    around: mostly(fc.constant(""), "table-row-group", "table-header-rows", "table-rows"),
  });

  it("gives the rows, warnings and failures of the general reader, wherever the part is cut", () => {
    const before = read(FIRST).rowsAsJson;
    let copied = 0;
    fc.assert(
      fc.property(
        fc.array(oneRow, { minLength: 1, maxLength: 12 }),
        fc.constantFrom("auto" as const, "none" as const),
        fc.integer({ min: 1, max: 700 }),
        (rows, header, size) => {
          let data = FIRST;
          for (const { attributes, cells, space, around } of rows) {
            const inner = cells.map((one) => {
              const start = `<${one.name}${one.style}${one.before}${one.value === "" ? "" : " "}${one.value}${one.repeat}`;
              const end = one.isSelfClosed ? "/>" : `>${one.content}</${one.name}>`;
              return start + end + one.space;
            });
            const whole = `<table:table-row${attributes}>${inner.join("")}</table:table-row>${space}`;
            data += around === "" ? whole : `<table:${around}>${whole}</table:${around}>`;
          }
          const expected = read(data, { header, asValues: true });
          for (const pieces of [65_536, size]) {
            const found = read(data, { header, size: pieces });
            copied += Math.max(0, found.rowsAsJson - before);
            expect({ ...found, rowsAsJson: 0 }).toEqual({ ...expected, rowsAsJson: 0 });
          }
        },
      ),
      { numRuns: 400 },
    );
    expect(copied).toBeGreaterThan(400);
  });
});
