import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FixedWidthReader } from "../../src/codecs/fixed-width.ts";
import { findFixedWidth, type FixedWidthLayout } from "../../src/codecs/fixed-width-layout.ts";
import type { DelimitedRecord } from "../../src/codecs/delimited.ts";
import { MAX_RECORD_CHARACTERS } from "../../src/codecs/record-limits.ts";
import { KIB } from "../../src/core/units.ts";

const LIMITS = { cellBytes: 64 * KIB, columnsPerTable: 100 };

function layoutOf(text: string): FixedWidthLayout {
  const layout = findFixedWidth(text, true);
  if (layout === null) throw new Error("the text is not in columns");
  return layout;
}

interface ReadPrint {
  records: DelimitedRecord[];
  reader: FixedWidthReader;
}

function readPrint(text: string, layout = layoutOf(text), pieces = [text.length]): ReadPrint {
  const reader = new FixedWidthReader(layout, LIMITS);
  const records: DelimitedRecord[] = [];
  let from = 0;
  for (let index = 0; from < text.length; index += 1) {
    const size = Math.max(1, pieces[index % pieces.length] ?? 1);
    records.push(...reader.read(text.slice(from, from + size)));
    from += size;
  }
  records.push(...reader.end());
  return { records, reader };
}

function rowsOf(text: string): [line: number, fields: string[]][] {
  return readPrint(text).records.map(({ line, fields }) => [line, fields]);
}

function lines(...texts: string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}

/** Three pages, the last with a total; `feed` stands in front of the second and third. */
function trialBalance(feed: string): string {
  const page = (number: number, ...rows: string[]): string =>
    (number > 1 ? feed : "") +
    lines(
      `EXAMPLE TRADING LTD           TRIAL BALANCE               PAGE ${String(number).padStart(3)}`,
      `RUN 31/12/2025 23:5${number}:07`,
      "",
      "ACCOUNT  DESCRIPTION                    DEBIT         CREDIT",
      "-------  --------------------  --------------  -------------",
      ...rows,
    );
  return (
    page(
      1,
      "1000     Cash at bank               12,345.67",
      "1010     Petty cash                    250.00",
      "1100     Trade receivables       1,234,567.89",
    ) +
    page(
      2,
      "2000     Trade payables                           654,321.10",
      "2100     VAT control                               12,000.00",
      "2200     Loans                                    580,842.46",
    ) +
    page(
      3,
      "                               --------------  -------------",
      "         TOTAL                   1,247,163.56   1,247,163.56",
      "                               ==============  =============",
    )
  );
}

