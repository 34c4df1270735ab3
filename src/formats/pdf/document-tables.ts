// Collects the tables of a document page by page and puts those together that go on over pages.
import { refuse } from "../../core/failure.ts";
import { MAX_HELD_CELLS } from "../../../guards/pages.ts";
import { beginTable, continueTable, type StitchedTable, type TablesOfPage } from "./stitching.ts";

/** Fails with: `cells_exceeded` when the tables hold more than may be held. */
export class DocumentTables {
  readonly tables: StitchedTable[] = [];
  #before: TablesOfPage | null = null;
  #cells = 0;

  add(page: TablesOfPage): void {
    for (const [index, table] of page.tables.entries()) {
      this.#cells += table.rows.length * table.columns.length;
      if (this.#cells > MAX_HELD_CELLS) {
        refuse({
          code: "cells_exceeded",
          detail: `The tables of the document have more than ${MAX_HELD_CELLS} cells.`,
          at: { page: page.page },
          limit: { name: "held_cells", max: MAX_HELD_CELLS, found: this.#cells },
        });
      }
      const before = this.#before;
      const open = this.tables.at(-1);
      const goesOn =
        index === 0 &&
        open !== undefined &&
        before !== null &&
        before.page === page.page - 1 &&
        open.pages.at(-1) === before.page &&
        continueTable(open, before, page, table);
      if (!goesOn) this.tables.push(beginTable(table, page.unmappedShare));
    }
    this.#before = page;
  }

  /** Rows held so far. */
  get rows(): number {
    return this.tables.reduce((sum, { rows }) => sum + rows.length, 0);
  }
}
