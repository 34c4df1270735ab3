// One worksheet on its way into a table of the sink: its rows, its header, its marks and its warnings.
import type { ParseContext } from "../../core/format.ts";
import { ForwardingSink } from "../../core/forwarding-sink.ts";
import type { JsonRows, RowSink, TableInfo, Warning } from "../../core/records.ts";
import type { HeaderHint } from "../header-hint.ts";
import { HeaderedTable } from "../headered-table.ts";
import { RowWindow } from "./row-window.ts";
import { SheetMarks } from "./sheet-marks.ts";
import type { ListedSheet } from "./sheet-selection.ts";
import { SheetWarnings } from "./sheet-warnings.ts";

/**
 * Hands everything on, with the sheet's name on every warning, and says when the table begins: from
 * then on warnings need not be held.
 */
class BeginningSink extends ForwardingSink {
  readonly #sheet: string;
  readonly #onBegin: () => void;

  constructor(inner: RowSink, sheet: string, onBegin: () => void) {
    super(inner);
    this.#sheet = sheet;
    this.#onBegin = onBegin;
  }

  override warn(warning: Warning): void {
    super.warn({ ...warning, at: { sheet: this.#sheet, ...warning.at } });
  }

  override beginTable(table: TableInfo): void {
    super.beginTable(table);
    this.#onBegin();
  }
}

/** Rows that may come as JSON: their numbers after `after`, filled up to `width` if there is one. */
export interface PlainRoom {
  after: number;
  width: number | null;
  rows: number;
  cells: number;
}

/** Readers put cells into `rows`, marks into `marks` and faults into `warnings`, and call `end`. */
export class SheetTable {
  readonly rows: RowWindow;
  readonly marks: SheetMarks;
  readonly warnings: SheetWarnings;
  hasRows = false;
  readonly #sink: RowSink;
  readonly #info: TableInfo;
  readonly #table: HeaderedTable;

  /**
   * @param facts of the format, for the `meta` of the table.
   * @param headerHint what the workbook says of the header's row.
   */
  constructor(
    sheet: ListedSheet,
    facts: Readonly<Record<string, unknown>>,
    sink: RowSink,
    { options, limits }: ParseContext,
    headerHint: HeaderHint | null = null,
  ) {
    const { name } = sheet;
    const meta = { sheet_index: sheet.index, visibility: sheet.visibility, ...facts };
    this.#sink = sink;
    this.#info = { name, headerRow: null, columns: null, meta };
    this.warnings = new SheetWarnings(name, options.strict);
    if (sheet.visibility !== "visible") {
      this.warnings.add(
        "hidden_sheet",
        "The sheet is hidden in the workbook; its rows are given all the same.",
      );
    }
    const watched = new BeginningSink(sink, name, () =>
      this.warnings.release((warning) => sink.warn(warning)),
    );
    const { header } = options;
    this.#table = new HeaderedTable(watched, {
      header,
      headerHint,
      name,
      meta,
      warnsRagged: false,
    });
    this.marks = new SheetMarks(name, limits, this.warnings);
    this.rows = new RowWindow(name, limits, this.warnings, (row, cells) => {
      if (sink.isFull) return;
      this.hasRows = true;
      this.#table.row(row, cells);
    });
  }

  /** True once rows are cut off: a reader that stops where the next row begins says nothing of it. */
  get isFull(): boolean {
    return this.#sink.isFull;
  }

  /** How rows may come as JSON next; null while they have to come as values. */
  get plainRoom(): PlainRoom | null {
    const { json } = this.#sink;
    const { streamedTo, openCells } = this.rows;
    if (json === null || streamedTo === null || !this.#table.hasBegun) return null;
    const width = this.#table.shape?.width ?? null;
    const { rows, cells } = json.allowance;
    if (openCells === 0) return { after: streamedTo, width, rows, cells };
    // The row that has come last is given out first, and counts.
    const openWidth = Math.max(openCells, width ?? 0);
    return { after: streamedTo, width, rows: rows - 1, cells: cells - openWidth };
  }

  /** Takes rows that came as JSON, all of them after those that came before. */
  takePlain(block: JsonRows): void {
    this.rows.passTo(block.lastRow);
    this.#sink.json?.jsonRows(block);
  }

  /** Gives out the rows that are left and ends the table; a sheet without rows is a table all the same. */
  end(): void {
    this.rows.end();
    const meta = this.marks.toMeta();
    if (this.hasRows) {
      this.#table.end(meta);
      return;
    }
    this.#sink.beginTable(this.#info);
    this.warnings.release((warning) => this.#sink.warn(warning));
    this.#sink.endTable(meta);
  }
}
