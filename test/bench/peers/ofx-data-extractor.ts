// ofx-data-extractor: the file as a text, its list of bank transactions. Dates come as days.
import { readFile } from "node:fs/promises";
import { Ofx } from "ofx-data-extractor";
import { putTransactions } from "../finance/put-transactions.ts";
import type { ReadWork } from "../peer.ts";

export const read: ReadWork = async ({ file }, sink) => {
  const transactions = new Ofx(await readFile(file, "utf8")).getBankTransferList();
  for (const transaction of transactions) {
    transaction.DTPOSTED = transaction.DTPOSTED.replaceAll("-", "");
  }
  putTransactions(transactions, sink);
};
