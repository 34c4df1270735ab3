// One table of the answer: takes the records of its types, holds them until it may begin, and gives
// them out as rows with what is odd about them.
import type { ParseLimits } from "../../core/limits.ts";
import type { RowSink, TableMeta, Warning } from "../../core/records.ts";
import { Columns, NO_HEADER, type HeaderBudget } from "./columns.ts";
import type { PlainRows } from "./plain-rows.ts";
import { hasCells, splitFields, toCells } from "./fields.ts";
import { HeldRecords, type BlockPool, type HeldRecord } from "./held-records.ts";
import type { Pace } from "./pace.ts";
import { IS_UNTERMINATED, type IifRecord } from "./record-scanner.ts";
import { ENDTRNS, SPL, TRANSACTIONS, TRNS } from "./record-types.ts";
import { warnFlags } from "./record-warnings.ts";
import { TransactionBlocks } from "./transactions.ts";

/** What the tables of one file share. */
export interface FileParts {
  sink: RowSink;
  limits: ParseLimits;
  budget: HeaderBudget;
  /** Facts of the file for the `meta` of a table. */
  facts: () => TableMeta;
  pace: Pace;
  pool: BlockPool;
  /** The quick way to the sink; null where every row is wanted as values. */
  plain: PlainRows | null;
}

const TRANSACTION_LEAD = ["transaction", "line_type"];
const TRANSACTION_KINDS = [TRNS, SPL, ENDTRNS];

export class RecordTable {
  readonly name: string;
  readonly #parts: FileParts;
  readonly #kinds: readonly string[];
  /** Null for lines that have no type: they are given whole. */
  readonly #columns: Columns | null;
  readonly #blocks: TransactionBlocks | null;
  readonly #held: HeldRecords;
  /** Number of the header that counts now, by kind of line. */
  readonly #headers: number[];
  #counts = new Map<string, number>();
  #part = 0;
  /** Named columns when the table began. */
  #begunCount = 0;
  isOpen = false;

  private constructor(
    name: string,
    kinds: readonly string[],
    columns: Columns | null,
    parts: FileParts,
  ) {
    this.name = name;
    this.#parts = parts;
    this.#kinds = kinds;
    this.#columns = columns;
    this.#held = new HeldRecords(parts.pool);
    this.#headers = kinds.map(() => NO_HEADER);
    this.#blocks = name === TRANSACTIONS ? new TransactionBlocks((it) => this.#warn(it)) : null;
  }

  static ofTransactions(parts: FileParts): RecordTable {
    const columns = new Columns(TRANSACTION_LEAD, parts.limits, parts.budget);
    return new RecordTable(TRANSACTIONS, TRANSACTION_KINDS, columns, parts);
  }

  /** @param type of its records; lines that end a block of them are counted with it. */
  static ofType(type: string, parts: FileParts): RecordTable {
    const columns = new Columns([], parts.limits, parts.budget);
    return new RecordTable(type, [type, `END${type}`], columns, parts);
  }

  static ofOtherLines(name: string, parts: FileParts): RecordTable {
    return new RecordTable(name, [name], null, parts);
  }

  /** Memory of the records that wait, in bytes. */
  get heldBytes(): number {
    return this.#held.size;
  }

  /** Whether a table of it was begun. */
  get hasBegun(): boolean {
    return this.#part > 0;
  }

  /** Whether there is anything to begin another table for. */
  get isWaiting(): boolean {
    return !this.#held.isEmpty;
  }

