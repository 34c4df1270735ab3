import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_ROW_CHARACTERS } from "../../../src/codecs/sheets/row-window.ts";
import { buildSheet } from "../../support/build-xlsx.ts";
import { inline, ROW, rowsOf, run } from "../../support/run-xlsx.ts";

/** A row whose only cell has 1 000 characters. */
function longRow(index: number): string {
  return `<row r="${index}">${inline(`A${index}`, "x".repeat(1000))}</row>`;
}

/** A row with one cell. */
function cellAt(column: string, inner: string): string {
  return `<row r="1"><c r="${column}1">${inner}</c></row>`;
}

/** A sheet with one text of that many characters in B2. */
function textOfLength(length: number): Uint8Array {
  return buildSheet(`<row r="2">${inline("B2", "x".repeat(length))}</row>`);
}

describe("parse of rows", () => {
  it("keeps the places of rows and cells, without what is empty", async () => {
    const data = `<row r="2"><c r="B2"><v>1</v></c><c r="D2"><v>2</v></c><c r="XFD2" s="0"/></row><row r="3"/><row r="7"><c r="A7"><v>3</v></c></row>`;
    expect(await rowsOf(data)).toEqual([
      [2, [null, 1, null, 2]],
      [7, [3]],
    ]);
  });

  it("counts on where rows and cells have no address", async () => {
    const data = `<row><c><v>1</v></c><c r="D1"><v>2</v></c><c><v>3</v></c></row><row r="5"><c><v>4</v></c></row><row><c><v>5</v></c></row>`;
    expect(await rowsOf(data)).toEqual([
      [1, [1, null, null, 2, 3]],
      [5, [4]],
      [6, [5]],
    ]);
  });

  it("puts rows and cells in order that are not", async () => {
    const data = `<row r="3"><c r="B3"><v>6</v></c><c r="A3"><v>5</v></c></row><row r="1"><c r="A1"><v>1</v></c></row><row r="3"><c r="C3"><v>7</v></c></row>`;
    const { tables, warnings } = await run(buildSheet(data));
    expect(tables[0]?.rows).toEqual([
      [1, [1]],
      [3, [5, 6, 7]],
    ]);
    expect(warnings).toEqual([]);
  });

  it("takes wide rows in turns without going over their cells each time", async () => {
    const turns = '<c r="A1"><v>1</v></c><c r="A2"><v>2</v></c>'.repeat(200_000);
    const data = `<row r="1"><c r="XFD1"><v>3</v></c><c r="XFD2"><v>4</v></c>${turns}</row>`;
    const { tables } = await run(buildSheet(data));
    const ends = tables[0]?.rows.map(([row, cells]) => [row, cells[0], cells.at(-1)]);
    expect(ends).toEqual([
      [1, 1, 3],
      [2, 2, 4],
    ]);
  });

  it("lets the last of two cells win, and says so", async () => {
    const data = `<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c><c r="B1"><v>3</v></c></row><row r="2"><c r="A2"><v>4</v></c></row><row r="1"><c r="B1"/></row>`;
    const { tables, warnings } = await run(buildSheet(data));
    expect(tables[0]?.rows).toEqual([
      [1, [2]],
      [2, [4]],
    ]);
    expect(warnings).toMatchObject([
      { code: "duplicate_cell", at: { sheet: "Sheet1", row: 1, column: 1, cell: "A1" } },
      { code: "duplicate_cell", at: { cell: "B1" } },
    ]);
  });

  it("trusts the address of a cell before that of its row", async () => {
    expect(await rowsOf('<row r="1"><c r="B4"><v>1</v></c></row>')).toEqual([[4, [null, 1]]]);
  });

  it("gives the same rows for any order of cells", async () => {
    const place = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom("A", "B", "C", "D"));
    await fc.assert(
      fc.asyncProperty(
        fc
          .uniqueArray(place, { minLength: 1, maxLength: 20, selector: (key) => key.join() })
          .chain((places) =>
            fc.tuple(
              fc.constant(places),
              fc.shuffledSubarray(places, { minLength: places.length }),
            ),
          ),
        async ([places, shuffled]) => {
          const write = (all: typeof places) =>
            all
              .map(
                ([row, column]) => `<row r="${row}"><c r="${column}${row}"><v>${row}</v></c></row>`,
              )
              .join("");
          expect(await rowsOf(write(shuffled))).toEqual(await rowsOf(write(places)));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("streams a large sheet and refuses a row that falls back in it", async () => {
    const rising = Array.from({ length: 3000 }, (_, index) => longRow(index + 1)).join("");
    const { tables, failure } = await run(buildSheet(rising));
    expect(failure).toBeNull();
    expect(tables[0]?.rows).toHaveLength(3000);
    expect((await run(buildSheet(rising + longRow(5)))).failure).toMatchObject({
      code: "corrupt_file",
      at: { sheet: "Sheet1", row: 5 },
    });
  });

  it.each([
    ["a column beyond XFD", '<row r="1"><c r="XFE1"><v>1</v></c></row>'],
    ["a row beyond 1048576", '<row r="1048577"><c><v>1</v></c></row>'],
    ["a cell in a row beyond 1048576", '<row r="1"><c r="A1048577"><v>1</v></c></row>'],
    ["row 0", '<row r="0"><c><v>1</v></c></row>'],
    ["an address without a row", '<row r="1"><c r="A"><v>1</v></c></row>'],
    ["an address without a column", '<row r="1"><c r="1"><v>1</v></c></row>'],
    ["an empty address", '<row r="1"><c r=""><v>1</v></c></row>'],
    ["counting on beyond XFD", '<row r="1"><c r="XFD1"/><c><v>1</v></c></row>'],
  ])("refuses %s", async (_, data) => {
    expect(await rowsOf(data)).toMatchObject({ code: "corrupt_file", at: { sheet: "Sheet1" } });
  });

  it("refuses more columns than allowed, but not for empty cells", async () => {
    const limits = { columnsPerTable: 3 };
    expect((await run(buildSheet(cellAt("C", "<v>1</v>")), { limits })).failure).toBeNull();
    expect(
      (await run(buildSheet(`${cellAt("A", "<v>1</v>")}<row r="2"><c r="D2"/></row>`), { limits }))
        .failure,
    ).toBeNull();
    expect((await run(buildSheet(cellAt("D", "<v>1</v>")), { limits })).failure).toMatchObject({
      code: "columns_exceeded",
      limit: { max: 3, found: 4 },
      at: { sheet: "Sheet1", row: 1, column: 4 },
    });
  });

  it("refuses a text longer than the limit", async () => {
    expect((await run(textOfLength(2000), { limits: { cellBytes: 2000 } })).failure).toBeNull();
    expect((await run(textOfLength(2001), { limits: { cellBytes: 2000 } })).failure).toMatchObject({
      code: "cell_too_long",
      limit: { max: 2000 },
      at: { sheet: "Sheet1", row: 2, column: 2, cell: "B2" },
    });
  });

  it("refuses one long string in every cell of a row", async () => {
    const length = 1_000_000;
    const cells = '<c t="s"><v>0</v></c>'.repeat(Math.ceil(MAX_ROW_CHARACTERS / length) + 1);
    const { failure } = await run(
      buildSheet(`<row r="1">${cells}</row>`, { strings: [`<t>${"x".repeat(length)}</t>`] }),
    );
    expect(failure).toMatchObject({ code: "expansion_limit", limit: { name: "row_characters" } });
  });

  it("lists no more than some warnings of a sheet that has no rows yet", async () => {
    const data = `<row>${"<c><f>1</f></c>".repeat(16_000)}</row>${ROW.replaceAll("1", "2")}`;
    const { warnings } = await run(buildSheet(data));
    expect(warnings.length).toBeLessThan(2000);
  });
});
