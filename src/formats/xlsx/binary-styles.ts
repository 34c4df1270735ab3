// Reads the number formats of an .xlsb file.
// Source: MS-XLSB 2.4.657 (BrtFmt), 2.4.832 (BrtXF), 2.4.10 (BrtBeginCellXFs).
import { FormatTable, type CellFormats } from "../../codecs/sheets/cell-formats.ts";
import type { PartReader } from "../../codecs/xml-part.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { BinaryRecords } from "./binary-records.ts";

const FORMAT = 44;
const CELL_FORMAT = 47;
const BEGIN_CELL_FORMATS = 617;
const END_CELL_FORMATS = 618;

export class BinaryStylesReader implements PartReader {
  readonly scanner: BinaryRecords;
  readonly #formats = new FormatTable();
  #isInCellFormats = false;

  constructor(entry: string, limits: ParseLimits) {
    const wanted = [FORMAT, CELL_FORMAT, BEGIN_CELL_FORMATS, END_CELL_FORMATS];
    this.scanner = new BinaryRecords(wanted, entry, limits);
  }

  drain(): void {
    const records = this.scanner;
    while (records.next()) {
      if (records.id === FORMAT) this.#formats.define(records.uint(0, 2), records.text(2));
      else if (records.id !== CELL_FORMAT) {
        this.#isInCellFormats = records.id === BEGIN_CELL_FORMATS;
      } else if (this.#isInCellFormats) this.#formats.add(records.uint(2, 2));
    }
  }

  /** To be called at the end. */
  finish(): CellFormats {
    return this.#formats.finish();
  }
}
