// What styles say that matters for values: the format of the data style behind each cell style, and
// which tables are hidden. Nothing else of a style is kept.
// Source: OpenDocument 1.3 part 3 §3.15 (style containers), §16.2 (style:style), §16.27.
import { refuseStyleCharacters } from "../../../guards/workbook.ts";
import { decodeUtf8 } from "../../codecs/utf8-string.ts";
import type { XmlScanner } from "../../codecs/xml-scanner.ts";
import { refuseIf } from "../../core/failure.ts";
import {
  addStylePart,
  formatOfParts,
  newDataStyle,
  PLAIN_FORMAT,
  type CellFormat,
  type DataStyle,
} from "./data-styles.ts";
import { NAME } from "./vocabulary.ts";

/** What an entry costs besides its names. */
const ENTRY_CHARACTERS = 32;
/** Longest chain of parents or maps: LibreOffice writes two. Cycles end here as well. */
const MAX_CHAIN = 16;
/** Style of cells that name none (§9.1.4). */
const DEFAULT_STYLE = "Default";

interface CellStyle {
  dataStyle: string | null;
  parent: string | null;
}

/** Common styles and automatic ones may have names alike. */
interface Scope {
  cells: Map<string, CellStyle>;
  data: Map<string, DataStyle>;
  /** Names of table styles, and whether they hide the table. */
  hidesTable: Map<string, boolean>;
}

function newScope(): Scope {
  return { cells: new Map(), data: new Map(), hidesTable: new Map() };
}

/** The styles of one document. Feed it the elements inside `office:styles` and `office:automatic-styles`. */
export class CellStyles {
  readonly #common = newScope();
  readonly #automatic = newScope();
  readonly #formats = new Map<string, CellFormat>();
  #characters = 0;
  #dataStyle: DataStyle | null = null;
  /** Name of the table style that is open. */
  #tableStyle: string | null = null;

  /**
   * Takes an element that has just started, at any depth inside the container.
   * @param level 1 for children of the container.
   * Fails with: `expansion_limit` (more styles than any document has).
   */
  add(scanner: XmlScanner, level: number, isCommon: boolean): void {
    const scope = isCommon ? this.#common : this.#automatic;
    if (level === 1) this.#begin(scanner, scope);
    else if (level > 2) this.#addInner(scanner);
    else if (this.#dataStyle !== null) this.#charge(addStylePart(this.#dataStyle, scanner));
    else if (this.#tableStyle !== null && scanner.name === NAME["table-properties"]) {
      while (scanner.nextAttribute()) {
        if (scanner.attribute !== NAME.display) continue;
        scope.hidesTable.set(this.#tableStyle, scanner.valueText() === "false");
      }
    }
  }

  /** Format of a cell style; the plain one for a style that is not there. */
  formatOf(name: string): CellFormat {
    const known = this.#formats.get(name);
    if (known !== undefined) return known;
    const style = this.#automatic.cells.get(name) ?? this.#common.cells.get(name);
    if (style === undefined) return PLAIN_FORMAT;
    const format = this.#findFormat(style);
    this.#formats.set(name, format);
    return format;
  }

  /** Format of cells without a style. */
  get defaultFormat(): CellFormat {
    return this.formatOf(DEFAULT_STYLE);
  }

  hidesTable(style: string): boolean {
    return this.#automatic.hidesTable.get(style) ?? this.#common.hidesTable.get(style) ?? false;
  }

  /** Text between the digits of a number: `12-345`. */
  #addInner(scanner: XmlScanner): void {
    const isText = scanner.name === NAME["embedded-text"];
    if (isText && this.#dataStyle !== null) this.#dataStyle.showsMore = true;
  }

  #begin(scanner: XmlScanner, scope: Scope): void {
    const element = scanner.name;
    this.#dataStyle = newDataStyle(element);
    this.#tableStyle = null;
    if (this.#dataStyle !== null) this.#beginDataStyle(this.#dataStyle, scanner, scope);
    else if (element === NAME.style) this.#beginStyle(scanner, scope);
  }

  #beginDataStyle(style: DataStyle, scanner: XmlScanner, scope: Scope): void {
    while (scanner.nextAttribute()) {
      if (scanner.attribute === NAME.name) {
        const name = scanner.valueText();
        scope.data.set(name, style);
        this.#charge(name.length + ENTRY_CHARACTERS);
      } else if (scanner.attribute === NAME["truncate-on-overflow"]) {
        style.isElapsed = scanner.valueText() === "false";
      }
    }
  }

  #beginStyle(scanner: XmlScanner, scope: Scope): void {
    const style: CellStyle = { dataStyle: null, parent: null };
    let name = "";
    let family = "";
    while (scanner.nextAttribute()) {
      const { attribute } = scanner;
      if (attribute === NAME.name) name = scanner.valueText();
      else if (attribute === NAME.family) family = scanner.valueText();
      else if (attribute === NAME["data-style-name"]) style.dataStyle = scanner.valueText();
      else if (attribute === NAME["parent-style-name"]) style.parent = scanner.valueText();
    }
    if (family === "table-cell") scope.cells.set(name, style);
    else if (family === "table") {
      this.#tableStyle = name;
      scope.hidesTable.set(name, false);
    } else return;
    const { dataStyle, parent } = style;
    this.#charge(name.length + (dataStyle?.length ?? 0) + (parent?.length ?? 0) + ENTRY_CHARACTERS);
  }

