// What is known of one statement besides its rows: account, currency, period, balances, and what the
// bank says of itself. Becomes the `meta` of the statement's tables.
import type { TableMeta } from "../../core/records.ts";
import { holdsAccount, type ShowAccount } from "./account-mask.ts";
import { readOfxAmount } from "./amounts.ts";
import { jsonTextOf } from "./record-cells.ts";
import { isoTextOf, readOfxDate, type WrittenOfxDate } from "./dates.ts";

export type StatementKind = "bank" | "credit_card" | "investment" | "loan" | "closing";

const KINDS: Readonly<Record<string, StatementKind>> = {
  STMTRS: "bank",
  CCSTMTRS: "credit_card",
  INVSTMTRS: "investment",
  LOANSTMTRS: "loan",
  STMTENDRS: "closing",
  CCSTMTENDRS: "closing",
};

/** Names of account elements in `meta`; others keep theirs in lower case. */
const ACCOUNT_NAMES: Readonly<Record<string, string>> = {
  ACCTID: "id",
  LOANACCTID: "id",
  ACCTTYPE: "type",
  LOANACCTTYPE: "type",
  BANKID: "bank_id",
  BRANCHID: "branch_id",
  BROKERID: "broker_id",
  ACCTKEY: "key",
};

/** Elements that are kept without being known: number and length, so that `meta` stays small. */
const MAX_OTHERS = 64;
const MAX_OTHER_CHARACTERS = 1_024;

export interface Balance {
  amount: string | null;
  asOf: WrittenOfxDate | null;
}

/** Facts by name, as many as are kept. */
export class Facts {
  readonly #showAccount: ShowAccount;
  readonly #facts = new Map<string, string>();
  #omitted = 0;

  constructor(showAccount: ShowAccount) {
    this.#showAccount = showAccount;
  }

  set(name: string, text: string): void {
    if (this.isFull || this.#facts.has(name)) {
      this.#omitted += 1;
      return;
    }
    const shown = holdsAccount(name.toUpperCase()) ? this.#showAccount(text) : text;
    if (shown.length > MAX_OTHER_CHARACTERS) this.#omitted += 1;
    else this.#facts.set(name, shown);
  }

  /** True when a further fact would only be counted. */
  get isFull(): boolean {
    return this.#facts.size >= MAX_OTHERS || this.#omitted >= MAX_OTHERS;
  }

  get(name: string): string | null {
    return this.#facts.get(name) ?? null;
  }

  /** Null when there is none. */
  toJson(): Record<string, unknown> | null {
    if (this.#facts.size === 0 && this.#omitted === 0) return null;
    const omitted = this.#omitted > 0 ? { omitted: this.#omitted } : {};
    return { ...Object.fromEntries(this.#facts), ...omitted };
  }
}

/** What the file says before its statements. */
export interface FileFacts {
  /** Of its text and header, as far as they are known. */
  text: { readonly facts: TableMeta };
  institution: Facts;
  intu: Facts;
  showAccount: ShowAccount;
}

export class Statement {
  readonly kind: StatementKind;
  /** From 1, among the statements of the file. */
  readonly index: number;
  readonly account: Facts;
  readonly ledger: Balance = { amount: null, asOf: null };
  readonly available: Balance = { amount: null, asOf: null };
  /** Elements without a meaning here, by their path in the statement. */
  readonly others: Facts;
  status: Facts | null = null;
  #currency: string | null = null;
  /** The same as it stands in JSON. */
  currencyJson: Uint8Array | null = null;
  asOf: string | null = null;
  /** As `OPENINGBAL` and the like give it. */
  opening: string | null = null;
  readonly #file: FileFacts;

  constructor(name: string, index: number, file: FileFacts) {
    this.kind = KINDS[name] ?? "bank";
    this.index = index;
    this.#file = file;
    this.account = new Facts(file.showAccount);
    this.others = new Facts(file.showAccount);
  }

  get currency(): string | null {
    return this.#currency;
  }

  set currency(currency: string | null) {
    this.#currency = currency;
    this.currencyJson = currency === null ? null : jsonTextOf(currency);
  }

  accountElement(name: string, text: string): void {
    const known = ACCOUNT_NAMES[name] ?? name.toLowerCase();
    this.account.set(known, holdsAccount(name) ? this.#file.showAccount(text) : text);
  }

  /** @param period of the list of the table, if it has one. */
  meta(period: Period | null): TableMeta {
    const { text, institution, intu } = this.#file;
    const balances = {
      ...balanceJson("ledger", this.ledger),
      ...balanceJson("available", this.available),
      ...(this.opening !== null && { opening: { amount: this.opening } }),
    };
    const institutionJson = institution.toJson();
    const intuJson = intu.toJson();
    const others = this.others.toJson();
    const account = this.account.toJson();
    const status = this.status?.toJson();
    return {
      statement: this.index,
      kind: this.kind,
      ...(account && { account: this.#accountJson(account) }),
      currency: this.currency,
      ...(period?.isKnown && { period: period.toJson() }),
      ...(this.asOf !== null && { as_of: this.asOf }),
      ...(Object.keys(balances).length > 0 && { balances }),
      ...(institutionJson && { institution: institutionJson }),
      ...(intuJson && { intu: intuJson }),
      ...(status && { status }),
      ...(others && { other: others }),
      ...text.facts,
    };
  }

  #accountJson(account: Record<string, unknown>): Record<string, unknown> {
    const isCard = this.kind === "credit_card" && account["type"] === undefined;
    return isCard ? { ...account, type: "CREDITCARD" } : account;
  }
}

function balanceJson(name: string, { amount, asOf }: Balance): Record<string, unknown> {
  if (amount === null) return {};
  const date = asOf === null ? null : isoTextOf(asOf);
  return { [name]: { amount, ...(date !== null && { as_of: date }) } };
}

/** @returns the exact amount, or the text as it is written. */
export function amountOrText(text: string): string {
  return readOfxAmount(text).text ?? text;
}

/** @returns the date in ISO 8601, or the text as it is written; null for no date. */
export function dateOrText(text: string): string | null {
  const date = readOfxDate(text);
  return date.isSound ? isoTextOf(date) : text;
}

/** The days that a list of transactions covers. */
export class Period {
  #texts: { start: string | null; end: string | null } = { start: null, end: null };
  start: WrittenOfxDate | null = null;
  end: WrittenOfxDate | null = null;
  /** Both as numbers such as 20250131. */
  firstDay = 0;
  lastDay = Number.POSITIVE_INFINITY;

  set(which: "start" | "end", text: string): void {
    const date = readOfxDate(text);
    this[which] = date.date === null ? null : date;
    this.#texts[which] = dateOrText(text);
    this.firstDay = dayOf(this.start) ?? 0;
    this.lastDay = dayOf(this.end) ?? Number.POSITIVE_INFINITY;
  }

  get isKnown(): boolean {
    return this.#texts.start !== null || this.#texts.end !== null;
  }

  toJson(): Record<string, string | null> {
    return { ...this.#texts };
  }
}

function dayOf(date: WrittenOfxDate | null): number | null {
  const day = date?.date ?? null;
  return day === null ? null : Number(day.replaceAll("-", ""));
}
