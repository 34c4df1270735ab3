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
    expect(findHeader(rowsOf(...rows))).toBeNull();
  });
});
