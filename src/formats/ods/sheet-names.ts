// Lists the tables of a document before they are read: one that is asked for by name may be the last,
// and a number may be the name of another one.
import { refuseListLength } from "../../../guards/workbook.ts";
import type { ListedSheet } from "../../codecs/sheets/sheet-selection.ts";
import type { PartReader } from "../../codecs/xml-part.ts";
import { XML_MORE, XML_START, XmlScanner } from "../../codecs/xml-scanner.ts";
import { refuseIf } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { skipRows } from "./skip-rows.ts";
import { NAME, VOCABULARY } from "./vocabulary.ts";

const SPREADSHEET_DEPTH = 3;
/** Reader of the names only: rows are neither read nor judged. */
export class SheetNamesReader implements PartReader {
  readonly scanner: XmlScanner;
  readonly sheets: ListedSheet[] = [];
  /** Whether a table of that very name has come: no later one can be meant. */
  hasFound = false;
  readonly #wanted: string;
  #isInSpreadsheet = false;
  #characters = 0;

  /** @param wanted the name, or number, that is asked for. */
  constructor(part: string, wanted: string, limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, part, limits);
    this.#wanted = wanted;
  }

  /** Fails with: `corrupt_file` (too many tables, or too much of names). */
  drain(): void {
    const { scanner } = this;
    for (;;) {
      if (this.#isInSpreadsheet && scanner.depth > SPREADSHEET_DEPTH && scanner.isInContent) {
        scanner.skipTo(skipRows(scanner.bytes, scanner.unreadStart));
      }
      const event = scanner.next();
      if (event === XML_MORE) return;
      if (event !== XML_START || scanner.depth > SPREADSHEET_DEPTH + 1) continue;
      if (scanner.depth <= SPREADSHEET_DEPTH) {
        this.#isInSpreadsheet =
          scanner.depth === SPREADSHEET_DEPTH && scanner.name === NAME.spreadsheet;
      } else if (this.#isInSpreadsheet && scanner.name === NAME.table) this.#add();
    }
  }

  #add(): void {
    const { scanner } = this;
    let name = "";
    while (scanner.nextAttribute()) {
      if (scanner.attribute === NAME.name) name = scanner.valueText();
    }
    this.sheets.push({ name, visibility: "visible", index: this.sheets.length + 1 });
    this.hasFound ||= name === this.#wanted;
    this.#characters += name.length;
    refuseIf(refuseListLength("sheet_name_characters", this.#characters));
    refuseIf(refuseListLength("workbook_sheets", this.sheets.length));
  }
}
