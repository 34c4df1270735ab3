// Reads the cells of one worksheet part while it is inflated: from XML events to values in rows.
// `<dimension>` is not looked at, since writers get it wrong and nothing needs it.
// Source: ECMA-376-1:2016 §18.3.1.80 (sheetData), §18.3.1.73 (row), §18.3.1.4 (c), §18.3.1.53 (is).
import { XML_END, XML_MORE, XML_START, XML_TEXT, XmlScanner } from "../../codecs/xml-scanner.ts";
import { refuse, type SourceLocation } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { KIB } from "../../core/units.ts";
import {
  formatAddress,
  MAX_COLUMN,
  MAX_ROW,
  parseAddress,
  type Address,
} from "../../codecs/sheets/addresses.ts";
import { CellConverter, type CellContext, type CellType, type RawCell } from "./cell-values.ts";
import type { SheetTable } from "../../codecs/sheets/sheet-table.ts";
import { isTrue, parseIndex } from "../../codecs/sheets/numbers.ts";
import type { PartReader } from "../../codecs/xml-part.ts";
import type { RowWindow } from "../../codecs/sheets/row-window.ts";
import type { SheetMarks } from "../../codecs/sheets/sheet-marks.ts";
import { isZero, MARKUP_VOCABULARY, SheetMarkup } from "./sheet-markup.ts";
import { PLAIN_FULL, PLAIN_UNUSUAL } from "../../codecs/sheets/plain-scan.ts";
import { PlainRows } from "./plain-rows.ts";
import { readIsPreserved } from "./shared-strings-reader.ts";
import { TextCollector } from "./text-collector.ts";

const CELL_VOCABULARY = [
  "sheetData",
  "row",
  "c",
  "v",
  "f",
  "is",
  "t",
  "r",
  "s",
  "space",
  "hidden",
  "ht",
];
const [SHEET_DATA, ROW, C, V, F, IS, T, R, S, SPACE, HIDDEN, HT] = CELL_VOCABULARY.keys();
const VOCABULARY = [...CELL_VOCABULARY, ...MARKUP_VOCABULARY];

const OUTSIDE = 0;
const IN_SHEET_DATA = 1;
const IN_ROW = 2;
const IN_CELL = 3;
const IN_VALUE = 4;
const IN_INLINE = 5;
const IN_INLINE_TEXT = 6;

/** Text after which the sink is asked for room; a few cells may share a long one. */
const PAUSE_CHARACTERS = 256 * KIB;

/** Reader of one worksheet part; gives each cell that is there to a `RowWindow`. */
export class SheetReader implements PartReader {
  readonly scanner: XmlScanner;
  readonly #sheet: string;
  readonly #converter: CellConverter;
  readonly #table: SheetTable;
  readonly #rows: RowWindow;
  readonly #marks: SheetMarks;
  readonly #markup: SheetMarkup;
  readonly #cell: RawCell;
  readonly #plainRows: PlainRows;
  readonly #address: Address = { row: 0, column: 0 };
  #state = OUTSIDE;
  /** Depth of the outermost open element that is passed over with all that it holds; 0 for none. */
  #skipDepth = 0;
  #row = 0;
  #pauseAt = PAUSE_CHARACTERS;
  /** True once a row begins behind those that are wanted. */
  #isCutOff = false;

