// Statements as tables: which there are, what their meta says, and when it is known.
import { describe, expect, it } from "vitest";
import {
  aggregate,
  BANK_ACCOUNT,
  bankStatement,
  cardStatement,
  codesOf,
  investmentStatement,
  ofx,
  rowsOf,
  run,
  SIGN_ON,
  statementOf,
  STATUS,
  transaction,
} from "../../support/build-ofx.ts";

const LEDGER = "<LEDGERBAL><BALAMT>1.234,50<DTASOF>20250131120000[-5:EST]</LEDGERBAL>";
const AVAILABLE = "<AVAILBAL><BALAMT>1000<DTASOF>20250131</AVAILBAL>";
const list = (...transactions: string[]) =>
  aggregate("BANKTRANLIST", "<DTSTART>20250101<DTEND>20250131", ...transactions);

describe("a bank statement", () => {
  const full = ofx(
    bankStatement("<CURDEF>EUR", BANK_ACCOUNT, list(transaction()), LEDGER, AVAILABLE),
  ).replace(
    SIGN_ON,
    SIGN_ON.replace("</SONRS>", "<FI><ORG>Bank of Leeds<FID>77</FI><INTU.BID>3000</SONRS>"),
  );

  it("tells account, currency, period, balances and institution when its table begins", async () => {
    const { tables } = await run(full);
    expect(tables).toHaveLength(1);
    expect(tables[0]).toMatchObject({ name: "transactions", headerRow: null });
    expect(tables[0]?.meta).toEqual({
      statement: 1,
      kind: "bank",
      account: { bank_id: "10020030", id: "****7890", type: "CHECKING" },
      currency: "EUR",
      period: { start: "2025-01-01", end: "2025-01-31" },
      balances: {
        ledger: { amount: "1234.50", as_of: "2025-01-31T12:00:00-05:00" },
        available: { amount: "1000", as_of: "2025-01-31" },
      },
      institution: { org: "Bank of Leeds", fid: "77" },
      intu: { bid: "3000" },
      status: { code: "0", severity: "INFO" },
      dialect: "sgml",
      ofx_version: "102",
      encoding: "utf-8",
      encoding_confidence: "ascii",
    });
    expect(tables[0]?.endMeta).toEqual({ amount_total: "12.50" });
  });

  it("begins with the nine columns of the contract", async () => {
    const { tables } = await run(full);
    expect(tables[0]?.columns?.slice(0, 9)).toEqual(
      "date amount type fitid name memo check_number reference currency".split(" "),
    );
  });

  it.each([
    ["1234567890", "****7890"],
    ["12345", "****2345"],
    ["1234", "****"],
    ["1", "****"],
    ["GB29 NWBK 6016", "****6016"],
  ])("shows the last four of an account at most: %s", async (number, shown) => {
    const { tables } = await run(full.replace("1234567890", number));
    expect(tables[0]?.meta).toMatchObject({ account: { id: shown } });
    expect(JSON.stringify(tables)).not.toContain(number.length > 4 ? number : '"1234"');
  });

  it("masks the number in a bank's own elements, too", async () => {
    const account = BANK_ACCOUNT.replace("<ACCTTYPE>", "<X.BASICACCT>1234567890<ACCTTYPE>");
    const { tables } = await run(full.replace(BANK_ACCOUNT, account));
    expect(JSON.stringify(tables)).not.toContain("1234567890");
  });

  it("shows the number whole to those who asked for it and may see it", async () => {
    const payee = "<BANKACCTTO><BANKID>1<ACCTID>9876543210<ACCTTYPE>CHECKING</BANKACCTTO>";
    const text = full.replace("</STMTTRN>", `${payee}</STMTTRN>`);
    const { tables } = await run(text, { options: { unmask: true } });
    expect(tables[0]?.meta).toMatchObject({ account: { id: "1234567890" } });
    expect(JSON.stringify(tables)).toContain("9876543210");
    expect(JSON.stringify((await run(text)).tables)).not.toContain("9876543210");
  });

  it("keeps what it says beside", async () => {
    const { tables } = await run(
      full.replace(
        "<CURDEF>EUR",
        "<CURDEF>EUR<MKTGINFO>Hello<REWARDINFO><NAME>Miles<REWARDBAL>9</REWARDINFO>",
      ),
    );
    expect(tables[0]?.meta).toMatchObject({
      other: { MKTGINFO: "Hello", "REWARDINFO/NAME": "Miles", "REWARDINFO/REWARDBAL": "9" },
    });
  });

  it("without account, currency and period is a statement all the same", async () => {
    const file = await run(ofx(bankStatement(aggregate("BANKTRANLIST", transaction()))));
    expect(file.failure).toBeNull();
    expect(file.tables[0]?.meta).toMatchObject({ kind: "bank", currency: null });
    expect(rowsOf(file)[0]).not.toHaveProperty("currency");
  });

  it("without transactions is an empty table with its balances, and a warning", async () => {
    const file = await run(ofx(bankStatement("<CURDEF>EUR", BANK_ACCOUNT, LEDGER)));
    expect(file.tables).toHaveLength(1);
    expect(file.tables[0]).toMatchObject({
      name: "transactions",
      rows: [],
      meta: { balances: { ledger: { amount: "1234.50" } } },
    });
    expect(codesOf(file)).toEqual(["no_rows"]);
  });

  it("gives balances that it lists as a table", async () => {
    const balances =
      "<BALLIST><BAL><NAME>Credit line<DESC>What is left<BALTYPE>DOLLAR<VALUE>500,00<DTASOF>20250131</BAL></BALLIST>";
    const file = await run(
      ofx(bankStatement("<CURDEF>EUR", list(transaction()), LEDGER, balances)),
    );
    expect(file.tables.map(({ name }) => name)).toEqual(["transactions", "balances"]);
    expect(rowsOf(file, 1)).toEqual([
      {
        name: "Credit line",
        description: "What is left",
        type: "DOLLAR",
        value: "500.00",
        as_of: "2025-01-31",
        currency: "EUR",
      },
    ]);
    expect(file.tables[0]?.meta).toHaveProperty("balances.ledger.amount", "1234.50");
  });

  it("gives pending transactions as a table of their own", async () => {
    const pending = aggregate(
      "BANKTRANLISTP",
      "<DTASOF>20250131",
      "<STMTTRNP><TRNTYPE>DEBIT<DTTRAN>20250130<DTEXPIRE>20250206<TRNAMT>-3.20<NAME>Shop</STMTTRNP>",
    );
    const file = await run(ofx(bankStatement("<CURDEF>EUR", list(transaction()), pending, LEDGER)));
    expect(file.tables.map(({ name }) => name)).toEqual(["transactions", "pending"]);
    expect(rowsOf(file, 1)).toEqual([
      {
        date: "2025-01-30",
        amount: "-3.20",
        type: "DEBIT",
        name: "Shop",
        currency: "EUR",
        posted: "20250130",
        expires: "2025-02-06",
      },
    ]);
    expect(file.tables[1]?.meta).toMatchObject({ statement: 1, balances: { ledger: {} } });
    expect(codesOf(file)).toEqual([]);
  });
});

