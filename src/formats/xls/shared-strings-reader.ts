// Reads the table of shared strings, which fills one record and as many CONTINUE records as it takes.
// Source: MS-XLS 2.4.265 (SST), 2.4.58 (Continue).
import type { ParseLimits } from "../../core/limits.ts";
import { KIB } from "../../core/units.ts";
import type { RecordCursor } from "./record-text.ts";
import { SharedStrings } from "./shared-strings.ts";

const HEAD_BYTES = 8;
/** A string has a length and a byte of flags at least. */
const MIN_STRING_BYTES = 3;
/** Bytes between two pauses. */
const PIECE_BYTES = 64 * KIB;

export class SharedStringsReader {
  readonly strings: SharedStrings;
  readonly #cursor: RecordCursor;
  /** Strings that the table says it has: not to be trusted, neither way. */
  readonly #announced: number;

  /** @param cursor whose reader is at the SST record. */
  constructor(cursor: RecordCursor, limits: ParseLimits) {
    const { reader } = cursor;
    this.#cursor = cursor;
    cursor.begin(HEAD_BYTES - 4);
    this.#announced = reader.length < HEAD_BYTES ? 0 : cursor.u32();
    const possible = Math.ceil((reader.size - reader.position) / MIN_STRING_BYTES);
    this.strings = new SharedStrings(reader.source, Math.min(this.#announced, possible), limits);
  }

  /**
   * Reads some strings.
   * @returns false when the table is at its end.
   * Fails with: `corrupt_file` (it ends within a string that it announces), `expansion_limit`, `truncated_file`.
   */
  readPiece(): boolean {
    const cursor = this.#cursor;
    const { reader } = cursor;
    const stopAt = reader.position + PIECE_BYTES;
    while (reader.position < stopAt) {
      // Tables that hold fewer strings than they announce are common, and lack nothing.
      if (this.strings.count >= this.#announced || cursor.isAtEnd()) return false;
      this.#readString();
    }
    return true;
  }

  #readString(): void {
    const cursor = this.#cursor;
    const { units, isWide, trailing } = cursor.readHead(2);
    const bytes = isWide ? units * 2 : units;
    if (bytes <= cursor.rest && cursor.reader.isInPlace) {
      this.strings.addPlace(cursor.at, units, isWide);
      cursor.skip(bytes);
    } else {
      this.strings.addCopy(cursor.readUnits());
    }
    cursor.skip(trailing);
  }
}
