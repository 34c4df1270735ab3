import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ColumnType } from "../../src/core/column-type.ts";
import type { CellValue } from "../../src/core/records.ts";
import { decideColumns } from "../../src/codecs/column-types.ts";

/** A cell that does not fit its column. */
const ODD = Symbol("exception");
type Typed = CellValue | typeof ODD;

/** Decides columns given side by side; rows have no label, so all of them vote. */
function decide(columns: Record<string, CellValue[]>, mayGuess = true) {
  const names = Object.keys(columns);
  const height = Math.max(...Object.values(columns).map(({ length }) => length));
  const rows = Array.from({ length: height }, (_, index) => ({
    row: index + 2,
    cells: names.map((name) => columns[name]?.[index] ?? null),
  }));
  const decided = decideColumns(rows, { columns: names, mayGuess });
  return names.map((name, index) => {
    const { info, read, warning } = decided[index] ?? { info: null, read: null, warning: null };
    const cells: Typed[] = (columns[name] ?? []).map((cell) => {
      const value = read === null ? cell : read(cell);
      return value === undefined ? ODD : value;
    });
    return { info: info as ColumnType, cells, warning: warning?.code ?? null };
  });
}

function decideOne(cells: CellValue[], mayGuess = true) {
  const [only] = decide({ x: cells }, mayGuess);
  if (only === undefined) throw new Error("no column");
  return only;
}

describe("decimal separators", () => {
  it.each<[name: string, cells: string[], info: Partial<ColumnType>, typed: Typed[]]>([
    [
      "one cell with both tells all",
      ["1.234,50", "1.000", "12"],
      { type: "decimal", decimal_separator: ",", group_separator: ".", decided_by: "values" },
      ["1234.50", "1000", "12"],
    ],
    [
      "two decimals tell",
      ["1,234", "0.50"],
      { type: "decimal", decimal_separator: ".", decided_by: "values" },
      ["1234", "0.50"],
    ],
    [
      "a repeated separator is one of groups",
      ["1.234.567", "1.234"],
      { type: "integer", decimal_separator: ",", group_separator: "." },
      ["1234567", "1234"],
    ],
    [
      "a leading zero before three digits is of decimals",
      ["0,125", "1,250"],
      { type: "decimal", decimal_separator: "," },
      ["0.125", "1.250"],
    ],
    [
      "plain digits need no separator",
      ["1000", "-5", "0"],
      { type: "integer", negatives: ["-1"] },
      ["1000", "-5", "0"],
    ],
    [
      "apostrophes",
      ["1'234.50", "12.00"],
      { type: "decimal", decimal_separator: ".", group_separator: "'" },
      ["1234.50", "12.00"],
    ],
    [
      "narrow no-break spaces",
      ["1\u202f234,50", "12,00"],
      { type: "decimal", decimal_separator: ",", group_separator: " " },
      ["1234.50", "12.00"],
    ],
  ])("%s", (_, cells, info, typed) => {
    const column = decideOne(cells);
    expect(column.info).toMatchObject(info);
    expect(column.cells).toEqual(typed);
    expect(column.warning).toBeNull();
  });

  it("come from the other columns where a column does not tell", () => {
    const [open, , plain] = decide({ open: ["1.234", "5.678"], told: ["12,50", "1,00"], n: ["1"] });
    expect(open).toMatchObject({
      info: { type: "integer", decimal_separator: ",", group_separator: ".", decided_by: "table" },
      cells: ["1234", "5678"],
      warning: null,
    });
    expect(plain?.info).toEqual({ type: "integer", values: 1 });
  });

  it("do not come from columns that contradict each other", () => {
    const [open] = decide({ open: ["1,234"], a: ["12,50"], b: ["12.50"] });
    expect(open).toMatchObject({ info: { ambiguous: true, decided_by: "default" } });
  });

  it.each<[string, string[], Partial<ColumnType>, Typed[]]>([
    [
      "commas are groups",
      ["1,234", "5"],
      { type: "integer", decimal_separator: ".", group_separator: "," },
      ["1234", "5"],
    ],
    ["points are decimals", ["1.234"], { type: "decimal", decimal_separator: "." }, ["1.234"]],
  ])("default to the point, and that is said: %s", (_, cells, info, typed) => {
    expect(decideOne(cells)).toMatchObject({
      info: { ...info, decided_by: "default", ambiguous: true },
      cells: typed,
      warning: "ambiguous_decimal",
    });
  });

  it("are not guessed in strict mode: the column stays text", () => {
    expect(decideOne(["1,234", "5"], false)).toEqual({
      info: { type: "text", values: 2, ambiguous: true },
      cells: ["1,234", "5"],
      warning: "ambiguous_decimal",
    });
  });

  it.each([
    ["cells speak for both", ["1,50", "1.50", "12"]],
    ["cells with either are open", ["1,234", "1.234"]],
  ])("leave the column as text when %s", (_, cells) => {
    expect(decideOne(cells)).toMatchObject({
      info: { type: "text", ambiguous: true },
      cells,
      warning: "ambiguous_decimal",
    });
  });

  it("keep what fits both as written when a stray cell speaks for the other", () => {
    const many = Array.from({ length: 40 }, (_, index) => `${index}.50`);
    const { info, cells } = decideOne([...many, "1,50", "1,234"]);
    expect(info).toMatchObject({ type: "decimal", decimal_separator: ".", exceptions: 2 });
    expect(cells.slice(-2)).toEqual([ODD, ODD]);
  });
});

