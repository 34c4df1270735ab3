// Runs the xls parser over workbooks that tests build, every row of the source as a row.
import { parse } from "../../src/formats/xls/parse.ts";
import { buildSheet, type Bytes, type WorkbookSpec } from "./build-xls.ts";
import { collect, type CollectedFile, type RunSettings } from "./collect-rows.ts";

export function run(bytes: Uint8Array, settings: RunSettings = {}): Promise<CollectedFile> {
  const options = { header: "none" as const, ...settings.options };
  return collect(parse, { access: "buffer", bytes }, { ...settings, options });
}

/** Rows of the only sheet, as `[row, cells]`, or the failure. */
export async function rowsOf(
  records: readonly Bytes[],
  spec: Omit<WorkbookSpec, "sheets"> = {},
): Promise<unknown> {
  const { tables, failure } = await run(buildSheet(records, spec));
  return failure ?? tables[0]?.rows;
}

/** Cells of the first row of the only sheet, with the codes of the warnings. */
export async function cellsOf(
  records: readonly Bytes[],
  spec: Omit<WorkbookSpec, "sheets"> = {},
): Promise<[unknown, string[]]> {
  const { tables, warnings, failure } = await run(buildSheet(records, spec));
  if (failure !== null) return [failure.code, []];
  return [tables[0]?.rows[0]?.[1] ?? null, warnings.map(({ code }) => code)];
}
