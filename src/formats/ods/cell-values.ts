// Turns what a table cell holds into a cell of the contract: by its value type, its data style, its
// text and whether a formula stands behind it. Never guesses: what cannot be read as its type is
// given as text, with a warning.
// Source: OpenDocument 1.3 part 3 §9.1.4 (table:table-cell), §19.385 (office:value-type) and the values beside it.
import { formatAddress } from "../../codecs/sheets/addresses.ts";
import { parseIndex, parseNumber } from "../../codecs/sheets/numbers.ts";
import { toShownPrecision } from "../../codecs/sheets/shown-precision.ts";
import type { SheetWarnings } from "../../codecs/sheets/sheet-warnings.ts";
import { decodeUtf8 } from "../../codecs/utf8-string.ts";
import { XmlNames } from "../../codecs/xml-names.ts";
import type { XmlScanner } from "../../codecs/xml-scanner.ts";
import { refuse, type SourceLocation } from "../../core/failure.ts";
import type { CellValue } from "../../core/records.ts";
import type { CellText } from "./cell-text.ts";
import type { FormatsByName } from "./cell-styles.ts";
import type { CellFormat } from "./data-styles.ts";
import { readDateValue, readSerial, readTimeValue, type DateSystem } from "./dates.ts";
import { NAME } from "./vocabulary.ts";

/** From here on a number is whole and may have more digits than are shown. */
const FIRST_LONG_INTEGER = 1e15;

const VALUE_TYPE = NAME["value-type"];
const { value: VALUE, formula: FORMULA } = NAME;
const STYLE_NAME = NAME["style-name"];
const COLUMNS_REPEATED = NAME["number-columns-repeated"];
const COLUMNS_SPANNED = NAME["number-columns-spanned"];
const ROWS_SPANNED = NAME["number-rows-spanned"];
const DATE_VALUE = NAME["date-value"];
const TIME_VALUE = NAME["time-value"];
const BOOLEAN_VALUE = NAME["boolean-value"];
const STRING_VALUE = NAME["string-value"];

const TEXT = 0;
const NUMBER = 1;
const DATE = 2;
const TIME = 3;
const BOOLEAN = 4;
const ERROR = 5;
const UNKNOWN = 6;

/** Value types as written, each beside what is read of it. */
const TYPE_NAMES = new XmlNames([
  "string",
  "float",
  "percentage",
  "currency",
  "date",
  "time",
  "boolean",
  "error",
  "void",
]);
const TYPES = [TEXT, NUMBER, NUMBER, NUMBER, DATE, TIME, BOOLEAN, ERROR, TEXT];

/**
 * `#DIV/0!`, `#N/A`, `#WERT!`, `Err:502`. OpenOffice before 4 and LibreOffice before 3.5 write failed
 * formulas as the number 0 with such a text.
 */