describe("amounts", () => {
  it.each<[name: string, cells: CellValue[], info: Partial<ColumnType>, typed: Typed[]]>([
    [
      "one currency is told once",
      ["1.234,50 €", "5,00 EUR"],
      { type: "decimal", currency: "EUR" },
      ["1234.50", "5.00"],
    ],
    [
      "a currency on some cells",
      ["$1,234.50", "(5.00)", "$ -"],
      {
        currency: "$",
        currency_partial: true,
        negatives: ["(1)"],
        zeros: ["$ -"],
      },
      ["1234.50", "-5.00", "0"],
    ],
    [
      "credits are negative, debits positive",
      ["100.00 CR", "50.00 DR", "7.00"],
      { type: "decimal", markers: { DR: "positive", CR: "negative" } },
      ["-100.00", "50.00", "7.00"],
    ],
    [
      "Soll and Haben, when both are there",
      ["100,00 H", "50,00 S"],
      { markers: { S: "positive", H: "negative" } },
      ["-100.00", "50.00"],
    ],
    ["whole debits and credits", ["100 Cr", "50 Dr"], { type: "integer" }, ["-100", "50"]],
    [
      "credits in front, of amounts with decimals",
      ["CR 100.50", "DR 5"],
      { markers: { DR: "positive", CR: "negative" } },
      ["-100.50", "5"],
    ],
    [
      "percentages keep their figures",
      ["12.5%", "5 %", "-1.0%"],
      { type: "percent" },
      ["12.5", "5", "-1.0"],
    ],
    ["basis points", ["25 bp", "12.5bps"], { type: "decimal", unit: "bp" }, ["25", "12.5"]],
    [
      "a dash in a column of amounts is zero",
      ["1.50", "-", "—", "nil"],
      { zeros: ["-", "—", "nil"] },
      ["1.50", "0", "0", "0"],
    ],
    [
      "a dash among plain numbers is nothing",
      ["1001", "-", "1003"],
      { type: "integer", nulls: ["-"] },
      ["1001", null, "1003"],
    ],
    [
      "words for nothing are null, and told",
      ["1.50", "N/A", "n/a", " ", "--"],
      { type: "decimal", nulls: ["N/A", "n/a", "", "--"] },
      ["1.50", null, null, null, null],
    ],
    [
      "leading zeros before decimals are told",
      ["0012.50", "0001.00"],
      { type: "decimal", leading_zeros: true },
      ["12.50", "1.00"],
    ],
    [
      "exponents are written out, and told",
      ["1.5E+03", "2.25E-01"],
      { type: "decimal", exponents: true },
      ["1500", "0.225"],
    ],
    [
      "numbers of a spreadsheet",
      [1234.5, -0.1, 1e21, 5],
      { type: "decimal", negatives: ["-1"] },
      ["1234.5", "-0.1", "1000000000000000000000", "5"],
    ],
    ["whole numbers of a spreadsheet", [1, -2, 30], { type: "integer" }, ["1", "-2", "30"]],
    [
      "numbers and numbers as text",
      [1234.5, "1,234.50"],
      { type: "decimal" },
      ["1234.5", "1234.50"],
    ],
  ])("%s", (_, cells, info, typed) => {
    const column = decideOne(cells);
    expect(column.info).toMatchObject(info);
    expect(column.cells).toEqual(typed);
  });

  it("in several currencies stay text, and the currencies are told", () => {
    expect(decideOne(["5.00 EUR", "6.00 USD", "7.00"])).toEqual({
      info: { type: "text", values: 3, currencies: ["EUR", "USD"] },
      cells: ["5.00 EUR", "6.00 USD", "7.00"],
      warning: "mixed_currency",
    });
  });

  it.each<[string, string[]]>([
    ["single letters of one kind alone", ["5 D", "10 D"]],
    ["voucher numbers", ["CR1001", "DR1002"]],
    ["voucher numbers with a blank", ["CR 1001", "DR 1002"]],
    ["rooms", ["12 C", "13 D"]],
    ["products that begin like a currency", ["TOP10", "ALL20"]],
    ["percentages and plain numbers", ["5%", "0.05"]],
    ["two in three", ["1.50", "2.50", "see note"]],
  ])("are not read from %s", (_, cells) => {
    const column = decideOne(cells);
    expect(column.info.type).toBe("text");
    expect(column.cells).toEqual(cells);
  });

  it("leave up to one cell in twenty as it is written", () => {
    const many = Array.from({ length: 19 }, (_, index) => `${index}.50`);
    const fitting = decideOne([...many, "n. b."]);
    expect(fitting.info).toMatchObject({ type: "decimal", values: 20, exceptions: 1 });
    expect(fitting.cells.at(-1)).toBe(ODD);
    expect(decideOne([...many.slice(1), "n. b."]).info.type).toBe("text");
  });
});

