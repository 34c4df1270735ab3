// One workbook with a cell of every kind, as flat XML for LibreOffice to convert, and what every
// format should give for each of them.
import type { CellValue } from "../../../src/core/records.ts";
import { escapeXml, type FlatCell, type FlatSheet, type StyleName } from "./flat-xml.ts";

export type SheetFormat = "xlsx" | "xls" | "ods" | "fods";

export interface CellCase {
  what: string;
  cell: FlatCell;
  expected: CellValue;
  /** Where LibreOffice cannot say the same in a format, or writes something else: what stands there instead. */
  differs?: Partial<Record<SheetFormat, CellValue>>;
}

const value = (type: string, attributes: string, shown: string, style?: StyleName): FlatCell => ({
  attributes: `office:value-type="${type}" ${attributes}`,
  content: `<text:p>${escapeXml(shown)}</text:p>`,
  ...(style === undefined ? {} : { style }),
});

function number(what: string, stored: string, expected: number, style?: StyleName): CellCase {
  return { what, cell: value("float", `office:value="${stored}"`, stored, style), expected };
}

function date(
  what: string,
  stored: string,
  style: "date" | "datetime",
  expected = stored,
): CellCase {
  return { what, cell: value("date", `office:date-value="${stored}"`, stored, style), expected };
}

/** LibreOffice counts days from 30 December 1899; Excel has a 29 February 1900, and one day less before. */
function beforeMarch1900(what: string, stored: string, inExcel: string): CellCase {
  return { ...date(what, stored, "date"), differs: { xlsx: inExcel, xls: inExcel } };
}

function time(
  what: string,
  stored: string,
  style: "clock" | "duration",
  expected: string,
): CellCase {
  return { what, cell: value("time", `office:time-value="${stored}"`, stored, style), expected };
}

/** @param content paragraphs; made of the text itself unless it is given. */
function text(what: string, expected: string, content?: string): CellCase {
  return {
    what,
    cell: {
      attributes: 'office:value-type="string"',
      content: content ?? `<text:p>${escapeXml(expected)}</text:p>`,
    },
    expected,
  };
}

function formula(
  what: string,
  code: string,
  type: string,
  result: string,
  expected: CellValue,
): CellCase {
  const attributes = `table:formula="of:=${escapeXml(code)}" office:value-type="${type}" ${result}`;
  return { what, cell: { attributes, content: "<text:p/>" }, expected };
}

const LONG_TEXT = "Lorem ipsum ".repeat(2_600).trimEnd();

const NUMBERS: readonly CellCase[] = [
  number("whole", "42", 42),
  number("zero", "0", 0),
  number("negative", "-1234.5", -1234.5),
  number("negative amount under a format", "-1234567.89", -1234567.89, "amount"),
  number("cents", "0.07", 0.07, "amount"),
  number("sum of tenths", "0.30000000000000004", 0.3),
  number("15 digits", "123456789012345", 123456789012345),
  number("15 digits, decimals", "1234567890123.45", 1234567890123.45),
  number("large", "1.5E+200", 1.5e200),
  number("small", "1.25E-12", 1.25e-12),
  number("code with zeros by its format", "42", 42, "code"),
  {
    what: "percentage",
    cell: value("percentage", 'office:value="0.125"', "12.50%", "percent"),
    expected: 0.125,
  },
  {
    what: "currency",
    cell: value(
      "currency",
      'office:currency="USD" office:value="1999.99"',
      "$1,999.99",
      "currency",
    ),
    expected: 1999.99,
  },
  {
    what: "true",
    cell: value("boolean", 'office:boolean-value="true"', "TRUE", "flag"),
    expected: true,
  },
  {
    what: "false",
    cell: value("boolean", 'office:boolean-value="false"', "FALSE", "flag"),
    expected: false,
  },
];

