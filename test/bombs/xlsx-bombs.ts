// Bombs in the data of an xlsx workbook: counts that lie, and what is small to write and large to hold.
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { workbookWith, workbookZipParts } from "../support/build-bombs-zip.ts";
import { relationships } from "../support/build-xlsx.ts";
import { buildZip } from "../support/build-zip.ts";
import { packRepeated, type Repeated } from "../support/repeated-content.ts";
import { long, type Bomb } from "./bomb.ts";
import {
  inPart,
  MIB,
  RATIO,
  RELATIONSHIPS,
  SHEET,
  sheetOf,
  STRINGS,
  STYLES,
  WORKBOOK,
} from "./xlsx-parts.ts";

/** A bomb that fills the arena of shared strings before it is refused. */
function inStrings(name: string, unit: string, count: number): Bomb {
  return {
    ...inPart(
      name,
      STRINGS,
      { head: "<sst>", unit, count },
      { code: "expansion_limit", limit: "shared_string_bytes" },
    ),
    filledBytes: DEFAULT_LIMITS.sharedStringBytes,
  };
}

/** Rows enough for the table to have begun. */
const BEGUN = Array.from(
  { length: 60 },
  (_, at) => `<row r="${at + 1}"><c r="A${at + 1}"><v>1</v></c></row>`,
).join("");

/** Rows that each hold cells, numbered: `make` gives the cells of a row. */
function numberedRows(count: number, make: (row: number) => string, attributes = ""): string {
  return Array.from(
    { length: count },
    (_, at) => `<row r="${at + 1}"${attributes}>${make(at + 1)}</row>`,
  ).join("");
}

/** Rows whose only cell is the same long text. */
function sharedText(rows: number, characters: number): Bomb["build"] {
  return () =>
    buildZip({
      parts: workbookZipParts({
        [STRINGS]: packRepeated({
          head: "<sst><si><t>",
          unit: "x",
          count: characters,
          tail: "</t></si></sst>",
        }),
        [SHEET]: `<worksheet><sheetData>${numberedRows(rows, (row) => `<c r="A${row}" t="s"><v>0</v></c>`)}</sheetData></worksheet>`,
      }),
    });
}

