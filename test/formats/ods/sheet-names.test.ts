import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../../guards/limits.ts";
import { SheetNamesReader } from "../../../src/formats/ods/sheet-names.ts";
import { cell, contentXml, number, row, text } from "../../support/build-ods.ts";
import { utf8 } from "../../support/build-zip.ts";

const INNER = `<table:table table:name="inner">${row(text("x"))}</table:table>`;

/** Rows and what else a table holds, each of them a trap for whoever only looks for tags. */
const CONTENTS = [
  row(text("plain") + number("1")),
  row(cell("")),
  row("", 'table:number-rows-repeated="1000"'),
  "<table:table-row/>",
  "\n  ",
  row(cell("", INNER)),
  row(cell("", INNER) + text("behind")),
  row(text("a")) + row(cell("", INNER + INNER)) + row(text("b")),
  row(cell("", "<text:p><!-- </table:table-row></table:table> --></text:p>")),
  row(cell("", "<text:p><![CDATA[</table:table-row></table:table>]]></text:p>")),
  row(cell("", "<text:p><?p </table:table-row></table:table>?></text:p>")),
  row(cell('table:formula="of:=[.A1]&lt;1"', "<text:p/>")),
  `<table:table-row-group>${row(text("a"))}${row(text("b"))}</table:table-row-group>`,
  `<table:shapes><draw:frame>${INNER}</draw:frame></table:shapes>`,
  "<table:table-columns><table:table-column/></table:table-columns>",
  "<!-- <table:table table:name='no'> -->",
];

function namesOf(xml: string, size: number, wanted = "9"): [names: string[], hasFound: boolean] {
  const reader = new SheetNamesReader("p", wanted, DEFAULT_LIMITS);
  const bytes = utf8(xml);
  for (let at = 0; at < bytes.length; at += size) {
    reader.scanner.push(bytes.slice(at, at + size));
    reader.drain();
  }
  reader.scanner.finish();
  reader.drain();
  return [reader.sheets.map(({ name }) => name), reader.hasFound];
}

describe("names of tables", () => {
  it("are those of the spreadsheet's own, whatever stands in them and wherever they are cut", () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.constantFrom(...CONTENTS), { maxLength: 6 }), { maxLength: 4 }),
        fc.integer({ min: 1, max: 300 }),
        fc.boolean(),
        (tables, size, hasPrefix) => {
          const list = tables.map((data, index) => ({ name: `T${index}`, data: data.join("") }));
          const usual = contentXml({ tables: list });
          const xml = hasPrefix ? usual : usual.replaceAll("table:", "t:");
          const names = list.map(({ name }) => name);
          expect(namesOf(xml, size)).toEqual([names, false]);
          expect(namesOf(xml, 65_536, "T0")).toEqual([names, names.length > 0]);
        },
      ),
      { numRuns: 300 },
    );
  });
});