describe("several statements", () => {
  it("are tables with numbers, each with its own account and currency", async () => {
    const second = BANK_ACCOUNT.replace("1234567890", "9999999999").replace("CHECKING", "SAVINGS");
    const file = await run(
      ofx(
        bankStatement("<CURDEF>EUR", BANK_ACCOUNT, list(transaction()), LEDGER),
        bankStatement("<CURDEF>CHF", second, list(transaction({ FITID: "1" }))),
        cardStatement("<CURDEF>USD", "<CCACCTFROM><ACCTID>4111111111111111</CCACCTFROM>", list()),
      ),
    );
    expect(
      file.tables.map(({ name, meta }) => [
        name,
        meta?.["statement"],
        meta?.["kind"],
        meta?.["currency"],
      ]),
    ).toEqual([
      ["transactions", 1, "bank", "EUR"],
      ["transactions 2", 2, "bank", "CHF"],
      ["transactions 3", 3, "credit_card", "USD"],
    ]);
    expect(file.tables[1]?.meta).toMatchObject({ account: { id: "****9999", type: "SAVINGS" } });
    expect(file.tables[1]?.meta).not.toHaveProperty("balances");
    expect(file.tables[2]?.meta).toMatchObject({ account: { id: "****1111", type: "CREDITCARD" } });
    expect(codesOf(file)).toEqual([]);
  });

  it("may stand in one wrapper, and in one behind the other", async () => {
    const one = aggregate("STMTRS", "<CURDEF>EUR", list(transaction()));
    const response = aggregate("STMTTRNRS", STATUS, one);
    const file = await run(
      ofx(aggregate("BANKMSGSRSV1", response, response)) + ofx(bankStatement(list())),
    );
    expect(file.failure).toBeNull();
    expect(file.tables.map(({ rows }) => rows.length)).toEqual([1, 1, 0]);
  });

  it.each([
    ["2", ["transactions 2"]],
    ["transactions 2", ["transactions 2"]],
    ["TRANSACTIONS", ["transactions"]],
    ["all", ["transactions", "transactions 2"]],
  ])("are chosen by the option sheet: %s", async (sheet, expected) => {
    const file = await run(
      ofx(bankStatement(list(transaction({ FITID: null }))), bankStatement(list(transaction()))),
      { options: { sheet } },
    );
    expect(file.tables.map(({ name }) => name)).toEqual(expected);
    expect(codesOf(file)).toEqual(expected.includes("transactions") ? ["missing_fitid"] : []);
  });

  it("refuse a choice that there is not, with the names", async () => {
    const { failure } = await run(statementOf(transaction()), { options: { sheet: "savings" } });
    expect(failure).toMatchObject({ code: "sheet_not_found", sheets: ["transactions"] });
  });
});

