// The documents of test/fixtures/ods: what each of them holds, as code. A test keeps the files equal
// to this; UPDATE_GOLDEN=1 writes them anew.
import {
  buildOds,
  buildTable,
  cell,
  cellStyle,
  contentXml,
  flatXml,
  manifestXml,
  number,
  row,
  STYLES,
  text,
} from "./build-ods.ts";
import { buildZip, utf8 } from "./build-zip.ts";

const repeated = (count: number) => `table:number-columns-repeated="${count}"`;
const rowsRepeated = (count: number) => `table:number-rows-repeated="${count}"`;
const styled = (style: string) => `table:style-name="${style}"`;
const COLLAPSED = 'table:visibility="collapse"';

function typed(type: string, value: string, shown: string, more = ""): string {
  return cell(
    `${more}${more === "" ? "" : " "}office:value-type="${type}" ${value} calcext:value-type="${type}"`,
    `<text:p>${shown}</text:p>`,
  );
}

function date(value: string, style: string): string {
  return typed("date", `office:date-value="${value}"`, "shown", styled(style));
}

function time(value: string, style: string): string {
  return typed("time", `office:time-value="${value}"`, "shown", styled(style));
}

/** Rows and columns down to the end of the sheet, as applications write them. */
const REST = row(cell(repeated(16_384)), rowsRepeated(1_048_000));

const TRIAL_BALANCE = [
  `<table:table-column ${repeated(4)}/>`,
  row(text("Example Ltd") + date("2025-12-31", "date") + cell(repeated(16_382))),
  row(cell(repeated(16_384))),
  row(["Account", "Name", "Debit", "Credit"].map((name) => text(name)).join("")),
  row(text("1000") + text("Cash") + number("1234.5", styled("amount")) + cell(repeated(2))),
  row(text("0010") + text("Sales") + cell("") + number("1234.5", styled("amount"))),
  row(
    text("Total") +
      cell("") +
      number(
        "1234.5",
        `${styled("amount")} table:formula="of:=SUM([.C4:.C5])" table:number-matrix-columns-spanned="1"`,
      ) +
      number("1234.5", `${styled("amount")} table:formula="of:=SUM([.D4:.D5])"`),
  ),
  REST,
].join("");

const VALUES = [
  row(
    number("0.30000000000000004") + number("-0") + number("1.5E+20") + number("12345678901234567"),
  ),
  row(
    typed("percentage", 'office:value="0.125"', "12.5 %") +
      typed("currency", 'office:currency="EUR" office:value="9.9"', "9,90 €") +
      typed("boolean", 'office:boolean-value="true"', "WAHR") +
      typed("boolean", 'office:boolean-value="false"', "FALSCH"),
  ),
  row(
    text("00123") +
      cell(
        'table:formula="of:=1" office:value-type="string" office:string-value="a&#10;b"',
        "<text:p>a b</text:p>",
      ) +
      cell("", "<text:p>no type</text:p>") +
      cell('table:value-type="float" table:value="7"', "<text:p>7</text:p>"),
  ),
  row(
    date("2025-01-31", "date") +
      date("2025-01-31T00:00:00", "date") +
      date("2025-01-31", "datetime") +
      date("2025-01-31T13:45:30.123456789", "datetime") +
      date("2024-12-31T23:59:59.9999996", "datetime") +
      date("1899-12-30T13:45:00", "datetime"),
  ),
  row(
    time("PT13H45M30S", "clock") +
      time("PT00H00M00S", "clock") +
      time("PT36H30M00S", "clock") +
      time("PT08H30M00S", "duration") +
      time("PT36H30M00S", "duration") +
      time("-PT2H30M00S", "duration"),
  ),
  row(
    number("45688", styled("date")) +
      number("45688.5", styled("datetime")) +
      number("0.5", styled("clock")) +
      number("1.5", styled("duration")) +
      number("0", styled("date")) +
      number("45688", styled("sections")),
  ),
].join("");

