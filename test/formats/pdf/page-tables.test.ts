// Tables on hand-made pages: what is found, and what is none.
import { describe, expect, it } from "vitest";
import { findPageTables } from "../../../src/formats/pdf/page-tables.ts";
import type { Edge, Word } from "../../../src/formats/pdf/page.ts";
import { grid, horizontal, page, rows, text, vertical } from "../../support/hand-made-page.ts";

function cellsOf(words: readonly Word[], edges: readonly Edge[] = []): (string | null)[][][] {
  return findPageTables(page(words, { edges })).tables.map((table) =>
    table.rows.map(({ cells }) => cells),
  );
}

const PLACES = [50, { right: 300 }, { right: 400 }];
const LEDGER = [
  ["Account", "Debit", "Credit"],
  ["1000 Cash", "12.50", null],
  ["2000 Payables", null, "10.00"],
  ["3000 Equity", null, "2.50"],
  ["Total", "12.50", "12.50"],
] as const;

describe("columns of text", () => {
  it("become a table without any rule", () => {
    expect(cellsOf(rows(PLACES, LEDGER))).toEqual([LEDGER]);
  });

  it("become a table where rows leave different cells blank", () => {
    const statement = Array.from({ length: 6 }, (_, row) => [
      `2025-01-0${row + 1}`,
      `Payment ${row}`,
      row % 2 === 0 ? "10.00" : null,
      row % 2 === 0 ? null : "20.00",
      "100.00",
    ]);
    expect(
      cellsOf(rows([50, 120, { right: 300 }, { right: 380 }, { right: 460 }], statement)),
    ).toEqual([statement]);
  });

  it("are told apart by the common ends of figures that stand close", () => {
    const words = [0, 1, 2, 3].flatMap((row) =>
      [
        text(50, 100 + row * 14, `Item ${row}`),
        text(200, 100 + row * 14, `${row + 1}1.00`, true),
        text(229, 100 + row * 14, `${row + 2}2.00`, true),
      ].flat(),
    );
    expect(cellsOf(words)[0]?.[0]).toEqual(["Item 0", "11.00", "22.00"]);
  });

  it("have names that stand beside their figures", () => {
    const words = [
      ...rows([50, 302, 402], LEDGER.slice(0, 1)),
      ...rows(PLACES, LEDGER.slice(1), 114),
    ];
    expect(cellsOf(words)).toEqual([LEDGER]);
  });

  it("join the lines of a cell that begin no row", () => {
    const words = rows(
      [50, 120, { right: 400 }],
      [
        ["01/01/2025", "Transfer", "10.00"],
        [null, "Ref ABC", null],
        ["02/01/2025", "Rent", "20.00"],
        ["03/01/2025", "Fees", "30.00"],
      ],
    );
    expect(cellsOf(words)[0]).toEqual([
      ["01/01/2025", "Transfer Ref ABC", "10.00"],
      ["02/01/2025", "Rent", "20.00"],
      ["03/01/2025", "Fees", "30.00"],
    ]);
  });

  it.each([
    ["a sign of currency apart", "$", "1,234.00", "$1,234.00"],
    ["a parenthesis apart", "(", "1,234.00)", "(1,234.00)"],
  ])("take %s to its figure", (_, sign, figure, cell) => {
    const cells = ["Cash", "Stock", "Loan"].map((name) => [name, sign, figure]);
    const words = rows([50, 280, { right: 400 }], cells);
    expect(cellsOf(words)[0]).toEqual(["Cash", "Stock", "Loan"].map((name) => [name, cell]));
  });

  it.each([". . . . . .", "............"])("leave out the dots of %s", (dots) => {
    const cells = ["Cash", "Stock", "Loan"].map((name, row) => [`${name} ${dots}`, `${row}1.00`]);
    expect(cellsOf(rows([50, { right: 400 }], cells))[0]).toEqual(
      ["Cash", "Stock", "Loan"].map((name, row) => [name, `${row}1.00`]),
    );
  });

  it("keep the title of a section as a row", () => {
    const sections = [
      ["Assets", null],
      ["Cash", "10.00"],
      ["Stock", "20.00"],
      ["Debts", null],
      ["Loan", "5.00"],
      ["Bank", "7.00"],
    ];
    const [table] = cellsOf(rows([50, { right: 300 }], sections));
    expect(table).toContainEqual(["Debts", null]);
    expect(table).toContainEqual(["Bank", "7.00"]);
  });
});

describe("drawn cells", () => {
  const xs = [40, 200, 320, 420];

  it("hold what stands in them", () => {
    const ys = [86, 104, 118, 132, 146, 160];
    expect(cellsOf(rows(PLACES, LEDGER), grid(xs, ys))).toEqual([LEDGER]);
  });

  it("go over columns where no line parts them", () => {
    const edges = [
      ...[86, 104, 118, 132].map((y) => horizontal(y, 40, 420)),
      vertical(40, 86, 132),
      vertical(200, 86, 132),
      vertical(420, 86, 132),
      vertical(320, 104, 132),
    ];
    const words = rows(
      [50, { right: 310 }, { right: 410 }],
      [
        ["Name", "Both years", null],
        ["Cash", "10.00", "11.00"],
        ["Stock", "20.00", "21.00"],
      ],
    );
    const [table] = findPageTables(page(words, { edges })).tables;
    expect(table?.rows[0]?.cells).toEqual(["Name", "Both years", null]);
    expect(table?.rows[0]?.spans).toEqual(new Map([[1, 2]]));
  });

  it("give their columns only where one holds several rows", () => {
    const edges = grid(xs, [86, 104, 160]);
    expect(cellsOf(rows(PLACES, LEDGER), edges)).toEqual([LEDGER]);
  });

  it("are not followed where they hold whole rows of values", () => {
    const edges = grid([40, 100, 420], [86, 104, 118, 132, 146, 160]);
    expect(cellsOf(rows([110, { right: 300 }, { right: 400 }], LEDGER), edges)).toEqual([LEDGER]);
  });

  it("are no table where a frame holds text", () => {
    const words = [0, 1, 2].flatMap((row) => text(50, 100 + row * 14, "words of a notice"));
    expect(cellsOf(words, grid([40, 420], [80, 160]))).toEqual([]);
  });
});

describe("no table", () => {
  it("is made of running text", () => {
    const words = Array.from({ length: 12 }, (_, row) =>
      text(50, 100 + row * 14, "some words of a text that goes on and on without columns"),
    ).flat();
    expect(cellsOf(words)).toEqual([]);
  });

  it("is made of two columns of running text", () => {
    const words = Array.from({ length: 12 }, (_, row) =>
      [
        text(50, 100 + row * 14, "some words of a text that goes on in the first"),
        text(320, 100 + row * 14, "other words of a text that stands beside it"),
      ].flat(),
    ).flat();
    expect(cellsOf(words)).toEqual([]);
  });
});

it("looks at tens of thousands of edges in passing", () => {
  const edges = Array.from({ length: 10_000 }, (_, index) => [
    horizontal(index * 0.08, 0, 600),
    vertical(index * 0.06, 0, 800),
  ]).flat();
  expect(cellsOf(rows(PLACES, LEDGER), edges).length).toBeLessThan(2);
});
