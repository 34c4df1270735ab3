// What is checked and warned about: ids, dates, signs, balances that tie and that do not, statuses.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { addDecimals, decimalText, toDecimal } from "../../../src/formats/ofx/amounts.ts";
import { ExactSum } from "../../../src/formats/ofx/checks.ts";
import { SeenFitids } from "../../../src/formats/ofx/fitids.ts";
import {
  aggregate,
  bankStatement,
  codesOf,
  ofx,
  rowsOf,
  run,
  statementOf,
  STATUS,
  transaction,
} from "../../support/build-ofx.ts";

const PERIOD = "<DTSTART>20250101<DTEND>20250131";

async function warningsOf(content: string) {
  const { warnings, failure } = await run(content);
  expect(failure).toBeNull();
  return warnings.map(({ code, at }) => [code, at?.row ?? null]);
}

describe("FITIDs", () => {
  it("that come again are told, and no row is left out", async () => {
    const file = await run(
      statementOf(...["a", "b", "a", "c", "b", "a"].map((FITID) => transaction({ FITID }))),
    );
    expect(rowsOf(file)).toHaveLength(6);
    expect(file.warnings.map(({ code, at }) => [code, at?.row, at?.column])).toEqual([
      ["duplicate_fitid", 3, 4],
      ["duplicate_fitid", 5, 4],
      ["duplicate_fitid", 6, 4],
    ]);
  });

  it("that are missing or empty are told, and are no duplicates", async () => {
    const rows = [null, "", null].map((FITID) => transaction({ FITID }));
    expect(await warningsOf(statementOf(...rows))).toEqual([
      ["missing_fitid", 1],
      ["missing_fitid", 2],
      ["missing_fitid", 3],
    ]);
  });

  it("of two statements may be the same", async () => {
    const one = bankStatement(aggregate("BANKTRANLIST", transaction()));
    expect(await warningsOf(ofx(one, one))).toEqual([]);
  });

  it("are found again among many, and only then", () => {
    const seen = new SeenFitids();
    const add = (text: string) => {
      const bytes = new TextEncoder().encode(text);
      return seen.add(bytes, 0, bytes.length);
    };
    const ids = Array.from({ length: 50_000 }, (_, index) => `2025${index}`);
    expect(ids.filter(add)).toEqual([]);
    expect(ids.every(add)).toBe(true);
  });

  it("are compared byte by byte, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { maxLength: 50 }), (texts) => {
        const seen = new SeenFitids();
        const known = new Set<string>();
        for (const text of texts) {
          const bytes = new TextEncoder().encode(text);
          expect(seen.add(bytes, 0, bytes.length)).toBe(known.has(text));
          known.add(text);
        }
      }),
    );
  });
});

describe("dates", () => {
  it.each([
    ["20241231", ["date_outside_period"]],
    ["20250101", []],
    ["20250131235959", []],
    ["20250201", ["date_outside_period"]],
  ])("%s against a period of January", async (DTPOSTED, codes) => {
    expect(codesOf(await run(statementOf(transaction({ DTPOSTED }))))).toEqual(codes);
  });

  it.each([
    ["a day apart in another zone", "20250201040000[0:GMT]", []],
    ["two days apart in another zone", "20250202040000[0:GMT]", ["date_outside_period"]],
    ["a day apart in the same zone", "20250201040000[-5:EST]", ["date_outside_period"]],
  ])("%s", async (_, DTPOSTED, codes) => {
    const list = aggregate(
      "BANKTRANLIST",
      "<DTSTART>20250101000000[-5:EST]<DTEND>20250131230000[-5:EST]",
      transaction({ DTPOSTED }),
    );
    expect(codesOf(await run(ofx(bankStatement(list))))).toEqual(codes);
  });

  it.each(["<DTSTART>00000000<DTEND>00000000", "", "<DTSTART>soon<DTEND>"])(
    "are not held against a period that is none: %j",
    async (period) => {
      const list = aggregate("BANKTRANLIST", period, transaction({ DTPOSTED: "19990101" }));
      expect(await warningsOf(ofx(bankStatement(list)))).toEqual([]);
    },
  );
});

