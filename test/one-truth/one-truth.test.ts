// One truth, many renderings: all must parse to the same rows.
import { describe, expect, it } from "vitest";
import { FORMATS, type FormatId } from "../../src/formats/registry.ts";
import { byteSource, collect, type RunSettings } from "../support/collect-rows.ts";
import { renderOds, renderXls, renderXlsx } from "./render-sheets.ts";
import {
  renderCsv,
  renderFixedWidth,
  renderFixedWidthPages,
  renderTsv,
} from "./render-text.ts";
import { TRUTHS, type Truth } from "./truth.ts";
import {
  canonicalRow,
  firstDifference,
  isCarryRow,
  nativeRows,
  typedRows,
  type CanonicalRow,
} from "./written.ts";

interface Rendering {
  name: string;
  format: FormatId;
  render: (truth: Truth) => Uint8Array;
  /** Cells come as they are written, not as values. */
  isText: boolean;
}

const TEXTS: readonly Rendering[] = [
  { name: "csv", format: "csv", render: renderCsv, isText: true },
  { name: "tsv", format: "tsv", render: renderTsv, isText: true },
  { name: "fixed width", format: "tsv", render: renderFixedWidth, isText: true },
  { name: "fixed width in pages", format: "tsv", render: renderFixedWidthPages, isText: true },
];
const SHEETS: readonly Rendering[] = [
  { name: "xlsx", format: "xlsx", render: renderXlsx, isText: false },
  { name: "xls", format: "xls", render: renderXls, isText: false },
  { name: "ods", format: "ods", render: renderOds, isText: false },
];

/** The columns and rows of the only table, or what there is in its place. */
async function read(
  { format, render }: Rendering,
  truth: Truth,
  options: RunSettings["options"],
): Promise<{ columns: readonly string[] | null; rows: CanonicalRow[]; fault: string | null }> {
  const descriptor = FORMATS.find(({ id }) => id === format);
  const parser = await descriptor?.loadParser?.();
  if (descriptor === undefined || parser === undefined) throw new Error(`no parser of ${format}`);
  const bytes = render(truth);
  const { tables, failure } = await collect(
    parser.parse,
    descriptor.access === "buffer"
      ? { access: "buffer", bytes }
      : { access: "stream", source: byteSource(bytes) },
    { options: options ?? {}, extension: descriptor.extensions[0] ?? null },
  );
  const [table] = tables;
  const fault = failure?.code ?? (tables.length === 1 ? null : `${tables.length} tables`);
  const rows = (table?.rows ?? []).map(([, cells]) => canonicalRow(cells));
  return { columns: table?.columns ?? null, rows: rows.filter((row) => !isCarryRow(row)), fault };
}

describe.each(TRUTHS)("$id, pages: $pages", (truth) => {
  const names = truth.columns.map(({ name }) => name);

  it.each([...TEXTS, ...SHEETS])("has the same values as $name", async (rendering) => {
    const { columns, rows, fault } = await read(rendering, truth, { types: "typed" });
    expect({ fault, columns }).toEqual({ fault: null, columns: names });
    expect(firstDifference(rows, typedRows(truth))).toBeNull();
  });

  it.each(TEXTS)("has the same texts as $name", async (rendering) => {
    const { columns, rows, fault } = await read(rendering, truth, {});
    expect({ fault, columns }).toEqual({ fault: null, columns: names });
    expect(firstDifference(rows, nativeRows(truth))).toBeNull();
  });
});
