// The files of test/fixtures/iif: what each of them holds, as code. A test keeps the files equal to
// this; UPDATE_GOLDEN=1 writes them anew.
import type { ParseOptions } from "../../src/core/format.ts";
import { BYTE_ORDER_MARK, utf16, utf8, windows1252 } from "../pollution/encode.ts";
import { iif, iifBytes, TRANSACTION_HEADERS, transaction } from "./build-iif.ts";

interface IifFixture {
  bytes: Uint8Array;
  options?: Partial<ParseOptions>;
}

const SHORT_HEADERS = ["!TRNS|DATE|ACCNT|AMOUNT|MEMO", "!SPL|DATE|ACCNT|AMOUNT|MEMO", "!ENDTRNS"];

function short(amount: string, other: string, memo = "x", date = "1/31/2025"): string[] {
  return [`TRNS|${date}|Cash|${amount}|${memo}`, `SPL|${date}|Sales|${other}`, "ENDTRNS"];
}

const COMPANY = [
  "!HDR|PROD|VER|REL|IIFVER|DATE|TIME|ACCNTNT|ACCNTNTSPLITTIME",
  "HDR|QuickBooks Pro|Version 6.0D|Release R4P|1|2025-02-03|1738596000|N|0",
  "!ACCNT|NAME|REFNUM|TIMESTAMP|ACCNTTYPE|OBAMOUNT|DESC|ACCNUM|SCD|BANKNUM|EXTRA|HIDDEN",
  'ACCNT|Checking|1|1738595000|BANK|"12,345.60"|Main account|0010||123-45||N',
  "ACCNT|Sales|2|1738595001|INC|0.00||4000||||N",
  "ACCNT|Sales:Consulting|3|1738595002|INC|0.00||4010||||N",
  "!CUST|NAME|BADDR1|BADDR2|EMAIL|LIMIT|HIDDEN",
  'CUST|Lovelace & Co|Ada Lovelace|"12 Analytical Rd, Suite 3"||"5,000.00"|N',
  ...TRANSACTION_HEADERS,
  ...transaction("1,250.00", { memo: "Invoice 7" }),
  "TRNS|2|CHECK|2/1/2025|Checking|Office Shop|-90.00|102|Paper and ink",
  "SPL|3|CHECK|2/1/2025|Supplies|Office Shop|60.00||Paper",
  "SPL|4|CHECK|2/1/2025|Supplies|Office Shop|30.00||Ink",
  "ENDTRNS|||||||",
];

const LISTS = [
  "!INVITEM|NAME|INVITEMTYPE|DESC|ACCNT|PRICE",
  "INVITEM|Widget|INVENTORY|Blue widget|Sales|12.50",
  "INVITEM|Set|GRP|Two widgets||",
  "INVITEM|Widget|INVENTORY|Blue widget|Sales|12.50",
  "ENDGRP",
  "!VEND|NAME|TAXID",
  "VEND|Office Shop|12-3456789",
  "!EMP|NAME|SSNO|HIREDATE",
  "EMP|Grace Hopper|***-**-1234|7/1/1949",
  "!OTHERNAME|NAME",
  "OTHERNAME|Tax office",
  "!CLASS|NAME",
  "CLASS|East",
  "CLASS|East:Retail",
  "!TERMS|NAME|DUEDAYS",
  "TERMS|Net 30|30",
  "!SHIPMETH|NAME",
  "SHIPMETH|Courier",
  "!PAYMETH|NAME",
  "PAYMETH|Wire",
  "!CTYPE|NAME",
  "CTYPE|Retail",
  "!VTYPE|NAME",
  "VTYPE|Supplier",
  // A record type of IIF: reminders.
  "!TODO|ISDONE|DATE|DESC",
  "TODO|N|2/3/2025|Call the bank",
  "!CUSTNAMEDICT|INDEX|LABEL|CUSTOMER|VENDOR|EMPLOYEE",
  "!ENDCUSTNAMEDICT",
  "CUSTNAMEDICT|0|Region|Y|N|N",
  "CUSTNAMEDICT|1|Birthday|N|N|Y",
  "ENDCUSTNAMEDICT",
  "!BUD|ACCNT|PERIOD|AMOUNT|AMOUNT|AMOUNT",
  "BUD|Sales|MONTH|100.00|200.00|300.00",
  "!PRICEBOOK|CODE|PRICE",
  "PRICEBOOK|0017|9.99",
];

