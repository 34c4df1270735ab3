// Headers, tags and nesting: what banks write of them, and what becomes of it.
import { describe, expect, it } from "vitest";
import {
  aggregate,
  BANK_ACCOUNT,
  bankStatement,
  cardStatement,
  cellsOf,
  codesOf,
  leaves,
  ofx,
  rowsOf,
  run,
  SALE,
  SGML_HEADER,
  SIGN_ON,
  statementOf,
  transaction,
  XML_HEADER,
} from "../../support/build-ofx.ts";

const BODY = statementOf(transaction()).slice(SGML_HEADER.length);
const SALE_ROW = {
  date: "2025-01-15",
  amount: "12.50",
  type: "CREDIT",
  fitid: "1",
  name: "Sale",
  currency: "EUR",
  posted: "20250115",
};

const CLOSED_BODY = aggregate(
  "OFX",
  aggregate(
    "BANKMSGSRSV1",
    aggregate(
      "STMTTRNRS",
      aggregate(
        "STMTRS",
        leaves([["CURDEF", "EUR"]]),
        aggregate("BANKACCTFROM", leaves([["ACCTID", "1234567890"]])),
        aggregate("BANKTRANLIST", transaction({}, true)),
      ),
    ),
  ),
);

describe("the header", () => {
  it.each([
    ["lines", SGML_HEADER],
    ["nothing", ""],
    ["blank lines before it", `\r\n\r\n\r\n${SGML_HEADER}`],
    ["blanks behind the colons", SGML_HEADER.replaceAll(":", ": ")],
    ["blanks in front of the colons", SGML_HEADER.replaceAll(":", " :")],
    ["all on one line", SGML_HEADER.replaceAll("\r\n", " ")],
    ["all on one line without blanks", SGML_HEADER.replaceAll("\r\n", "")],
    ["lines that end with CR alone", SGML_HEADER.replaceAll("\n", "")],
    ["doubled carriage returns", SGML_HEADER.replaceAll("\r\n", "\r\r\n")],
    ["lower case", SGML_HEADER.toLowerCase()],
    ["a byte order mark", `\ufeff${SGML_HEADER}`],
    ["XML and the instruction of OFX", XML_HEADER],
    ["both on one line", XML_HEADER.replaceAll("\r\n", "")],
    ["single quotation marks", XML_HEADER.replaceAll('"', "'")],
    ["another order of attributes", '<?OFX VERSION="211" NEWFILEUID="NONE" OFXHEADER="200"?>'],
    ["the instruction of OFX alone", '<?OFX OFXHEADER="200" VERSION="211"?>'],
    ["upper-case XML", XML_HEADER.replace("<?xml", "<?XML")],
  ])("may be %s", async (_, header) => {
    const file = await run(header + BODY);
    expect(file.failure).toBeNull();
    expect(rowsOf(file)).toEqual([SALE_ROW]);
    expect(codesOf(file)).toEqual([]);
  });

  it.each([
    [SGML_HEADER, { dialect: "sgml", ofx_version: "102" }],
    [SGML_HEADER.replaceAll("\r\n", ""), { dialect: "sgml", ofx_version: "102" }],
    [XML_HEADER, { dialect: "xml", ofx_version: "211" }],
    ["", { dialect: "sgml" }],
  ])("tells version and dialect: %j", async (header, expected) => {
    const { tables } = await run(header + BODY);
    expect(tables[0]?.meta).toMatchObject(expected);
  });
});