const DATES: readonly CellCase[] = [
  date("date", "2025-01-31", "date"),
  date("leap day", "2024-02-29", "date"),
  beforeMarch1900("31 December 1899", "1899-12-31", "1900-01-01"),
  beforeMarch1900("1 January 1900", "1900-01-01", "1900-01-02"),
  beforeMarch1900("28 February 1900", "1900-02-28", "1900-02-29"),
  date("1 March 1900", "1900-03-01", "date"),
  date("last day", "9999-12-31", "date"),
  {
    // A negative serial, which is no date in Excel.
    ...date("before 1900", "1850-06-15", "date"),
    differs: { xlsx: -18_095, xls: -18_095 },
  },
  date("date and time", "2025-01-31T13:45:30", "datetime"),
  date("midnight under a format with time", "2025-01-31T00:00:00", "datetime"),
  date("half seconds", "2025-01-31T13:45:30.5", "datetime"),
  time("clock", "PT13H45M30S", "clock", "13:45:30"),
  time("midnight", "PT00H00M00S", "clock", "00:00:00"),
  time("duration under a day", "PT08H30M00S", "duration", "PT8H30M"),
  time("duration over a day", "PT36H30M00S", "duration", "PT36H30M"),
  time("duration of a month", "PT744H15M20S", "duration", "PT744H15M20S"),
  {
    // OpenDocument holds the duration itself; the others a serial below 0, which is no time in Excel.
    ...time("negative duration", "-PT2H30M00S", "duration", "-PT2H30M"),
    differs: { xlsx: -0.104166666666667, xls: -0.104166666666667 },
  },
  {
    // The format shows 12:30:00; the serial of the others has a day, the duration has none.
    ...time("over a day under a format that wraps", "PT36H30M00S", "clock", "PT36H30M"),
    differs: { xlsx: "1900-01-01T12:30:00", xls: "1900-01-01T12:30:00" },
  },
];

const TEXTS: readonly CellCase[] = [
  text("text", "Trade receivables"),
  text("leading zeros", "000123"),
  text("digits", "12345678901234567890"),
  text("looks like a date", "2025-01-31"),
  text("looks like a formula", "=1+1"),
  text("looks like a flag", "TRUE"),
  text("looks like an error", "#N/A"),
  text("line break", "first\nsecond", "<text:p>first</text:p><text:p>second</text:p>"),
  text(
    "empty line between",
    "first\n\nthird",
    "<text:p>first</text:p><text:p/><text:p>third</text:p>",
  ),
  text("two blanks", "a  b", '<text:p>a<text:s text:c="2"/>b</text:p>'),
  text("blanks around", "  a  ", '<text:p><text:s text:c="2"/>a<text:s text:c="2"/></text:p>'),
  text("only a blank", " ", '<text:p><text:s text:c="1"/></text:p>'),
  text("markup", "<b> & \"quoted\" 'single'"),
  text("umlauts", "Müller & Söhne"),
  text("outside of Latin-1", "Łódź, Ελλάδα, 東京"),
  text("outside of the BMP", "\u{1F4B6} paid \u{1F600}"),
  text("combining marks", "e\u0301"),
  text("no-break space and soft hyphen", "1\u00a0000\u00ad"),
  text("zero width and direction marks", "a\u200bb\u202ec"),
  text("escape of other formats", "_x000D_ and _x005F_"),
  text("long", LONG_TEXT),
  text(
    "comment beside it",
    "with a comment",
    "<office:annotation><dc:date>2025-01-31T00:00:00</dc:date><text:p>not part of the cell</text:p></office:annotation><text:p>with a comment</text:p>",
  ),
  text(
    "link",
    "a link",
    '<text:p><text:a xlink:href="https://example.com/" xlink:type="simple">a link</text:a></text:p>',
  ),
  text(
    "formatted runs",
    "bold and plain",
    "<text:p><text:span>bold</text:span> and plain</text:p>",
  ),
];

const FORMULAS: readonly CellCase[] = [
  formula("sum", "1+2", "float", 'office:value="3"', 3),
  formula("cents", "0.1+0.2", "float", 'office:value="0.3"', 0.3),
  formula("text result", '"a"&"b"', "string", 'office:string-value="ab"', "ab"),
  formula("text of digits", '"00"&"7"', "string", 'office:string-value="007"', "007"),
  // LibreOffice drops a tab that it reads from a file; one that it makes itself it keeps.
  formula("tab", '"left"&CHAR(9)&"right"', "string", 'office:string-value=""', "left\tright"),
  formula("line break", '"a"&CHAR(10)&"b"', "string", 'office:string-value=""', "a\nb"),
  formula("blanks", '"  a  b  "', "string", 'office:string-value=""', "  a  b  "),
  formula("date result", "DATE(2025;1;31)", "date", 'office:date-value="2025-01-31"', "2025-01-31"),
  formula("empty text result", '""', "string", 'office:string-value=""', null),
  formula("true result", "1=1", "boolean", 'office:boolean-value="true"', true),
  formula("false result", "1=2", "boolean", 'office:boolean-value="false"', false),
  formula("division by zero", "1/0", "float", 'office:value="0"', "#DIV/0!"),
  formula("not available", "NA()", "float", 'office:value="0"', "#N/A"),
  formula("wrong value", '"x"+1', "float", 'office:value="0"', "#VALUE!"),
  formula("not a number", "EXP(1000)", "float", 'office:value="0"', "#NUM!"),
  {
    // LibreOffice shows errors that Excel has not by their number, and writes #VALUE! for them to Excel.
    ...formula("wrong argument", "SQRT(-1)", "float", 'office:value="0"', "Err:502"),
    differs: { xlsx: "#VALUE!", xls: "#VALUE!" },
  },
  formula("unknown name", "NO_SUCH_NAME", "float", 'office:value="0"', "#NAME?"),
];

