// Reads one delimited text file into one table: sample, encoding, dialect, then records as they
// arrive. What csv and tsv share; they differ in their prior alone.
import type { ByteSource } from "../core/byte-source.ts";
import { refuse } from "../core/failure.ts";
import type { ParseContext, ParserInput } from "../core/format.ts";
import type { CellValue, RowSink } from "../core/records.ts";
import { KIB } from "../core/units.ts";
import { RecordReader, type DelimitedRecord } from "./delimited.ts";
import { findDialect, type FoundDialect } from "./dialect.ts";
import { StrictSink } from "./strict-sink.ts";
import { TextTables } from "./text-tables.ts";
import { StreamingTextDecoder, type Mend } from "./text-encoding.ts";

/** What encoding and dialect are chosen on. The same bytes however the upload is cut up. */
export const SAMPLE_BYTES = 256 * KIB;
/** Text is split into records in pieces of this size, with room asked for in between. */
const PIECE_CHARACTERS = 64 * KIB;

/**
 * Reads a delimited text file of one table into `sink`.
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
  const { delimiter, encoding, strict } = context.options;
  const sample = bytes.subarray(0, sampleBytes);
  const decoder = new StreamingTextDecoder(sample, { encoding, strict, isWhole });
  const sampleText = decoder.decode(sample) + (isWhole ? decoder.end() : "");
  const dialect = findDialect(sampleText, { delimiter, prior, isWhole });
  const file = new DelimitedFile(sink, context, decoder, dialect);
  if (!(await file.take(sampleText.slice(dialect.start)))) return;
  if (!isWhole) {
    if (!(await file.take(decoder.decode(bytes.subarray(sampleBytes))))) return;
    for (let next = await source.read(); next !== null; next = await source.read()) {
      if (!(await file.take(decoder.decode(next)))) return;
    }
    if (!(await file.take(decoder.end()))) return;
  }
  file.end();
}

interface Sample {
  /** What was read so far, a little more than the sample where there is more. */
  bytes: Uint8Array;
  sampleBytes: number;
  isWhole: boolean;
}

