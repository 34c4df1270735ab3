// Runs the automaton of ofx-automaton.as.ts, which turns plain transactions of OFX into rows as JSON
// without a string for any cell. What it leaves is for the general reader.
import type { JsonRows } from "../core/records.ts";
import { KIB } from "../core/units.ts";
import automatonModule from "./ofx-automaton.wasm";

/** The layout of the automaton's memory, as ofx-automaton-layout.as.ts has it. */
const NAMES_AT = 0x4000;
const KINDS_AT = 0x8200;
const ZONE_AT = 0x8240;
const OFFSET_AT = 0x82a0;
const CURRENCY_AT = 0x82c0;
const HASHES_AT = 0x9000;
const INPUT_AT = 0x1_0000;
const OUTPUT_AT = 0x5_0000;
/** Room for a text of each. */
const MAX_ZONE_BYTES = OFFSET_AT - ZONE_AT;
const MAX_OFFSET_BYTES = CURRENCY_AT - OFFSET_AT;
const MAX_CURRENCY_BYTES = 64;
const NAME_SLOTS = 512;
const NAME_BYTES = 32;
export const MAX_INPUT_BYTES = OUTPUT_AT - INPUT_AT - 1 * KIB;
const MAX_COUNT = 0x3fff_ffff;
/** Scale of the sum that the automaton keeps. */
const SUM_SCALE = 4;

/** What an element's text becomes; the automaton has the same numbers. */
export const AUTOMATON_KINDS = { text: 0, amount: 1, date: 2, posted: 3 } as const;
const OTHER_KIND = 0xff;

export interface AutomatonElement {
  /** Upper case, letters and digits alone. */
  name: string;
  /** From 1. */
  column: number;
}

export interface AutomatonTable {
  elements: readonly AutomatonElement[];
  /** By column, from 1 on, of `AUTOMATON_KINDS`; undefined for what it does not read. */
  kinds: readonly (number | undefined)[];
  /** Columns of a row. */
  width: number;
}

/** What a run goes by. Texts are as they stand in JSON, or as written. */
export interface AutomatonSettings {
  currency: Uint8Array | null;
  /** The zone that dates may have, and the offset that it means. */
  zone: Uint8Array | null;
  offset: Uint8Array;
  /** Days of the period, inclusive, such as 20250131. */
  firstDay: number;
  lastDay: number;
  maxCellBytes: number;
  /** Number of the next row. */
  row: number;
}

export interface AutomatonRun {
  /** Bytes up to the `<` behind the last transaction that was read; 0 when none was. */
  consumed: number;
  /** Whether it ended for want of input. */
  wantsInput: boolean;
  /** The rows written; all arrays are overwritten by the next run of any parse. */
  block: JsonRows;
  /** Two numbers for each row, of its FITID. */
  hashes: Int32Array;
  /** Exact sum of the amounts. */
  sum: { units: bigint; scale: number };
}

type I32 = { value: number };

interface Automaton {
  memory: WebAssembly.Memory;
  currencyBytes: I32;
  zoneBytes: I32;
  offsetBytes: I32;
  firstDay: I32;
  lastDay: I32;
  width: I32;
  maxCellBytes: I32;
  row: I32;
  position: I32;
  outputBytes: I32;
  rows: I32;
  cells: I32;
  sum: { value: bigint };
  scale: I32;
  run: (inputBytes: number) => number;
}

/** One for all parses of an isolate, since a run never waits; made when first needed. */
let shared: Automaton | null = null;
let sharedTable: AutomatonTable | null = null;

const NOTHING_READ: AutomatonRun = {
  consumed: 0,
  wantsInput: false,
  block: { lines: new Uint8Array(0), rows: 0, cells: 0, lastRow: 0 },
  hashes: new Int32Array(0),
  sum: { units: 0n, scale: 0 },
};

export class TransactionAutomaton {
  readonly #table: AutomatonTable;

  constructor(table: AutomatonTable) {
    this.#table = table;
  }

  /**
   * Writes rows for the plain transactions at the beginning of the input.
   * @param bytes well-formed UTF-8; `start` (inclusive) to `end` (exclusive), at most
   * `MAX_INPUT_BYTES`, begin with the content of a transaction.
   */
  run(bytes: Uint8Array, start: number, end: number, settings: AutomatonSettings): AutomatonRun {
    shared ??= new WebAssembly.Instance(automatonModule).exports as unknown as Automaton;
    const automaton = shared;
    const memory = new Uint8Array(automaton.memory.buffer);
    if (sharedTable !== this.#table) this.#writeTable(automaton, memory);
    const { currency, zone, offset, firstDay, lastDay, maxCellBytes, row } = settings;
    // Every row would lack it.
    if (currency !== null && currency.length > MAX_CURRENCY_BYTES) return NOTHING_READ;
    automaton.currencyBytes.value = put(memory, CURRENCY_AT, currency, MAX_CURRENCY_BYTES);
    automaton.zoneBytes.value = put(memory, ZONE_AT, zone, MAX_ZONE_BYTES);
    automaton.offsetBytes.value = put(memory, OFFSET_AT, offset, MAX_OFFSET_BYTES);
    automaton.firstDay.value = Math.min(firstDay, MAX_COUNT);
    automaton.lastDay.value = Math.min(lastDay, MAX_COUNT);
    automaton.maxCellBytes.value = Math.min(maxCellBytes, MAX_COUNT);
    automaton.row.value = row;
    memory.set(bytes.subarray(start, end), INPUT_AT);
    const wantsInput = automaton.run(end - start) !== 0;
    const rows = automaton.rows.value;
    const scale = automaton.scale.value;
    return {
      consumed: automaton.position.value,
      wantsInput,
      block: {
        lines: memory.subarray(
          OUTPUT_AT,
          OUTPUT_AT + (rows === 0 ? 0 : automaton.outputBytes.value),
        ),
        rows,
        cells: automaton.cells.value,
        lastRow: row + rows - 1,
      },
      hashes: new Int32Array(automaton.memory.buffer, HASHES_AT, 2 * rows),
      sum: { units: automaton.sum.value / 10n ** BigInt(SUM_SCALE - scale), scale },
    };
  }

  #writeTable(automaton: Automaton, memory: Uint8Array): void {
    const { elements, kinds, width } = this.#table;
    memory.fill(0, NAMES_AT, NAMES_AT + NAME_SLOTS * NAME_BYTES);
    for (const { name, column } of elements) {
      let hash = 0;
      for (let at = 0; at < name.length; at += 1) hash = (hash * 31 + name.charCodeAt(at)) & 0xffff;
      const entryOf = (slot: number) => NAMES_AT + NAME_BYTES * (slot & (NAME_SLOTS - 1));
      while (memory[entryOf(hash)] !== 0) hash += 1;
      const entry = entryOf(hash);
      memory[entry] = name.length;
      memory[entry + 1] = column;
      for (let at = 0; at < name.length; at += 1) memory[entry + 4 + at] = name.charCodeAt(at);
    }
    for (let column = 1; column <= width; column += 1) {
      memory[KINDS_AT + column] = kinds[column] ?? OTHER_KIND;
    }
    automaton.width.value = width;
    sharedTable = this.#table;
  }
}

/** @returns the length of what was put; 0 where there is nothing, or no room for it. */
function put(memory: Uint8Array, at: number, bytes: Uint8Array | null, max: number): number {
  if (bytes === null || bytes.length > max) return 0;
  memory.set(bytes, at);
  return bytes.length;
}
