// Reads one damaged file as the service would, but for HTTP: rows or a refusal are right, anything
// else that comes out is a fault.
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { TypedSink } from "../../src/codecs/typed-sink.ts";
import { FAILURES, Refusal } from "../../src/core/failure.ts";
import {
  DEFAULT_PARSE_OPTIONS,
  type FormatDescriptor,
  type FormatParser,
  type ParseOptions,
} from "../../src/core/format.ts";
import type { RecordWriter } from "../../src/core/records.ts";
import { GuardedSink } from "../../src/intake/guarded-sink.ts";
import { StopSignal } from "../../src/intake/stop.ts";
import { byteSource } from "../support/collect-rows.ts";
import type { Random } from "../support/mutations.ts";

export interface Reader {
  format: FormatDescriptor;
  parse: FormatParser;
}

/** Code of the refusal, or `complete`. */
export type Outcome = string;

/** Keeps nothing; counts what has to come in pairs. */
class PairingWriter implements RecordWriter {
  openTables = 0;

  file(): void {}
  table(): void {
    this.openTables += 1;
  }
  row(): void {}
  jsonRows(): void {}
  tableEnd(): void {
    this.openTables -= 1;
  }
  warning(): void {}
  progress(): void {}
  end(): void {}
  ready(): null {
    return null;
  }
}

/** Throws what the parser throws that is no refusal, and what the sink finds wrong with its calls. */
export async function readCase(
  { format, parse }: Reader,
  bytes: Uint8Array,
  random: Random,
): Promise<Outcome> {
  const options = optionsOf(random);
  const writer = new PairingWriter();
  // Rows come as bytes where none are held back any more.
  const limits = random(2) === 0 ? DEFAULT_LIMITS : { ...DEFAULT_LIMITS, heldRowBytes: 0 };
  const sink = new GuardedSink(writer, limits, options.maxRows, new StopSignal(), () => 0);
  const target = options.types === "typed" ? new TypedSink(sink, options.strict) : sink;
  const extension = format.extensions[0] ?? null;
  const context = { options, limits, extension, shouldStop: () => false };
  const input =
    format.access === "buffer"
      ? ({ access: "buffer", bytes } as const)
      : ({ access: "stream", source: byteSource(bytes, 1 + random(8192)) } as const);
  try {
    await parse(input, target, context);
    if (writer.openTables !== 0 && !sink.isFull) {
      throw new Error("the parser returned with an open table");
    }
    sink.close();
    return "complete";
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, detail } = error.failure;
    if (!(code in FAILURES)) throw new Error(`no code of the catalogue: ${code}`, { cause: error });
    if (detail === "") throw new Error(`${code} without a detail`, { cause: error });
    return code;
  }
}

function optionsOf(random: Random): ParseOptions {
  return {
    ...DEFAULT_PARSE_OPTIONS,
    sheet: random(8) === 0 ? "1" : "all",
    header: random(2) === 0 ? "auto" : random(4) === 0 ? 1 + random(3) : "none",
    maxRows: random(32) === 0 ? 1 + random(4) : null,
    strict: random(16) === 0,
    types: random(8) === 0 ? "typed" : "native",
  };
}
