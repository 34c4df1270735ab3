// One truth, many renderings: all must parse to the same rows.
import { describe, expect, it } from "vitest";
import { FORMATS, type FormatId } from "../../src/formats/registry.ts";
import { byteSource, collect, type RunSettings } from "../support/collect-rows.ts";
import { getDocumentProxy } from "unpdf";
import { renderPdf, type PageLook } from "./render-pdf.ts";
import { renderOds, renderXls, renderXlsx } from "./render-sheets.ts";
import { renderCsv, renderFixedWidth, renderFixedWidthPages, renderTsv } from "./render-text.ts";
import { TRUTHS, type Truth } from "./truth.ts";
import {
  canonicalRow,
  firstDifference,
  isCarryRow,
  nativeRows,
  typedRows,
  writtenRow,
  type CanonicalRow,
} from "./written.ts";

interface Rendering {
  name: string;
  format: FormatId;
  render: (truth: Truth) => Uint8Array;
}

interface Look extends PageLook {
  name: string;
}

const TEXTS: readonly Rendering[] = [
  { name: "csv", format: "csv", render: renderCsv },
  { name: "tsv", format: "tsv", render: renderTsv },
  { name: "fixed width", format: "tsv", render: renderFixedWidth },
  { name: "fixed width in pages", format: "tsv", render: renderFixedWidthPages },
];
const SHEETS: readonly Rendering[] = [
  { name: "xlsx", format: "xlsx", render: renderXlsx },
  { name: "xls", format: "xls", render: renderXls },
  { name: "ods", format: "ods", render: renderOds },
];

const PLAIN_LOOKS: readonly Look[] = [
  { name: "pdf, ruled", rules: "strokes" },
  { name: "pdf, ruled by thin fills", rules: "fills" },
  { name: "pdf, rules above and below", rules: "horizontal" },
  { name: "pdf, borderless", rules: "none" },
];
const OTHER_LOOKS: readonly Look[] = [
  { name: "pdf, ruled, letters one by one", rules: "strokes", hasSingleLetters: true },
  { name: "pdf, borderless, letters one by one", rules: "none", hasSingleLetters: true },
  { name: "pdf, borderless, Times", rules: "none", font: "Times-Roman" },
  { name: "pdf, borderless, Courier", rules: "none", font: "Courier" },
  { name: "pdf, borderless, fake bold", rules: "none", hasFakeBold: true },
  { name: "pdf, ruled, tight columns", rules: "fills", isTight: true },
  { name: "pdf, borderless, tight columns", rules: "none", isTight: true },
  { name: "pdf, borderless, turned by 90", rules: "none", turn: 90 },
  { name: "pdf, ruled, turned by 180", rules: "strokes", turn: 180 },
  { name: "pdf, ruled, turned by 270", rules: "fills", turn: 270 },
  { name: "pdf, ruled, cropped", rules: "strokes", isCropped: true },
  { name: "pdf, borderless, cropped", rules: "none", isCropped: true },
  {
    name: "pdf, ruled, encrypted with no password",
    rules: "strokes",
    file: { hasObjectStream: true, encryption: { method: "aes-256", userPassword: "" } },
  },
];

function asRendering(look: Look): Rendering {
  return { name: look.name, format: "pdf", render: (truth) => renderPdf(truth, look).bytes };
}

const PDFS = PLAIN_LOOKS.map(asRendering);
const OTHER_PDFS = OTHER_LOOKS.map(asRendering);

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
  // Only pages carry sums forward.
  const own = format === "pdf" ? rows.filter((row) => !isCarryRow(row)) : rows;
  return { columns: table?.columns ?? null, rows: own, fault };
}

/** All text of each page without blanks, in the order of the content. */
async function textsOf(bytes: Uint8Array): Promise<string[]> {
  const document = await getDocumentProxy(bytes, { verbosity: 0 });
  const texts: string[] = [];
  for (let number = 1; number <= document.numPages; number += 1) {
    const { items } = await (await document.getPage(number)).getTextContent();
    texts.push(items.map((item) => ("str" in item ? withoutBlanks(item.str) : "")).join(""));
  }
  await document.destroy();
  return texts;
}

function withoutBlanks(text: string): string {
  return text.replaceAll(/\s+/g, "");
}

describe.each(TRUTHS)("$id, pages: $pages", (truth) => {
  const names = truth.columns.map(({ name }) => name);

  it.each([...TEXTS, ...SHEETS])("has the same values as $name", async (rendering) => {
    const { columns, rows, fault } = await read(rendering, truth, { types: "typed" });
    expect({ fault, columns }).toEqual({ fault: null, columns: names });
    expect(firstDifference(rows, typedRows(truth))).toBeNull();
  });

  it.each(PDFS)("has the same values as $name", async (rendering) => {
    const { columns, rows, fault } = await read(rendering, truth, { types: "typed" });
    expect({ fault, columns }).toEqual({ fault: null, columns: names });
    expect(firstDifference(rows, typedRows(truth))).toBeNull();
  });

  it.each([...PDFS, ...OTHER_PDFS])("has the same texts as $name", async (rendering) => {
    const { columns, rows, fault } = await read(rendering, truth, {});
    expect({ fault, columns }).toEqual({ fault: null, columns: names });
    expect(firstDifference(rows, nativeRows(truth))).toBeNull();
  });

  it.each(PLAIN_LOOKS)("stands on the pages of $name, as another reader has them", async (look) => {
    const { bytes, drawn } = renderPdf(truth, look);
    const pages = await textsOf(bytes);
    expect(pages).toHaveLength(truth.pages);
    expect(pages).toEqual(drawn.map((texts) => texts.map(withoutBlanks).join("")));
    const all = pages.join("");
    let from = 0;
    for (const row of truth.rows) {
      for (const text of writtenRow(row, truth)) {
        const at = all.indexOf(withoutBlanks(text), from);
        expect(at, `"${text}" behind what stands before it`).not.toBe(-1);
        from = at + withoutBlanks(text).length;
      }
    }
  });

  it.each(TEXTS)("has the same texts as $name", async (rendering) => {
    const { columns, rows, fault } = await read(rendering, truth, {});
    expect({ fault, columns }).toEqual({ fault: null, columns: names });
    expect(firstDifference(rows, nativeRows(truth))).toBeNull();
  });
});
