// The tables of a statement on their way to the sink. They are held back while they are small, so
// that balances, which stand behind the transactions, can be told when a table begins. A statement
// that is larger begins earlier, and what is learnt later comes with the end of its last table.
import { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import { refuse } from "../../core/failure.ts";
import type { ParseContext } from "../../core/format.ts";
import type { JsonRows, RowSink, TableMeta, Warning } from "../../core/records.ts";
import { MIB } from "../../core/units.ts";
import type { Shape } from "./shape.ts";
import type { RecordCells } from "./record-cells.ts";
import { TableChoice } from "./table-choice.ts";

interface ValueRow {
  row: number;
  cells: (string | null)[];
}

type Item = { rows: JsonRows } | { row: ValueRow } | { warning: Warning };

/** A table, for who has something to say of it later. */
export type TableHandle = Table;

interface Table {
  name: string;
  shape: Shape;
  /** What is known of it by now. */
  meta: () => TableMeta;
  /** What waits while the table is held back. */
  items: Item[];
  endMeta: TableMeta;
  isEnded: boolean;
}

/** What a cell, a warning and a table cost in memory besides their text. */
const CELL_BYTES = 32;
const WARNING_BYTES = 512;
const TABLE_BYTES = 1_024;
const MAX_META_CHARACTERS = 32 * MIB;
/** A statement of nothing but faults must not fill the memory; later ones of a held table are not told. */
const MAX_HELD_WARNINGS = 1_000;
const LINE_FEED = 0x0a;

export class OfxTables {
  readonly #sink: RowSink;
  readonly #context: ParseContext;
  readonly #buffer = new JsonRowBuffer();
  readonly #decoder = new TextDecoder();
  readonly #choice: TableChoice;
  #held: Table[] = [];
  #heldBytes = 0;
  #heldWarnings = 0;
  #metaCharacters = 0;
  /** The table that has begun on the sink, with what was told of it. */
  #live: { table: Table; told: TableMeta } | null = null;
  #current: Table | null = null;
  #isChosen = true;
  /** Rows of the table that is open, and of all tables. */
  rows = 0;
  allRows = 0;

  constructor(sink: RowSink, context: ParseContext) {
    this.#sink = sink;
    this.#context = context;
    this.#choice = new TableChoice(context.options.sheet);
  }

  /** @param meta asked when the table begins on the sink, and once more at its end. */
  begin(shape: Shape, meta: () => TableMeta): TableHandle {
    const { name, isChosen } = this.#choice.next(shape.name);
    this.#isChosen = isChosen;
    this.rows = 0;
    const table = { name, shape, meta, items: [], endMeta: {}, isEnded: false };
    this.#current = table;
    if (!isChosen) return table;
    this.#endLive();
    this.#held.push(table);
    this.#heldBytes += TABLE_BYTES;
    return table;
  }

  /** Adds the record as the next row of the open table. */
  add(cells: RecordCells): void {
    this.rows += 1;
    this.allRows += 1;
    if (!this.#isChosen) return;
    if (cells.writeTo(this.#buffer, this.rows)) {
      if (this.#buffer.isFull) this.#flush();
      return;
    }
    this.#flush();
    this.#give({ row: { row: this.rows, cells: cells.values() } });
  }

  /** Adds the next rows of the open table, as lines that are overwritten later. */
  addRows(block: JsonRows): void {
    this.rows += block.rows;
    this.allRows += block.rows;
    if (!this.#isChosen) return;
    this.#flush();
    if (this.#live !== null) this.#pass({ rows: block });
    else this.#give({ rows: { ...block, lines: block.lines.slice() } });
  }

  /**
   * Passes a warning on at its place: in the open table, else behind the last one of the statement.
   * @param table that it is about, where that may not be the open one.
   */
  warn(warning: Warning, table: TableHandle | null): void {
    if (this.#current !== null && !this.#isChosen && !this.#current.isEnded) return;
    this.#flush();
    this.#give({ warning }, table);
  }

  /** @param meta what is told with the end of the table. */
  end(meta: TableMeta): void {
    if (this.#current === null || this.#current.isEnded) return;
    this.#flush();
    this.#current.endMeta = meta;
    this.#current.isEnded = true;
  }

  /** Gives out what is held, once nothing more can be learnt of the statement. */
  release(): void {
    this.#flush();
    this.#releaseHeld();
    this.#endLive();
    this.#current = null;
    this.#isChosen = true;
  }

  /** To be called once the file has ended. Fails with: `sheet_not_found`. */
  finish(): void {
    this.release();
    this.#choice.refuseUnknown();
  }

  #flush(): void {
    const buffer = this.#buffer;
    if (buffer.rows === 0) return;
    const block = buffer.toBlock();
    if (this.#live === null) this.#give({ rows: { ...block, lines: block.lines.slice() } });
    else this.#give({ rows: block });
    buffer.clear();
  }

  #give(item: Item, wanted: TableHandle | null = null): void {
    const isHeld = wanted !== null && this.#held.includes(wanted);
    const table = isHeld ? wanted : this.#held.at(-1);
    if (this.#live !== null || table === undefined) {
      this.#pass(item);
      return;
    }
    if ("warning" in item) {
      this.#heldWarnings += 1;
      if (this.#heldWarnings > MAX_HELD_WARNINGS) return;
    }
    table.items.push(item);
    this.#heldBytes += costOf(item);
    if (this.#heldBytes > this.#context.limits.heldRowBytes) this.#releaseHeld();
  }

  /** Begins the tables that are held; the last one goes on without being held if it has not ended. */
  #releaseHeld(): void {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    this.#heldWarnings = 0;
    for (const table of held) {
      this.#endLive();
      const { name, shape, items } = table;
      const told = table.meta();
      this.#countMeta(told);
      const { header } = this.#context.options;
      const columns = header === "none" ? null : shape.names;
      this.#sink.beginTable({ name, headerRow: null, columns, meta: told });
      this.#live = { table, told };
      for (const item of items) this.#pass(item);
      table.items = [];
    }
  }

  /** What a file says once is told with each of its tables, and they may be many. */
  #countMeta(meta: TableMeta): void {
    this.#metaCharacters += JSON.stringify(meta).length;
    if (this.#metaCharacters <= MAX_META_CHARACTERS) return;
    refuse({
      code: "expansion_limit",
      detail: `What is said of the tables comes to more than ${MAX_META_CHARACTERS} characters.`,
      limit: {
        name: "table_meta_characters",
        max: MAX_META_CHARACTERS,
        found: this.#metaCharacters,
      },
    });
  }

  #endLive(): void {
    if (this.#live === null) return;
    const { table, told } = this.#live;
    this.#live = null;
    const late = lateFacts(told, table.meta());
    const meta = { ...late, ...table.endMeta };
    this.#sink.endTable(Object.keys(meta).length > 0 ? meta : undefined);
  }

  #pass(item: Item): void {
    const sink = this.#sink;
    if ("warning" in item) sink.warn(item.warning);
    else if ("row" in item) sink.row(item.row.row, item.row.cells);
    else this.#passRows(item.rows);
  }

  #passRows(block: JsonRows): void {
    const { json } = this.#sink;
    if (json !== null) {
      const { rows, cells } = json.allowance;
      if (block.rows <= rows && block.cells <= cells) {
        json.jsonRows(block);
        return;
      }
    }
    const { lines } = block;
    for (let start = 0; start < lines.length && !this.#sink.isFull;) {
      const end = lines.indexOf(LINE_FEED, start);
      const line = this.#decoder.decode(lines.subarray(start, end));
      const { row, cells } = JSON.parse(line) as ValueRow;
      this.#sink.row(row, cells);
      start = end + 1;
    }
  }
}

function costOf(item: Item): number {
  if ("warning" in item) return WARNING_BYTES;
  if ("rows" in item) return item.rows.lines.length;
  let bytes = 0;
  for (const cell of item.row.cells) bytes += CELL_BYTES + 2 * (cell?.length ?? 0);
  return bytes;
}

/** What was not told, or was told otherwise, when the table began. */
function lateFacts(told: TableMeta, known: TableMeta): TableMeta {
  const late: Record<string, unknown> = {};
  for (const [name, fact] of Object.entries(known)) {
    if (JSON.stringify(fact) !== JSON.stringify(told[name])) late[name] = fact;
  }
  return late;
}
