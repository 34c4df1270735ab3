// Reads the start tag of a plain cell from bytes that end with a NUL: the attributes that programs
// write, with their usual prefixes, in any order.
// Source: OpenDocument 1.3 part 3 §9.1.4 (table:table-cell), §19.385 (office:value-type).
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import { XmlNames } from "../../codecs/xml-names.ts";

const SPACE = 0x20;
const QUOTE = 0x22;
const HYPHEN = 0x2d;
const SLASH = 0x2f;
const ZERO = 0x30;
const GREATER = 0x3e;
const LETTER_C = 0x63;
const LETTER_D = 0x64;
const LETTER_F = 0x66;
const LETTER_N = 0x6e;
const LETTER_O = 0x6f;
const LETTER_S = 0x73;
const LETTER_T = 0x74;
const LETTER_V = 0x76;

/** Where names differ: behind ` table:`, ` office:`, ` office:value`. */
const AFTER_TABLE = 7;
const AFTER_OFFICE = 8;
const AFTER_VALUE = 13;

const STYLE_NAME = bytesOf(' table:style-name="');
const COLUMNS_REPEATED = bytesOf(' table:number-columns-repeated="');
const FORMULA = bytesOf(' table:formula="');
const VALIDATION = bytesOf(' table:content-validation-name="');
const VALUE_TYPE = bytesOf(' office:value-type="');
const VALUE = bytesOf(' office:value="');
const DATE_VALUE = bytesOf(' office:date-value="');
const TIME_VALUE = bytesOf(' office:time-value="');
const BOOLEAN_VALUE = bytesOf(' office:boolean-value="');
const STRING_VALUE = bytesOf(' office:string-value="');
const CURRENCY = bytesOf(' office:currency="');
const EXTENDED_TYPE = bytesOf(' calcext:value-type="');

/** Nobody writes more cells that are alike. */
const MAX_REPEAT_DIGITS = 6;

/** Types of values; `UNTYPED` is what a cell without one has. */
export const UNTYPED = 0;
export const TEXT = 1;
export const NUMBER = 2;
export const DATE = 3;
export const TIME = 4;
export const BOOLEAN = 5;
type PlainType =
  | typeof UNTYPED
  | typeof TEXT
  | typeof NUMBER
  | typeof DATE
  | typeof TIME
  | typeof BOOLEAN;

const TYPE_NAMES = new XmlNames([
  "float",
  "string",
  "date",
  "percentage",
  "currency",
  "boolean",
  "time",
]);
const TYPES = [NUMBER, TEXT, DATE, NUMBER, NUMBER, BOOLEAN, TIME] as const;

export class PlainCellTag {
  type: PlainType = UNTYPED;
  hasFormula = false;
  /** How often the cell stands there, side by side. */
  repeat = 1;
  /** Bytes of the value, of the text as an attribute, and of the style's name; empty when absent. */
  valueStart = 0;
  valueEnd = 0;
  stringStart = 0;
  stringEnd = 0;
  styleStart = 0;
  styleEnd = 0;
  /** Whether the cell ends with its tag. */
  isEmpty = false;
  /** Where the reading stopped: behind the tag when it was plain. */
  end = 0;
  readonly #maxTagBytes: number;
  #attributeStart = 0;
  #attributeEnd = 0;

  constructor(maxTagBytes: number) {
    this.#maxTagBytes = maxTagBytes;
  }

  /**
   * Reads what stands behind `<table:table-cell`.
   * @returns false when the tag is not whole or not plain.
   */
  read(bytes: Uint8Array, start: number): boolean {
    this.type = UNTYPED;
    this.hasFormula = false;
    this.repeat = 1;
    this.valueStart = this.valueEnd = 0;
    this.stringStart = this.stringEnd = 0;
    this.styleStart = this.styleEnd = 0;
    for (let at = start; ; at = this.#attributeEnd + 1) {
      const byte = bytes[at];
      if (byte !== SPACE) {
        this.isEmpty = byte === SLASH;
        this.end = this.isEmpty ? at + 2 : at + 1;
        return bytes[this.end - 1] === GREATER && this.end - start <= this.#maxTagBytes;
      }
      if (!this.#attribute(bytes, at)) return false;
    }
  }

  /** @param at where the space before its name is. */
  #attribute(bytes: Uint8Array, at: number): boolean {
    const prefix = bytes[at + 1];
    if (prefix === LETTER_O) return this.#officeAttribute(bytes, at);
    if (prefix === LETTER_C) {
      return this.#value(bytes, at, EXTENDED_TYPE) && this.#readType(bytes);
    }
    if (prefix !== LETTER_T) return false;
    const letter = bytes[at + AFTER_TABLE];
    if (letter === LETTER_S) {
      if (!this.#value(bytes, at, STYLE_NAME)) return false;
      this.styleStart = this.#attributeStart;
      this.styleEnd = this.#attributeEnd;
      return true;
    }
    if (letter === LETTER_N) {
      return this.#value(bytes, at, COLUMNS_REPEATED) && this.#readRepeat(bytes);
    }
    if (letter !== LETTER_F) return this.#value(bytes, at, VALIDATION);
    this.hasFormula = true;
    return this.#value(bytes, at, FORMULA);
  }

  #officeAttribute(bytes: Uint8Array, at: number): boolean {
    const letter = bytes[at + AFTER_OFFICE];
    if (letter === LETTER_V && bytes[at + AFTER_VALUE] === HYPHEN) {
      return this.#value(bytes, at, VALUE_TYPE) && this.#readType(bytes);
    }
    if (letter === LETTER_C) return this.#value(bytes, at, CURRENCY);
    if (letter === LETTER_S) {
      if (!this.#value(bytes, at, STRING_VALUE)) return false;
      this.stringStart = this.#attributeStart;
      this.stringEnd = this.#attributeEnd;
      return true;
    }
    let name = BOOLEAN_VALUE;
    if (letter === LETTER_V) name = VALUE;
    else if (letter === LETTER_D) name = DATE_VALUE;
    else if (letter === LETTER_T) name = TIME_VALUE;
    if (!this.#value(bytes, at, name)) return false;
    this.valueStart = this.#attributeStart;
    this.valueEnd = this.#attributeEnd;
    return true;
  }

  /** Finds the value of the attribute that has to begin with `start`, its quotation mark and all. */
  #value(bytes: Uint8Array, at: number, start: Uint8Array): boolean {
    if (!isAt(bytes, at, start)) return false;
    let end = at + start.length;
    this.#attributeStart = end;
    while (bytes[end] !== QUOTE && bytes[end] !== 0) end += 1;
    this.#attributeEnd = end;
    return bytes[end] === QUOTE;
  }

  /** Both types of a cell have to say the same. */
  #readType(bytes: Uint8Array): boolean {
    const type = TYPES[TYPE_NAMES.find(bytes, this.#attributeStart, this.#attributeEnd)];
    if (type === undefined || (this.type !== UNTYPED && this.type !== type)) return false;
    this.type = type;
    return true;
  }

  #readRepeat(bytes: Uint8Array): boolean {
    let repeat = 0;
    for (let at = this.#attributeStart; at < this.#attributeEnd; at += 1) {
      const digit = (bytes[at] as number) - ZERO;
      if (digit < 0 || digit > 9) return false;
      repeat = repeat * 10 + digit;
    }
    this.repeat = repeat;
    return repeat > 0 && this.#attributeEnd - this.#attributeStart <= MAX_REPEAT_DIGITS;
  }
}
