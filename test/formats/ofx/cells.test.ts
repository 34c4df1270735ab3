// What the elements of a transaction become: dates, amounts, texts, aggregates, what has no column.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimalText, readOfxAmount, toDecimal } from "../../../src/formats/ofx/amounts.ts";
import {
  aggregate,
  cellsOf,
  rowsOf,
  run,
  statementOf,
  transaction,
} from "../../support/build-ofx.ts";

describe("the date of a transaction", () => {
  it.each([
    ["a day", "20250115", { date: "2025-01-15" }],
    ["a time", "20250115134500", { date: "2025-01-15", time: "13:45:00" }],
    ["a time without seconds", "202501151345", { date: "2025-01-15", time: "13:45:00" }],
    ["milliseconds", "20250115134500.123", { date: "2025-01-15", time: "13:45:00.123" }],
    ["one digit behind the point", "20250115134500.1", { time: "13:45:00.1" }],
    ["six digits behind the point", "20250115134500.123456", { time: "13:45:00.123456" }],
    ["an offset and its name", "20250115120000.000[-5:EST]", { utc_offset: "-05:00" }],
    ["an offset without milliseconds", "20250115120000[-3:BRT]", { utc_offset: "-03:00" }],
    ["a positive offset", "20250115120000.000[+8:CST]", { utc_offset: "+08:00" }],
    ["an offset without a sign", "20250115120000.000[8:CST]", { utc_offset: "+08:00" }],
    ["an offset without a name", "20250115120000.000[-3]", { utc_offset: "-03:00" }],
    [
      "half an hour as the specification has it",
      "20250115120000[+5.30:IST]",
      { utc_offset: "+05:30" },
    ],
    ["half an hour as a decimal", "20250115120000[+5.5:IST]", { utc_offset: "+05:30" }],
    ["three quarters", "20250115120000[+5.45:NPT]", { utc_offset: "+05:45" }],
    ["an offset of nothing", "20250115120000[0:GMT]", { utc_offset: "+00:00" }],
    [
      "a name alone, as Interactive Brokers write it",
      "20250115120000[-:EST]",
      { utc_offset: "-05:00" },
    ],
    ["hyphens", "2025-01-15", { date: "2025-01-15" }],
    ["a blank and colons", "20250115 13:45:00", { date: "2025-01-15", time: "13:45:00" }],
    ["the last day of February in a leap year", "20240229", { date: "2024-02-29" }],
  ])("is read with %s", async (_, written, expected) => {
    const { cells, warnings } = await cellsOf(transaction({ DTPOSTED: written }));
    expect(cells).toMatchObject({ ...expected, posted: written });
    expect(warnings.filter((code) => code !== "date_outside_period")).toEqual([]);
  });

  it.each(["20250131235959.000[-8:PST]", "20250131000001.000[+12:NZST]"])(
    "is the day that is written, whatever the offset: %s",
    async (written) => {
      const { cells } = await cellsOf(transaction({ DTPOSTED: written }));
      expect(cells["date"]).toBe("2025-01-31");
    },
  );

  it.each([
    ["month 13", "20251301"],
    ["day 32", "20250132"],
    ["the thirtieth of February", "20250230"],
    ["a word", "NOTADATE"],
    ["too few digits", "202501"],
    ["another order", "31/01/2025"],
  ])("stays as written, with a warning: %s", async (_, written) => {
    const { cells, warnings } = await cellsOf(transaction({ DTPOSTED: written }));
    expect(cells).toMatchObject({ date: written, posted: written });
    expect(warnings).toEqual(["invalid_cell"]);
  });

  it.each([
    ["an hour of 25", "20250115250000"],
    ["an offset that says nothing", "20250115120000[-:XYZ]"],
    ["an offset of 20 hours", "20250115120000[+20:XYZ]"],
    ["something behind it", "20250115 noon"],
  ])("is read where the rest is not, with a warning: %s", async (_, written) => {
    const { cells, warnings } = await cellsOf(transaction({ DTPOSTED: written }));
    expect(cells).toMatchObject({ date: "2025-01-15", posted: written });
    expect(warnings).toEqual(["invalid_cell"]);
  });

  it("is null where it is nothing but zeros", async () => {
    const { cells, warnings } = await cellsOf(transaction({ DTPOSTED: "00000000" }));
    expect(cells).not.toHaveProperty("date");
    expect(cells).toMatchObject({ posted: "00000000" });
    expect(warnings).toEqual([]);
  });

  it.each([null, ""])(
    "is null where it is missing or empty (%j), with a warning",
    async (written) => {
      const { cells, warnings } = await cellsOf(transaction({ DTPOSTED: written }));
      expect(cells).not.toHaveProperty("date");
      expect(warnings).toEqual(["invalid_cell"]);
    },
  );

  it("comes with those of the user and of availability in ISO 8601", async () => {
    const { cells } = await cellsOf(
      transaction({ DTUSER: "20250114", DTAVAIL: "20250116120000.000[-5:EST]" }),
    );
    expect(cells).toMatchObject({
      user_date: "2025-01-14",
      available_date: "2025-01-16T12:00:00.000-05:00",
    });
  });

  it("warns of another date that cannot be read, and gives it as written", async () => {
    const { cells, warnings } = await cellsOf(transaction({ DTUSER: "soon" }));
    expect(cells).toMatchObject({ user_date: "soon" });
    expect(warnings).toEqual(["invalid_cell"]);
  });
});

