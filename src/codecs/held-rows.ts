// Rows and warnings held back until it is known what the rows are, within a bound.
import type { Warning } from "../core/records.ts";
import {
  HEADER_SEARCH_CHARACTERS,
  HEADER_SEARCH_ROWS,
  holdingCost,
  isRow,
  type Held,
} from "./headered-table.ts";
import type { SourceRow } from "./header-names.ts";

export class HeldRows<Row extends SourceRow> {
  rows: Row[] = [];
  #items: Held<Row>[] = [];
  #characters = 0;

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  /** True when no more may be held. */
  get isFull(): boolean {
    return this.rows.length >= HEADER_SEARCH_ROWS || this.#characters > HEADER_SEARCH_CHARACTERS;
  }

  /** Holds a copy of the row. */
  add(row: Row): void {
    const held = { ...row, cells: [...row.cells] };
    this.rows.push(held);
    this.#items.push(held);
    this.#characters += holdingCost(row.cells);
  }

  addWarning(warning: Warning): void {
    this.#items.push(warning);
  }

  /** Gives everything out, divided before each of the rows at the indexes, and holds nothing then. */
  takeSplit(...indexes: number[]): Held<Row>[][] {
    const parts: Held<Row>[][] = [[]];
    let seen = 0;
    for (const item of this.#items) {
      if (isRow(item)) {
        while (parts.length <= indexes.length && seen >= (indexes[parts.length - 1] ?? 0))
          parts.push([]);
        seen += 1;
      }
      parts.at(-1)?.push(item);
    }
    while (parts.length <= indexes.length) parts.push([]);
    this.rows = [];
    this.#items = [];
    this.#characters = 0;
    return parts;
  }
}
