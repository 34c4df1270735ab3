// banking: the file as a text, turned into XML, then a tree by xml2js.
import { readFile } from "node:fs/promises";
import banking, { type Banking } from "banking";
import { putTransactions } from "../finance/put-transactions.ts";
import type { ReadWork } from "../peer.ts";

export const read: ReadWork = async ({ file }, sink) => {
  const text = await readFile(file, "utf8");
  const { body } = await new Promise<Banking>((resolve) => {
    banking.parse(text, resolve);
  });
  putTransactions(body.OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN, sink);
};
