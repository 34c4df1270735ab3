// Runs the xlsx parser over workbooks that tests build, every row of the source as a row.
import { parse } from "../../src/formats/xlsx/parse.ts";
import { buildSheet, type WorkbookSpec } from "./build-xlsx.ts";
import { collect, type CollectedFile, type RunSettings } from "./collect-rows.ts";

/** One row with one cell. */
export const ROW = '<row r="1"><c r="A1"><v>1</v></c></row>';

export function run(bytes: Uint8Array, settings: RunSettings = {}): Promise<CollectedFile> {
  const options = { header: "none" as const, ...settings.options };
  return collect(parse, { access: "buffer", bytes }, { ...settings, options });
}

/** Rows of the only sheet, as `[row, cells]`. */
export async function rowsOf(
  data: string,
  spec: Omit<WorkbookSpec, "sheets"> = {},
): Promise<unknown> {
  const { tables, failure } = await run(buildSheet(data, spec));
  return failure ?? tables[0]?.rows;
}

/** First cell of the only sheet, with the codes of the warnings. */
export async function cellOf(
  cell: string,
  spec: Omit<WorkbookSpec, "sheets"> = {},
): Promise<[unknown, string[]]> {
  const data = `<row r="1">${cell}<c r="B1"><v>1</v></c></row>`;
  const { tables, warnings, failure } = await run(buildSheet(data, spec));
  if (failure !== null) return [failure.code, []];
  return [tables[0]?.rows[0]?.[1][0], warnings.map(({ code }) => code)];
}

/** A text cell. */
export function inline(ref: string, text: string): string {
  return `<c r="${ref}" t="inlineStr"><is><t>${text}</t></is></c>`;
}
