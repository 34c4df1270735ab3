// One worksheet on its way into a table of the sink: its rows, its header and its warnings.
import { HeaderedTable } from "../../codecs/headered-table.ts";
import type { ZipEntry } from "../../codecs/zip.ts";
import { ForwardingSink } from "../../core/forwarding-sink.ts";
import type { RowSink, TableInfo } from "../../core/records.ts";
import { CellConverter, type CellContext } from "./cell-values.ts";
import type { ParseRun } from "./parts.ts";
import { RowWindow } from "./row-window.ts";
import { SheetReader } from "./sheet.ts";
import { SheetWarnings } from "./sheet-warnings.ts";
import type { SheetInfo } from "./workbook.ts";

/** A sheet whose part is there. */
export interface PresentSheet extends SheetInfo {
  entry: ZipEntry;
}

/** Hands everything on and says when the table begins: from then on warnings need not be held. */
class BeginningSink extends ForwardingSink {
  readonly #onBegin: () => void;

  constructor(inner: RowSink, onBegin: () => void) {
    super(inner);
    this.#onBegin = onBegin;
  }

  override beginTable(table: TableInfo): void {
    super.beginTable(table);
    this.#onBegin();
  }
}

export class SheetTable {
  readonly reader: SheetReader;
  hasRows = false;
  readonly #sink: RowSink;
  readonly #info: TableInfo;
  readonly #table: HeaderedTable;
  readonly #rows: RowWindow;
  readonly #warnings: SheetWarnings;

  constructor(sheet: PresentSheet, workbook: CellContext, { sink, context }: ParseRun) {
    const { header, strict } = context.options;
    const { name } = sheet;
    const meta = {
      sheet_index: sheet.index,
      visibility: sheet.visibility,
      date_system: workbook.is1904 ? 1904 : 1900,
    };
    this.#sink = sink;
    this.#info = { name, headerRow: null, columns: null, meta };
    this.#warnings = new SheetWarnings(name, strict);
    if (sheet.visibility !== "visible") {
      this.#warnings.add(
        "hidden_sheet",
        "The sheet is hidden in the workbook; its rows are given all the same.",
      );
    }
    const watched = new BeginningSink(sink, () =>
      this.#warnings.release((warning) => sink.warn(warning)),
    );
    this.#table = new HeaderedTable(watched, { header, name, meta, warnsRagged: false });
    this.#rows = new RowWindow(name, context.limits, this.#warnings, (row, cells) => {
      this.hasRows = true;
      this.#table.row(row, cells);
    });
    const converter = new CellConverter(workbook, this.#warnings);
    const part = sheet.entry.name;
    this.reader = new SheetReader({ name, part }, converter, this.#rows, context.limits);
  }

  /** Gives out the rows that are left and ends the table; a sheet without rows is a table all the same. */
  end(): void {
    this.#rows.end();
    if (this.hasRows) {
      this.#table.end();
      return;
    }
    this.#sink.beginTable(this.#info);
    this.#warnings.release((warning) => this.#sink.warn(warning));
    this.#sink.endTable();
  }
}
