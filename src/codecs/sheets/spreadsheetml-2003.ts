// Reads Excel 2003 XML workbooks (SpreadsheetML 2003), which programs export under the name .xls: one
// table for each worksheet. They come as one document, which is read twice: what is said of a sheet
// as a whole stands behind its cells.
// Source: "XML Spreadsheet Reference" (Microsoft, 2001).
import { sliceSource } from "../../core/byte-source.ts";
import { refuse } from "../../core/failure.ts";
import { KIB } from "../../core/units.ts";
import { readPart, type ParseRun } from "../xml-part.ts";
import { selectSheets } from "./sheet-selection.ts";
import { SpreadsheetXmlSheets } from "./spreadsheetml-2003-sheet.ts";
import { SpreadsheetXmlWorkbook } from "./spreadsheetml-2003-workbook.ts";
import { reportNoRows } from "./sheet-warnings.ts";

const PIECE_BYTES = 64 * KIB;

/**
 * @param bytes the whole document, in any encoding that XML readers know.
 * Fails with: `corrupt_file`, `truncated_file`, `xml_unsafe`, `sheet_not_found`, `no_table_found`,
 * `cell_too_long`, `columns_exceeded`, `expansion_limit`, and what the sink and the header fail with.
 */
export async function parseSpreadsheetXml(bytes: Uint8Array, run: ParseRun): Promise<void> {
  const { sink, context } = run;
  const workbook = new SpreadsheetXmlWorkbook(context.limits);
  if (!(await readPart(sliceSource(bytes, PIECE_BYTES), workbook, run))) return;
  if (!workbook.isWorkbook) {
    refuse({ code: "corrupt_file", detail: "The document is no workbook." });
  }
  const { sheets, kinds, is1904 } = workbook;
  if (sheets.length === 0) {
    refuse({ code: "no_table_found", detail: "The workbook has no worksheet." });
  }
  const chosen = new Set(selectSheets(sheets, context.options.sheet));
  const reader = new SpreadsheetXmlSheets({ chosen, sheets, kinds, is1904 }, sink, context);
  if (!(await readPart(sliceSource(bytes, PIECE_BYTES), reader, run))) return;
  if (!reader.hasRows) reportNoRows(run);
}