describe("tags", () => {
  it.each([
    ["closed", XML_HEADER + CLOSED_BODY],
    ["on one line", (XML_HEADER + CLOSED_BODY).replaceAll("\r\n", "")],
    ["on lines that end with CR alone", (XML_HEADER + CLOSED_BODY).replaceAll("\n", "")],
    ["indented", (XML_HEADER + CLOSED_BODY).replaceAll("\r\n<", "\r\n\t  <")],
    ["without a line break in SGML", (SGML_HEADER + BODY).replaceAll(/>\r\n/g, ">")],
    ["in lower case", (SGML_HEADER + BODY).replaceAll(/<[^>]+>/g, (tag) => tag.toLowerCase())],
    ["with blanks before the end", (SGML_HEADER + BODY).replaceAll(/(<[^>]+)>/g, "$1 >")],
    ["of the root with a blank", (SGML_HEADER + BODY).replace("<OFX>", "<OFX >")],
    [
      "of the root with attributes",
      (SGML_HEADER + BODY).replace("<OFX>", "<OFX xmlns=\"http://ofx.net/a>b\" v='2'>"),
    ],
    ["closed with a blank", (XML_HEADER + CLOSED_BODY).replaceAll(/<\/(\w+)>/g, "</$1 >")],
  ])("may be %s", async (_, content) => {
    const file = await run(content);
    expect(file.failure).toBeNull();
    expect(rowsOf(file)).toEqual([SALE_ROW]);
    expect(codesOf(file)).toEqual([]);
  });

  it.each([
    ["AT&T", "AT&T"],
    ["AT&amp;T", "AT&T"],
    ["AT&amp;amp;T", "AT&amp;T"],
    ["&lt;none&gt; &quot;x&quot; &apos;y&apos;", "<none> \"x\" 'y'"],
    ["caf&#233; &#xE9; &#XE9;", "café é é"],
    ["a&nbsp;b", "a b"],
    ["&eacute; &#0; &#xD800; &; &unknown", "&eacute; &#0; &#xD800; &; &unknown"],
    ["&AMP; &LT;", "& <"],
    ["1 < 2", "1 < 2"],
    ["a <- b <1> <> </ x", "a <- b <1> <> </ x"],
    ["<![CDATA[a <b> & c &amp; d]]>", "a <b> & c &amp; d"],
    ["x <![CDATA[1]]> y &amp; <![CDATA[</NAME>]]>", "x 1 y & </NAME>"],
    ["a<!-- <NAME>no</NAME> -->b", "ab"],
    ["a<?php no ?>b", "ab"],
    ["<!wow>", "<!wow>"],
    ["5 > 4", "5 > 4"],
    ['it\'s "so"', 'it\'s "so"'],
    ["x <a href='y'", "x <a href='y'"],
  ])("and entities in a text: %j is %j", async (written, expected) => {
    for (const isClosed of [true, false]) {
      const { cells, warnings } = await cellsOf(
        transaction({ NAME: written, MEMO: "m" }, isClosed),
      );
      expect(cells).toMatchObject({ name: expected, memo: "m" });
      expect(warnings).toEqual([]);
    }
  });

  it("keep the blanks inside of a text, and none around it", async () => {
    const { cells } = await cellsOf(transaction({ NAME: "  a   b\t c  " }));
    expect(cells["name"]).toBe("a   b\t c");
  });

  it("with dots are elements like others", async () => {
    const signOn = SIGN_ON.replace(
      "<LANGUAGE>",
      "<INTU.BID>3000<INTU.USERID>u<INTU.ACCTID>123456<LANGUAGE>",
    );
    const file = await run(
      ofx(bankStatement(aggregate("BANKTRANLIST", transaction()))).replace(SIGN_ON, signOn),
    );
    expect(file.tables[0]?.meta).toMatchObject({
      intu: { bid: "3000", userid: "u", acctid: "****3456" },
    });
    expect(rowsOf(file)).toHaveLength(1);
  });
});

describe("an empty element", () => {
  it.each([
    ["without an end", "<MEMO>\r\n"],
    ["with an end", "<MEMO></MEMO>"],
    ["that closes itself", "<MEMO/>"],
    ["with nothing but a comment", "<MEMO><!-- nothing --></MEMO>"],
    ["nobody knows, without an end", "<X.NOTE>\r\n"],
    ["nobody knows, with an end", "<X.NOTE></X.NOTE>"],
    ["nobody knows, that closes itself", "<X.NOTE/>"],
  ])("%s swallows nothing of what follows", async (_, element) => {
    const elements = leaves(SALE, false);
    const { cells, warnings } = await cellsOf(
      aggregate("STMTTRN", element, elements),
      aggregate("STMTTRN", element, elements.replace("<FITID>1", "<FITID>2")),
    );
    expect(cells).toEqual(SALE_ROW);
    expect(warnings).toEqual([]);
  });

  it("comes any number of times without being a tower", async () => {
    const names = Array.from({ length: 200 }, (_, index) => `<X.E${index}>`).join("");
    const { cells, warnings } = await cellsOf(aggregate("STMTTRN", names, leaves(SALE, false)));
    expect(cells).toEqual(SALE_ROW);
    expect(warnings).toEqual([]);
  });
});

