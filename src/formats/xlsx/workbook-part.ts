// Reads the workbook part: its sheets in the order of the tabs, the date system, and the names that
// tell where a sheet has its header.
// Source: ECMA-376-1:2016 §18.2.5 (definedName), §18.2.19-20 (sheet, sheets), §18.2.28 (workbookPr).
import { MAX_WORKBOOK_SHEETS } from "../../../guards/limits.ts";
import { refuseListLength } from "../../../guards/workbook.ts";
import type { HeaderHint } from "../../codecs/header-hint.ts";
import { XML_END, XML_MORE, XML_START, XML_TEXT, XmlScanner } from "../../codecs/xml-scanner.ts";
import { refuseIf } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { PartReader } from "../../codecs/xml-part.ts";
import { hintOfName } from "./header-hints.ts";
import { isTrue, parseIndex } from "../../codecs/sheets/numbers.ts";

/** What the workbook says of one sheet, whatever its kind. */
export interface SheetElement {
  name: string;
  state: string;
  relationshipId: string;
}

/** What the workbook part says, in either encoding. */
export interface WorkbookFacts {
  readonly sheets: readonly SheetElement[];
  readonly is1904: boolean;
  /** By the sheet's place in `sheets`. */
  readonly headerHints: ReadonlyMap<number, HeaderHint>;
}

const VOCABULARY = [
  "workbook",
  "workbookPr",
  "date1904",
  "sheets",
  "sheet",
  "name",
  "state",
  "id",
  "definedNames",
  "definedName",
  "localSheetId",
];
const [
  WORKBOOK,
  WORKBOOK_PR,
  DATE_1904,
  SHEETS,
  SHEET,
  NAME,
  STATE,
  ID,
  DEFINED_NAMES,
  DEFINED_NAME,
  LOCAL_SHEET_ID,
] = VOCABULARY.keys();

/** The list of sheets, within the limits of a workbook. */
export class SheetList {
  readonly sheets: SheetElement[] = [];
  #characters = 0;

  /** Fails with: `corrupt_file`. */
  add(sheet: SheetElement): void {
    const { name, state, relationshipId } = sheet;
    this.#characters += name.length + state.length + relationshipId.length;
    refuseIf(refuseListLength("sheet_name_characters", this.#characters));
    refuseIf(refuseListLength("workbook_sheets", this.sheets.push(sheet)));
  }
}

/** Only the end of a name's reference is looked at. */
const MAX_REFERENCE_CHARACTERS = 64;

export class WorkbookReader implements PartReader, WorkbookFacts {
  readonly scanner: XmlScanner;
  readonly headerHints = new Map<number, HeaderHint>();
  is1904 = false;
  isWorkbook = false;
  readonly #list = new SheetList();
  #group = -1;
  /** Name that is open and of use, with its sheet and the end of its reference. */
  #openName: { name: string; sheet: number; reference: string } | null = null;

  constructor(entry: string, limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, entry, limits);
  }

  get sheets(): readonly SheetElement[] {
    return this.#list.sheets;
  }

  drain(): void {
    for (let event = this.scanner.next(); event !== XML_MORE; event = this.scanner.next()) {
      if (event === XML_START) this.#start();
      else if (this.#openName === null) continue;
      else if (event === XML_TEXT) this.#nameText();
      else if (event === XML_END && this.scanner.depth === 2) this.#endName();
    }
  }

  #start(): void {
    const { depth, name } = this.scanner;
    if (depth === 1) this.isWorkbook = name === WORKBOOK;
    else if (depth === 2) {
      this.#group = name;
      if (name === WORKBOOK_PR) this.#properties();
    } else if (depth === 3 && this.#group === SHEETS && name === SHEET) this.#sheet();
    else if (depth === 3 && this.#group === DEFINED_NAMES && name === DEFINED_NAME) this.#name();
  }

  #properties(): void {
    const { scanner } = this;
    while (scanner.nextAttribute()) {
      if (scanner.attribute === DATE_1904) this.is1904 = isTrue(scanner.valueText());
    }
  }

  #sheet(): void {
    const sheet: SheetElement = { name: "", state: "visible", relationshipId: "" };
    while (this.scanner.nextAttribute()) {
      const { attribute, isPrefixed } = this.scanner;
      if (attribute === NAME) sheet.name = this.scanner.valueText();
      else if (attribute === STATE) sheet.state = this.scanner.valueText();
      // `r:id` by any prefix; an `id` without one only where nothing better came.
      else if (attribute === ID && (isPrefixed || sheet.relationshipId === "")) {
        sheet.relationshipId = this.scanner.valueText();
      }
    }
    this.#list.add(sheet);
  }

  #name(): void {
    const { scanner } = this;
    let name = "";
    let sheet = -1;
    while (scanner.nextAttribute()) {
      if (scanner.attribute === NAME) name = scanner.valueText();
      else if (scanner.attribute === LOCAL_SHEET_ID) {
        sheet = parseIndex(scanner.bytes, scanner.valueStart, scanner.valueEnd);
      }
    }
    const isSheet = sheet >= 0 && sheet < MAX_WORKBOOK_SHEETS;
    if (isSheet && name.startsWith("_xlnm.")) this.#openName = { name, sheet, reference: "" };
  }

  #nameText(): void {
    const { text, textStart, textEnd } = this.scanner;
    if (this.#openName === null) return;
    const from = Math.max(textStart, textEnd - MAX_REFERENCE_CHARACTERS);
    const added = String.fromCharCode(...text.subarray(from, textEnd));
    const reference = this.#openName.reference + added;
    this.#openName.reference = reference.slice(-MAX_REFERENCE_CHARACTERS);
  }

  #endName(): void {
    if (this.#openName === null) return;
    const { name, sheet, reference } = this.#openName;
    this.#openName = null;
    const hint = hintOfName(name, reference);
    const known = this.headerHints.get(sheet);
    // A filter says more than titles that are printed again on every page.
    if (hint !== null && (known === undefined || hint.isCertain)) this.headerHints.set(sheet, hint);
  }
}
