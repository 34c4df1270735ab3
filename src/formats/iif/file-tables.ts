// Brings the records of a file, in which the types may take turns, to the tables of the answer, which
// come one after the other. Records wait as bytes until the file ends or too many wait; then the
// largest table begins and goes on while the file arrives. See "Memory" in the README.
import { refuse } from "../../core/failure.ts";
import type { IifRecord } from "./record-scanner.ts";
import { RecordTable, type FileParts } from "./record-table.ts";
import { END_PREFIX, ENDTRNS, HDR, isKnownType, SPL, TRNS } from "./record-types.ts";

/** Records that wait are bytes; rows that are held back to be sorted are values, and held to half of this. */
const HELD_FACTOR = 2;
/** QuickBooks has about fifty. */
const MAX_TYPES = 1_000;
/** Lines that begin with no type, or with one that no header has named. */
const OTHER_LINES = "other_lines";
/** Facts of the file that are told of its first HDR line. */
const MAX_FACTS = 32;
const MAX_FACT_CHARACTERS = 256;

export class FileTables {
  readonly #parts: FileParts;
  readonly #maxHeldBytes: number;
  readonly #wanted: string;
  /** By the record types that they hold, and in the order of their first line. */
  readonly #byType = new Map<string, RecordTable>();
  readonly #tables: RecordTable[] = [];
  #other: RecordTable | null = null;
  #open: RecordTable | null = null;
  #heldBytes = 0;
  #hasRecords = false;
  #hasFacts = false;
  /** Of the first HDR line, by name; null before it. */
  facts: Readonly<Record<string, string>> | null = null;

  /** @param wanted name or number of a table, or `all`. */
  constructor(parts: FileParts, wanted: string) {
    this.#parts = parts;
    this.#wanted = wanted;
    this.#maxHeldBytes = HELD_FACTOR * parts.limits.heldRowBytes;
  }

  /** True when more waits than may: `relieve` is to be called before the next record. */
  get isOverfull(): boolean {
    return this.#heldBytes > this.#maxHeldBytes;
  }

  /** Fails with: `columns_exceeded`, `cell_too_long`, `corrupt_file` (too many types), and what the sink fails with. */
  add(record: IifRecord): void {
    const { key } = record;
    if (record.isHeader) {
      this.#define(key, record);
      return;
    }
    const { table, type } = this.#tableFor(key, record);
    this.#hasRecords ||= !table.isEnd(type);
    if (key === HDR && !this.#hasFacts) this.#noteFacts(table, record);
    if (!this.#isWanted(table)) return;
    const before = table.heldBytes;
    table.take(type, record);
    this.#heldBytes += table.heldBytes - before;
  }

  /**
   * Makes room: begins the table that most waits for, behind the one that is open.
   * @returns false when the parse is over.
   */
  async relieve(): Promise<boolean> {
    this.#open?.close();
    let largest: RecordTable | null = null;
    for (const table of this.#tables) {
      if (table.heldBytes > (largest?.heldBytes ?? 0)) largest = table;
    }
    return largest === null || this.#release(largest);
  }

  /**
   * Gives out all that waits.
   * @returns false when the parse is over before.
   * Fails with: `no_records`, `sheet_not_found`.
   */
  async end(): Promise<boolean> {
    if (!this.#hasRecords) {
      refuse({ code: "no_records", detail: "The file has headers, but no record." });
    }
    this.#checkWanted();
    if (this.#open?.isOpen === true) {
      this.#open.finish();
      this.#open.close();
    }
    for (const table of this.#tables) {
      if (!this.#isWanted(table)) continue;
      if (table.isWaiting || (!table.hasBegun && table.hasNames)) {
        if (!(await this.#release(table))) return false;
      }
      table.finish();
      table.close();
    }
    return true;
  }

  /** Ends the table that is open. */
  close(): void {
    this.#open?.close();
    this.#open = null;
  }

  async #release(table: RecordTable): Promise<boolean> {
    this.#open = table;
    const { heldBytes } = table;
    const goesOn = await table.release();
    this.#heldBytes -= heldBytes;
    return goesOn;
  }

  #define(key: string, record: IifRecord): void {
    // The header of the end of a block names nothing.
    if (key.startsWith(END_PREFIX) && key !== ENDTRNS) {
      const base = this.#byType.get(key.slice(END_PREFIX.length));
      if (base !== undefined) return base.define(key, record);
    }
    this.#tableOf(key).define(key, record);
  }

  #tableFor(key: string, record: IifRecord): { table: RecordTable; type: string } {
    const named = this.#byType.get(key);
    if (named !== undefined) return { table: named, type: key };
    if (key.startsWith(END_PREFIX)) {
      const base = this.#byType.get(key.slice(END_PREFIX.length));
      if (base !== undefined) return { table: base, type: key };
    }
    if (isKnownType(key)) return { table: this.#tableOf(key), type: key };
    this.#other ??= this.#add(RecordTable.ofOtherLines(OTHER_LINES, this.#parts), record.row);
    return { table: this.#other, type: OTHER_LINES };
  }

  #tableOf(key: string): RecordTable {
    const known = this.#byType.get(key);
    if (known !== undefined) return known;
    const isTransaction = key === TRNS || key === SPL || key === ENDTRNS;
    const table = isTransaction
      ? RecordTable.ofTransactions(this.#parts)
      : RecordTable.ofType(key, this.#parts);
    const types = isTransaction ? [TRNS, SPL, ENDTRNS] : [key];
    for (const type of types) this.#byType.set(type, table);
    return this.#add(table, null);
  }

  #add(table: RecordTable, row: number | null): RecordTable {
    if (this.#tables.length >= MAX_TYPES) {
      refuse({
        code: "corrupt_file",
        detail: `The file names more than ${MAX_TYPES} record types.`,
        ...(row !== null && { at: { row } }),
        limit: { name: "record_types", max: MAX_TYPES, found: MAX_TYPES + 1 },
      });
    }
    this.#tables.push(table);
    return table;
  }

  /** By name, or by number in the order of the first lines. */
  #isWanted(table: RecordTable): boolean {
    const wanted = this.#wanted;
    if (wanted === "all" || table.name.toLowerCase() === wanted.toLowerCase()) return true;
    return /^\d+$/.test(wanted) && this.#tables[Number(wanted) - 1] === table;
  }

  #checkWanted(): void {
    if (this.#tables.some((table) => this.#isWanted(table))) return;
    refuse({
      code: "sheet_not_found",
      detail: `The file has ${this.#tables.length} tables; none has that name or number.`,
      sheets: this.#tables.map(({ name }) => name),
    });
  }

  #noteFacts(table: RecordTable, record: IifRecord): void {
    this.#hasFacts = true;
    const facts = Object.entries(table.toFacts(HDR, record))
      .slice(0, MAX_FACTS)
      .filter(([name, value]) => name.length + value.length <= MAX_FACT_CHARACTERS);
    if (facts.length > 0) this.facts = Object.fromEntries(facts);
  }
}
