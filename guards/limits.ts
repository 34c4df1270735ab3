// Every ceiling of the service, with its unit in the name. The contract fixes the defaults; a
// reason or source stands beside those that are ours.
import type { ParseLimits } from "../src/core/limits.ts";
import { KIB, MIB } from "../src/core/units.ts";

export const MAX_TEXT_BODY_BYTES = 100 * MIB;
export const MAX_BINARY_BODY_BYTES = 50 * MIB;

/** Framing of a multipart body (boundaries, part headers) that does not count as file. */
export const MULTIPART_OVERHEAD_BYTES = 64 * KIB;
/** Longest file name kept, in characters; OWASP's file upload advice is 255. */
export const MAX_FILENAME_CHARACTERS = 255;

/** How much of an upload the detection may look at before it must decide. */
export const DETECTION_HEAD_BYTES = 64 * KIB;

/** Output held back before the status line is sent. */
export const HEADER_GATE_BYTES = 1 * MIB;
/** Output held back at most with `?wait=end`, and the largest CSV answer. */
export const MAX_HELD_OUTPUT_BYTES = 16 * MIB;

/** Text of one row as JSON, which is held in one piece; a control character takes six bytes of it. */
export const MAX_ROW_BYTES = 4 * MIB;
/** Text that a parser may push between two askings for room: all of it is held. */
export const MAX_UNASKED_BYTES = 16 * MIB;

/** Excel stops at what memory holds, some thousands. */
export const MAX_WORKBOOK_SHEETS = 10_000;
/** Names of all sheets with what else stands in their list; Excel's have 31 characters each. */
export const MAX_SHEET_NAME_CHARACTERS = 1 * MIB;
/** Excel holds 65 490 cell formats; other programs may write some more. */
export const MAX_CELL_FORMATS = 262_144;
/** Number formats with codes of their own; Excel holds some 250, and every code has to be read. */
export const MAX_NUMBER_FORMATS = 4_096;
/** Names of styles in an OpenDocument or Excel 2003 XML document, and 32 for each; real files stay under 1 MiB. */
export const MAX_STYLE_CHARACTERS = 4 * MIB;
/** Streams and storages of a compound file; thousands where every cell has an object embedded. */
export const MAX_DIRECTORY_ENTRIES = 65_536;

/** Warnings of one code in one table that are sent in full; the rest is counted. */
export const MAX_WARNINGS_PER_CODE = 20;
/** Warnings kept in memory for a JSON document, which lists them after the rows. */
export const MAX_LISTED_WARNINGS = 1_000;

export const DEFAULT_LIMITS: Readonly<ParseLimits> = Object.freeze({
  rowsPerTable: 1_048_576,
  columnsPerTable: 16_384,
  cellsPerFile: 20_000_000,
  cellBytes: 1 * MIB,
  zipEntries: 2_000,
  // A few hundred bytes for each entry; real directories stay under 100 KiB.
  zipDirectoryBytes: 1 * MIB,
  inflatedBytes: 1024 * MIB,
  inflateRatio: 200,
  inflateRatioFreeBytes: 64 * MIB,
  // Cells may share one text; a ledger whose every row ends in the same long note stays under 30.
  textRatio: 40,
  textRatioFreeBytes: 64 * MIB,
  sharedStringBytes: 48 * MIB,
  // Workbook, relationships and styles of real files stay under 1 MiB; a tree costs about ten times its text.
  xmlTreeBytes: 4 * MIB,
  // Five for each of ten thousand relationships, and some more.
  xmlTreeNodes: 65_536,
  xmlDepth: 64,
  xmlTagBytes: 64 * KIB,
  mergedRanges: 100_000,
  // Writers that lose the order of rows lose it near the beginning; a sheet this small may come in any.
  heldRowBytes: 4 * MIB,
});
