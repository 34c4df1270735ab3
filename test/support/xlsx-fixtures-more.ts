// Further workbooks of test/fixtures/xlsx: what a sheet says beside its cells, formats and formulas one
// by one, and the files that are refused.
import { buildXlsb, cell, record, row } from "./build-xlsb.ts";
import { buildSheet, buildXlsx, relationships } from "./build-xlsx.ts";
import { buildZip } from "./build-zip.ts";

const TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/** Codes by what they make of 45688.5729166667; the false friends last. */
const FORMATS: readonly (string | number)[] = [
  "[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy",
  "[$-F400]h:mm:ss\\ AM/PM",
  '[$-411]ggge"年"m"月"d"日";@',
  "[$-107041E]d\\ mmm\\ yy;@",
  "[$-41E]bbbb",
  '[=0]"-";dd/mm/yyyy',
  "[<1]h:mm;yyyy\\-mm\\-dd\\ h:mm",
  "mm:ss.0",
  "hh:mm:ss\\.000",
  "[mm]:ss",
  "[h]",
  '上午/下午h"時"mm"分"',
  "e/m/d",
  14,
  22,
  27,
  34,
  36,
  45,
  46,
  47,
  50,
  55,
  58,
  71,
  75,
  77,
  79,
  81,
  '"Y: "0.00"m";"Y: "-0.00"m"',
  '#,##0.00\\ _M"H"_)',
  "\\Y000000",
  "*y0",
  "[Magenta]0",
  "[$USD]\\ #,##0.00",
  "0.00E+00",
  "# ?/?",
  '0" days"',
  "00000",
  37,
  49,
  59,
];

