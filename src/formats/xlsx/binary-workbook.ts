// Reads the workbook part of an .xlsb file: its sheets and the date system.
// Source: MS-XLSB 2.4.1 (BrtBeginBook), 2.4.304 (BrtBundleSh), 2.4.822 (BrtWbProp).
import type { PartReader } from "../../codecs/xml-part.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { BinaryRecords } from "./binary-records.ts";
import { SheetList, type SheetElement, type WorkbookFacts } from "./workbook-part.ts";

const BEGIN_BOOK = 131;
const WORKBOOK_PROPERTIES = 153;
const BUNDLED_SHEET = 156;

const STATES = ["visible", "hidden", "veryHidden"];
/** State and number of the sheet, before the name of its relationship. */
const FIXED_BYTES = 8;

export class BinaryWorkbookReader implements PartReader, WorkbookFacts {
  readonly scanner: BinaryRecords;
  readonly headerHints: WorkbookFacts["headerHints"] = new Map();
  is1904 = false;
  isWorkbook = false;
  readonly #list = new SheetList();

  constructor(entry: string, limits: ParseLimits) {
    const wanted = [BEGIN_BOOK, WORKBOOK_PROPERTIES, BUNDLED_SHEET];
    this.scanner = new BinaryRecords(wanted, entry, limits);
  }

  get sheets(): readonly SheetElement[] {
    return this.#list.sheets;
  }

  drain(): void {
    const records = this.scanner;
    while (records.next()) {
      if (records.id === BEGIN_BOOK) this.isWorkbook = true;
      else if (records.id === WORKBOOK_PROPERTIES) this.is1904 = (records.uint(0, 1) & 1) === 1;
      else {
        const nameAt = FIXED_BYTES + records.textBytes(FIXED_BYTES);
        this.#list.add({
          name: records.text(nameAt),
          state: STATES[records.uint(0, 4)] ?? "",
          relationshipId: records.text(FIXED_BYTES),
        });
      }
    }
  }
}
