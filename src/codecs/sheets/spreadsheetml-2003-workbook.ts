// First pass over an Excel 2003 XML workbook: its sheets, its date system and the formats of its
// styles. What is said of a sheet's visibility stands behind its cells.
// Source: "XML Spreadsheet Reference" (Microsoft, 2001): Workbook, Style, NumberFormat, Visible.
import { refuseListLength, refuseStyleCharacters } from "../../../guards/workbook.ts";
import { refuseIf } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { classifyNumberFormat, type NumberFormatKind } from "../number-formats.ts";
import { decodeUtf8 } from "../utf8-string.ts";
import type { PartReader } from "../xml-part.ts";
import { XML_END, XML_MORE, XML_START, XML_TEXT, XmlScanner } from "../xml-scanner.ts";
import type { ListedSheet, Visibility } from "./sheet-selection.ts";

/** Formats that have a name here instead of a code. */
const NAMED_FORMATS = new Map<string, NumberFormatKind>([
  ["general date", "datetime"],
  ["long date", "date"],
  ["medium date", "date"],
  ["short date", "date"],
  ["long time", "time"],
  ["medium time", "time"],
  ["short time", "time"],
  ["currency", "number"],
  ["euro currency", "number"],
  ["fixed", "number"],
  ["standard", "number"],
  ["percent", "number"],
  ["scientific", "number"],
  ["yes/no", "number"],
  ["true/false", "number"],
  ["on/off", "number"],
]);

const VOCABULARY = [
  "Workbook",
  "Worksheet",
  "Name",
  "WorksheetOptions",
  "Visible",
  "ExcelWorkbook",
  "Date1904",
  "Styles",
  "Style",
  "ID",
  "Parent",
  "NumberFormat",
  "Format",
];
const [
  WORKBOOK,
  WORKSHEET,
  NAME,
  WORKSHEET_OPTIONS,
  VISIBLE,
  EXCEL_WORKBOOK,
  DATE_1904,
  STYLES,
  STYLE,
  ID,
  PARENT,
  NUMBER_FORMAT,
  FORMAT,
] = VOCABULARY.keys();

/** What a style costs besides its name. */
const STYLE_CHARACTERS = 32;

export class SpreadsheetXmlWorkbook implements PartReader {
  readonly scanner: XmlScanner;
  readonly sheets: ListedSheet[] = [];
  /** By the id of a style. */
  readonly kinds = new Map<string, NumberFormatKind>();
  is1904 = false;
  isWorkbook = false;
  #nameCharacters = 0;
  #styleCharacters = 0;
  #group = -1;
  #subgroup = -1;
  #style = "";
  #isInVisible = false;
  #visible = "";

  constructor(limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, "", limits);
  }

  drain(): void {
    const { scanner } = this;
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event === XML_START) this.#start();
      else if (event === XML_TEXT) this.#text();
      else if (event === XML_END && this.#isInVisible) this.#endVisible();
    }
  }

  #start(): void {
    const { depth, name } = this.scanner;
    if (depth === 1) this.isWorkbook = name === WORKBOOK;
    else if (depth === 2) {
      this.#group = name;
      if (name === WORKSHEET) this.#sheet();
    } else if (depth === 3) {
      this.#subgroup = name;
      if (this.#group === STYLES && name === STYLE) this.#beginStyle();
      // The element alone means yes.
      else if (this.#group === EXCEL_WORKBOOK && name === DATE_1904) this.is1904 = true;
    } else if (depth === 4) {
      const isOption = this.#group === WORKSHEET && this.#subgroup === WORKSHEET_OPTIONS;
      if (isOption && name === VISIBLE) this.#isInVisible = true;
      else if (this.#subgroup === STYLE && name === NUMBER_FORMAT) this.#numberFormat();
    }
  }

  #sheet(): void {
    let name = "";
    while (this.scanner.nextAttribute()) {
      if (this.scanner.attribute === NAME) name = this.scanner.valueText();
    }
    this.sheets.push({ name, visibility: "visible", index: this.sheets.length + 1 });
    this.#nameCharacters += name.length;
    refuseIf(refuseListLength("sheet_name_characters", this.#nameCharacters));
    refuseIf(refuseListLength("workbook_sheets", this.sheets.length));
  }

  #beginStyle(): void {
    let parent = "";
    this.#style = "";
    while (this.scanner.nextAttribute()) {
      if (this.scanner.attribute === ID) this.#style = this.scanner.valueText();
      else if (this.scanner.attribute === PARENT) parent = this.scanner.valueText();
    }
    this.kinds.set(this.#style, this.kinds.get(parent) ?? "number");
    this.#styleCharacters += this.#style.length + STYLE_CHARACTERS;
    refuseIf(refuseStyleCharacters(this.#styleCharacters));
  }

  #numberFormat(): void {
    while (this.scanner.nextAttribute()) {
      if (this.scanner.attribute !== FORMAT) continue;
      const code = this.scanner.valueText();
      const named = NAMED_FORMATS.get(code.trim().toLowerCase());
      this.kinds.set(this.#style, named ?? classifyNumberFormat(code));
    }
  }

  #text(): void {
    const { text, textStart, textEnd } = this.scanner;
    if (!this.#isInVisible || this.#visible.length > 64) return;
    this.#visible += decodeUtf8(text, textStart, Math.min(textEnd, textStart + 64)) ?? "";
  }

  #endVisible(): void {
    const state = this.#visible.trim().toLowerCase();
    const sheet = this.sheets.at(-1);
    if (sheet !== undefined) sheet.visibility = toVisibility(state);
    this.#isInVisible = false;
    this.#visible = "";
  }
}

function toVisibility(state: string): Visibility {
  if (state === "sheethidden") return "hidden";
  return state === "sheetveryhidden" ? "very_hidden" : "visible";
}
