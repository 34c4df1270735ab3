// The files of test/fixtures/ofx: what each of them holds, as code. A test keeps the files equal to
// this; UPDATE_GOLDEN=1 writes them anew.
import { utf16, BYTE_ORDER_MARK } from "../pollution/encode.ts";
import {
  aggregate,
  BANK_ACCOUNT,
  bankStatement,
  cardStatement,
  investmentStatement,
  leaves,
  ofx,
  SALE,
  SGML_HEADER,
  SIGN_ON,
  statementOf,
  STATUS,
  transaction,
  XML_HEADER,
} from "./build-ofx.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);
const latin1 = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));

const PERIOD = "<DTSTART>20250101\r\n<DTEND>20250131\r\n";
const LEDGER = "<LEDGERBAL><BALAMT>112.40<DTASOF>20250131</LEDGERBAL>\r\n";
const CARD = "<CCACCTFROM><ACCTID>4111111111111111</CCACCTFROM>\r\n";
const SECURITY = "<SECID><UNIQUEID>037833100<UNIQUEIDTYPE>CUSIP</SECID>";

const list = (...transactions: string[]) => aggregate("BANKTRANLIST", PERIOD, ...transactions);
const bank = (...content: string[]) =>
  ofx(bankStatement("<CURDEF>EUR\r\n", BANK_ACCOUNT, ...content));

/** The smallest file, in the header's own words. */
const ONE_STATEMENT =
  "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\nCHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n" +
  "<OFX><BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>EUR<BANKACCTFROM><BANKID>1<ACCTID>12345678<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20250101<DTEND>20250131<STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20250131<TRNAMT>12.50<FITID>1<NAME>Sale</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>";

const XML_STATEMENT =
  XML_HEADER +
  aggregate(
    "OFX",
    aggregate(
      "BANKMSGSRSV1",
      aggregate(
        "STMTTRNRS",
        leaves([["TRNUID", "1"]]),
        aggregate(
          "STATUS",
          leaves([
            ["CODE", "0"],
            ["SEVERITY", "INFO"],
          ]),
        ),
        aggregate(
          "STMTRS",
          leaves([["CURDEF", "EUR"]]),
          aggregate(
            "BANKACCTFROM",
            leaves([
              ["BANKID", "10020030"],
              ["ACCTID", "1234567890"],
              ["ACCTTYPE", "SAVINGS"],
            ]),
          ),
          aggregate(
            "BANKTRANLIST",
            leaves([
              ["DTSTART", "20250101"],
              ["DTEND", "20250131"],
            ]),
            transaction({ NAME: "Café &amp; Łódź", MEMO: "<![CDATA[<b>1 & 2</b>]]>" }, true),
            transaction(
              {
                DTPOSTED: "20250116120000.000[-5:EST]",
                FITID: "2",
                TRNAMT: "-1,5",
                TRNTYPE: "DEBIT",
              },
              true,
            ),
          ),
          aggregate(
            "LEDGERBAL",
            leaves([
              ["BALAMT", "111.00"],
              ["DTASOF", "20250131"],
            ]),
          ),
          aggregate(
            "AVAILBAL",
            leaves([
              ["BALAMT", "100.00"],
              ["DTASOF", "20250131"],
            ]),
          ),
        ),
      ),
    ),
  );

const QUICKBOOKS = ofx(
  cardStatement(
    "<CURDEF>USD\r\n",
    CARD,
    list(
      transaction({ TRNTYPE: "DEBIT", TRNAMT: "-7.00", MEMO: "" }),
      transaction({ FITID: "2", NAME: "AT&T", CHECKNUM: "0012" }),
    ),
    "<LEDGERBAL><BALAMT>-7.00<DTASOF>20250131</LEDGERBAL>",
  ),
).replace(
  SIGN_ON,
  SIGN_ON.replace(
    "</SONRS>",
    "<FI><ORG>Bank of Leeds<FID>77</FI><INTU.BID>3000<INTU.USERID>user</SONRS>",
  ),
);

