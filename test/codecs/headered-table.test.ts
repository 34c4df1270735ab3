import { describe, expect, it } from "vitest";
import {
  HEADER_SEARCH_CHARACTERS,
  HEADER_SEARCH_ROWS,
  HeaderedTable,
} from "../../src/codecs/headered-table.ts";
import { Refusal, type ParseFailure } from "../../src/core/failure.ts";
import type { CellValue } from "../../src/core/records.ts";
import { CollectingSink } from "../support/collect-rows.ts";

type Rows = [row: number, cells: CellValue[]][];

function build(
  rows: Rows,
  header: "auto" | "none" | number = "auto",
  warnsRagged = true,
): { sink: CollectingSink; failure: ParseFailure | null } {
  const sink = new CollectingSink();
  const table = new HeaderedTable(sink, { header, name: "T", warnsRagged });
  try {
    for (const [row, cells] of rows) table.row(row, cells);
    table.end();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { sink, failure: error.failure };
  }
  return { sink, failure: null };
}

const BODY: Rows = [
  [1, ["Account", "Debit"]],
  [2, ["Cash", "5"]],
  [3, ["Bank", "6"]],
];

describe("HeaderedTable", () => {
  it("begins the table with the header it finds", () => {
    const { sink } = build(BODY);
    expect(sink.tables).toEqual([
      { name: "T", headerRow: 1, columns: ["Account", "Debit"], rows: BODY.slice(1) },
    ]);
  });

  it("keeps the rows above the header in the meta", () => {
    const { sink } = build([
      [1, ["Trial balance", null]],
      [3, ["As of 2025"]],
      [5, ["Account", "Debit"]],
      [6, ["Cash", "5"]],
    ]);
    expect(sink.tables[0]).toMatchObject({
      headerRow: 5,
      meta: {
        preamble: [
          [1, ["Trial balance"]],
          [3, ["As of 2025"]],
        ],
      },
      rows: [[6, ["Cash", "5"]]],
    });
  });

  it("gives every row as a row where there is no header, less trailing empties and empty rows", () => {
    const { sink } = build(
      [
        [1, ["a", null, "b", null]],
        [2, [null, null]],
        [3, []],
        [4, ["c"]],
      ],
      "none",
      false,
    );
    expect(sink.tables).toEqual([
      {
        name: "T",
        headerRow: null,
        columns: null,
        rows: [
          [1, ["a", null, "b"]],
          [4, ["c"]],
        ],
      },
    ]);
    expect(sink.warnings).toEqual([]);
  });

  it("takes the row that the caller names, whatever it holds", () => {
    const { sink } = build(
      [
        [1, ["x"]],
        [2, ["1000", null, "1000", "1000_2", " "]],
        [3, [1, 2, 3, 4]],
      ],
      2,
    );
    expect(sink.tables[0]).toMatchObject({
      headerRow: 2,
      columns: ["1000", "column_2", "1000_3", "1000_2"],
      meta: { preamble: [[1, ["x"]]] },
      rows: [[3, [1, 2, 3, 4]]],
    });
    expect(sink.warnings).toMatchObject([{ code: "duplicate_header", at: { row: 2, column: 3 } }]);
  });

  it("keeps generated names apart from written ones", () => {
    const { sink } = build([[1, ["column_2", null, "column_2"]]], 1);
    expect(sink.tables[0]?.columns).toEqual(["column_2", "column_2_2", "column_2_3"]);
  });

  const missing: [name: string, rows: Rows, header: number, detail: RegExp][] = [
    ["past the end", BODY, 9, /ends at row 3/],
    [
      "empty",
      [
        [1, ["a"]],
        [2, [null]],
        [3, ["b"]],
      ],
      2,
      /holds nothing/,
    ],
    [
      "left out by the source",
      [
        [1, ["a"]],
        [3, ["b"]],
      ],
      2,
      /holds nothing/,
    ],
    ["of an empty table", [], 1, /ends at row 0/],
  ];
  it.each(missing)("refuses a header row that is %s", (_, rows, header, detail) => {
    const { failure } = build(rows, header);
    expect(failure).toMatchObject({ code: "invalid_option", at: { row: header } });
    expect(failure?.detail).toMatch(detail);
  });

  it("pads short rows, drops empties past the header and keeps other extra cells", () => {
    const { sink } = build([
      ...BODY,
      [4, ["x"]],
      [5, ["y", "1", null, null]],
      [6, ["z", "1", null, "extra"]],
    ]);
    expect(sink.tables[0]?.rows.slice(2)).toEqual([
      [4, ["x", null]],
      [5, ["y", "1"]],
      [6, ["z", "1", null, "extra"]],
    ]);
    expect(sink.warnings).toMatchObject([
      { code: "ragged_row", at: { row: 4 } },
      { code: "ragged_row", at: { row: 6, column: 3 } },
    ]);
  });

  it("keeps silent about short rows where they are usual", () => {
    const { sink } = build([...BODY, [4, ["x"]], [6, ["z", "1", "extra"]]], "auto", false);
    expect(sink.warnings).toMatchObject([{ code: "ragged_row", at: { row: 6, column: 3 } }]);
  });

  it("measures rows without a header by the most frequent field count", () => {
    const { sink } = build(
      [
        [1, ["a", null]],
        [2, ["b", "c"]],
        [3, ["d"]],
        [4, ["e", "f", "g"]],
        [5, [null]],
      ],
      "none",
    );
    expect(sink.warnings.map(({ at }) => at)).toEqual([{ row: 3 }, { row: 4, column: 3 }]);
  });

  it("looks for the header in the first rows only", () => {
    const lone: Rows = Array.from({ length: HEADER_SEARCH_ROWS }, (_, index) => [
      index + 1,
      ["note"],
    ]);
    const { sink } = build([...lone, [100, ["Account", "Debit"]], [101, ["Cash", "5"]]]);
    expect(sink.tables[0]).toMatchObject({ headerRow: null });
    expect(sink.tables[0]?.rows).toHaveLength(HEADER_SEARCH_ROWS + 2);
  });

  it("stops holding rows back when they grow large", () => {
    const sink = new CollectingSink();
    const table = new HeaderedTable(sink, { header: "auto", name: null, warnsRagged: false });
    table.row(1, ["x".repeat(HEADER_SEARCH_CHARACTERS)]);
    expect(sink.tables[0]?.rows).toHaveLength(1);
  });

  it("refuses a preamble that grows large", () => {
    const { failure } = build([[1, ["x".repeat(HEADER_SEARCH_CHARACTERS)]]], 9);
    expect(failure).toMatchObject({
      code: "invalid_option",
      limit: { max: HEADER_SEARCH_CHARACTERS },
    });
  });

  it("copies the rows that it holds back", () => {
    const sink = new CollectingSink();
    const table = new HeaderedTable(sink, { header: "auto", name: null, warnsRagged: false });
    const cells: CellValue[] = [];
    for (const [row, values] of BODY) {
      cells.splice(0, cells.length, ...values);
      table.row(row, cells);
    }
    table.end();
    expect(sink.tables[0]).toMatchObject({ columns: ["Account", "Debit"], rows: BODY.slice(1) });
  });

  it("passes warnings on at their place among the rows, once the table has begun", () => {
    const sink = new CollectingSink();
    const table = new HeaderedTable(sink, { header: "none", name: null, warnsRagged: true });
    table.row(1, ["a", "b"]);
    table.row(2, ["c", "d"]);
    table.row(3, ["e"]);
    table.warn({ code: "nul_bytes", message: "", at: { row: 4 } });
    table.row(4, ["f"]);
    expect(sink.warnings).toEqual([]);
    table.end();
    expect(sink.warnings.map(({ at }) => at?.row)).toEqual([3, 4, 4]);
  });

  it("begins and ends a table of no rows", () => {
    const { sink } = build([]);
    expect(sink.tables).toEqual([{ name: "T", headerRow: null, columns: null, rows: [] }]);
    expect(sink.isOpen).toBe(false);
  });
});