/** A sheet with a case a row: what it is, the cell, and a mark behind it that shows that none moved. */
export interface CaseSheet {
  name: string;
  cases: readonly CellCase[];
  endMeta?: Record<string, unknown>;
}

export const CASE_SHEETS: readonly CaseSheet[] = [
  { name: "Numbers", cases: NUMBERS, endMeta: { zero_padded_columns: { B: 6 } } },
  { name: "Dates & times", cases: DATES },
  { name: "Texts <ä>", cases: TEXTS },
  { name: "Formulas", cases: FORMULAS },
];

/** A sheet whose shape is the case. Rows are `[number, cells]`. */
export interface ShapeSheet {
  sheet: FlatSheet;
  rows: readonly (readonly [row: number, cells: readonly CellValue[]])[];
  endMeta?: Record<string, unknown>;
}

const word = (plain: string, more: Partial<FlatCell> = {}): FlatCell => ({
  attributes: 'office:value-type="string"',
  content: `<text:p>${escapeXml(plain)}</text:p>`,
  ...more,
});
const amount = (plain: number, more: Partial<FlatCell> = {}): FlatCell => ({
  ...value("float", `office:value="${plain}"`, String(plain)),
  ...more,
});
const EMPTY: FlatCell = {};

export const SHAPE_SHEETS: readonly ShapeSheet[] = [
  {
    sheet: {
      name: "Shape",
      hiddenColumns: [3],
      rows: [
        { cells: [EMPTY], repeated: 2 },
        {
          cells: [
            word("title over three", {
              attributes:
                'office:value-type="string" table:number-columns-spanned="3" table:number-rows-spanned="1"',
            }),
            { isCovered: true, repeated: 2 },
            word("beside it"),
          ],
        },
        { cells: [word("a"), amount(1), word("in a hidden column"), amount(2)] },
        { cells: [word("hidden"), amount(3)], isHidden: true },
        { cells: [EMPTY], repeated: 3 },
        { cells: [amount(7, { repeated: 4 })], repeated: 3 },
        { cells: [{ repeated: 5 }, word("behind empty cells")] },
        {
          cells: [
            word("over two rows", {
              attributes:
                'office:value-type="string" table:number-columns-spanned="1" table:number-rows-spanned="2"',
            }),
            amount(1),
          ],
        },
        { cells: [{ isCovered: true }, amount(2)] },
        { cells: [EMPTY], repeated: 20_000 },
        { cells: [{ repeated: 255 }, word("last column of xls")] },
      ],
    },
    rows: [
      [3, ["title over three", null, null, "beside it"]],
      [4, ["a", 1, "in a hidden column", 2]],
      [5, ["hidden", 3]],
      [9, [7, 7, 7, 7]],
      [10, [7, 7, 7, 7]],
      [11, [7, 7, 7, 7]],
      [12, [null, null, null, null, null, "behind empty cells"]],
      [13, ["over two rows", 1]],
      [14, [null, 2]],
      [20_015, [...Array.from({ length: 255 }, () => null), "last column of xls"]],
    ],
    endMeta: { hidden_rows: ["5"], hidden_columns: ["C"], merged_ranges: ["A3:C3", "A13:A14"] },
  },
  { sheet: { name: "Empty", rows: [{ cells: [EMPTY] }] }, rows: [] },
  {
    sheet: {
      name: "Hidden",
      isHidden: true,
      rows: [{ cells: [word("in a hidden sheet"), amount(5)] }],
    },
    rows: [[1, ["in a hidden sheet", 5]]],
  },
];

const MARK = "end";

export function caseRow({ what, cell }: CellCase): FlatCell[] {
  return [word(what), cell, word(MARK)];
}

export function expectedCaseRow({ what, expected, differs = {} }: CellCase, format: SheetFormat) {
  return [what, format in differs ? (differs[format] ?? null) : expected, MARK];
}
