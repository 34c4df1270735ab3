// The workbooks of test/fixtures/xls: what each of them holds, as code. A test keeps the files equal
// to this; UPDATE_GOLDEN=1 writes them anew.
import {
  bof,
  boolErr,
  buildStream,
  buildXls,
  columns,
  encryptStream,
  eof,
  f64,
  formula,
  label,
  labelSst,
  latin1,
  merged,
  mulRk,
  number,
  record,
  result,
  rk,
  rkInt,
  row,
  rString,
  string,
  text5,
  text8,
  u16,
  u32,
  window2,
  type Bytes,
  type WorkbookSpec,
} from "./build-xls.ts";
import { buildCfb } from "./build-xls-container.ts";
import {
  encryptXor,
  FILE_PASS_CRYPTO_API,
  FILE_PASS_OTHER_PASSWORD,
  FILE_PASS_RC4,
  FILE_PASS_XOR,
  rc4CipherOf,
} from "./encrypt-xls.ts";

const TRIAL_BALANCE: WorkbookSpec = {
  strings: [
    "Account",
    "Name",
    "Debit",
    "Credit",
    "1000",
    "Cash",
    "0010",
    "Sales",
    "Total",
    "Example Ltd",
  ],
  formats: ["#,##0.00;[Red](#,##0.00)", "dd\\.mm\\.yyyy;@"],
  sheets: [
    {
      name: "TB 2025",
      records: [
        row(0),
        labelSst(0, 0, 9),
        rk(0, 1, rkInt(46_022), 2),
        labelSst(2, 0, 0),
        labelSst(2, 1, 1),
        labelSst(2, 2, 2),
        labelSst(2, 3, 3),
        labelSst(3, 0, 4),
        labelSst(3, 1, 5),
        rk(3, 2, rkInt(123_450, true), 1),
        labelSst(4, 0, 6),
        labelSst(4, 1, 7),
        number(4, 3, 1234.5, 1),
        labelSst(5, 0, 8),
        formula(5, 2, 1234.5, { style: 1 }),
        formula(5, 3, 1234.5, { style: 1 }),
      ],
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
  0, 0.572916666666667, 1, 59, 60, 61, 45_688, 45_688.5729166667, 45_688.9999999999, -1, 2_958_465,
  2_958_466,
];

function dateCells(): number[][] {
  return SERIALS.flatMap((serial, at) =>
    [0, ...DATE_FORMATS.map((_, format) => format + 1)].map((style) =>
      number(at, style, serial, style),
    ),
  );
}

/** The high half of a double, as an RK number holds it. */
function rkDouble(value: number, isHundredth = false): number {
  const high = f64(value).slice(4);
  const [a = 0, b = 0, c = 0, d = 0] = high;
  return (((a | (b << 8) | (c << 16) | (d << 24)) & ~3) | (isHundredth ? 1 : 0)) >>> 0;
}

/** Enough text to pass a record of 8 224 bytes twice, narrow and wide in turn. */
function longTexts(): string[] {
  const texts: string[] = [];
  for (let index = 0; index < 300; index += 1) {
    texts.push(
      `Kunde ${index} ${index % 3 === 0 ? "Zürich € 東京" : "Zürich"} ${"x".repeat(index % 50)}`,
    );
  }
  texts.push("a".repeat(9_000), `${"b".repeat(8_000)}€${"c".repeat(8_000)}`);
  return texts;
}

const LONG_TEXTS = longTexts();
const SIMPLE: readonly Bytes[] = [labelSst(0, 0, 0), rk(0, 1, rkInt(7))];
const ONE = { strings: ["Cash"], sheets: [{ records: SIMPLE }] } satisfies WorkbookSpec;

function encrypted(filePass: Bytes, encrypt: Parameters<typeof encryptStream>[1]): Uint8Array {
  const stream = buildStream({ ...TRIAL_BALANCE, head: [filePass] });
  return buildCfb({ streams: [{ name: "Workbook", data: encryptStream(stream, encrypt) }] });
}

/** A chart inside of a sheet, with cells of its own that are none of the sheet. */
const CHART = [
  ...bof(0x20),
  ...number(0, 0, 999),
  ...record(0x0033, u16(3)),
  ...labelSst(1, 1, 0),
  ...eof(),
];

/** File names without `.xls`. */
export const XLS_FIXTURES: Readonly<Record<string, () => Uint8Array>> = {
  "trial-balance": () => buildXls(TRIAL_BALANCE),
  "bare-biff5-stream": () =>
    Uint8Array.from([
      ...record(0x0809, u16(0x0500, 0x10, 0x1130, 0x07cc)),
      ...number(0, 0, 12.5),
      ...eof(),
    ]),
  "dates-1900": () =>
    buildXls({ formats: DATE_FORMATS, sheets: [{ name: "Dates", records: dateCells() }] }),
  "dates-1904": () =>
    buildXls({
      formats: DATE_FORMATS,
      is1904: true,
      sheets: [{ name: "Dates", records: dateCells() }],
    }),
  numbers: () =>
    buildXls({
      sheets: [
        {
          name: "Numbers",
          records: [
            rk(0, 0, rkInt(1)),
            rk(0, 1, rkInt(-1)),
            rk(0, 2, rkInt(10, true)),
            rk(0, 3, rkInt(-123_456_789, true)),
            rk(0, 4, rkDouble(1.5)),
            rk(0, 5, rkDouble(12_345_678_848, true)),
            mulRk(1, 0, [rkInt(0), rkInt(29, true), rkInt(536_870_911), rkInt(-536_870_912)]),
            number(2, 0, 0.1 + 0.2),
            number(2, 1, -0),
            number(2, 2, 12_345_678_901_234_568),
            number(2, 3, 1.7976931348623157e308),
            number(2, 4, 5e-324),
            number(2, 5, Number.NaN),
            number(2, 6, 123_456_789_012_345),
            boolErr(3, 0, 1, false),
            boolErr(3, 1, 0, false),
            ...[0x00, 0x07, 0x0f, 0x17, 0x1d, 0x24, 0x2a, 0x2b, 0x63].map((code, at) =>
              boolErr(3, at + 2, code, true),
            ),
          ],
        },
      ],
    }),
  formulas: () =>
    buildXls({
      strings: ["after"],
      sheets: [
        {
          name: "Formulas",
          records: [
            formula(0, 0, 42),
            formula(0, 1, result(0)),
            string(text8("text")),
            formula(0, 2, result(0)),
            // A shared formula, an array and a data table stand between a formula and its text.
            record(0x04bc, u16(0, 0), [2, 2, 0, 1], u16(3), [0x1e, 1, 0]),
            string(text8("behind a shared formula")),
            formula(0, 3, result(0)),
            record(0x0221, u16(0, 0), [3, 3], u16(0), u32(0), u16(3), [0x1e, 1, 0]),
            string(text8("behind an array")),
            formula(0, 4, result(0)),
            record(0x0236, u16(0, 0), [4, 4], u16(0, 0, 0, 0, 0)),
            string(text8("behind a data table €")),
            formula(1, 0, result(1, 1)),
            formula(1, 1, result(1, 0)),
            formula(1, 2, result(2, 0x07)),
            formula(1, 3, result(3)),
            labelSst(1, 4, 0),
            formula(2, 0, 0, { flags: 2 }),
            formula(2, 1, 0),
            formula(2, 2, result(3), { flags: 3 }),
            formula(2, 3, 5, { flags: 2 }),
            formula(3, 0, result(0)),
            labelSst(3, 1, 0),
            formula(4, 0, result(0)),
            string([...u16(9_000), 0, ...latin1("a".repeat(8_221))]),
            record(0x003c, [1], latin1("b\0".repeat(779))),
          ],
        },
      ],
    }),
  "shared-strings-over-continue": () =>
    buildXls({
      strings: LONG_TEXTS,
      sheets: [
        {
          name: "Texts",
          records: LONG_TEXTS.map((_, index) => labelSst(index, 0, index)),
        },
      ],
    }),
  texts: () =>
    buildXls({
      strings: [
        "00123",
        "",
        { text: "rich", runs: 3 },
        { text: "課長", extension: 20 },
        { text: "both € ", runs: 2, extension: 11 },
        "two\nlines",
        "two\r\nlines of a Windows program",
        "\u0080\u009F is Latin-1, not windows-1252",
        "\u{1F4B0}",
      ],
      sheets: [
        {
          name: "Texts ÄЖ",
          records: [
            ...Array.from({ length: 10 }, (_, index) => labelSst(index, 0, index)),
            label(10, 0, text8("a label of Excel 97")),
            label(11, 0, text8("a wide label €")),
            rString(12, 0, text8("a rich label")),
          ],
        },
      ],
    }),
  "biff5-windows-1251": () =>
    buildXls({
      version: 5,
      codePage: 1251,
      formats: [14, '"\xe3\xee\xe4 "yyyy'],
      sheets: [
        {
          nameBytes: [0xcb, 0xe8, 0xf1, 0xf2, 0x31],
          records: [
            label(0, 0, text5([0xd1, 0xf7, 0xb8, 0xf2])),
            rString(0, 1, text5([0xce, 0xf1, 0xf2, 0xe0, 0xf2, 0xee, 0xea])),
            number(1, 0, 45_688, 1),
            number(1, 1, 45_688, 2),
            formula(1, 2, result(0)),
            string(text5([0x98, 0xf0])),
          ],
        },
        { name: "Chart", type: 2, records: [number(0, 0, 1)] },
      ],
    }),
  "biff5-shift-jis": () =>
    buildXls({
      version: 5,
      codePage: 932,
      sheets: [
        {
          nameBytes: [0x8a, 0xa8, 0x92, 0xe8],
          records: [
            label(0, 0, text5([0x8c, 0xbb, 0x8b, 0xe0, 0x31])),
            label(0, 1, text5(latin1("Cash"))),
          ],
        },
      ],
    }),
  "biff5-mac-roman": () =>
    buildXls({
      version: 5,
      codePage: 10_000,
      is1904: true,
      formats: [14],
      sheets: [
        { records: [label(0, 0, text5([0x43, 0x61, 0x66, 0x8e])), number(0, 1, 44_226, 1)] },
      ],
    }),
  "biff5-dos-850": () =>
    buildXls({
      version: 5,
      codePage: 850,
      sheets: [
        { records: [label(0, 0, text5([0x81, 0x62, 0x65, 0x72])), label(0, 1, text5([0xd5]))] },
      ],
    }),
  "biff5-unknown-code-page": () =>
    buildXls({
      version: 5,
      codePage: 1361,
      sheets: [
        { records: [label(0, 0, text5(latin1("ASCII"))), label(0, 1, text5([0xb0, 0xa1]))] },
      ],
    }),
  "hidden-and-other-sheets": () =>
    buildXls({
      ...ONE,
      sheets: [
        { name: "Cover" },
        { name: "Data", records: SIMPLE },
        { name: "Chart", type: 2, records: [number(0, 0, 1)] },
        { name: "Macro", type: 1, records: [number(0, 0, 2)] },
        { name: "Hidden", records: SIMPLE, visibility: 1 },
        { name: "Very hidden", records: SIMPLE, visibility: 2 },
        { name: "Module", type: 6, records: [] },
        { name: "End", records: [record(0x0201, u16(8, 0, 0))] },
      ],
    }),
  "hidden-rows-and-columns": () =>
    buildXls({
      ...ONE,
      sheets: [
        {
          records: [
            columns(0, 0),
            columns(1, 2, true),
            columns(4, 256, true),
            row(0),
            row(1, true),
            row(2, true),
            row(4, true),
            labelSst(0, 0, 0),
            rk(1, 1, rkInt(1)),
            rk(4, 0, rkInt(5)),
            merged([0, 0, 0, 2], [1, 2, 1, 1]),
            merged([9, 12, 0, 0]),
          ],
        },
      ],
    }),
  "embedded-chart": () =>
    buildXls({ ...ONE, sheets: [{ records: [...SIMPLE, CHART, rk(1, 0, rkInt(8)), CHART] }] }),
  "faulty-cells": () =>
    buildXls({
      strings: ["there"],
      sheets: [
        {
          name: "Faults",
          records: [
            labelSst(0, 0, 0),
            labelSst(0, 1, 1),
            labelSst(0, 2, 0xffffffff),
            rk(1, 0, rkInt(1)),
            rk(1, 0, rkInt(2)),
            number(2, 0, 1, 9_999),
          ],
        },
      ],
    }),
  "rows-out-of-order": () =>
    buildXls({
      ...ONE,
      sheets: [
        {
          records: [
            rk(4, 2, rkInt(3)),
            rk(4, 0, rkInt(1)),
            rk(1, 0, rkInt(0)),
            mulRk(4, 1, [rkInt(2)]),
          ],
        },
      ],
    }),
  "version-4-sectors": () => buildXls(TRIAL_BALANCE, { sectorShift: 12 }),
  "sectors-in-reverse": () =>
    buildXls(
      {
        strings: LONG_TEXTS,
        sheets: [{ records: LONG_TEXTS.map((_, index) => labelSst(index, 0, index)) }],
      },
      { isReversed: true, name: "WORKBOOK" },
    ),
  "book-and-workbook": () =>
    buildCfb({
      streams: [
        {
          name: "Book",
          data: buildStream({ version: 5, sheets: [{ records: [number(0, 0, 5)] }] }),
        },
        { name: "workbook", data: buildStream({ sheets: [{ records: [number(0, 0, 8)] }] }) },
      ],
    }),
  "embedded-workbook": () =>
    buildCfb({
      streams: [
        {
          name: "Workbook",
          storage: "MBD0001",
          data: buildStream({ sheets: [{ records: [number(0, 0, -1)] }] }),
        },
        { name: "Workbook", data: buildStream(ONE) },
      ],
    }),
  "document-with-workbook-in-it": () =>
    buildCfb({
      streams: [
        { name: "WordDocument", data: new Uint8Array(5_000) },
        { name: "Workbook", storage: "_1234", data: buildStream(ONE) },
      ],
    }),
  "missing-tail": () => {
    // What is cut off stands behind the last cell and the window of the only sheet.
    const whole = buildStream({ ...ONE, sheets: [{ records: SIMPLE }] });
    return whole.subarray(0, whole.length - 2);
  },
  "truncated-in-a-sheet": () => {
    const stream = buildStream({ ...ONE, sheets: [{ records: SIMPLE }] });
    return stream.subarray(0, stream.length - eof().length - window2().length - 3);
  },
  "protected-rc4": () => encrypted(FILE_PASS_RC4, rc4CipherOf(FILE_PASS_RC4)),
  "protected-crypto-api": () => encrypted(FILE_PASS_CRYPTO_API, rc4CipherOf(FILE_PASS_CRYPTO_API)),
  "protected-xor": () => encrypted(FILE_PASS_XOR, encryptXor),
  encrypted: () => encrypted(FILE_PASS_OTHER_PASSWORD, rc4CipherOf(FILE_PASS_RC4)),
  "excel-4": () =>
    Uint8Array.from([
      ...record(0x0409, u16(0, 0x10)),
      ...record(0x0203, u16(0, 0, 0), f64(1)),
      ...eof(),
    ]),
  "spreadsheetml-2003": () =>
    new TextEncoder().encode(`<?xml version="1.0"?>
<?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
 <Styles><Style ss:ID="day"><NumberFormat ss:Format="Short Date"/></Style></Styles>
 <Worksheet ss:Name="TB"><Table>
  <Row><Cell><Data ss:Type="String">Account</Data></Cell><Cell><Data ss:Type="String">Date</Data></Cell><Cell><Data ss:Type="String">Debit</Data></Cell></Row>
  <Row><Cell><Data ss:Type="String">0010</Data></Cell><Cell ss:StyleID="day"><Data ss:Type="DateTime">2025-01-31T00:00:00.000</Data></Cell><Cell><Data ss:Type="Number">1234.5</Data></Cell></Row>
  <Row ss:Index="5"><Cell><Data ss:Type="String">Total &amp; sum</Data></Cell><Cell ss:Index="3" ss:Formula="=SUM(R2C:R4C)"><Data ss:Type="Number">1234.5</Data></Cell></Row>
 </Table></Worksheet>
</Workbook>
`),
  "only-empty-sheets": () => buildXls({ sheets: [{ name: "a" }, { name: "b" }] }),
};