describe("an amount", () => {
  it.each([
    ["-11.79", "-11.79"],
    ["+12.50", "12.50"],
    ["12", "12"],
    ["12.5", "12.5"],
    [".50", "0.50"],
    ["-.5", "-0.5"],
    ["5.", "5"],
    ["0000100.00000", "100.00000"],
    ["+0000000000100.00000", "100.00000"],
    ["00.50", "0.50"],
    ["-0.00", "0.00"],
    ["0", "0"],
    ["-12,50", "-12.50"],
    ["74,4", "74.4"],
    ["1.234,56", "1234.56"],
    ["1,234.56", "1234.56"],
    ["1.234.567,89", "1234567.89"],
    ["1,234,567", "1234567"],
    ["1.234.567", "1234567"],
    ["1 234,50", "1234.50"],
    ["1'234.50", "1234.50"],
    ["12.50-", "-12.50"],
    ["(12.50)", "-12.50"],
    ["- 12.50", "-12.50"],
    ["$12.50", "12.50"],
    ["-€12,50", "-12.50"],
    ["0.123", "0.123"],
    ["46.872", "46.872"],
    ["0,125", "0.125"],
    ["1234,567", "1234.567"],
    ["12345678901234567890.12", "12345678901234567890.12"],
  ])("%j becomes %j", async (written, expected) => {
    const { cells, warnings } = await cellsOf(transaction({ TRNAMT: written }));
    expect(cells["amount"]).toBe(expected);
    expect(warnings.filter((code) => code !== "sign_conflict")).toEqual([]);
  });

  it.each([
    "abc",
    "12..50",
    "123 45",
    "1.23.4",
    "--12",
    "12.50 CR",
    "12%",
    "1e5",
    "-",
    "9".repeat(50),
  ])("%j stays as written, with a warning", async (written) => {
    const { cells, warnings } = await cellsOf(transaction({ TRNAMT: written }));
    expect(cells["amount"]).toBe(written);
    expect(warnings).toEqual(["invalid_cell"]);
  });

  it("stays as written where its comma may mean two things", async () => {
    const { cells, warnings } = await cellsOf(transaction({ TRNAMT: "1,234" }));
    expect(cells["amount"]).toBe("1,234");
    expect(warnings).toEqual(["ambiguous_decimal"]);
  });

  it("is warned about where it is missing", async () => {
    const { cells, warnings } = await cellsOf(transaction({ TRNAMT: null }));
    expect(cells).not.toHaveProperty("amount");
    expect(warnings).toEqual(["invalid_cell"]);
  });

  it("keeps every digit of any decimal", () => {
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 30n), 10n ** 30n), fc.nat(8), (units, scale) => {
        const text = decimalText({ units, scale });
        expect(readOfxAmount(text)).toEqual({ text });
        expect(toDecimal(text)).toEqual({ units, scale });
      }),
    );
  });

  it("is read alike with a point and with a comma", () => {
    fc.assert(
      fc.property(
        fc.bigInt(-(10n ** 12n), 10n ** 12n),
        fc.constantFrom(1, 2, 4),
        (units, scale) => {
          const text = decimalText({ units, scale });
          expect(readOfxAmount(text.replace(".", ","))).toEqual({ text });
        },
      ),
    );
  });
});