  constructor(
    part: string,
    sheet: string,
    workbook: CellContext,
    table: SheetTable,
    limits: ParseLimits,
  ) {
    this.scanner = new XmlScanner(VOCABULARY, part, limits);
    this.#sheet = sheet;
    this.#converter = new CellConverter(workbook, table);
    this.#table = table;
    this.#rows = table.rows;
    this.#marks = table.marks;
    this.#markup = new SheetMarkup(this.scanner, VOCABULARY, table.marks);
    this.#plainRows = new PlainRows(this.scanner, workbook, table, limits);
    const place = () => this.#place();
    this.#cell = {
      address: this.#address,
      type: "n",
      style: 0,
      hasFormula: false,
      hasValue: false,
      value: new TextCollector(limits.cellBytes, place),
      hasInline: false,
      inline: new TextCollector(limits.cellBytes, place),
    };
  }

  drain(): boolean {
    const { scanner } = this;
    for (;;) {
      if (this.#state === IN_SHEET_DATA && this.#skipDepth === 0) {
        const outcome = this.#plainRows.run();
        // A row without a number is the one behind it.
        if (this.#plainRows.last > 0) this.#row = this.#plainRows.last;
        if (outcome !== PLAIN_UNUSUAL) return outcome === PLAIN_FULL;
      }
      const event = scanner.next();
      if (event === XML_MORE) return false;
      if (this.#skipDepth > 0) {
        if (event === XML_END && scanner.depth < this.#skipDepth) this.#skipDepth = 0;
      } else if (event === XML_TEXT) {
        const { text, textStart, textEnd } = scanner;
        if (this.#state === IN_VALUE) this.#cell.value.append(text, textStart, textEnd);
        else if (this.#state === IN_INLINE_TEXT) this.#cell.inline.append(text, textStart, textEnd);
      } else if (event === XML_START) {
        this.#start();
        if (this.#isCutOff) return true;
      } else if (this.#end()) return true;
    }
  }

  #start(): void {
    const { name, depth } = this.scanner;
    const state = this.#state;
    if (state === IN_ROW && name === C) this.#beginCell();
    else if (state === IN_CELL && name === V) {
      this.#cell.hasValue = true;
      this.#state = IN_VALUE;
    } else if (state === IN_SHEET_DATA && name === ROW) this.#beginRow();
    else if (state === IN_CELL && name === IS) {
      this.#cell.hasInline = true;
      this.#state = IN_INLINE;
    } else if (state === IN_INLINE && name === T) {
      this.#state = IN_INLINE_TEXT;
      this.#cell.inline.beginRun(readIsPreserved(this.scanner, SPACE as number));
    } else if (state === OUTSIDE && name === SHEET_DATA && depth === 2) this.#state = IN_SHEET_DATA;
    else if (state === OUTSIDE && this.#markup.start()) return;
    else if (!(state === OUTSIDE && depth === 1) && !(state === IN_INLINE && name === R)) {
      if (state === IN_CELL && name === F) this.#cell.hasFormula = true;
      this.#skipDepth = depth;
    }
  }

  /** @returns true after a row with which much text has come together. */
  #end(): boolean {
    const state = this.#state;
    if (state === IN_VALUE) this.#state = IN_CELL;
    else if (state === IN_CELL) {
      this.#endCell();
      this.#state = IN_ROW;
    } else if (state === IN_ROW) {
      this.#state = IN_SHEET_DATA;
      if (this.#rows.characters < this.#pauseAt) return false;
      this.#pauseAt = this.#rows.characters + PAUSE_CHARACTERS;
      return true;
    } else if (state === IN_INLINE_TEXT) this.#state = IN_INLINE;
    else if (state === IN_INLINE && this.scanner.name === IS) {
      this.#cell.inline.finish();
      this.#state = IN_CELL;
    } else if (state === IN_SHEET_DATA) this.#state = OUTSIDE;
    return false;
  }

  #beginRow(): void {
    const { scanner } = this;
    this.#state = IN_ROW;
    let row = this.#row + 1;
    let isHidden = false;
    while (scanner.nextAttribute()) {
      const { attribute } = scanner;
      if (attribute < 0 || scanner.isPrefixed) continue;
      if (attribute === R) row = parseIndex(scanner.bytes, scanner.valueStart, scanner.valueEnd);
      else if (attribute === HIDDEN) isHidden ||= isTrue(scanner.valueText());
      else if (attribute === HT) isHidden ||= isZero(scanner.valueText());
    }
    this.#row = row;
    this.#address.row = row;
    this.#address.column = 0;
    if (row < 1 || row > MAX_ROW) this.#refuseAddress();
    this.#rows.turnTo(row);
    this.#isCutOff = this.#table.isFull;
    if (isHidden && !this.#isCutOff) this.#marks.hideRows(row, row);
  }

  #beginCell(): void {
    const { scanner } = this;
    const cell = this.#cell;
    this.#state = IN_CELL;
    cell.type = "n";
    cell.style = 0;
    cell.hasFormula = false;
    cell.hasValue = false;
    cell.hasInline = false;
    cell.value.clear();
    cell.inline.clear();
    let hasAddress = false;
    while (scanner.nextAttribute()) {
      if (scanner.isPrefixed) continue;
      const { attribute, bytes, valueStart, valueEnd } = scanner;
      if (attribute === R) {
        hasAddress = true;
        if (!parseAddress(bytes, valueStart, valueEnd, this.#address)) this.#refuseAddress();
      } else if (attribute === S) cell.style = parseIndex(bytes, valueStart, valueEnd);
      else if (attribute === T) cell.type = readType(bytes, valueStart, valueEnd);
    }
    if (hasAddress) return;
    this.#address.column += 1;
    if (this.#address.column > MAX_COLUMN) this.#refuseAddress();
  }

  #endCell(): void {
    this.#rows.set(this.#address.row, this.#address.column, this.#converter.convert(this.#cell));
  }

  #place(): SourceLocation {
    const { row, column } = this.#address;
    return { sheet: this.#sheet, row, column, cell: formatAddress(row, column) };
  }

  #refuseAddress(): never {
    refuse({
      code: "corrupt_file",
      detail: `A row or cell has no address, or one beyond ${formatAddress(MAX_ROW, MAX_COLUMN)}.`,
      at: { sheet: this.#sheet, ...(this.#row > 0 && this.#row <= MAX_ROW && { row: this.#row }) },
    });
  }
}

const TYPES = new Map<string, CellType>([
  ["n", "n"],
  ["s", "s"],
  ["str", "str"],
  ["inlineStr", "inlineStr"],
  ["b", "b"],
  ["e", "e"],
  ["d", "d"],
]);

function readType(bytes: Uint8Array, start: number, end: number): CellType {
  const isOneLetter = end - start === 1;
  if (isOneLetter && bytes[start] === 0x73) return "s";
  if (isOneLetter && bytes[start] === 0x6e) return "n";
  const text = String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 16)));
  return end === start ? "n" : (TYPES.get(text) ?? "unknown");
}
