import { describe, expect, it } from "vitest";
import { findFixedWidth } from "../../src/codecs/fixed-width-layout.ts";

function lines(...texts: string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

function spansOf(text: string, delimiter: string | null = null): [number, number][] | null {
  const layout = findFixedWidth(text, true, delimiter);
  return layout && layout.columns.map(({ start, end }) => [start, end]);
}

const BALANCES = [
  "1000  Cash at bank         1,234.50",
  "1010  Petty cash              12.00",
  "1100  Trade receivables   20,000.00",
  "2000  Trade payables       9,000.75-",
  "3000  Share capital       12,245.75-",
];

describe("findFixedWidth", () => {
  it("takes places that are blank in all lines for gaps", () => {
    expect(spansOf(lines(...BALANCES))).toEqual([
      [0, 4],
      [6, 23],
      [26, 36],
    ]);
  });

  it("takes the columns of a rule as drawn, of few lines and one blank apart, too", () => {
    const text = lines(
      "acct name         amount",
      "---- ---------- --------",
      "1000 Cash        1234.50",
      "1010 Petty cash    12.00",
    );
    expect(spansOf(text)).toEqual([
      [0, 4],
      [5, 15],
      [16, 24],
    ]);
  });

  it("takes the gaps of a rule for as wide as the text below leaves them", () => {
    const text = lines(
      "Account    Name              Balance",
      "=======    ====              =======",
      "1000       Cash at bank     1,234.50",
      "1010       Petty cash          12.00",
      "1100       Receivables     20,000.00",
    );
    expect(spansOf(text)).toEqual([
      [0, 7],
      [11, 23],
      [27, 36],
    ]);
  });

  it("lets headings part columns that are one blank apart", () => {
    const body = ["1000 Cash         12.00", "1010 Petty cash    5.00", "2000 Loan          1.00"];
    const text = lines(...body, ...body);
    expect(spansOf(lines("CODE NAME        AMOUNT") + text)?.[1]).toEqual([5, 15]);
    expect(spansOf(lines("CODE AND NAME    AMOUNT") + text)?.[0]).toEqual([0, 4]);
    expect(spansOf(lines("ACCOUNT          AMOUNT") + text)?.[0]).toEqual([0, 15]);
  });

  it("leaves dates and numbers with blanks inside whole", () => {
    const text = lines(
      "DAY OF   TEXT      AMOUNT IN",
      "01 Jan 2025  Sale     12 345.50",
      "02 Jan 2025  Fee         567.00",
      "03 Jan 2025  Sale     98 765.00",
      "04 Jan 2025  Sale     11 111.10",
      "05 Jan 2025  Rent      4 800.00",
    );
    expect(spansOf(text)).toHaveLength(3);
  });

  it("finds a column that is filled now and then one blank before the next", () => {
    const text = lines(
      "Date        Details            Paid    Balance",
      "01 Mar 2025 Card payment      65.08",
      "            Transfer         288.35     646.57",
      "04 Mar 2025 Direct debit     197.25",
      "            Cheque 000123      5.00",
      "            Card payment     816.79     372.47-",
      "07 Mar 2025 Transfer         866.35",
    );
    expect(spansOf(text)?.slice(0, 2)).toEqual([
      [0, 11],
      [12, 25],
    ]);
  });

  it("takes a lone dash for an amount of nothing", () => {
    const text = lines(
      "1000  Cash        12.00         -",
      "1010  Bank            -      5.00",
      "2000  Loan            -    100.00",
      "3000  Stock        7.00         -",
      "4000  Sales           -     33.50",
    );
    expect(findFixedWidth(text, true)?.columns.map(({ isFigures }) => isFigures)).toEqual([
      true,
      false,
      true,
      true,
    ]);
  });

  it("puts CR and DR one blank behind an amount, and a currency sign before it, into its column", () => {
    const sides = lines(
      "1000  Cash           12.00 DR",
      "1010  Petty cash      5.00 DR",
      "2000  Loan        1,000.00 CR",
      "3000  Capital     2,000.00 CR",
      "4000  Sales         700.00",
    );
    expect(spansOf(sides)?.at(-1)).toEqual([18, 29]);
    const signs = lines(
      "1000  Cash       $     12.00",
      "1010  Petty cash        5.00",
      "2000  Loan          1,000.00",
      "3000  Capital       2,000.00",
      "4000  Total      $  3,017.00",
    );
    expect(spansOf(signs)?.at(-1)).toEqual([17, 28]);
  });

  it("gives a column that is hardly ever filled its own place", () => {
    const rows = Array.from(
      { length: 60 },
      (_, at) => `${1000 + at}  item            ${10 + at}.00`,
    );
    rows[20] = "1020  item    *       30.00";
    rows[40] = "1040  item    *       50.00";
    expect(spansOf(lines(...rows))).toEqual([
      [0, 4],
      [6, 10],
      [14, 15],
      [22, 27],
    ]);
  });

  it("counts the titles above the table, and none of its headings", () => {
    const text = lines(
      "EXAMPLE LTD         PAGE 1",
      "",
      "CODE  NAME                  BALANCE",
      ...BALANCES,
    );
    expect(findFixedWidth(text, true)?.titleLines).toBe(2);
  });

  it("takes no line with amounts for headings", () => {
    const text = lines("Opening      as of 1.1.25     500.00 EUR", ...BALANCES);
    expect(findFixedWidth(text, true)?.titleLines).toBe(1);
    expect(spansOf(text)).toEqual(spansOf(lines(...BALANCES)));
  });

  it("leaves out of account a line that the sample cuts off", () => {
    const text = lines(...BALANCES);
    expect(findFixedWidth(text.slice(0, -5), true)).not.toBeNull();
    expect(findFixedWidth(text.slice(0, -5), false)).toBeNull();
  });

  it("believes a delimiter, but not a comma inside of figures and phrases", () => {
    const text = lines(...BALANCES);
    expect(spansOf(text, ",")).not.toBeNull();
    expect(spansOf(text, ", ")).not.toBeNull();
    expect(spansOf(text, " ")).not.toBeNull();
    expect(spansOf(text, ";")).toBeNull();
    expect(spansOf(text, "\t")).toBeNull();
    const padded = BALANCES.map((row) =>
      row.replaceAll(/ {2}(?=\S)/g, ", ").replaceAll(/\d,\d/g, "12"),
    );
    expect(spansOf(lines(...padded), ",")).toBeNull();
  });

  const others: [name: string, text: string][] = [
    ["nothing", ""],
    ["blank lines", "\n   \n\n"],
    [
      "names",
      lines("John Smith", "Mary Jones", "Alan Brown", "Jane Black", "Rita White", "Otto Green"),
    ],
    [
      "names of one length",
      lines(..."AB CD EF GH IJ KL MN".split(" ").map((pair) => `John ${pair}`)),
    ],
    [
      "addresses",
      lines(
        "John Smith",
        "12 Main Street",
        "Springfield, IL 62701",
        "",
        "Mary Jones",
        "1600 Penn Ave",
        "Apt  4",
      ),
    ],
    [
      "sentences with two blanks between them",
      lines(
        "The night was long.  Nobody slept in the small",
        "town.  The mayor, it was said, had left.  In the",
        "morning the rain came.  It stayed for a week and",
        "then for another.  On the last day of it all of",
        "the bridges were gone.  So were the roads.  Then",
        "the sun came out.  It was time to build.",
      ),
    ],
    [
      "two columns of prose",
      lines(
        ..."Lorem ipsum dolor sit amet|consectetur adipiscing elit,|sed do eiusmod tempor inci|didunt ut labore et dolore|magna aliqua ut enim ad mi|nim veniam quis nostrud ex"
          .split("|")
          .map((half) => `${half.padEnd(26)}   ${half}`),
      ),
    ],
    [
      "a log",
      lines(
        ...["INFO ", "ERROR", "INFO ", "WARN ", "INFO "].map(
          (level, at) =>
            `2025-01-0${at + 1} 10:00:0${at},123 ${level} worker ${"x".repeat(at)} has started`,
        ),
      ),
    ],
    [
      "settings",
      lines("name:     a", "version:  1.0", "author:   b", "licence:  MIT", "source:   d"),
    ],
    ["a numbered list", lines("1.  Apples", "2.  Pears", "3.  Plums", "9.  Figs", "10. Dates")],
    [
      "source code",
      lines(
        "function add(left, right) {",
        "  const sum = left + right;   // never NaN",
        "  if (sum > 10) {",
        "    return sum;",
        "  }",
        "  return 0;                   // small",
        "}",
      ),
    ],
    [
      "an underlined title",
      lines("Minutes of the meeting", "----------------------", "We met, we spoke, we left."),
    ],
    [
      "a break of dashes between texts",
      lines("One two three four", "--- --- ---", "fivesixseven eight nine", "tententen eleven"),
    ],
    ["columns of four lines without a rule", lines(...BALANCES.slice(0, 4))],
  ];
  it.each(others)("takes %s for no table", (_, text) => {
    expect(findFixedWidth(text, true)).toBeNull();
  });
});
