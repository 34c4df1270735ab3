// Copies the cells of one plain row from the bytes of a document into rows of JSON. It judges nothing:
// at whatever it does not know by heart it gives up, and table.ts reads the row from its start. What
// both can read they must read alike.
// How to change this: a test reads every table both ways.
// Source: OpenDocument 1.3 part 3 §9.1.4 (table:table-cell), §5.1.3 (text:p), §6.1.2 (white space).
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import type { NumberFormatKind } from "../../codecs/number-formats.ts";
import type { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import { parseNumber } from "../../codecs/sheets/numbers.ts";
import { isEndTag, skipSpace } from "../../codecs/sheets/plain-scan.ts";
import { PlainText } from "../../codecs/sheets/plain-text.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { KindsByName } from "./cell-styles.ts";
import { readDateValue, readTimeValue, type DateSystem } from "./dates.ts";
import { BOOLEAN, DATE, EMPTY, NUMBER, PlainCellTag, TEXT, TIME } from "./plain-cell-tag.ts";

const SPACE = 0x20;
/** From here on a number is whole and may have more digits than are shown. */
const FIRST_LONG_INTEGER = 1e15;
/** Nothing longer is a number that a program wrote. */
const MAX_NUMBER_BYTES = 32;

const CELL_START = bytesOf("<table:table-cell");
const TEXT_START = bytesOf("<text:p>");
const TEXT_END = bytesOf("</text:p>");
const CELL_END = bytesOf("</table:table-cell>");
export const ROW_END = bytesOf("</table:table-row>");
const TRUE = bytesOf("true");
const FALSE = bytesOf("false");

export class PlainCells {
  readonly #rows: JsonRowBuffer;
  readonly #kinds: KindsByName;
  readonly #dates: DateSystem;
  readonly #inherited: (column: number) => NumberFormatKind;
  readonly #maxColumn: number;
  readonly #tag = new PlainCellTag();
  readonly #text: PlainText;
  #at = 0;

  /** @param inherited kind of the data style of cells of a column that name no style. */
  constructor(
    rows: JsonRowBuffer,
    kinds: KindsByName,
    dates: DateSystem,
    inherited: (column: number) => NumberFormatKind,
    limits: ParseLimits,
  ) {
    this.#rows = rows;
    this.#kinds = kinds;
    this.#dates = dates;
    this.#inherited = inherited;
    this.#maxColumn = limits.columnsPerTable;
    this.#text = new PlainText(limits.cellBytes);
  }

  /** Where the last call of `read` stopped. */
  get position(): number {
    return this.#at;
  }

  /**
   * Reads cells from `start` up to and with the end tag of the row. The byte behind the last one of
   * `bytes` that counts has to be NUL.
   * @returns false when the row is not plain, or not whole.
   */
  read(bytes: Uint8Array, start: number): boolean {
    this.#at = start;
    const tag = this.#tag;
    for (let column = 1; ; column += tag.repeat) {
      this.#at = skipSpace(bytes, this.#at);
      if (isEndTag(bytes, this.#at)) return this.#take(bytes, ROW_END);
      if (!this.#take(bytes, CELL_START) || !tag.read(bytes, this.#at)) return false;
      this.#at = tag.end;
      if (!this.#cell(bytes, column)) return false;
    }
  }

  /** Passes over `expected`, or gives false. */
  #take(bytes: Uint8Array, expected: Uint8Array): boolean {
    if (!isAt(bytes, this.#at, expected)) return false;
    this.#at += expected.length;
    return true;
  }

  #cell(bytes: Uint8Array, column: number): boolean {
    const tag = this.#tag;
    if (tag.isEmpty) return tag.type === EMPTY;
    if (tag.type === EMPTY || tag.repeat > 1 || column > this.#maxColumn) return false;
    if (tag.type === TEXT) return this.#textCell(bytes, column);
    return tag.valueEnd > tag.valueStart && this.#value(bytes, column) && this.#shownText(bytes);
  }

  /** One paragraph in which no white space is dropped. */
  #textCell(bytes: Uint8Array, column: number): boolean {
    if (!this.#take(bytes, TEXT_START)) return false;
    const start = this.#at;
    const end = this.#text.read(bytes, start);
    if (end <= start || hasOddSpace(bytes, start, end)) return false;
    this.#at = end;
    return (
      this.#text.writeTo(this.#rows, column) &&
      this.#take(bytes, TEXT_END) &&
      this.#take(bytes, CELL_END)
    );
  }

  /** Passes over what the application shows of a value. */
  #shownText(bytes: Uint8Array): boolean {
    if (this.#take(bytes, CELL_END)) return true;
    if (!this.#take(bytes, TEXT_START)) return false;
    const end = this.#text.skip(bytes, this.#at);
    if (end < 0) return false;
    this.#at = end;
    return this.#take(bytes, TEXT_END) && this.#take(bytes, CELL_END);
  }

  #value(bytes: Uint8Array, column: number): boolean {
    const { type, valueStart, valueEnd } = this.#tag;
    const rows = this.#rows;
    switch (type) {
      case NUMBER:
        return this.#number(bytes, column);
      case DATE: {
        const kind = this.#kind(bytes, column);
        const date = readDateValue(bytes, valueStart, valueEnd, kind, this.#dates);
        return date !== null && rows.asciiText(column, date);
      }
      case TIME: {
        const time = readTimeValue(bytes, valueStart, valueEnd, this.#kind(bytes, column));
        return time !== null && rows.asciiText(column, time);
      }
      case BOOLEAN: {
        const isTrue = valueEnd - valueStart === TRUE.length && isAt(bytes, valueStart, TRUE);
        const isFalse = valueEnd - valueStart === FALSE.length && isAt(bytes, valueStart, FALSE);
        return (isTrue || isFalse) && rows.boolean(column, isTrue);
      }
      default:
        return false;
    }
  }

  #number(bytes: Uint8Array, column: number): boolean {
    const { valueStart, valueEnd } = this.#tag;
    if (valueEnd - valueStart > MAX_NUMBER_BYTES) return false;
    // The number is a day or a time there.
    if (this.#kind(bytes, column) !== "number") return false;
    const isWritten = this.#rows.decimal(column, bytes, valueStart, valueEnd);
    if (isWritten !== null) return isWritten;
    const value = parseNumber(bytes, valueStart, valueEnd);
    // Also false for NaN.
    return Math.abs(value) < FIRST_LONG_INTEGER && this.#rows.number(column, value);
  }

  #kind(bytes: Uint8Array, column: number): NumberFormatKind {
    const { styleStart, styleEnd } = this.#tag;
    return styleEnd > styleStart
      ? this.#kinds.find(bytes, styleStart, styleEnd)
      : this.#inherited(column);
  }
}

/** Whether a space stands at an end of the text or behind another one. */
function hasOddSpace(bytes: Uint8Array, start: number, end: number): boolean {
  let isBehindSpace = true;
  for (let at = start; at < end; at += 1) {
    const isSpace = bytes[at] === SPACE;
    if (isSpace && isBehindSpace) return true;
    isBehindSpace = isSpace;
  }
  return isBehindSpace;
}
