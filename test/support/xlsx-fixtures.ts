// The workbooks of test/fixtures/xlsx: what each of them holds, as code. A test keeps the files equal
// to this; UPDATE_GOLDEN=1 writes them anew.
import { buildXlsx, relationships, workbookParts, type WorkbookSpec } from "./build-xlsx.ts";
import { buildZip } from "./build-zip.ts";
import { MORE_XLSX_FIXTURES } from "./xlsx-fixtures-more.ts";

function text(ref: string, value: string): string {
  return `<c r="${ref}" t="inlineStr"><is><t xml:space="preserve">${value}</t></is></c>`;
}

function shared(ref: string, index: number | string): string {
  return `<c r="${ref}" t="s"><v>${index}</v></c>`;
}

function number(ref: string, value: string, style = 0): string {
  return `<c r="${ref}"${style === 0 ? "" : ` s="${style}"`}><v>${value}</v></c>`;
}

function row(index: number, ...cells: string[]): string {
  return `<row r="${index}">${cells.join("")}</row>`;
}

const TRIAL_BALANCE: WorkbookSpec = {
  strings: ["Account", "Name", "Debit", "Credit", "1000", "Cash", "0010", "Sales", "Total"].map(
    (string) => `<t>${string}</t>`,
  ),
  formats: ["#,##0.00;[Red](#,##0.00)", "dd\\.mm\\.yyyy;@"],
  sheets: [
    {
      name: "TB 2025",
      data: [
        row(1, text("A1", "Example Ltd"), number("B1", "46022", 2)),
        row(3, shared("A3", 0), shared("B3", 1), shared("C3", 2), shared("D3", 3)),
        row(4, shared("A4", 4), shared("B4", 5), number("C4", "1234.5", 1)),
        row(5, shared("A5", 6), shared("B5", 7), number("D5", "1234.5", 1)),
        row(
          6,
          shared("A6", 8),
          '<c r="C6" s="1"><f>SUM(C4:C5)</f><v>1234.5</v></c>',
          '<c r="D6" s="1"><f>SUM(D4:D5)</f><v>1234.5</v></c>',
        ),
      ].join(""),
    },
  ],
};

const DATE_FORMATS = [
  "yyyy\\-mm\\-dd",
  22,
  20,
  46,
  '[$-411]ggge"年"m"月"d"日"',
  27,
  '"Y: "0.00"m"',
  "[Magenta]0",
  "0.00E+00",
];
const SERIALS = [
  "0",
  "0.572916666666667",
  "1",
  "59",
  "60",
  "61",
  "45688",
  "45688.5729166667",
  "45688.9999999999",
  "-1",
  "2958465",
  "2958466",
];

function dateRows(): string {
  const letters = "BCDEFGHIJ";
  return SERIALS.map((serial, index) =>
    row(
      index + 1,
      number(`A${index + 1}`, serial),
      ...DATE_FORMATS.map((_, at) => number(`${letters.charAt(at)}${index + 1}`, serial, at + 1)),
    ),
  ).join("");
}

