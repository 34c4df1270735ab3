// Builds OFX files for tests: headers in every form, and statements out of elements and aggregates.
import { parse } from "../../src/formats/ofx/parse.ts";
import { collectStream, type CollectedFile, type RunSettings } from "./collect-rows.ts";

export const SGML_HEADER = [
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
  "",
].join("\r\n");

export const XML_HEADER = [
  '<?xml version="1.0" encoding="UTF-8" standalone="no"?>',
  '<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>',
  "",
].join("\r\n");

export type Elements = readonly (readonly [name: string, text: string])[];

/** Writes elements, each on a line, with closing tags or without. */
export function leaves(elements: Elements, isClosed = true): string {
  return elements
    .map(([name, text]) => `<${name}>${text}${isClosed ? `</${name}>` : ""}\r\n`)
    .join("");
}

export function aggregate(name: string, ...content: readonly string[]): string {
  return `<${name}>\r\n${content.join("")}</${name}>\r\n`;
}

export const STATUS = "<STATUS><CODE>0<SEVERITY>INFO</STATUS>";
export const SIGN_ON = `<SIGNONMSGSRSV1><SONRS>${STATUS}<DTSERVER>20250131<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1>`;
export const BANK_ACCOUNT =
  "<BANKACCTFROM><BANKID>10020030<ACCTID>1234567890<ACCTTYPE>CHECKING</BANKACCTFROM>";

/** One bank statement: what stands in its STMTRS. */
export function bankStatement(...content: readonly string[]): string {
  return aggregate(
    "BANKMSGSRSV1",
    aggregate("STMTTRNRS", "<TRNUID>1", STATUS, aggregate("STMTRS", ...content)),
  );
}

export function cardStatement(...content: readonly string[]): string {
  return aggregate(
    "CREDITCARDMSGSRSV1",
    aggregate("CCSTMTTRNRS", "<TRNUID>1", STATUS, aggregate("CCSTMTRS", ...content)),
  );
}

export function investmentStatement(...content: readonly string[]): string {
  return aggregate(
    "INVSTMTMSGSRSV1",
    aggregate("INVSTMTTRNRS", "<TRNUID>1", STATUS, aggregate("INVSTMTRS", ...content)),
  );
}

export function ofx(...content: readonly string[]): string {
  return SGML_HEADER + aggregate("OFX", SIGN_ON, ...content);
}

/** A file of one statement, around the transactions that are given. */
export function statementOf(...transactions: readonly string[]): string {
  return ofx(
    bankStatement(
      "<CURDEF>EUR\r\n",
      BANK_ACCOUNT,
      aggregate("BANKTRANLIST", "<DTSTART>20250101\r\n<DTEND>20250131\r\n", ...transactions),
    ),
  );
}

/** Elements of a transaction that is as it should be. */
export const SALE: Elements = [
  ["TRNTYPE", "CREDIT"],
  ["DTPOSTED", "20250115"],
  ["TRNAMT", "12.50"],
  ["FITID", "1"],
  ["NAME", "Sale"],
];

/** That transaction with some elements changed, left out (null) or added. */
export function transaction(
  changes: Readonly<Record<string, string | null>> = {},
  isClosed = false,
): string {
  const names = new Set(SALE.map(([name]) => name));
  const kept = SALE.map(([name, text]) => [name, changes[name] ?? text] as const).filter(
    ([name]) => changes[name] !== null,
  );
  const added = Object.entries(changes).flatMap(([name, text]) =>
    names.has(name) || text === null ? [] : [[name, text] as const],
  );
  return aggregate("STMTTRN", leaves([...kept, ...added], isClosed));
}

export function run(
  content: string | Uint8Array,
  settings: RunSettings & { sizes?: number | readonly number[] } = {},
): Promise<CollectedFile> {
  return collectStream(parse, content, { extension: ".ofx", ...settings });
}

/** Rows of a table as objects of their filled cells. */
export function rowsOf({ tables }: CollectedFile, index = 0): Record<string, unknown>[] {
  const { columns = [], rows = [] } = tables[index] ?? {};
  return rows.map(([, cells]) =>
    Object.fromEntries(
      cells
        .map((cell, column) => [columns?.[column] ?? "", cell])
        .filter(([, cell]) => cell !== null),
    ),
  );
}

/** The filled cells of the first row, with the codes of the warnings. */
export async function cellsOf(
  ...transactions: readonly string[]
): Promise<{ cells: Record<string, unknown>; warnings: string[] }> {
  const file = await run(statementOf(...transactions));
  if (file.failure !== null) throw new Error(`${file.failure.code}: ${file.failure.detail}`);
  return { cells: rowsOf(file)[0] ?? {}, warnings: codesOf(file) };
}

export function codesOf({ warnings }: CollectedFile): string[] {
  return warnings.map(({ code }) => code);
}
