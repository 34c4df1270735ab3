// Reads one table while it is unpacked: its columns, rows and cells, one row at a time. Tables inside
// of it, shapes, annotations and notes are passed over.
// How to change this: `drain` stops when bytes run out, after a row, and between repeated rows, and is
// called again; all that it needs to go on stands in the fields.
// Source: OpenDocument 1.3 part 3 §9.1-§9.2 (tables, rows, columns, groups), §5-§6 (paragraphs).
import { formatAddress, MAX_ROW } from "../../codecs/sheets/addresses.ts";
import type { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import type { SheetTable } from "../../codecs/sheets/sheet-table.ts";
import {
  XML_END,
  XML_MORE,
  XML_START,
  XML_TEXT,
  type XmlScanner,
} from "../../codecs/xml-scanner.ts";
import { KIB } from "../../core/units.ts";
import type { SourceLocation } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { CellContent } from "./cell-content.ts";
import { CellText } from "./cell-text.ts";
import { CellReader } from "./cell-values.ts";
import type { DateSystem } from "./dates.ts";
import type { CellStyles, FormatsByName } from "./cell-styles.ts";
import type { CellFormat } from "./data-styles.ts";
import type { HeaderRows } from "./header-rows.ts";
import { PLAIN_MORE, PLAIN_UNUSUAL, PlainRows } from "./plain-rows.ts";
import {
  putRun,
  refuseColumn,
  refuseRow,
  RepeatedRow,
  type CellRun,
  type RepeatBudget,
} from "./repeats.ts";
import { RowSpans } from "./row-spans.ts";
import { readCount, TableColumns } from "./table-columns.ts";
import { NAME } from "./vocabulary.ts";

const { visibility: VISIBILITY, display: DISPLAY } = NAME;
const TABLE_ROW = NAME["table-row"];
const TABLE_CELL = NAME["table-cell"];
const COVERED_CELL = NAME["covered-table-cell"];
const TABLE_COLUMN = NAME["table-column"];
const ROWS_REPEATED = NAME["number-rows-repeated"];
const DEFAULT_CELL_STYLE = NAME["default-cell-style-name"];

/** What holds rows or columns of the same table. */
const HEADER_ROWS = NAME["table-header-rows"];
const GROUPS = new Set([
  HEADER_ROWS,
  NAME["table-row-group"],
  NAME["table-rows"],
  NAME["table-column-group"],
  NAME["table-columns"],
  NAME["table-header-columns"],
]);
const IN_TABLE = 0;
const IN_ROW = 1;
const IN_CELL = 2;

/** Why `drain` came back. */
export const NEEDS_BYTES = 0;
export const PAUSED = 1;
export const ENDED = 2;
export type DrainState = typeof NEEDS_BYTES | typeof PAUSED | typeof ENDED;

/** What rows may cost, in characters, before the sink is asked for room. */
const PAUSE_CHARACTERS = 512 * KIB;

/** What all tables of a document share. */
export interface TableContext {
  styles: CellStyles;
  formats: FormatsByName;
  dates: DateSystem;
  budget: RepeatBudget;
  limits: ParseLimits;
  /** For the rows of one table after the other. */
  rowBuffer: JsonRowBuffer;
}

/** Reader of the table whose start tag the scanner has just told. */
export class TableReader {
  readonly sheet: SheetTable;
  readonly #scanner: XmlScanner;
  readonly #name: string;
  readonly #maxColumns: number;
  readonly #budget: RepeatBudget;
  readonly #styles: CellStyles;
  readonly #columns: TableColumns;
  readonly #cell: CellReader;
  readonly #content: CellContent;
  readonly #plainRows: PlainRows;
  readonly #headerRows: HeaderRows;
  readonly #depth: number;
  #state = IN_TABLE;
  /** Depth of the outermost open element that is passed over with all that it holds; 0 for none. */
  #skipDepth = 0;
  /** The same of a group that is folded away. */
  #hiddenDepth = 0;
  #cellDepth = 0;
  #row = 0;
  #rowRepeat = 1;
  #rowFormat: CellFormat | null = null;
  #column = 0;
  #runs: CellRun[] = [];
  readonly #spans: RowSpans;
  #repeated: RepeatedRow | null = null;
  #cost = 0;
  /** True once a row begins behind those that are wanted. */
  #isCutOff = false;
  readonly #inherited = (): CellFormat => this.#rowFormat ?? this.#columns.formatOf(this.#column);

  constructor(
    scanner: XmlScanner,
    name: string,
    sheet: SheetTable,
    headerRows: HeaderRows,
    { styles, formats, dates, budget, limits, rowBuffer }: TableContext,
  ) {
    const place = () => this.#place();
    this.sheet = sheet;
    this.#spans = new RowSpans(sheet.marks);
    this.#scanner = scanner;
    this.#name = name;
    this.#depth = scanner.depth;
    this.#maxColumns = limits.columnsPerTable;
    this.#budget = budget;
    this.#styles = styles;
    this.#columns = new TableColumns(styles, sheet.marks, name);
    this.#headerRows = headerRows;
    const text = new CellText(limits.cellBytes, place);
    this.#content = new CellContent(text, place);
    this.#cell = new CellReader(text, sheet.warnings, formats, dates, place);
    const facts = { formats, columns: this.#columns, marks: sheet.marks, dates };
    this.#plainRows = new PlainRows(scanner, sheet, facts, rowBuffer, limits);
  }

  drain(): DrainState {
    const scanner = this.#scanner;
    this.#cost = 0;
    for (;;) {
      if (this.#repeated !== null && !this.#spread(this.#repeated)) return PAUSED;
      if (this.#state === IN_TABLE && this.#skipDepth === 0 && this.#hiddenDepth === 0) {
        const outcome = this.#takePlainRows();
        if (outcome !== PLAIN_UNUSUAL) return outcome === PLAIN_MORE ? NEEDS_BYTES : PAUSED;
      }
      const event = scanner.next();
      if (event === XML_MORE) return NEEDS_BYTES;
      if (this.#skipDepth > 0) {
        if (event === XML_END && scanner.depth < this.#skipDepth) this.#skipDepth = 0;
      } else if (event === XML_TEXT) {
        if (this.#state === IN_CELL) this.#content.append(scanner);
      } else if (event === XML_START) {
        this.#start(scanner.name);
        if (this.#isCutOff) return PAUSED;
      } else {
        this.#end();
        if (scanner.depth < this.#depth) return ENDED;
        if (this.#cost > PAUSE_CHARACTERS && this.#state === IN_TABLE) return PAUSED;
      }
    }
  }

  #takePlainRows(): ReturnType<PlainRows["run"]> {
    const before = this.#lastRow;
    const outcome = this.#plainRows.run(before);
    const { row } = this.#plainRows;
    if (row > before) {
      this.#row = row;
      this.#rowRepeat = 1;
    }
    return outcome;
  }

  /** Last row that has begun, its repetitions included. */
  get #lastRow(): number {
    return this.#row + this.#rowRepeat - 1;
  }

  /** False when there are rows left. */
  #spread(repeated: RepeatedRow): boolean {
    while (!repeated.isDone) {
      if (this.#cost > PAUSE_CHARACTERS || this.sheet.isFull) return false;
      this.#cost += repeated.putNext();
    }
    this.#repeated = null;
    return true;
  }

  #start(name: number): void {
    const { depth } = this.#scanner;
    const state = this.#state;
    if (state === IN_ROW && (name === TABLE_CELL || name === COVERED_CELL)) {
      this.#state = IN_CELL;
      this.#cellDepth = depth;
      this.#cell.begin(this.#scanner, this.#inherited);
    } else if (state === IN_CELL) {
      if (!this.#cell.needsText || !this.#content.start(this.#scanner)) this.#skipDepth = depth;
    } else if (state === IN_TABLE && name === TABLE_ROW) this.#beginRow();
    else if (state === IN_TABLE && name === TABLE_COLUMN)
      this.#columns.add(this.#scanner, this.#hiddenDepth > 0);
    else if (state === IN_TABLE && GROUPS.has(name)) this.#beginGroup(name);
    else this.#skipDepth = depth;
  }

  #end(): void {
    const { depth } = this.#scanner;
    if (this.#state === IN_CELL) {
      if (depth >= this.#cellDepth) {
        this.#content.end(depth);
        return;
      }
      this.#endCell();
      this.#state = IN_ROW;
    } else if (this.#state === IN_ROW) {
      this.#endRow();
      this.#state = IN_TABLE;
    } else {
      if (depth < this.#hiddenDepth) this.#hiddenDepth = 0;
      this.#headerRows.end(depth, this.#lastRow);
    }
  }

  #beginGroup(name: number): void {
    const scanner = this.#scanner;
    if (name === HEADER_ROWS) this.#headerRows.begin(scanner.depth, this.#lastRow + 1);
    while (scanner.nextAttribute()) {
      const isHidden = scanner.attribute === DISPLAY && scanner.valueText() === "false";
      if (isHidden && this.#hiddenDepth === 0) this.#hiddenDepth = scanner.depth;
    }
  }

  #beginRow(): void {
    const scanner = this.#scanner;
    this.#state = IN_ROW;
    this.#row = this.#lastRow + 1;
    this.#rowRepeat = 1;
    this.sheet.rows.turnTo(this.#row);
    this.#rowFormat = null;
    this.#column = 1;
    let isHidden = this.#hiddenDepth > 0;
    while (scanner.nextAttribute()) {
      if (scanner.attribute === ROWS_REPEATED) this.#rowRepeat = readCount(scanner, this.#name);
      else if (scanner.attribute === VISIBILITY) isHidden ||= scanner.valueText() !== "visible";
      else if (scanner.attribute === DEFAULT_CELL_STYLE) {
        this.#rowFormat = this.#styles.formatOf(scanner.valueText());
      }
    }
    // What is said of this row comes behind the row before.
    this.sheet.rows.turnTo(this.#row);
    this.#isCutOff = this.sheet.isFull;
    if (!isHidden || this.#isCutOff || this.#row > MAX_ROW) return;
    this.sheet.marks.hideRows(this.#row, Math.min(this.#row + this.#rowRepeat - 1, MAX_ROW));
  }

  #endCell(): void {
    const cell = this.#cell;
    const column = this.#column;
    const value = cell.finish();
    if (value !== null) {
      const last = column + cell.repeat - 1;
      if (last > this.#maxColumns) {
        refuseColumn(last, this.#maxColumns, { sheet: this.#name, row: this.#row, column });
      }
      refuseRow(this.#row, this.#place());
      if (cell.repeat > 1 && typeof value === "string") {
        this.#budget.addText(value.length * (cell.repeat - 1), this.#place());
      }
      this.#cost += putRun(this.sheet.rows, this.#row, column, cell.repeat, value);
      if (cell.paddedDigits > 0 && typeof value === "number") this.#padColumns(cell);
      if (this.#rowRepeat > 1) this.#runs.push({ column, count: cell.repeat, value });
    }
    this.#spans.add(column, cell.rowsSpanned, cell.columnsSpanned);
    this.#column += cell.repeat;
  }

  #padColumns({ repeat, paddedDigits }: CellReader): void {
    for (let column = this.#column; column < this.#column + repeat; column += 1) {
      this.sheet.marks.padColumn(column, paddedDigits);
    }
  }

  #endRow(): void {
    const row = this.#row;
    const last = this.#lastRow;
    const isBlank = this.#rowRepeat > 1 && this.#runs.length === 0;
    this.#spans.mergeRows(row, this.#rowRepeat, isBlank);
    if (this.#runs.length === 0) return;
    this.#column = 0;
    this.#budget.charge(this.#runs, row, this.#rowRepeat, { sheet: this.#name, row });
    this.#repeated = new RepeatedRow(this.#runs, this.sheet.rows, row + 1, last);
    this.#runs = [];
  }

  #place(): SourceLocation {
    const row = this.#row;
    const column = this.#column;
    return { sheet: this.#name, row, column, cell: formatAddress(row, column) };
  }
}
