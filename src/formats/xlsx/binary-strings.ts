// Reads the shared strings of an .xlsb file; runs and reading aids behind the text are left out.
// Source: MS-XLSB 2.4.789 (BrtSSTItem), 2.5.121 (RichStr).
import type { PartReader } from "../../codecs/xml-part.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { BinaryRecords } from "./binary-records.ts";
import { SharedStrings } from "./shared-strings.ts";

const ITEM = 19;

export class BinaryStringsReader implements PartReader {
  readonly scanner: BinaryRecords;
  readonly strings: SharedStrings;
  readonly #encoder = new TextEncoder();

  constructor(entry: string, limits: ParseLimits) {
    this.scanner = new BinaryRecords([ITEM], entry, limits);
    this.strings = new SharedStrings(entry, limits);
  }

  drain(): void {
    while (this.scanner.next()) {
      // Flags come before the text.
      const bytes = this.#encoder.encode(this.scanner.text(1));
      this.strings.add(bytes, bytes.length);
    }
  }
}
