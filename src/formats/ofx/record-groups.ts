// The aggregates inside of a record, held as names and values until they end: `PAYEE`, `CURRENCY`,
// the account of a transfer, and whatever else a bank puts there.
import { holdsAccount, type ShowAccount } from "./account-mask.ts";

export interface GroupItem {
  id: number;
  name: string;
  value: string | GroupItem[];
}

export interface OpenGroup {
  id: number;
  name: string;
  items: GroupItem[];
  /** What it may hold, where that is known. */
  members: ReadonlySet<string> | null;
}

const ACCOUNT = new Set(
  "BANKID BRANCHID ACCTID ACCTTYPE ACCTKEY BROKERID LOANACCTID LOANACCTTYPE".split(" "),
);
const MEMBERS = new Map<string, ReadonlySet<string>>([
  ["CURRENCY", new Set(["CURSYM", "CURRATE"])],
  ["ORIGCURRENCY", new Set(["CURSYM", "CURRATE"])],
  ["PAYEE", new Set("NAME ADDR1 ADDR2 ADDR3 CITY STATE POSTALCODE COUNTRY PHONE".split(" "))],
  ["BANKACCTTO", ACCOUNT],
  ["CCACCTTO", ACCOUNT],
  ["LOANACCTTO", ACCOUNT],
]);

export function openGroup(id: number, name: string): OpenGroup {
  return { id, name, items: [], members: MEMBERS.get(name) ?? null };
}

/** @returns the text of a JSON object; what comes several times is an array. */
export function toJson(items: readonly GroupItem[], showAccount: ShowAccount): string {
  return JSON.stringify(toObject(items, showAccount));
}

function toObject(items: readonly GroupItem[], showAccount: ShowAccount): object {
  const object = Object.create(null) as Record<string, unknown>;
  const several = new Set<string>();
  for (const { name, value } of items) {
    const isText = typeof value === "string";
    const shown = !isText
      ? toObject(value, showAccount)
      : holdsAccount(name)
        ? showAccount(value)
        : value;
    if (!(name in object)) object[name] = shown;
    else if (several.has(name)) (object[name] as unknown[]).push(shown);
    else {
      several.add(name);
      object[name] = [object[name], shown];
    }
  }
  return object;
}
