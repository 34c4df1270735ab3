// Reads the text of one delimited file into tables: plain records by the automaton, as bytes, and
// everything unusual record by record as text. Which of the two reads a record never shows in it.
import type { ParseContext } from "../core/format.ts";
import type { JsonRowSink, RowSink } from "../core/records.ts";
import { KIB } from "../core/units.ts";
import type { DelimitedRecord, RecordReader } from "./delimited.ts";
import type { TableShape } from "./headered-table.ts";
import type { RecordAutomaton } from "./record-automaton.ts";
import { TextRows } from "./text-rows.ts";
import type { TextTables } from "./text-tables.ts";
import { TextWindow } from "./text-window.ts";
import type { Mend } from "./utf8-transcoder.ts";

/** Reading begins once this much has come: short pieces would make long records be searched over and over. */
const READ_AT_LEAST_BYTES = 32 * KIB;
/** What is read as text at a time: at first little, since the automaton may take over again behind it. */
const FIRST_PIECE_BYTES = 1 * KIB;
const PIECE_BYTES = 64 * KIB;

export interface DelimitedFileParts {
  sink: RowSink;
  tables: TextTables;
  /** Null where the dialect is beyond it. */
  automaton: RecordAutomaton | null;
  /** @param line physical line that its text begins on. */
  openReader: (line: number) => Pick<RecordReader, "read" | "end">;
  /** Says what is known only when all records are read. */
  beforeEnd?: () => void;
  /** Line, and offset in the text in bytes, at which the records begin. */
  firstLine: number;
  start: number;
}

export class DelimitedFile {
  readonly #parts: DelimitedFileParts;
  readonly #context: ParseContext;
  readonly #window: TextWindow;
  readonly #rows: TextRows;
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  readonly #encoder = new TextEncoder();
  /** Physical line that the window begins on, while there is no reader. */
  #line: number;
  #reader: Pick<RecordReader, "read" | "end"> | null = null;
  /** UTF-16 units given to the reader. */
  #fedUnits = 0;
  #pieceBytes = FIRST_PIECE_BYTES;
  /** Mends that are not in front of the window. */
  #mends: Mend[] = [];

  constructor(parts: DelimitedFileParts, context: ParseContext) {
    this.#parts = parts;
    this.#context = context;
    this.#line = parts.firstLine;
    this.#window = new TextWindow(parts.start);
    this.#rows = new TextRows(parts.tables);
  }

  /**
   * Takes the next piece of the text.
   * @param mends those in the piece.
   * @returns false when the parse is over: the sink is full, or it has to stop.
   */
  async take(text: Uint8Array, mends: readonly Mend[]): Promise<boolean> {
    this.#window.push(text);
    if (mends.length > 0) this.#mends = [...this.#mends, ...mends];
    if (this.#window.length < READ_AT_LEAST_BYTES) return true;
    return this.#read(false);
  }

  /** Fails with: `empty_file`. */
  async end(): Promise<void> {
    if (!(await this.#read(true))) return;
    this.#rows.end();
    this.#endTables();
  }

  #endTables(): void {
    this.#parts.beforeEnd?.();
    this.#parts.tables.end();
  }

  async #read(isLast: boolean): Promise<boolean> {
    for (let hasMore = true; hasMore;) {
      if (this.#context.shouldStop()) return false;
      hasMore = this.#step(isLast);
      const { sink } = this.#parts;
      if (sink.isFull) {
        this.#endTables();
        return false;
      }
      const room = sink.ready();
      if (room !== null) await room;
    }
    return true;
  }

  /** @returns false when it takes more text to go on. */
  #step(isLast: boolean): boolean {
    if (this.#reader !== null) return this.#readPiece(this.#reader, isLast);
    const { automaton, tables, sink, openReader } = this.#parts;
    const { shape } = tables;
    if (automaton !== null && sink.json !== null && shape !== null) {
      const isOver = this.#runAutomaton(automaton, sink.json, shape, isLast);
      if (isOver !== null) return !isOver;
    } else {
      this.#pieceBytes = Math.min(this.#pieceBytes * 2, PIECE_BYTES);
    }
    this.#reader = openReader(this.#line);
    this.#fedUnits = 0;
    return true;
  }

  /** @returns whether it takes more text to go on; null when the next record is one for the reader. */
  #runAutomaton(
    automaton: RecordAutomaton,
    json: JsonRowSink,
    shape: TableShape,
    isLast: boolean,
  ): boolean | null {
    const { bytes, offset } = this.#window;
    // A record with a mend is warned about.
    const mendAt = this.#mends[0]?.at;
    const input = mendAt === undefined ? bytes : bytes.subarray(0, mendAt - offset);
    const isAll = input.length === bytes.length;
    const run = automaton.run(input, isLast && isAll, this.#line, shape, json.allowance);
    const { block, outcome } = run;
    if (block.rows > 0) {
      json.jsonRows(block);
      this.#rows.hasCells = true;
      this.#pieceBytes = FIRST_PIECE_BYTES;
    }
    this.#window.advance(run.consumed);
    this.#line = run.line;
    if (outcome === "needs_input" && isAll) return true;
    // At the end of an allowance the next run tells.
    if (block.rows > 0) return false;
    this.#pieceBytes = Math.min(this.#pieceBytes * 2, PIECE_BYTES);
    return null;
  }

  #readPiece(reader: Pick<RecordReader, "read" | "end">, isLast: boolean): boolean {
    const window = this.#window;
    if (window.length < this.#pieceBytes && !isLast) return false;
    const piece = window.piece(this.#pieceBytes);
    const isLastPiece = isLast && piece.length === window.length;
    const fedBefore = this.#fedUnits;
    const text = this.#decode(piece);
    window.advance(piece.length);
    let last: DelimitedRecord | null = null;
    for (const record of reader.read(text)) {
      this.#rows.record(record);
      if (this.#parts.sink.isFull) return false;
      last = record;
    }
    if (isLastPiece) {
      for (const record of reader.end()) this.#rows.record(record);
      return false;
    }
    this.#rows.forgetMends(this.#fedUnits);
    // Behind a quote that proved to be text, the last record may end in front of the piece.
    if (last !== null && last.end >= fedBefore) {
      this.#mayReturn(last, text.slice(last.end - fedBefore));
    }
    return true;
  }

  /** Decodes a piece for the reader and tells the mends in it by their place in its text. */
  #decode(piece: Uint8Array): string {
    let text = "";
    let from = 0;
    const { offset } = this.#window;
    let count = 0;
    for (const { at, byte } of this.#mends) {
      const to = at - offset;
      if (to >= piece.length) break;
      count += 1;
      text += this.#decoder.decode(piece.subarray(from, to));
      from = to;
      this.#rows.mend(byte, this.#fedUnits + text.length);
    }
    if (count > 0) this.#mends = this.#mends.slice(count);
    text += this.#decoder.decode(from === 0 ? piece : piece.subarray(from));
    this.#fedUnits += text.length;
    return text;
  }

  /** Leaves the rest to the automaton where nothing is under way but the beginning of a record. */
  #mayReturn(last: DelimitedRecord, unfinished: string): void {
    const { automaton, tables, sink } = this.#parts;
    const isPossible = automaton !== null && sink.json !== null && tables.shape !== null;
    if (!isPossible || this.#rows.hasMends) return;
    this.#window.advance(-this.#encoder.encode(unfinished).length);
    this.#line = last.nextLine;
    this.#reader = null;
  }
}
