// The tables that an OFX file gives: their columns, and which elements fill them. The columns of a
// kind of table are always the same, so that rows can be given before the file has been read.
// Source: OFX 2.3 §11.4.4 (STMTTRN), §13.9.2 (investments), §13.8.5 (securities).
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
export interface Group {
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

const text = (name: string, ...from: string[]): Column => ({ name, kind: "text", from });
const amount = (name: string, ...from: string[]): Column => ({ name, kind: "amount", from });
const date = (name: string, ...from: string[]): Column => ({ name, kind: "date", from });
const json = (name: string, ...from: string[]): Column => ({ name, kind: "json", from });
const made = (name: string): Column => ({ name, kind: "made", from: [] });

function shape(name: string, columns: readonly Column[], wrappers: readonly string[] = []): Shape {
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

/** Those of the contract come first. */
const CONTRACT = [
  { name: "date", kind: "posted", from: ["DTPOSTED"] } as const,
  amount("amount", "TRNAMT"),
  text("type", "TRNTYPE"),
  text("fitid", "FITID"),
  text("name", "NAME"),
  text("memo", "MEMO"),
  text("check_number", "CHECKNUM"),
  text("reference", "REFNUM"),
  text("currency", "CURRENCY"),
];
const POSTED = [made("posted"), made("time"), made("utc_offset")];
const RATES = [
  amount("currency_rate"),
  text("original_currency", "ORIGCURRENCY"),
  amount("original_rate"),
];

export const TRANSACTIONS = shape(
  "transactions",
  [
    ...CONTRACT,
    ...POSTED,
    date("user_date", "DTUSER"),
    date("available_date", "DTAVAIL"),
    text("extended_name", "EXTDNAME"),
    json("payee", "PAYEE"),
    text("payee_id", "PAYEEID"),
    json("account_to", "BANKACCTTO", "CCACCTTO", "LOANACCTTO"),
    amount("balance", "ACCTBAL", "RUNNINGBAL", "RUNBAL", "BALANCE", "BALAMT"),
    ...RATES,
    text("server_id", "SRVRTID"),
    text("sic", "SIC"),
    text("correct_fitid", "CORRECTFITID"),
    text("correct_action", "CORRECTACTION"),
    text("inv401k_source", "INV401KSOURCE"),
    made("other"),
  ],
  [],
);

/** Pending transactions have a date of their own, and no FITID. */
export const PENDING = shape("pending", [
  { name: "date", kind: "posted", from: ["DTTRAN", "DTPOSTED"] },
  ...TRANSACTIONS.columns.slice(1, -1),
  date("expires", "DTEXPIRE"),
  made("other"),
]);

const SECURITY = [
  text("security_id", "UNIQUEID"),
  text("security_id_type", "UNIQUEIDTYPE"),
  made("security_name"),
  made("ticker"),
];

/** Trades, income, transfers and the movements of cash between them. */
export const TRADES = shape(
  "transactions",
  [
    { name: "date", kind: "posted", from: ["DTTRADE", "DTPOSTED"] },
    amount("amount", "TOTAL", "TRNAMT"),
    ...CONTRACT.slice(2),
    ...POSTED,
    made("record"),
    date("settle_date", "DTSETTLE"),
    ...SECURITY,
    amount("units", "UNITS"),
    amount("unit_price", "UNITPRICE"),
    amount("commission", "COMMISSION"),
    amount("fees", "FEES"),
    amount("taxes", "TAXES"),
    amount("load", "LOAD"),
    amount("withholding", "WITHHOLDING"),
    amount("gain", "GAIN"),
    amount("accrued_interest", "ACCRDINT"),
    text("income_type", "INCOMETYPE"),
    text("buy_type", "BUYTYPE", "OPTBUYTYPE"),
    text("sell_type", "SELLTYPE", "OPTSELLTYPE"),
    text("action", "TFERACTION", "OPTACTION"),
    text("position_type", "POSTYPE"),
    text("sub_account_security", "SUBACCTSEC"),
    text("sub_account_fund", "SUBACCTFUND"),
    text("inv401k_source", "INV401KSOURCE"),
    ...RATES,
    date("user_date", "DTUSER"),
    date("available_date", "DTAVAIL"),
    text("reversal_fitid", "REVERSALFITID"),
    text("server_id", "SRVRTID"),
    made("other"),
  ],
  ["INVBUY", "INVSELL", "INVTRAN", "SECID", "STMTTRN"],
);

export const POSITIONS = shape(
  "positions",
  [
    made("record"),
    ...SECURITY,
    text("position_type", "POSTYPE"),
    amount("units", "UNITS"),
    amount("unit_price", "UNITPRICE"),
    amount("market_value", "MKTVAL"),
    date("price_date", "DTPRICEASOF"),
    text("currency", "CURRENCY"),
    amount("average_cost", "AVGCOSTBASIS"),
    text("held_in", "HELDINACCT"),
    text("inv401k_source", "INV401KSOURCE"),
    text("memo", "MEMO"),
    amount("units_street", "UNITSSTREET"),
    amount("units_user", "UNITSUSER"),
    text("reinvest_dividends", "REINVDIV"),
    text("reinvest_gains", "REINVCG"),
    ...RATES,
    made("other"),
  ],
  ["INVPOS", "SECID"],
);

export const ORDERS = shape(
  "open_orders",
  [
    made("record"),
    text("fitid", "FITID"),
    date("date", "DTPLACED"),
    ...SECURITY,
    amount("units", "UNITS"),
    amount("minimum_units", "MINUNITS"),
    amount("limit_price", "LIMITPRICE"),
    amount("stop_price", "STOPPRICE"),
    text("buy_type", "BUYTYPE", "OPTBUYTYPE"),
    text("sell_type", "SELLTYPE", "OPTSELLTYPE"),
    text("duration", "DURATION"),
    text("restriction", "RESTRICTION"),
    text("sub_account", "SUBACCT"),
    text("currency", "CURRENCY"),
    text("memo", "MEMO"),
    ...RATES,
    made("other"),
  ],
  ["OO", "SECID"],
);

export const SECURITIES = shape(
  "securities",
  [
    made("record"),
    text("security_id", "UNIQUEID"),
    text("security_id_type", "UNIQUEIDTYPE"),
    text("name", "SECNAME"),
    text("ticker", "TICKER"),
    text("fi_id", "FIID"),
    text("kind", "STOCKTYPE", "MFTYPE", "OPTTYPE", "DEBTTYPE", "TYPEDESC"),
    amount("unit_price", "UNITPRICE"),
    date("price_date", "DTASOF"),
    text("currency", "CURRENCY"),
    text("rating", "RATING"),
    text("asset_class", "ASSETCLASS"),
    amount("yield", "YIELD"),
    date("yield_date", "DTYIELDASOF"),
    text("memo", "MEMO"),
    ...RATES,
    made("other"),
  ],
  ["SECINFO", "SECID"],
);

/** Balances that a statement lists besides those of the ledger. */
export const BALANCES = shape("balances", [
  text("name", "NAME"),
  text("description", "DESC"),
  text("type", "BALTYPE"),
  amount("value", "VALUE"),
  date("as_of", "DTASOF"),
  text("currency", "CURRENCY"),
  ...RATES,
  made("other"),
]);

/** Statements that were closed: their balances and totals. */
export const CLOSINGS = shape("closings", [
  text("fitid", "FITID"),
  date("open_date", "DTOPEN"),
  date("close_date", "DTCLOSE"),
  date("next_date", "DTNEXT"),
  amount("opening_balance", "BALOPEN"),
  amount("closing_balance", "BALCLOSE"),
  amount("minimum_balance", "BALMIN"),
  amount("credits", "DEPANDCREDIT", "PAYANDCREDIT"),
  amount("debits", "CHKANDDEB", "PURANDADV"),
  amount("debit_adjustments", "DEBADJ"),
  amount("fees", "TOTALFEES"),
  amount("interest", "TOTALINT"),
  amount("finance_charge", "FINCHG"),
  amount("credit_limit", "CREDITLIMIT"),
  date("payment_due_date", "DTPMTDUE"),
  amount("minimum_payment", "MINPMTDUE"),
  date("postings_from", "DTPOSTSTART"),
  date("postings_to", "DTPOSTEND"),
  text("currency", "CURRENCY"),
  ...RATES,
  made("other"),
]);
