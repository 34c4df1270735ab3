import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildXlsb, cell, record, row, type Field } from "../../support/build-xlsb.ts";
import { run } from "../../support/run-xlsx.ts";

function rk(value: number): Field {
  return { u32: ((value << 2) | 2) >>> 0 };
}

async function valueOf(bytes: readonly number[], spec: object = {}): Promise<[unknown, string[]]> {
  const sheet = [...row(1), ...bytes, ...cell(6, 9, 0, { text: "end" })];
  const { tables, warnings, failure } = await run(buildXlsb({ sheet, ...spec }));
  if (failure !== null) return [failure.code, []];
  return [tables[0]?.rows[0]?.[1][0], warnings.map(({ code }) => code)];
}

describe("parse of binary workbooks", () => {
  it.each<[string, number[], unknown, string[]]>([
    ["a whole number", cell(2, 1, 0, rk(-7)), -7, []],
    ["hundredths", cell(2, 1, 0, { u32: (12345 << 2) | 3 }), 123.45, []],
    ["the high part of a double", cell(2, 1, 0, { u32: 0x3ff80000 }), 1.5, []],
    ["a double", cell(5, 1, 0, { double: 0.1 + 0.2 }), 0.3, []],
    ["minus zero", cell(5, 1, 0, { double: -0 }), 0, []],
    [
      "a long number",
      cell(5, 1, 0, { double: 12345678901234568 }),
      12345678901234600,
      ["precision_loss"],
    ],
    ["no number", cell(5, 1, 0, { double: Number.NaN }), "#NUM!", ["invalid_cell"]],
    ["true", cell(4, 1, 0, { u8: 1 }), true, []],
    ["an error", cell(3, 1, 0, { u8: 0x07 }), "#DIV/0!", []],
    ["an unknown error", cell(3, 1, 0, { u8: 0x99 }), "#ERROR!", ["invalid_cell"]],
    ["a text", cell(6, 1, 0, { text: "0010" }), "0010", []],
    ["a text with line ends", cell(6, 1, 0, { text: "a\r\nb_x000D_" }), "a\nb_x000D_", []],
    ["an empty text", cell(6, 1, 0, { text: "" }), null, []],
    ["a rich text", cell(62, 1, 0, { u8: 1 }, { text: "Cash €" }, { u32: 0 }), "Cash €", []],
    ["a shared text", cell(7, 1, 0, { u32: 1 }), "two", []],
    ["a shared text that is not there", cell(7, 1, 0, { u32: 2 }), null, ["shared_string_missing"]],
    ["a formula's text", cell(8, 1, 0, { text: "01" }, { u16: 0 }, { u32: 0 }), "01", []],
    ["a formula's number", cell(9, 1, 0, { double: 2.5 }, { u16: 0 }), 2.5, []],
    ["a formula's boolean", cell(10, 1, 0, { u8: 0 }, { u16: 0 }), false, []],
    ["a formula's error", cell(11, 1, 0, { u8: 0x2a }, { u16: 0 }), "#N/A", []],
    ["a blank cell", cell(1, 1, 3), null, []],
    ["a date", cell(2, 1, 1, rk(45688)), "2025-01-31", []],
    ["a built-in time", cell(5, 1, 2, { double: 0.5 }), "12:00:00", []],
  ])("reads %s", async (_, bytes, value, warnings) => {
    const spec = { strings: ["one", "two"], formats: ["yyyy\\-mm\\-dd", 20] };
    expect(await valueOf(bytes, spec)).toEqual([value, warnings]);
  });

  it("counts days from 1904 and hides sheets as the workbook says", async () => {
    const sheet = [...row(1), ...cell(2, 1, 1, rk(44226))];
    const { tables, warnings } = await run(
      buildXlsb({ sheet, formats: [14], is1904: true, state: 2 }),
    );
    expect(tables).toMatchObject([
      {
        name: "Sheet1",
        meta: { visibility: "very_hidden", date_system: 1904 },
        rows: [[1, ["2025-01-31"]]],
      },
    ]);
    expect(warnings).toMatchObject([{ code: "hidden_sheet" }]);
  });

  it("marks hidden rows and columns and merged ranges", async () => {
    const column = (first: number, last: number, flags: number) =>
      record(60, { u32: first }, { u32: last }, { u32: 2048 }, { u32: 0 }, { u16: flags });
    const sheet = [
      ...column(0, 0, 0),
      ...column(2, 16_383, 1),
      ...row(2, true),
      ...cell(2, 1, 0, rk(1)),
      ...record(176, { u32: 0 }, { u32: 1 }, { u32: 0 }, { u32: 2 }),
      ...record(176, { u32: 5 }, { u32: 4 }, { u32: 0 }, { u32: 2 }),
    ];
    const { tables, warnings } = await run(buildXlsb({ sheet }));
    expect(tables[0]?.endMeta).toEqual({
      hidden_rows: ["2"],
      hidden_columns: ["C:XFD"],
      merged_ranges: ["A1:C2"],
    });
    expect(warnings.map(({ code }) => code)).toEqual(["hidden_columns", "hidden_rows"]);
  });

  it.each<[string, number[], string]>([
    ["a record cut short", cell(5, 1, 0, { double: 1 }).slice(0, -3), "truncated_file"],
    ["a record of fewer bytes than its content", record(5, { u32: 0 }), "corrupt_file"],
    ["a text beyond its record", cell(6, 1, 0, { u32: 9 }), "corrupt_file"],
    ["a column beyond the last", cell(2, 16_385, 0, rk(1)), "corrupt_file"],
    ["a row beyond the last", row(1_048_577), "corrupt_file"],
    ["a record larger than any text", [6, 0xff, 0xff, 0xff, 0x7f], "cell_too_long"],
    ["another record cut short", [0x21, 0xff, 0xff, 0xff, 0x7f], "truncated_file"],
  ])("refuses %s", async (_, bytes, code) => {
    const { failure } = await run(buildXlsb({ sheet: [...row(1), ...bytes] }));
    expect(failure?.code).toBe(code);
  });

  it("refuses a cell before any row", async () => {
    const { failure } = await run(buildXlsb({ sheet: cell(2, 1, 0, rk(1)) }));
    expect(failure?.code).toBe("corrupt_file");
  });

  it("counts the text of a cell in UTF-8", async () => {
    const bytes = buildXlsb({ sheet: [...row(1), ...cell(6, 1, 0, { text: "éé" })] });
    expect((await run(bytes, { limits: { cellBytes: 4 } })).failure).toBeNull();
    expect((await run(bytes, { limits: { cellBytes: 3 } })).failure).toMatchObject({
      code: "cell_too_long",
      at: { sheet: "Sheet1", cell: "A1" },
      limit: { name: "cell_bytes", max: 3, found: 4 },
    });
  });

  it("ends in rows or in a refusal whatever bytes stand in a sheet", async () => {
    const sound = [...row(1), ...cell(7, 1, 1, { u32: 0 }), ...cell(6, 2, 0, { text: "abc" })];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { maxLength: 6 }),
        fc.uint8Array({ maxLength: 40 }),
        async (changes, tail) => {
          const sheet = [...sound, ...tail];
          for (const [at, value] of changes) sheet[at] = value;
          await run(buildXlsb({ sheet, strings: ["x"], formats: [14] }));
        },
      ),
      { numRuns: 300 },
    );
  });
});
