// What a kind of table is: its columns, which elements fill them, and what the parser asks of that
// for every element, made ready.
import { idOf, KNOWN_NAMES } from "./vocabulary.ts";

/**
 * How a cell is made: `posted` is a date with the columns that keep its time and offset, `json` an
 * aggregate as the text of a JSON object, `made` by the parser itself.
 */
export type ColumnKind = "text" | "amount" | "date" | "posted" | "json" | "made";

/** Kinds as numbers, for the loop that every element goes through. */
export const KIND_NUMBERS = { text: 0, amount: 1, date: 2, posted: 3, json: 4, made: 5 } as const;

/** Columns that the parser itself looks at, by number; 0 where a table has none. */
export interface Places {
  readonly amount: number;
  readonly type: number;
  readonly fitid: number;
  readonly name: number;
  readonly currency: number;
  readonly posted: number;
  readonly time: number;
  readonly offset: number;
  readonly balance: number;
  readonly record: number;
  readonly security: number;
  readonly other: number;
}

export interface Column {
  name: string;
  kind: ColumnKind;
  /** Elements that fill it, or aggregates where it is `json`. */
  from: readonly string[];
}

/** An aggregate in a record whose elements are cells of their own. */
interface Group {
  /** Columns by the names of the elements. */
  cells: Readonly<Record<string, string>>;
}

export interface Shape {
  /** Name of the table. */
  name: string;
  columns: readonly Column[];
  names: readonly string[];
  /** By number of the element: the 1-based column, or 0. */
  columnOf: Uint8Array;
  /** By 1-based column, of `KIND_NUMBERS`. */
  kindOf: Uint8Array;
  places: Places;
  /** 1-based column of each name. */
  indexOf: Readonly<Record<string, number>>;
  groups: Readonly<Record<string, Group>>;
  /** By name of the aggregate: the column that it fills as JSON. */
  jsonOf: Readonly<Record<string, string>>;
  /** Aggregates that only wrap elements of the record. */
  wrappers: ReadonlySet<string>;
}

export const text = (name: string, ...from: string[]): Column => ({ name, kind: "text", from });
export const amount = (name: string, ...from: string[]): Column => ({ name, kind: "amount", from });
export const date = (name: string, ...from: string[]): Column => ({ name, kind: "date", from });
export const json = (name: string, ...from: string[]): Column => ({ name, kind: "json", from });
export const made = (name: string): Column => ({ name, kind: "made", from: [] });

export function shape(
  name: string,
  columns: readonly Column[],
  wrappers: readonly string[] = [],
): Shape {
  const columnOf = new Uint8Array(KNOWN_NAMES.length);
  const indexOf: Record<string, number> = {};
  const jsonOf: Record<string, string> = {};
  for (const [index, { name: column, kind, from }] of columns.entries()) {
    indexOf[column] = index + 1;
    for (const element of from) {
      if (kind === "json") jsonOf[element] = column;
      columnOf[idOf(element)] = index + 1;
    }
  }
  const names = columns.map((column) => column.name);
  const place = (column: string) => indexOf[column] ?? 0;
  return {
    name,
    columns,
    names,
    columnOf,
    kindOf: Uint8Array.from([0, ...columns.map(({ kind }) => KIND_NUMBERS[kind])]),
    places: {
      amount: place("amount"),
      type: place("type"),
      fitid: place("fitid"),
      name: place("name"),
      currency: place("currency"),
      posted: place("posted"),
      time: place("time"),
      offset: place("utc_offset"),
      balance: place("balance"),
      record: place("record"),
      security: place("security_id"),
      other: place("other"),
    },
    indexOf,
    groups: "currency_rate" in indexOf ? CURRENCIES : {},
    jsonOf,
    wrappers: new Set(wrappers),
  };
}

const CURRENCIES: Shape["groups"] = {
  CURRENCY: { cells: { CURSYM: "currency", CURRATE: "currency_rate" } },
  ORIGCURRENCY: { cells: { CURSYM: "original_currency", CURRATE: "original_rate" } },
};
