// Keeps which cell formats (XF) show a number as a date, a time or a duration, or with zeros in front.
// Source: MS-XLS 2.4.353 (XF), 2.4.126 (Format).
import { refuseListLength } from "../../../guards/workbook.ts";
import { refuseIf } from "../../core/failure.ts";
import {
  builtInNumberFormat,
  classifyNumberFormat,
  zeroPaddedDigits,
  type NumberFormatKind,
} from "../../codecs/number-formats.ts";

/** Cells name their format with 16 bits. */
const MAX_FORMATS = 65_536;

export class CellFormats {
  readonly #formatIds: number[] = [];
  readonly #custom = new Map<number, NumberFormatKind>();
  #codes = 0;
  /** By number format; most workbooks have none. */
  readonly #paddedDigits = new Map<number, number>();
  #kinds: NumberFormatKind[] | null = null;

  /** @param formatId of the next XF. */
  addCellFormat(formatId: number): void {
    if (this.#formatIds.length < MAX_FORMATS) this.#formatIds.push(formatId);
  }

  /** @param id 16 bits; a built-in one is overridden. Fails with: `corrupt_file` (too many). */
  addNumberFormat(id: number, code: string): void {
    this.#codes += 1;
    refuseIf(refuseListLength("number_formats", this.#codes));
    this.#custom.set(id, classifyNumberFormat(code));
    this.#paddedDigits.set(id, zeroPaddedDigits(code));
  }

  /** Kind of the XF that a cell names, once all are added; `number` where there is none. */
  kindOf(style: number): NumberFormatKind {
    this.#kinds ??= this.#formatIds.map((id) => this.#custom.get(id) ?? builtInNumberFormat(id));
    return this.#kinds[style] ?? "number";
  }

  /** Digits that numbers of the XF are filled up to with zeros; 0 for none. */
  paddedDigits(style: number): number {
    return this.#paddedDigits.get(this.#formatIds[style] ?? 0) ?? 0;
  }
}