  #findFormat(first: CellStyle): CellFormat {
    let style: CellStyle | undefined = first;
    for (let steps = 0; style !== undefined && steps < MAX_CHAIN; steps += 1) {
      if (style.dataStyle !== null) return this.#formatOfData(style.dataStyle);
      // Parents are common styles (§19.510).
      style = style.parent === null ? undefined : this.#common.cells.get(style.parent);
    }
    return PLAIN_FORMAT;
  }

  #formatOfData(name: string): CellFormat {
    let style = this.#dataStyleOf(name);
    for (let steps = 0; style !== undefined && steps < MAX_CHAIN; steps += 1) {
      if (style.target === null) return formatOfParts(style);
      style = this.#dataStyleOf(style.target);
    }
    return PLAIN_FORMAT;
  }

  #dataStyleOf(name: string): DataStyle | undefined {
    return this.#automatic.data.get(name) ?? this.#common.data.get(name);
  }

  #charge(characters: number): void {
    this.#characters += characters;
    refuseIf(refuseStyleCharacters(this.#characters));
  }
}

/** Slots of the cache below: sheets have a few dozen styles. */
const SLOTS = 512;
/** Longer names are not cached. */
const MAX_CACHED_BYTES = 64;

/** Finds formats by the bytes of a style's name, which every cell carries, without making a string. */
export class FormatsByName {
  readonly #styles: CellStyles;
  readonly #names: (Uint8Array | undefined)[] = Array.from({ length: SLOTS });
  readonly #formats: CellFormat[] = [];

  constructor(styles: CellStyles) {
    this.#styles = styles;
  }

  /** Format of the cell style named in bytes `start` (inclusive) to `end` (exclusive). */
  find(bytes: Uint8Array, start: number, end: number): CellFormat {
    let hash = 0;
    for (let at = start; at < end; at += 1)
      hash = (Math.imul(hash, 31) + (bytes[at] as number)) | 0;
    const slot = hash & (SLOTS - 1);
    const cached = this.#names[slot];
    if (cached !== undefined && cached.length === end - start) {
      let at = 0;
      while (at < cached.length && cached[at] === bytes[start + at]) at += 1;
      if (at === cached.length) return this.#formats[slot] as CellFormat;
    }
    // References in names are not resolved: style names are XML names, which have none.
    const format = this.#styles.formatOf(decodeUtf8(bytes, start, end) ?? "");
    if (end - start > MAX_CACHED_BYTES) return format;
    this.#names[slot] = bytes.slice(start, end);
    this.#formats[slot] = format;
    return format;
  }
}
