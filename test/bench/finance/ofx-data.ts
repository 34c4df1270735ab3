// Bank statements to measure on: the same on every machine, one statement of one account, written a
// piece at a time. The size of these data sets is in transactions.
import { closeSync, openSync, writeSync } from "node:fs";
import { MIB } from "../../../src/core/units.ts";
import type { CellValue } from "../../../src/core/records.ts";
import type { DataFile, DataSet, OnRow } from "../data.ts";
import type { FileFacts } from "../peer.ts";
import { randomIntegers } from "../random.ts";

export type OfxDialect = "sgml" | "xml";

export interface OfxFacts extends FileFacts {
  dialect: OfxDialect;
}

/** Elements of one transaction, as all tools give them. */
export interface Transaction {
  TRNTYPE: string;
  DTPOSTED: string;
  TRNAMT: string;
  FITID: string;
  CHECKNUM?: string;
  NAME: string;
  MEMO: string;
}

/** Where tools that make a tree of a file have its transactions. */
export interface OfxTree {
  OFX: {
    BANKMSGSRSV1: { STMTTRNRS: { STMTRS: { BANKTRANLIST: { STMTTRN: Transaction[] } } } };
  };
}

const SEED = 20_250_131;
const PIECE_BYTES = 1 * MIB;
const CURRENCY = "EUR";
/** What this many transactions have in their period. */
const DAYS = 28;

const SGML_HEADER = [
  "OFXHEADER:100",
  "DATA:OFXSGML",
  "VERSION:102",
  "SECURITY:NONE",
  "ENCODING:USASCII",
  "CHARSET:1252",
  "COMPRESSION:NONE",
  "OLDFILEUID:NONE",
  "NEWFILEUID:NONE",
  "",
];
const XML_HEADER = [
  '<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
  '<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>',
];
const PARTNERS = ["Northwind Traders", "Harbour and Sons", "Contoso Ltd", "Alder Logistics"];
/** Letters outside of ASCII, in the XML alone: its header says UTF-8. */
const EUROPEAN = [...PARTNERS, "Café Łódź", "Müller Söhne"];
const PURPOSES = [
  "Payment of invoice",
  "Credit note for order",
  "Monthly rent, unit",
  "Fee of job",
];

/** The cells that a transaction gives; tools that leave elements as they are get theirs made here. */
export function toCells(transaction: Transaction): CellValue[] {
  const { TRNTYPE, DTPOSTED, TRNAMT, FITID, CHECKNUM, NAME, MEMO } = transaction;
  const date = `${DTPOSTED.slice(0, 4)}-${DTPOSTED.slice(4, 6)}-${DTPOSTED.slice(6, 8)}`;
  return [date, TRNAMT, TRNTYPE, FITID, NAME, MEMO, CHECKNUM ?? null, null, CURRENCY, DTPOSTED];
}

export function ofxStatement(dialect: OfxDialect): DataSet<OfxFacts> {
  return {
    facts: { format: "ofx", dialect },
    smallestSize: 5,
    write: (path, size, onRow = () => undefined) =>
      Promise.resolve(writeStatement(path, dialect, size, onRow)),
  };
}

function writeStatement(path: string, dialect: OfxDialect, size: number, onRow: OnRow): DataFile {
  const close = (name: string) => (dialect === "xml" ? `</${name}>` : "");
  const leaf = (name: string, text: string) => `<${name}>${text}${close(name)}`;
  const random = randomIntegers(SEED);
  const descriptor = openSync(path, "w");
  let bytes = 0;
  let cells = 0;
  let lines = head(dialect, leaf);
  let pieceLength = 0;
  const flush = () => {
    bytes += writeSync(descriptor, `${lines.join("\r\n")}\r\n`);
    lines = [];
    pieceLength = 0;
  };
  for (let id = 1; id <= size; id += 1) {
    const transaction = transactionOf(id, dialect, random);
    const row = toCells(transaction);
    onRow(row);
    cells += row.length;
    const elements = Object.entries(transaction).map(([name, text]) => leaf(name, String(text)));
    lines.push("<STMTTRN>", ...elements, "</STMTTRN>");
    pieceLength += 256;
    if (pieceLength >= PIECE_BYTES) flush();
  }
  lines.push(...tail(leaf));
  flush();
  closeSync(descriptor);
  return { bytes, rows: size, cells };
}

function transactionOf(
  id: number,
  dialect: OfxDialect,
  random: (below: number) => number,
): Transaction {
  const pick = (list: readonly string[]) => list[random(list.length)] ?? "";
  const day = String(1 + random(DAYS)).padStart(2, "0");
  const cents = 1 + random(50_000_000);
  const amount = `${Math.trunc(cents / 100)}.${String(cents % 100).padStart(2, "0")}`;
  const isDebit = random(2) === 0;
  const hasCheck = random(4) === 0;
  return {
    TRNTYPE: hasCheck ? "CHECK" : isDebit ? "DEBIT" : "CREDIT",
    DTPOSTED: `202501${day}`,
    TRNAMT: isDebit ? `-${amount}` : amount,
    FITID: `202501${day}${String(id).padStart(10, "0")}`,
    ...(hasCheck && { CHECKNUM: String(100_000 + random(900_000)) }),
    NAME: pick(dialect === "xml" ? EUROPEAN : PARTNERS),
    MEMO: `${pick(PURPOSES)} ${100_000 + random(900_000)} for account ${1_000 + random(9_000)}`,
  };
}

type Leaf = (name: string, text: string) => string;

/** One element a line, and no ampersands: else some of the tools cannot read it. */
function head(dialect: OfxDialect, leaf: Leaf): string[] {
  const status = ["<STATUS>", leaf("CODE", "0"), leaf("SEVERITY", "INFO"), "</STATUS>"];
  return [
    ...(dialect === "xml" ? XML_HEADER : SGML_HEADER),
    "<OFX>",
    "<SIGNONMSGSRSV1>",
    "<SONRS>",
    ...status,
    leaf("DTSERVER", "20250131"),
    leaf("LANGUAGE", "ENG"),
    "</SONRS>",
    "</SIGNONMSGSRSV1>",
    "<BANKMSGSRSV1>",
    "<STMTTRNRS>",
    leaf("TRNUID", "1"),
    ...status,
    "<STMTRS>",
    leaf("CURDEF", CURRENCY),
    "<BANKACCTFROM>",
    leaf("BANKID", "10020030"),
    leaf("ACCTID", "1234567890"),
    leaf("ACCTTYPE", "CHECKING"),
    "</BANKACCTFROM>",
    "<BANKTRANLIST>",
    leaf("DTSTART", "20250101"),
    leaf("DTEND", "20250131"),
  ];
}

function tail(leaf: Leaf): string[] {
  return [
    "</BANKTRANLIST>",
    "<LEDGERBAL>",
    leaf("BALAMT", "1234.56"),
    leaf("DTASOF", "20250131"),
    "</LEDGERBAL>",
    "</STMTRS>",
    "</STMTTRNRS>",
    "</BANKMSGSRSV1>",
    "</OFX>",
  ];
}