describe("the header option", () => {
  it("leaves the names of columns out with `none`", async () => {
    const { tables } = await run(statementOf(transaction()), { options: { header: "none" } });
    expect(tables[0]).toMatchObject({ columns: null, rows: [[1, expect.anything()]] });
  });
});

describe("a statement that is larger than what is held back", () => {
  const many = Array.from({ length: 40 }, (_, index) =>
    transaction({ FITID: String(index), MEMO: "x".repeat(50) }),
  );
  const limits = { heldRowBytes: 2_000 };

  it("begins its table before its balances are known, and tells them at its end", async () => {
    // Rows that are no plain ones are handed on one by one.
    const long = transaction({ MEMO: "x".repeat(9_000), FITID: "long" });
    const { tables } = await run(
      ofx(bankStatement("<CURDEF>EUR", list(...many, long, transaction({ FITID: "z" })), LEDGER)),
      { limits },
    );
    expect(tables).toHaveLength(1);
    expect(tables[0]?.rows.map(([row]) => row)).toEqual(
      Array.from({ length: 42 }, (_, index) => index + 1),
    );
    expect(tables[0]?.meta).not.toHaveProperty("balances");
    expect(tables[0]?.endMeta).toEqual({
      amount_total: "525.00",
      balances: { ledger: { amount: "1234.50", as_of: "2025-01-31T12:00:00-05:00" } },
    });
  });

  it("gives the same rows as one that is held", async () => {
    const content = ofx(
      bankStatement("<CURDEF>EUR", list(...many, transaction({ MEMO: "y".repeat(9_000) })), LEDGER),
    );
    const [held, begun] = [await run(content), await run(content, { limits })];
    expect(begun.tables[0]?.rows).toEqual(held.tables[0]?.rows);
    expect(codesOf(begun)).toEqual(codesOf(held));
  });

  it("gives as many rows as are asked for", async () => {
    const { tables } = await run(statementOf(...many), { options: { maxRows: 3 } });
    expect(tables.map(({ rows }) => rows.length)).toEqual([3]);
  });
});

