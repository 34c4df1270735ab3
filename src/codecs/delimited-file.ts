// Reads the text of one delimited file into tables: plain records by the automaton, as bytes, and
// everything unusual record by record as text. Which of the two reads a record never shows in it.
import type { ParseContext } from "../core/format.ts";
import type { JsonRowSink, RowSink } from "../core/records.ts";
import { KIB } from "../core/units.ts";
import type { DelimitedRecord, RecordReader } from "./delimited.ts";
import type { TableShape } from "./headered-table.ts";
import { MendQueue } from "./mend-queue.ts";
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
/** The same while a record goes on and on, which is searched from its start with each piece. */
const MAX_PIECE_BYTES = 512 * KIB;
/** UTF-16 units and cells that are given to the sink before it is asked for room. */
const STEP_COST = 64 * KIB;

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

/** A piece of the text that a reader was given. */
interface ReadPiece {
  text: string;
  /** UTF-16 units given to the reader before it. */
  before: number;
  /** Whether it ends the file. */
  isLast: boolean;
  /** Records that it completes, and the last of them that was given to the tables. */
  records: Iterator<DelimitedRecord>;
  last: DelimitedRecord | null;
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
  #piece: ReadPiece | null = null;
  readonly #mends = new MendQueue();

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
    this.#mends.add(mends);
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
    if (this.#piece !== null) return this.#giveRecords(this.#piece);
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
    const mendAt = this.#mends.nextAt;
    const input = mendAt === null ? bytes : bytes.subarray(0, mendAt - offset);
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

  /** @returns false when it takes more text to go on. */
  #readPiece(reader: Pick<RecordReader, "read" | "end">, isLast: boolean): boolean {
    const window = this.#window;
    if (window.length < this.#pieceBytes && !isLast) return false;
    const bytes = window.piece(this.#pieceBytes);
    const isLastPiece = isLast && bytes.length === window.length;
    const before = this.#fedUnits;
    this.#mends.take(bytes, window.offset, (byte, unit) => this.#rows.mend(byte, before + unit));
    const text = this.#decoder.decode(bytes);
    window.advance(bytes.length);
    this.#fedUnits += text.length;
    const records = isLastPiece ? readToEnd(reader, text) : reader.read(text);
    this.#piece = { text, before, isLast: isLastPiece, records, last: null };
    return true;
  }

  /** Gives some records of the piece to the tables. @returns false at the end of the file. */
  #giveRecords(piece: ReadPiece): boolean {
    const { sink, tables } = this.#parts;
    let end = piece.last?.end ?? piece.before;
    for (let cost = 0; cost < STEP_COST && !sink.isFull;) {
      const { value: record, done } = piece.records.next();
      if (done === true) return this.#endPiece(piece);
      // A row is filled up to the width of its table.
      cost += record.end - end + Math.max(record.fields.length, tables.width);
      end = record.end;
      this.#rows.record(record);
      piece.last = record;
    }
    return true;
  }

  /** @returns false at the end of the file. */
  #endPiece({ text, before, isLast, last }: ReadPiece): boolean {
    this.#piece = null;
    if (isLast) return false;
    this.#rows.forgetMends(this.#fedUnits);
    if (last === null) this.#pieceBytes = Math.min(this.#pieceBytes * 2, MAX_PIECE_BYTES);
    else this.#pieceBytes = Math.min(this.#pieceBytes, PIECE_BYTES);
    // Behind a quote that proved to be text, the last record may end in front of the piece.
    if (last !== null && last.end >= before) this.#mayReturn(last, text.slice(last.end - before));
    return true;
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

function* readToEnd(
  reader: Pick<RecordReader, "read" | "end">,
  text: string,
): Generator<DelimitedRecord> {
  yield* reader.read(text);
  yield* reader.end();
}
