// A workbook as Excel writes it: shared strings, one style for dates and one for amounts, the sheet
// before the strings.
import type { CellValue } from "../../../src/core/records.ts";
import { escapeXml, serialOf, SHEET_COLUMNS, type ColumnKind } from "./ledger-rows.ts";
import { ZipFileWriter, type FileSize } from "./zip-file.ts";

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const CONTENT = "application/vnd.openxmlformats-officedocument.spreadsheetml";

const CONTENT_TYPES = `${DECLARATION}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${CONTENT}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${CONTENT}.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="${CONTENT}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${CONTENT}.sharedStrings+xml"/></Types>`;
const WORKBOOK = `${DECLARATION}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Ledger" sheetId="1" r:id="rId1"/></sheets></workbook>`;
const XF = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"';
const STYLES = `${DECLARATION}<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1">${XF}/></cellStyleXfs><cellXfs count="4">${XF} xfId="0"/>${XF.replace('"0"', '"14"')} xfId="0" applyNumberFormat="1"/>${XF.replace('"0"', '"4"')} xfId="0" applyNumberFormat="1"/>${XF.replace('"0"', '"49"')} xfId="0" applyNumberFormat="1"/></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`;

/** Index of the cell format, as an attribute. */
const STYLE: Partial<Record<ColumnKind, string>> = {
  date: ' s="1"',
  amount: ' s="2"',
  text: ' s="3"',
};

export async function writeXlsx(path: string, rows: Iterable<CellValue[]>): Promise<FileSize> {
  const zip = new ZipFileWriter(path);
  await zip.add("[Content_Types].xml", [CONTENT_TYPES]);
  await zip.add("_rels/.rels", [relationships([["officeDocument", "xl/workbook.xml"]])]);
  await zip.add("xl/workbook.xml", [WORKBOOK]);
  await zip.add("xl/_rels/workbook.xml.rels", [
    relationships([
      ["worksheet", "worksheets/sheet1.xml"],
      ["styles", "styles.xml"],
      ["sharedStrings", "sharedStrings.xml"],
    ]),
  ]);
  const strings = new Map<string, number>();
  await zip.add("xl/worksheets/sheet1.xml", sheetXml(rows, strings));
  await zip.add("xl/styles.xml", [STYLES]);
  await zip.add("xl/sharedStrings.xml", stringsXml(strings));
  return zip.end();
}

function relationships(list: readonly (readonly [type: string, target: string])[]): string {
  const inner = list.map(
    ([type, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${type}" Target="${target}"/>`,
  );
  return `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${inner.join("")}</Relationships>`;
}

function* sheetXml(rows: Iterable<CellValue[]>, strings: Map<string, number>): Generator<string> {
  const letters = [..."ABCDEFGHIJ"].slice(0, SHEET_COLUMNS.length);
  const text = (value: string) => {
    const known = strings.get(value);
    if (known !== undefined) return known;
    strings.set(value, strings.size);
    return strings.size - 1;
  };
  yield `${DECLARATION}<worksheet xmlns="${MAIN}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><sheetData>`;
  const header = SHEET_COLUMNS.map(
    ({ name }, column) => `<c r="${letters[column]}1" t="s"><v>${text(name)}</v></c>`,
  );
  yield `<row r="1" spans="1:${letters.length}">${header.join("")}</row>`;
  let number = 1;
  for (const cells of rows) {
    number += 1;
    let row = `<row r="${number}" spans="1:${letters.length}" x14ac:dyDescent="0.25">`;
    for (const [column, value] of cells.entries()) {
      const { kind } = SHEET_COLUMNS[column] ?? { kind: "text" };
      const start = `<c r="${letters[column]}${number}"${STYLE[kind] ?? ""}`;
      // Excel keeps a cell that has a format of its own and no value.
      if (value === null) row += kind in STYLE ? `${start}/>` : "";
      else if (kind === "date") row += `${start}><v>${serialOf(String(value))}</v></c>`;
      else if (typeof value === "string") row += `${start} t="s"><v>${text(value)}</v></c>`;
      else if (typeof value === "boolean") row += `${start} t="b"><v>${Number(value)}</v></c>`;
      else row += `${start}><v>${value}</v></c>`;
    }
    yield `${row}</row>`;
  }
  yield '</sheetData><pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/></worksheet>';
}

function* stringsXml(strings: ReadonlyMap<string, number>): Generator<string> {
  yield `${DECLARATION}<sst xmlns="${MAIN}" uniqueCount="${strings.size}">`;
  for (const text of strings.keys()) yield `<si><t>${escapeXml(text)}</t></si>`;
  yield "</sst>";
}
