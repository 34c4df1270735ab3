// Stand-ins for the two ends of a parser: a source that hands out bytes in pieces of given sizes,
// and a sink that keeps what it is given as plain data.
import type { ByteSource } from "../../src/core/byte-source.ts";
import { Refusal, type ParseFailure } from "../../src/core/failure.ts";
import {
  DEFAULT_PARSE_OPTIONS,
  type FormatParser,
  type ParseContext,
  type ParseOptions,
  type ParserInput,
} from "../../src/core/format.ts";
import type { ParseLimits } from "../../src/core/limits.ts";
import type {
  CellValue,
  JsonRows,
  JsonRowSink,
  RowSink,
  TableInfo,
  TableMeta,
  Warning,
} from "../../src/core/records.ts";
import { TypedSink } from "../../src/codecs/typed-sink.ts";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";

export interface CollectedTable extends TableInfo {
  rows: [row: number, cells: CellValue[]][];
  /** What came with the end of the table. */
  endMeta?: TableMeta;
}

/** What one parse gave. Rows and warnings before a failure stay, as they would on the wire. */
export interface CollectedFile {
  tables: CollectedTable[];
  warnings: Warning[];
  failure: ParseFailure | null;
}

/** Keeps everything in order and throws when a parser breaks the contract of `RowSink`. */
export class CollectingSink implements RowSink, JsonRowSink {
  readonly tables: CollectedTable[] = [];
  readonly warnings: Warning[] = [];
  /** Times that `ready` was asked; a promise is given on every second time. */
  readyCalls = 0;
  /** Rows that came as JSON. */
  rowsAsJson = 0;
  #open: CollectedTable | null = null;
  #rows = 0;
  #maxRows: number;

  constructor(maxRows: number | null = null) {
    this.#maxRows = maxRows ?? Number.POSITIVE_INFINITY;
  }

  beginTable(table: TableInfo): void {
    if (this.#open !== null) throw new Error("beginTable before endTable");
    this.#open = { ...table, rows: [] };
    this.tables.push(this.#open);
  }

  row(row: number, cells: readonly CellValue[]): void {
    if (this.#open === null) throw new Error("row outside of a table");
    const last = this.#open.rows.at(-1)?.[0] ?? 0;
    if (!Number.isInteger(row) || row <= last) throw new Error(`row ${row} after row ${last}`);
    if (this.isFull) return;
    this.#rows += 1;
    this.#open.rows.push([row, [...cells]]);
  }

  /** Unlimited, so that the way of bytes is taken wherever a parser has one. */
  get json(): JsonRowSink {
    return this;
  }

  get allowance(): { rows: number; cells: number } {
    return { rows: this.#maxRows - this.#rows, cells: Number.MAX_SAFE_INTEGER };
  }

  jsonRows({ lines, rows }: JsonRows): void {
    const records = new TextDecoder().decode(lines).trimEnd().split("\n");
    if (records.length !== rows) throw new Error(`${records.length} lines for ${rows} rows`);
    this.rowsAsJson += rows;
    for (const record of records) {
      const { row, cells } = JSON.parse(record) as { row: number; cells: CellValue[] };
      this.row(row, cells);
    }
  }

  endTable(meta?: TableMeta): void {
    if (this.#open === null) throw new Error("endTable outside of a table");
    if (meta !== undefined) this.#open.endMeta = meta;
    this.#open = null;
  }

  warn(warning: Warning): void {
    this.warnings.push(warning);
  }

  ready(): Promise<void> | null {
    this.readyCalls += 1;
    return this.readyCalls % 2 === 0 ? Promise.resolve() : null;
  }

  get isFull(): boolean {
    return this.#rows >= this.#maxRows;
  }

  /** True while a table has begun and not ended. */
  get isOpen(): boolean {
    return this.#open !== null;
  }
}

/**
 * Gives `bytes` in pieces of the given sizes, the last size repeating. One buffer serves every
 * read and is filled with rubbish in between, so that a parser that keeps it is found out.
 */
export function byteSource(
  bytes: Uint8Array,
  sizes: number | readonly number[] = 65_536,
): ByteSource {
  const steps = (typeof sizes === "number" ? [sizes] : sizes).map((size) => Math.max(1, size));
  let offset = 0;
  let reads = 0;
  let lent = new Uint8Array(0);
  return {
    read: () => {
      lent.fill(0x22);
      if (offset >= bytes.length) return Promise.resolve(null);
      const size = steps[Math.min(reads, steps.length - 1)] ?? bytes.length;
      const piece = bytes.subarray(offset, offset + size);
      if (lent.length < piece.length) lent = new Uint8Array(piece.length);
      lent.set(piece);
      offset += piece.length;
      reads += 1;
      return Promise.resolve(lent.subarray(0, piece.length));
    },
  };
}

export interface RunSettings {
  options?: Partial<ParseOptions>;
  limits?: Partial<ParseLimits>;
  extension?: string | null;
  shouldStop?: () => boolean;
}

export function parseContext(settings: RunSettings = {}): ParseContext {
  return {
    options: { ...DEFAULT_PARSE_OPTIONS, ...settings.options },
    limits: { ...DEFAULT_LIMITS, ...settings.limits },
    extension: settings.extension ?? null,
    shouldStop: settings.shouldStop ?? (() => false),
  };
}

/** Runs a parser to its end; a `Refusal` becomes data, anything else that is thrown stays thrown. */
export async function collect(
  parse: FormatParser,
  input: ParserInput,
  settings: RunSettings = {},
): Promise<CollectedFile> {
  const context = parseContext(settings);
  const sink = new CollectingSink(context.options.maxRows);
  let failure: ParseFailure | null = null;
  try {
    const { types, strict } = context.options;
    await parse(input, types === "typed" ? new TypedSink(sink, strict) : sink, context);
    if (sink.isOpen) throw new Error("the parser returned with an open table");
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    failure = error.failure;
  }
  return { tables: sink.tables, warnings: sink.warnings, failure };
}

/** Runs a streaming parser over text (as UTF-8) or bytes, split into pieces of the given sizes. */
export function collectStream(
  parse: FormatParser,
  content: string | Uint8Array,
  settings: RunSettings & { sizes?: number | readonly number[] } = {},
): Promise<CollectedFile> {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return collect(parse, { access: "stream", source: byteSource(bytes, settings.sizes) }, settings);
}