const SECTIONS =
  '<number:date-style style:name="NsectionsP0" style:volatile="true"><number:day/><number:month/><number:year/></number:date-style>' +
  cellStyle(
    "sections",
    '<number:text-style style:name="Nsections"><number:text-content/><style:map style:condition="value()&gt;=0" style:apply-style-name="NsectionsP0"/></number:text-style>',
  );

const FAULTS = [
  row(
    cell(
      'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"',
      "<text:p>#DIV/0!</text:p>",
    ) +
      cell(
        'table:formula="oooc:=1/0" office:value-type="float" office:value="0"',
        "<text:p>Err:502</text:p>",
      ) +
      cell('table:formula="of:=[.Z1]"') +
      cell('table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""'),
  ),
  row(
    cell('office:value-type="float" office:value="12,5"', "<text:p>12.5 EUR</text:p>") +
      cell('office:value-type="boolean" office:boolean-value="maybe"', "<text:p>?</text:p>") +
      cell(
        'office:value-type="date" office:date-value="1900-02-29"',
        "<text:p>29.02.1900</text:p>",
      ) +
      cell('office:value-type="colour"', "<text:p>red</text:p>"),
  ),
].join("");

const EMPTY_RESULT = 'table:formula="of:=IF([.A1]=0;&quot;&quot;;[.A1])"';
const EMPTY_RESULTS = [
  row(text("as LibreOffice writes it") + cell(EMPTY_RESULT, "<text:p/>") + number("1")),
  row(
    text("with a type") +
      cell(`${EMPTY_RESULT} office:value-type="string"`, "<text:p/>") +
      number("2"),
  ),
  row(text("a text without a type") + cell(EMPTY_RESULT, "<text:p>x</text:p>") + number("3")),
  row(text("never calculated") + cell(EMPTY_RESULT) + number("4")),
].join("");

/** A style whose numbers have so many digits at least, and what else it says. */
function zeroPadded(name: string, digits: number, more = "", inner = ""): string {
  return cellStyle(
    name,
    `<number:number-style style:name="N${name}"><number:number number:min-integer-digits="${digits}" ${more}>${inner}</number:number></number:number-style>`,
  );
}

const CODE_STYLES = [
  zeroPadded("code", 6, 'number:decimal-places="0"'),
  zeroPadded("one", 1),
  zeroPadded("cents", 4, 'number:decimal-places="2"'),
  zeroPadded("grouped", 7, 'number:grouping="true"'),
  zeroPadded("dashed", 9, "", '<number:embedded-text number:position="4">-</number:embedded-text>'),
].join("");

/** Of the rows that are printed on every page the last one is the header. */
const CODES = [
  `<table:table-column/><table:table-column table:default-cell-style-name="code"/><table:table-column ${repeated(4)}/>`,
  row(text("alpha") + text("beta")),
  "<table:table-header-rows>",
  row(text("Example Ltd")),
  row(["Account", "Code", "One", "Cents", "Grouped", "Dashed"].map((name) => text(name)).join("")),
  "</table:table-header-rows>",
  ...[42, 1234567].map((code) =>
    row(
      number(String(code), styled("code")) +
        number(String(code)) +
        ["one", "cents", "grouped", "dashed"]
          .map((style) => number(String(code), styled(style)))
          .join(""),
    ),
  ),
].join("");

const string = (content: string) => cell('office:value-type="string"', content);

