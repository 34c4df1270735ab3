// Rows of a ledger as a workbook holds them: ten columns, a fixed seed, the same on every machine.
import type { CellValue } from "../../../src/core/records.ts";
import { randomIntegers } from "../random.ts";

export type ColumnKind = "text" | "amount" | "whole" | "date" | "flag";

export const SHEET_COLUMNS: readonly { name: string; kind: ColumnKind }[] = [
  { name: "Entry", kind: "whole" },
  { name: "Date", kind: "date" },
  { name: "Account", kind: "text" },
  { name: "Account name", kind: "text" },
  { name: "Description", kind: "text" },
  { name: "Debit", kind: "amount" },
  { name: "Credit", kind: "amount" },
  { name: "Reconciled", kind: "flag" },
  { name: "Cost center", kind: "text" },
  { name: "Reference", kind: "text" },
];

const SEED = 20_240_131;
const DAY_MS = 86_400_000;
/** Serial of 1970-01-01 in the 1900 system. */
const EPOCH_SERIAL = 25_569;
const FIRST_DAY = Date.UTC(2023, 0, 1) / DAY_MS;
const DAYS = 3 * 365;

/** Other descriptions than these there are none: what a shared string table is for. */
const DESCRIPTIONS = 300_000;

const ACCOUNT_NAMES = [
  "Trade receivables",
  "Trade payables",
  "Freight & duty",
  "Löhne",
  "Łódź rent",
];
const PURPOSES = ["Payment of invoice", "Credit note for order", "Monthly rent, unit", "Accrual"];
const PARTNERS = ["Northwind Traders", "Müller & Söhne", "Contoso <Holding>", "Alder Logistics"];

/** @returns rows as they should be read, without end; dates as ISO text. Each is a new array. */
export function* ledgerRows(): Generator<CellValue[], never> {
  const random = randomIntegers(SEED);
  const pick = (list: readonly string[], index: number) => list[index % list.length] ?? "";
  for (let entry = 1; ; entry += 1) {
    const account = random(9000);
    const description = random(DESCRIPTIONS);
    const amount = random(500_000_000) / 100;
    const isDebit = random(2) === 0;
    const purpose = pick(PURPOSES, description);
    const partner = pick(PARTNERS, description >> 2);
    yield [
      entry,
      isoOfDay(FIRST_DAY + random(DAYS)),
      // Account codes are text and keep their zeros.
      String(account).padStart(6, "0"),
      `${pick(ACCOUNT_NAMES, account)} ${account % 300}`,
      `${purpose} ${100_000 + description} to ${partner}`,
      isDebit ? amount : null,
      isDebit ? null : amount,
      random(4) > 0,
      random(3) === 0 ? null : `Center ${100 + random(900)}`,
      `RF${10_000_000 + entry}-${random(1_000)}`,
    ];
  }
}

function isoOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

/** @param iso a date alone. */
export function serialOf(iso: string): number {
  return Date.parse(iso) / DAY_MS + EPOCH_SERIAL;
}

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
