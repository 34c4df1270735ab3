// What a bomb is, and how it is read: as the service would, but for HTTP.
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import {
  Refusal,
  type FailureCode,
  type LimitFacts,
  type ParseFailure,
} from "../../src/core/failure.ts";
import { DEFAULT_PARSE_OPTIONS, type FormatParser } from "../../src/core/format.ts";
import type { ParseLimits } from "../../src/core/limits.ts";
import type { JsonRows, RecordWriter } from "../../src/core/records.ts";
import { readContentFacts } from "../../src/intake/content-facts.ts";
import { GuardedSink } from "../../src/intake/guarded-sink.ts";
import { StopSignal } from "../../src/intake/stop.ts";

export type BombFormat = "xlsx" | "xls" | "ods";

export interface Bomb {
  /** What it is, in a few words. */
  name: string;
  format: BombFormat;
  build: () => Uint8Array;
  /** True when it takes too long to be made and read with every `npm test`. */
  isLong?: boolean;
  /** Memory that it may fill up before it is refused, besides what any may: a limit of the contract. */
  filledBytes?: number;
  /** The refusal, or how many rows a file gives that is data within the limits. */
  expected: { code: FailureCode; limit?: string; entry?: string } | { rows: number };
}

/** The same bomb, left out of every `npm test`. */
export function long(bomb: Bomb): Bomb {
  return { ...bomb, isLong: true };
}

export interface Blast {
  rows: number;
  /** Bytes of NDJSON rows, as far as they came. */
  bytes: number;
  failure: ParseFailure | null;
}

const encoder = new TextEncoder();
const scratch = new Uint8Array(65_536);

/** Makes every row into bytes, as the service does, and keeps none. */
class DiscardingWriter implements RecordWriter {
  bytes = 0;

  file(): void {}
  table(): void {}
  row(row: number, cells: readonly unknown[]): void {
    const line = `{"row":${row},"cells":${JSON.stringify(cells)}}\n`;
    for (let at = 0; at < line.length;) {
      const { read, written } = encoder.encodeInto(line.slice(at), scratch);
      at += read;
      this.bytes += written;
    }
  }
  jsonRows({ lines }: JsonRows): void {
    this.bytes += lines.length;
  }
  tableEnd(): void {}
  warning(): void {}
  progress(): void {}
  end(): void {}
  ready(): null {
    return null;
  }
}

const HEAD_BYTES = 65_536;

/** Reads a file to its end or its refusal; what is thrown besides is a bug. */
export async function readBomb(
  parse: FormatParser,
  bytes: Uint8Array,
  limits: Partial<ParseLimits> = {},
): Promise<Blast> {
  const writer = new DiscardingWriter();
  const all = { ...DEFAULT_LIMITS, ...limits };
  const sink = new GuardedSink(writer, all, null, new StopSignal(), () => bytes.length);
  let failure: ParseFailure | null = null;
  try {
    readContentFacts(bytes.subarray(0, HEAD_BYTES), bytes);
    const context = {
      options: DEFAULT_PARSE_OPTIONS,
      limits: all,
      extension: null,
      shouldStop: () => false,
    };
    await parse({ access: "buffer", bytes }, sink, context);
    sink.close();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    ({ failure } = error);
  }
  return { rows: sink.rows, bytes: writer.bytes, failure };
}

/** Whether a bomb came to what it should. */
export function isExpected({ expected }: Bomb, { failure, rows }: Blast): boolean {
  if ("rows" in expected) return failure === null && rows === expected.rows;
  const { code, limit, entry } = expected;
  return (
    failure?.code === code &&
    (limit === undefined || limitOf(failure)?.name === limit) &&
    (entry === undefined || ("at" in failure && failure.at?.entry === entry))
  );
}

export function limitOf(failure: ParseFailure): LimitFacts | null {
  return "limit" in failure ? (failure.limit ?? null) : null;
}
