// Copies the cells of one plain row from the bytes of a document into rows of JSON: what nearly every
// program writes for nearly every cell. It judges nothing: at whatever it does not know by heart it
// gives up, and table.ts reads the row from its start. What both can read they must read alike.
// How to change this: a test reads every table both ways.
// Source: OpenDocument 1.3 part 3 §9.1.4 (table:table-cell), §5.1.3 (text:p), §6.1.2 (white space).
import type { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import { parseNumber } from "../../codecs/sheets/numbers.ts";
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import { skipSpace } from "../../codecs/sheets/plain-scan.ts";
import { PlainText } from "../../codecs/sheets/plain-text.ts";
import type { SheetMarks } from "../../codecs/sheets/sheet-marks.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { FormatsByName } from "./cell-styles.ts";
import type { CellFormat } from "./data-styles.ts";
import { isDay, readDateValue, readSerial, readTimeValue, type DateSystem } from "./dates.ts";
import { BOOLEAN, DATE, NUMBER, PlainCellTag, TEXT, TIME, UNTYPED } from "./plain-cell-tag.ts";
import type { TableColumns } from "./table-columns.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const MINUS = 0x2d;
const SLASH = 0x2f;
const ZERO = 0x30;
const NINE = 0x39;

/** From here on a number is whole and may have more digits than are shown. */
const FIRST_LONG_INTEGER = 1e15;
/** Nothing longer is a number that a program wrote. */
const MAX_NUMBER_BYTES = 32;

const CELL = bytesOf("<table:table-cell");
const CELL_END = bytesOf("</table:table-cell>");
const ROW_END = bytesOf("</table:table-row>");
const PARAGRAPH = bytesOf("<text:p>");
const PARAGRAPH_END = bytesOf("</text:p></table:table-cell>");
const EMPTY_PARAGRAPH = bytesOf("<text:p/></table:table-cell>");
const TRUE = bytesOf("true");
const FALSE = bytesOf("false");
/** Of two blanks one counts. */
const BLANKS = "  ";

/** What the cells of one table need besides their bytes. */
export interface PlainTable {
  formats: FormatsByName;
  columns: TableColumns;
  marks: SheetMarks;
  dates: DateSystem;
}

export class PlainCells {
  readonly #table: PlainTable;
  readonly #rows: JsonRowBuffer;
  readonly #maxColumn: number;
  readonly #text: PlainText;
  readonly #tag: PlainCellTag;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  #column = 0;

  constructor(table: PlainTable, rows: JsonRowBuffer, limits: ParseLimits) {
    this.#table = table;
    this.#rows = rows;
    this.#maxColumn = limits.columnsPerTable;
    this.#text = new PlainText(limits.cellBytes, BLANKS);
    this.#tag = new PlainCellTag(limits.xmlTagBytes);
  }

  /** Where the last call of `read` stopped. */
  get position(): number {
    return this.#at;
  }

  /**
   * Reads cells from `start` up to and with `</table:table-row>`. The byte behind the last one of
   * `bytes` that counts has to be NUL.
   * @returns false when the row is not plain, or not whole.
   */
  read(bytes: Uint8Array, start: number): boolean {
    this.#bytes = bytes;
    const tag = this.#tag;
    let next = 1;
    for (let at = start; ; at = this.#at) {
      at = skipSpace(bytes, at);
      this.#at = at;
      if (bytes[at + 1] === SLASH) return this.#take(ROW_END);
      if (!isAt(bytes, at, CELL) || !tag.read(bytes, at + CELL.length)) return false;
      this.#at = tag.end;
      this.#column = next;
      next += tag.repeat;
      if (!this.#cell()) return false;
    }
  }

  /** Passes over `expected`, or gives false. */
  #take(expected: Uint8Array): boolean {
    if (!isAt(this.#bytes, this.#at, expected)) return false;
    this.#at += expected.length;
    return true;
  }

  #cell(): boolean {
    const { type, isEmpty, valueStart, valueEnd } = this.#tag;
    if (type === TEXT || type === UNTYPED) return this.#textCell();
    if (valueStart === valueEnd || !this.#holdsValue() || !this.#value()) return false;
    return isEmpty || this.#skipContent();
  }

  /** Whether a value may stand here: repeated ones are counted elsewhere. */
  #holdsValue(): boolean {
    return this.#tag.repeat === 1 && this.#column <= this.#maxColumn;
  }

  /** A text, the result of a formula that is one, or an empty cell. */
  #textCell(): boolean {
    const { type, isEmpty, hasFormula, stringStart, stringEnd } = this.#tag;
    // Nobody writes a formula without the type of its result, unless there is something to judge.
    if (type === UNTYPED && hasFormula) return false;
    if (stringEnd > stringStart) {
      const hasText = this.#text.read(this.#bytes, stringStart, QUOTE) === stringEnd;
      return hasText && this.#write() && (isEmpty || this.#skipContent());
    }
    if (isEmpty || this.#take(CELL_END) || this.#take(EMPTY_PARAGRAPH)) return true;
    if (!this.#take(PARAGRAPH)) return false;
    const start = this.#at;
    // White space at the start is not part of the text.
    if (this.#bytes[start] === SPACE) return false;
    const end = this.#text.read(this.#bytes, start);
    if (end < start) return false;
    this.#at = end;
    return (end === start || this.#write()) && this.#take(PARAGRAPH_END);
  }

  #write(): boolean {
    return this.#holdsValue() && this.#text.writeTo(this.#rows, this.#column);
  }

  /** The text beside a value, whatever it is. */
  #skipContent(): boolean {
    if (!this.#take(PARAGRAPH)) return this.#take(EMPTY_PARAGRAPH) || this.#take(CELL_END);
    this.#at = this.#text.skip(this.#bytes, this.#at);
    return this.#at >= 0 && this.#take(PARAGRAPH_END);
  }

  #format(): CellFormat {
    const { styleStart, styleEnd } = this.#tag;
    const { formats, columns } = this.#table;
    return styleEnd > styleStart
      ? formats.find(this.#bytes, styleStart, styleEnd)
      : columns.formatOf(this.#column);
  }

  #value(): boolean {
    const { type, valueStart, valueEnd } = this.#tag;
    switch (type) {
      case NUMBER:
        return this.#number(valueStart, valueEnd);
      case DATE:
        return this.#date(valueStart, valueEnd);
      case TIME:
        return this.#ascii(readTimeValue(this.#bytes, valueStart, valueEnd, this.#format().kind));
      case BOOLEAN: {
        const isTrue = this.#isValue(TRUE);
        return (isTrue || this.#isValue(FALSE)) && this.#rows.boolean(this.#column, isTrue);
      }
      default:
        return false;
    }
  }

  #isValue(expected: Uint8Array): boolean {
    const { valueStart, valueEnd } = this.#tag;
    return valueEnd - valueStart === expected.length && isAt(this.#bytes, valueStart, expected);
  }

  #ascii(text: string | null): boolean {
    return text !== null && this.#rows.asciiText(this.#column, text);
  }

  #date(start: number, end: number): boolean {
    const { kind } = this.#format();
    const showsTime = kind === "datetime" || kind === "time" || kind === "duration";
    if (!showsTime && isDay(this.#bytes, start, end)) {
      return this.#rows.jsonText(this.#column, this.#bytes, start, end);
    }
    return this.#ascii(readDateValue(this.#bytes, start, end, kind, this.#table.dates));
  }

  #number(start: number, end: number): boolean {
    if (end - start > MAX_NUMBER_BYTES) return false;
    const bytes = this.#bytes;
    const { kind, paddedDigits } = this.#format();
    if (kind === "number") {
      const isWritten = this.#rows.decimal(this.#column, bytes, start, end);
      if (isWritten !== null) {
        const isZero = end - start === 1 && bytes[start] === ZERO;
        return isWritten && (!isZero || this.#isNoError()) && this.#notePadding(paddedDigits);
      }
    }
    const value = parseNumber(bytes, start, end);
    // Also false for NaN.
    if (!(Math.abs(value) < FIRST_LONG_INTEGER)) return false;
    if (value === 0 && !this.#isNoError()) return false;
    const text = kind === "number" ? null : readSerial(value, kind, this.#table.dates);
    if (text !== null) return this.#ascii(text);
    return this.#rows.number(this.#column, value) && this.#notePadding(paddedDigits);
  }

  /** A formula that failed may be written as 0 beside the error's text. */
  #isNoError(): boolean {
    if (!this.#tag.hasFormula || this.#tag.isEmpty) return true;
    const first = this.#bytes[this.#at + PARAGRAPH.length] as number;
    const isFigure = first === MINUS || (first >= ZERO && first <= NINE);
    return isFigure && isAt(this.#bytes, this.#at, PARAGRAPH);
  }

  /** @returns true. */
  #notePadding(digits: number): true {
    if (digits > 0) this.#table.marks.padColumn(this.#column, digits);
    return true;
  }
}
