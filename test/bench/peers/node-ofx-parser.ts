// node-ofx-parser: the file as a text, turned into XML, then a tree by fast-xml-parser.
import { readFile } from "node:fs/promises";
import { parse } from "node-ofx-parser";
import { putTransactions } from "../finance/put-transactions.ts";
import type { ReadWork } from "../peer.ts";

export const read: ReadWork = async ({ file }, sink) => {
  const { OFX } = parse(await readFile(file, "utf8"));
  putTransactions(OFX.BANKMSGSRSV1.STMTTRNRS.STMTRS.BANKTRANLIST.STMTTRN, sink);
};
