// Reads delimited text as a stream of records with their physical lines. The record scanner finds
// where records end; papaparse splits those that hold quoted fields or escapes.
// Source: RFC 4180; deviations are named in formats/csv/README.md.
import Papa from "papaparse";
import type { RecordLimits } from "./record-limits.ts";
import { cleanQuote, type Dialect } from "./record-dialect.ts";
import { RecordScanner } from "./record-scanner.ts";
import type { ScannedRecord } from "./scanned-record.ts";

/**
 * Stands for "no delimiter" towards papaparse, which insists on one: a scanned record holds line
 * breaks inside quotes only, where papaparse looks for none.
 */
const NO_DELIMITER = "\r\n\r";

export interface DelimitedRecord extends Omit<ScannedRecord, "text" | "isPlain"> {
  /** Fields as written, without their quotes and escapes. */
  fields: string[];
}

/**
 * Reads the records of one text, which may be handed over in pieces of any size.
 * Fails with: `cell_too_long`, `columns_exceeded`.
 */
export class RecordReader {
  readonly #scanner: RecordScanner;
  readonly #delimiter: string | null;
  readonly #papa: Papa.Parser;

  /** @param firstLine physical line that the text begins on; @param before units of text before it. */
  constructor(dialect: Dialect, limits: RecordLimits, firstLine = 1, before = 0) {
    const { delimiter } = dialect;
    this.#delimiter = delimiter;
    this.#scanner = new RecordScanner(dialect, limits, firstLine, before);
    this.#papa = new Papa.Parser({
      delimiter: delimiter ?? NO_DELIMITER,
      quoteChar: cleanQuote(dialect),
      newline: "\n",
    });
  }

  /** UTF-16 units that were read and belong to a record that is not complete. */
  get pending(): number {
    return this.#scanner.pending;
  }

  /** @returns the records that `text` completes, blank lines left out. To be run to its end before the next call. */
  *read(text: string): Generator<DelimitedRecord> {
    for (const record of this.#scanner.scan(text)) yield this.#split(record);
  }

  /** @returns the last record, if the text does not end with a terminator. */
  *end(): Generator<DelimitedRecord> {
    for (const record of this.#scanner.end()) yield this.#split(record);
  }

  #split(record: ScannedRecord): DelimitedRecord {
    const { text, isPlain, line, blankLines, isQuoted, badQuoteLine } = record;
    const fields = isPlain ? this.#splitPlain(text) : this.#splitClean(text);
    const { terminator, end, nextLine } = record;
    // Written out, since this is done for each record.
    return { line, blankLines, isQuoted, badQuoteLine, terminator, end, nextLine, fields };
  }

  #splitPlain(text: string): string[] {
    return this.#delimiter === null ? [text] : text.split(this.#delimiter);
  }

  #splitClean(text: string): string[] {
    // The terminator lets papaparse see a closing quote before trailing blanks as one.
    const { data } = this.#papa.parse(`${text}\n`, 0, true) as { data: string[][] };
    const [fields] = data;
    if (fields === undefined || data.length !== 1) throw new Error("a record was split in two");
    return fields;
  }
}
