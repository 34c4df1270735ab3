// A journal of QuickBooks to measure on: the same on every machine, transactions of a TRNS line and two
// SPL lines that add up to zero, written a piece at a time. Its size is in transactions.
import { closeSync, openSync, writeSync } from "node:fs";
import { MIB } from "../../../src/core/units.ts";
import type { CellValue } from "../../../src/core/records.ts";
import type { DataFile, DataSet, OnRow } from "../data.ts";
import { randomIntegers } from "../random.ts";

const SEED = 20_250_228;
const PIECE_BYTES = 1 * MIB;
const FIELDS = ["TRNSTYPE", "DATE", "ACCNT", "NAME", "AMOUNT", "DOCNUM", "MEMO"];
const HEADER = [`!TRNS\t${FIELDS.join("\t")}`, `!SPL\t${FIELDS.join("\t")}`, "!ENDTRNS"];
const NAMES = ["Northwind Traders", "Harbour and Sons", "Contoso Ltd", "Alder Logistics"];
const ACCOUNTS = ["Office Supplies", "Rent Expense", "Consulting Income", "Travel:Lodging"];
const PURPOSES = [
  "Payment of invoice",
  "Credit note for order",
  "Monthly rent, unit",
  "Fee of job",
];

export const IIF_JOURNAL: DataSet = {
  facts: { format: "iif" },
  smallestSize: 2,
  write: (path, size, onRow = () => undefined) => Promise.resolve(writeJournal(path, size, onRow)),
};

function writeJournal(path: string, size: number, onRow: OnRow): DataFile {
  const random = randomIntegers(SEED);
  const descriptor = openSync(path, "w");
  const file = { bytes: 0, rows: 0, cells: 0 };
  let text = `${HEADER.join("\r\n")}\r\n`;
  for (let id = 1; id <= size; id += 1) {
    for (const [type, ...cells] of transactionOf(id, random)) {
      const row: CellValue[] = [id, type ?? "", ...cells];
      onRow(row);
      file.rows += 1;
      file.cells += row.length;
      text += `${type}\t${cells.join("\t")}\r\n`;
    }
    text += "ENDTRNS\r\n";
    if (text.length < PIECE_BYTES && id < size) continue;
    file.bytes += writeSync(descriptor, text);
    text = "";
  }
  closeSync(descriptor);
  return file;
}

function transactionOf(id: number, random: (below: number) => number): string[][] {
  const pick = (list: readonly string[]) => list[random(list.length)] ?? "";
  const date = `${1 + random(12)}/${1 + random(28)}/2025`;
  const name = pick(NAMES);
  const cents = 200 + random(50_000_000);
  const part = 1 + random(cents - 1);
  const memo = `${pick(PURPOSES)} ${100_000 + random(900_000)} for account ${1_000 + random(9_000)}`;
  const line = (type: string, account: string, amount: number) => [
    type,
    "GENERAL JOURNAL",
    date,
    account,
    name,
    toAmount(amount),
    String(1e5 + id),
    memo,
  ];
  return [
    line("TRNS", "Checking", -cents),
    line("SPL", pick(ACCOUNTS), part),
    line("SPL", pick(ACCOUNTS), cents - part),
  ];
}

function toAmount(cents: number): string {
  const size = Math.abs(cents);
  const text = `${Math.trunc(size / 100)}.${String(size % 100).padStart(2, "0")}`;
  return cents < 0 ? `-${text}` : text;
}
