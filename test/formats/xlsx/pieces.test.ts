// Whatever pieces a part arrives in, it reads the same: a property of every reader of this format.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../../guards/limits.ts";
import { SheetTable } from "../../../src/codecs/sheets/sheet-table.ts";
import type { PartReader } from "../../../src/codecs/xml-part.ts";
import { BinarySheetReader } from "../../../src/formats/xlsx/binary-sheet.ts";
import type { CellContext } from "../../../src/formats/xlsx/cell-values.ts";
import { SharedStringsReader } from "../../../src/formats/xlsx/shared-strings-reader.ts";
import { SheetReader } from "../../../src/formats/xlsx/sheet.ts";
import { StylesReader } from "../../../src/formats/xlsx/styles.ts";
import { WorkbookReader } from "../../../src/formats/xlsx/workbook-part.ts";
import { cell, record, row } from "../../support/build-xlsb.ts";
import { utf8 } from "../../support/build-zip.ts";
import { CollectingSink, parseContext } from "../../support/collect-rows.ts";

const SHEET = `<?xml version="1.0"?><!-- a > b --><x:worksheet xmlns:x="u"><x:cols><x:col min="2" max="3" hidden="1"/></x:cols><x:sheetData><x:row r="2" hidden='true'><x:c r="A2" s="1" t="s"><x:v>1</x:v></x:c><x:c r="C2" s="1"><f>a&lt;b</f><x:v>45688.5</x:v></x:c></x:row><x:row><x:c t="inlineStr"><x:is><x:r><x:t xml:space="preserve">Zürich </x:t></x:r><x:rPh><x:t>no</x:t></x:rPh><x:r><x:t>&#8364;_x000D_\r\n<![CDATA[]]]]></x:t></x:r></x:is></x:c><x:c t="str"><x:v>😀 &amp; co</x:v></x:c><x:c t="e"><x:v>#N/A</x:v></x:c><x:c><x:v>1.5E-3</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:B2"/></x:mergeCells></x:worksheet>`;
const STRINGS = `<sst><si><t> Größe </t></si><si><t>a</t><r><t xml:space='preserve'> b_x0009_</t></r><rPh sb="0"><t>x</t></rPh></si><si/><si><t>c&#xA;\r\nd</t></si></sst>`;
const STYLES = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[h]:mm&quot;ü&quot;"/></numFmts><cellXfs><xf/><xf numFmtId="164"/><xf numFmtId='14'><alignment/></xf></cellXfs></styleSheet>`;
const WORKBOOK = `<workbook xmlns:r="u"><workbookPr date1904='true'/><sheets><sheet name="Größe &amp; 1" state="hidden" r:id="rId1"/><sheet name="2" r:id="b"/></sheets><definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="1">'Ä!'!$A$3:$F$100</definedName><definedName name="x">1</definedName></definedNames></workbook>`;
const RECORDS = new Uint8Array([
  ...record(60, { u32: 1 }, { u32: 2 }, { u32: 0 }, { u32: 0 }, { u16: 1 }),
  ...row(2, true),
  ...cell(6, 1, 0, { text: `Zürich 😀${"x".repeat(100)}` }),
  ...record(500, ...Array.from({ length: 40 }, () => ({ u32: 7 }))),
  ...cell(9, 3, 1, { double: 45688.5 }, { u32: 0 }),
  ...record(176, { u32: 0 }, { u32: 1 }, { u32: 0 }, { u32: 1 }),
]);

function feed(reader: PartReader, bytes: Uint8Array, sizes: readonly number[]): void {
  let at = 0;
  for (let step = 0; at < bytes.length; step += 1) {
    const size = sizes[step % sizes.length] ?? 1;
    reader.scanner.push(bytes.slice(at, at + size));
    while (reader.drain() === true);
    at += size;
  }
  reader.scanner.finish();
  while (reader.drain() === true);
}

function cells(): CellContext {
  const strings = new SharedStringsReader("s", DEFAULT_LIMITS);
  feed(strings, utf8(STRINGS), [1000]);
  const styles = new StylesReader("t", DEFAULT_LIMITS);
  feed(styles, utf8(STYLES), [1000]);
  return { strings: strings.strings, formats: styles.finish(), is1904: false };
}

function readSheet(
  Reader: typeof SheetReader | typeof BinarySheetReader,
  bytes: Uint8Array,
  sizes: readonly number[],
): unknown {
  const sink = new CollectingSink();
  const context = parseContext({ options: { header: "none" } });
  const sheet = { name: "S", visibility: "visible" as const, index: 1 };
  const table = new SheetTable(sheet, {}, sink, context);
  feed(new Reader("p", "S", cells(), table, DEFAULT_LIMITS), bytes, sizes);
  table.end();
  return [sink.tables, sink.warnings];
}