const ERROR_TEXT = /^(?:#[^\s#][^\s]{0,30}|\p{L}{1,12}:\d{3})$/u;
const MAX_ERROR_BYTES = 64;

/** Reader of one cell at a time: `begin` at its start tag, then its text, then `finish`. */
export class CellReader {
  /** How often the cell stands there, side by side. */
  repeat = 1;
  columnsSpanned = 1;
  rowsSpanned = 1;
  /** Digits that the value is shown with at least, filled up with zeros; 0 when it is not. */
  paddedDigits = 0;
  /** Whether the text has to be read. */
  needsText = false;
  readonly text: CellText;
  readonly #warnings: SheetWarnings;
  readonly #formats: FormatsByName;
  readonly #dates: DateSystem;
  readonly #place: () => SourceLocation;
  #type = TEXT;
  #hasType = false;
  #hasFormula = false;
  #string: string | null = null;
  #value: CellValue = null;
  #isZero = false;
  /** Value of the attribute that could not be read as what the type says. */
  #faulty: string | null = null;

  constructor(
    text: CellText,
    warnings: SheetWarnings,
    formats: FormatsByName,
    dates: DateSystem,
    place: () => SourceLocation,
  ) {
    this.text = text;
    this.#warnings = warnings;
    this.#formats = formats;
    this.#dates = dates;
    this.#place = place;
  }

  /**
   * Reads the start tag of a cell.
   * @param inherited format of cells of this row and column that name no style.
   * Fails with: `corrupt_file` (counts), and in strict mode what `SheetWarnings` fails with.
   */
  begin(scanner: XmlScanner, inherited: () => CellFormat): void {
    this.repeat = 1;
    this.columnsSpanned = 1;
    this.rowsSpanned = 1;
    this.paddedDigits = 0;
    this.#type = TEXT;
    this.#hasType = false;
    this.#hasFormula = false;
    this.#string = null;
    this.#value = null;
    this.#isZero = false;
    this.#faulty = null;
    this.text.clear();
    const { bytes } = scanner;
    let start = 0;
    let end = 0;
    let styleStart = 0;
    let styleEnd = 0;
    while (scanner.nextAttribute()) {
      const { attribute, valueStart, valueEnd } = scanner;
      if (attribute === STYLE_NAME) {
        styleStart = valueStart;
        styleEnd = valueEnd;
      } else if (attribute === VALUE_TYPE) this.#readType(bytes, valueStart, valueEnd);
      else if (
        attribute === VALUE ||
        attribute === DATE_VALUE ||
        attribute === TIME_VALUE ||
        attribute === BOOLEAN_VALUE
      ) {
        start = valueStart;
        end = valueEnd;
      } else if (attribute === COLUMNS_REPEATED) this.repeat = this.#readCount(scanner);
      else if (attribute === FORMULA) this.#hasFormula = true;
      else if (attribute === STRING_VALUE) this.#string = scanner.valueText();
      else if (attribute === COLUMNS_SPANNED) this.columnsSpanned = this.#readCount(scanner);
      else if (attribute === ROWS_SPANNED) this.rowsSpanned = this.#readCount(scanner);
    }
    if (end === start || this.#type === TEXT || this.#type === ERROR || this.#type === UNKNOWN) {
      this.needsText = true;
      return;
    }
    const hasStyle = styleEnd > styleStart;
    const format = hasStyle ? this.#formats.find(bytes, styleStart, styleEnd) : inherited();
    this.#value = this.#convert(bytes, start, end, format);
    if (this.#value === null) this.#faulty = decodeUtf8(bytes, start, end);
    this.needsText = this.#value === null || (this.#hasFormula && this.#isZero);
  }

  /** @returns the value, or null for an empty cell. Fails with: `corrupt_file` (text not UTF-8). */
  finish(): CellValue {
    if (this.#value !== null && !this.needsText) return this.#value;
    const text = this.text.length > 0 ? this.text : null;
    if (this.#hasFormula && this.#type === NUMBER && (this.#isZero || this.#faulty !== null)) {
      const shown = text === null || text.length > MAX_ERROR_BYTES ? "" : text.toText();
      if (ERROR_TEXT.test(shown)) return shown;
    }
    if (this.#value !== null) return this.#value;
    if (this.#faulty !== null) {
      this.#warn("invalid_cell", "The value of the cell is none of its type; its text is given.");
      return text?.toText() ?? this.#faulty;
    }
    if (this.#type === TEXT && this.#string !== null && this.#string !== "") return this.#string;
    if (text !== null) {
      if (this.#type !== TEXT && this.#type !== ERROR) {
        this.#warn("invalid_cell", "The cell has a type but no value of it; its text is given.");
      }
      return text.toText();
    }
    // A formula whose result is an empty text has a type, or an empty paragraph (LibreOffice); one
    // never calculated has neither, or no value of its type.
    const isEmptyText = this.#type === TEXT && (this.#hasType || this.text.hasParagraph);
    if (this.#hasFormula && !isEmptyText) {
      this.#warn(
        "formula_not_calculated",
        "The file holds no result for the formula of this cell.",
      );
    }
    return null;
  }

  /** `calcext:value-type="error"` stands beside `office:value-type="string"`, in either order. */
  #readType(bytes: Uint8Array, start: number, end: number): void {
    if (this.#type === ERROR) return;
    this.#hasType = true;
    this.#type = TYPES[TYPE_NAMES.find(bytes, start, end)] ?? UNKNOWN;
  }

  #readCount(scanner: XmlScanner): number {
    const count = parseIndex(scanner.bytes, scanner.valueStart, scanner.valueEnd);
    if (count >= 1) return count;
    return refuse({
      code: "corrupt_file",
      detail: "A cell is repeated or spans less than once, or more often than any sheet can hold.",
      at: this.#place(),
    });
  }

  /** Null when the value is none of the type. */
  #convert(bytes: Uint8Array, start: number, end: number, format: CellFormat): CellValue {
    if (this.#type === NUMBER) return this.#number(parseNumber(bytes, start, end), format);
    if (this.#type === DATE) {
      return readDateValue(bytes, start, end, format.kind, this.#dates);
    }
    if (this.#type === TIME) return readTimeValue(bytes, start, end, format.kind);
    const text = (decodeUtf8(bytes, start, end) ?? "").toLowerCase();
    if (text === "true" || text === "1") return true;
    return text === "false" || text === "0" ? false : null;
  }

  #number(stored: number, { kind, paddedDigits }: CellFormat): CellValue {
    if (Number.isNaN(stored)) return null;
    this.#isZero = stored === 0;
    const shown = Math.abs(stored) < FIRST_LONG_INTEGER ? stored : toShownPrecision(stored);
    if (kind !== "number") {
      const text = readSerial(shown, kind, this.#dates);
      if (text !== null) return text;
    }
    this.paddedDigits = paddedDigits;
    if (shown !== stored) {
      this.#warn(
        "precision_loss",
        "The whole number has more than 15 digits; the rest is rounded, as the application shows it.",
      );
    }
    return shown;
  }

  #warn(code: Parameters<SheetWarnings["add"]>[0], message: string): void {
    const { row = 0, column = 0 } = this.#place();
    this.#warnings.add(code, message, { row, column, cell: formatAddress(row, column) });
  }
}
