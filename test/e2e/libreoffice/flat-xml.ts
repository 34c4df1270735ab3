// Writes a flat OpenDocument spreadsheet, which LibreOffice takes as a source.
// Source: OASIS OpenDocument 1.3 part 3 §9 (tables), §19.385 (office:value-type).

const OASIS = "urn:oasis:names:tc:opendocument:xmlns";
const NAMESPACES = [
  `xmlns:office="${OASIS}:office:1.0"`,
  `xmlns:style="${OASIS}:style:1.0"`,
  `xmlns:text="${OASIS}:text:1.0"`,
  `xmlns:table="${OASIS}:table:1.0"`,
  `xmlns:number="${OASIS}:datastyle:1.0"`,
  'xmlns:dc="http://purl.org/dc/elements/1.1/"',
  'xmlns:xlink="http://www.w3.org/1999/xlink"',
  `xmlns:of="${OASIS}:of:1.2"`,
  'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"',
].join(" ");

const NUMBER = '<number:number number:min-integer-digits="1"';
const YEAR = '<number:year number:style="long"/>';
const MONTH = '<number:month number:style="long"/>';
const DAY = '<number:day number:style="long"/>';
const HOURS = '<number:hours number:style="long"/>';
const MINUTES = '<number:minutes number:style="long"/>';
const SECONDS = '<number:seconds number:style="long"/>';
const text = (inner: string) => `<number:text>${inner}</number:text>`;
const DATE = [YEAR, text("-"), MONTH, text("-"), DAY].join("");
const CLOCK = [HOURS, text(":"), MINUTES, text(":"), SECONDS].join("");

/** What a cell looks like, by the name of its style. */
const DATA_STYLES = {
  amount: `<number:number-style style:name="N-amount">${NUMBER} number:decimal-places="2" number:grouping="true"/></number:number-style>`,
  percent: `<number:percentage-style style:name="N-percent">${NUMBER} number:decimal-places="2"/>${text("%")}</number:percentage-style>`,
  currency: `<number:currency-style style:name="N-currency"><number:currency-symbol number:language="en" number:country="US">$</number:currency-symbol>${NUMBER} number:decimal-places="2" number:grouping="true"/></number:currency-style>`,
  code: '<number:number-style style:name="N-code"><number:number number:min-integer-digits="6" number:decimal-places="0"/></number:number-style>',
  date: `<number:date-style style:name="N-date">${DATE}</number:date-style>`,
  datetime: `<number:date-style style:name="N-datetime">${DATE}${text(" ")}${CLOCK}</number:date-style>`,
  clock: `<number:time-style style:name="N-clock">${CLOCK}</number:time-style>`,
  duration: `<number:time-style style:name="N-duration" number:truncate-on-overflow="false">${CLOCK}</number:time-style>`,
  flag: '<number:boolean-style style:name="N-flag"><number:boolean/></number:boolean-style>',
  text: '<number:text-style style:name="N-text"><number:text-content/></number:text-style>',
} as const;

export type StyleName = keyof typeof DATA_STYLES;

export interface FlatCell {
  /** Attributes after the name of the element. */
  attributes?: string;
  style?: StyleName;
  /** What stands inside, as XML. */
  content?: string;
  /** How often it comes, side by side. */
  repeated?: number;
  /** Behind a cell that spans it. */
  isCovered?: boolean;
}

export interface FlatRow {
  cells: readonly FlatCell[];
  repeated?: number;
  isHidden?: boolean;
}

export interface FlatSheet {
  name: string;
  isHidden?: boolean;
  /** Columns that are hidden, from 1, in order. */
  hiddenColumns?: readonly number[];
  rows: readonly FlatRow[];
}

export function escapeXml(plain: string): string {
  return plain
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

export function flatSpreadsheet(sheets: readonly FlatSheet[]): string {
  const styles = Object.entries(DATA_STYLES).map(
    ([name, style]) =>
      `${style}<style:style style:name="${name}" style:family="table-cell" style:data-style-name="N-${name}"/>`,
  );
  const tableStyles = ["true", "false"].map(
    (isShown) =>
      `<style:style style:name="shown-${isShown}" style:family="table"><style:table-properties table:display="${isShown}"/></style:style>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<office:document ${NAMESPACES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:automatic-styles>${styles.join("")}${tableStyles.join("")}</office:automatic-styles><office:body><office:spreadsheet>${sheets.map(table).join("")}</office:spreadsheet></office:body></office:document>
`;
}

function table({ name, isHidden = false, hiddenColumns = [], rows }: FlatSheet): string {
  const columns: string[] = [];
  let next = 1;
  for (const column of hiddenColumns) {
    if (column > next) columns.push(columnElement(column - next, false));
    columns.push(columnElement(1, true));
    next = column + 1;
  }
  columns.push(columnElement(1, false));
  return `<table:table table:name="${escapeXml(name)}" table:style-name="shown-${!isHidden}">${columns.join("")}${rows.map(row).join("")}</table:table>`;
}

function columnElement(count: number, isHidden: boolean): string {
  return `<table:table-column table:number-columns-repeated="${count}"${isHidden ? ' table:visibility="collapse"' : ""}/>`;
}

function row({ cells, repeated = 1, isHidden = false }: FlatRow): string {
  const attributes = [
    repeated > 1 ? ` table:number-rows-repeated="${repeated}"` : "",
    isHidden ? ' table:visibility="collapse"' : "",
  ];
  return `<table:table-row${attributes.join("")}>${cells.map(cell).join("")}</table:table-row>`;
}

function cell({ attributes, style, content, repeated = 1, isCovered = false }: FlatCell): string {
  const name = isCovered ? "table:covered-table-cell" : "table:table-cell";
  const parts = [
    style === undefined ? "" : ` table:style-name="${style}"`,
    repeated > 1 ? ` table:number-columns-repeated="${repeated}"` : "",
    attributes === undefined ? "" : ` ${attributes}`,
  ];
  return `<${name}${parts.join("")}>${content ?? ""}</${name}>`;
}
