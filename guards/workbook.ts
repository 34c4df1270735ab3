// Refuses workbooks whose lists of sheets and formats are no workbook's: one sheet listed ten thousand
// times would be read ten thousand times. Facts in, verdict out.
import type { ParseFailure } from "../src/core/failure.ts";
import {
  MAX_CELL_FORMATS,
  MAX_NUMBER_FORMATS,
  MAX_SHEET_NAME_CHARACTERS,
  MAX_STYLE_CHARACTERS,
  MAX_WORKBOOK_SHEETS,
} from "./limits.ts";

/** What workbooks have lists of; each limit has a name of its own. */
const LISTS = {
  workbook_sheets: { max: MAX_WORKBOOK_SHEETS, what: "sheets" },
  sheet_name_characters: { max: MAX_SHEET_NAME_CHARACTERS, what: "characters of names of sheets" },
  cell_formats: { max: MAX_CELL_FORMATS, what: "cell formats" },
  number_formats: { max: MAX_NUMBER_FORMATS, what: "number formats of its own" },
} as const;

/** Refuses a list that is longer than any workbook's. */
export function refuseListLength(name: keyof typeof LISTS, found: number): ParseFailure | null {
  const { max, what } = LISTS[name];
  if (found <= max) return null;
  return {
    code: "corrupt_file",
    detail: `The workbook has at least ${found} ${what}; ${max} are possible.`,
    limit: { name, max, found },
  };
}

/** Refuses styles whose names take more memory than those of any document. */
export function refuseStyleCharacters(found: number): ParseFailure | null {
  if (found <= MAX_STYLE_CHARACTERS) return null;
  return {
    code: "expansion_limit",
    detail: `The styles take at least ${found} characters; ${MAX_STYLE_CHARACTERS} are allowed.`,
    limit: { name: "style_characters", max: MAX_STYLE_CHARACTERS, found },
  };
}

/** Refuses two sheets that begin at one place of the stream, or are one part of the package. */
export function refuseSharedPlaces(places: readonly (number | string)[]): ParseFailure | null {
  if (new Set(places).size === places.length) return null;
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
    limit: { name: "stream_bytes", max: streamBytes, found: sheetBytes },
  };
}
