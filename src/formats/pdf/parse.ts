// Entry of the pdf parser: pages one after the other, the tables on them, then their rows.
// Source: ISO 32000-1; design section on PDF tables; design contract for tables, cells and failures.
import type { ParseRun } from "../../codecs/xml-part.ts";
import { refuse } from "../../core/failure.ts";
import type { FormatParser } from "../../core/format.ts";
import { refuseTruncated } from "../../../guards/pages.ts";
import { DocumentTables } from "./document-tables.ts";
import { openDocument, type PdfDocument } from "./document.ts";
import type { PageContent } from "./page.ts";
import { selectPages } from "./page-ranges.ts";
import { findPageTables } from "./page-tables.ts";
import { PAGES_AROUND, RunningLines } from "./running-lines.ts";
import { checkStreams } from "./stream-check.ts";
import { DEFAULT_MIN_CONFIDENCE, giveTable, judgeTables, passGate, pause } from "./table-output.ts";

/** Where there are pictures, pages with fewer letters on average are pictures of text. */
const MIN_LETTERS_PER_PAGE = 20;

interface ReadPages {
  tables: DocumentTables;
  letters: number;
  /** Numbers of the pages without a letter. */
  blankPages: number[];
}

/** @returns null when the parse was stopped. */
async function readPages(
  document: PdfDocument,
  numbers: readonly number[],
  run: ParseRun,
): Promise<ReadPages | null> {
  const tables = new DocumentTables();
  const running = new RunningLines();
  const waiting: PageContent[] = [];
  const blankPages: number[] = [];
  let letters = 0;
  const take = (): void => {
    const page = waiting.shift();
    if (page !== undefined) tables.add(findPageTables(running.without(page)));
  };
  const { maxRows } = run.context.options;
  for (const number of numbers) {
    const page = await document.readPage(number);
    letters += page.facts.letters;
    if (page.facts.letters === 0) blankPages.push(number);
    running.note(page);
    waiting.push(page);
    if (waiting.length > PAGES_AROUND) take();
    if (!(await pause(run))) return null;
    // One table that goes on may still grow in front of the rows that are asked for.
    if (maxRows !== null && tables.rows > maxRows + waiting.length) break;
  }
  while (waiting.length > 0) take();
  return { tables, letters, blankPages };
}

async function refuseWithoutTables(
  document: PdfDocument,
  letters: number,
  pages: number,
  hasPictures: boolean,
): Promise<never> {
  if (await document.hasXfa()) {
    refuse({
      code: "unsupported_feature",
      detail: "The document is a form of the XFA kind; its content is not on its pages.",
    });
  }
  if (letters === 0 || (hasPictures && letters < MIN_LETTERS_PER_PAGE * pages)) {
    refuse({
      code: "no_text_layer",
      detail: `The ${pages} pages hold ${letters} letters in all: they seem to be pictures.`,
    });
  }
  return refuse({
    code: "no_table_found",
    detail: `The ${pages} pages hold ${letters} letters, but no table among them.`,
  });
}

function warnBlank(pages: readonly number[], { sink, context }: ParseRun): void {
  const [first] = pages;
  if (first === undefined) return;
  const message = `${pages.length} pages hold no text: they are empty, or pictures.`;
  if (context.options.strict)
    refuse({ code: "no_text_layer", detail: message, at: { page: first } });
  sink.warn({ code: "page_without_text", message, at: { page: first } });
}

/**
 * Reads a PDF with a text layer: one table for each that is found, stitched over pages. The document
 * takes the bytes over: they are empty afterwards.
 * Fails with: `empty_file`, `encrypted_file`, `corrupt_file`, `truncated_file`, `pages_exceeded`,
 * `operations_exceeded`, `expansion_limit`, `cells_exceeded`, `no_text_layer`, `no_table_found`, `low_confidence`,
 * `unsupported_feature`, `invalid_option` (pages), and what the sink and the header fail with.
 */
export const parse: FormatParser = async (input, sink, context) => {
  if (input.access !== "buffer") throw new TypeError("a document has to be at hand whole");
  const { bytes } = input;
  if (bytes.length === 0) refuse({ code: "empty_file", detail: "The file has no bytes." });
  const truncated = refuseTruncated(bytes);
  if (truncated !== null) refuse(truncated);
  const { failure, hasPictures } = await checkStreams(bytes);
  if (failure !== null) refuse(failure);
  const run: ParseRun = { sink, context };
  const { options } = context;
  const document = await openDocument(bytes);
  try {
    const numbers = selectPages(options.pages, document.pageCount);
    const read = await readPages(document, numbers, run);
    if (read === null) return;
    const { tables, letters, blankPages } = read;
    if (tables.tables.length === 0)
      await refuseWithoutTables(document, letters, numbers.length, hasPictures);
    const judged = judgeTables(tables.tables);
    const min = options.minConfidence ?? DEFAULT_MIN_CONFIDENCE;
    passGate(judged, min, options.strict);
    warnBlank(blankPages, run);
    for (const table of judged) {
      if (sink.isFull || !(await giveTable(table, min, run))) return;
    }
  } finally {
    await document.close();
  }
};
