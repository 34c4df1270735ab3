// Writes OpenDocument spreadsheets for tests: the usual parts around the table XML that a test is about.
import { buildZip, type ZipPart } from "./build-zip.ts";

const OASIS = "urn:oasis:names:tc:opendocument:xmlns";
const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
export const ODS_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet";
export const NAMESPACES = [
  `xmlns:office="${OASIS}:office:1.0"`,
  `xmlns:style="${OASIS}:style:1.0"`,
  `xmlns:text="${OASIS}:text:1.0"`,
  `xmlns:table="${OASIS}:table:1.0"`,
  `xmlns:number="${OASIS}:datastyle:1.0"`,
  `xmlns:draw="${OASIS}:drawing:1.0"`,
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
].join(" ");

export interface OdsTable {
  name: string;
  /** Columns and rows, as XML. */
  data?: string;
  style?: string;
}

export interface OdsSpec {
  /** Tables, or what stands in `office:spreadsheet` as XML. */
  tables: readonly OdsTable[] | string;
  /** Inside `office:automatic-styles`. */
  automatic?: string;
  /** Inside `office:styles` of styles.xml. */
  common?: string;
  mimetype?: string | null;
  /** Parts by name that replace or join the others; null leaves one out. */
  parts?: Readonly<Record<string, string | Uint8Array | null>>;
}

function tableXml({ name, data = "", style }: OdsTable): string {
  const styled = style === undefined ? "" : ` table:style-name="${style}"`;
  return `<table:table table:name="${name}"${styled}>${data}</table:table>`;
}

function spreadsheetXml(tables: OdsSpec["tables"]): string {
  const inner = typeof tables === "string" ? tables : tables.map(tableXml).join("");
  return `<office:body><office:spreadsheet>${inner}</office:spreadsheet></office:body>`;
}

export function contentXml({ tables, automatic = "" }: OdsSpec): string {
  return `${DECLARATION}<office:document-content ${NAMESPACES} office:version="1.3"><office:automatic-styles>${automatic}</office:automatic-styles>${spreadsheetXml(tables)}</office:document-content>`;
}

/** A flat document as text, so that it can be written in any encoding. */
export function flatXml(spec: OdsSpec, declaration = DECLARATION): string {
  const { automatic = "", common = "" } = spec;
  return `${declaration}<office:document ${NAMESPACES} office:version="1.3" office:mimetype="${ODS_MEDIA_TYPE}"><office:styles>${common}</office:styles><office:automatic-styles>${automatic}</office:automatic-styles>${spreadsheetXml(spec.tables)}</office:document>`;
}

export function manifestXml(entries: string, doctype = ""): string {
  return `${DECLARATION}${doctype}<manifest:manifest xmlns:manifest="${OASIS}:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="${ODS_MEDIA_TYPE}"/>${entries}</manifest:manifest>`;
}

export function buildOds(spec: OdsSpec): Uint8Array {
  const { common = "", mimetype = ODS_MEDIA_TYPE } = spec;
  const contents: Record<string, string | Uint8Array> = {
    "content.xml": contentXml(spec),
    "styles.xml": `${DECLARATION}<office:document-styles ${NAMESPACES}><office:styles>${common}</office:styles></office:document-styles>`,
    "META-INF/manifest.xml": manifestXml('<manifest:file-entry manifest:full-path="content.xml"/>'),
  };
  for (const [name, content] of Object.entries(spec.parts ?? {})) {
    if (content === null) delete contents[name];
    else contents[name] = content;
  }
  const parts: ZipPart[] = Object.entries(contents).map(([name, data]) => ({ name, data }));
  const first: ZipPart[] =
    mimetype === null ? [] : [{ name: "mimetype", data: mimetype, method: 0 }];
  return buildZip({ parts: [...first, ...parts] });
}

/** One table named `Sheet1` with these rows and columns. */
export function buildTable(data: string, spec: Omit<OdsSpec, "tables"> = {}): Uint8Array {
  return buildOds({ ...spec, tables: [{ name: "Sheet1", data }] });
}

/** A row of cells; `attributes` as XML. */
export function row(cells: string, attributes = ""): string {
  return `<table:table-row${attributes === "" ? "" : ` ${attributes}`}>${cells}</table:table-row>`;
}

/** A cell of a value type, with what stands in it as XML. */
export function cell(attributes: string, content = ""): string {
  return `<table:table-cell${attributes === "" ? "" : ` ${attributes}`}>${content}</table:table-cell>`;
}

/** A cell with a text. */
export function text(plain: string, attributes = ""): string {
  return cell(`office:value-type="string" ${attributes}`.trim(), `<text:p>${plain}</text:p>`);
}

/** A cell with a number. */
export function number(value: string, attributes = ""): string {
  return cell(
    `office:value-type="float" office:value="${value}" ${attributes}`.trim(),
    `<text:p>${value}</text:p>`,
  );
}

/** A data style and a cell style of that name that uses it. */
export function cellStyle(name: string, dataStyle: string): string {
  return `${dataStyle}<style:style style:name="${name}" style:family="table-cell" style:data-style-name="N${name}"/>`;
}

const DATE_PARTS = "<number:year/><number:month/><number:day/>";
const TIME_PARTS = "<number:hours/><number:minutes/><number:seconds/>";

/** Cell styles `date`, `datetime`, `clock`, `duration` and `amount`. */
export const STYLES = [
  cellStyle("date", `<number:date-style style:name="Ndate">${DATE_PARTS}</number:date-style>`),
  cellStyle(
    "datetime",
    `<number:date-style style:name="Ndatetime">${DATE_PARTS}${TIME_PARTS}</number:date-style>`,
  ),
  cellStyle("clock", `<number:time-style style:name="Nclock">${TIME_PARTS}</number:time-style>`),
  cellStyle(
    "duration",
    `<number:time-style style:name="Nduration" number:truncate-on-overflow="false">${TIME_PARTS}</number:time-style>`,
  ),
  cellStyle(
    "amount",
    '<number:number-style style:name="Namount"><number:number number:decimal-places="2"/></number:number-style>',
  ),
].join("");
