// Text to measure on. Ledger rows as text: the same on every machine, ten columns, a fixed seed,
// written a piece at a time so that no file is in memory whole.
import { closeSync, openSync, writeSync } from "node:fs";
import { KIB, MIB } from "../../src/core/units.ts";
import type { CellValue } from "../../src/core/records.ts";
import { nodeEncoding, type FileEncoding, type FileFacts, type TextFacts } from "./peer.ts";
import { randomIntegers } from "./random.ts";

export interface DataSet<Facts extends FileFacts = FileFacts> {
  facts: Facts;
  /** Gives a few rows. */
  smallestSize: number;
  /**
   * @param size of the file: of text the bytes that it has at most, of a workbook its rows.
   * @param onRow is given the cells of every row as they should be read.
   */
  write: (path: string, size: number, onRow?: OnRow) => Promise<DataFile>;
}

export type OnRow = (cells: readonly CellValue[]) => void;

export interface DataFile {
  bytes: number;
  /** Of a ZIP container, what its entries hold. */
  inflatedBytes?: number;
  /** Without the header. */
  rows: number;
  cells: number;
}

export interface LedgerShape {
  delimiter: "," | ";";
  encoding: FileEncoding;
  words: keyof typeof WORDS;
  /** Whether five of the ten fields are quoted, with delimiters and doubled quotes in them. */
  isQuoted: boolean;
}

const SEED = 20_240_131;
const PIECE_BYTES = 1 * MIB;

const COLUMNS = [
  "Entry",
  "Date",
  "Account",
  "Account name",
  "Description",
  "Debit",
  "Credit",
  "Currency",
  "Cost center",
  "Reference",
];

interface Words {
  accounts: readonly string[];
  partners: readonly string[];
  purposes: readonly string[];
  to: string;
}

const ENGLISH = {
  accounts: [
    "Trade receivables",
    "Trade payables",
    "Office supplies",
    "Travel and meals",
    "Freight",
  ],
  partners: ["Northwind Traders", "Harbour and Sons", "Contoso Ltd", "Alder Logistics"],
  purposes: [
    "Payment of invoice",
    "Credit note for order",
    "Monthly rent, unit",
    "Accrual for job",
  ],
  to: "to",
} as const satisfies Words;

/** With letters outside of Latin-1, which cost tools that make strings twice the memory. */
const EUROPEAN = {
  ...ENGLISH,
  partners: ["Northwind Traders", "Müller & Söhne", "Café Łódź", "Alder Logistics"],
} as const satisfies Words;

/** Within Latin-1. */
const GERMAN = {
  accounts: ["Forderungen a. LL", "Verbindlichkeiten", "Bürobedarf", "Reisekosten", "Löhne"],
  partners: ["Müller & Söhne GmbH", "Bäckerei Großmann", "Kühne Spedition", "Stadtwerke Köln"],
  purposes: ["Zahlung zu Rechnung", "Gutschrift für Auftrag", "Miete Gebäude", "Rückstellung"],
  to: "an",
} as const satisfies Words;

const WORDS = { english: ENGLISH, european: EUROPEAN, german: GERMAN };

export function ledger(shape: LedgerShape): DataSet<TextFacts> {
  const { delimiter, encoding } = shape;
  return {
    facts: { format: "csv", delimiter, encoding },
    smallestSize: 1 * KIB,
    write: (path, maxBytes, onRow = () => undefined) =>
      Promise.resolve(writeLedger(path, shape, maxBytes, onRow)),
  };
}

/** Writes as many rows as fit. */
function writeLedger(path: string, shape: LedgerShape, maxBytes: number, onRow: OnRow): DataFile {
  const random = randomIntegers(SEED);
  const descriptor = openSync(path, "w");
  let bytes = 0;
  let rows = 0;
  let piece = `${COLUMNS.join(shape.delimiter)}\n`;
  const encoding = nodeEncoding(shape.encoding);
  let pieceBytes = Buffer.byteLength(piece, encoding);
  const flush = () => {
    bytes += writeSync(descriptor, Buffer.from(piece, encoding));
    piece = "";
    pieceBytes = 0;
  };
  for (;;) {
    const cells = ledgerRow(rows + 1, shape, random);
    const line = `${cells.map((cell, column) => field(cell, column, shape)).join(shape.delimiter)}\n`;
    const lineBytes = Buffer.byteLength(line, encoding);
    if (bytes + pieceBytes + lineBytes > maxBytes) break;
    onRow(cells);
    piece += line;
    pieceBytes += lineBytes;
    rows += 1;
    if (pieceBytes >= PIECE_BYTES) flush();
  }
  flush();
  closeSync(descriptor);
  return { bytes, rows, cells: rows * COLUMNS.length };
}

function ledgerRow(id: number, shape: LedgerShape, random: (below: number) => number): string[] {
  const words = WORDS[shape.words];
  const isGerman = shape.words === "german";
  const pick = (list: readonly string[]) => list[random(list.length)] ?? "";
  const month = twoDigits(1 + random(12));
  const day = twoDigits(1 + random(28));
  const cents = random(50_000_000);
  const amount = `${Math.trunc(cents / 100)}${isGerman ? "," : "."}${twoDigits(cents % 100)}`;
  const isDebit = random(2) === 0;
  const fullPurpose = pick(words.purposes);
  const purpose = shape.isQuoted ? fullPurpose : fullPurpose.replaceAll(",", "");
  const partner = pick(words.partners);
  const name = shape.isQuoted && random(8) === 0 ? `"${partner}"` : partner;
  return [
    `JE-${id}`,
    isGerman ? `${day}.${month}.2025` : `2025-${month}-${day}`,
    String(1000 + random(9000)),
    pick(words.accounts),
    `${purpose} ${100_000 + random(900_000)} ${words.to} ${name}`,
    isDebit ? amount : "",
    isDebit ? "" : amount,
    "EUR",
    `Center ${100 + random(900)}`,
    `RF${10_000_000 + random(90_000_000)}`,
  ];
}

/** Of the quoted shape half of the columns are quoted: those that hold text. */
function field(cell: string, column: number, { isQuoted }: LedgerShape): string {
  const isText = [0, 3, 4, 8, 9].includes(column);
  return isQuoted && isText ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
