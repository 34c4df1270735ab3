import { describe, expect, it } from "vitest";
import { findHeaderRow, isFigure } from "../../src/codecs/header-row.ts";
import type { CellValue } from "../../src/core/records.ts";

const rowsOf = (...rows: CellValue[][]) => rows.map((cells, index) => ({ row: index + 1, cells }));

describe("findHeaderRow", () => {
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
    expect(findHeaderRow(rowsOf(...rows))).toBe(index);
  });

  const none: [name: string, rows: CellValue[][]][] = [
    ["there are no rows", []],
    ["there is no body", [["Account", "Debit"]]],
    [
      "the first full row holds a figure",
      [
        ["Account", "2025"],
        ["Cash", "1"],
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
      "two names are the same",
      [
        ["Debit", "debit"],
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
      "a name is blank",
      [
        ["Account", " ", "Debit"],
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
    expect(findHeaderRow(rowsOf(...rows))).toBeNull();
  });
});

describe("isFigure", () => {
  const numbers = "0 -5 1,234.50 1.234,50 1'234.50 (123.45) $1,000 -$5 12.50- 5% 1e6 .5".split(" ");
  const spaced = ["EUR 12,50", "100 CR", "1 234,50", "1\u202f234,50", "( 1,00 )"];
  const dates = [
    "2025-01-31",
    "31.12.2025",
    "1/2/25",
    "31-Jan-2025",
    "Jan 31, 2025",
    "31.12.2025 09:30",
  ];
  const times = ["2025-01-31T13:45:00", "13:45", "9:05 am", "PT36H"];
  it.each([...numbers, ...spaced, ...dates, ...times])("takes %j as one", (text) => {
    expect(isFigure(text)).toBe(true);
  });

  it.each(["", "Cash", "AC-001", "Q1", "Account 1000", "-", "1st", "12 Main Street", "a1b2"])(
    "takes %j as none",
    (text) => {
      expect(isFigure(text)).toBe(false);
    },
  );

  it("takes typed values as figures and an empty cell as none", () => {
    expect([isFigure(1), isFigure(true), isFigure(null)]).toEqual([true, true, false]);
  });
});
