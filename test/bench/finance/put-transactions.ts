// What the tools have in common that give transactions as objects of their elements.
import type { CountingSink } from "../counting-sink.ts";
import { toCells, type Transaction } from "./ofx-data.ts";

export function putTransactions(transactions: readonly Transaction[], sink: CountingSink): void {
  for (const transaction of transactions) {
    const cells = toCells(transaction);
    sink.line(`${JSON.stringify(cells)}\n`, cells.length);
  }
}
