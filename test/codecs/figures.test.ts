import { describe, expect, it } from "vitest";
import type { CellValue } from "../../src/core/records.ts";
import { isFigure, kindOf, periodOf, type PeriodKind } from "../../src/codecs/figures.ts";

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

describe("kindOf", () => {
  const kinds: [CellValue, string][] = [
    [null, "blank"],
    [" ", "blank"],
    [5, "number"],
    ["1.234,50", "number"],
    ["01.2025", "number"],
    ["2025-01", "date"],
    ["Jan-25", "date"],
    ["EUR 25", "number"],
    ["09:30", "date"],
    ["Mark 25", "text"],
    ["x".repeat(50) + "1", "text"],
  ];
  it.each(kinds)("takes %j as %s", (cell, kind) => {
    expect(kindOf(cell)).toBe(kind);
  });
});

describe("periodOf", () => {
  const periods: [CellValue, PeriodKind | null][] = [
    ["2025", "year"],
    [2025, "year"],
    ["1850", null],
    ["20250", null],
    ["Jan-25", "month"],
    ["septembre 2025", "month"],
    ["März '25", "month"],
    ["12/2025", "month"],
    ["2025-13", null],
    ["31.12.2025", "day"],
    ["2025-12-31", "day"],
    ["09:30", null],
    [true, null],
    [null, null],
    ["Cash", null],
  ];
  it.each(periods)("takes %j as %s", (cell, kind) => {
    expect(periodOf(cell)).toBe(kind);
  });
});
