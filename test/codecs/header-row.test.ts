import { describe, expect, it } from "vitest";
import { findHeader } from "../../src/codecs/header-row.ts";
import type { CellValue } from "../../src/core/records.ts";

const rowsOf = (...rows: CellValue[][]) =>
  rows.map((cells, index) => ({ row: index + 1, cells, hasGap: false }));

describe("findHeader", () => {
  const found: [name: string, rows: CellValue[][], index: number][] = [
    [
      "texts above numbers",
      [
        ["x", "y"],
        ["a", "1"],
        ["b", "2"],
      ],
      0,
    ],
    [
      "texts above typed numbers",
      [
        ["x", "y"],
        ["a", 1],
        ["b", 2],
      ],
      0,
    ],
    [
      "texts above dates",
      [
        ["x", "y"],
        ["2025-01-31", "a"],
      ],
      0,
    ],
    [
      "texts above codes with digits",
      [
        ["x", "y"],
        ["AC-001", "a"],
        ["AC-002", "b"],
      ],
      0,
    ],
    [
      "known words above texts",
      [
        ["Name", "City"],
        ["Ann", "Oslo"],
        ["Bob", "Rome"],
      ],
      0,
    ],
    [
      "known words of another language",
      [
        ["Konto", "Saldo"],
        ["Kasse", "hoch"],
      ],
      0,
    ],
    [
      "a row below a preamble",
      [
        ["Trial balance"],
        ["As of", "31.12.2025"],
        ["Account", "Debit", "Credit"],
        ["1000", "5", null],
        ["2000", null, "5"],
      ],
      2,
    ],
    [
      "a row below one of group names",
      [
        [null, "Opening", null],
        ["Account", "Debit", "Credit"],
        ["Cash", 1, 2],
      ],
      1,
    ],
    ["a row of names without rows below, where all are known", [["Account", "Debit"]], 0],
    [
      "years above amounts",
      [
        ["Item", "2024", "2025"],
        ["Rent", "1000", "1.200,00"],
        ["Food", "-5", "2025"],
        ["Fuel", "7", "9"],
      ],
      0,
    ],
    [
      "one typed year beside a known word",
      [
        ["Account", 2025],
        ["Cash", 1],
      ],
      0,
    ],
    [
      "months of either language above amounts",
      [
        ["Posten", "Jan-25", "Dez 2025"],
        ["Miete", "1", "2"],
      ],
      0,
    ],
    [
      "quarters above amounts",
      [
        ["Item", "Q1 2025", "Q2 2025"],
        ["Rent", "1", "2"],
      ],
      0,
    ],
    [
      "balance dates above amounts",
      [
        ["", "31.12.2024", "31.12.2025"],
        ["Kasse", "1,00", "2,00"],
      ],
      0,
    ],
    [
      "names of which two are the same or one is blank, where the others are known and figures below",
      [
        ["Date", "Amount", " ", "Amount"],
        ["2025-01-31", "1", "x", "2"],
      ],
      0,
    ],
    [
      "a row below one of titles as wide as the table",
      [
        ["ACME", "Trial run", "Oslo"],
        ["Account", "Debit", "Credit"],
        ["Cash", "1", "2"],
      ],
      1,
    ],
    [
      "a row below a preamble with a date as wide as the table",
      [
        ["Company", "ACME", "As of", "31.12.2025"],
        ["Account", "Name", "Debit", "Credit"],
        ["1000", "Cash", "5", null],
        ["1100", "Bank", null, "5"],
      ],
      1,
    ],
    [
      "a row that stands again whole, as on each page of a print",
      [
        ["Note", "Sum"],
        ["a", "1"],
        ["Note", "Sum"],
        ["b", "2"],
      ],
      0,
    ],
    [
      "compound and run-together words of exports",
      [
        ["Wertstellungsdatum", "TransactionType"],
        ["gestern", "gross"],
      ],
      0,
    ],
    [
      "a row wider than most of the body",
      [
        ["Date", "Amount", "Memo"],
        ["2025-01-31", "1", null],
        ["2025-02-28", "2", null],
      ],
      0,
    ],
  ];
  it.each(found)("finds %s", (_, rows, index) => {
    expect(findHeader(rowsOf(...rows))).toMatchObject({ first: index, last: index });
  });

  const none: [name: string, rows: CellValue[][]][] = [
    ["there are no rows", []],
    ["there is no body below a word that is not known", [["Account", "Oslo"]]],
    [
      "there is no body below other rows",
      [
        ["Account", "Ann"],
        ["Bank", "Bob"],
        ["Account", "Debit"],
      ],
    ],
    [
      "a year may be an amount",
      [
        ["Cash", "2025"],
        ["Bank", "1"],
      ],
    ],
    [
      "years stand above years",
      [
        ["Account", "2024", "2025"],
        ["Cash", "2020", "2021"],
      ],
    ],
    [
      "a period stands twice",
      [
        ["Account", "2025", "2025"],
        ["Cash", "1", "2"],
      ],
    ],
    [
      "nothing but figures stand in the row",
      [
        ["2023", "2024", "2025"],
        ["1", "2", "3"],
      ],
    ],
    [
      "labels with their values stand below each other",
      [
        ["Account holder", "ACME"],
        ["Opening balance", "1"],
        ["Closing balance", "2"],
      ],
    ],
    [
      "labels with colons stand beside their values",
      [
        ["Period:", "May", "Account:", "Cash"],
        ["1", "2", "3", "4"],
      ],
    ],
    [
      "a preamble with figures is like the rows below",
      [
        ["1000", "Cash", "5"],
        ["Account", "Name", "Debit"],
        ["2000", "Bank", "6"],
        ["2100", "Till", "7"],
      ],
    ],
    [
      "known words stand above others of the kind",
      [
        ["Bank account", "Fee"],
        ["Cash account", "Tax"],
      ],
    ],
    [
      "the first full row is data",
      [
        ["1000", "Cash", "5"],
        ["Account", "Name", "Debit"],
        ["2000", "Bank", "6"],
      ],
    ],
    [
      "texts stand above texts like them",
      [
        ["Ann", "Oslo"],
        ["Bob", "Rome"],
      ],
    ],
    ["a single column begins with other texts", [["Cash flow 2024"], ["Amount"], ["5"]]],
    [
      "two names are the same and no word is known",
      [
        ["foo", "Foo"],
        ["1", "2"],
      ],
    ],
    [
      "a name stands in its column again",
      [
        ["Note", "Sum"],
        ["Note", "1"],
      ],
    ],
    [
      "a name is blank and no word is known",
      [
        ["foo", " ", "bar"],
        ["Cash", "x", "2"],
      ],
    ],
    [
      "a name is a sentence",
      [
        ["Account", `Note ${"x".repeat(90)}`],
        ["Cash", "2"],
      ],
    ],
  ];
  it.each(none)("finds none where %s", (_, rows) => {
    expect(findHeader(rowsOf(...rows))).toBeNull();
  });

  const stacked: [name: string, rows: CellValue[][], first: number, names: CellValue[]][] = [
    [
      "group names above names that stand twice",
      [
        [null, null, "Opening", null, "Closing"],
        ["No", "Name", "Debit", "Credit", "Debit", "Credit"],
        ["1000", "Cash", "1", "2", "3", "4"],
      ],
      0,
      ["No", "Name", "Opening - Debit", "Opening - Credit", "Closing - Debit", "Closing - Credit"],
    ],
    [
      "names above blanks, which stand for themselves",
      [
        ["Account", "Opening", null, "Closing"],
        [null, "Debit", "Credit", "Debit", "Credit"],
        ["1000", "1", "2", "3", "4"],
      ],
      0,
      ["Account", "Opening - Debit", "Opening - Credit", "Closing - Debit", "Closing - Credit"],
    ],
    [
      "three rows below a title",
      [
        ["Trial balance"],
        [null, "Actual", null, null, null, "Budget"],
        [null, "Opening", null, "Closing", null, "Opening"],
        ["Account", "Debit", "Credit", "Debit", "Credit", "Debit"],
        ["1000", "1", "2", "3", "4", "5"],
      ],
      1,
      [
        "Account",
        "Actual - Opening - Debit",
        "Actual - Opening - Credit",
        "Actual - Closing - Debit",
        "Actual - Closing - Credit",
        "Budget - Opening - Debit",
      ],
    ],
    [
      "a full row of names with their second line",
      [
        ["Account", "Opening", "Closing"],
        ["No", "Balance", "Balance"],
        ["1000", "1", "2"],
      ],
      0,
      ["Account - No", "Opening - Balance", "Closing - Balance"],
    ],
    [
      "years above names",
      [
        [null, "2024", null, "2025", null],
        ["Account", "Debit", "Credit", "Debit", "Credit"],
        ["1000", "1", "2", "3", "4"],
      ],
      0,
      ["Account", "2024 - Debit", "2024 - Credit", "2025 - Debit", "2025 - Credit"],
    ],
  ];
  it.each(stacked)("joins %s", (_, rows, first, names) => {
    const match = findHeader(rowsOf(...rows));
    expect(match).toEqual({ first, last: rows.length - 2, names });
  });

  it("joins no rows over a gap", () => {
    const rows = rowsOf(
      [null, "Opening", null, "Closing", null],
      ["No", "Debit", "Credit", "Debit", "Credit"],
      ["1000", "1", "2", "3", "4"],
    ).map(({ row, cells }, index) => ({ row, cells, hasGap: index === 1 }));
    expect(findHeader(rows)).toMatchObject({ first: 1, last: 1 });
  });

  it("leaves a title above distinct names out of them", () => {
    const rows = rowsOf(["Amounts", "of May"], ["Account", "Debit"], ["Cash", "1"], ["Bank", "2"]);
    expect(findHeader(rows)?.names).not.toContain("Amounts - Account");
  });
});
