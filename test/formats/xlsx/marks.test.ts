import { describe, expect, it } from "vitest";
import { buildSheet, buildXlsx } from "../../support/build-xlsx.ts";
import { ROW, run } from "../../support/run-xlsx.ts";

/** A whole worksheet part. */
function sheet(data: string, before = "", after = ""): Uint8Array {
  const xml = `<worksheet>${before}<sheetData>${data}</sheetData>${after}</worksheet>`;
  return buildXlsx({ sheets: [{ name: "S", xml }] });
}

describe("parse of what a sheet marks", () => {
  it("lists hidden and filtered rows and gives them all the same", async () => {
    const cell = "<c><v>1</v></c>";
    const data = `<row r="1">${cell}</row><row r="2" hidden="1">${cell}</row><row r="3" hidden="true">${cell}</row><row r="4" hidden="0">${cell}</row><row r="6" ht="0" customHeight="1">${cell}</row><row r="7" ht="15">${cell}</row>`;
    const { tables, warnings } = await run(sheet(data));
    expect(tables[0]?.rows.map(([row]) => row)).toEqual([1, 2, 3, 4, 6, 7]);
    expect(tables[0]?.endMeta).toEqual({ hidden_rows: ["2:3", "6"] });
    expect(warnings).toMatchObject([{ code: "hidden_rows", at: { sheet: "S", row: 2 } }]);
  });

  it.each<[string, string, string[] | undefined]>([
    [
      "hidden ones",
      '<col min="2" max="2" hidden="1"/><col min="4" max="6" hidden="true"/>',
      ["B", "D:F"],
    ],
    ["neighbours", '<col min="2" max="2" hidden="1"/><col min="3" max="3" hidden="on"/>', ["B:C"]],
    [
      "those of an outline",
      '<col min="3" max="4" outlineLevel="1" hidden="1" collapsed="0"/>',
      ["C:D"],
    ],
    ["those without a width", '<col min="1" max="1" width="0" customWidth="1"/>', ["A"]],
    ["all to the right", '<col min="10" max="99999" hidden="1"/>', ["J:XFD"]],
    ["none", '<col min="1" max="5" width="9.1"/>', undefined],
    [
      "none that are nonsense",
      '<col min="0" max="5" hidden="1"/><col min="9" max="3" hidden="1"/><col hidden="1"/>',
      undefined,
    ],
  ])("lists columns: %s", async (_, columns, expected) => {
    const { tables } = await run(sheet(ROW, `<cols>${columns}</cols>`));
    expect(tables[0]?.endMeta?.["hidden_columns"]).toEqual(expected);
    expect(tables[0]?.rows).toEqual([[1, [1]]]);
  });

  it("lists merged ranges, and leaves the values where they are stored", async () => {
    const data = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"/></row>';
    const after =
      '<mergeCells count="9"><mergeCell ref="A1:B1"/><mergeCell ref="D5:C4"/><mergeCell ref="E1"/><mergeCell ref="A1:ZZZZ9"/><mergeCell/></mergeCells>';
    const { tables } = await run(sheet(data, "", after));
    expect(tables[0]).toMatchObject({
      rows: [[1, [1]]],
      endMeta: { merged_ranges: ["A1:B1", "C4:D5"] },
    });
  });

  it("keeps a range over the whole sheet as a range", async () => {
    const after = '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>';
    const { tables } = await run(sheet(ROW, "", after));
    expect(tables[0]).toMatchObject({
      rows: [[1, [1]]],
      endMeta: { merged_ranges: ["A1:XFD1048576"] },
    });
  });

  it.each([
    [2, undefined],
    [3, undefined],
    [4, { name: "merged_ranges", max: 3, found: 4 }],
  ])("takes %d merged ranges of three at most", async (count, limit) => {
    const after = `<mergeCells>${'<mergeCell ref="A1:B1"/>'.repeat(count)}</mergeCells>`;
    const { failure } = await run(sheet(ROW, "", after), { limits: { mergedRanges: 3 } });
    expect(failure !== null && "limit" in failure ? failure.limit : undefined).toEqual(limit);
  });

  it("names columns of numbers that are shown with leading zeros", async () => {
    const data =
      '<row r="1"><c r="A1" s="1"><v>10</v></c><c r="B1"><v>10</v></c><c r="D1" s="2"><v>7</v></c></row><row r="2"><c r="A2" s="2"><v>1</v></c><c r="D2" s="1" t="str"><v>x</v></c></row>';
    const { tables } = await run(buildSheet(data, { formats: ["00000", "000"] }));
    expect(tables[0]).toMatchObject({
      rows: [
        [1, [10, 10, null, 7]],
        [2, [1, null, null, "x"]],
      ],
      endMeta: { zero_padded_columns: { A: 5, D: 3 } },
    });
  });

  it("takes nothing for a cell that stands beside them", async () => {
    const before =
      '<sheetViews><sheetView><selection><c r="Z1"><v>9</v></c></selection></sheetView></sheetViews><cols><c r="Y1"><v>9</v></c></cols>';
    const after =
      '<mergeCells><c r="X1"><v>9</v></c></mergeCells><row r="9"><c r="A9"><v>9</v></c></row>';
    const { tables } = await run(sheet(ROW, before, after));
    expect(tables[0]?.rows).toEqual([[1, [1]]]);
  });
});
