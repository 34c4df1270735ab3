import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactSum, readDecimal } from "../../../src/formats/iif/balance.ts";

function sumOf(decimals: readonly string[]): string {
  const sum = new ExactSum();
  for (const decimal of decimals) sum.add(decimal);
  return sum.toString();
}

describe("ExactSum", () => {
  it.each<[string[], string]>([
    [[], "0"],
    [["0.1", "0.2", "-0.3"], "0.0"],
    [["1", "-0.01"], "0.99"],
    [["-1", "0.01"], "-0.99"],
    [["9007199254740993", "-9007199254740992"], "1"],
    [["0.001", "1"], "1.001"],
    [["-0.05", "0.04"], "-0.01"],
  ])("of %j is %s", (decimals, expected) => {
    expect(sumOf(decimals)).toBe(expected);
  });

  it("is zero exactly when all amounts come back with the other sign, in any order", () => {
    const cents = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n });
    const decimals = fc.integer({ min: 0, max: 6 });
    const amount = fc.tuple(cents, decimals).map(([units, places]) => {
      const digits = String(units < 0n ? -units : units).padStart(places + 1, "0");
      const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
      return { text: units < 0n ? `-${text}` : text, isZero: units === 0n };
    });
    fc.assert(
      fc.property(fc.array(amount), amount, (amounts, other) => {
        const sum = new ExactSum();
        for (const { text } of amounts) sum.add(text);
        for (const { text } of amounts.toReversed()) {
          sum.add(text.startsWith("-") ? text.slice(1) : `-${text}`);
        }
        expect(sum.isZero).toBe(true);
        sum.add(other.text);
        expect(sum.isZero).toBe(other.isZero);
      }),
    );
  });
});

describe("readDecimal", () => {
  it.each<[string, string | null]>([
    ["12.50", "12.50"],
    ["-12", "-12"],
    ["1,234.56", "1234.56"],
    ["1,234", "1234"],
    ["12,50", "12.50"],
    ["1.234,50", "1234.50"],
    ["(12.00)", "-12.00"],
    ["--12", "-12"],
    ["12.00-", "-12.00"],
    ["$1,000.00", "1000.00"],
    ["-$5", "-5"],
    [" 7.00 ", "7.00"],
    ["00012.50", "00012.50"],
    ["-", "0"],
    ["12%", null],
    ["12 x", null],
    ["", null],
    ["123 45", null],
  ])("of %j is %j", (text, expected) => {
    expect(readDecimal(text)).toBe(expected);
  });
});
