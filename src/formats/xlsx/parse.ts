// Entry of the xlsx parser: container, workbook, styles and shared strings, then sheet after sheet.
// Source: ECMA-376 parts 1 and 2; design contract for tables, cells and failures.
import { isCompoundFile, listStreams } from "../../codecs/cfb.ts";
import { ZipArchive, type ZipEntry } from "../../codecs/zip.ts";
import { refuse } from "../../core/failure.ts";
import type { FormatParser } from "../../core/format.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { CellContext } from "./cell-values.ts";
import { readPart, type ParseRun, type PartReader } from "../../codecs/xml-part.ts";
import { BinarySheetReader } from "./binary-sheet.ts";
import { BinaryStringsReader } from "./binary-strings.ts";
import { BinaryStylesReader } from "./binary-styles.ts";
import { findHeaderHint } from "./header-hints.ts";
import { SharedStringsReader } from "./shared-strings-reader.ts";
import { NO_FORMATS } from "../../codecs/sheets/cell-formats.ts";
import { selectSheets } from "../../codecs/sheets/sheet-selection.ts";
import { SheetTable } from "../../codecs/sheets/sheet-table.ts";
import { SheetReader } from "./sheet.ts";
import { StylesReader } from "./styles.ts";
import { readWorkbook, type SheetInfo, type Workbook } from "./workbook.ts";
import { reportNoRows } from "../../codecs/sheets/sheet-warnings.ts";

function openPackage(bytes: Uint8Array, limits: ParseLimits): ZipArchive {
  if (bytes.length === 0) refuse({ code: "empty_file", detail: "The file has no bytes." });
  if (isCompoundFile(bytes)) {
    const isEncrypted = listStreams(bytes)?.some(
      (name) => name.toLowerCase() === "encryptedpackage",
    );
    if (isEncrypted === true) {
      refuse({ code: "encrypted_file", detail: "The workbook is encrypted (MS-OFFCRYPTO)." });
    }
    refuse({
      code: "corrupt_file",
      detail: "The file is a compound file, not an Office Open XML package.",
    });
  }
  return ZipArchive.open(bytes, limits);
}

/** A sheet whose part is there. */
interface PresentSheet extends SheetInfo {
  entry: ZipEntry;
}

function isPresent(sheet: SheetInfo): sheet is PresentSheet {
  if (sheet.entry !== null) return true;
  return refuse({
    code: "corrupt_file",
    detail: "The workbook lists a sheet that the package does not hold.",
    at: { sheet: sheet.name },
  });
}

/** Reads a part that the workbook may lack. False when the parse was stopped. */
async function readOptional(
  archive: ZipArchive,
  entry: ZipEntry | null,
  reader: PartReader | null,
  run: ParseRun,
): Promise<boolean> {
  return entry === null || reader === null || (await readPart(archive.source(entry), reader, run));
}

/** Reads what all cells need; null when the parse was stopped. */
async function readCellContext(
  archive: ZipArchive,
  { styles, sharedStrings, isBinary, is1904 }: Workbook,
  run: ParseRun,
): Promise<CellContext | null> {
  const { limits } = run.context;
  const Styles = isBinary ? BinaryStylesReader : StylesReader;
  const formats = styles === null ? null : new Styles(styles.name, limits);
  if (!(await readOptional(archive, styles, formats, run))) return null;
  const Strings = isBinary ? BinaryStringsReader : SharedStringsReader;
  const strings = sharedStrings === null ? null : new Strings(sharedStrings.name, limits);
  if (!(await readOptional(archive, sharedStrings, strings, run))) return null;
  return {
    strings: strings?.strings ?? null,
    formats: formats?.finish() ?? NO_FORMATS,
    is1904,
  };
}

async function readSheets(
  archive: ZipArchive,
  sheets: readonly PresentSheet[],
  { isBinary }: Workbook,
  cells: CellContext,
  run: ParseRun,
): Promise<void> {
  const { context, sink } = run;
  const Reader = isBinary ? BinarySheetReader : SheetReader;
  let hasRows = false;
  for (const sheet of sheets) {
    if (sink.isFull) return;
    const hint =
      context.options.header === "auto" && !isBinary
        ? await findHeaderHint(archive, sheet.entry, sheet.headerHint, run)
        : null;
    if (hint === undefined) return;
    const facts = { date_system: cells.is1904 ? 1904 : 1900 };
    const table = new SheetTable(sheet, facts, sink, context, hint);
    const reader = new Reader(sheet.entry.name, sheet.name, cells, table, context.limits);
    const source = archive.source(sheet.entry);
    if (!(await readPart(source, reader, run, () => sink.isFull))) return;
    table.end();
    hasRows ||= table.hasRows;
  }
  if (!hasRows) reportNoRows(run);
}

/**
 * Reads an .xlsx, .xlsm or .xlsb workbook: one table for each worksheet, in the order of the tabs.
 * Fails with: `empty_file`, `encrypted_file`, `corrupt_file`, `truncated_file`, `archive_unsafe`,
 * `expansion_limit`, `xml_unsafe`, `columns_exceeded`, `cell_too_long`, `unsupported_feature`,
 * `sheet_not_found`, `no_table_found`, and what the sink and the header fail with.
 */
export const parse: FormatParser = async (input, sink, context) => {
  if (input.access !== "buffer") throw new TypeError("a workbook has to be at hand whole");
  const run: ParseRun = { sink, context };
  const archive = openPackage(input.bytes, context.limits);
  const workbook = await readWorkbook(archive, run);
  if (workbook === null) return;
  if (workbook.sheets.length === 0) {
    refuse({ code: "no_table_found", detail: "The workbook has no worksheet." });
  }
  const chosen = selectSheets(workbook.sheets, context.options.sheet).filter(isPresent);
  const cells = await readCellContext(archive, workbook, run);
  if (cells !== null) await readSheets(archive, chosen, workbook, cells, run);
};
