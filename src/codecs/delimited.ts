// Reads delimited text as a stream of records with their physical lines. The record scanner finds
// where records end; papaparse splits those that hold quoted fields.
// Source: RFC 4180; deviations are named in formats/csv/README.md.
import Papa from "papaparse";
import type { RecordLimits } from "./record-limits.ts";
import { RecordScanner, type Dialect, type ScannedRecord } from "./record-scanner.ts";

/**
 * Stands for "no delimiter" towards papaparse, which insists on one: a scanned record holds line
 * breaks inside quotes only, where papaparse looks for none.
 */
const NO_DELIMITER = "\r\n\r";

export interface DelimitedRecord {
  /** Physical line that the record begins on, from 1. */
  line: number;
  /** Blank lines between it and the record before it. */
  blankLines: number;
  /** Fields as written, without their quotes. */
  fields: string[];
  /** Whether any field was quoted. */
  isQuoted: boolean;
  /** Line of the first field whose quotes are not those of RFC 4180, or null. */
  badQuoteLine: number | null;
  terminator: ScannedRecord["terminator"];
  /** UTF-16 units of the text up to the end of the record, terminator included. */
  end: number;
  /** Physical line that the text behind it begins on. */
  nextLine: number;
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
    this.#papa = new Papa.Parser({ delimiter: delimiter ?? NO_DELIMITER, newline: "\n" });
  }

  /** @returns the records that `text` completes, blank lines left out. To be run to its end before the next call. */
  *read(text: string): Generator<DelimitedRecord> {
    for (const record of this.#scanner.scan(text)) yield this.#split(record);
  }

  /** @returns the last record, if the text does not end with a terminator. */
  *end(): Generator<DelimitedRecord> {
    for (const record of this.#scanner.end()) yield this.#split(record);
  }

  #split({ text, ...record }: ScannedRecord): DelimitedRecord {
    const fields = record.isQuoted ? this.#splitQuoted(text) : this.#splitPlain(text);
    return { ...record, fields };
  }

  #splitPlain(text: string): string[] {
    return this.#delimiter === null ? [text] : text.split(this.#delimiter);
  }

  #splitQuoted(text: string): string[] {
    // The terminator lets papaparse see a closing quote before trailing blanks as one.
    const { data } = this.#papa.parse(`${text}\n`, 0, true) as { data: string[][] };
    const [fields] = data;
    if (fields === undefined || data.length !== 1) throw new Error("a record was split in two");
    return fields;
  }
}
