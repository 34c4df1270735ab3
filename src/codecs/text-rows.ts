// Gives the records of a text file to its tables, and says what was odd about them.
import { refuse } from "../core/failure.ts";
import type { CellValue } from "../core/records.ts";
import { KIB } from "../core/units.ts";
import type { DelimitedRecord } from "./delimited.ts";
import type { TextTables } from "./text-tables.ts";

/**
 * How far back the text of a reader may still be divided into records anew, by a quote that proves
 * to be text: as much as an open quote is judged on, and the piece that was read last.
 */
const JUDGED_UNITS = 128 * KIB;

/** A byte of another encoding in the text of a reader. */
interface PlacedMend {
  /** Offset in the file. */
  byte: number;
  /** UTF-16 units of the reader's text before it. */
  unit: number;
}

export class TextRows {
  readonly #tables: TextTables;
  #mends: PlacedMend[] = [];
  /** How many of them are in records that were given. */
  #passedMends = 0;
  #hasWarnedNul = false;
  /** Whether there was any record, and any with a cell that is more than blanks. */
  #hasRecords = false;
  hasCells = false;

  constructor(tables: TextTables) {
    this.#tables = tables;
  }

  /** Notes a mend ahead of the record that holds it. */
  mend(byte: number, unit: number): void {
    this.#mends.push({ byte, unit });
  }

  /** Whether a mend is in a record that is not complete yet. */
  get hasMends(): boolean {
    return this.#passedMends < this.#mends.length;
  }

  /**
   * Lets go of mends in the record that is not complete yet: a record tells the first alone.
   * @param unit up to which the reader was given its text.
   */
  forgetMends(unit: number): void {
    if (this.#mends.length === 0) return;
    const open = this.#mends.slice(this.#passedMends);
    this.#passedMends = 0;
    this.#mends = open.filter((mend, index) => index === 0 || mend.unit >= unit - JUDGED_UNITS);
  }

  record({ line, blankLines, fields, badQuoteLine, terminator, end }: DelimitedRecord): void {
    this.#warnMends(line, end);
    if (badQuoteLine !== null) {
      this.#tables.warn({
        code: "unbalanced_quote",
        message:
          "A quotation mark does not open or close a field as it should; it was kept as text.",
        at: { row: line, line: badQuoteLine },
      });
    }
    if (!this.#hasWarnedNul && fields.some((field) => field.includes("\0"))) {
      this.#hasWarnedNul = true;
      this.#tables.warn({
        code: "nul_bytes",
        message: "The text holds NUL characters, which were kept.",
        at: { row: line },
      });
    }
    this.#hasRecords ||= fields.length > 1 || fields[0]?.trim() !== "";
    this.hasCells ||= fields.some((field) => field.trim() !== "");
    const cells: CellValue[] = fields;
    for (let column = 0; column < cells.length; column += 1) {
      if (cells[column] === "") cells[column] = null;
    }
    const isUnterminated = terminator === "";
    this.#tables.record({ row: line, blankLines, isUnterminated, cells });
  }

  /** Fails with: `empty_file` when there was nothing but blanks; warns when there were delimiters alone. */
  end(): void {
    if (this.hasCells) return;
    if (this.#hasRecords) {
      this.#tables.warn({ code: "no_rows", message: "No record of the file has a cell." });
      return;
    }
    refuse({
      code: "empty_file",
      detail: "The file holds nothing but blanks and line breaks.",
    });
  }

  /** Warns once for a record that holds bytes of another encoding, with the first of them. */
  #warnMends(row: number, end: number): void {
    const first = this.#mends[this.#passedMends];
    if (first === undefined || first.unit >= end) return;
    while ((this.#mends[this.#passedMends]?.unit ?? end) < end) this.#passedMends += 1;
    this.#tables.warn({
      code: "mixed_encoding",
      message: "The row holds bytes that are not UTF-8; they were read as windows-1252.",
      at: { row, byte: first.byte },
    });
  }
}
