// Entry of the ods parser: package or flat document, styles, then table after table.
// Source: OpenDocument 1.3 parts 2 and 3; design contract for tables, cells and failures.
import { selectSheets } from "../../codecs/sheets/sheet-selection.ts";
import { readPart, type ParseRun } from "../../codecs/xml-part.ts";
import { refuse } from "../../core/failure.ts";
import type { FormatParser } from "../../core/format.ts";
import { CellStyles } from "./cell-styles.ts";
import { DocumentReader } from "./document.ts";
import { openDocument, type DocumentXml } from "./package.ts";
import { RepeatBudget } from "./repeats.ts";
import { SheetNamesReader } from "./sheet-names.ts";

/** Numbers of the tables to read, null for all, or false when the parse was stopped. */
async function chooseTables(
  document: DocumentXml,
  run: ParseRun,
): Promise<ReadonlySet<number> | null | false> {
  const { options, limits } = run.context;
  if (options.sheet === "all") return null;
  const names = new SheetNamesReader(document.part, options.sheet, limits);
  if (!(await readPart(document.open(), names, run, () => names.hasFound))) return false;
  return new Set(selectSheets(names.sheets, options.sheet).map(({ index }) => index));
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
  if (!(await readPart(document.open(), reader, run, () => reader.isDone))) return;
  reader.finish();
  if (reader.hasRows || sink.isFull) return;
  const message = "The sheets that were chosen hold no cells.";
  if (context.options.strict) refuse({ code: "no_table_found", detail: message });
  sink.warn({ code: "no_rows", message });
};