const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** Every spelling of names and places at once: what SAP, Google and older libraries write, and worse. */
function oddPackage(): Uint8Array {
  return buildZip({
    parts: [
      {
        name: "xl\\data\\One.XML",
        data: `\uFEFF<x:worksheet xmlns:x="${MAIN}"><x:sheetData><x:row><x:c t="s"><x:v>0</x:v></x:c><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
        hasDescriptor: true,
      },
      {
        name: "xl/Texts.xml",
        data: `<x:sst xmlns:x="${MAIN}"><x:si><x:t>Cash</x:t></x:si></x:sst>`,
        hasDescriptor: true,
      },
      {
        name: "xl/book.xml",
        data: `<x:workbook xmlns:x="${MAIN}" xmlns:rel="${TYPE}"><x:sheets><x:sheet name="Odd &amp; old" sheetId="77" rel:id="one"/></x:sheets></x:workbook>`,
        method: 0,
      },
      {
        name: "xl/_rels/book.xml.rels",
        data: relationships([
          { id: "two", type: `${TYPE}/sharedStrings`, target: "/xl/texts.xml" },
          { id: "one", type: `${TYPE}/worksheet`, target: "..\\xl\\DATA\\one.xml" },
        ]),
      },
      {
        name: "_rels/.rels",
        data: relationships([
          { id: "rId1", type: `${TYPE}/officeDocument`, target: "./xl/book.xml" },
        ]),
      },
    ],
    comment: new TextEncoder().encode("odd"),
  });
}

const STRINGS = [
  "<t>00123</t>",
  '<r><rPr><b/></rPr><t>Total</t></r><r><t xml:space="preserve"> due</t></r>',
  '<t>課長</t><rPh sb="0" eb="2"><t>カチョウ</t></rPh><phoneticPr fontId="1"/>',
  "<t>  trimmed\n</t>",
  '<t xml:space="preserve">  kept </t>',
  "<t>line_x000D_\nbreak</t>",
  "<t>_x005F_x000D_</t>",
  "<t>a &amp; b &lt;c&gt; &#8364;</t>",
  "<t><![CDATA[<b>&amp;</b>]]></t>",
  "<t/>",
];

const DATA = row(1, number("A1", "1"));

/** File names without `.xlsx`. */
export const XLSX_FIXTURES: Readonly<Record<string, () => Uint8Array>> = {
  ...MORE_XLSX_FIXTURES,
  "trial-balance": () => buildXlsx(TRIAL_BALANCE),
  "dates-1900": () =>
    buildXlsx({ formats: DATE_FORMATS, sheets: [{ name: "Dates", data: dateRows() }] }),
  "dates-1904": () =>
    buildXlsx({
      formats: DATE_FORMATS,
      workbookPr: '<workbookPr date1904="1"/>',
      sheets: [{ name: "Dates", data: dateRows() }],
    }),
  "strict-iso-dates": () =>
    buildXlsx({
      isStrict: true,
      formats: [14, 22, 20],
      sheets: [
        {
          name: "Strict",
          data: row(
            1,
            '<c r="A1" s="1" t="d"><v>2025-01-31</v></c>',
            '<c r="B1" s="2" t="d"><v>2025-01-31T13:45:00Z</v></c>',
            '<c r="C1" s="3" t="d"><v>1899-12-30T13:45:00.000</v></c>',
            '<c r="D1" t="d"><v>soon</v></c>',
          ),
        },
      ],
    }),
  strings: () =>
    buildXlsx({
      strings: STRINGS,
      sheets: [
        {
          name: "Strings",
          data: [
            ...STRINGS.map((_, index) =>
              row(
                index + 1,
                shared(`A${index + 1}`, index),
                number(`B${index + 1}`, String(index)),
              ),
            ),
            row(
              20,
              text("A20", "  inline "),
              '<c r="B20" t="str"><f>"0"&amp;1</f><v>01</v></c>',
              '<c r="C20" t="str"><f>""</f><v></v></c>',
            ),
          ].join(""),
        },
      ],
    }),
  "cells-out-of-order": () =>
    buildXlsx({
      sheets: [
        {
          name: "Order",
          data: [
            row(5, number("C5", "3"), number("A5", "1")),
            row(2, number("A2", "0")),
            row(5, number("B5", "2")),
            row(2, number("A2", "9")),
            "<row><c><v>6</v></c><c><v>7</v></c></row>",
          ].join(""),
        },
      ],
    }),
  "hidden-and-empty-sheets": () =>
    buildXlsx({
      sheets: [
        { name: "Cover" },
        { name: "Data", data: DATA },
        { name: "Chart", kind: "chartsheet", xml: "<chartsheet/>" },
        { name: "Hidden", data: DATA, state: "hidden" },
        { name: "Very hidden", data: DATA, state: "veryHidden" },
        { name: "End", data: '<row r="9"><c r="A9" s="0"/></row>' },
      ],
    }),
  "faulty-cells": () =>
    buildXlsx({
      strings: ["<t>there</t>"],
      sheets: [
        {
          name: "Faults",
          data: [
            row(1, shared("A1", 0), shared("B1", 1), shared("C1", "x")),
            row(
              2,
              number("A2", "12,5"),
              '<c r="B2"><f>A1+1</f></c>',
              '<c r="C2" t="b"><v>yes</v></c>',
            ),
            row(
              3,
              number("A3", "12345678901234567"),
              number("B3", "0.30000000000000004"),
              '<c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
            ),
            row(4, '<c r="A4" t="z"><v>4</v></c>', '<c r="B4"/>', number("C4", "1e3")),
          ].join(""),
        },
      ],
    }),
  "odd-package": oddPackage,
  "only-empty-sheets": () => buildXlsx({ sheets: [{ name: "Sheet1" }, { name: "Sheet2" }] }),
  "document-type": () =>
    buildXlsx({
      sheets: [
        {
          name: "S",
          xml: '<!DOCTYPE worksheet [<!ENTITY a "1">]><worksheet><sheetData><row><c><v>&a;</v></c></row></sheetData></worksheet>',
        },
      ],
    }),
  truncated: () => buildXlsx(TRIAL_BALANCE).subarray(0, 1500),
  "duplicate-part": () => {
    const parts = Object.entries(workbookParts({ sheets: [{ name: "S", data: DATA }] }));
    return buildZip({
      parts: [...parts, ["XL/Worksheets/sheet1.xml", "<worksheet/>"] as const].map(
        ([name, data]) => ({ name, data }),
      ),
    });
  },
};