const TEXTS = [
  "<text:p>first</text:p><text:p/><text:p>third</text:p>",
  '<text:p><text:s text:c="2"/>a <text:s/>b </text:p>',
  "<text:p>\n    laid   out\n    by hand\n  </text:p>",
  "<text:p>a<text:tab/>b<text:line-break/>c</text:p>",
  "<text:p>bold <text:span>and</text:span> <text:a>linked</text:a> &amp; &#8364;</text:p>",
  "<office:annotation><dc:date>2025-01-31T00:00:00</dc:date><text:p>note</text:p></office:annotation><text:p>with a note</text:p>",
  "<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame><text:p>with a shape</text:p>",
  "<text:p><text:ruby><text:ruby-base>課長</text:ruby-base><text:ruby-text>カチョウ</text:ruby-text></text:ruby></text:p>",
  "<text:list><text:list-item><text:p>one</text:p></text:list-item><text:list-item><text:p>two</text:p></text:list-item></text:list>",
  `<table:table table:name="inner" table:is-sub-table="true">${row(text("inner"))}</table:table><text:p>with a table</text:p>`,
].map((content, index) => row(string(content) + number(String(index))));

const HIDDEN_TABLE =
  '<style:style style:name="shown" style:family="table"><style:table-properties table:display="true"/></style:style><style:style style:name="hidden" style:family="table"><style:table-properties table:display="false"/></style:style>';

const SHAPE = [
  `<table:table-column/><table:table-column ${COLLAPSED}/><table:table-column-group table:display="false"><table:table-column ${repeated(2)}/></table:table-column-group><table:table-column ${repeated(16_380)}/>`,
  `<table:table-header-rows>${row(text("A") + text("B") + text("C") + text("D"))}</table:table-header-rows>`,
  row(cell(""), rowsRepeated(3)),
  row(number("7", repeated(4)), rowsRepeated(2)),
  row(
    text("over", 'table:number-columns-spanned="2" table:number-rows-spanned="2"') +
      `<table:covered-table-cell office:value-type="string"><text:p>kept below</text:p></table:covered-table-cell>` +
      text("beside"),
  ),
  row(`<table:covered-table-cell ${repeated(2)}/>${text("next")}`),
  `<table:table-row-group table:display="false">${row(text("folded"), rowsRepeated(2))}</table:table-row-group>`,
  row(text("filtered"), 'table:visibility="filter"'),
  row(cell("") + text("end")),
  row(cell(repeated(16_384)), `${COLLAPSED} ${rowsRepeated(1_048_565)}`),
].join("");

/** What spreadsheets hold besides their tables, and what tables hold besides their rows. */
const BESIDE = `<table:tracked-changes><table:deletion><table:cut-offs/></table:deletion></table:tracked-changes><table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings><table:table table:name="1904"><table:title>t</table:title><table:scenario/><office:forms/><table:shapes><draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame></table:shapes>${row(number("1", styled("date")) + date("2025-01-31", "date"))}</table:table><table:dde-links><table:dde-link><table:table table:name="link">${row(text("no"))}</table:table></table:dde-link></table:dde-links>`;

const ENCRYPTED_CONTENT =
  '<manifest:file-entry manifest:full-path="content.xml" manifest:size="9"><manifest:encryption-data manifest:checksum-type="SHA1/1K" manifest:checksum="x"/></manifest:file-entry>';

const FLAT = { automatic: STYLES, tables: [{ name: "Flat", data: TRIAL_BALANCE }] };
const ONE_ROW = row(text("Müller") + number("12.5"));