describe("codes and words", () => {
  it.each<[name: string, cells: CellValue[], type: string, typed: Typed[]]>([
    ["leading zeros", ["0010", "1000"], "code", ["0010", "1000"]],
    ["long runs of digits", ["1234567890123456"], "code", ["1234567890123456"]],
    ["a numeric cell among codes", ["0010", 1000], "code", ["0010", "1000"]],
    [
      "registration numbers",
      ["552 100 554", "732 829 320"],
      "code",
      ["552 100 554", "732 829 320"],
    ],
    ["codes of letters", ["A-1", "0010"], "text", ["A-1", "0010"]],
    ["numbers in words", ["one", 2], "text", ["one", 2]],
    ["0 and 1 are numbers", ["0", "1"], "integer", ["0", "1"]],
    ["true and false", ["TRUE", "false"], "boolean", [true, false]],
    ["booleans of a spreadsheet", [true, false, null], "boolean", [true, false, null]],
    ["yes and no, and nothing", ["Yes", "no", "N/A"], "boolean", [true, false, null]],
    ["Y and N", ["Y", "n"], "boolean", [true, false]],
    ["Y alone", ["Y", "Y"], "text", ["Y", "Y"]],
    ["ja and nein", ["Ja", "Nein"], "boolean", [true, false]],
    ["words of two pairs", ["yes", "false"], "text", ["yes", "false"]],
    ["blanks", [" ", null], "empty", [" ", null]],
    ["nothing", [null], "empty", [null]],
  ])("%s", (_, cells, type, typed) => {
    const column = decideOne(cells);
    expect(column.info.type).toBe(type);
    expect(column.cells).toEqual(typed);
  });
});