const INVESTMENT = ofx(
  investmentStatement(
    "<DTASOF>20250131<CURDEF>USD<INVACCTFROM><BROKERID>broker.example<ACCTID>123456789</INVACCTFROM>\r\n",
    aggregate(
      "INVTRANLIST",
      PERIOD,
      `<BUYSTOCK><INVBUY><INVTRAN><FITID>b1<DTTRADE>20250110<DTSETTLE>20250112</INVTRAN>${SECURITY}<UNITS>10<UNITPRICE>190.125<COMMISSION>4.95<TOTAL>-1906.20<SUBACCTSEC>CASH<SUBACCTFUND>CASH</INVBUY><BUYTYPE>BUY</BUYSTOCK>\r\n`,
      `<INCOME><INVTRAN><FITID>i1<DTTRADE>20250120</INVTRAN>${SECURITY}<INCOMETYPE>DIV<TOTAL>2.40</INCOME>\r\n`,
      "<INVBANKTRAN><STMTTRN><TRNTYPE>CREDIT<DTPOSTED>20250105<TRNAMT>2000.00<FITID>c1<NAME>Deposit</STMTTRN><SUBACCTFUND>CASH</INVBANKTRAN>\r\n",
    ),
    aggregate(
      "INVPOSLIST",
      `<POSSTOCK><INVPOS>${SECURITY}<HELDINACCT>CASH<POSTYPE>LONG<UNITS>10<UNITPRICE>200<MKTVAL>2000.00<DTPRICEASOF>20250131</INVPOS></POSSTOCK>`,
    ),
    "<INVBAL><AVAILCASH>96.20<MARGINBALANCE>0<SHORTBALANCE>0</INVBAL>",
  ),
  aggregate(
    "SECLISTMSGSRSV1",
    aggregate(
      "SECLIST",
      `<STOCKINFO><SECINFO>${SECURITY}<SECNAME>Apple Inc<TICKER>AAPL</SECINFO></STOCKINFO>`,
    ),
  ),
);

const NESTED_ENDS = statementOf(
  "<STMTTRN>\r\n<TRNTYPE>CREDIT\r\n<DTPOSTED>20250115\r\n<TRNAMT>12.50\r\n<FITID>1\r\n<NAME>Sale\r\n</NAME></FITID></TRNAMT></DTPOSTED></TRNTYPE>\r\n</STMTTRN>\r\n",
);

/** Balances of each row, oldest first; one amount is off by `off` hundredths. */
function balances(amounts: readonly string[], ledger: string): string {
  const behind = ["110.00", "109.90", "114.90", "111.57", "112.40"];
  const rows = amounts.map((TRNAMT, index) =>
    transaction({ TRNTYPE: "OTHER", TRNAMT, FITID: String(index), ACCTBAL: behind[index] ?? "" }),
  );
  return bank(list(...rows), LEDGER.replace("112.40", ledger));
}

const TYING = ["10.00", "-0.10", "5", "-3.33", "0.83"];

const wrongEnd = cardStatement("<CURDEF>AUD", CARD, list(transaction())).replace(
  "</CCSTMTRS>",
  "</STMTRS>",
);
const pending = aggregate(
  "BANKTRANLISTP",
  "<DTASOF>20250131",
  "<STMTTRNP><TRNTYPE>DEBIT<DTTRAN>20250130<DTEXPIRE>20250206<TRNAMT>-3.20<NAME>Shop</STMTTRNP>\r\n",
);
const error = (code: string) =>
  `<STATUS><CODE>${code}<SEVERITY>ERROR<MESSAGE>Something went wrong</STATUS>`;