async function readSampleBytes(source: ByteSource): Promise<Sample> {
  let bytes = new Uint8Array(SAMPLE_BYTES);
  let length = 0;
  // One byte past the sample tells whether there is more, wherever the pieces end.
  while (length <= SAMPLE_BYTES) {
    const next = await source.read();
    if (next === null) {
      return { bytes: bytes.subarray(0, length), sampleBytes: length, isWhole: true };
    }
    if (length + next.length > bytes.length) {
      const grown = new Uint8Array(length + next.length);
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

/** One file on its way from decoded text to rows. */
class DelimitedFile {
  readonly #sink: RowSink;
  readonly #context: ParseContext;
  readonly #decoder: StreamingTextDecoder;
  readonly #reader: RecordReader;
  readonly #tables: TextTables;
  /** Text that is not split yet: short pieces would make a long record be searched over and over. */
  #waiting = "";
  /** UTF-16 units of the text given to the reader, whatever came before it counted in. */
  #fed: number;
  #mends: Mend[] = [];
  #nextMend = 0;
  #hasContent = false;
  /** Whether a record with a NUL is still to be warned about; searched for only once text had one. */
  #nul: "unseen" | "wanted" | "warned" = "unseen";

  constructor(
    sink: RowSink,
    context: ParseContext,
    decoder: StreamingTextDecoder,
    dialect: FoundDialect,
  ) {
    const { header, strict } = context.options;
    this.#sink = strict ? new StrictSink(sink) : sink;
    this.#context = context;
    this.#decoder = decoder;
    this.#fed = dialect.start;
    this.#reader = new RecordReader(dialect, context.limits, dialect.firstLine, dialect.start);
    const { delimiter, quote, terminator } = dialect;
    const meta = {
      encoding: decoder.label,
      encoding_confidence: decoder.confidence,
      delimiter,
      quote,
      terminator,
    };
    this.#tables = new TextTables(this.#sink, { header, meta });
    this.#warnDialect(dialect);
  }

  /** @returns false when the parse is over: the sink is full, or it has to stop. */
  async take(text: string): Promise<boolean> {
    this.#mends = [...this.#mends, ...this.#decoder.takeMends()];
    if (this.#nul === "unseen" && text.includes("\0")) this.#nul = "wanted";
    this.#waiting += text;
    do {
      if (this.#context.shouldStop()) return false;
      const isFed = this.#waiting.length < PIECE_CHARACTERS || this.#feed(PIECE_CHARACTERS);
      if (!isFed) return false;
      const room = this.#sink.ready();
      if (room !== null) await room;
    } while (this.#waiting.length >= PIECE_CHARACTERS);
    return true;
  }

  end(): void {
    if (!this.#feed(this.#waiting.length)) return;
    for (const record of this.#reader.end()) this.#record(record);
    if (!this.#hasContent) {
      refuse({
        code: "empty_file",
        detail: "The file holds no characters but blanks and line breaks.",
      });
    }
    this.#tables.end();
  }

  /** @returns false when the sink is full; the table is ended then. */
  #feed(characters: number): boolean {
    const piece = this.#waiting.slice(0, characters);
    this.#waiting = this.#waiting.slice(characters);
    for (const record of this.#reader.read(piece)) {
      this.#record(record);
      if (this.#sink.isFull) {
        this.#tables.end();
        return false;
      }
    }
    this.#fed += piece.length;
    this.#forgetMends();
    return true;
  }

  /** Of the mends in the record that is not complete yet, the first is all that will be told. */
  #forgetMends(): void {
    if (this.#mends.length === 0) return;
    const [first, ...others] = this.#mends.slice(this.#nextMend);
    const later = others.filter(({ unit }) => unit >= this.#fed);
    this.#mends = first === undefined ? [] : [first, ...later];
    this.#nextMend = 0;
  }

  #record({ line, blankLines, fields, badQuoteLine, terminator, end }: DelimitedRecord): void {
    this.#warnMends(line, end);
    if (badQuoteLine !== null) {
      this.#tables.warn({
        code: "unbalanced_quote",
        message:
          "A quotation mark does not open or close a field as it should; it was kept as text.",
        at: { row: line, line: badQuoteLine },
      });
    }
    if (this.#nul === "wanted" && fields.some((field) => field.includes("\0"))) {
      this.#nul = "warned";
      this.#tables.warn({
        code: "nul_bytes",
        message: "The text holds NUL characters, which were kept.",
        at: { row: line },
      });
    }
    this.#hasContent ||= fields.length > 1 || fields[0]?.trim() !== "";
    const cells: CellValue[] = fields;
    for (let column = 0; column < cells.length; column += 1) {
      if (cells[column] === "") cells[column] = null;
    }
    const isUnterminated = terminator === "";
    this.#tables.record({ row: line, blankLines, isUnterminated, cells });
  }

  #warnDialect({ delimiter, runnerUp, quote, badQuoteLine, firstLine }: FoundDialect): void {
    if (runnerUp !== null) {
      this.#tables.warn({
        code: "ambiguous_delimiter",
        message: `The delimiters ${JSON.stringify(delimiter)} and ${JSON.stringify(runnerUp)} fit about equally well; the first was taken.`,
      });
    }
    if (quote === null) {
      const line = badQuoteLine === null ? null : badQuoteLine + firstLine - 1;
      this.#tables.warn({
        code: "unbalanced_quote",
        message: "The quotation marks of the file do not pair up; all of them were taken as text.",
        ...(line !== null && { at: { line } }),
      });
    }
  }

  /** Warns once for a record that holds bytes of another encoding, with the first of them. */
  #warnMends(row: number, end: number): void {
    const first = this.#mends[this.#nextMend];
    if (first === undefined || first.unit >= end) return;
    while ((this.#mends[this.#nextMend]?.unit ?? end) < end) this.#nextMend += 1;
    this.#tables.warn({
      code: "mixed_encoding",
      message: "The row holds bytes that are not UTF-8; they were read as windows-1252.",
      at: { row, byte: first.byte },
    });
  }
}