describe("the elements of a transaction", () => {
  it("have a column each", async () => {
    const { cells, warnings } = await cellsOf(
      transaction({
        MEMO: "Invoice 17",
        CHECKNUM: "0012",
        REFNUM: "R-1",
        EXTDNAME: "Sale of everything",
        PAYEEID: "P1",
        SRVRTID: "S1",
        SIC: "5411",
        CORRECTFITID: "0",
        CORRECTACTION: "REPLACE",
        INV401KSOURCE: "PRETAX",
      }),
    );
    expect(warnings).toEqual([]);
    expect(cells).toEqual({
      date: "2025-01-15",
      amount: "12.50",
      type: "CREDIT",
      fitid: "1",
      name: "Sale",
      memo: "Invoice 17",
      check_number: "0012",
      reference: "R-1",
      currency: "EUR",
      posted: "20250115",
      extended_name: "Sale of everything",
      payee_id: "P1",
      server_id: "S1",
      sic: "5411",
      correct_fitid: "0",
      correct_action: "REPLACE",
      inv401k_source: "PRETAX",
    });
  });

  it("of a payee are its name and a JSON object", async () => {
    const payee = aggregate("PAYEE", "<NAME>Contoso<ADDR1>1 High St<CITY>Leeds<PHONE>123");
    const { cells } = await cellsOf(
      aggregate("STMTTRN", "<TRNTYPE>DEBIT<DTPOSTED>20250115<TRNAMT>-1<FITID>1", payee),
    );
    expect(cells).toMatchObject({ name: "Contoso" });
    expect(JSON.parse(String(cells["payee"]))).toEqual({
      NAME: "Contoso",
      ADDR1: "1 High St",
      CITY: "Leeds",
      PHONE: "123",
    });
  });

  it("give the name its own element where both are there", async () => {
    const { cells } = await cellsOf(
      aggregate(
        "STMTTRN",
        "<DTPOSTED>20250115<TRNAMT>-1<FITID>1<NAME>Own<PAYEE><NAME>Other</PAYEE>",
      ),
    );
    expect(cells).toMatchObject({ name: "Own", payee: '{"NAME":"Other"}' });
  });

  it.each(["BANKACCTTO", "CCACCTTO"])("of %s have the account masked", async (name) => {
    const { cells } = await cellsOf(
      aggregate(
        "STMTTRN",
        `<DTPOSTED>20250115<TRNAMT>-1<FITID>1<${name}><BANKID>9<ACCTID>987654321</${name}>`,
      ),
    );
    expect(cells["account_to"]).toBe('{"BANKID":"9","ACCTID":"****4321"}');
  });

  it("tell the currency of the amount, or else that of the statement", async () => {
    const foreign = await cellsOf(
      aggregate(
        "STMTTRN",
        "<DTPOSTED>20250115<TRNAMT>1<FITID>1<CURRENCY><CURRATE>1.08<CURSYM>USD</CURRENCY>",
      ),
    );
    expect(foreign.cells).toMatchObject({ currency: "USD", currency_rate: "1.08" });
    const converted = await cellsOf(
      aggregate(
        "STMTTRN",
        "<DTPOSTED>20250115<TRNAMT>1<FITID>1<ORIGCURRENCY><CURRATE>0,9<CURSYM>GBP</ORIGCURRENCY>",
      ),
    );
    expect(converted.cells).toMatchObject({
      currency: "EUR",
      original_currency: "GBP",
      original_rate: "0.9",
    });
    const bare = await cellsOf(transaction({ CURRENCY: "CHF" }));
    expect(bare.cells).toMatchObject({ currency: "CHF" });
  });

  it("that nobody knows are kept as JSON", async () => {
    const { cells, warnings } = await cellsOf(
      aggregate(
        "STMTTRN",
        "<DTPOSTED>20250115<TRNAMT>1<FITID>1<VALUEDATE>20250116<X.CATEGORY>Food<X.CATEGORY>Fun",
        "<X.SPLIT><X.PART>1</X.PART><ACCTID>1234567</X.SPLIT><MEMO>one<MEMO>two",
      ),
    );
    expect(warnings).toEqual([]);
    expect(cells["memo"]).toBe("one");
    expect(JSON.parse(String(cells["other"]))).toEqual({
      VALUEDATE: "20250116",
      "X.CATEGORY": ["Food", "Fun"],
      "X.SPLIT": { "X.PART": "1", ACCTID: "****4567" },
      MEMO: "two",
    });
  });

  it("keep their names whatever these are", async () => {
    const { cells } = await cellsOf(transaction({ constructor: "a", "a.__proto__": "b" }));
    expect(cells["other"]).toBe('{"CONSTRUCTOR":"a","A.__PROTO__":"b"}');
  });

  it("with quotes, backslashes, tabs and line breaks come out as they are", async () => {
    const memo = 'say "yes" \\ or\tno\r\nmaybe';
    const { cells } = await cellsOf(transaction({ MEMO: memo }));
    expect(cells["memo"]).toBe(memo);
  });

  it.each([8_000, 9_000, 12_000, 70_000, 1_000_000])("hold %i characters", async (length) => {
    const memo = `x${"é".repeat(length / 2)}y`;
    const { cells, warnings } = await cellsOf(transaction({ MEMO: memo }));
    expect(cells["memo"] === memo).toBe(true);
    expect(warnings).toEqual([]);
  });

  it("come as typed columns, too", async () => {
    const file = await run(
      statementOf(transaction(), transaction({ TRNAMT: "-3.20", FITID: "2" })),
      {
        options: { types: "typed" },
      },
    );
    const [table] = file.tables;
    expect(table?.types?.slice(0, 4).map(({ type }) => type)).toEqual([
      "date",
      "decimal",
      "text",
      "integer",
    ]);
    expect(rowsOf(file)[1]).toMatchObject({ date: "2025-01-15", amount: "-3.20" });
  });
});