describe("an investment statement", () => {
  const SECURITY = "<SECID><UNIQUEID>037833100<UNIQUEIDTYPE>CUSIP</SECID>";
  const securities = (...content: string[]) =>
    aggregate("SECLISTMSGSRSV1", aggregate("SECLIST", ...content));
  const STOCK = `<STOCKINFO><SECINFO>${SECURITY}<SECNAME>Apple Inc<TICKER>AAPL<UNITPRICE>200<DTASOF>20250131</SECINFO><STOCKTYPE>COMMON<YIELD>0.5<ASSETCLASS>LARGESTOCK</STOCKINFO>`;
  const BUY = `<BUYSTOCK><INVBUY><INVTRAN><FITID>b1<DTTRADE>20250110<DTSETTLE>20250112<MEMO>Bought</INVTRAN>${SECURITY}<UNITS>10<UNITPRICE>190.125<COMMISSION>4.95<TOTAL>-1906.20<SUBACCTSEC>CASH<SUBACCTFUND>CASH</INVBUY><BUYTYPE>BUY</BUYSTOCK>`;
  const trades = aggregate(
    "INVTRANLIST",
    "<DTSTART>20250101<DTEND>20250131",
    BUY,
    `<INCOME><INVTRAN><FITID>i1<DTTRADE>20250120</INVTRAN>${SECURITY}<INCOMETYPE>DIV<TOTAL>2.40<SUBACCTSEC>CASH<SUBACCTFUND>CASH</INCOME>`,
    `<TRANSFER><INVTRAN><FITID>t1<DTTRADE>20250121</INVTRAN>${SECURITY}<SUBACCTSEC>CASH<UNITS>3<TFERACTION>IN<POSTYPE>LONG<INVACCTFROM><BROKERID>b<ACCTID>555666777</INVACCTFROM></TRANSFER>`,
    "<INVBANKTRAN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20250105<TRNAMT>2000.00<FITID>c1<NAME>Deposit</STMTTRN><SUBACCTFUND>CASH</INVBANKTRAN>",
    "<NEWKIND><INVTRAN><FITID>n1<DTTRADE>20250122</INVTRAN><TOTAL>1</NEWKIND>",
  );
  const positions = aggregate(
    "INVPOSLIST",
    `<POSSTOCK><INVPOS>${SECURITY}<HELDINACCT>CASH<POSTYPE>LONG<UNITS>13<UNITPRICE>200<MKTVAL>2600.00<DTPRICEASOF>20250131<MEMO>m</INVPOS><REINVDIV>Y</POSSTOCK>`,
  );
  const balances =
    "<INVBAL><AVAILCASH>95.80<MARGINBALANCE>0<BALLIST><BAL><NAME>Rate<BALTYPE>PERCENT<VALUE>7.85</BAL></BALLIST></INVBAL>";
  const orders = `<INVOOLIST><OOBUYSTOCK><OO><FITID>o1${SECURITY}<DTPLACED>20250130<UNITS>1<LIMITPRICE>150<DURATION>DAY</OO><BUYTYPE>BUY</OOBUYSTOCK></INVOOLIST>`;
  const statement = investmentStatement(
    "<DTASOF>20250131<CURDEF>USD<INVACCTFROM><BROKERID>broker.example<ACCTID>123456789</INVACCTFROM>",
    trades,
    positions,
    balances,
    orders,
  );

  it("gives trades, positions, balances, orders and securities as tables", async () => {
    const file = await run(ofx(statement, securities(STOCK)));
    expect(codesOf(file)).toEqual([]);
    expect(file.tables.map(({ name }) => name)).toEqual([
      "transactions",
      "positions",
      "balances",
      "open_orders",
      "securities",
    ]);
    expect(file.tables[0]?.meta).toMatchObject({
      kind: "investment",
      account: { broker_id: "broker.example", id: "****6789" },
      as_of: "2025-01-31",
    });
    expect(rowsOf(file, 0)).toEqual([
      {
        date: "2025-01-10",
        amount: "-1906.20",
        type: "BUYSTOCK",
        fitid: "b1",
        memo: "Bought",
        currency: "USD",
        posted: "20250110",
        record: "BUYSTOCK",
        settle_date: "2025-01-12",
        security_id: "037833100",
        security_id_type: "CUSIP",
        units: "10",
        unit_price: "190.125",
        commission: "4.95",
        buy_type: "BUY",
        sub_account_security: "CASH",
        sub_account_fund: "CASH",
      },
      expect.objectContaining({ record: "INCOME", amount: "2.40", income_type: "DIV" }),
      expect.objectContaining({
        record: "TRANSFER",
        units: "3",
        action: "IN",
        other: '{"INVACCTFROM":{"BROKERID":"b","ACCTID":"****6777"}}',
      }),
      {
        date: "2025-01-05",
        amount: "2000.00",
        type: "CREDIT",
        fitid: "c1",
        name: "Deposit",
        currency: "USD",
        posted: "20250105",
        record: "INVBANKTRAN",
        sub_account_fund: "CASH",
      },
      expect.objectContaining({ record: "NEWKIND", fitid: "n1", amount: "1" }),
    ]);
    expect(rowsOf(file, 1)).toEqual([
      {
        record: "POSSTOCK",
        security_id: "037833100",
        security_id_type: "CUSIP",
        position_type: "LONG",
        units: "13",
        unit_price: "200",
        market_value: "2600.00",
        price_date: "2025-01-31",
        currency: "USD",
        held_in: "CASH",
        memo: "m",
        reinvest_dividends: "Y",
      },
    ]);
    expect(rowsOf(file, 2)).toEqual([
      { name: "AVAILCASH", value: "95.80", currency: "USD" },
      { name: "MARGINBALANCE", value: "0", currency: "USD" },
      { name: "Rate", type: "PERCENT", value: "7.85", currency: "USD" },
    ]);
    expect(rowsOf(file, 3)).toEqual([
      expect.objectContaining({ record: "OOBUYSTOCK", fitid: "o1", limit_price: "150" }),
    ]);
    expect(rowsOf(file, 4)).toEqual([
      expect.objectContaining({
        record: "STOCKINFO",
        name: "Apple Inc",
        ticker: "AAPL",
        kind: "COMMON",
      }),
    ]);
  });

  it("names the securities where their list stands before it", async () => {
    const file = await run(ofx(securities(STOCK), statement));
    const names = { security_name: "Apple Inc", ticker: "AAPL" };
    expect(rowsOf(file, 1)[0]).toMatchObject({ record: "BUYSTOCK", ...names });
    expect(rowsOf(file, 2)[0]).toMatchObject({ record: "POSSTOCK", ...names });
  });

  it("alone is a statement, with an empty element that nobody knows in its list", async () => {
    const content = investmentStatement(aggregate("INVTRANLIST", "<X.NOTE>\r\n", BUY));
    const file = await run(ofx(content));
    expect(rowsOf(file).map(({ fitid }) => fitid)).toEqual(["b1"]);
    expect(codesOf(file)).toEqual([]);
  });
});

