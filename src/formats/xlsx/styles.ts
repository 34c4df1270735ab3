// Reads from the styles part which cell formats show a number as a date, a time or a duration.
// Source: ECMA-376-1:2016 §18.8.10 (cellXfs), §18.8.30 (numFmt), §18.8.45 (xf).
import { FormatTable, type CellFormats } from "../../codecs/sheets/cell-formats.ts";
import { XML_MORE, XML_START, XmlScanner } from "../../codecs/xml-scanner.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { PartReader } from "../../codecs/xml-part.ts";

const VOCABULARY = ["numFmts", "numFmt", "numFmtId", "formatCode", "cellXfs", "xf"];
const [NUM_FMTS, NUM_FMT, NUM_FMT_ID, FORMAT_CODE, CELL_XFS, XF] = VOCABULARY.keys();

/** Reader of the styles part. It may have any size: nothing is kept but one kind for each format. */
export class StylesReader implements PartReader {
  readonly scanner: XmlScanner;
  readonly #formats = new FormatTable();
  #group = -1;

  constructor(entry: string, limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, entry, limits);
  }

  drain(): void {
    const { scanner } = this;
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event !== XML_START) continue;
      const { depth, name } = scanner;
      if (depth === 2) this.#group = name;
      else if (depth === 3 && name === XF && this.#group === CELL_XFS) this.#cellFormat();
      // At any depth: Excel wraps formats that it has in two versions into mc:AlternateContent.
      else if (name === NUM_FMT && this.#group === NUM_FMTS) this.#numberFormat();
    }
  }

  /** To be called at the end: custom formats may stand behind the cell formats that use them. */
  finish(): CellFormats {
    return this.#formats.finish();
  }

  #cellFormat(): void {
    let id = 0;
    while (this.scanner.nextAttribute()) {
      if (this.scanner.attribute === NUM_FMT_ID) id = Number(this.scanner.valueText());
    }
    this.#formats.add(id);
  }

  #numberFormat(): void {
    let id = Number.NaN;
    let code = "";
    while (this.scanner.nextAttribute()) {
      if (this.scanner.attribute === NUM_FMT_ID) id = Number(this.scanner.valueText());
      else if (this.scanner.attribute === FORMAT_CODE) code = this.scanner.valueText();
    }
    this.#formats.define(id, code);
  }
}