  /** Whether a header has named columns. */
  get hasNames(): boolean {
    return (this.#columns?.count ?? 0) > 0;
  }

  /** Whether lines of the type end a block, and are no records. */
  isEnd(type: string): boolean {
    return isEndKind(this.#kinds, this.#kinds.indexOf(type));
  }

  /**
   * Takes a header. One that names new columns ends the table that is open: the next record begins another.
   * Fails with: `columns_exceeded`, `cell_too_long`.
   */
  define(type: string, record: IifRecord): void {
    const columns = this.#columns;
    if (columns === null) return;
    const fields = splitFields(record, this.#parts.limits).slice(1);
    this.#headers[this.#kinds.indexOf(type)] = columns.define(record.row, fields);
    if (this.isOpen && columns.count > this.#begunCount) this.close();
  }

  /** The filled fields of a record, by name. */
  toFacts(type: string, record: IifRecord): Record<string, string> {
    const header = this.#headers[this.#kinds.indexOf(type)] ?? NO_HEADER;
    const fields = splitFields(record, this.#parts.limits);
    return this.#columns?.toFacts(fields, header) ?? {};
  }

  /** Gives the record out where the table is open, and else holds a copy. */
  take(type: string, record: IifRecord): void {
    const kind = this.#kinds.indexOf(type);
    const { row, delimiter, flags, bytes, start, end } = record;
    const header = this.#headers[kind] ?? NO_HEADER;
    const stored: HeldRecord = { row, delimiter, flags, bytes, start, end, header, kind };
    if (this.isOpen) {
      this.#give(stored);
      return;
    }
    if (header === NO_HEADER && this.#columns !== null) {
      const { length } = splitFields(record, this.#parts.limits);
      this.#columns.widen(length - 1, row);
    }
    this.#held.add(stored);
  }

  /**
   * Begins a table and gives out what waits for it; it stays open.
   * @returns false when the parse is over: the sink is full, or it has to stop.
   */
  async release(): Promise<boolean> {
    const { pace } = this.#parts;
    this.#begin();
    for (const record of this.#held.take()) {
      this.#give(record);
      if (pace.isDue && !(await pace.rest())) return false;
    }
    return pace.rest();
  }

  /** Says what only the end of the file tells. */
  finish(): void {
    this.#blocks?.end();
  }

  close(): void {
    if (!this.isOpen) return;
    const blocks = this.#blocks;
    this.flush();
    this.#parts.sink.endTable({
      ...(this.#counts.size > 0 && { line_types: Object.fromEntries(this.#counts) }),
      ...(blocks !== null && { transactions: blocks.count }),
      ...(blocks !== null && blocks.unchecked > 0 && { unchecked_transactions: blocks.unchecked }),
    });
    this.isOpen = false;
    this.#counts = new Map();
    this.#columns?.unfix();
  }

  #begin(): void {
    const columns = this.#columns;
    const named = columns?.fix() ?? null;
    this.#part += 1;
    this.#begunCount = columns?.count ?? 0;
    this.isOpen = true;
    const { sink, facts } = this.#parts;
    const hasNames = named !== null && named.columns.length > 0;
    sink.beginTable({
      name: this.name,
      headerRow: columns?.headerRow ?? null,
      columns: hasNames ? named.columns : null,
      meta: { ...facts(), ...(this.#part > 1 && { part: this.#part }) },
    });
    for (const warning of named?.warnings ?? []) sink.warn(warning);
  }

  /** Gives out rows that wait to go together. */
  flush(): void {
    this.#parts.plain?.flush();
  }

  #give(record: HeldRecord): void {
    const { sink, limits, pace } = this.#parts;
    const { row, header } = record;
    const type = this.#kinds[record.kind] ?? this.name;
    this.#counts.set(type, (this.#counts.get(type) ?? 0) + 1);
    pace.charge(record.end - record.start);
    // Ends of blocks have no cells, but for the rare line that has some.
    if (isEndKind(this.#kinds, record.kind) && !hasCells(record)) {
      this.#blocks?.take(type, row, null);
      return;
    }
    if (this.#givePlain(record, type)) {
      pace.charge(this.#parts.plain?.width ?? 0);
      return;
    }
    this.flush();
    warnFlags(sink, record);
    const fields = splitFields(record, limits);
    const columns = this.#columns;
    if (columns === null) {
      this.#warnHeaderless(row);
      sink.row(row, toCells(fields));
      return;
    }
    if (header === NO_HEADER && hasCells(record)) this.#warnHeaderless(row);
    const { cells, firstExtra } = columns.place(fields, header);
    pace.charge(cells.length);
    if (firstExtra !== null && header !== NO_HEADER) this.#warnExtra(row, firstExtra);
    if ((record.flags & IS_UNTERMINATED) !== 0) this.#warnCut(row, fields, header);
    if (this.#blocks !== null) {
      const column = columns.amountColumn(header);
      const amount = column === null ? null : cells[column - 1];
      const text = typeof amount === "string" ? amount : "";
      cells[0] = this.#blocks.take(type, row, column === null ? null : { text, column });
      cells[1] = type;
    }
    sink.row(row, cells);
  }

  /** @returns false when the record has to go the way of values; nothing has been said of it then. */
  #givePlain(record: HeldRecord, type: string): boolean {
    const { plain } = this.#parts;
    const columns = this.#columns;
    if (plain === null || columns === null || record.header === NO_HEADER) return false;
    const header = columns.header(record.header);
    if (!plain.split(record, header)) return false;
    if (this.#blocks === null) return plain.put(header, null);
    const column = columns.amountColumn(record.header);
    const text = column === null ? "" : plain.text(header.amount);
    const number = this.#blocks.take(type, record.row, column === null ? null : { text, column });
    if (plain.put(header, [number, type])) return true;
    // The transaction has taken the line already.
    this.flush();
    const { cells } = columns.place(splitFields(record, this.#parts.limits), record.header);
    cells[0] = number;
    cells[1] = type;
    this.#parts.sink.row(record.row, cells);
    return true;
  }

  #warnHeaderless(row: number): void {
    this.#warn({
      code: "missing_header",
      message: "No header before the line names its columns; it is kept as it stands.",
      at: { row },
    });
  }

  #warnExtra(row: number, column: number): void {
    this.#warn({
      code: "ragged_row",
      message: "The row has more cells than its header has names; all are kept.",
      at: { row, column },
    });
  }

  #warnCut(row: number, fields: readonly string[], header: number): void {
    if (header === NO_HEADER || fields.length - 1 >= (this.#columns?.widthOf(header) ?? 0)) return;
    this.#warn({
      code: "ragged_row",
      message: "The last line of the file ends before its columns do; the file may be cut off.",
      at: { row },
    });
  }

  #warn(warning: Warning): void {
    this.flush();
    this.#parts.sink.warn(warning);
  }
}

function isEndKind(kinds: readonly string[], kind: number): boolean {
  return kind > 0 && kinds[kind] !== SPL;
}
