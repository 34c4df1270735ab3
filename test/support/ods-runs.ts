// Runs the ods parser over documents that tests build, every row of the source as a row.
import { parse } from "../../src/formats/ods/parse.ts";
import { buildTable, number, row, STYLES, type OdsSpec } from "./build-ods.ts";
import { collect, type CollectedFile, type RunSettings } from "./collect-rows.ts";

export function run(bytes: Uint8Array, settings: RunSettings = {}): Promise<CollectedFile> {
  const options = { header: "none" as const, ...settings.options };
  return collect(parse, { access: "buffer", bytes }, { ...settings, options });
}

/** Rows of the only table, as `[row, cells]`, or the failure. */
export async function rowsOf(
  data: string,
  spec: Omit<OdsSpec, "tables"> = {},
  settings: RunSettings = {},
): Promise<unknown> {
  const { tables, failure } = await run(buildTable(data, { automatic: STYLES, ...spec }), settings);
  return failure ?? tables[0]?.rows;
}

/** First cell of the only row, with the codes of the warnings. */
export async function cellOf(
  cell: string,
  spec: Omit<OdsSpec, "tables"> = {},
): Promise<[unknown, string[]]> {
  const data = row(cell + number("1"));
  const { tables, warnings, failure } = await run(buildTable(data, { automatic: STYLES, ...spec }));
  if (failure !== null) return [failure.code, []];
  return [tables[0]?.rows[0]?.[1][0], warnings.map(({ code }) => code)];
}