describe("the type of a transaction", () => {
  it.each([
    ["CREDIT", "-1.00", ["sign_conflict"]],
    ["CREDIT", "1.00", []],
    ["DEBIT", "1.00", ["sign_conflict"]],
    ["DEBIT", "-1.00", []],
    ["DEBIT", "0.00", []],
    ["PAYMENT", "1.00", []],
    ["DEBITS", "1.00", []],
  ])("%s with %s", async (TRNTYPE, TRNAMT, codes) => {
    const file = await run(statementOf(transaction({ TRNTYPE, TRNAMT })));
    expect(codesOf(file)).toEqual(codes);
    expect(rowsOf(file)[0]).toMatchObject({ type: TRNTYPE, amount: TRNAMT });
  });
});

describe("the total of the amounts", () => {
  it.each([
    [["0.10", "0.20"], "0.30"],
    [["1", "0.005"], "1.005"],
    [["-9999999999999.99", "0.01", "-0.02"], "-10000000000000.00"],
    [["99999999999999999999.99", "0.01"], "100000000000000000000.00"],
    [[], "0"],
  ])("of %j is %s", async (amounts, total) => {
    const rows = amounts.map((TRNAMT, index) =>
      transaction({ TRNAMT, TRNTYPE: "OTHER", FITID: String(index) }),
    );
    const { tables } = await run(statementOf(...rows));
    expect(tables[0]?.endMeta).toEqual({ amount_total: total });
  });

  it("is not told where an amount cannot be read, or is of another currency", async () => {
    for (const changes of [{ TRNAMT: "x" }, { CURRENCY: "USD" }, { TRNAMT: null }]) {
      const { tables } = await run(statementOf(transaction(changes), transaction({ FITID: "2" })));
      expect(tables[0]).not.toHaveProperty("endMeta");
    }
  });

  it("is exact for any amounts", () => {
    const decimal = fc.record({
      units: fc.integer({ min: -(10 ** 14), max: 10 ** 14 }),
      scale: fc.nat(4),
    });
    fc.assert(
      fc.property(fc.array(decimal, { maxLength: 40 }), (decimals) => {
        const sum = new ExactSum();
        let expected = { units: 0n, scale: 0 };
        for (const { units, scale } of decimals) {
          sum.addUnits(units, scale);
          expected = addDecimals(expected, { units: BigInt(units), scale });
        }
        const found = sum.value ?? { units: -1n, scale: 0 };
        const difference = addDecimals(found, { ...expected, units: -expected.units });
        expect(difference.units).toBe(0n);
      }),
    );
  });
});

/** A statement with the balance behind each row, oldest first. */
function running(balances: readonly string[], amounts: readonly string[], more = ""): string {
  const rows = balances.map((ACCTBAL, index) =>
    transaction({ TRNTYPE: "OTHER", TRNAMT: amounts[index] ?? "", FITID: String(index), ACCTBAL }),
  );
  return ofx(bankStatement(aggregate("BANKTRANLIST", PERIOD, ...rows), more));
}

const AMOUNTS = ["10.00", "-0.10", "5", "-3.33", "0.01"];
const BALANCES = ["110.00", "109.90", "114.90", "111.57", "111.58"];

