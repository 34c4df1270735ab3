// Second pass over an Excel 2003 XML workbook: the cells of the sheets that were chosen.
// Source: "XML Spreadsheet Reference" (Microsoft, 2001): Table, Column, Row, Cell, Data.
import { refuse, type SourceLocation } from "../../core/failure.ts";
import type { ParseContext } from "../../core/format.ts";
import type { RowSink } from "../../core/records.ts";
import type { NumberFormatKind } from "../number-formats.ts";
import type { PartReader } from "../xml-part.ts";
import { XML_END, XML_MORE, XML_START, XML_TEXT, XmlScanner } from "../xml-scanner.ts";
import { formatAddress, MAX_COLUMN, MAX_ROW } from "./addresses.ts";
import type { ListedSheet } from "./sheet-selection.ts";
import { SheetTable } from "./sheet-table.ts";
import { growText } from "./text-room.ts";
import { readSpreadsheetXmlValue } from "./spreadsheetml-2003-values.ts";

const VOCABULARY = [
  "Worksheet",
  "Table",
  "Column",
  "Row",
  "Cell",
  "Data",
  "Index",
  "Span",
  "Hidden",
  "StyleID",
  "MergeAcross",
  "MergeDown",
  "Type",
  "Formula",
];
const [
  WORKSHEET,
  TABLE,
  COLUMN,
  ROW,
  CELL,
  DATA,
  INDEX,
  SPAN,
  HIDDEN,
  STYLE_ID,
  MERGE_ACROSS,
  MERGE_DOWN,
  TYPE,
  FORMULA,
] = VOCABULARY.keys();

const WORKSHEET_DEPTH = 2;
const TABLE_DEPTH = 3;
const ROW_DEPTH = 4;
const CELL_DEPTH = 5;
const DATA_DEPTH = 6;

/** What the first pass has found. */
export interface SpreadsheetXmlFacts {
  chosen: ReadonlySet<ListedSheet>;
  sheets: readonly ListedSheet[];
  kinds: ReadonlyMap<string, NumberFormatKind>;
  is1904: boolean;
}

/** Gives one table for each chosen sheet, while the document comes in. */
export class SpreadsheetXmlSheets implements PartReader {
  readonly scanner: XmlScanner;
  hasRows = false;
  readonly #facts: SpreadsheetXmlFacts;
  readonly #sink: RowSink;
  readonly #context: ParseContext;
  #table: SheetTable | null = null;
  #sheet = 0;
  #isInTable = false;
  #row = 0;
  /** Last of the rows that the current `Row` stands for. */
  #lastRow = 0;
  #column = 0;
  #nextColumn = 0;
  #rowStyle: string | null = null;
  #style: string | null = null;
  #type = "";
  #hasFormula = false;
  #hasData = false;
  #isInData = false;
  #text = new Uint8Array(256);
  #length = 0;

  constructor(facts: SpreadsheetXmlFacts, sink: RowSink, context: ParseContext) {
    this.scanner = new XmlScanner(VOCABULARY, "", context.limits);
    this.#facts = facts;
    this.#sink = sink;
    this.#context = context;
  }

