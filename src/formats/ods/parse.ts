// Entry of the ods parser: package or flat document, styles, then table after table.
// Source: OpenDocument 1.3 parts 2 and 3; design contract for tables, cells and failures.
import { selectSheets } from "../../codecs/sheets/sheet-selection.ts";
import { readPart, type ParseRun } from "../../codecs/xml-part.ts";
import { refuse } from "../../core/failure.ts";
import type { FormatParser } from "../../core/format.ts";
import { KIB } from "../../core/units.ts";
import { CellStyles } from "./cell-styles.ts";
import { DocumentReader } from "./document.ts";
import { openDocument, type DocumentXml } from "./package.ts";
import { RepeatBudget } from "./repeats.ts";
import { SheetNamesReader } from "./sheet-names.ts";

/** Small, so that the sink is asked for room often. */
const PIECE_BYTES = 8 * KIB;

/** Numbers of the tables to read, null for all, or false when the parse was stopped. */
async function chooseTables(
  document: DocumentXml,
  run: ParseRun,
): Promise<ReadonlySet<number> | null | false> {
  const { options, limits } = run.context;
  if (options.sheet === "all") return null;
  const names = new SheetNamesReader(document.part, limits);
  if (!(await readPart(document.open(), names, run))) return false;
  return new Set(selectSheets(names.sheets, options.sheet).map(({ index }) => index));
}

/** Reads to the end, waiting for the sink whenever the reader pauses. False when the parse was stopped. */
async function readDocument(
  document: DocumentXml,
  reader: DocumentReader,
  { sink, context }: ParseRun,
): Promise<boolean> {
  const drain = async (): Promise<boolean> => {
    for (let hasMore = true; hasMore;) {
      hasMore = reader.drain();
      const room = sink.ready();
      if (room !== null) await room;
      if (context.shouldStop()) return false;
    }
    return true;
  };
  const source = document.open();
  for (let bytes = await source.read(); bytes !== null; bytes = await source.read()) {
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      reader.scanner.push(bytes.subarray(from, from + PIECE_BYTES));
      if (!(await drain())) return false;
      if (reader.isDone) return true;
    }
  }
  reader.scanner.finish();
  return drain();
}

/**
 * Reads an .ods, .ots or .fods document: one table for each of its tables, in their order.
 * Fails with: `empty_file`, `encrypted_file`, `corrupt_file`, `truncated_file`, `archive_unsafe`,
 * `expansion_limit`, `xml_unsafe`, `rows_exceeded`, `columns_exceeded`, `cells_exceeded`,
 * `cell_too_long`, `unsupported_feature`, `sheet_not_found`, `no_table_found`, and what the sink and
 * the header fail with.
 */
export const parse: FormatParser = async (input, sink, context) => {
  if (input.access !== "buffer") throw new TypeError("a document has to be at hand whole");
  const { bytes } = input;
  if (bytes.length === 0) refuse({ code: "empty_file", detail: "The file has no bytes." });
  const run: ParseRun = { sink, context };
  const document = await openDocument(bytes, run);
  const chosen = await chooseTables(document, run);
  if (chosen === false) return;
  const styles = new CellStyles();
  if (!(await document.readStyles(styles, run))) return;
  const budget = new RepeatBudget(context, bytes.length);
  const reader = new DocumentReader(document.part, styles, chosen, budget, run);
  if (!(await readDocument(document, reader, run))) return;
  reader.finish();
  if (reader.hasRows || sink.isFull) return;
  const message = "The sheets that were chosen hold no cells.";
  if (context.options.strict) refuse({ code: "no_table_found", detail: message });
  sink.warn({ code: "no_rows", message });
};
