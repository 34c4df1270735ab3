// The reports that every rendering holds: trial balance, ledger and bank statement, each of one page
// and of twelve. The same on every machine, by a fixed seed; amounts are whole cents.
import { randomIntegers } from "../bench/random.ts";

export type ColumnKind = "code" | "text" | "date" | "amount";

export interface TruthColumn {
  name: string;
  kind: ColumnKind;
  /** Points on a page, characters in lines of fixed width. */
  width: { points: number; characters: number };
}

/** Text (a line break between its lines), an ISO date, cents, or blank; as the column's kind says. */
export type TruthCell = string | number | null;

export interface Truth {
  id: string;
  title: readonly string[];
  columns: readonly TruthColumn[];
  rows: readonly (readonly TruthCell[])[];
  /** Of the PDF. */
  pages: number;
  /** What stands at the end of a page and at the beginning of the next, after a row of the page. */
  carry: { end: string; begin: string; column: number; amounts: (row: number) => TruthCell[] };
}

const SEED = 20_251_231;
const COMPANY = "Åström & Núñez Trading Ltd";
const FIRST_DAY = Date.UTC(2025, 0, 1);
const DAY_MS = 86_400_000;

const ACCOUNTS = [
  "Trade receivables",
  "Trade payables – Müller & Söhne",
  "Café and catering",
  "Office supplies, Montréal",
  "Travel (staff)",
  "Löhne und Gehälter",
  "VAT input 20%",
  "Depreciation: plant & machinery",
  "Interest payable",
  "Bank charges",
];

const PARTNERS = [
  "Harbour & Sons",
  "Café Señor",
  "Müller GmbH",
  "Alder Logistics",
  "Châtelet SARL",
];
const PURPOSES = ["Invoice", "Credit note", "Monthly rent", "Accrual", "Freight"];

type Random = (below: number) => number;

function column(
  name: string,
  kind: ColumnKind,
  points: number,
  characters: number,
): Readonly<TruthColumn> {
  return { name, kind, width: { points, characters } };
}

function pick(list: readonly string[], random: Random): string {
  return list[random(list.length)] ?? "";
}

/** From cents to hundreds of thousands. */
function amount(random: Random): number {
  return 1 + random(10 ** (3 + random(6)));
}

function isoDay(days: number): string {
  return new Date(FIRST_DAY + days * DAY_MS).toISOString().slice(0, 10);
}

/** Dates of a year, rising; the same day may come again. */
function day(row: number, rows: number): string {
  return isoDay(Math.floor((row * 360) / rows));
}

function sums(rows: readonly (readonly TruthCell[])[], columns: readonly number[], end: number) {
  return columns.map((index) =>
    rows.slice(0, end).reduce((sum, cells) => sum + Number(cells[index] ?? 0), 0),
  );
}

function trialBalance(pages: number, count: number): Truth {
  const random = randomIntegers(SEED);
  const rows: TruthCell[][] = [];
  let difference = 0;
  for (let i = 0; i < count - 2; i += 1) {
    // The last account takes what is missing, so that both sides are equal.
    const isLast = i === count - 3;
    const balance = isLast ? -difference : (random(2) === 0 ? 1 : -1) * amount(random);
    difference += balance;
    const code = String(10 * (i + 1)).padStart(4, "0");
    const [debit, credit] = balance >= 0 ? [balance, null] : [null, -balance];
    rows.push([code, pick(ACCOUNTS, random), debit, credit, balance]);
  }
  const [debit = 0, credit = 0] = sums(rows, [2, 3], rows.length);
  rows.push([null, "Total", debit, credit, debit - credit]);
  return {
    id: "trial balance",
    title: [COMPANY, "Trial balance", "As at 31 December 2025"],
    columns: [
      column("Account", "code", 60, 10),
      column("Name", "text", 190, 36),
      column("Debit", "amount", 85, 16),
      column("Credit", "amount", 85, 16),
      column("Balance", "amount", 85, 18),
    ],
    rows,
    pages,
    carry: {
      end: "Carried forward",
      begin: "Brought forward",
      column: 1,
      amounts: (row) => [null, null, ...sums(rows, [2, 3], row), null],
    },
  };
}

function ledger(pages: number, count: number): Truth {
  const random = randomIntegers(SEED + 1);
  const rows: TruthCell[][] = [];
  let balance = 0;
  for (let i = 0; i < count - 1; i += 1) {
    const cents = amount(random);
    const isDebit = random(2) === 0;
    balance += isDebit ? cents : -cents;
    rows.push([
      day(i, count),
      `JE-${String(i + 1).padStart(4, "0")}`,
      String(1000 + random(9000)),
      `${pick(PURPOSES, random)} ${100_000 + random(900_000)}, ${pick(PARTNERS, random)}`,
      isDebit ? cents : null,
      isDebit ? null : cents,
      balance,
    ]);
  }
  const [debit = 0, credit = 0] = sums(rows, [4, 5], rows.length);
  rows.push([null, null, null, "Total", debit, credit, debit - credit]);
  return {
    id: "ledger",
    title: [COMPANY, "General ledger", "Period 1 January 2025 to 31 December 2025"],
    columns: [
      column("Date", "date", 55, 12),
      column("Entry", "code", 45, 9),
      column("Account", "code", 45, 9),
      column("Description", "text", 160, 40),
      column("Debit", "amount", 70, 15),
      column("Credit", "amount", 70, 15),
      column("Balance", "amount", 75, 17),
    ],
    rows,
    pages,
    carry: {
      end: "Carried forward",
      begin: "Brought forward",
      column: 3,
      amounts: (row) => [
        null,
        null,
        null,
        null,
        ...sums(rows, [4, 5], row),
        rows[row - 1]?.[6] ?? null,
      ],
    },
  };
}

function statement(pages: number, count: number): Truth {
  const random = randomIntegers(SEED + 2);
  let balance = 1_234_567;
  const rows: TruthCell[][] = [[day(0, count), "Opening balance", null, null, balance]];
  for (let i = 1; i < count - 1; i += 1) {
    const cents = amount(random);
    const isPaidIn = random(2) === 0;
    balance += isPaidIn ? cents : -cents;
    const lines = [
      `${isPaidIn ? "Transfer from" : "Direct debit"} ${pick(PARTNERS, random)}`,
      `Ref ${100_000 + random(900_000)}`,
      `${pick(PURPOSES, random)} no. ${1000 + random(9000)}`,
    ];
    rows.push([
      day(i, count),
      lines.slice(0, 1 + random(3)).join("\n"),
      isPaidIn ? null : cents,
      isPaidIn ? cents : null,
      balance,
    ]);
  }
  rows.push([day(count - 1, count), "Closing balance", null, null, balance]);
  return {
    id: "bank statement",
    title: [COMPANY, "Statement of account 2025", "Sort code 12-34-56"],
    columns: [
      column("Date", "date", 60, 13),
      column("Description", "text", 210, 64),
      column("Paid out", "amount", 80, 15),
      column("Paid in", "amount", 80, 15),
      column("Balance", "amount", 85, 17),
    ],
    rows,
    pages,
    carry: {
      end: "Balance carried forward",
      begin: "Balance brought forward",
      column: 1,
      amounts: (row) => [null, null, null, null, rows[row - 1]?.[4] ?? null],
    },
  };
}

export const TRUTHS: readonly Truth[] = [
  trialBalance(1, 30),
  trialBalance(12, 480),
  ledger(1, 30),
  ledger(12, 480),
  statement(1, 20),
  statement(12, 240),
];
