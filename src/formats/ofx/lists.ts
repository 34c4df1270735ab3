// Which lists a statement may have, the table that each is, and what in them is a record.
import { BALANCES, CLOSINGS, ORDERS, PENDING, POSITIONS, TRADES, TRANSACTIONS } from "./columns.ts";
import type { Shape } from "./shape.ts";
import type { StatementKind } from "./statement.ts";
import { idOf, STMTTRN } from "./vocabulary.ts";

/** The lists of a statement, with the table that each is. */
export const LISTS: ReadonlyMap<number, Shape> = new Map([
  [idOf("BANKTRANLIST"), TRANSACTIONS],
  [idOf("LOANTRANLIST"), TRANSACTIONS],
  [idOf("BANKTRANLISTP"), PENDING],
  [idOf("INVTRANLIST"), TRADES],
  [idOf("INVPOSLIST"), POSITIONS],
  [idOf("INVOOLIST"), ORDERS],
  [idOf("INVBAL"), BALANCES],
  [idOf("INV401KBAL"), BALANCES],
  [idOf("BALLIST"), BALANCES],
]);
/** Records that stand in the statement itself, where a bank leaves the list out. */
export const LONE_RECORDS: ReadonlyMap<number, Shape> = new Map([
  [idOf("STMTTRN"), TRANSACTIONS],
  [idOf("LOANSTMTTRN"), TRANSACTIONS],
  [idOf("STMTTRNP"), PENDING],
  [idOf("CLOSING"), CLOSINGS],
  [idOf("CCCLOSING"), CLOSINGS],
  [idOf("BAL"), BALANCES],
]);
/** Lists that hold other aggregates than their records, too. */
const BANK_SHAPES: ReadonlySet<Shape> = new Set([TRANSACTIONS, PENDING]);
const BALLIST = idOf("BALLIST");
/** What a statement without any list is shown as. */
export const SHAPE_OF_KIND: ReadonlyMap<StatementKind, Shape> = new Map([
  ["investment", TRADES],
  ["closing", CLOSINGS],
]);

/** In a list every aggregate is a record, but for those that hold records themselves. */
export function isRecord(shape: Shape, id: number): boolean {
  if (shape === BALANCES) return id !== BALLIST;
  return !BANK_SHAPES.has(shape) || LONE_RECORDS.get(id) === shape || id === STMTTRN;
}
