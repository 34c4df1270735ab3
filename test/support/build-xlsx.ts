// Writes workbooks for tests: the usual parts around the sheet XML that a test is about.
import { buildZip, type ZipPart } from "./build-zip.ts";

interface SheetSpec {
  name: string;
  /** What stands inside `<sheetData>`. */
  data?: string;
  /** The whole part instead. */
  xml?: string;
  state?: string;
  /** Relationship type, last segment; `worksheet` unless said. */
  kind?: string;
}

export interface WorkbookSpec {
  sheets: readonly SheetSpec[];
  /** What stands inside each `<si>`. */
  strings?: readonly string[];
  /** Number format codes, or ids of built-in ones, of cell formats 1, 2 …; format 0 is General. */
  formats?: readonly (string | number)[];
  workbookPr?: string;
  isStrict?: boolean;
  /** Parts by name that replace or join the others; null leaves one out. */
  parts?: Readonly<Record<string, string | Uint8Array | null>>;
}

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";

function namespaces(isStrict: boolean): { main: string; relationships: string } {
  return isStrict
    ? {
        main: "http://purl.oclc.org/ooxml/spreadsheetml/main",
        relationships: "http://purl.oclc.org/ooxml/officeDocument/relationships",
      }
    : {
        main: "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        relationships: "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
      };
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

export function relationships(
  items: readonly { id: string; type: string; target: string; mode?: string }[],
): string {
  const inner = items.map(
    ({ id, type, target, mode }) =>
      `<Relationship Id="${id}" Type="${type}" Target="${target}"${mode === undefined ? "" : ` TargetMode="${mode}"`}/>`,
  );
  return `${DECLARATION}<Relationships xmlns="${PACKAGE}/relationships">${inner.join("")}</Relationships>`;
}

function stylesPart(main: string, formats: readonly (string | number)[]): string {
  const custom = formats.flatMap((format, index) =>
    typeof format === "string"
      ? [`<numFmt numFmtId="${164 + index}" formatCode="${escapeXml(format)}"/>`]
      : [],
  );
  const ids = formats.map((format, index) => (typeof format === "string" ? 164 + index : format));
  const cells = [0, ...ids].map((id) => `<xf numFmtId="${id}" fontId="0" applyNumberFormat="1"/>`);
  // cellStyleXfs has formats of its own that must not be taken for those of cells.
  return `${DECLARATION}<styleSheet xmlns="${main}"><numFmts count="${custom.length}">${custom.join("")}</numFmts><cellStyleXfs count="1"><xf numFmtId="14"/></cellStyleXfs><cellXfs count="${cells.length}">${cells.join("")}</cellXfs></styleSheet>`;
}

/** Names and contents of all parts, in the order in which they are written. */
export function workbookParts(spec: WorkbookSpec): Record<string, string | Uint8Array> {
  const { main, relationships: type } = namespaces(spec.isStrict === true);
  const sheets = spec.sheets.map(
    ({ name, state }, index) =>
      `<sheet name="${escapeXml(name)}" sheetId="${index + 1}"${state === undefined ? "" : ` state="${state}"`} r:id="rId${index + 1}"/>`,
  );
  const parts: Record<string, string | Uint8Array> = {
    "[Content_Types].xml": `${DECLARATION}<Types xmlns="${PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>`,
    "_rels/.rels": relationships([
      { id: "rId1", type: `${type}/officeDocument`, target: "xl/workbook.xml" },
    ]),
    "xl/workbook.xml": `${DECLARATION}<workbook xmlns="${main}" xmlns:r="${type}">${spec.workbookPr ?? ""}<sheets>${sheets.join("")}</sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": relationships([
      ...spec.sheets.map(({ kind }, index) => ({
        id: `rId${index + 1}`,
        type: `${type}/${kind ?? "worksheet"}`,
        target: `worksheets/sheet${index + 1}.xml`,
      })),
      { id: "rId901", type: `${type}/styles`, target: "styles.xml" },
      { id: "rId902", type: `${type}/sharedStrings`, target: "sharedStrings.xml" },
    ]),
    "xl/styles.xml": stylesPart(main, spec.formats ?? []),
    "xl/sharedStrings.xml": `${DECLARATION}<sst xmlns="${main}">${(spec.strings ?? []).map((inner) => `<si>${inner}</si>`).join("")}</sst>`,
  };
  for (const [index, { data, xml }] of spec.sheets.entries()) {
    parts[`xl/worksheets/sheet${index + 1}.xml`] =
      xml ??
      `${DECLARATION}<worksheet xmlns="${main}"><dimension ref="A1:XFD1048576"/><sheetData>${data ?? ""}</sheetData></worksheet>`;
  }
  for (const [name, content] of Object.entries(spec.parts ?? {})) {
    if (content === null) delete parts[name];
    else parts[name] = content;
  }
  return parts;
}

export function buildXlsx(spec: WorkbookSpec): Uint8Array {
  const parts: ZipPart[] = Object.entries(workbookParts(spec)).map(([name, data]) => ({
    name,
    data,
  }));
  return buildZip({ parts });
}

/** One sheet named `Sheet1` with this inside `<sheetData>`. */
export function buildSheet(data: string, spec: Omit<WorkbookSpec, "sheets"> = {}): Uint8Array {
  return buildXlsx({ ...spec, sheets: [{ name: "Sheet1", data }] });
}
