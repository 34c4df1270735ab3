// Entry of the iif parser: encoding and delimiter from the first bytes, then record after record to
// the tables, while the upload arrives.
// Source: Intuit IIF import kit; design contract for tables, cells and failures.
import { ByteBlocks } from "../../codecs/byte-blocks.ts";
import { findMojibake } from "../../codecs/mojibake.ts";
import { StrictSink } from "../../codecs/strict-sink.ts";
import { chooseEncoding } from "../../codecs/text-encoding.ts";
import { Utf8Transcoder, type Mend } from "../../codecs/utf8-transcoder.ts";
import { sliceSource } from "../../core/byte-source.ts";
import { refuse } from "../../core/failure.ts";
import type { FormatParser, ParseContext } from "../../core/format.ts";
import type { RowSink, TableMeta } from "../../core/records.ts";
import { KIB } from "../../core/units.ts";
import { HeaderBudget } from "./columns.ts";
import { FileTables } from "./file-tables.ts";
import { BlockPool } from "./held-records.ts";
import { Pace } from "./pace.ts";
import { PlainRows } from "./plain-rows.ts";
import { decodeText } from "./quotes.ts";
import { RawLines } from "./raw-lines.ts";
import { RecordScanner } from "./record-scanner.ts";
import { findDelimiter } from "./sample.ts";

/** What encoding and delimiter are chosen on: the same bytes however the upload is cut up. */
const SAMPLE_BYTES = 256 * KIB;
const NOTHING = new Uint8Array(0);

/** Where the records of a file go. */
interface RecordTaker {
  add: FileTables["add"];
  isOverfull: boolean;
  relieve: FileTables["relieve"];
  /** @returns false when the parse is over before the end. */
  end: FileTables["end"];
  /** Ends the table that is open. */
  close: () => void;
}

/**
 * Reads an IIF file: one table for each record type and one of the transactions, named as the types;
 * with `header=none` one table of the lines as they stand. Cells are text as written.
 * Fails with: `empty_file`, `no_records`, `corrupt_file`, `undecodable_text`, `invalid_option`,
 * `cell_too_long`, `columns_exceeded`, `sheet_not_found`, and what the sink fails with; in strict
 * mode `corrupt_file` where a warning would do.
 */
export const parse: FormatParser = async (input, sink, context) => {
  const source = input.access === "stream" ? input.source : sliceSource(input.bytes, SAMPLE_BYTES);
  const { options, limits } = context;
  const blocks = new ByteBlocks(source, SAMPLE_BYTES);
  const sample = await blocks.read();
  if (sample.length === 0) refuse({ code: "empty_file", detail: "The file has no bytes." });
  const choice = chooseEncoding(sample, options.encoding, blocks.isLast);
  const transcoder = new Utf8Transcoder(choice, options.strict);
  const head = transcoder.push(sample).slice();
  const rest = blocks.isLast ? transcoder.end() : NOTHING;
  const given = givenDelimiter(options.delimiter);
  const delimiter = findDelimiter(head, given, blocks.isLast);
  const meta = {
    encoding: choice.label,
    encoding_confidence: choice.confidence,
    delimiter: String.fromCharCode(delimiter),
  };
  const guarded = options.strict ? new StrictSink(sink) : sink;
  const pace = new Pace(guarded, context);
  const scanner = new RecordScanner({
    delimiter,
    isGiven: given !== null,
    cellBytes: limits.cellBytes,
  });
  const taker = takerFor(guarded, context, pace, meta);
  warnMojibake(guarded, head);

  const take = async (text: Uint8Array, mends: readonly Mend[], isLast: boolean) => {
    scanner.push(text, mends, isLast);
    for (let record = scanner.next(); record !== null; record = scanner.next()) {
      taker.add(record);
      pace.charge(record.end - record.start);
      if (taker.isOverfull && !(await taker.relieve())) return false;
      if (pace.isDue && !(await pace.rest())) return false;
    }
    return pace.rest();
  };

  const isWhole = blocks.isLast;
  let goesOn = await take(head, transcoder.takeMends(), isWhole && rest.length === 0);
  if (goesOn && rest.length > 0) goesOn = await take(rest, [], true);
  while (goesOn && !blocks.isLast) {
    const text = transcoder.push(await blocks.read());
    const mends = transcoder.takeMends();
    goesOn = await take(text, mends, false);
    if (goesOn && blocks.isLast)
      goesOn = await take(transcoder.end(), transcoder.takeMends(), true);
  }
  if (goesOn) await taker.end();
  taker.close();
};

function takerFor(sink: RowSink, context: ParseContext, pace: Pace, meta: TableMeta): RecordTaker {
  const { options, limits } = context;
  if (options.header === "none") {
    const lines = new RawLines(sink, limits, pace, meta);
    return {
      add: (record) => lines.add(record),
      isOverfull: false,
      relieve: () => Promise.resolve(true),
      end: () => Promise.resolve(true),
      close: () => lines.close(),
    };
  }
  const [budget, pool] = [new HeaderBudget(), new BlockPool()];
  const facts = () => ({ ...meta, ...(tables.facts !== null && { hdr: tables.facts }) });
  const { json } = sink;
  const plain = json === null ? null : new PlainRows(json, limits.cellBytes);
  const parts = { sink, limits, budget, facts, pace, pool, plain };
  const tables: FileTables = new FileTables(parts, options.sheet);
  return tables;
}

/** Fails with: `invalid_option` for what is no ASCII character, or cannot divide fields. */
function givenDelimiter(delimiter: string | null): number | null {
  if (delimiter === null) return null;
  const code = delimiter.charCodeAt(0);
  if (delimiter.length === 1 && code < 0x80 && !/[\s"!\w]/.test(delimiter)) return code;
  if (delimiter === "\t") return code;
  return refuse({
    code: "invalid_option",
    detail: "The option `delimiter` has to be a tab or an ASCII sign that is no quotation mark.",
  });
}

function warnMojibake(sink: RowSink, sample: Uint8Array): void {
  const text = decodeText(sample, 0, sample.length);
  const index = findMojibake(text);
  if (index === null) return;
  sink.warn({
    code: "mojibake",
    message:
      "Some letters look as if an earlier program had read UTF-8 as windows-1252; they are given as they stand.",
    at: { line: text.slice(0, index).split(/\r\r\n|\r\n?|\n/).length },
  });
}