describe("dates", () => {
  it.each<[name: string, cells: string[], info: Partial<ColumnType>, typed: Typed[]]>([
    [
      "a day beyond 12 tells the order",
      ["01/02/2025", "31/01/2025"],
      { type: "date", date_order: "DMY", decided_by: "values" },
      ["2025-02-01", "2025-01-31"],
    ],
    [
      "a second field beyond 12 tells the other",
      ["01/02/2025", "01/31/2025"],
      { type: "date", date_order: "MDY", decided_by: "values" },
      ["2025-01-02", "2025-01-31"],
    ],
    [
      "a sorted column tells it",
      ["03/01/2025", "04/01/2025", "06/01/2025", "01/02/2025", "02/02/2025"],
      { type: "date", date_order: "DMY", decided_by: "sequence" },
      ["2025-01-03", "2025-01-04", "2025-01-06", "2025-02-01", "2025-02-02"],
    ],
    [
      "a column sorted downwards tells it",
      ["02/02/2025", "02/01/2025", "01/06/2025", "01/04/2025", "01/03/2025"],
      { type: "date", date_order: "MDY", decided_by: "sequence" },
      ["2025-02-02", "2025-02-01", "2025-01-06", "2025-01-04", "2025-01-03"],
    ],
    [
      "all readings alike need no order",
      ["01/01/2025", "02/02/2025"],
      { type: "date" },
      ["2025-01-01", "2025-02-02"],
    ],
    [
      "years of two digits in front, in a sorted column",
      ["25-01-29", "25-01-30", "25-01-31", "25-02-01", "25-02-02"],
      { date_order: "YMD", decided_by: "sequence", century_pivot: 50 },
      ["2025-01-29", "2025-01-30", "2025-01-31", "2025-02-01", "2025-02-02"],
    ],
    [
      "years of two digits behind",
      ["29-01-25", "30-01-25", "31-01-25"],
      { date_order: "DMY", decided_by: "span", century_pivot: 50 },
      ["2025-01-29", "2025-01-30", "2025-01-31"],
    ],
    [
      "eight digits, all of them days",
      ["20250131", "20250201"],
      { type: "date", date_order: "YMD" },
      ["2025-01-31", "2025-02-01"],
    ],
    [
      "times on some",
      ["31/01/2025 1:45 PM", "01/02/2025"],
      { type: "datetime", time_partial: true },
      ["2025-01-31T13:45:00", "2025-02-01"],
    ],
    [
      "no date is null, and told",
      ["31.01.2025", "00.00.0000", "-"],
      { type: "date", nulls: ["00.00.0000", "-"] },
      ["2025-01-31", null, null],
    ],
    ["ISO", ["2025-01-31"], { type: "date", date_order: "YMD" }, ["2025-01-31"]],
    ["times", ["13:45", "1:45 pm"], { type: "time" }, ["13:45:00", "13:45:00"]],
  ])("%s", (_, cells, info, typed) => {
    const column = decideOne(cells);
    expect(column.info).toMatchObject(info);
    expect(column.cells).toEqual(typed);
    expect(column.warning).toBeNull();
  });

  it("take the order of the other columns where they tell nothing", () => {
    const [open] = decide({
      open: ["01/02/2025", "03/02/2025", "02/02/2025"],
      told: ["13/02/2025", "14/02/2025", "15/02/2025"],
    });
    expect(open).toMatchObject({
      info: { type: "date", date_order: "DMY", decided_by: "table" },
      cells: ["2025-02-01", "2025-02-03", "2025-02-02"],
    });
  });

  it.each<[name: string, cells: string[], orders: string[]]>([
    ["two orders fit", ["01/02/2025", "03/02/2025", "02/02/2025"], ["DMY", "MDY"]],
    [
      "some cells fit one order alone, some the other",
      ["13/01/2025", "01/13/2025"],
      ["DMY", "MDY"],
    ],
    ["the year may come first or last", ["25-01-31"], ["DMY", "YMD"]],
    [
      "the firsts of months come in the order of both",
      ["01-01-13", "01-02-13", "01-12-13", "01-01-14", "01-02-15"],
      ["DMY", "MDY", "YMD"],
    ],
  ])("stay text as written when %s, and the orders are told", (_, cells, orders) => {
    expect(decideOne(cells)).toEqual({
      info: { type: "text", values: cells.length, ambiguous: true, orders },
      cells,
      warning: "ambiguous_date",
    });
  });

  it.each<[string, string[]]>([
    ["two columns that contradict each other", ["13/02/2025", "02/13/2025"]],
  ])("are not told by %s", (_, [dmy = "", mdy = ""]) => {
    const [open] = decide({ open: ["01/02/2025"], a: [dmy], b: [mdy] });
    expect(open?.warning).toBe("ambiguous_date");
  });

  it("that the calendar lacks stay as written", () => {
    const many = Array.from({ length: 28 }, (_, index) => `${index + 1}.02.2025`);
    const { info, cells } = decideOne([...many, "29.02.2025"]);
    expect(info).toMatchObject({ type: "date", exceptions: 1 });
    expect(cells.at(-1)).toBe(ODD);
  });

  it("are no dates when one of eight digits is no day", () => {
    expect(decideOne(["20250131", "20251332"]).info.type).toBe("integer");
  });

  it("come out as they went in, in every order that the column tells", () => {
    const day = fc
      .integer({ min: 0, max: 20_000 })
      .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
    fc.assert(
      fc.property(
        fc.array(day, { minLength: 1, maxLength: 30 }),
        fc.constantFrom("DMY", "MDY", "YMD"),
        fc.constantFrom("/", ".", "-"),
        (days, order, separator) => {
          const written = days.map((iso) => {
            const [y = "", m = "", d = ""] = iso.split("-");
            const fields = order === "DMY" ? [d, m, y] : order === "MDY" ? [m, d, y] : [y, m, d];
            return fields.join(separator);
          });
          const { info, cells, warning } = decideOne(written);
          if (info.type === "text") {
            expect(warning).toBe("ambiguous_date");
            expect(cells).toEqual(written);
          } else if (info.decided_by !== "sequence") expect(cells).toEqual(days);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("rows that do not vote", () => {
  const table = (rows: CellValue[][], columns: string[] | null) =>
    decideColumns(
      rows.map((cells, index) => ({ row: index + 1, cells })),
      { columns, mayGuess: true },
    ).map(({ info }) => info);

  it.each([
    ["Total", null, "900.00"],
    ["Grand total", "accounts: 2", "900.00"],
    ["Summe", "gesamt", "900,00 EUR"],
    ["Closing balance", "carried", "see below"],
    ["Printed by somebody", null, null],
  ])("are those such as %j, %j, %j", (...odd) => {
    const [, date, amount] = table(
      [["Cash", "31.01.2025", "1.50"], odd, ["Bank", "01.02.2025", "2.50"]],
      ["Account", "Date", "Amount"],
    );
    expect(date).toMatchObject({ type: "date", values: 2 });
    expect(amount).toMatchObject({ type: "decimal", values: 2 });
  });

  it("tell the currency and the decimals where no other row does", () => {
    const [, amount] = table(
      [
        ["Cash", "1,000"],
        ["Bank", "2,500"],
        ["Total", "$3,500.00"],
      ],
      ["Account", "Amount"],
    );
    expect(amount).toEqual({
      type: "decimal",
      values: 2,
      decimal_separator: ".",
      group_separator: ",",
      decided_by: "values",
      currency: "$",
      currency_partial: true,
    });
  });

  it("do not speak against the others", () => {
    const [, amount] = table(
      [
        ["Cash", "1.50"],
        ["Total", "1,50"],
      ],
      ["Account", "Amount"],
    );
    expect(amount).toMatchObject({ decimal_separator: ".", exceptions: 1 });
  });

  it("are the names of columns in a table without a header", () => {
    const [date, amount] = table(
      [
        ["Ledger", null, null],
        ["Date", "Amount", "Text"],
        ["2025-01-31", "1.50", "Rent"],
      ],
      null,
    );
    expect(date).toMatchObject({ type: "date", values: 1, exceptions: 2 });
    expect(amount).toMatchObject({ type: "decimal", values: 1, exceptions: 1 });
  });

  it("vote all the same where no others are", () => {
    const [, amount] = table([["Total", "1.50"]], ["Account", "Amount"]);
    expect(amount).toMatchObject({ type: "decimal", values: 1 });
  });
});

describe("decideColumns", () => {
  it("decides a column that only the header, or only a row, has", () => {
    const types = decideColumns([{ row: 2, cells: ["a", "b", "1.5"] }], {
      columns: ["x", "y"],
      mayGuess: true,
    }).map(({ info }) => info.type);
    expect(types).toEqual(["text", "text", "decimal"]);
    const none = decideColumns([], { columns: ["x"], mayGuess: true });
    expect(none.map(({ info }) => info)).toEqual([{ type: "empty" }]);
  });

  it("takes any cells", () => {
    const cell = fc.oneof(
      fc.string({ maxLength: 80 }),
      fc.string({ unit: fc.constantFrom(..."0123456789.,/-: ()$%CRjanMTZ"), maxLength: 20 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.boolean(),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(cell, { maxLength: 40 }), (cells) => {
        const { info, cells: typed } = decideOne(cells);
        for (const [index, value] of typed.entries()) {
          const written = cells[index] ?? null;
          if (value === ODD || value === written) continue;
          // What became null is told.
          if (value === null) expect(info.nulls).toContain(String(written).trim());
          else
            expect([
              "decimal",
              "integer",
              "percent",
              "date",
              "datetime",
              "time",
              "boolean",
              "code",
            ]).toContain(info.type);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