describe("balances behind each row", () => {
  it("that tie are given, without a warning", async () => {
    const file = await run(running(BALANCES, AMOUNTS));
    expect(rowsOf(file).map(({ balance }) => balance)).toEqual(BALANCES);
    expect(codesOf(file)).toEqual([]);
  });

  it("that tie from the newest back need none either", async () => {
    expect(await warningsOf(running(BALANCES.toReversed(), AMOUNTS.toReversed()))).toEqual([]);
  });

  it.each([
    ["114.91", "0.01"],
    ["114.89", "-0.01"],
  ])("that are off by 0.01 in one row break before and behind it: %s", async (wrong, by) => {
    const file = await run(
      running([...BALANCES.with(2, wrong), "112.58", "113.58"], [...AMOUNTS, "1", "1"]),
    );
    expect(file.warnings.map(({ code, at }) => [code, at?.row])).toEqual([
      ["balance_mismatch", 3],
      ["balance_mismatch", 4],
    ]);
    expect(file.warnings[0]?.message).toContain(`by ${by}.`);
  });

  it("are told where an amount is off by 0.01", async () => {
    const file = await run(running(BALANCES, AMOUNTS.with(2, "5.01")));
    expect(file.warnings.map(({ code, at }) => [code, at?.row])).toEqual([["balance_mismatch", 3]]);
    expect(file.warnings[0]?.message).toContain("by -0.01.");
  });

  it("that mean something else are let be", async () => {
    expect(await warningsOf(running(["1", "2", "3", "4", "5"], AMOUNTS))).toEqual([]);
    expect(
      await warningsOf(running(["x", "", "y", "z", "w"], AMOUNTS)).then((all) =>
        all.map(([code]) => code),
      ),
    ).not.toContain("balance_mismatch");
  });

  it.each([
    ["111.58", []],
    ["111.59", ["balance_mismatch"]],
    ["111.57", ["balance_mismatch"]],
  ])("against a ledger of the last day: %s", async (ledger, codes) => {
    const end = `<LEDGERBAL><BALAMT>${ledger}<DTASOF>20250131</LEDGERBAL>`;
    expect(codesOf(await run(running(BALANCES, AMOUNTS, end)))).toEqual(codes);
    const backward = running(BALANCES.toReversed(), AMOUNTS.toReversed(), end);
    expect(codesOf(await run(backward))).toEqual(codes);
  });
});

describe("an opening balance", () => {
  const statement = (ledger: string, asOf = "20250131", opening = "100.00") =>
    ofx(
      bankStatement(
        `<OPENINGBAL><BALAMT>${opening}<DTASOF>20250101</OPENINGBAL>`,
        aggregate(
          "BANKTRANLIST",
          PERIOD,
          transaction(),
          transaction({ FITID: "2", TRNAMT: "0.10" }),
        ),
        `<LEDGERBAL><BALAMT>${ledger}<DTASOF>${asOf}</LEDGERBAL>`,
      ),
    );

  it.each([
    ["112.60", []],
    ["112.6", []],
    ["112,60", []],
    ["112.61", ["balance_mismatch"]],
    ["112.59", ["balance_mismatch"]],
  ])("with its transactions against a ledger of %s", async (ledger, codes) => {
    expect(codesOf(await run(statement(ledger)))).toEqual(codes);
  });

  it("says by how much", async () => {
    const { warnings } = await run(statement("112.61"));
    expect(warnings[0]?.message).toContain("by 0.01.");
  });

  it.each([
    ["a ledger of another day", statement("1.00", "20250202")],
    ["a ledger without a day", statement("1.00", "")],
    ["an opening balance that is no amount", statement("1.00", "20250131", "none")],
  ])("is not compared with %s", async (_, content) => {
    expect(codesOf(await run(content))).toEqual([]);
  });
});

describe("a closing", () => {
  it.each([
    ["ties with negative debits", "-30.00", "120.00", []],
    ["ties with positive debits", "30.00", "120.00", []],
    ["is off by 0.01", "-30.00", "120.01", ["balance_mismatch"]],
    ["is off by 0.01 the other way", "30.00", "119.99", ["balance_mismatch"]],
  ])("%s", async (_, debits, closing, codes) => {
    const content = `<CLOSING><FITID>c<BALOPEN>100.00<BALCLOSE>${closing}<DEPANDCREDIT>50.00<CHKANDDEB>${debits}</CLOSING>`;
    const file = await run(
      ofx(aggregate("BANKMSGSRSV1", aggregate("STMTENDTRNRS", aggregate("STMTENDRS", content)))),
    );
    expect(codesOf(file)).toEqual(codes);
  });
});

