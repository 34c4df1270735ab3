// Reads one delimited text file: sample, encoding, dialect, then records as they arrive. What csv
// and tsv share; they differ in their prior alone.
import { sliceSource } from "../core/byte-source.ts";
import type { ParseContext, ParserInput } from "../core/format.ts";
import type { RowSink } from "../core/records.ts";
import { KIB } from "../core/units.ts";
import { ByteBlocks } from "./byte-blocks.ts";
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
  const source = input.access === "stream" ? input.source : sliceSource(input.bytes, SAMPLE_BYTES);
  const blocks = new ByteBlocks(source, SAMPLE_BYTES);
  const sample = await blocks.read();
  const isWhole = blocks.isLast;
  const { delimiter, encoding, strict, header } = context.options;
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
  // Takes letters that ASCII has not.
  if (choice.confidence !== "ascii") warnMojibake(tables, text);
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
  while (!blocks.isLast) {
    const piece = transcoder.push(await blocks.read());
    if (!(await file.take(piece, transcoder.takeMends()))) return;
  }
  if (!isWhole && !(await file.take(transcoder.end(), transcoder.takeMends()))) return;
  await file.end();
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
