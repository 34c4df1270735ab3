import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { writeCsvRecord } from "../../src/codecs/csv-writer.ts";
import type { CellValue } from "../../src/core/records.ts";

/** The one cell of a record as a reader of RFC 4180 sees it. */
function cellOf(text: string): string | undefined {
  const record = writeCsvRecord([text, "end"]);
  return Papa.parse<string[]>(record, { delimiter: ",", newline: "\r\n" }).data[0]?.[0];
}

describe("writeCsvRecord", () => {
  it.each<[string, CellValue[], string]>([
    ["values of every kind", ["a", 1.5, true, null, ""], "a,1.5,true,,"],
    ["a comma, a quote and line breaks", ["a,b", 'c"d', "e\r\nf"], '"a,b","c""d","e\r\nf"'],
    ["blanks at the ends", [" a", "b "], '" a","b "'],
    ["an exponent", [1e21, 1e-7], "1e+21,1e-7"],
    // An empty line is no record to most readers.
    ["one empty cell", [null], '""'],
    ["one empty text", [""], '""'],
    ["two empty cells", [null, null], ","],
    // A program whose separator is the semicolon would see a cell that begins with the formula.
    ["separators of other countries", ["a;=1+1", "b\t=1+1"], '"a;=1+1","b\t=1+1"'],
  ])("writes %s", (_, cells, line) => {
    expect(writeCsvRecord(cells)).toBe(`${line}\r\n`);
  });

  it.each([
    "=1+1",
    '=HYPERLINK("http://evil")',
    "+cmd|' /C calc'!A0",
    "-cmd|' /C calc'!A0",
    "-1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(1)",
    "-A1",
    "@x",
    "+cmd",
    "-cmd",
    "-1e5x",
    "-€",
    "-1 CHF",
    "--1+1",
    "+1\n=1",
    "-5%+1",
    "\tx",
    "\rx",
    "+1;=2",
    "=",
    "@",
  ])("puts an apostrophe before %j", (text) => {
    expect(cellOf(text)).toBe(`'${text}`);
  });

  it.each([
    "-12.50",
    "-1,234.50",
    "-€3.00",
    "-$1,234.50",
    "+£0.99",
    "-5%",
    "-1e5",
    "-1E+5",
    "+-1",
    "-1.234,50",
    "-1'234.50",
    "-1 234,50",
    "-1\u00a0234,50",
    "(1,234.50)",
    "+1",
    "-.5",
    "-€3",
    "€-3",
    "-3 €",
    "+41 79 123 45 67",
    "-12.5%",
    "-1.5e-7",
    "-",
    "--",
    "0010",
    "2025-01-31",
    "a=b",
    "'quoted",
    "mail@example.org",
  ])("leaves %j alone", (text) => {
    expect(cellOf(text)).toBe(text);
  });

  it("is read back as it was, but for the apostrophes", () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }),
        (cells) => {
          const line = writeCsvRecord(cells);
          expect(line.endsWith("\r\n")).toBe(true);
          const { data } = Papa.parse<string[]>(line, { delimiter: ",", newline: "\r\n" });
          const [record = []] = data;
          expect(record).toHaveLength(cells.length);
          record.forEach((cell, i) => expect([cells[i], `'${cells[i]}`]).toContain(cell));
        },
      ),
    );
  });

  it("leaves number cells as they are, below nothing as well", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const { data } = Papa.parse<string[]>(writeCsvRecord([number, "end"]));
        expect(Number(data[0]?.[0])).toBe(number === 0 ? 0 : number);
      }),
    );
  });

  it("leaves amounts as they are, whatever their sign, grouping and currency", () => {
    const amount = fc
      .tuple(
        fc.constantFrom("-", "+", ""),
        fc.constantFrom("", "€", "$", "£", "¥"),
        fc.bigInt({ min: 0n, max: 10n ** 18n }),
        fc.constantFrom("en-US", "de-DE", "fr-FR", "de-CH", "en-IN"),
        fc.constantFrom("", ".00", ",5"),
        fc.constantFrom("", "%", " %", " €"),
      )
      .map(([sign, currency, whole, locale, fraction, unit]) => {
        const grouped = whole.toLocaleString(locale).replaceAll("’", "'");
        return `${sign}${currency}${grouped}${fraction}${unit}`;
      });
    fc.assert(
      fc.property(amount, (text) => {
        expect(cellOf(text)).toBe(text);
      }),
    );
  });

  it("escapes a sign with a letter anywhere behind it that is no exponent", () => {
    const sign = fc.constantFrom("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠");
    const letter = fc.constantFrom(..."abcdfghijklmnopqrstuvwxyzABCDFGHIJKLMNOPQRSTUVWXYZ!|(");
    fc.assert(
      fc.property(sign, fc.string(), letter, fc.string(), (first, before, middle, after) => {
        const text = `${first}${before}${middle}${after}`;
        expect(cellOf(text)).toBe(`'${text}`);
      }),
    );
  });

  it("begins no cell like a formula, whatever comes", () => {
    fc.assert(
      fc.property(fc.constantFrom("=", "+", "-", "@"), fc.string(), (sign, rest) => {
        const cell = cellOf(`${sign}${rest}`) ?? "";
        if (/[a-z!|(]/i.test(rest.replace(/e[+-]?\d/i, "")))
          expect(cell.startsWith("'")).toBe(true);
      }),
    );
  });
});
