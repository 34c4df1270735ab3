// ofx-js: the file as a text, a tree of all its elements.
import { readFile } from "node:fs/promises";
import { parse } from "ofx-js";
import { putTransactions } from "../finance/put-transactions.ts";
import type { ReadWork } from "../peer.ts";

export const read: ReadWork = async ({ file }, sink) => {
  const { OFX } = await parse(await readFile(file, "utf8"));
  putTransactions(OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN, sink);
};
