// The tables that an OFX file gives: their columns, and which elements fill them. The columns of a
// kind of table are always the same, so that rows can be given before the file has been read.
// Source: OFX 2.3 §11.4.4 (STMTTRN), §13.9.2 (investments), §13.8.5 (securities).
import { amount, date, json, made, shape, text } from "./shape.ts";

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
