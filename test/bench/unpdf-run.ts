// What one of unpdf's own ways of reading a document costs. It gives no rows: they are counted by the
// number of the entry, which each of them has.
import { readFile } from "node:fs/promises";
import { getDocumentProxy, getResolvedPDFJS } from "unpdf";
import { peakResidentBytes } from "../support/process-figures.ts";
import type { ChildFigures } from "./measure.ts";

type Document = Awaited<ReturnType<typeof getDocumentProxy>>;

const ENTRY_NUMBER = /\bJE-\d+/g;

export async function measureUnpdf(
  file: string,
  readText: (document: Document) => Promise<string>,
): Promise<ChildFigures> {
  // Loading the tool does not count.
  await getResolvedPDFJS();
  const startedAt = process.hrtime.bigint();
  const before = process.cpuUsage();
  const document = await getDocumentProxy(new Uint8Array(await readFile(file)), { verbosity: 0 });
  const text = await readText(document);
  await document.destroy();
  const { user, system } = process.cpuUsage(before);
  return {
    rows: text.match(ENTRY_NUMBER)?.length ?? 0,
    cells: null,
    bytes: 0,
    crc: 0,
    cpuSeconds: (user + system) / 1e6,
    wallSeconds: Number(process.hrtime.bigint() - startedAt) / 1e9,
    peakBytes: peakResidentBytes(process.pid),
  };
}
