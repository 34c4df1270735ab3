// Reads one delimited text file: sample, encoding, dialect, then records as they arrive. What csv
// and tsv share; they differ in their prior alone.
import type { ByteSource } from "../core/byte-source.ts";
import type { ParseContext, ParserInput } from "../core/format.ts";
import type { RowSink } from "../core/records.ts";
import { KIB } from "../core/units.ts";
import { RecordReader } from "./delimited.ts";
import { DelimitedFile } from "./delimited-file.ts";
import { findDialect, type FoundDialect } from "./dialect.ts";
import { FixedWidthReader, warnLeftOut } from "./fixed-width.ts";
import { findFixedWidth } from "./fixed-width-layout.ts";
import { findMojibake } from "./mojibake.ts";
import { RecordAutomaton } from "./record-automaton.ts";
import { StrictSink } from "./strict-sink.ts";
import { chooseEncoding } from "./text-encoding.ts";
import { TextTables } from "./text-tables.ts";
import { Utf8Transcoder } from "./utf8-transcoder.ts";

/** What encoding and dialect are chosen on. The same bytes however the upload is cut up. */
export const SAMPLE_BYTES = 256 * KIB;

/**
 * Reads a delimited text file into `sink`.
 * @param prior the delimiter that the file's name speaks for, or null.
 * Fails with: `empty_file`, `invalid_option`, `undecodable_text`, `cell_too_long`,
 * `columns_exceeded`; in strict mode also `corrupt_file`, `delimiter_not_found`.
 */
export async function readDelimitedTable(
  input: ParserInput,
  sink: RowSink,
  context: ParseContext,
  prior: string | null,
): Promise<void> {
  const source = input.access === "stream" ? input.source : wholeSource(input.bytes);
  const { bytes, sampleBytes, isWhole } = await readSampleBytes(source);
  const { delimiter, encoding, strict, header } = context.options;
  const sample = bytes.subarray(0, sampleBytes);
  const choice = chooseEncoding(sample, encoding, isWhole);
  const transcoder = new Utf8Transcoder(choice, strict);
  const head = transcoder.push(sample).slice();
  const rest = isWhole ? transcoder.end() : new Uint8Array(0);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const text = decoder.decode(head) + decoder.decode(rest);
  const dialect = findDialect(text, { delimiter, prior, isWhole });
  const isGiven = delimiter !== null || dialect.start > 0;
  const layout = isGiven ? null : findFixedWidth(text, isWhole, dialect.delimiter);
  const firstSink = strict ? new StrictSink(sink) : sink;
  const meta = {
    encoding: choice.label,
    encoding_confidence: choice.confidence,
    delimiter: layout === null ? dialect.delimiter : null,
    quote: layout === null ? dialect.quote : null,
    escape: layout === null ? dialect.escape : null,
    terminator: dialect.terminator,
    ...(layout && { fixed_width: layout.columns.map(({ start, end }) => [start, end]) }),
    ...(layout?.hasCarriageControl && { carriage_control: "asa" }),
  };
  const tables = new TextTables(firstSink, { header, meta });
  if (layout === null) warnDialect(tables, dialect);
  warnMojibake(tables, text);
  const print = layout === null ? null : new FixedWidthReader(layout, context.limits);
  const start = new TextEncoder().encode(text.slice(0, dialect.start)).length;
  const file = new DelimitedFile(
    {
      sink: firstSink,
      tables,
      automaton: print === null ? RecordAutomaton.for(dialect, context.limits) : null,
      openReader: (line) => print ?? new RecordReader(dialect, context.limits, line),
      ...(print && { beforeEnd: () => warnLeftOut(print.leftOut, tables) }),
      firstLine: dialect.firstLine,
      start,
    },
    context,
  );
  // A mend in a `sep=` line is none of a record.
  const mends = transcoder.takeMends().filter(({ at }) => at >= start);
  if (!(await file.take(head.subarray(start), mends))) return;
  if (!(await file.take(rest, []))) return;
  if (!isWhole) {
    const take = (piece: Uint8Array) => file.take(piece, transcoder.takeMends());
    if (!(await take(transcoder.push(bytes.subarray(sampleBytes))))) return;
    for (let next = await source.read(); next !== null; next = await source.read()) {
      if (!(await take(transcoder.push(next)))) return;
    }
    if (!(await take(transcoder.end()))) return;
  }
  await file.end();
}

interface Sample {
  /** What was read so far, a little more than the sample where there is more. */
  bytes: Uint8Array;
  sampleBytes: number;
  isWhole: boolean;
}

async function readSampleBytes(source: ByteSource): Promise<Sample> {
  let bytes = new Uint8Array(0);
  let length = 0;
  // One byte past the sample tells whether there is more, wherever the pieces end.
  while (length <= SAMPLE_BYTES) {
    const next = await source.read();
    if (next === null) {
      return { bytes: bytes.subarray(0, length), sampleBytes: length, isWhole: true };
    }
    if (length + next.length > bytes.length) {
      const grown = new Uint8Array(Math.max(length + next.length, 2 * bytes.length));
      grown.set(bytes.subarray(0, length));
      bytes = grown;
    }
    bytes.set(next, length);
    length += next.length;
  }
  return { bytes: bytes.subarray(0, length), sampleBytes: SAMPLE_BYTES, isWhole: false };
}

/** Hands a buffered upload out in pieces, as if it arrived. */
function wholeSource(bytes: Uint8Array): ByteSource {
  let offset = 0;
  return {
    read: () => {
      const piece = bytes.subarray(offset, offset + SAMPLE_BYTES);
      offset += piece.length;
      return Promise.resolve(piece.length === 0 ? null : piece);
    },
  };
}

function warnMojibake(tables: TextTables, sample: string): void {
  const index = findMojibake(sample);
  if (index === null) return;
  tables.warn({
    code: "mojibake",
    message:
      "Some letters look as if an earlier program had read UTF-8 as windows-1252; they are given as they stand.",
    at: { line: sample.slice(0, index).split(/\r\r\n|\r\n?|\n/).length },
  });
}

function warnDialect(
  tables: TextTables,
  { delimiter, runnerUp, quote, badQuoteLine, firstLine }: FoundDialect,
): void {
  if (runnerUp !== null) {
    tables.warn({
      code: "ambiguous_delimiter",
      message: `The delimiters ${JSON.stringify(delimiter)} and ${JSON.stringify(runnerUp)} fit about equally well; the first was taken.`,
    });
  }
  if (quote === null) {
    const line = badQuoteLine === null ? null : badQuoteLine + firstLine - 1;
    tables.warn({
      code: "unbalanced_quote",
      message: "The quotation marks of the file do not pair up; all of them were taken as text.",
      ...(line !== null && { at: { line } }),
    });
  }
}
