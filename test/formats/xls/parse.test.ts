import { describe, expect, it } from "vitest";
import { parse } from "../../../src/formats/xls/parse.ts";
import {
  boolErr,
  buildSheet,
  buildStream,
  buildXls,
  columns,
  eof,
  bof,
  formula,
  label,
  labelSst,
  latin1,
  merged,
  mulRk,
  number,
  record,
  result,
  rk,
  rkInt,
  row,
  string,
  text5,
  text8,
  u16,
} from "../../support/build-xls.ts";
import { collect, CollectingSink, parseContext } from "../../support/collect-rows.ts";
import { cellsOf, rowsOf, run } from "../../support/run-xls.ts";

const THREE = buildXls({
  sheets: [
    { name: "One", records: [number(0, 0, 1)] },
    { name: "2024", records: [number(0, 0, 2)] },
    { name: "Chart", type: 2 },
    { name: "Last", records: [number(0, 0, 3)] },
  ],
});

describe("sheets", () => {
  it.each([
    ["all", ["One", "2024", "Last"]],
    ["2024", ["2024"]],
    ["last", ["Last"]],
    ["3", ["Last"]],
  ])("are chosen by %s", async (sheet, names) => {
    const { tables } = await run(THREE, { options: { sheet } });
    expect(tables.map(({ name }) => name)).toEqual(names);
  });

  it("are named when the one asked for is not there", async () => {
    const { failure } = await run(THREE, { options: { sheet: "4" } });
    expect(failure).toMatchObject({ code: "sheet_not_found", sheets: ["One", "2024", "Last"] });
  });

  it("come in the order of the tabs, wherever they lie", async () => {
    const stream = buildStream({
      sheets: [
        { name: "a", records: [number(0, 0, 1)] },
        { name: "b", records: [number(0, 0, 2)] },
      ],
    });
    const view = new DataView(stream.buffer);
    const places: number[] = [];
    for (let at = 0; at < stream.length; at += 4 + view.getUint16(at + 2, true)) {
      if (view.getUint16(at, true) === 0x85) places.push(at + 4);
    }
    const [first = 0, second = 0] = places;
    const offset = view.getUint32(first, true);
    view.setUint32(first, view.getUint32(second, true), true);
    view.setUint32(second, offset, true);
    const { tables } = await run(stream);
    expect(tables.map(({ name, rows }) => [name, rows])).toEqual([
      ["a", [[1, [2]]]],
      ["b", [[1, [1]]]],
    ]);
  });
});

describe("cells", () => {
  it.each<[string, number[][], unknown[], string[]]>([
    ["RK whole numbers", [rk(0, 0, rkInt(-7)), rk(0, 1, rkInt(7, true))], [-7, 0.07], []],
    ["a hundredth as the nearest double", [rk(0, 0, rkInt(115, true))], [1.15], []],
    ["several RK numbers", [mulRk(0, 1, [rkInt(1), rkInt(2)])], [null, 1, 2], []],
    ["15 digits", [number(0, 0, 0.1 + 0.2)], [0.3], []],
    ["no negative zero", [number(0, 0, -0), rk(0, 1, 0x80000000)], [0, 0], []],
    ["booleans", [boolErr(0, 0, 1, false), boolErr(0, 1, 0, false)], [true, false], []],
    ["errors", [boolErr(0, 0, 0x2a, true)], ["#N/A"], []],
    ["unknown errors", [boolErr(0, 0, 0x99, true)], ["#ERROR!"], ["invalid_cell"]],
    [
      "numbers that are none",
      [number(0, 0, Number.POSITIVE_INFINITY)],
      ["#NUM!"],
      ["invalid_cell"],
    ],
    [
      "whole numbers of more than 15 digits",
      [number(0, 0, 1_234_567_890_123_456)],
      [1_234_567_890_123_460],
      ["precision_loss"],
    ],
    ["labels", [label(0, 0, text8("0012"))], ["0012"], []],
    ["line ends of Windows", [label(0, 0, text8("a\r\nb"))], ["a\nb"], []],
    ["empty labels", [label(0, 0, text8("")), number(0, 1, 1)], [null, 1], []],
    ["formula texts", [formula(0, 0, result(0)), string(text8("x"))], ["x"], []],
    [
      "formulas without their text",
      [formula(0, 0, result(0)), number(0, 1, 1)],
      [null, 1],
      ["formula_not_calculated"],
    ],
    [
      "a text that belongs to no formula",
      [number(0, 0, 1), string(text8("x")), number(0, 1, 2)],
      [1, 2],
      [],
    ],
    [
      "formulas that their writer did not calculate",
      [formula(0, 0, 0, { flags: 2 }), formula(0, 1, 3, { flags: 2 })],
      [0, 3],
      ["formula_not_calculated"],
    ],
    ["texts of formulas in older versions", [record(0x0406, formula(0, 0, 5).slice(4))], [5], []],
  ])("give %s", async (_, records, cells, warnings) => {
    expect(await cellsOf(records)).toEqual([cells, warnings]);
  });

  it("give dates by their format, and built-in formats as the workbook changes them", async () => {
    const cells = [1, 2, 3, 4].map((style) => number(0, style - 1, 45_688.5, style));
    expect(await cellsOf(cells, { formats: [14, "hh:mm", "0.00", "[h]:mm"] })).toEqual([
      ["2025-01-31T12:00:00", "2025-01-31T12:00:00", 45_688.5, "PT1096524H"],
      [],
    ]);
    const override = [record(0x041e, u16(14), text8("0.00"))];
    expect(await cellsOf(cells.slice(0, 1), { formats: [14], head: override })).toEqual([
      [45_688.5],
      [],
    ]);
  });

  it("give no date for a format that is not there", async () => {
    expect(await cellsOf([number(0, 0, 45_688, 500)])).toEqual([[45_688], []]);
  });

  it("read texts of BIFF5 in the code page of the caller where there is one", async () => {
    const bytes = buildSheet([label(0, 0, text5([0xcf, 0xf0]))], { version: 5 });
    expect((await run(bytes)).tables[0]?.rows).toEqual([[1, ["Ïð"]]]);
    const { tables } = await run(bytes, { options: { encoding: "windows-1251" } });
    expect(tables[0]?.rows).toEqual([[1, ["Пр"]]]);
    const { failure } = await run(bytes, { options: { encoding: "windows-9999" } });
    expect(failure?.code).toBe("invalid_option");
  });

  it("warn of bytes that the code page does not have", async () => {
    const spec = { version: 5, codePage: 1253 } as const;
    expect(await cellsOf([label(0, 0, text5([0x61, 0xd2]))], spec)).toEqual([
      ["a\uFFFD"],
      ["invalid_cell"],
    ]);
  });

  it("read a long text of BIFF5 over two records", async () => {
    const body = [...u16(300), ...latin1("a".repeat(200))];
    const rest = record(0x003c, latin1("b".repeat(100)));
    expect(await rowsOf([label(0, 0, body), rest], { version: 5 })).toEqual([
      [1, [`${"a".repeat(200)}${"b".repeat(100)}`]],
    ]);
  });
});

