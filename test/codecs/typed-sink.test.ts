import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TYPE_CHARACTERS, TYPE_ROWS, TypedSink } from "../../src/codecs/typed-sink.ts";
import type { CellValue, TableInfo } from "../../src/core/records.ts";
import { parse as parseCsv } from "../../src/formats/csv/parse.ts";
import { CollectingSink, collectStream } from "../support/collect-rows.ts";

const TABLE: TableInfo = { name: "T", headerRow: 1, columns: ["Date", "Amount"] };

function typedSink(maxRows: number | null = null, isStrict = false) {
  const inner = new CollectingSink(maxRows);
  return { inner, sink: new TypedSink(inner, isStrict) };
}

function give(sink: TypedSink, rows: readonly CellValue[][], first = 2): void {
  for (const [index, cells] of rows.entries()) sink.row(first + index, cells);
}

describe("TypedSink", () => {
  it("begins a table with the types of its columns, and gives normalised values", () => {
    const { inner, sink } = typedSink();
    sink.beginTable(TABLE);
    give(sink, [
      ["31.01.2025", "1.234,50"],
      ["01.02.2025", "-5,00"],
    ]);
    sink.endTable();
    expect(inner.tables).toEqual([
      {
        ...TABLE,
        types: [
          { type: "date", values: 2, date_order: "DMY", decided_by: "values" },
          {
            type: "decimal",
            values: 2,
            decimal_separator: ",",
            group_separator: ".",
            decided_by: "values",
            negatives: ["-1"],
          },
        ],
        rows: [
          [2, ["2025-01-31", "1234.50"]],
          [3, ["2025-02-01", "-5.00"]],
        ],
      },
    ]);
    expect(inner.warnings).toEqual([]);
  });

  it("passes on what a table tells at its end", async () => {
    const { inner, sink } = typedSink();
    sink.beginTable(TABLE);
    give(sink, [["2025-01-31", "1.50"]]);
    sink.endTable({ footnotes: [[4, ["Not audited."]]] });
    expect(inner.tables[0]?.endMeta).toEqual({ footnotes: [[4, ["Not audited."]]] });

    const text =
      "Date,Amount\n2025-01-30,1.50\n2025-01-31,2.50\n2025-02-01,3.50\n\nNot audited by anyone.\n";
    const { tables } = await collectStream(parseCsv, text, { options: { types: "typed" } });
    expect(tables[0]?.endMeta).toEqual({ footnotes: [[6, ["Not audited by anyone."]]] });
  });

  it("holds rows back until it knows the types, and then none", () => {
    const { inner, sink } = typedSink();
    sink.beginTable(TABLE);
    for (let row = 2; row < TYPE_ROWS + 1; row += 1) sink.row(row, ["2025-01-31", "1,50"]);
    expect(inner.tables).toEqual([]);
    sink.row(TYPE_ROWS + 1, ["2025-01-31", "1,50"]);
    expect(inner.tables[0]?.rows).toHaveLength(TYPE_ROWS);
    sink.row(TYPE_ROWS + 2, ["2025-02-01", "1.000,00"]);
    expect(inner.tables[0]?.rows.at(-1)).toEqual([TYPE_ROWS + 2, ["2025-02-01", "1000.00"]]);
  });

  it("holds no more text than its ceiling and one row", () => {
    const { inner, sink } = typedSink();
    sink.beginTable(TABLE);
    const text = "x".repeat(TYPE_CHARACTERS / 4);
    give(sink, [[text], [text], [text]]);
    expect(inner.tables).toEqual([]);
    sink.row(5, [text]);
    expect(inner.tables[0]?.rows).toHaveLength(4);
  });

  it("counts numbers by the digits that they are written out with", () => {
    const { inner, sink } = typedSink();
    sink.beginTable({ name: null, headerRow: null, columns: null });
    const cells = Array.from({ length: 100 }, () => 1e300);
    let row = 0;
    while (inner.tables.length === 0) sink.row((row += 1), cells);
    expect(row * cells.length * 300).toBeLessThan(2 * TYPE_CHARACTERS);
    expect(inner.tables[0]?.rows[0]?.[1][0]).toBe(`1${"0".repeat(300)}`);
  });

  it("holds no more warnings than its ceiling", () => {
    const { inner, sink } = typedSink();
    sink.beginTable(TABLE);
    let given = 0;
    while (inner.tables.length === 0 && given < TYPE_CHARACTERS) {
      sink.warn({ code: "ragged_row", message: "short" });
      given += 1;
    }
    expect(given).toBeLessThanOrEqual(TYPE_ROWS);
    expect(inner.warnings).toHaveLength(given);
  });

  it("keeps rows and warnings in their order", () => {
    const { inner, sink } = typedSink();
    sink.warn({ code: "nul_bytes", message: "before" });
    expect(inner.warnings).toHaveLength(1);
    sink.beginTable(TABLE);
    sink.row(2, ["2025-01-31", "1,234"]);
    sink.warn({ code: "ragged_row", message: "short", at: { row: 3 } });
    sink.row(3, ["2025-01-31"]);
    expect(inner.warnings).toHaveLength(1);
    sink.endTable();
    expect(inner.warnings.map(({ code, at }) => [code, at])).toEqual([
      ["nul_bytes", undefined],
      ["ambiguous_decimal", { column: 2 }],
      ["ragged_row", { row: 3 }],
    ]);
  });

  it("gives cells that do not fit as written, and says where, also in later rows", () => {
    const { inner, sink } = typedSink();
    sink.beginTable(TABLE);
    for (let row = 2; row < TYPE_ROWS + 2; row += 1) sink.row(row, ["2025-01-31", "1.50"]);
    sink.row(TYPE_ROWS + 2, ["soon", "1,50"]);
    sink.row(TYPE_ROWS + 3, [null, "N/A", "beyond", "1,50"]);
    sink.endTable();
    expect(inner.tables[0]?.rows.slice(-2)).toEqual([
      [TYPE_ROWS + 2, ["soon", "1,50"]],
      [TYPE_ROWS + 3, [null, "N/A", "beyond", "1,50"]],
    ]);
    expect(inner.warnings.map(({ code, at }) => [code, at])).toEqual([
      ["type_exception", { row: TYPE_ROWS + 2, column: 1 }],
      ["type_exception", { row: TYPE_ROWS + 2, column: 2 }],
      ["type_exception", { row: TYPE_ROWS + 3, column: 2 }],
    ]);
  });

  it.each<[name: string, first: string[], later: string, typed: CellValue, isOdd: boolean]>([
    ["groups that come later", ["1.50"], "1,234.50", "1234.50", false],
    ["decimals among whole numbers", ["1000"], "12.50", "12.50", true],
    ["open groups where nothing was told", ["1000"], "1,234", "1,234", true],
    ["clear groups where nothing was told", ["1000"], "1,234,567", "1234567", false],
    ["another currency", ["1.50 EUR"], "2.00 USD", "2.00 USD", true],
    ["no currency where all had one", ["1.50 EUR"], "2.00", "2.00", true],
    ["a currency where none had one", ["1.50"], "$2.00", "$2.00", true],
    ["another unit", ["5%"], "6", "6", true],
    ["a marker where there was none", ["1.50"], "2.00 CR", "2.00 CR", true],
    ["leading zeros where there were none", ["1.50"], "002.00", "002.00", true],
    ["an exponent where there was none", ["1.50"], "1.5E+03", "1.5E+03", true],
    ["a dash where there was none", ["1.50"], "-", "-", true],
    ["a negative in another form", ["1.50", "-2.00"], "(3.00)", "-3.00", false],
    ["a time on a date", ["2025-01-31"], "2025-01-31 13:45", "2025-01-31 13:45", true],
    ["a date without a time", ["2025-01-31 13:45"], "2025-01-31", "2025-01-31", true],
    ["a short year", ["31/01/2025"], "31/01/25", "31/01/25", true],
    ["the other order", ["31/01/2025"], "01/31/2025", "01/31/2025", true],
    ["an order that no cell needed", ["01/01/2025"], "01/02/2025", "01/02/2025", true],
    ["another layout that is clear", ["31/01/2025"], "2025-02-01", "2025-02-01", false],
    ["letters among codes", ["0010"], "00A", "00A", true],
    ["anything in an empty column", [" "], "1.50", "1.50", true],
  ])("reads by what it told: %s", (_, first, later, typed, isOdd) => {
    const { inner, sink } = typedSink();
    sink.beginTable({ name: null, headerRow: null, columns: null });
    for (let row = 1; row <= TYPE_ROWS; row += 1)
      sink.row(row, [first[row % first.length] ?? null]);
    sink.row(TYPE_ROWS + 1, [later]);
    sink.endTable();
    expect(inner.tables[0]?.rows.at(-1)?.[1]).toEqual([typed]);
    expect(inner.warnings.map(({ code }) => code)).toEqual(isOdd ? ["type_exception"] : []);
  });

  it("decides each table on its own rows", () => {
    const { inner, sink } = typedSink();
    for (const amount of ["1,50", "1.50"]) {
      sink.beginTable(TABLE);
      sink.row(2, ["2025-01-31", amount]);
      sink.endTable();
    }
    sink.beginTable(TABLE);
    sink.endTable();
    expect(inner.tables.map(({ types }) => types?.[1])).toEqual([
      { type: "decimal", values: 1, decimal_separator: ",", decided_by: "values" },
      { type: "decimal", values: 1, decimal_separator: ".", decided_by: "values" },
      { type: "empty" },
    ]);
  });

  it("copies what it holds, takes no JSON, and passes room and fullness on", () => {
    const { inner, sink } = typedSink(1);
    expect(sink.json).toBeNull();
    expect([sink.ready(), sink.ready()]).toEqual([null, expect.any(Promise)]);
    sink.beginTable(TABLE);
    const cells: CellValue[] = ["2025-01-31", "1.50"];
    sink.row(2, cells);
    cells.fill("x");
    expect(sink.isFull).toBe(false);
    sink.close();
    sink.close();
    expect(sink.isFull).toBe(true);
    expect(inner.tables[0]?.rows).toEqual([[2, ["2025-01-31", "1.50"]]]);
  });

  it("leaves ambiguous amounts as text in strict mode", () => {
    const { inner, sink } = typedSink(null, true);
    sink.beginTable(TABLE);
    sink.row(2, [null, "1,234"]);
    sink.endTable();
    expect(inner.tables[0]?.rows).toEqual([[2, [null, "1,234"]]]);
  });

  it("gives the same types and rows however the upload is cut up", async () => {
    const text = [
      "Date;Text;Amount",
      ...Array.from(
        { length: 60 },
        (_, i) => `${(i % 28) + 1}.02.2025;Row ${i};-${i}.234,5${i % 10}`,
      ),
      "Total;;-1,00",
    ].join("\n");
    const options = { types: "typed" } as const;
    const whole = await collectStream(parseCsv, text, { options, sizes: text.length });
    expect(whole.tables[0]?.types?.map(({ type }) => type)).toEqual(["date", "text", "decimal"]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 97 }), { minLength: 1 }),
        async (sizes) => {
          expect(await collectStream(parseCsv, text, { options, sizes })).toEqual(whole);
        },
      ),
      { numRuns: 50 },
    );
  });
});