const TIMER = [
  "!TIMERHDR|VER|REL|COMPANYNAME|IMPORTEDBEFORE|FROMTIMER|COMPANYCREATETIME",
  "TIMERHDR|8|0|Example Ltd|N|Y|1072899999",
  "!TIMEACT|DATE|JOB|EMP|ITEM|PITEM|DURATION|PROJ|NOTE|BILLINGSTATUS",
  "TIMEACT|2/3/25|Lovelace:Engine|Hopper, Grace|Programming||2:15||First program|1",
];

const TYPED_HEADERS = [
  "!TRNS|TRNSTYPE|DATE|ACCNT|AMOUNT|DUEDATE",
  "!SPL|TRNSTYPE|DATE|ACCNT|AMOUNT|DUEDATE",
  "!ENDTRNS",
];

/** Sorted by day, so that nothing but numbers above 12 tells the order. */
const TYPED = [
  ...TYPED_HEADERS,
  "TRNS|CHECK|1/ 5/'26|Cash|--12.00|2026-01-15",
  "SPL|CHECK|1/5/26|Rent|12.00|2026-01-15",
  "ENDTRNS",
  "TRNS|CHECK|1-31-2026|Cash|(1,234.50)|2026-02-14",
  'SPL|CHECK|01/31/2026|Rent|"1,234.50"|2026-02-14',
  "ENDTRNS",
  "TRNS|CHECK|2/13/26|Cash|12.5-|",
  "SPL|CHECK|2/13/26|Rent|$12.50|",
  "ENDTRNS",
];

const NON_ASCII = [...SHORT_HEADERS, ...short("5.00", "-5.00", "Café Zürich – 10 €")];
/** "Café", as old Macs write it. */
const MAC_ROMAN = [0x43, 0x61, 0x66, 0x8e];

function withBytes(text: string, marker: string, bytes: readonly number[]): Uint8Array {
  const [before = "", after = ""] = text.split(marker);
  return Uint8Array.from([...utf8(before), ...bytes, ...utf8(after)]);
}