const ERRORS = ["#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!"];
const LATER_ERRORS = ["#GETTING_DATA", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!"];

function column(values: readonly string[]): string {
  return values
    .map(
      (xml, index) => `<row r="${index + 1}">${xml.replaceAll("{row}", String(index + 1))}</row>`,
    )
    .join("");
}

function texts(index: number, ...values: string[]): string {
  const cells = values.map((value) => `<c t="inlineStr"><is><t>${value}</t></is></c>`);
  return `<row r="${index}">${cells.join("")}</row>`;
}

/** A compound file whose only streams are those of MS-OFFCRYPTO 2.3; it is told by their names. */
function encryptedPackage(): Uint8Array {
  const bytes = new Uint8Array(512 * 3);
  const view = new DataView(bytes.buffer);
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  view.setUint16(0x1a, 3, true);
  view.setUint16(0x1c, 0xfffe, true);
  view.setUint16(0x1e, 9, true);
  view.setUint16(0x20, 6, true);
  view.setUint32(0x2c, 1, true);
  view.setUint32(0x30, 1, true);
  view.setUint32(0x38, 4096, true);
  view.setUint32(0x3c, 0xfffffffe, true);
  view.setUint32(0x44, 0xfffffffe, true);
  for (let slot = 1; slot < 109; slot += 1) view.setUint32(0x4c + slot * 4, 0xffffffff, true);
  for (let slot = 0; slot < 128; slot += 1) view.setUint32(512 + slot * 4, 0xffffffff, true);
  view.setUint32(512, 0xfffffffd, true);
  view.setUint32(516, 0xfffffffe, true);
  for (const [index, name] of ["Root Entry", "EncryptionInfo", "EncryptedPackage"].entries()) {
    const at = 1024 + index * 128;
    for (let unit = 0; unit < name.length; unit += 1) {
      view.setUint16(at + unit * 2, name.charCodeAt(unit), true);
    }
    view.setUint16(at + 0x40, (name.length + 1) * 2, true);
    bytes[at + 0x42] = index === 0 ? 5 : 2;
    for (const link of [0x44, 0x48, 0x4c]) view.setUint32(at + link, 0xffffffff, true);
    view.setUint32(at + 0x74, 0xfffffffe, true);
  }
  return bytes;
}

const ONE_CELL = '<row r="1"><c r="A1"><v>1</v></c></row>';

export const MORE_XLSX_FIXTURES: Readonly<Record<string, () => Uint8Array>> = {
  "binary-workbook": () =>
    buildXlsb({
      strings: ["Account", "0010"],
      formats: ["yyyy\\-mm\\-dd"],
      sheet: [
        ...row(1),
        ...cell(7, 1, 0, { u32: 0 }),
        ...cell(6, 2, 0, { text: "Debit" }),
        ...cell(6, 3, 0, { text: "Booked" }),
        ...row(2, true),
        ...cell(7, 1, 0, { u32: 1 }),
        ...cell(2, 2, 0, { u32: (123450 << 2) | 3 }),
        ...cell(5, 3, 1, { double: 45688 }),
        ...row(3),
        ...cell(6, 1, 0, { text: "0020" }),
        ...cell(9, 2, 0, { double: 0.1 + 0.2 }, { u16: 0 }, { u32: 0 }),
        ...cell(11, 3, 0, { u8: 0x2a }, { u16: 0 }, { u32: 0 }),
        ...record(176, { u32: 4 }, { u32: 4 }, { u32: 0 }, { u32: 2 }),
      ],
    }),
  marks: () =>
    buildXlsx({
      formats: ["00000"],
      sheets: [
        {
          name: "Marks",
          xml: `<worksheet><sheetPr/><cols><col min="2" max="3" width="9" hidden="1"/></cols><sheetData><row r="1"><c r="A1" s="1"><v>10</v></c><c r="C1"><v>3</v></c></row><row r="2" hidden="1"><c r="A2" s="1"><v>20</v></c></row><row r="3" ht="0"><c r="A3"><v>30</v></c></row></sheetData><autoFilter ref="A1:C3"/><mergeCells count="2"><mergeCell ref="C1:D2"/><mergeCell ref="A5:XFD1048576"/></mergeCells></worksheet>`,
        },
      ],
    }),
  "number-formats": () =>
    buildSheet(
      column(
        FORMATS.map(
          (_, index) =>
            `<c r="A{row}" t="str"><v>${String(FORMATS[index]).replaceAll("<", "&lt;")}</v></c><c r="B{row}" s="{row}"><v>45688.5729166667</v></c><c r="C{row}" s="{row}"><v>0.25</v></c>`,
        ),
      ),
      { formats: FORMATS },
    ),
  "formats-in-two-versions": () =>
    buildSheet('<row r="1"><c r="A1" s="0"><v>45688</v></c></row>', {
      parts: {
        "xl/styles.xml":
          '<styleSheet xmlns:mc="urn:mc" xmlns:n="urn:n"><numFmts count="1"><mc:AlternateContent><mc:Choice Requires="n"><numFmt numFmtId="164" formatCode="d\\/m\\/yy" n:formatCode16="0"/></mc:Choice><mc:Fallback><numFmt numFmtId="164" formatCode="d\\/m\\/yy"/></mc:Fallback></mc:AlternateContent></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>',
      },
    }),
  errors: () =>
    buildSheet(
      column(
        [...ERRORS, ...LATER_ERRORS].map((error) => `<c r="A{row}" t="e"><v>${error}</v></c>`),
      ),
    ),
  formulas: () =>
    buildSheet(
      column([
        '<c r="A{row}"><f t="shared" ref="A1:A2" si="0">B1*2</f><v>2</v></c>',
        '<c r="A{row}"><f t="shared" si="0"/><v>4</v></c>',
        '<c r="A{row}"><f t="array" ref="A3:A4">B1:B2</f><v>6</v></c>',
        '<c r="A{row}"><f t="dataTable" ref="A4" dt2D="0" r1="B1"/><v>8</v></c>',
        '<c r="A{row}" t="str"><f>B1&amp;""</f><v>10</v></c>',
        '<c r="A{row}" t="str"><f>""</f><v></v></c>',
        '<c r="A{row}" t="b"><f>TRUE()</f><v>1</v></c>',
        '<c r="A{row}" t="e"><f>NA()</f><v>#N/A</v></c>',
        '<c r="A{row}"><f>B1</f></c>',
        '<c r="A{row}"><f>B1</f><v/></c>',
        '<c r="A{row}"><v>11</v></c>',
      ]),
    ),
  "header-by-table": () =>
    buildXlsx({
      sheets: [
        {
          name: "Table",
          data: [
            texts(1, "as of", "today"),
            texts(2, "alpha", "beta"),
            texts(3, "gamma", "delta"),
            texts(4, "epsilon", "zeta"),
          ].join(""),
        },
      ],
      parts: {
        "xl/worksheets/_rels/sheet1.xml.rels": relationships([
          { id: "rId1", type: `${TYPE}/table`, target: "../tables/table1.xml" },
          { id: "rId2", type: `${TYPE}/comments`, target: "../comments1.xml" },
        ]),
        "xl/tables/table1.xml": '<table id="1" name="T" displayName="T" ref="A2:B4"/>',
        "xl/comments1.xml":
          '<comments><commentList><comment ref="A9"><text><t>note</t></text></comment></commentList></comments>',
      },
    }),
  "odd-header": () =>
    buildSheet(
      [
        texts(1, "Account", "Debit", "Debit", ""),
        '<row r="2"><c t="str"><v>1000</v></c><c><v>1</v></c><c><v>2</v></c></row>',
        '<row r="3"><c t="str"><v>1010</v></c><c><v>3</v></c><c><v>4</v></c><c/><c><v>5</v></c></row>',
        '<row r="4"><c t="str"><v>1020</v></c><c><v>6</v></c></row>',
      ].join(""),
    ),
  "skipped-sheets": () =>
    buildXlsx({
      sheets: [
        { name: "Chart", kind: "chartsheet", xml: "<chartsheet/>" },
        { name: "Dialog", kind: "dialogsheet", xml: "<dialogsheet/>" },
        {
          name: "Macro",
          kind: "xlMacrosheet",
          xml: `<macrosheet><sheetData>${ONE_CELL}</sheetData></macrosheet>`,
        },
        { name: "Data", data: ONE_CELL },
      ],
    }),
  "unlisted-parts": () =>
    buildSheet('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45688</v></c></row>', {
      strings: ["<t>Cash</t>"],
      formats: [14],
      parts: {
        "xl/_rels/workbook.xml.rels": relationships([
          { id: "rId1", type: `${TYPE}/worksheet`, target: "worksheets/sheet1.xml" },
        ]),
      },
    }),
  encrypted: encryptedPackage,
  "crossed-tags": () =>
    buildXlsx({ sheets: [{ name: "S", xml: "<worksheet><sheetData></worksheet>" }] }),
  "missing-sheet": () => buildSheet(ONE_CELL, { parts: { "xl/worksheets/sheet1.xml": null } }),
  "long-text": () =>
    buildSheet(`<row r="3"><c r="B3" t="str"><v>${"x".repeat(1024 * 1024 + 1)}</v></c></row>`),
  "charts-only": () =>
    buildXlsx({ sheets: [{ name: "Chart", kind: "chartsheet", xml: "<chartsheet/>" }] }),
  "unknown-sheet": () => buildSheet(ONE_CELL),
  "unknown-method": () =>
    buildZip({ parts: [{ name: "xl/workbook.xml", data: "<workbook/>", method: 12 }] }),
};
