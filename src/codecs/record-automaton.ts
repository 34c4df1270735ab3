// Runs the automaton of record-automaton.as.ts, which turns plain records into rows as JSON without
// a string for any cell. What it leaves is for RecordReader.
import type { ParseLimits } from "../core/limits.ts";
import type { JsonRows } from "../core/records.ts";
import { KIB } from "../core/units.ts";
import type { TableShape } from "./headered-table.ts";
import automatonModule from "./record-automaton.wasm";
import type { Dialect } from "./record-dialect.ts";

/** The layout of the automaton's memory, as record-automaton.as.ts has it. */
const INPUT_AT = 0x1_0000;
const OUTPUT_AT = 0x5_0000;
/** About what fills the output of a run: the rest would be copied in again for the next one. */
const INPUT_BYTES = 96 * KIB;

/** Longer records are read by the general reader: here they would be scanned again with each piece. */
const MAX_RECORD_BYTES = 32 * KIB;
/** A byte that UTF-8 never holds. */
const NO_BYTE = 0xff;
const MAX_COUNT = 0x3fff_ffff;

type I32 = { value: number };

interface Automaton {
  memory: WebAssembly.Memory;
  delimiter: I32;
  quote: I32;
  width: I32;
  hasHeader: I32;
  maxFields: I32;
  maxRecordBytes: I32;
  rowsLeft: I32;
  cellsLeft: I32;
  position: I32;
  line: I32;
  outputBytes: I32;
  rows: I32;
  cells: I32;
  lastRow: I32;
  run: (inputBytes: number, isLast: boolean) => 0 | 1 | 2;
}

const OUTCOMES = ["needs_input", "is_full", "is_unusual"] as const;

export interface AutomatonRun {
  /** Why it ended: the next record is not complete, there is more to run, or the record is not plain. */
  outcome: (typeof OUTCOMES)[number];
  /** Bytes of the input up to the next record, and the physical line that begins there. */
  consumed: number;
  line: number;
  /** The rows written; its bytes are overwritten by the next run of any parse. */
  block: JsonRows;
}

/** One for all parses of an isolate, since a run never waits; made when first needed. */
let shared: Automaton | null = null;

export class RecordAutomaton {
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #maxFields: number;
  readonly #maxRecordBytes: number;

  private constructor(delimiter: number, quote: number, limits: RecordAutomatonLimits) {
    this.#delimiter = delimiter;
    this.#quote = quote;
    this.#maxFields = limits.columnsPerTable;
    // What fits in here as a record fits as a cell, too.
    this.#maxRecordBytes = Math.min(MAX_RECORD_BYTES, limits.cellBytes);
  }

  /** @returns null when the dialect is beyond the automaton. */
  static for(dialect: Dialect, limits: RecordAutomatonLimits): RecordAutomaton | null {
    const delimiter = byteOf(dialect.delimiter);
    const quote = byteOf(dialect.quote);
    const isBeyond = dialect.escape !== null || dialect.isPadded;
    if (isBeyond || delimiter === null || quote === null) return null;
    return new RecordAutomaton(delimiter, quote, limits);
  }

  /**
   * Writes rows for the plain records at the beginning of `input`.
   * @param input well-formed UTF-8 that begins with a record; not all of it need be looked at.
   * @param isLast whether the text ends with it.
   * @param line physical line that it begins on.
   * @param allowance rows and cells that may be written.
   */
  run(
    input: Uint8Array,
    isLast: boolean,
    line: number,
    shape: TableShape,
    allowance: { rows: number; cells: number },
  ): AutomatonRun {
    shared ??= new WebAssembly.Instance(automatonModule).exports as unknown as Automaton;
    const automaton = shared;
    const memory = new Uint8Array(automaton.memory.buffer);
    const part = input.length > INPUT_BYTES ? input.subarray(0, INPUT_BYTES) : input;
    memory.set(part, INPUT_AT);
    automaton.delimiter.value = this.#delimiter;
    automaton.quote.value = this.#quote;
    automaton.maxFields.value = this.#maxFields;
    automaton.maxRecordBytes.value = this.#maxRecordBytes;
    automaton.width.value = shape.width;
    automaton.hasHeader.value = shape.hasHeader ? 1 : 0;
    automaton.rowsLeft.value = Math.min(allowance.rows, MAX_COUNT);
    automaton.cellsLeft.value = Math.min(allowance.cells, MAX_COUNT);
    automaton.position.value = 0;
    automaton.line.value = line;
    const isAll = part.length === input.length;
    const outcome = OUTCOMES[automaton.run(part.length, isLast && isAll)];
    return {
      outcome: outcome === "needs_input" && !isAll ? "is_full" : outcome,
      consumed: automaton.position.value,
      line: automaton.line.value,
      block: {
        lines: memory.subarray(OUTPUT_AT, OUTPUT_AT + automaton.outputBytes.value),
        rows: automaton.rows.value,
        cells: automaton.cells.value,
        lastRow: automaton.lastRow.value,
      },
    };
  }
}

type RecordAutomatonLimits = Pick<ParseLimits, "cellBytes" | "columnsPerTable">;

/** @returns null when the text takes more than a byte. */
function byteOf(text: string | null): number | null {
  if (text === null) return NO_BYTE;
  const code = text.charCodeAt(0);
  return text.length === 1 && code < 0x80 ? code : null;
}