const PARTS: [string, Uint8Array, (bytes: Uint8Array, sizes: readonly number[]) => unknown][] = [
  ["a sheet", utf8(SHEET), (bytes, sizes) => readSheet(SheetReader, bytes, sizes)],
  ["a sheet of records", RECORDS, (bytes, sizes) => readSheet(BinarySheetReader, bytes, sizes)],
  [
    "shared strings",
    utf8(STRINGS),
    (bytes, sizes) => {
      const reader = new SharedStringsReader("s", DEFAULT_LIMITS);
      feed(reader, bytes, sizes);
      return Array.from({ length: reader.strings.count }, (_, index) => reader.strings.get(index));
    },
  ],
  [
    "styles",
    utf8(STYLES),
    (bytes, sizes) => {
      const reader = new StylesReader("t", DEFAULT_LIMITS);
      feed(reader, bytes, sizes);
      const formats = reader.finish();
      return [0, 1, 2, 3].map((style) => formats.kindOf(style));
    },
  ],
  [
    "a workbook",
    utf8(WORKBOOK),
    (bytes, sizes) => {
      const reader = new WorkbookReader("w", DEFAULT_LIMITS);
      feed(reader, bytes, sizes);
      return [reader.sheets, reader.is1904, reader.isWorkbook, [...reader.headerHints]];
    },
  ],
];

describe("readers of parts", () => {
  it("read what the parts hold", () => {
    expect(PARTS.map(([, bytes, read]) => read(bytes, [bytes.length]))).toMatchObject([
      [
        [
          {
            rows: [
              [2, ["a b\t", null, "PT1096524H"]],
              [3, ["Zürich €\n]]", "😀 & co", "#N/A", 0.0015]],
            ],
            endMeta: { hidden_rows: ["2"], hidden_columns: ["B:C"], merged_ranges: ["A1:B2"] },
          },
        ],
        [{ code: "hidden_columns" }, { code: "hidden_rows" }],
      ],
      [
        [
          {
            rows: [[2, [`Zürich 😀${"x".repeat(100)}`, null, "PT1096524H"]]],
            endMeta: { hidden_rows: ["2"], hidden_columns: ["B:C"], merged_ranges: ["A1:B2"] },
          },
        ],
        [{ code: "hidden_columns" }, { code: "hidden_rows" }],
      ],
      ["Größe", "a b\t", "", "c\n\nd"],
      ["number", "duration", "date", "number"],
      [
        [
          { name: "Größe & 1", state: "hidden", relationshipId: "rId1" },
          { name: "2", state: "visible", relationshipId: "b" },
        ],
        true,
        true,
        [[1, { row: 3, lastRow: 100, isCertain: true }]],
      ],
    ]);
  });

  it.each(PARTS)("read %s alike when it is cut in two anywhere", (_, bytes, read) => {
    const whole = JSON.stringify(read(bytes, [bytes.length]));
    for (let cut = 1; cut < bytes.length; cut += 1) {
      expect([cut, JSON.stringify(read(bytes, [cut, bytes.length]))]).toEqual([cut, whole]);
    }
  });

  it.each(PARTS)("read %s alike in pieces of any sizes", (_, bytes, read) => {
    const whole = JSON.stringify(read(bytes, [bytes.length]));
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 8 });
    fc.assert(fc.property(sizes, (steps) => JSON.stringify(read(bytes, steps)) === whole));
  });

  it("give the same shared strings one by one as all at once, which is another way through", () => {
    const text = fc.constantFrom(
      "a",
      " ",
      "Ü",
      "&amp;",
      "&#9;",
      "_x0041_",
      "_",
      "\r",
      "\n",
      '"',
      "]]>",
      "<!-- -->",
    );
    const item = fc.record({
      texts: fc.array(text, { maxLength: 5 }),
      open: fc.constantFrom(
        "<si><t>",
        '<si><t xml:space="preserve">',
        "<si ><t>",
        "<x:si><t>",
        "<si><r><t>",
      ),
      close: fc.constantFrom("</t></si>", "</t></si >", "</t></si> "),
    });
    const read = (bytes: Uint8Array, size: number): unknown => {
      const reader = new SharedStringsReader("s", DEFAULT_LIMITS);
      try {
        feed(reader, bytes, [size]);
      } catch (error) {
        return error;
      }
      return Array.from({ length: reader.strings.count }, (_, at) => reader.strings.get(at));
    };
    fc.assert(
      fc.property(fc.array(item, { maxLength: 6 }), (items) => {
        const parts = items.map(({ texts, open, close }) => {
          const end = open.includes("<r>") ? close.replace("</si", "</r></si") : close;
          return (
            open + texts.join("") + (open.startsWith("<x:") ? end.replace("/si", "/x:si") : end)
          );
        });
        const bytes = utf8(`<sst>${parts.join("")}</sst>`);
        expect(read(bytes, bytes.length)).toEqual(read(bytes, 1));
      }),
      { numRuns: 500 },
    );
  });
});