const WORKBOOKS: readonly Bomb[] = [
  {
    name: "500 sheets without rows",
    format: "xlsx",
    build: () => {
      const numbers = Array.from({ length: 500 }, (_, at) => at + 1);
      const list = numbers.map((at) => `<sheet name="a${at}" r:id="r${at}"/>`).join("");
      const parts = workbookZipParts({
        [WORKBOOK]: `<workbook><sheets>${list}</sheets></workbook>`,
        [RELATIONSHIPS]: relationships(
          numbers.map((at) => ({ id: `r${at}`, type: "/worksheet", target: `s${at}.xml` })),
        ),
      });
      const sheets = numbers.map((at) => ({ name: `xl/s${at}.xml`, data: "<worksheet/>" }));
      return buildZip({ parts: [...parts, ...sheets] });
    },
    expected: { rows: 0 },
  },
  inPart(
    "a million sheets",
    WORKBOOK,
    { head: "<workbook><sheets>", unit: '<sheet name="a" id="rId1"/>', count: 1_000_000 },
    {
      code: "corrupt_file",
      limit: "workbook_sheets",
    },
  ),
  inPart(
    "sheets with names of 60 000 letters",
    WORKBOOK,
    {
      head: "<workbook><sheets>",
      unit: `<sheet name="${"x".repeat(60_000)}" r:id="${"y".repeat(5_000)}"/>`,
      count: 1_000,
      tail: "</sheets></workbook>",
    },
    { code: "corrupt_file", limit: "sheet_name_characters" },
  ),
  {
    name: "ten thousand sheets of one part",
    format: "xlsx",
    build: () => {
      const rows = numberedRows(2_000, (row) => `<c r="A${row}"><v>${row}</v></c>`);
      return buildZip({
        parts: workbookZipParts({
          [WORKBOOK]: packRepeated({
            head: "<workbook><sheets>",
            unit: '<sheet name="a" r:id="rId1"/>',
            count: 10_000,
            tail: "</sheets></workbook>",
          }),
          [SHEET]: `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
        }),
      });
    },
    expected: { code: "corrupt_file" },
  },
  long({
    name: "half a million names with places of headers",
    format: "xlsx",
    build: () => {
      const names = Array.from(
        { length: 500_000 },
        (_, at) =>
          `<definedName name="_xlnm.Print_Titles" localSheetId="${at}">a!$1:$1</definedName>`,
      ).join("");
      return workbookWith(
        WORKBOOK,
        `<workbook><sheets><sheet name="Sheet1" r:id="rId1"/></sheets><definedNames>${names}</definedNames></workbook>`,
      );
    },
    expected: { rows: 1 },
  }),
  long({
    name: "a million numbers of formats",
    format: "xlsx",
    build: () => {
      const codes = Array.from(
        { length: 1_000_000 },
        (_, at) => `<numFmt numFmtId="${at}" formatCode="0"/>`,
      ).join("");
      return workbookWith(STYLES, `<styleSheet><numFmts>${codes}</numFmts></styleSheet>`);
    },
    expected: { code: "corrupt_file", limit: "number_formats" },
  }),
  inPart(
    "a million cell formats",
    STYLES,
    { head: "<styleSheet><cellXfs>", unit: '<xf numFmtId="14"/>', count: 1_000_000 },
    {
      code: "corrupt_file",
      limit: "cell_formats",
    },
  ),
  long({
    name: "4 000 format codes of 1 024 letters",
    format: "xlsx",
    build: () => {
      const code = "mAyM/dhs".repeat(128);
      const codes = Array.from(
        { length: 4_000 },
        (_, at) => `<numFmt numFmtId="${at}" formatCode="${code}"/>`,
      ).join("");
      return workbookWith(STYLES, `<styleSheet><numFmts>${codes}</numFmts></styleSheet>`);
    },
    expected: { rows: 1 },
  }),
];

const STRING_BOMBS: readonly Bomb[] = [
  long(inStrings("ten million empty shared strings", "<si/>", 10_000_000)),
  long(inStrings("shared strings of 60 MB", `<si><t>${"x".repeat(1_000)}</t></si>`, 60_000)),
  long(
    inStrings("shared strings that grow in JSON", `<si><t>${"&#1;".repeat(250)}</t></si>`, 60_000),
  ),
  inPart(
    "one shared string of 60 MB",
    STRINGS,
    { head: "<sst><si><t>", unit: "x", count: 60_000_000 },
    {
      code: "cell_too_long",
      limit: "cell_bytes",
    },
  ),
  inPart(
    "a shared string of index 2^31",
    SHEET,
    sheetOf('<row r="1"><c r="A1" t="s"><v>2147483648</v></c></row>', 1),
    { rows: 0 },
  ),
  long({
    name: "a string of 1 MiB in a million cells",
    format: "xlsx",
    build: sharedText(1_000_000, MIB),
    expected: { code: "expansion_limit", limit: "text_bytes" },
  }),
  long({
    name: "a string of 8 KiB in a million cells",
    format: "xlsx",
    build: sharedText(1_000_000, 8_000),
    expected: { code: "expansion_limit", limit: "text_bytes" },
  }),
  {
    name: "a string of 64 KiB in every cell of a row",
    format: "xlsx",
    build: () =>
      buildZip({
        parts: workbookZipParts({
          [STRINGS]: packRepeated({
            head: "<sst><si><t>",
            unit: "x",
            count: 65_536,
            tail: "</t></si></sst>",
          }),
          [SHEET]: packRepeated(sheetOf('<c t="s"><v>0</v></c>', 16_384, { head: "<row>" })),
        }),
      }),
    expected: { code: "expansion_limit", limit: "row_characters" },
  },
];

const SHEETS: readonly Bomb[] = [
  long(
    inPart("ten million empty rows", SHEET, sheetOf("<row/>", 10_000_000), {
      code: "corrupt_file",
    }),
  ),
  long(
    inPart(
      "a million empty rows behind a table",
      SHEET,
      sheetOf("<row/>", 1_000_000, { head: BEGUN }),
      { rows: 60 },
    ),
  ),
  long(
    inPart(
      "a million empty rows of one number",
      SHEET,
      sheetOf('<row r="100"/>', 1_000_000, { head: BEGUN }),
      { rows: 60 },
    ),
  ),
  long(
    inPart(
      "ten million empty cells",
      SHEET,
      sheetOf('<c r="A100"/>', 6_000_000, { head: `${BEGUN}<row r="100">`, behind: "" }),
      RATIO,
    ),
  ),
  long(
    inPart(
      "ten million cells of one place",
      SHEET,
      sheetOf('<c r="A1"><v>1</v></c>', 3_100_000, { head: "<row>" }),
      RATIO,
    ),
  ),
  inPart(
    "columns without an end",
    SHEET,
    sheetOf("<c><v>1</v></c>", 5_000_000, { head: "<row>" }),
    { code: "corrupt_file" },
  ),
  long(
    inPart(
      "columns without an end behind a table",
      SHEET,
      sheetOf("<c><v>1</v></c>", 5_000_000, { head: `${BEGUN}<row r="100">` }),
      { code: "corrupt_file" },
    ),
  ),
  long({
    name: "a cell in the last column of every row",
    format: "xlsx",
    build: () =>
      workbookWith(
        SHEET,
        `<worksheet><sheetData>${numberedRows(100_000, (row) => `<c r="XFD${row}"><v>1</v></c>`)}</sheetData></worksheet>`,
      ),
    expected: { code: "cells_exceeded", limit: "cells_per_file" },
  }),
  long({
    name: "rows under a header of 16 384 columns",
    format: "xlsx",
    build: () => {
      const header = Array.from({ length: 16_384 }, (_, at) => `<c t="str"><v>h${at}</v></c>`).join(
        "",
      );
      return workbookWith(
        SHEET,
        `<worksheet><sheetData><row r="1">${header}</row>${numberedRows(100_000, () => "").slice(0, 0)}${Array.from({ length: 100_000 }, (_, at) => `<row r="${at + 2}"><c r="A${at + 2}"><v>1</v></c></row>`).join("")}</sheetData></worksheet>`,
      );
    },
    expected: { code: "cells_exceeded", limit: "cells_per_file" },
  }),
  long({
    name: "rows from the last to the first",
    format: "xlsx",
    build: () => {
      const rows = Array.from(
        { length: 1_000_000 },
        (_, at) => `<row r="${1_000_000 - at}"><c><v>1</v></c></row>`,
      ).join("");
      return workbookWith(SHEET, `<worksheet><sheetData>${rows}</sheetData></worksheet>`);
    },
    expected: { code: "corrupt_file", limit: "held_row_bytes" },
  }),
  inPart(
    "a merged range over the whole sheet",
    SHEET,
    sheetOf('<row r="1"><c r="A1"><v>1</v></c></row>', 1, {
      behind: '<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>',
    }),
    { rows: 1 },
  ),
  inPart(
    "a million merged ranges",
    SHEET,
    {
      head: "<worksheet><sheetData/><mergeCells>",
      unit: '<mergeCell ref="A1:XFD1048576"/>',
      count: 1_000_000,
      tail: "</mergeCells></worksheet>",
    },
    { code: "expansion_limit", limit: "merged_ranges" },
  ),
  inPart(
    "a dimension of the whole sheet",
    SHEET,
    sheetOf('<row r="1"><c r="A1"><v>1</v></c></row>', 1, {
      before: '<dimension ref="A1:XFD1048576"/>',
    }),
    { rows: 1 },
  ),
  long(
    inPart(
      "a million hidden columns",
      SHEET,
      {
        head: "<worksheet><cols>",
        unit: '<col min="1" max="16384" hidden="1"/>',
        count: 1_000_000,
        tail: "</cols><sheetData/></worksheet>",
      },
      { rows: 0 },
    ),
  ),
  long({
    name: "a million hidden rows, every second",
    format: "xlsx",
    build: () =>
      workbookWith(
        SHEET,
        `<worksheet><sheetData>${Array.from({ length: 500_000 }, (_, at) => `<row r="${at * 2 + 1}" hidden="1"/>`).join("")}</sheetData></worksheet>`,
      ),
    expected: { rows: 0 },
  }),
  long({
    name: "a million faulty cells before the table begins",
    format: "xlsx",
    build: () => workbookWith(SHEET, packedFaults()),
    expected: { rows: 0 },
  }),
  long(
    inPart(
      "a formula of a gibibyte",
      SHEET,
      {
        head: `<worksheet><sheetData>${BEGUN}<row r="100"><c r="A100"><f>`,
        unit: "1+",
        count: 512 * MIB,
      },
      RATIO,
    ),
  ),
  inPart(
    "a text of 60 MB in a cell",
    SHEET,
    { head: '<worksheet><sheetData><row><c t="inlineStr"><is><t>', unit: "x", count: 60_000_000 },
    {
      code: "cell_too_long",
      limit: "cell_bytes",
    },
  ),
  inPart(
    "a number of 60 MB",
    SHEET,
    { head: "<worksheet><sheetData><row><c><v>", unit: "1", count: 60_000_000 },
    {
      code: "cell_too_long",
      limit: "cell_bytes",
    },
  ),
  {
    name: "texts of control characters, 1 MiB in a cell",
    format: "xlsx",
    build: () =>
      workbookWith(SHEET, {
        head: '<worksheet><sheetData><row><c t="str"><v>',
        unit: "\u0001",
        count: MIB,
        tail: "</v></c></row></sheetData></worksheet>",
      }),
    expected: { code: "expansion_limit", limit: "row_bytes" },
  },
  long(
    inPart(
      "rows of control characters, 4 MiB in each",
      SHEET,
      sheetOf(`<row>${`<c t="str"><v>${"\u0001".repeat(MIB)}</v></c>`.repeat(4)}</row>`, 15),
      {
        code: "expansion_limit",
        limit: "row_bytes",
      },
    ),
  ),
  long({
    name: "a sheet with 200 000 links",
    format: "xlsx",
    build: () => {
      const links = Array.from({ length: 200_000 }, (_, at) => ({
        id: `r${at}`,
        type: "x/hyperlink",
        target: `https://example.org/${at}`,
        mode: "External",
      }));
      return workbookWith("xl/worksheets/_rels/sheet1.xml.rels", relationships(links));
    },
    expected: { rows: 1 },
  }),
];

function packedFaults(): Repeated {
  return sheetOf('<row><c t="s"><v>x</v></c></row>', 1_000_000);
}

export const XLSX_BOMBS: readonly Bomb[] = [...WORKBOOKS, ...STRING_BOMBS, ...SHEETS];
