// Entry of the xls parser: the workbook stream of a compound file or a bare one, the workbook's
// globals, then sheet after sheet. Workbooks in the XML of Excel 2003 have a reader of their own.
// Source: MS-XLS 2.1 (file structure), 2.4.21 (BOF); design contract for tables, cells and failures.
import { CompoundFile, isCompoundFile, type StreamPieces } from "../../codecs/cfb.ts";
import { selectSheets } from "../../codecs/sheets/sheet-selection.ts";
import { SheetTable } from "../../codecs/sheets/sheet-table.ts";
import { parseSpreadsheetXml } from "../../codecs/sheets/spreadsheetml-2003.ts";
import type { ParseRun } from "../../codecs/xml-part.ts";
import { refuse, refuseIf } from "../../core/failure.ts";
import type { FormatParser } from "../../core/format.ts";
import { refuseOverlappingSheets, refuseSharedPlaces } from "../../../guards/workbook.ts";
import { pause } from "./pause.ts";
import { BOF, BOF_BIFF2, BOF_BIFF3, BOF_BIFF4 } from "./record-ids.ts";
import { RecordReader } from "./record-reader.ts";
import { RecordCursor } from "./record-text.ts";
import { SheetReader } from "./sheet.ts";
import { WorkbookReader, type SheetInfo, type Workbook } from "./workbook.ts";
import { reportNoRows } from "../../codecs/sheets/sheet-warnings.ts";

/** First byte of every BOF record, and the second by version. */
const BARE_STREAM = 0x09;
const BARE_STREAM_VERSIONS: ReadonlySet<number> = new Set([0x00, 0x02, 0x04, 0x08]);
const BYTE_ORDER_MARKS: ReadonlySet<number> = new Set([0xef, 0xbb, 0xbf, 0xfe, 0xff]);
const LESS = 0x3c;
const BIFF8 = 0x0600;
const BIFF5 = 0x0500;
/** Some writers leave the version empty; the kind of the substream tells them apart. */
const NO_VERSION = 0;
const BIFF5_WORKSHEET = 0x1000;
const WORKSHEET = 0x0010;
/** Name of the only sheet in a stream without a workbook around it. */
const ONLY_SHEET_NAME = "Sheet1";

/** Whether the first thing is a tag, in UTF-8 or UTF-16, behind a byte order mark and white space. */
function beginsAsXml(bytes: Uint8Array): boolean {
  const first = bytes.find((byte) => byte > 0x20 && !BYTE_ORDER_MARKS.has(byte));
  return first === LESS && bytes[0] !== BARE_STREAM;
}

function findStream(bytes: Uint8Array): StreamPieces {
  if (bytes.length === 0) refuse({ code: "empty_file", detail: "The file has no bytes." });
  if (!isCompoundFile(bytes)) {
    if (bytes[0] !== BARE_STREAM || !BARE_STREAM_VERSIONS.has(bytes[1] ?? -1)) {
      refuse({
        code: "corrupt_file",
        detail: "The file is neither a compound file nor a workbook stream.",
        at: { byte: 0 },
      });
    }
    return { bytes, starts: [0], lengths: [bytes.length] };
  }
  const file = CompoundFile.open(bytes);
  // Where both are there, `Book` is a copy for Excel 5.0, which may lack what it could not hold.
  const stream = file.find("Workbook") ?? file.find("Book");
  if (stream !== null) return stream;
  if (file.find("EncryptedPackage") !== null) {
    refuse({ code: "encrypted_file", detail: "The workbook is encrypted (MS-OFFCRYPTO)." });
  }
  return refuse({
    code: "no_table_found",
    detail:
      "The compound file holds no workbook; other programs than spreadsheets write such files too.",
  });
}

/** Turns to the first record. @returns whether the stream is BIFF8 and whether it is a sheet alone. */
function readVersion(reader: RecordReader): { isBiff8: boolean; isSheetAlone: boolean } {
  if (!reader.next()) {
    refuse({ code: "truncated_file", detail: "The workbook stream has no record." });
  }
  const { id, length, view, start } = reader;
  if (id === BOF && length >= 4) {
    const version = view.getUint16(start, true);
    const kind = view.getUint16(start + 2, true);
    const isSheetAlone = kind === WORKSHEET;
    if (version === BIFF8) return { isBiff8: true, isSheetAlone };
    if (version === BIFF5) return { isBiff8: false, isSheetAlone };
    if (version === NO_VERSION) return { isBiff8: kind !== BIFF5_WORKSHEET, isSheetAlone };
  }
  if ([BOF, BOF_BIFF2, BOF_BIFF3, BOF_BIFF4].includes(id)) {
    refuse({
      code: "unsupported_feature",
      detail: "The workbook is of Excel 4.0 or older (BIFF2 to BIFF4), which is not read.",
    });
  }
  return refuse({
    code: "corrupt_file",
    detail: "The file does not begin as a workbook.",
    at: { byte: 0 },
  });
}

async function readSheets(
  cursor: RecordCursor,
  workbook: Workbook,
  sheets: readonly SheetInfo[],
  run: ParseRun,
): Promise<void> {
  const { reader } = cursor;
  let hasRows = false;
  let sheetBytes = 0;
  for (const sheet of sheets) {
    if (run.sink.isFull) return;
    const facts = {
      date_system: workbook.is1904 ? 1904 : 1900,
      ...(workbook.codePage !== null && { encoding: workbook.codePage.name }),
    };
    const table = new SheetTable(sheet, facts, run.sink, run.context);
    const cells = new SheetReader(cursor, workbook, sheet, table);
    while (cells.readPiece() && !run.sink.isFull) {
      if (!(await pause(run))) return;
      refuseIf(refuseOverlappingSheets(sheetBytes + reader.position - sheet.offset, reader.size));
    }
    sheetBytes += reader.position - sheet.offset;
    refuseIf(refuseOverlappingSheets(sheetBytes, reader.size));
    table.end();
    hasRows ||= table.hasRows;
    if (!(await pause(run))) return;
  }
  if (!hasRows) reportNoRows(run);
}

/**
 * Reads an .xls workbook (BIFF5, BIFF8, SpreadsheetML 2003): one table for each worksheet, in the order of the tabs.
 * Fails with: `empty_file`, `encrypted_file`, `corrupt_file`, `truncated_file`, `expansion_limit`,
 * `columns_exceeded`, `cell_too_long`, `xml_unsafe`, `undecodable_text`, `unsupported_feature`, `sheet_not_found`, `no_table_found`,
 * `invalid_option` (encoding), and what the sink and the header fail with.
 */
export const parse: FormatParser = async (input, sink, context) => {
  if (input.access !== "buffer") throw new TypeError("a workbook has to be at hand whole");
  const run: ParseRun = { sink, context };
  if (beginsAsXml(input.bytes)) return parseSpreadsheetXml(input.bytes, run);
  const reader = new RecordReader(findStream(input.bytes));
  const cursor = new RecordCursor(reader);
  const { isBiff8, isSheetAlone } = readVersion(reader);
  const workbook = await new WorkbookReader(cursor, isBiff8, run).read();
  if (workbook === null) return;
  const { sheets } = workbook;
  if (isSheetAlone && sheets.length === 0) {
    sheets.push({ name: ONLY_SHEET_NAME, visibility: "visible", index: 1, offset: 0 });
  }
  if (sheets.length === 0) {
    refuse({ code: "no_table_found", detail: "The workbook has no worksheet." });
  }
  refuseIf(refuseSharedPlaces(sheets.map(({ offset }) => offset)));
  await readSheets(cursor, workbook, selectSheets(sheets, context.options.sheet), run);
};