/** File names with their extension. */
export const ODS_FIXTURES: Readonly<Record<string, () => Uint8Array>> = {
  "one-cell.ods": () => buildOds({ tables: [{ name: "TB", data: row(number("12.5")) }] }),
  "trial-balance.ods": () =>
    buildOds({ automatic: STYLES, tables: [{ name: "TB 2025", data: TRIAL_BALANCE }] }),
  "values.ods": () => buildTable(VALUES, { automatic: STYLES + SECTIONS }),
  "faulty-cells.ods": () => buildTable(FAULTS),
  "empty-results.ods": () => buildTable(EMPTY_RESULTS),
  "codes-under-header-rows.ods": () => buildTable(CODES, { automatic: CODE_STYLES }),
  "texts.ods": () => buildTable(TEXTS.join("")),
  "shape.ods": () => buildTable(SHAPE),
  "hidden-and-empty-tables.ods": () =>
    buildOds({
      automatic: HIDDEN_TABLE,
      tables: [
        { name: "Cover" },
        { name: "Data", data: row(number("1")), style: "shown" },
        { name: "Hidden", data: row(number("2")), style: "hidden" },
        { name: "Blank", data: REST },
      ],
    }),
  "only-empty-tables.ods": () => buildOds({ tables: [{ name: "a" }, { name: "b", data: REST }] }),
  "beside-tables.ods": () => buildOds({ automatic: STYLES, tables: BESIDE }),
  "odd-package.ods": () =>
    buildZip({
      parts: [
        {
          name: "META-INF/manifest.xml",
          data: manifestXml(
            "",
            '<!DOCTYPE manifest:manifest PUBLIC "-//OpenOffice.org//DTD Manifest 1.0//EN" "Manifest.dtd">',
          ),
          hasDescriptor: true,
        },
        {
          name: "content.xml",
          data: contentXml({ tables: [{ name: "Odd &amp; old", data: ONE_ROW }] })
            .replaceAll(/(<\/?)table:/g, "$1t:")
            .replace("xmlns:table", "xmlns:t"),
          hasDescriptor: true,
        },
      ],
    }),
  "template.ots": () =>
    buildOds({
      tables: [{ name: "Form", data: ONE_ROW }],
      mimetype: "application/vnd.oasis.opendocument.spreadsheet-template",
    }),
  "flat.fods": () => utf8(flatXml(FLAT)),
  "flat-latin-1.fods": () =>
    Uint8Array.from(
      flatXml(
        { tables: [{ name: "Flat", data: ONE_ROW }] },
        '<?xml version="1.0" encoding="ISO-8859-1"?>\n',
      ),
      (char) => char.charCodeAt(0),
    ),
  "encrypted-content.ods": () =>
    buildTable(ONE_ROW, {
      parts: {
        "META-INF/manifest.xml": manifestXml(ENCRYPTED_CONTENT),
        "content.xml": new Uint8Array([0x9c, 0x11, 0x7f]),
      },
    }),
  "encrypted-package.ods": () =>
    buildOds({
      tables: [],
      parts: {
        "content.xml": null,
        "styles.xml": null,
        "encrypted-package": new Uint8Array([0x9c, 0x11, 0x7f]),
      },
    }),
  "document-type.fods": () =>
    utf8(flatXml({ tables: "&a;" }, '<!DOCTYPE office:document [<!ENTITY a "b">]>')),
  "content-missing.ods": () => buildTable(ONE_ROW, { parts: { "content.xml": null } }),
  "text-document.ods": () =>
    buildTable("", {
      parts: {
        "content.xml":
          '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:body><office:text/></office:body></office:document-content>',
      },
    }),
  "no-tables.ods": () => buildOds({ tables: [] }),
  "truncated.ods": () => buildTable(ONE_ROW).subarray(0, 800),
  "truncated-flat.fods": () => utf8(flatXml(FLAT).slice(0, -200)),
  "repeated-beyond-the-sheet.ods": () =>
    buildTable(row(number("1", repeated(16_384)), rowsRepeated(2_147_483_647))),
  "columns-beyond-the-sheet.ods": () => buildTable(row(number("1", repeated(999_999_999)))),
  "whole-sheet-filled.ods": () =>
    buildTable(row(number("1", repeated(16_384)), rowsRepeated(1_048_576))),
  "repeated-long-text.ods": () =>
    buildTable(row(text("x".repeat(10_000)), rowsRepeated(1_000_000))),
  "endless-spaces.ods": () =>
    buildTable(row(string('<text:p><text:s text:c="2147483647"/></text:p>'))),
  "negative-count.ods": () => buildTable(row(number("1", 'table:number-columns-repeated="-2"'))),
};