describe("closing tags", () => {
  it("of elements may stand anywhere behind them", async () => {
    const nested = "<TRNTYPE>CREDIT<DTPOSTED>20250115<TRNAMT>12.50<FITID>1<NAME>Sale";
    const ends = "</NAME></FITID></TRNAMT></DTPOSTED></TRNTYPE>";
    const { cells, warnings } = await cellsOf(aggregate("STMTTRN", nested, ends));
    expect(cells).toEqual(SALE_ROW);
    expect(warnings).toEqual([]);
  });

  it("of another kind of statement are taken for its own, with a warning", async () => {
    const list = aggregate("BANKTRANLIST", transaction());
    const wrong = cardStatement("<CURDEF>AUD", list).replace("</CCSTMTRS>", "</STMTRS>");
    const file = await run(ofx(wrong, bankStatement(aggregate("BANKTRANLIST", transaction()))));
    expect(codesOf(file)).toEqual(["invalid_markup"]);
    expect(file.tables.map(({ rows, meta }) => [rows.length, meta?.["kind"]])).toEqual([
      [1, "credit_card"],
      [1, "bank"],
    ]);
  });

  it.each([
    ["of a transaction", transaction().replace("</STMTTRN>", "")],
    [
      "of the list",
      transaction().replace("</STMTTRN>", "</STMTTRN><LEDGERBAL><BALAMT>1</LEDGERBAL>"),
    ],
  ])("that are missing %s are made up for, with a warning", async (_, first) => {
    const file = await run(statementOf(first, transaction({ FITID: "2" })));
    expect(rowsOf(file).map(({ fitid }) => fitid)).toEqual(
      first.includes("LEDGERBAL") ? ["1"] : ["1", "2"],
    );
    expect(codesOf(file)).toContain("invalid_markup");
  });

  it("that are missing before a balance do not lose it", async () => {
    const list = `<BANKTRANLIST>${transaction().replace("</STMTTRN>", "")}`;
    const file = await run(
      ofx(bankStatement(list, "<LEDGERBAL><BALAMT>5<DTASOF>20250131</LEDGERBAL>")),
    );
    expect(rowsOf(file)).toHaveLength(1);
    expect(file.tables[0]?.meta).toMatchObject({ balances: { ledger: { amount: "5" } } });
    expect(codesOf(file)).toEqual(["invalid_markup"]);
  });

  it.each([
    ["of an aggregate that is not open", transaction() + "</LEDGERBAL>"],
    ["nobody knows", transaction() + "</X.Y>"],
  ])("%s are passed over, with a warning", async (_, content) => {
    const file = await run(statementOf(content));
    expect(rowsOf(file)).toEqual([SALE_ROW]);
    expect(codesOf(file)).toEqual(["invalid_markup"]);
  });

  it.each([
    ["behind a transaction", `${transaction()}stray`],
    ["behind an element", transaction({}, true).replace("</NAME>", "</NAME>stray")],
    ["behind the tag of an aggregate", transaction().replace("<STMTTRN>", "<STMTTRN>stray")],
  ])("leave text %s aside, with a warning that has the place", async (_, content) => {
    const file = await run(statementOf(content));
    expect(rowsOf(file)).toEqual([SALE_ROW]);
    expect(codesOf(file)).toEqual(["invalid_markup"]);
    expect(file.warnings[0]?.at?.byte).toBeGreaterThan(SGML_HEADER.length);
    expect(file.warnings[0]?.message).toContain("OFX/BANKMSGSRSV1/STMTTRNRS/STMTRS");
    expect(file.warnings[0]?.message).toContain("statement 1");
  });

  it("of an aggregate inside of a transaction may be missing", async () => {
    const { cells, warnings } = await cellsOf(
      aggregate(
        "STMTTRN",
        "<DTPOSTED>20250115<TRNAMT>1<FITID>1<CURRENCY><CURSYM>USD<CURRATE>2<MEMO>m",
      ),
    );
    expect(cells).toMatchObject({ currency: "USD", currency_rate: "2", memo: "m" });
    expect(warnings).toEqual(["invalid_markup"]);
  });

  it("make a transaction of the parts that a bank adds", async () => {
    const split = "<SPLIT><AMOUNT>1</AMOUNT></SPLIT>";
    const { cells, warnings } = await cellsOf(aggregate("STMTTRN", leaves(SALE, false), split));
    expect(cells).toEqual({ ...SALE_ROW, other: '{"SPLIT":{"AMOUNT":"1"}}' });
    expect(warnings).toEqual([]);
  });
});

describe("a list without its aggregate", () => {
  it("is taken from the statement itself", async () => {
    const file = await run(
      ofx(
        bankStatement(
          "<CURDEF>EUR",
          BANK_ACCOUNT,
          transaction(),
          transaction({ FITID: "2" }),
          "<LEDGERBAL><BALAMT>25.00<DTASOF>20250131</LEDGERBAL>",
        ),
      ),
    );
    expect(rowsOf(file).map(({ fitid }) => fitid)).toEqual(["1", "2"]);
    expect(file.tables[0]?.meta).toMatchObject({ balances: { ledger: { amount: "25.00" } } });
  });
});

describe("a file without its root", () => {
  it("is read when everything in it is closed", async () => {
    const file = await run(
      SGML_HEADER + bankStatement("<CURDEF>EUR", aggregate("BANKTRANLIST", transaction())),
    );
    expect(file.failure).toBeNull();
    expect(rowsOf(file)).toEqual([SALE_ROW]);
  });
});
