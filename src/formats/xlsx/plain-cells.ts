// Copies the cells of one plain row from the bytes of a sheet into rows of JSON: what nearly every
// program writes for nearly every cell. It judges nothing: at whatever it does not know by heart it
// gives up, and sheet.ts reads the row from its start. What both can read they must read alike.
// How to change this: a test reads every sheet both ways.
// Source: ECMA-376-1:2016 §18.3.1.4 (c), §18.3.1.96 (v), §18.3.1.40 (f), §18.3.1.53 (is).
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import { serialToIso } from "../../codecs/serial-dates.ts";
import type { JsonRowBuffer } from "../../codecs/sheets/json-row-buffer.ts";
import { parseNumber } from "../../codecs/sheets/numbers.ts";
import { FIRST_LONG_INTEGER } from "../../codecs/sheets/shown-precision.ts";
import type { SheetMarks } from "../../codecs/sheets/sheet-marks.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { CellContext } from "./cell-values.ts";
import { attributeNameEnd, attributeValueEnd } from "./plain-attribute.ts";
import { BOOLEAN, INLINE, NUMBER, PlainCellTag, SHARED } from "./plain-cell-tag.ts";
import { PlainText } from "../../codecs/sheets/plain-text.ts";

const SPACE = 0x20;
const EXCLAMATION = 0x21;
const SLASH = 0x2f;
const ZERO = 0x30;
const LESS = 0x3c;
const GREATER = 0x3e;
const LETTER_C = 0x63;
const LETTER_F = 0x66;
const LETTER_V = 0x76;

/** Nothing longer is a number that a program wrote, or an index. */
const MAX_NUMBER_BYTES = 32;
const MAX_INDEX_DIGITS = 9;

const ROW_END = bytesOf("</row>");
const VALUE_END = bytesOf("</v></c>");
const CELL_END = bytesOf("</c>");
const FORMULA_END = bytesOf("</f>");
const INLINE_START = bytesOf("<is><t>");
const INLINE_END = bytesOf("</t></is></c>");

/** What may begin an escape such as `_x000D_`. */
const ESCAPE = "_x";

export class PlainCells {
  readonly #workbook: CellContext;
  readonly #marks: SheetMarks;
  readonly #rows: JsonRowBuffer;
  readonly #text: PlainText;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;
  readonly #tag: PlainCellTag;

  constructor(workbook: CellContext, marks: SheetMarks, rows: JsonRowBuffer, limits: ParseLimits) {
    this.#workbook = workbook;
    this.#marks = marks;
    this.#rows = rows;
    this.#tag = new PlainCellTag(limits.columnsPerTable);
    this.#text = new PlainText(limits.cellBytes, ESCAPE);
  }

  /** Where the last call of `read` stopped. */
  get position(): number {
    return this.#at;
  }

  /**
   * Reads cells from `start` up to and with `</row>`. The byte behind the last one of `bytes` that
   * counts has to be NUL.
   * @param numberStart the row's number as the row element has it: bytes up to `numberEnd`.
   * @returns false when the row is not plain, or not whole.
   */
  read(bytes: Uint8Array, start: number, numberStart: number, numberEnd: number): boolean {
    this.#bytes = bytes;
    this.#at = start;
    this.#tag.column = 0;
    for (;;) {
      this.#skipSpace();
      const at = this.#at;
      if (bytes[at] !== LESS) return false;
      if (bytes[at + 1] === SLASH) return this.#take(ROW_END);
      if (bytes[at + 1] !== LETTER_C) return false;
      this.#at = at + 2;
      if (!this.#cell(numberStart, numberEnd)) return false;
    }
  }

  #skipSpace(): void {
    const bytes = this.#bytes;
    let at = this.#at;
    // NUL is no white space: it ends the bytes.
    while ((bytes[at] as number) < EXCLAMATION && bytes[at] !== 0) at += 1;
    this.#at = at;
  }