export const OFX_FIXTURES: Readonly<Record<string, () => Uint8Array>> = {
  "one-statement-sgml.ofx": () => utf8(ONE_STATEMENT),
  "one-statement-xml.ofx": () => utf8(XML_STATEMENT),
  "one-line.ofx": () => utf8(XML_STATEMENT.replaceAll("\r\n", "")),
  "header-on-one-line.ofx": () =>
    utf8(statementOf(transaction()).replace(SGML_HEADER, SGML_HEADER.replaceAll("\r\n", ""))),
  "no-header.ofx": () =>
    utf8(statementOf(transaction()).slice(SGML_HEADER.length).replace("<OFX>", "<OFX >")),
  "carriage-returns.ofx": () => utf8(statementOf(transaction()).replaceAll("\n", "")),
  "lower-case.ofx": () => utf8(ONE_STATEMENT.toLowerCase()),
  "quickbooks.qbo": () => utf8(QUICKBOOKS),
  "investment.qfx": () => utf8(INVESTMENT),
  "nested-ends.ofx": () => utf8(NESTED_ENDS),
  "empty-elements.ofx": () =>
    utf8(
      statementOf(
        aggregate(
          "STMTTRN",
          "<MEMO>\r\n<X.NOTE>\r\n",
          leaves(SALE, false),
          "<CHECKNUM></CHECKNUM>",
        ),
      ),
    ),
  "unknown-elements.ofx": () =>
    utf8(
      statementOf(
        transaction({ VALUEDATE: "20250116", CATEGORY: "Food" }),
        aggregate(
          "STMTTRN",
          leaves(SALE).replace(">1<", ">2<"),
          "<PAYEE><NAME>Contoso<CITY>Leeds</PAYEE><BANKACCTTO><BANKID>9<ACCTID>987654321</BANKACCTTO>",
        ),
      ),
    ),
  "currencies.ofx": () =>
    utf8(
      statementOf(
        aggregate("STMTTRN", leaves(SALE), "<CURRENCY><CURRATE>1.08<CURSYM>USD</CURRENCY>"),
        aggregate(
          "STMTTRN",
          leaves(SALE).replace(">1<", ">2<"),
          "<ORIGCURRENCY><CURRATE>0,9<CURSYM>GBP</ORIGCURRENCY>",
        ),
      ),
    ),
  "amounts.ofx": () =>
    utf8(
      statementOf(
        ...["-12,50", "1.234,56", "1,234.56", "0000100.00", "12.50-", "(3.20)", "+.5"].map(
          (TRNAMT, index) => transaction({ TRNTYPE: "OTHER", TRNAMT, FITID: String(index) }),
        ),
      ),
    ),
  "dates.ofx": () =>
    utf8(
      statementOf(
        ...[
          "20250131235959.000[-8:PST]",
          "20250101000001[+5.30:IST]",
          "20250115120000[-:EST]",
          "202501151345",
          "2025-01-15",
        ].map((DTPOSTED, index) => transaction({ DTPOSTED, FITID: String(index) })),
      ),
    ),
  "several-statements.ofx": () =>
    utf8(
      ofx(
        bankStatement("<CURDEF>EUR\r\n", BANK_ACCOUNT, list(transaction()), LEDGER),
        bankStatement("<CURDEF>CHF\r\n", BANK_ACCOUNT.replace("1234567890", "9999999999"), list()),
        cardStatement("<CURDEF>USD\r\n", CARD, list(transaction({ TRNAMT: "5" }))),
      ),
    ),
  "pending.ofx": () => utf8(bank(list(transaction()), pending, LEDGER)),
  "closing.ofx": () =>
    utf8(
      ofx(
        aggregate(
          "BANKMSGSRSV1",
          aggregate(
            "STMTENDTRNRS",
            STATUS,
            aggregate(
              "STMTENDRS",
              "<CURDEF>EUR\r\n",
              BANK_ACCOUNT,
              "<CLOSING><FITID>c1<DTOPEN>20250101<DTCLOSE>20250131<BALOPEN>100.00<BALCLOSE>120.00<DEPANDCREDIT>50.00<CHKANDDEB>-30.00</CLOSING>\r\n",
              "<CLOSING><FITID>c2<BALOPEN>100.00<BALCLOSE>120.01<DEPANDCREDIT>50.00<CHKANDDEB>-30.00</CLOSING>\r\n",
            ),
          ),
        ),
      ),
    ),
  "utf-8-as-1252.ofx": () => utf8(statementOf(transaction({ NAME: "Café Łódź" }))),
  "windows-1252.ofx": () => latin1(statementOf(transaction({ NAME: "Caf\xe9 \x80" }))),
  "windows-1251.ofx": () =>
    latin1(statementOf(transaction({ NAME: "\xc1\xe0\xed\xea" })).replace("1252", "1251")),
  "utf-16.ofx": () => utf16(BYTE_ORDER_MARK + statementOf(transaction({ NAME: "Łódź" })), "le"),
  "balances-that-tie.ofx": () => utf8(balances(TYING, "112.40")),
  "balances-off-by-a-cent.ofx": () => utf8(balances(TYING.with(2, "5.01"), "112.41")),
  "mixed-encoding.ofx": () =>
    latin1(
      Buffer.from(
        statementOf(transaction({ NAME: "Łódź" }), transaction({ FITID: "2", NAME: "@" })).replace(
          "1252",
          "NONE",
        ),
      )
        .toString("latin1")
        .replace("@", "\xe9"),
    ),
  "invalid-cells.ofx": () =>
    utf8(
      statementOf(
        transaction({ TRNAMT: "twelve" }),
        transaction({ DTPOSTED: "20251301", FITID: "2" }),
        aggregate("STMTTRN", "<FITID>3"),
      ),
    ),
  "ambiguous-comma.ofx": () => utf8(statementOf(transaction({ TRNAMT: "1,234" }))),
  "wrong-end.ofx": () => utf8(ofx(wrongEnd, bankStatement("<CURDEF>AUD", list(transaction())))),
  "missing-ends.ofx": () =>
    utf8(
      statementOf(transaction().replace("</STMTTRN>", ""), transaction({ FITID: "2" }), "stray"),
    ),
  "fitids.ofx": () =>
    utf8(statementOf(...["a", "", "a", null].map((FITID) => transaction({ FITID })))),
  "outside-the-period.ofx": () => utf8(statementOf(transaction({ DTPOSTED: "20250201" }))),
  "signs.ofx": () =>
    utf8(
      statementOf(transaction({ TRNAMT: "-12.50" }), transaction({ TRNTYPE: "DEBIT", FITID: "2" })),
    ),
  "status-error.ofx": () =>
    utf8(
      ofx(
        aggregate("BANKMSGSRSV1", aggregate("STMTTRNRS", error("2000"))),
        bankStatement("<CURDEF>EUR", list(transaction())),
      ),
    ),
  "no-transactions.ofx": () => utf8(bank(list(), LEDGER)),
  "status-error-alone.ofx": () =>
    utf8(ofx(aggregate("BANKMSGSRSV1", aggregate("STMTTRNRS", error("15500"))))),
  "sign-on-alone.ofx": () => utf8(ofx()),
  "truncated.ofx": () => utf8(statementOf(transaction(), transaction()).slice(0, -120)),
  "document-type.ofx": () =>
    utf8(XML_STATEMENT.replace("<OFX>", '<!DOCTYPE OFX [<!ENTITY a "b">]><OFX>')),
  "tower.ofx": () => utf8(`${SGML_HEADER}<OFX>${"<PAYEE>".repeat(100)}`),
  "endless-names.ofx": () =>
    utf8(
      `${SGML_HEADER}<OFX>${Array.from({ length: 1_000 }, (_, index) => `<N${index}>1`).join("")}</OFX>`,
    ),
  "dos-code-page.ofx": () =>
    latin1(statementOf(transaction({ NAME: "Caf\x82" })).replace("1252", "850")),
  "strict-no-rows.ofx": () => utf8(bank(list(), LEDGER)),
  "strict-markup.ofx": () => utf8(statementOf(`${transaction()}</X>`)),
};