export const IIF_FIXTURES: Readonly<Record<string, IifFixture>> = {
  "general-journal": {
    bytes: iifBytes([
      "!TRNS|TRNSTYPE|DATE|ACCNT|AMOUNT",
      "!SPL|TRNSTYPE|DATE|ACCNT|AMOUNT",
      "!ENDTRNS",
      "TRNS|GENERAL JOURNAL|1/31/2025|Cash|12.50",
      "SPL|GENERAL JOURNAL|1/31/2025|Sales|-12.50",
      "ENDTRNS",
    ]),
  },
  company: { bytes: iifBytes(COMPANY) },
  lists: { bytes: iifBytes(LISTS) },
  timer: { bytes: iifBytes(TIMER) },
  "interleaved-types": {
    bytes: iifBytes([
      "!ACCNT|NAME|ACCNTTYPE",
      ...SHORT_HEADERS,
      "ACCNT|Cash|BANK",
      ...short("1.00", "-1.00"),
      "ACCNT|Sales|INC",
      "!CUST|NAME",
      "TRNS|2/1/2025|Cash|2.00|split by a list",
      "CUST|Lovelace",
      "SPL|2/1/2025|Sales|-2.00",
      "ENDTRNS",
      "ACCNT|Rent|EXP",
    ]),
  },
  "headers-defined-again": {
    bytes: iifBytes([
      ...SHORT_HEADERS,
      ...short("1.00", "-1.00"),
      "!TRNS|AMOUNT|DATE|CLASS|ACCNT",
      "!SPL|SPLID|AMOUNT|DATE|ACCNT",
      "!ENDTRNS",
      "TRNS|2.00|2/1/2025|East|Cash",
      "SPL|17|-2.00|2/1/2025|Sales",
      "ENDTRNS",
      ...SHORT_HEADERS,
      ...short("3.00", "-3.00"),
    ]),
  },
  "header-without-rows": {
    bytes: iifBytes(["!CUST|NAME|EMAIL", "!ACCNT|NAME|ACCNTTYPE", "ACCNT|Cash|BANK"]),
  },
  "ends-of-transactions": {
    bytes: iifBytes([
      ...SHORT_HEADERS,
      ...short("1.00", "-1.00"),
      "ENDTRNS|||",
      "ENDTRNS",
      "TRNS|2/1/2025|Cash|2.00|without an end",
      "SPL|2/1/2025|Sales|-2.00",
      "TRNS|2/2/2025|Cash|3.00|without an end, too",
      "SPL|2/2/2025|Sales|-3.00",
    ]),
  },
  "orphan-splits": {
    bytes: iifBytes([
      ...SHORT_HEADERS,
      "SPL|1/30/2025|Sales|-9.00|before any transaction",
      ...short("1.00", "-1.00"),
      "SPL|2/1/2025|Sales|-9.00|behind the end",
      "ENDTRNS",
    ]),
  },
  "amounts-that-tie": {
    bytes: iifBytes([
      ...SHORT_HEADERS,
      "TRNS|1/31/2025|Cash|0.30|no doubles",
      "SPL|1/31/2025|Sales|-0.10",
      "SPL|1/31/2025|Sales|-0.2",
      "ENDTRNS",
      'TRNS|1/31/2025|Cash|"9,007,199,254,740,993.01"|above 2^53',
      "SPL|1/31/2025|Sales|-9007199254740993.01",
      "ENDTRNS",
      "TRNS|1/31/2025|Cash|(12.00)|forms of negatives",
      "SPL|1/31/2025|Rent|24.000",
      "SPL|1/31/2025|Rent|--12",
      "SPL|1/31/2025|Note||a blank amount is none",
      "ENDTRNS",
    ]),
  },
  "amounts-off-by-a-cent": {
    bytes: iifBytes([
      ...SHORT_HEADERS,
      ...short("100.00", "-100.00"),
      ...short("100.00", "-99.99"),
      ...short("-100.00", "99.99"),
      'TRNS|1/31/2025|Cash|"9,007,199,254,740,993.00"|above 2^53',
      "SPL|1/31/2025|Sales|-9007199254740993.01",
      "ENDTRNS",
    ]),
  },
  "unreadable-amounts": {
    bytes: iifBytes([
      ...SHORT_HEADERS,
      ...short("12 x 3", "-36.00"),
      "!TRNS|DATE|ACCNT",
      "TRNS|2/1/2025|Cash",
      "SPL|2/1/2025|Sales|-1.00",
      "ENDTRNS",
    ]),
  },
  "data-before-header": {
    bytes: iifBytes([
      "TRNS|1/31/2025|Cash|1.00",
      "SPL|1/31/2025|Sales|-1.00|extra",
      "ENDTRNS",
      ...SHORT_HEADERS,
      ...short("2.00", "-2.00"),
      "CUST|Lovelace|ada@example.com",
    ]),
  },
  "other-lines": {
    bytes: iifBytes([
      "Exported by Example Ledger 3.1",
      ...SHORT_HEADERS,
      "TRNS|1/31/2025|Cash|1.00|a memo that",
      "goes on in the next line|N",
      "SPL|1/31/2025|Sales|-1.00",
      "ENDTRNS",
      "|a line without a type",
      "GADGET|a type without a header",
    ]),
  },
  "short-and-long-rows": {
    bytes: iifBytes([
      "!CUST|NAME|EMAIL|NOTE",
      "CUST|a|a@example.com|full",
      "CUST|b",
      "CUST|c||||",
      "CUST|d||note|one more||two more",
      "!CUST|NAME|PHONE",
      "CUST|e|555|beyond its own header",
    ]),
  },
  "blank-rows": {
    bytes: iifBytes([
      "",
      "|||||",
      ...SHORT_HEADERS.map((line) => `${line}||`),
      "   ",
      ...short("1.00", "-1.00").flatMap((line) => [`${line}|||`, "||||"]),
    ]),
  },
  "cut-off": {
    bytes: utf8(iif([...SHORT_HEADERS, ...short("1.00", "-1.00"), "TRNS|2/1/20"]).trimEnd()),
  },
  quotes: {
    bytes: iifBytes([
      ...SHORT_HEADERS,
      'TRNS|1/31/2025|Cash|"1,250.00"|"with a tab| and ""marks"" inside"',
      'SPL|1/31/2025|Sales|"-1,250.00"|"over\r\nthree\nlines"',
      "ENDTRNS",
      ...short('"2.00"', "-2.00", '""'),
    ]),
  },
  "inch-marks": {
    bytes: iifBytes([
      ...SHORT_HEADERS,
      ...short("1.00", "-1.00", '2" pipe, 3" flange'),
      ...short("2.00", "-2.00", '"2"" pipe"'),
      ...short("3.00", "-3.00", "5' 6\""),
    ]),
  },
  "odd-quotes": {
    bytes: iifBytes([
      ...SHORT_HEADERS,
      ...short("1.00", "-1.00", '"never closed'),
      ...short("2.00", "-2.00", '"Bob" Smith'),
      ...short("3.00", "-3.00", '"Joe "Bob" Smith"'),
      ...short("4.00", "-4.00", '"12""'),
      'TRNS|2/1/2025|"Cash|5.00|"memo"',
      "SPL|2/1/2025|Sales|-5.00",
      "ENDTRNS",
    ]),
  },
  "whole-lines-quoted": {
    bytes: iifBytes([
      ...SHORT_HEADERS.map((line) => `"${line}"`),
      '"TRNS|1/31/2025|Cash|1,250.00|said ""paid"""',
      "SPL|1/31/2025|Sales|-1250.00",
      '"ENDTRNS"',
    ]),
  },
  "all-fields-quoted": {
    bytes: iifBytes(
      [...SHORT_HEADERS, ...short("1.00", "-1.00")].map((line) =>
        line
          .split("|")
          .map((field) => `"${field}"`)
          .join("|"),
      ),
    ),
  },
  "comma-separated": {
    bytes: utf8(
      iif(
        [
          "!TRNS|DATE|ACCNT|AMOUNT|MEMO|",
          "!SPL|DATE|ACCNT|AMOUNT|MEMO|",
          "!ENDTRNS|||||",
          'TRNS|1/31/2025|Cash|"1,250.00"|"paid, in full"|',
          'SPL|1/31/2025|Sales|"-1,250.00"||',
          "ENDTRNS|||||",
          "|||||",
        ],
        "\r\n",
        ",",
      ),
    ),
  },
  "semicolon-separated": {
    bytes: utf8(iif([...SHORT_HEADERS, ...short("1.00", "-1.00")], "\n", ";")),
  },
  "lines-with-other-delimiters": {
    bytes: iifBytes([
      "!TRNS,DATE,ACCNT,AMOUNT,MEMO",
      ...SHORT_HEADERS.slice(1),
      "TRNS|1/31/2025|Cash|1.00|tabs, as in most lines",
      'SPL,1/31/2025,Sales,-1.00,"commas, here"',
      "ENDTRNS",
    ]),
  },
  "delimiter-option": {
    bytes: utf8("!CUST;NAME,FIRST;NOTE\nCUST;Lovelace,Ada;a\tb\n"),
    options: { delimiter: ";" },
  },
  "delimiter-that-cannot-be": {
    bytes: iifBytes(["!CUST|NAME", "CUST|a"]),
    options: { delimiter: "A" },
  },
  "windows-1252": { bytes: windows1252(iif(NON_ASCII)) },
  "utf-8-with-mark": { bytes: utf8(BYTE_ORDER_MARK + iif(NON_ASCII)) },
  "utf-8-without-mark": { bytes: utf8(iif(NON_ASCII)) },
  "utf-16le": { bytes: utf16(BYTE_ORDER_MARK + iif(NON_ASCII), "le") },
  "utf-16be-without-mark": { bytes: utf16(iif(NON_ASCII), "be") },
  "mac-roman-option": {
    bytes: withBytes(iif([...SHORT_HEADERS, ...short("1.00", "-1.00", "@")], "\r"), "@", MAC_ROMAN),
    options: { encoding: "macintosh" },
  },
  "mixed-encoding": {
    bytes: withBytes(
      iif([...SHORT_HEADERS, ...short("1.00", "-1.00", "été"), ...short("2.00", "-2.00", "caf@")]),
      "@",
      [0xe9],
    ),
  },
  mojibake: { bytes: iifBytes([...SHORT_HEADERS, ...short("1.00", "-1.00", "CafÃ©")]) },
  "utf-16-broken": {
    bytes: Uint8Array.from([
      ...utf16(BYTE_ORDER_MARK + iif(SHORT_HEADERS), "le"),
      0x00,
      0xd8,
      0x41,
      0x00,
    ]),
  },
  "terminators-cr": { bytes: iifBytes([...SHORT_HEADERS, ...short("1.00", "-1.00")], "\r") },
  "terminators-mixed": {
    bytes: utf8(
      iif(SHORT_HEADERS, "\n") +
        iif(short("1.00", "-1.00"), "\r") +
        iif(short("2.00", "-2.00"), "\r\r\n"),
    ),
  },
  "lower-case": {
    bytes: iifBytes([
      "!trns|date|accnt|amount",
      "!spl|date|accnt|amount",
      "!endtrns",
      "trns|1/31/2025|Cash|1.00",
      "Spl|1/31/2025|Sales|-0.99",
      "EndTrns",
    ]),
  },
  "blanks-around-types": {
    bytes: iifBytes([" !CUST |NAME | EMAIL", " CUST | Lovelace |a@example.com"]),
  },
  "nul-bytes": { bytes: iifBytes([...SHORT_HEADERS, ...short("1.00", "-1.00", "Can\0teen")]) },
  "names-twice": { bytes: iifBytes(["!BUD|ACCNT|AMOUNT||AMOUNT", "BUD|Sales|1|x|2"]) },
  "typed-forms": { bytes: iifBytes(TYPED), options: { types: "typed" } },
  "typed-day-first": {
    bytes: iifBytes([
      ...TYPED_HEADERS,
      "TRNS|CHECK|31/01/2026|Cash|1.00|",
      "SPL|CHECK|31/01/2026|Rent|-1.00|",
      "ENDTRNS",
    ]),
    options: { types: "typed" },
  },
  "typed-ambiguous-dates": {
    bytes: iifBytes([
      ...TYPED_HEADERS,
      "TRNS|CHECK|2/1/26|Cash|1.00|",
      "SPL|CHECK|2/1/26|Rent|-1.00|",
      "ENDTRNS",
      "TRNS|CHECK|1/2/26|Cash|1.00|",
      "SPL|CHECK|1/2/26|Rent|-1.00|",
      "ENDTRNS",
    ]),
    options: { types: "typed" },
  },
  "header-none-option": { bytes: iifBytes(COMPANY), options: { header: "none" } },
  "sheet-option": { bytes: iifBytes(COMPANY), options: { sheet: "accnt" } },
  "sheet-option-number": { bytes: iifBytes(COMPANY), options: { sheet: "4" } },
  "sheet-not-found": { bytes: iifBytes(COMPANY), options: { sheet: "VEND" } },
  "max-rows": { bytes: iifBytes(COMPANY), options: { maxRows: 3 } },
  "headers-only": { bytes: iifBytes(SHORT_HEADERS) },
  "ends-only": { bytes: iifBytes([...SHORT_HEADERS, "ENDTRNS|||"]) },
  "strict-encoding": {
    bytes: withBytes(iif([...SHORT_HEADERS, ...short("1.00", "-1.00", "été @")]), "@", [0xe9]),
    options: { strict: true },
  },
  "strict-unbalanced": {
    bytes: iifBytes([...SHORT_HEADERS, ...short("1.00", "-0.99")]),
    options: { strict: true },
  },
  "strict-missing-end": {
    bytes: iifBytes([...SHORT_HEADERS, ...short("1.00", "-1.00").slice(0, 2)]),
    options: { strict: true },
  },
  "strict-orphan-split": {
    bytes: iifBytes([...SHORT_HEADERS, "SPL|1/31/2025|Sales|-1.00"]),
    options: { strict: true },
  },
  "strict-missing-header": {
    bytes: iifBytes(["!CUST|NAME", "VEND|Office Shop"]),
    options: { strict: true },
  },
  "strict-unreadable-amount": {
    bytes: iifBytes([...SHORT_HEADERS, ...short("n o", "-1.00")]),
    options: { strict: true },
  },
  "strict-ragged": { bytes: iifBytes(["!CUST|NAME", "CUST|a|b"]), options: { strict: true } },
  "strict-quote": {
    bytes: iifBytes(["!CUST|NAME", 'CUST|"a']),
    options: { strict: true },
  },
  "strict-sound": { bytes: iifBytes(COMPANY), options: { strict: true } },
};