  /** Passes over `expected`, or gives false. */
  #take(expected: Uint8Array): boolean {
    if (!isAt(this.#bytes, this.#at, expected)) return false;
    this.#at += expected.length;
    return true;
  }

  #cell(numberStart: number, numberEnd: number): boolean {
    const tag = this.#tag;
    const before = tag.column;
    const isRead = tag.read(this.#bytes, this.#at, numberStart, numberEnd);
    this.#at = tag.end;
    if (!isRead || tag.column <= before) return false;
    return tag.isEmpty || this.#content();
  }

  /** An index, up to the next `<`; -1 when it is none. */
  #index(): number {
    const bytes = this.#bytes;
    const start = this.#at;
    let at = start;
    let value = 0;
    for (; ; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    this.#at = at;
    return at === start || at - start > MAX_INDEX_DIGITS ? -1 : value;
  }

  /** What stands between `<c …>` and `</c>`, and that. */
  #content(): boolean {
    const bytes = this.#bytes;
    if (this.#tag.type === INLINE) return this.#inlineText();
    let hasFormula = false;
    if (bytes[this.#at] === LESS && bytes[this.#at + 1] === LETTER_F) {
      if (!this.#formula()) return false;
      hasFormula = true;
    }
    const at = this.#at;
    if (bytes[at] !== LESS) return false;
    // A formula without a result is worth a warning.
    if (bytes[at + 1] !== LETTER_V || bytes[at + 2] !== GREATER)
      return !hasFormula && this.#take(CELL_END);
    this.#at = at + 3;
    return this.#value() && this.#take(VALUE_END);
  }

  #formula(): boolean {
    const bytes = this.#bytes;
    let at = this.#at + 2;
    // `<f>` or `<f t="shared" …>`; what it has damages the part even if nobody looks at it.
    while (bytes[at] === SPACE) {
      at += 1;
      const nameEnd = attributeNameEnd(bytes, at);
      if (nameEnd === at) continue;
      const valueEnd = attributeValueEnd(bytes, nameEnd);
      if (valueEnd < 0) return false;
      at = valueEnd + 1;
    }
    const isEmpty = bytes[at] === SLASH;
    if (isEmpty) at += 1;
    if (bytes[at] !== GREATER) return false;
    at += 1;
    if (!isEmpty) at = this.#text.skip(bytes, at);
    this.#at = at;
    return isEmpty || this.#take(FORMULA_END);
  }

  #inlineText(): boolean {
    if (!this.#take(INLINE_START)) return false;
    const bytes = this.#bytes;
    const start = this.#at;
    const end = this.#text.read(bytes, start);
    // White space at the ends is not part of the text; an empty one is no cell.
    if (end <= start || (bytes[start] as number) < EXCLAMATION) return false;
    if ((bytes[end - 1] as number) < EXCLAMATION) return false;
    this.#at = end;
    return this.#text.writeTo(this.#rows, this.#tag.column) && this.#take(INLINE_END);
  }

  #value(): boolean {
    switch (this.#tag.type) {
      case NUMBER:
        return this.#number();
      case SHARED: {
        const index = this.#index();
        const { strings } = this.#workbook;
        return strings !== null && strings.writeTo(this.#rows, this.#tag.column, index);
      }
      case BOOLEAN: {
        const digit = (this.#bytes[this.#at] as number) - ZERO;
        this.#at += 1;
        return (digit === 0 || digit === 1) && this.#rows.boolean(this.#tag.column, digit === 1);
      }
      default: {
        const end = this.#text.read(this.#bytes, this.#at);
        const isText = end > this.#at;
        this.#at = end;
        return isText && this.#text.writeTo(this.#rows, this.#tag.column);
      }
    }
  }

  #number(): boolean {
    const bytes = this.#bytes;
    const start = this.#at;
    let end = start;
    while (bytes[end] !== LESS && end - start <= MAX_NUMBER_BYTES) end += 1;
    if (end === start || end - start > MAX_NUMBER_BYTES) return false;
    this.#at = end;
    const { formats, is1904 } = this.#workbook;
    const kind = formats.kindOf(this.#tag.style);
    if (kind === "number") {
      const isWritten = this.#rows.decimal(this.#tag.column, bytes, start, end);
      if (isWritten !== null) return isWritten && this.#notePadding();
    }
    const value = parseNumber(bytes, start, end);
    // What is larger may have more digits than are shown. Also false for NaN.
    if (!(Math.abs(value) < FIRST_LONG_INTEGER)) return false;
    if (kind === "number") return this.#rows.number(this.#tag.column, value) && this.#notePadding();
    const text = serialToIso(value, kind, is1904);
    return text === null
      ? this.#rows.number(this.#tag.column, value)
      : this.#rows.asciiText(this.#tag.column, text);
  }

  /** Says that the column shows leading zeros, where the cell's format does. @returns true. */
  #notePadding(): true {
    const digits = this.#workbook.formats.paddedDigits?.[this.#tag.style] ?? 0;
    if (digits > 0) this.#marks.padColumn(this.#tag.column, digits);
    return true;
  }
}
