import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  numberText,
  readAmount,
  readDigits,
  withSign,
  type DecimalSeparator,
} from "../../src/codecs/amounts.ts";
import { toPlainText } from "../../src/codecs/plain-text.ts";

/** The exact decimal of a written amount under one separator, or null. */
function valueOf(text: string, decimal: DecimalSeparator): string | null {
  const plain = toPlainText(text);
  const amount = plain === null ? null : readAmount(plain);
  if (amount === null || amount.body === null) return null;
  const digits = readDigits(amount.body, decimal);
  if (digits === null) return null;
  return withSign(digits.text, amount.negative !== null || amount.marker === "CR");
}

describe("amounts", () => {
  it.each<[name: string, text: string, point: string | null, comma: string | null]>([
    ["comma groups, point", "1,234.50", "1234.50", null],
    ["point groups, comma", "1.234,50", null, "1234.50"],
    ["trailing zeros", "10.5000", "10.5000", null],
    ["three decimals after four digits", "1234.567", "1234.567", null],
    ["a zero in front of three digits", "0,125", null, "0.125"],
    ["three digits behind a comma", "1,234", "1234", "1.234"],
    ["two groups", "1,234,567", "1234567", null],
    ["no whole digits", ".5", "0.5", null],
    ["a separator and nothing behind it", "5.", null, null],
    ["Swiss apostrophes", "1'234'567.50", "1234567.50", null],
    ["typographic apostrophes", "1’234.50", "1234.50", null],
    ["blanks", "1 234 567,50", null, "1234567.50"],
    ["no-break spaces", "1\u00a0234,50", null, "1234.50"],
    ["narrow no-break spaces", "1\u202f234,50", null, "1234.50"],
    ["thin spaces", "1\u2009234,50", null, "1234.50"],
    ["Indian groups", "12,34,567.89", "1234567.89", null],
    ["Indian groups of points", "12.34.567,89", null, null],
    ["groups of four", "1,2345.00", null, null],
    ["a short last group", "1,234,56", null, null],
    ["mixed groups", "1,234'567.00", null, null],
    ["full-width digits", "１，２３４．５０", "1234.50", null],
    ["a minus in front", "-1,234.50", "-1234.50", null],
    ["a Unicode minus", "\u22121,234.50", "-1234.50", null],
    ["an en dash as minus", "–5.00", "-5.00", null],
    ["a minus behind", "1234.50-", "-1234.50", null],
    ["a minus and a blank", "- 12.50", "-12.50", null],
    ["parentheses", "(1,234.5)", "-1234.5", null],
    ["parentheses and blanks", "( 1,234.5 )", "-1234.5", null],
    ["angle brackets", "<5.00>", "-5.00", null],
    ["a plus", "+5.00", "5.00", null],
    ["zero has no sign", "(0.00)", "0.00", null],
    ["a dollar sign", "$1,234.50", "1234.50", null],
    ["a sign between minus and digits", "-$5.00", "-5.00", null],
    ["a minus between sign and digits", "$-5.00", "-5.00", null],
    ["parentheses around the sign", "($5.00)", "-5.00", null],
    ["parentheses behind the sign", "$(5.00)", "-5.00", null],
    ["a euro behind", "1.234,50 €", null, "1234.50"],
    ["a code in front", "CHF 1'234.50", "1234.50", null],
    ["a code behind", "1 234,50 EUR", null, "1234.50"],
    ["a sign and a code", "$5.00 USD", "5.00", null],
    ["rupees", "Rs. 12,34,567.00", "1234567.00", null],
    ["crowns behind with a point", "100,00 kr.", null, "100.00"],
    ["a percentage", "12,5 %", null, "12.5"],
    ["basis points", "25 bp", "25", "25"],
    ["a credit", "1,234.50 CR", "-1234.50", null],
    ["a credit in lower case", "5.00cr.", "-5.00", null],
    ["a debit", "1,234.50 DR", "1234.50", null],
    ["a debit in front", "Dr 5.00", "5.00", null],
    ["leading zeros and decimals", "0012.50", "12.50", null],
    ["an exponent", "1.5E+10", "15000000000", null],
    ["a negative exponent", "1.5E-05", "0.000015", null],
    ["an exponent without a sign, perhaps a code", "12E5", null, null],
    ["an exponent beyond reason", "1E+99", null, null],
    ["a code with leading zeros", "0010", null, null],
    ["a negative code", "-0010", null, null],
    ["sixteen digits", "1234567890123456", null, null],
    ["sixteen digits and decimals", "1234567890123456.78", "1234567890123456.78", null],
    ["two minus signs, as IIF has them", "--1,234.50", "-1234.50", null],
    ["three minus signs", "---1", null, null],
    ["two minus signs with a blank between", "- -1", null, null],
    ["two minus signs and parentheses", "(--1)", null, null],
    ["two dashes", "--", null, null],
    ["a minus in parentheses", "(-1)", null, null],
    ["a minus and a credit", "-1.00 CR", null, null],
    ["half a parenthesis", "(1.00", null, null],
    ["two currencies", "USD 5 EUR", null, null],
    ["a percentage of a currency", "5% USD", null, null],
    ["an even Swiss amount", "12.-", null, null],
    ["a date", "01.02.2025", null, null],
    ["a time", "12:30", null, null],
    ["a word", "USD", null, null],
    ["nothing", "", null, null],
    ["more than any amount", "1".repeat(40) + ",".repeat(40), null, null],
  ])("reads %s: %s", (_, text, point, comma) => {
    expect([valueOf(text, "."), valueOf(text, ",")]).toEqual([point, comma]);
  });

  it.each(["-", "–", "—", "$ -", "- €", "nil", "NIL"])("takes %j for nothing", (text) => {
    expect(readAmount(toPlainText(text) ?? "")).toMatchObject({ body: null });
  });

  it.each([
    ["€", "EUR"],
    ["US$", "USD"],
    ["$", "$"],
    ["£", "£"],
    ["zł", "PLN"],
    ["CHF", "CHF"],
    ["kr", "kr"],
  ])("tells the currency %s as %s", (sign, told) => {
    expect(readAmount(`${sign} 5.00`)?.currency).toBe(told);
    expect(readAmount(`5.00 ${sign}`)?.currency).toBe(told);
  });

  const LOCALES: readonly { decimal: DecimalSeparator; group: string }[] = [
    { decimal: ".", group: "," },
    { decimal: ",", group: "." },
    { decimal: ",", group: "\u00a0" },
    { decimal: ",", group: "\u202f" },
    { decimal: ".", group: "’" },
    { decimal: ".", group: " " },
    { decimal: ".", group: "" },
    { decimal: ",", group: "" },
  ];
  const FORMS: readonly ((digits: string, isNegative: boolean) => string)[] = [
    (digits, isNegative) => (isNegative ? `-${digits}` : digits),
    (digits, isNegative) => (isNegative ? `\u2212${digits}` : `+${digits}`),
    (digits, isNegative) => (isNegative ? `${digits}-` : digits),
    (digits, isNegative) => (isNegative ? `(${digits})` : digits),
    (digits, isNegative) => `${digits} ${isNegative ? "CR" : "DR"}`,
    (digits, isNegative) => `EUR ${isNegative ? `-${digits}` : digits}`,
    (digits, isNegative) => `${isNegative ? `(${digits})` : digits} €`,
  ];

  it("gives the exact decimal of any amount written in any locale", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
        fc.integer({ min: 1, max: 6 }),
        fc.constantFrom(...LOCALES),
        fc.constantFrom(...FORMS),
        (units, places, { decimal, group }, form) => {
          const isNegative = units < 0n;
          const digits = (isNegative ? -units : units).toString().padStart(places + 1, "0");
          const whole = digits.slice(0, -places);
          const fraction = digits.slice(-places);
          const grouped = whole.replaceAll(/\B(?=(\d{3})+$)/g, group);
          const written = form(`${grouped}${decimal}${fraction}`, isNegative);
          const expected = `${isNegative ? "-" : ""}${whole}.${fraction}`;
          expect(valueOf(written, decimal)).toBe(expected);
          expect(BigInt(expected.replace(".", ""))).toBe(units);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it("reads any text without a fault, and keeps to the digits that it has", () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom(..."0123456789.,'() -+<>%$€CRDEbp\u00a0"),
          maxLength: 30,
        }),
        (text) => {
          for (const decimal of [".", ","] as const) {
            const value = valueOf(text, decimal);
            if (value === null || /[Ee]/.test(text)) continue;
            expect(value).toMatch(/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/);
            const digits = text.replaceAll(/\D/g, "").replace(/^0+/, "");
            expect(value.replaceAll(/\D/g, "").replace(/^0+/, "")).toBe(digits);
          }
        },
      ),
      { numRuns: 5_000 },
    );
  });
});

describe("numberText", () => {
  it.each([
    [0.1, "0.1"],
    [-0, "0"],
    [-1234.5, "-1234.5"],
    [1e21, "1000000000000000000000"],
    [-1.25e22, "-12500000000000000000000"],
    [1e-7, "0.0000001"],
    [1.5e-7, "0.00000015"],
    [123_456_789_012_345, "123456789012345"],
  ])("writes %d as %s", (value, text) => {
    expect(numberText(value)).toBe(text);
  });

  it("names the same number, without an exponent", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        const text = numberText(value);
        expect(text).toMatch(/^-?\d+(?:\.\d+)?$/);
        expect(Number(text)).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});
