// Keeps which cell formats show a number as a date, a time or a duration, or with zeros in front.
import { refuseListLength } from "../../../guards/workbook.ts";
import { refuseIf } from "../../core/failure.ts";
import {
  builtInNumberFormat,
  classifyNumberFormat,
  zeroPaddedDigits,
  type NumberFormatKind,
} from "../number-formats.ts";

/** What a number format does to a number. */
interface FormatFacts {
  kind: NumberFormatKind;
  /** Digits that it fills up with zeros; 0 for none. */
  paddedDigits: number;
}

/** What the number format behind each cell format does; cells name theirs by its place, from 0. */
export class CellFormats {
  readonly #kinds: readonly NumberFormatKind[];
  /** Null when no format fills numbers up with zeros. */
  readonly paddedDigits: readonly number[] | null;

  constructor(formats: readonly FormatFacts[]) {
    this.#kinds = formats.map(({ kind }) => kind);
    const padded = formats.map(({ paddedDigits }) => paddedDigits);
    this.paddedDigits = padded.some((digits) => digits > 0) ? padded : null;
  }

  /** `number` where there is no such format. */
  kindOf(style: number): NumberFormatKind {
    return this.#kinds[style] ?? "number";
  }
}

export const NO_FORMATS = new CellFormats([]);

/** Gathers formats and the cell formats that use them, in whatever order they come. */
export class FormatTable {
  readonly #custom = new Map<number, FormatFacts>();
  readonly #ids: number[] = [];
  #definitions = 0;

  /** A format by its id; comes before the built-in one. Fails with: `corrupt_file` (too many). */
  define(id: number, code: string): void {
    // Those of one id count as well: each code is read.
    this.#definitions += 1;
    refuseIf(refuseListLength("number_formats", this.#definitions));
    const kind = classifyNumberFormat(code);
    this.#custom.set(id, { kind, paddedDigits: zeroPaddedDigits(code) });
  }

  /** The next cell format, by the id of its number format. Fails with: `corrupt_file` (too many). */
  add(id: number): void {
    refuseIf(refuseListLength("cell_formats", this.#ids.push(id)));
  }

  finish(): CellFormats {
    return new CellFormats(
      this.#ids.map(
        (id) => this.#custom.get(id) ?? { kind: builtInNumberFormat(id), paddedDigits: 0 },
      ),
    );
  }
}
