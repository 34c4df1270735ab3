// Finds what a table itself says of its header: the rows that are printed on top of every page.
// Source: OpenDocument 1.3 part 3 §9.1.11 (table:table-header-rows).
import type { HeaderHint } from "../../codecs/header-hint.ts";
import { MAX_ROW } from "../../codecs/sheets/addresses.ts";

/** A hint that is known while the table is read; several blocks of such rows say nothing. */
export class HeaderRows implements HeaderHint {
  /** Last row of the only block so far; 0, which no row has, when there is none. */
  row = 0;
  readonly lastRow = MAX_ROW;
  readonly isCertain = false;
  #blocks = 0;
  /** Depth of the open block; 0 for none. */
  #depth = 0;
  #firstRow = 0;

  /** @param nextRow the first row of the block, if it has one. */
  begin(depth: number, nextRow: number): void {
    if (this.#depth > 0) return;
    this.#depth = depth;
    this.#firstRow = nextRow;
    this.#blocks += 1;
    this.row = 0;
  }

  /** @param depth of what is open after the element that has just ended. */
  end(depth: number, lastRow: number): void {
    if (depth >= this.#depth) return;
    this.#depth = 0;
    if (this.#blocks === 1 && lastRow >= this.#firstRow) this.row = lastRow;
  }
}
