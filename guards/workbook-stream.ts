// Refuses workbook streams (BIFF) whose sheets lie outside of the stream or over each other: one
// sheet listed ten thousand times would be read ten thousand times. Facts in, verdict out.
import type { ParseFailure } from "../src/core/failure.ts";

/** Excel stops at what memory holds, some thousands. */
export const MAX_WORKBOOK_SHEETS = 10_000;

export function refuseSheetCount(found: number): ParseFailure | null {
  if (found <= MAX_WORKBOOK_SHEETS) return null;
  return {
    code: "corrupt_file",
    detail: `The workbook lists more than ${MAX_WORKBOOK_SHEETS} sheets.`,
    limit: { name: "workbook_sheets", max: MAX_WORKBOOK_SHEETS, found },
  };
}

/** Refuses two sheets that begin at one place. */
export function refuseSharedOffsets(offsets: readonly number[]): ParseFailure | null {
  if (new Set(offsets).size === offsets.length) return null;
  return { code: "corrupt_file", detail: "Two sheets of the workbook lie at the same place." };
}

/** Refuses sheets that have more bytes together than the stream: some of them are read twice. */
export function refuseOverlappingSheets(
  sheetBytes: number,
  streamBytes: number,
): ParseFailure | null {
  if (sheetBytes <= streamBytes) return null;
  return {
    code: "corrupt_file",
    detail: `The sheets take ${sheetBytes} bytes of a stream of ${streamBytes}: they lie over each other.`,
  };
}