  drain(): void {
    const { scanner } = this;
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event === XML_START) this.#start();
      else if (event === XML_TEXT) {
        if (this.#isInData) this.#append(scanner.text, scanner.textStart, scanner.textEnd);
      } else if (event === XML_END) this.#end();
    }
  }

  #start(): void {
    const { depth, name } = this.scanner;
    if (depth === WORKSHEET_DEPTH && name === WORKSHEET) this.#beginSheet();
    else if (this.#table === null) return;
    else if (depth === TABLE_DEPTH) this.#isInTable = name === TABLE;
    else if (!this.#isInTable) return;
    else if (depth === ROW_DEPTH && name === ROW) this.#beginRow(this.#table);
    else if (depth === ROW_DEPTH && name === COLUMN) this.#columns(this.#table);
    else if (depth === CELL_DEPTH && name === CELL && this.#row > 0) this.#beginCell(this.#table);
    // A comment has a `Data` of its own, one element deeper.
    else if (depth === DATA_DEPTH && name === DATA && this.#nextColumn > 0) this.#beginData();
  }

  #end(): void {
    const { depth, name } = this.scanner;
    if (this.#isInData && depth < DATA_DEPTH) this.#isInData = false;
    else if (depth === CELL_DEPTH - 1 && name === CELL && this.#nextColumn > 0) this.#endCell();
    else if (depth === WORKSHEET_DEPTH - 1 && name === WORKSHEET) this.#endSheet();
  }

  #beginSheet(): void {
    const sheet = this.#facts.sheets[this.#sheet];
    this.#sheet += 1;
    if (sheet === undefined || !this.#facts.chosen.has(sheet) || this.#sink.isFull) return;
    const facts = { date_system: this.#facts.is1904 ? 1904 : 1900 };
    this.#table = new SheetTable(sheet, facts, this.#sink, this.#context);
    this.#isInTable = false;
    this.#row = 0;
    this.#lastRow = 0;
    this.#column = 0;
    this.#nextColumn = 0;
  }

  #endSheet(): void {
    if (this.#table === null) return;
    this.#table.end();
    this.hasRows ||= this.#table.hasRows;
    this.#table = null;
  }

  #columns(table: SheetTable): void {
    const { scanner } = this;
    let first = this.#column + 1;
    let span = 0;
    let isHidden = false;
    while (scanner.nextAttribute()) {
      if (scanner.attribute === INDEX) first = this.#count(1);
      else if (scanner.attribute === SPAN) span = this.#count(0);
      else if (scanner.attribute === HIDDEN) isHidden = scanner.valueText().trim() === "1";
    }
    if (first + span > MAX_COLUMN) this.#refuseAddress();
    this.#column = first + span;
    if (isHidden) table.marks.hideColumns(first, first + span);
  }

  #beginRow(table: SheetTable): void {
    const { scanner } = this;
    let row = this.#lastRow + 1;
    let span = 0;
    let isHidden = false;
    this.#rowStyle = null;
    while (scanner.nextAttribute()) {
      if (scanner.attribute === INDEX) row = this.#count(1);
      else if (scanner.attribute === SPAN) span = this.#count(0);
      else if (scanner.attribute === HIDDEN) isHidden = scanner.valueText().trim() === "1";
      else if (scanner.attribute === STYLE_ID) this.#rowStyle = scanner.valueText();
    }
    if (row + span > MAX_ROW) this.#refuseAddress();
    this.#row = row;
    this.#lastRow = row + span;
    this.#column = 0;
    this.#nextColumn = 0;
    if (isHidden) table.marks.hideRows(row, row + span);
  }

  #beginCell({ marks }: SheetTable): void {
    const { scanner } = this;
    let column = this.#column + 1;
    let across = 0;
    let down = 0;
    this.#style = this.#rowStyle;
    this.#hasFormula = false;
    this.#hasData = false;
    this.#length = 0;
    while (scanner.nextAttribute()) {
      const { attribute } = scanner;
      if (attribute === INDEX) column = this.#count(1);
      else if (attribute === STYLE_ID) this.#style = scanner.valueText();
      else if (attribute === MERGE_ACROSS) across = this.#count(0);
      else if (attribute === MERGE_DOWN) down = this.#count(0);
      else if (attribute === FORMULA) this.#hasFormula = true;
    }
    if (column + across > MAX_COLUMN) this.#refuseAddress();
    this.#column = column;
    this.#nextColumn = column + across;
    if (across === 0 && down === 0) return;
    marks.merge({
      firstRow: this.#row,
      firstColumn: column,
      lastRow: Math.min(this.#row + down, MAX_ROW),
      lastColumn: column + across,
    });
  }

  #beginData(): void {
    const { scanner } = this;
    this.#isInData = true;
    this.#hasData = true;
    this.#type = "";
    this.#length = 0;
    while (scanner.nextAttribute()) {
      if (scanner.attribute === TYPE) this.#type = scanner.valueText();
    }
  }

  #endCell(): void {
    const table = this.#table;
    if (table === null) return;
    const cell = formatAddress(this.#row, this.#column);
    const at = { row: this.#row, column: this.#column, cell };
    if (this.#hasData) {
      const value = readSpreadsheetXmlValue(
        this.#type,
        this.#text.subarray(0, this.#length),
        this.#facts.kinds.get(this.#style ?? "") ?? "number",
        this.#facts.is1904,
        (code, message) => table.warnings.add(code, message, at),
        () => this.#place(),
      );
      table.rows.set(this.#row, this.#column, value);
    } else if (this.#hasFormula) {
      const message = "The file holds no result for the formula of this cell.";
      table.warnings.add("formula_not_calculated", message, at);
    }
    this.#column = this.#nextColumn;
    this.#nextColumn = 0;
  }

  #append(source: Uint8Array, start: number, end: number): void {
    const needed = this.#length + end - start;
    if (needed > this.#text.length) {
      const max = this.#context.limits.cellBytes;
      this.#text = growText(this.#text, this.#length, needed, max, () => this.#place());
    }
    this.#text.set(source.subarray(start, end), this.#length);
    this.#length = needed;
  }

  /** Value of the current attribute as a whole number. */
  #count(least: number): number {
    const text = this.scanner.valueText().trim();
    const value = /^\d{1,7}$/.test(text) ? Number(text) : -1;
    if (value < least) this.#refuseAddress();
    return value;
  }

  #place(): SourceLocation {
    const sheet = this.#facts.sheets[this.#sheet - 1]?.name ?? "";
    const { row, column } = { row: this.#row, column: this.#column };
    if (row < 1 || column < 1) return { sheet };
    return { sheet, row, column, cell: formatAddress(row, column) };
  }

  #refuseAddress(): never {
    refuse({
      code: "corrupt_file",
      detail: `A row or cell has no address, or one beyond ${formatAddress(MAX_ROW, MAX_COLUMN)}.`,
      at: this.#place(),
    });
  }
}