describe("the status of a bank", () => {
  const failed = (code: string, severity = "ERROR") =>
    aggregate(
      "BANKMSGSRSV1",
      aggregate(
        "STMTTRNRS",
        `<STATUS><CODE>${code}<SEVERITY>${severity}<MESSAGE>Password of J. Smith</STATUS>`,
      ),
    );

  it("that is an error is told beside the statements that are there", async () => {
    const file = await run(
      ofx(failed("2000"), bankStatement(aggregate("BANKTRANLIST", transaction()))),
    );
    expect(codesOf(file)).toEqual(["statement_error"]);
    expect(file.warnings[0]?.message).toContain("2000");
    expect(file.warnings[0]?.at?.byte).toBeGreaterThan(0);
    expect(rowsOf(file)).toHaveLength(1);
  });

  it.each([
    ["0", "INFO", []],
    ["0", "ERROR", ["statement_error"]],
    ["2000", "WARN", ["statement_error"]],
    ["00", "info", []],
    ["a secret", "ERROR", ["statement_error"]],
  ])("%s %s with a statement", async (code, severity, codes) => {
    const response = aggregate(
      "STMTTRNRS",
      `<STATUS><CODE>${code}<SEVERITY>${severity}<MESSAGE>m</STATUS>`,
      aggregate("STMTRS", aggregate("BANKTRANLIST", transaction())),
    );
    const file = await run(ofx(aggregate("BANKMSGSRSV1", response)));
    expect(codesOf(file)).toEqual(codes);
    expect(file.tables[0]?.meta).toMatchObject({ status: { code, severity, message: "m" } });
    expect(file.warnings.map(({ message }) => message).join()).not.toContain("secret");
  });

  it("is the reason where there is no statement, by its code alone", async () => {
    const { failure } = await run(ofx(failed("15500")));
    expect(failure).toMatchObject({ code: "no_statement" });
    expect(failure?.detail).toContain("15500");
    expect(failure?.detail).not.toContain("Smith");
  });

  it("of one statement is not that of the next", async () => {
    const file = await run(
      ofx(
        bankStatement(aggregate("BANKTRANLIST", transaction())),
        aggregate(
          "BANKMSGSRSV1",
          aggregate("STMTTRNRS", aggregate("STMTRS", aggregate("BANKTRANLIST", transaction()))),
        ),
      ),
    );
    expect(file.tables[0]?.meta).toHaveProperty("status");
    expect(file.tables[1]?.meta).not.toHaveProperty("status");
    expect(STATUS).toContain("<CODE>0");
  });
});

describe("strict mode", () => {
  it.each([
    ["invalid_cell", "corrupt_file", statementOf(transaction({ TRNAMT: "x" }))],
    ["ambiguous_decimal", "corrupt_file", statementOf(transaction({ TRNAMT: "1,234" }))],
    ["invalid_markup", "corrupt_file", statementOf(`${transaction()}</X>`)],
    ["balance_mismatch", "corrupt_file", running(BALANCES, AMOUNTS.with(2, "5.01"))],
    [
      "statement_error",
      "no_statement",
      ofx(
        "<SONRS><STATUS><CODE>15500<SEVERITY>ERROR</STATUS></SONRS>",
        bankStatement(transaction()),
      ),
    ],
    ["no_rows", "empty_file", ofx(bankStatement())],
  ])("refuses where %s would be told", async (warning, failure, content) => {
    expect(codesOf(await run(content))).toContain(warning);
    const strict = await run(content, { options: { strict: true } });
    expect(strict.failure).toMatchObject({ code: failure });
  });

  it.each([
    ["duplicate_fitid", statementOf(transaction(), transaction())],
    ["missing_fitid", statementOf(transaction({ FITID: null }))],
    ["date_outside_period", statementOf(transaction({ DTPOSTED: "20260101" }))],
    ["sign_conflict", statementOf(transaction({ TRNAMT: "-1" }))],
  ])("takes what is told by %s", async (warning, content) => {
    const { failure, warnings } = await run(content, { options: { strict: true } });
    expect(failure).toBeNull();
    expect(warnings.map(({ code }) => code)).toEqual([warning]);
  });

  it("keeps decimals exact", () => {
    expect(decimalText(addDecimals(toDecimal("0.1"), toDecimal("0.2")))).toBe("0.3");
  });
});
