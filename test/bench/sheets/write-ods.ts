// A spreadsheet as LibreOffice writes it: every value as attribute and as text.
import type { CellValue } from "../../../src/core/records.ts";
import { escapeXml, SHEET_COLUMNS } from "./ledger-rows.ts";
import { ZipFileWriter, type FileSize } from "./zip-file.ts";

const MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const OASIS = "urn:oasis:names:tc:opendocument:xmlns";
const NAMESPACES = ["office", "style", "text", "table", "number"]
  .map((prefix) => {
    const name = prefix === "number" ? "datastyle" : prefix;
    return `xmlns:${prefix}="${OASIS}:${name}:1.0"`;
  })
  .join(" ");
const CALC_EXTENSION =
  'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"';
const MANIFEST = `${DECLARATION}<manifest:manifest xmlns:manifest="${OASIS}:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="${MEDIA_TYPE}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/></manifest:manifest>`;
const COMMON_STYLES = `${DECLARATION}<office:document-styles ${NAMESPACES} office:version="1.3"><office:styles><style:style style:name="Default" style:family="table-cell"/></office:styles></office:document-styles>`;
const STYLES = `<office:automatic-styles><number:date-style style:name="N84"><number:year number:style="long"/><number:text>-</number:text><number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style><number:number-style style:name="N4"><number:number number:decimal-places="2" number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/></number:number-style><style:style style:name="ce1" style:family="table-cell" style:data-style-name="N84"/><style:style style:name="ce2" style:family="table-cell" style:data-style-name="N4"/></office:automatic-styles>`;

export async function writeOds(path: string, rows: Iterable<CellValue[]>): Promise<FileSize> {
  const zip = new ZipFileWriter(path);
  await zip.add("mimetype", [MEDIA_TYPE], 0);
  await zip.add("content.xml", contentXml(rows));
  await zip.add("styles.xml", [COMMON_STYLES]);
  await zip.add("META-INF/manifest.xml", [MANIFEST]);
  return zip.end();
}

function* contentXml(rows: Iterable<CellValue[]>): Generator<string> {
  yield `${DECLARATION}<office:document-content ${NAMESPACES} ${CALC_EXTENSION} office:version="1.3">${STYLES}<office:body><office:spreadsheet><table:table table:name="Ledger"><table:table-column table:number-columns-repeated="${SHEET_COLUMNS.length}"/>`;
  yield tableRow(SHEET_COLUMNS.map(({ name }) => textCell(name)));
  for (const cells of rows) {
    yield tableRow(cells.map((value, column) => cell(value, SHEET_COLUMNS[column]?.kind)));
  }
  yield "</table:table></office:spreadsheet></office:body></office:document-content>";
}

function tableRow(cells: readonly string[]): string {
  return `<table:table-row table:style-name="ro1">${cells.join("")}</table:table-row>`;
}

function cell(value: CellValue, kind?: string): string {
  const style = kind === "date" ? "ce1" : kind === "amount" ? "ce2" : null;
  const start = `<table:table-cell${style === null ? "" : ` table:style-name="${style}"`}`;
  if (value === null) return `${start}/>`;
  if (kind === "date") {
    return `${start} office:value-type="date" office:date-value="${value}" calcext:value-type="date"><text:p>${value}</text:p></table:table-cell>`;
  }
  if (typeof value === "string") return textCell(value);
  if (typeof value === "boolean") {
    return `${start} office:value-type="boolean" office:boolean-value="${value}" calcext:value-type="boolean"><text:p>${value ? "TRUE" : "FALSE"}</text:p></table:table-cell>`;
  }
  const shown =
    kind === "amount" ? value.toLocaleString("en", { minimumFractionDigits: 2 }) : value;
  return `${start} office:value-type="float" office:value="${value}" calcext:value-type="float"><text:p>${shown}</text:p></table:table-cell>`;
}

function textCell(text: string): string {
  return `<table:table-cell office:value-type="string" calcext:value-type="string"><text:p>${escapeXml(text)}</text:p></table:table-cell>`;
}