describe("FixedWidthReader", () => {
  it.each([
    ["form feeds", "\f"],
    ["a form feed on a line of its own", "\f\n\n"],
    ["blank lines alone", "\n\n"],
  ])("reads pages parted by %s, each heading once", (_, feed) => {
    const { records, reader } = readPrint(trialBalance(feed));
    expect(records.map(({ fields }) => fields)).toEqual([
      ["EXAMPLE TRADING LTD           TRIAL BALANCE               PAGE   1"],
      ["RUN 31/12/2025 23:51:07"],
      ["ACCOUNT", "DESCRIPTION", "DEBIT", "CREDIT"],
      ["1000", "Cash at bank", "12,345.67", ""],
      ["1010", "Petty cash", "250.00", ""],
      ["1100", "Trade receivables", "1,234,567.89", ""],
      ["2000", "Trade payables", "", "654,321.10"],
      ["2100", "VAT control", "", "12,000.00"],
      ["2200", "Loans", "", "580,842.46"],
      ["", "TOTAL", "1,247,163.56", "1,247,163.56"],
    ]);
    const feeds = feed.split("\n").length - 1;
    expect(reader.leftOut).toEqual({
      pageHeaders: 2,
      pageHeaderLines: 6,
      firstPageHeaderLine: 9 + feeds,
      rules: 5,
    });
  });

  it("numbers records by physical line and counts blank lines between them, page breaks apart", () => {
    const records = readPrint(trialBalance("\n\n\f")).records;
    expect(records.map(({ line, blankLines }) => [line, blankLines])).toEqual([
      [1, 0],
      [2, 0],
      [4, 1],
      [6, 0],
      [7, 0],
      [8, 0],
      [16, 0],
      [17, 0],
      [18, 0],
      [27, 0],
    ]);
  });

  it("keeps what differs between the headers of pages", () => {
    const page = (department: string, ...rows: string[]): string =>
      lines("SALES BY ITEM        PAGE 1", department, "", "ITEM  NAME      QTY", ...rows, "");
    const rows = rowsOf(
      page("DEPARTMENT 10", "A1    Bolts      12", "A2    Nuts      150", "A3    Washers     3") +
        page("DEPARTMENT 20", "B1    Hammers     7", "B2    Saws        9", "B3    Files      11"),
    );
    expect(rows).toEqual([
      [1, ["SALES BY ITEM        PAGE 1"]],
      [2, ["DEPARTMENT 10"]],
      [4, ["ITEM", "NAME", "QTY"]],
      [5, ["A1", "Bolts", "12"]],
      [6, ["A2", "Nuts", "150"]],
      [7, ["A3", "Washers", "3"]],
      [10, ["DEPARTMENT 20"]],
      [13, ["B1", "Hammers", "7"]],
      [14, ["B2", "Saws", "9"]],
      [15, ["B3", "Files", "11"]],
    ]);
  });

  it("keeps rows that are the same on each page, and lines of carried balances", () => {
    const page = (number: number, ...rows: string[]): string =>
      `\f${lines(`LEDGER                 PAGE ${number}`, "DATE        TEXT        AMOUNT", ...rows)}`;
    const fee = "31.01.2025  Bank fee      5.00";
    const carried = "            Carried     10.00";
    const sales = ["03.02.2025  Sale         12.50", "05.02.2025  Return      112.50"];
    const text = page(1, fee, fee, ...sales, carried) + page(2, fee, fee, carried) + page(3, fee);
    expect(rowsOf(text).map(([line]) => line)).toEqual([1, 2, 3, 4, 5, 6, 7, 10, 11, 12, 15]);
  });

  it("keeps the lines of a header that breaks off", () => {
    const { fields } = readPrint(
      `${trialBalance("\f")}\fEXAMPLE TRADING LTD           TRIAL BALANCE               PAGE   4\n`,
    ).records.at(-1) ?? { fields: [] };
    expect(fields.join(" ")).toContain("PAGE   4");
  });

  it("takes a header for a repetition by the numbers of pages, dates and times alone", () => {
    const page = (header: string): string =>
      `\f${lines(header, "CODE  NAME      AMOUNT", "1000  Cash       10.00", "2000  Loan        5.00", "3000  Plant       6.00")}`;
    const repeated = (first: string, second: string): number => {
      const { reader } = readPrint(page(first) + page(second));
      return reader.leftOut.pageHeaderLines;
    };
    expect(repeated("Batch 7  Page 9", "Batch 7  Page 10")).toBe(2);
    expect(repeated("Seite 1 von 2", "Seite 2 von 2")).toBe(2);
    expect(repeated("01.02.2025 10:05", "01.02.2025 10:06")).toBe(2);
    expect(repeated("Batch 7  Page 1", "Batch 8  Page 2")).toBe(1);
    expect(repeated("Company A", "Company B")).toBe(1);
  });

  it("puts a wide amount into its own column and not into the text before it", () => {
    const rows = rowsOf(
      lines(
        "CODE  NAME                AMOUNT",
        "1000  Cash                 10.00",
        "2000  Loan                  5.00",
        "3000  Plant and tools       7.00",
        "4000  Goods                99.00",
        "5000  Bank    123,456,789,012.00",
        "6000  Rent                 12.00",
        "7000  Fees                120.00",
      ),
    );
    expect(rows[5]).toEqual([6, ["5000", "Bank", "123,456,789,012.00"]]);
  });

  const overlong: [name: string, text: string, fields: string[]][] = [
    [
      "a text over a column of figures stays whole",
      "3000  Depreciation of plant          7.00",
      ["3000", "Depreciation of plant", "", "7.00"],
    ],
    [
      "a text that may have a neighbour in it is not cut: the line is one field",
      "3000  Depreciation of pla UK 12      7.00",
      ["3000  Depreciation of pla UK 12      7.00"],
    ],
    [
      "a figure with its sign behind it",
      "3000  Tools       12.00-",
      ["3000", "Tools", "12.00-", ""],
    ],
    ["a figure in parentheses", "3000  Tools      (12.00)", ["3000", "Tools", "(12.00)", ""]],
  ];
  it.each(overlong)("reads %s", (_, line, fields) => {
    const body = lines(
      "CODE  NAME         DEBIT     CREDIT",
      "1000  Cash         10.00",
      "1001  Cash         11.00",
      "1002  Cash         12.00",
      "1003  Cash        132.00",
      "2000  Loan                     5.00",
      "2001  Loan                     5.50",
    );
    const layout = layoutOf(body);
    const record = readPrint(`${line}\n`, { ...layout, titleLines: 0 }).records[0];
    expect(record?.fields).toEqual(fields);
  });

  it("keeps labels of sections and totals whole", () => {
    const rows = rowsOf(
      lines(
        "Date        Journal   Narrative            Debit     Credit",
        "Account: 1000   Cash at bank",
        "01.02.2025  JNL00001  Invoice             100.00",
        "02.02.2025  JNL00002  Payment                         70.00",
        "03.02.2025  JNL00003  Bank charges                     2.50",
        "            Total for account 1000        100.00      72.50",
        "Account: 1010   Petty cash",
        "05.02.2025  JNL00007  Cash withdrawn       50.00",
        "06.02.2025  JNL00009  Stamps                           8.40",
        "            Total for account 1010         50.00       8.40",
      ),
    );
    expect(rows.map(([, fields]) => fields)).toEqual([
      ["Date", "Journal", "Narrative", "Debit", "Credit"],
      ["Account: 1000   Cash at bank"],
      ["01.02.2025", "JNL00001", "Invoice", "100.00", ""],
      ["02.02.2025", "JNL00002", "Payment", "", "70.00"],
      ["03.02.2025", "JNL00003", "Bank charges", "", "2.50"],
      ["", "Total for account 1000", "", "100.00", "72.50"],
      ["Account: 1010   Petty cash"],
      ["05.02.2025", "JNL00007", "Cash withdrawn", "50.00", ""],
      ["06.02.2025", "JNL00009", "Stamps", "", "8.40"],
      ["", "Total for account 1010", "", "50.00", "8.40"],
    ]);
  });

  const headings: [name: string, line: string, fields: string[]][] = [
    [
      "right above figures",
      "Code  Name        Debit    Credit",
      ["Code", "Name", "Debit", "Credit"],
    ],
    [
      "to the left of figures that end to the right",
      "Code  Name    Debit     Credit",
      ["Code", "Name", "Debit", "Credit"],
    ],
    [
      "wider than their columns",
      "Acct no. Name   Debit sum  Credit sum",
      ["Acct no.", "Name", "Debit sum", "Credit sum"],
    ],
  ];
  it.each(headings)("reads headings %s", (_, heading, fields) => {
    const body = lines(
      "1000     Cash       10.00",
      "1001     Cash      111.00",
      "1003     Cash      132.00",
      "2000     Loan                  5.00",
      "2001     Loan                135.50",
    );
    expect(rowsOf(`${heading}\n${body}`)[0]).toEqual([1, fields]);
  });

  it("takes carriage control off, and only where it is", () => {
    const page = (number: number): string =>
      lines(
        `1PAYROLL              PAGE  ${number}`,
        "0NO     NAME         NET",
        ` 1000${number}  SMITH     100.00`,
        ` 1001${number}  JONES      90.50`,
        ` 1002${number}  GREEN   1,080.00`,
      );
    const text = page(1) + page(2);
    expect(rowsOf(text).map(([line, fields]) => [line, fields[0]])).toEqual([
      [1, "PAYROLL              PAGE  1"],
      [2, "NO"],
      [3, "10001"],
      [4, "10011"],
      [5, "10021"],
      [8, "10002"],
      [9, "10012"],
      [10, "10022"],
    ]);
    const [last] = readPrint("X0000  BLACK       1.00\n", layoutOf(text)).records;
    expect(last?.fields.join(" ")).toContain("X0000");
  });

  it("keeps text far behind the last figures in a field of its own", () => {
    const layout = layoutOf(
      lines(...Array.from({ length: 6 }, (_, at) => `A${at}  text ${at}   1${at}.00`)),
    );
    expect(readPrint("A7  text 7   17.00   see note\n", layout).records[0]?.fields).toEqual([
      "A7",
      "text 7",
      "17.00",
      "see note",
    ]);
  });

  it("expands tabs to stops of eight", () => {
    const text = lines(
      "code\tname\tsum",
      "1000\tCash\t  10",
      "2000\tLoan\t 200",
      "3000\tTax\t   5",
      "4000\tFee\t   6",
    );
    expect(readPrint(text).records[1]?.fields).toEqual(["1000", "Cash", "10"]);
  });

  it.each(["\n", "\r\n", "\r"] as const)(
    "tells the terminator %j and where a record ends",
    (terminator) => {
      const text = trialBalance("\f").replaceAll("\n", terminator);
      const { records, reader } = readPrint(text);
      expect(new Set(records.map((record) => record.terminator))).toEqual(new Set([terminator]));
      for (const { end, line, nextLine } of records) {
        expect(text.slice(0, end).split(terminator)).toHaveLength(line + 1);
        expect(nextLine).toBe(line + 1);
      }
      expect(reader.pending).toBe(0);
    },
  );

  it("refuses a line that is too long while it arrives", () => {
    const reader = new FixedWidthReader(layoutOf(trialBalance("\f")), LIMITS, 5);
    const refused = (): unknown => {
      for (let units = 0; units <= MAX_RECORD_CHARACTERS; units += KIB * KIB) {
        const records = [...reader.read("x".repeat(KIB * KIB))];
        expect(records).toEqual([]);
      }
      return null;
    };
    expect(refused).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({ code: "cell_too_long", at: { row: 5, line: 5 } }),
      }),
    );
  });

  it("refuses more columns than a table may have", () => {
    const layout = layoutOf(trialBalance("\f"));
    const reader = new FixedWidthReader(layout, { ...LIMITS, columnsPerTable: 3 });
    expect(() => [...reader.read(trialBalance("\f"))]).toThrow(
      expect.objectContaining({ failure: expect.objectContaining({ code: "columns_exceeded" }) }),
    );
  });

  it("gives the same records however the text is cut up", () => {
    const text = trialBalance("\r\n\f").replaceAll("\n", "\r\n");
    const whole = readPrint(text).records;
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (pieces) => {
        expect(readPrint(text, layoutOf(text), pieces).records).toEqual(whole);
      }),
    );
  });

  const word = fc.stringMatching(/^[A-Za-z][a-z&.]{0,8}$/);
  const phrase = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(" "));
  const amount = fc
    .tuple(fc.bigInt({ min: 0n, max: 99_999_999_999n }), fc.constantFrom("", "-"))
    .map(([cents, sign]) => {
      const digits = String(cents).padStart(3, "0");
      return `${digits.slice(0, -2).replaceAll(/\B(?=(?:\d{3})+$)/g, ",")}.${digits.slice(-2)}${sign}`;
    });
  const code = fc.integer({ min: 1000, max: 9999 }).map(String);
  const row = fc.tuple(
    code,
    phrase,
    fc.option(amount, { nil: "" }),
    amount,
    fc.option(phrase, { nil: "" }),
  );
  /** Prints texts to the left and amounts to the right; a minus hangs out to the right of its figures. */
  function render(rows: readonly string[][], widths: readonly number[], isRuled: boolean): string {
    const hung = rows.map((cells) =>
      cells.map((cell, at) => (isAmount(at) && !cell.endsWith("-") ? `${cell} ` : cell)),
    );
    const columns = widths.map((_, at) =>
      Math.max(3, ...hung.map((cells) => cells[at]?.length ?? 0)),
    );
    const print = (cells: readonly string[]): string =>
      cells
        .map((cell, at) =>
          isAmount(at) ? cell.padStart(columns[at] ?? 0) : cell.padEnd(columns[at] ?? 0),
        )
        .map((cell, at) => cell + " ".repeat(widths[at] ?? 0))
        .join("")
        .trimEnd();
    const rule = columns.map((width) => "-".repeat(width));
    return lines(...(isRuled ? [print(rule)] : []), ...hung.map(print));
  }

  function isAmount(column: number): boolean {
    return column === 2 || column === 3;
  }

  const gaps = fc.array(fc.integer({ min: 2, max: 5 }), { minLength: 5, maxLength: 5 });

  it("gives back the cells of any table that is printed under a rule", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), gaps, (rows, widths) => {
        expect(readPrint(render(rows, widths, true)).records.map(({ fields }) => fields)).toEqual(
          rows,
        );
      }),
    );
  });

  it("gives back the cells of any table that is printed without one, if it takes it for a table", () => {
    let found = 0;
    fc.assert(
      fc.property(fc.array(row, { minLength: 8, maxLength: 40 }), gaps, (rows, widths) => {
        const text = render(rows, widths, false);
        const layout = findFixedWidth(text, true);
        if (layout === null) return;
        found += 1;
        const filled = readPrint(text, layout).records.map(({ fields }) =>
          fields.filter((field) => field !== ""),
        );
        expect(filled).toEqual(rows.map((cells) => cells.filter((cell) => cell !== "")));
      }),
    );
    expect(found).toBeGreaterThan(90);
  });
});
