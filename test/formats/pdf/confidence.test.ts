import { describe, expect, it } from "vitest";
import { checkArithmetic } from "../../../src/formats/pdf/arithmetic.ts";
import { judge } from "../../../src/formats/pdf/confidence.ts";

const HEADER = ["Account", "Debit", "Credit"];
const ROWS = [HEADER, ["Cash", "12.50", null], ["Bank", "7.50", null], ["Loan", null, "20.00"]];

function confidenceOf(rows: (string | null)[][], unmappedShare = 0): number {
  return judge({ rows, headerRows: 1, gridFit: 1, unmappedShare }).confidence;
}

describe("checkArithmetic", () => {
  it.each([
    ["a total that holds", [...ROWS, ["Total", "20.00", "20.00"]], { checks: 1, passed: 1 }],
    ["no total", ROWS, null],
    [
      "subtotals and the total of all",
      [
        HEADER,
        ["A", "0.10", null],
        ["B", "0.20", null],
        ["Subtotal", "0.30", null],
        ["C", "1.00", null],
        ["D", "2.00", null],
        ["Subtotal", "3.00", null],
        ["Grand total", "3.30", null],
      ],
      { checks: 3, passed: 3 },
    ],
    [
      "amounts with decimal commas",
      [HEADER, ["A", "1.000,10", null], ["B", "0,20", null], ["Total", "1.000,30", null]],
      { checks: 1, passed: 1 },
    ],
    [
      "a column of rates that has a mean for a total",
      [HEADER, ["A", "1.00", "40.0"], ["B", "2.00", "60.0"], ["Total", "3.00", "50.0"]],
      { checks: 1, passed: 1 },
    ],
  ] as const)("judges %s", (_, rows, expected) => {
    const result = checkArithmetic(rows, 1);
    if (expected === null) expect(result).toBeNull();
    else expect(result).toMatchObject(expected);
  });

  it("names the row where a column does not add up beside one that does", () => {
    const rows = [HEADER, ["A", "1.00", "4.00"], ["B", "2.00", "5.00"], ["Total", "3.00", "9.50"]];
    expect(checkArithmetic(rows, 1)).toEqual({ checks: 2, passed: 1, failedRows: [4] });
  });

  it("follows a running balance and names the row that breaks it", () => {
    const balances = ["100.00", "90.00", "110.00", "105.00", "99.00", "98.00"];
    const changes = [null, "-10.00", "20.00", "-5.00", "-5.00", "-1.00"];
    const rows = balances.map((balance, row) => [`day ${row}`, changes[row] ?? null, balance]);
    expect(checkArithmetic(rows, 0)).toEqual({ checks: 5, passed: 4, failedRows: [5] });
  });
});

describe("judge", () => {
  it("is sure of what adds up", () => {
    expect(confidenceOf([...ROWS, ["Total", "20.00", "20.00"]])).toBeGreaterThanOrEqual(0.95);
  });

  it("stays below where a sum does not hold", () => {
    const rows = [HEADER, ["A", "1.00", "4.00"], ["B", "2.00", "5.00"], ["Total", "3.00", "9.50"]];
    expect(confidenceOf(rows)).toBe(0.7);
  });

  it("does not trust letters that the fonts do not map", () => {
    expect(confidenceOf([...ROWS], 0.5)).toBe(0.2);
  });

  it("is less sure of columns of mixed kinds", () => {
    const mixed = [HEADER, ["a", "1", "b"], ["2", "c", "3"], ["d", "4", "e"], ["5", "f", "6"]];
    expect(confidenceOf(mixed)).toBeLessThan(confidenceOf([...ROWS]));
  });
});
