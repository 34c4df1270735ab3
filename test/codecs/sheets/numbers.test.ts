import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toShownPrecision } from "../../../src/codecs/sheets/shown-precision.ts";
import { parseIndex, parseNumber } from "../../../src/codecs/sheets/numbers.ts";

function number(text: string): number {
  const bytes = new TextEncoder().encode(`#${text}#`);
  return parseNumber(bytes, 1, bytes.length - 1);
}

describe("parseNumber", () => {
  it.each([
    ["0", 0],
    ["-0", 0],
    ["0010", 10],
    ["12.50", 12.5],
    [".5", 0.5],
    ["5.", 5],
    ["-1234.5678", -1234.5678],
    ["+3", 3],
    ["1e3", 1000],
    ["1.5E-7", 1.5e-7],
    [" 7 ", 7],
    ["0.1", 0.1],
    ["0.30000000000000004", 0.3],
    ["1.0000000000000002", 1],
    ["2.675", 2.675],
    ["999999999999999.96", 1e15],
    ["9007199254740993", 9007199254740992],
    ["0.000000000000000000000001", 1e-24],
    ["1.7976931348623157E308", 1.7976931348623157e308],
    ["928256997790.959501", 928256997790.959],
  ])("reads %j as %d", (text, value) => {
    expect(number(text)).toBe(value);
  });

  it.each([
    "",
    " ",
    "-",
    ".",
    "-.",
    "e5",
    "1e",
    "1.2.3",
    "1,5",
    "0x10",
    "1_000",
    "NaN",
    "INF",
    "1e999",
    "--1",
    "1 2",
    "٣",
  ])("gives NaN for %j", (text) => {
    expect(number(text)).toBeNaN();
  });

  it("rounds to 15 digits as the stored double does, whole numbers apart", () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    const decimal = fc
      .tuple(fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }), fc.nat(18))
      .map(([digits, places]) => {
        const text = String(digits < 0n ? -digits : digits).padStart(places + 1, "0");
        const whole = text.slice(0, text.length - places);
        return `${digits < 0n ? "-" : ""}${whole}${places === 0 ? "" : `.${text.slice(-places)}`}`;
      });
    fc.assert(
      fc.property(fc.oneof(double.map(String), decimal), (text) => {
        const stored = Number(text);
        const expected = Number.isInteger(stored) ? stored + 0 : toShownPrecision(stored);
        expect(number(text)).toBe(expected);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("parseIndex", () => {
  it.each([
    ["0", 0],
    [" 12\n", 12],
    ["007", 7],
    ["2147483647", 2147483647],
    ["2147483648", -1],
    ["", -1],
    ["-1", -1],
    ["1.0", -1],
    ["x", -1],
  ])("reads %j as %d", (text, value) => {
    const bytes = new TextEncoder().encode(text);
    expect(parseIndex(bytes, 0, bytes.length)).toBe(value);
  });
});