describe("marks", () => {
  it("say what is hidden and merged", async () => {
    const { tables, warnings } = await run(
      buildSheet([
        columns(1, 1, true),
        columns(300, 400, true),
        row(0, true),
        number(0, 0, 1),
        merged([0, 0, 0, 1]),
      ]),
    );
    expect(tables[0]?.endMeta).toEqual({
      hidden_rows: ["1"],
      hidden_columns: ["B"],
      merged_ranges: ["A1:B1"],
    });
    expect(warnings.map(({ code }) => code)).toEqual(["hidden_columns", "hidden_rows"]);
  });

  it("name the columns of codes that are kept as numbers", async () => {
    const cells = [number(0, 0, 42, 1), number(0, 1, 42, 2), number(0, 2, 42, 3), number(0, 3, 42)];
    const formats = ["000000", "0000.00", "yyyy"];
    const { tables } = await run(
      buildXls({ formats, sheets: [{ name: "Sheet1", records: cells }] }),
    );
    expect(tables[0]?.rows).toEqual([[1, [42, 42, "1900-02-11", 42]]]);
    expect(tables[0]?.endMeta).toEqual({ zero_padded_columns: { A: 6 } });
  });
});

describe("a stopped or limited parse", () => {
  const large = buildSheet(Array.from({ length: 3_000 }, (_, index) => number(index, 0, index)));

  it("ends its table and reads no further when enough rows have come", async () => {
    const { tables } = await run(large, { options: { maxRows: 10 } });
    expect(tables[0]?.rows).toHaveLength(10);
  });

  it("pushes nothing more once it is stopped", async () => {
    let asked = 0;
    const sink = new CollectingSink();
    const context = parseContext({ shouldStop: () => (asked += 1) > 2 });
    await parse({ access: "buffer", bytes: large }, sink, context);
    expect(sink.isOpen || sink.tables.length === 0).toBe(true);
    expect(asked).toBe(3);
  });

  it("asks for room at least every 8 KiB of records", async () => {
    const sink = new CollectingSink();
    await parse({ access: "buffer", bytes: large }, sink, parseContext());
    expect(sink.readyCalls).toBeGreaterThanOrEqual(Math.floor(large.length / 8_192));
  });
});

describe("strict mode", () => {
  it.each<[string, number[][], string]>([
    ["a shared string that is not there", [labelSst(0, 0, 5)], "corrupt_file"],
    ["a cell given twice", [number(0, 0, 1), number(0, 0, 2)], "corrupt_file"],
    ["an unknown error", [boolErr(0, 0, 0x99, true)], "corrupt_file"],
    ["a formula without a result", [formula(0, 0, result(0))], "unsupported_feature"],
    ["sheets without cells", [], "no_table_found"],
  ])("refuses %s", async (_, records, code) => {
    const { failure } = await run(buildSheet(records), { options: { strict: true } });
    expect(failure?.code).toBe(code);
  });
});

describe("the version", () => {
  it("is told by the kind of the substream where the writer left it empty", async () => {
    const stream = [...record(0x0809, u16(0, 0x10, 0, 0)), ...label(0, 0, text8("é")), ...eof()];
    const { tables } = await run(Uint8Array.from(stream));
    expect(tables[0]?.rows).toEqual([[1, ["é"]]]);
  });

  it("is one of a sheet alone when there is no workbook around it", async () => {
    const stream = [...bof(0x10, 5), ...number(0, 0, 3), ...eof(), 0, 0, 0, 0];
    const { tables } = await run(Uint8Array.from(stream));
    expect(tables.map(({ name, rows }) => [name, rows])).toEqual([["Sheet1", [[1, [3]]]]]);
  });
});

describe("the input", () => {
  it("stays as it is", async () => {
    const bytes = buildSheet([number(0, 0, 1), label(0, 1, text8("x"))]);
    const before = bytes.slice();
    await run(bytes);
    expect(bytes).toEqual(before);
  });

  it("has to be at hand whole", async () => {
    const source = { read: () => Promise.resolve(null) };
    await expect(collect(parse, { access: "stream", source })).rejects.toThrow(TypeError);
  });
});
