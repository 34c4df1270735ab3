// What the columns of a table say of its cells: the style of those that name none, and what is hidden.
// Source: OpenDocument 1.3 part 3 §9.1.6 (table:table-column), §19.749 (table:visibility).
import { MAX_COLUMN } from "../../codecs/sheets/addresses.ts";
import { parseIndex } from "../../codecs/sheets/numbers.ts";
import type { SheetMarks } from "../../codecs/sheets/sheet-marks.ts";
import type { XmlScanner } from "../../codecs/xml-scanner.ts";
import { refuse } from "../../core/failure.ts";
import type { CellStyles } from "./cell-styles.ts";
import type { CellFormat } from "./data-styles.ts";
import { NAME } from "./vocabulary.ts";

const { visibility: VISIBILITY } = NAME;
const COLUMNS_REPEATED = NAME["number-columns-repeated"];
const DEFAULT_CELL_STYLE = NAME["default-cell-style-name"];

/** The current attribute as a count of rows or columns. Fails with: `corrupt_file`. */
export function readCount({ bytes, valueStart, valueEnd }: XmlScanner, sheet: string): number {
  const count = parseIndex(bytes, valueStart, valueEnd);
  if (count >= 1) return count;
  return refuse({
    code: "corrupt_file",
    detail: "A row or column is repeated less than once, or more often than any sheet can hold.",
    at: { sheet },
  });
}

export class TableColumns {
  readonly #styles: CellStyles;
  readonly #marks: SheetMarks;
  readonly #sheet: string;
  /** By column, from 1. */
  readonly #formats: CellFormat[] = [];
  #count = 0;

  constructor(styles: CellStyles, marks: SheetMarks, sheet: string) {
    this.#styles = styles;
    this.#marks = marks;
    this.#sheet = sheet;
  }

  /** Takes the `table:table-column` that has just started, with its repetitions. */
  add(scanner: XmlScanner, isInHiddenGroup: boolean): void {
    let repeat = 1;
    let isHidden = isInHiddenGroup;
    let format = this.#styles.defaultFormat;
    while (scanner.nextAttribute()) {
      const { attribute } = scanner;
      if (attribute === COLUMNS_REPEATED) repeat = readCount(scanner, this.#sheet);
      else if (attribute === DEFAULT_CELL_STYLE)
        format = this.#styles.formatOf(scanner.valueText());
      else if (attribute === VISIBILITY) isHidden ||= scanner.valueText() !== "visible";
    }
    const first = this.#count + 1;
    const last = Math.min(this.#count + repeat, MAX_COLUMN);
    this.#count += repeat;
    for (let column = first; column <= last; column += 1) this.#formats[column] = format;
    if (isHidden && first <= last) this.#marks.hideColumns(first, last);
  }

  /** Format of cells of this column that name no style, nor their row. */
  formatOf(column: number): CellFormat {
    return this.#formats[column] ?? this.#styles.defaultFormat;
  }
}