describe("other statements", () => {
  it("of loans have their transactions, with the parts of an amount as JSON", async () => {
    const loan = aggregate(
      "LOANMSGSRSV1",
      aggregate(
        "LOANSTMTTRNRS",
        STATUS,
        aggregate(
          "LOANSTMTRS",
          "<CURDEF>USD<LOANACCTFROM><LOANACCTID>77889900<LOANACCTTYPE>MORTGAGE</LOANACCTFROM>",
          aggregate(
            "LOANTRANLIST",
            "<DTSTART>20250101<DTEND>20250131",
            "<LOANSTMTTRN><TRNTYPE>PAYMENT<DTPOSTED>20250115<TRNAMT>-500<FITID>1<LOANTRNAMT><PRINAMT>400<LOANINT>100</LOANTRNAMT></LOANSTMTTRN>",
          ),
        ),
      ),
    );
    const file = await run(ofx(loan));
    expect(file.tables[0]?.meta).toMatchObject({
      kind: "loan",
      account: { id: "****9900", type: "MORTGAGE" },
    });
    expect(rowsOf(file)[0]).toMatchObject({
      amount: "-500",
      other: '{"LOANTRNAMT":{"PRINAMT":"400","LOANINT":"100"}}',
    });
  });

  it("that were closed are rows with their totals", async () => {
    const closing = aggregate(
      "BANKMSGSRSV1",
      aggregate(
        "STMTENDTRNRS",
        STATUS,
        aggregate(
          "STMTENDRS",
          "<CURDEF>EUR",
          BANK_ACCOUNT,
          "<CLOSING><FITID>c<DTOPEN>20250101<DTCLOSE>20250131<BALOPEN>100.00<BALCLOSE>120.00<DEPANDCREDIT>50.00<CHKANDDEB>-30.00</CLOSING>",
        ),
      ),
    );
    const file = await run(ofx(closing));
    expect(file.tables[0]).toMatchObject({ name: "closings", meta: { kind: "closing" } });
    expect(rowsOf(file)).toEqual([
      {
        fitid: "c",
        open_date: "2025-01-01",
        close_date: "2025-01-31",
        opening_balance: "100.00",
        closing_balance: "120.00",
        credits: "50.00",
        debits: "-30.00",
        currency: "EUR",
      },
    ]);
    expect(codesOf(file)).toEqual([]);
  });
});
