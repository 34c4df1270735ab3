// Reads the XML of a document while it is unpacked: the styles, which stand before the body, then
// table after table, each into a table of the sink.
// Source: OpenDocument 1.3 part 3 §3.1 (roots), §3.15 (styles), §3.7 (office:spreadsheet), §9.4.1-§9.4.2 (settings).
import { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import { SheetTable } from "../../codecs/sheets/sheet-table.ts";
import { XML_END, XML_MORE, XML_START, XmlScanner } from "../../codecs/xml-scanner.ts";
import type { ParseRun, PartReader } from "../../codecs/xml-part.ts";
import { refuse, refuseIf } from "../../core/failure.ts";
import { refuseListLength } from "../../../guards/workbook.ts";
import type { ParseContext } from "../../core/format.ts";
import { quoteEntry } from "../../../guards/zip.ts";
import { FormatsByName, type CellStyles } from "./cell-styles.ts";
import { readDateSystem } from "./dates.ts";
import { HeaderRows } from "./header-rows.ts";
import type { RepeatBudget } from "./repeats.ts";
import { ENDED, NEEDS_BYTES, TableReader } from "./table.ts";
import { NAME, VOCABULARY } from "./vocabulary.ts";

const OUTSIDE = 0;
const IN_STYLES = 1;
const IN_BODY = 2;
const IN_SPREADSHEET = 3;
const IN_SETTINGS = 4;

/** Reader of `content.xml` or of a flat document. */
export class DocumentReader implements PartReader {
  readonly scanner: XmlScanner;
  /** Tables of the document, read or passed over. */
  tables = 0;
  hasRows = false;
  readonly #part: string;
  readonly #styles: CellStyles;
  readonly #formats: FormatsByName;
  readonly #chosen: ReadonlySet<number> | null;
  readonly #budget: RepeatBudget;
  readonly #run: ParseRun;
  readonly #tableContext: ParseContext;
  readonly #rowBuffer = new JsonRowBuffer();
  #dates = readDateSystem("");
  #state = OUTSIDE;
  #isCommon = false;
  #hasSpreadsheet = false;
  #skipDepth = 0;
  #left: number;
  #table: TableReader | null = null;

  /**
   * @param part name of the part, for failures.
   * @param chosen 1-based numbers of the tables to read, or null for all.
   */
  constructor(
    part: string,
    styles: CellStyles,
    chosen: ReadonlySet<number> | null,
    budget: RepeatBudget,
    run: ParseRun,
  ) {
    this.scanner = new XmlScanner(VOCABULARY, part, run.context.limits);
    this.#part = part;
    this.#styles = styles;
    this.#formats = new FormatsByName(styles);
    this.#chosen = chosen;
    this.#budget = budget;
    this.#run = run;
    const { context } = run;
    // Rows have no numbers here, so that none comes out of order: none is held back to be sorted.
    this.#tableContext = { ...context, limits: { ...context.limits, heldRowBytes: 0 } };
    this.#left = chosen?.size ?? Number.POSITIVE_INFINITY;
  }

  /** True when nothing more has to be read. */
  get isDone(): boolean {
    return this.#left === 0 || this.#run.sink.isFull;
  }

  /**
   * Consumes what the scanner has.
   * @returns true when there may be more at hand: ask the sink for room and call again.
   */
  drain(): boolean {
    const { scanner } = this;
    while (!this.isDone) {
      if (this.#table !== null) {
        const state = this.#table.drain();
        if (state === NEEDS_BYTES) return false;
        if (state === ENDED) this.#endTable(this.#table);
        return true;
      }
      const event = scanner.next();
      if (event === XML_MORE) return false;
      if (this.#skipDepth > 0) {
        if (event === XML_END && scanner.depth < this.#skipDepth) this.#skipDepth = 0;
      } else if (event === XML_START) this.#start(scanner.name, scanner.depth);
      else if (event === XML_END) this.#end(scanner.depth);
    }
    return false;
  }

  /** To be called at the end, early or not. Fails with: `corrupt_file`, `no_table_found`. */
  finish(): void {
    // Reading ended early, at `max_rows`.
    if (this.#table !== null) this.#endTable(this.#table);
    if (this.isDone) return;
    if (!this.#hasSpreadsheet) this.#refuse("The document has no spreadsheet in it.");
    if (this.tables > 0) return;
    refuse({ code: "no_table_found", detail: "The document has no sheet." });
  }

  #start(name: number, depth: number): void {
    const state = this.#state;
    if (state === IN_STYLES) this.#styles.add(this.scanner, depth - 2, this.#isCommon);
    else if (state === OUTSIDE && depth === 1) {
      if (name !== NAME.document && name !== NAME["document-content"]) {
        this.#refuse("The part is no OpenDocument content.");
      }
    } else if (state === OUTSIDE && (name === NAME.styles || name === NAME["automatic-styles"])) {
      this.#state = IN_STYLES;
      this.#isCommon = name === NAME.styles;
    } else if (state === OUTSIDE && name === NAME.body) this.#state = IN_BODY;
    else if (state === IN_BODY && name === NAME.spreadsheet) {
      this.#state = IN_SPREADSHEET;
      this.#hasSpreadsheet = true;
    } else if (state === IN_SPREADSHEET && name === NAME.table) this.#beginTable(depth);
    else if (state === IN_SPREADSHEET && name === NAME["calculation-settings"]) {
      this.#state = IN_SETTINGS;
    } else {
      if (state === IN_SETTINGS && name === NAME["null-date"]) this.#readDayZero();
      this.#skipDepth = depth;
    }
  }

  /** @param depth of what is open after the element that has just ended. */
  #end(depth: number): void {
    if (this.#state === IN_STYLES || this.#state === IN_BODY) {
      if (depth < 2) this.#state = OUTSIDE;
    } else if (this.#state === IN_SPREADSHEET) this.#state = IN_BODY;
    else if (this.#state === IN_SETTINGS) this.#state = IN_SPREADSHEET;
  }

  #readDayZero(): void {
    const { scanner } = this;
    while (scanner.nextAttribute()) {
      if (scanner.attribute !== NAME["date-value"]) continue;
      this.#dates = readDateSystem(scanner.valueText());
    }
  }

  #beginTable(depth: number): void {
    const { scanner } = this;
    this.tables += 1;
    refuseIf(refuseListLength("workbook_sheets", this.tables));
    if (this.#chosen !== null && !this.#chosen.has(this.tables)) {
      this.#skipDepth = depth;
      return;
    }
    let name = "";
    let style = "";
    while (scanner.nextAttribute()) {
      if (scanner.attribute === NAME.name) name = scanner.valueText();
      else if (scanner.attribute === NAME["style-name"]) style = scanner.valueText();
    }
    const visibility = this.#styles.hidesTable(style) ? "hidden" : "visible";
    const listed = { name, visibility, index: this.tables } as const;
    const headerRows = new HeaderRows();
    const context = this.#tableContext;
    const sheet = new SheetTable(listed, {}, this.#run.sink, context, headerRows);
    this.#table = new TableReader(scanner, name, sheet, headerRows, {
      styles: this.#styles,
      formats: this.#formats,
      dates: this.#dates,
      budget: this.#budget,
      limits: context.limits,
      rowBuffer: this.#rowBuffer,
    });
  }

  #endTable({ sheet }: TableReader): void {
    sheet.end();
    this.hasRows ||= sheet.hasRows;
    this.#table = null;
    this.#left -= 1;
  }

  #refuse(detail: string): never {
    refuse({ code: "corrupt_file", detail, at: { entry: quoteEntry(this.#part) } });
  }
}
