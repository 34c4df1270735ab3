// The columns of one table, from all headers that name them: what a later header adds stands behind,
// so that each cell stays under the name that its own header gives it.
import { nameColumns } from "../../codecs/column-names.ts";
import { refuseColumns, type RecordLimits } from "../../codecs/record-limits.ts";
import { refuse } from "../../core/failure.ts";
import type { CellValue, Warning } from "../../core/records.ts";
import { MIB } from "../../core/units.ts";

/** What all headers of a file may cost together: those of real files take a few KiB. */
const MAX_HEADER_COST = 4 * MIB;
const NAME_COST = 16;

/** Charges the headers of one file. */
export class HeaderBudget {
  #cost = 0;

  /** Fails with: `columns_exceeded`. */
  charge(names: readonly string[], row: number): void {
    for (const name of names) this.#cost += NAME_COST + name.length;
    if (this.#cost <= MAX_HEADER_COST) return;
    refuse({
      code: "columns_exceeded",
      detail: `The headers of the file, all different, cost ${this.#cost}; ${MAX_HEADER_COST} are allowed.`,
      at: { row },
      limit: { name: "header_cost", max: MAX_HEADER_COST, found: this.#cost },
    });
  }
}

/** One header: where its fields stand in the table. */
export interface Header {
  /** Column of each field, from 0. */
  readonly places: number[];
  /** The fields in the order of their columns. */
  readonly fieldsByPlace: readonly number[];
  /** The field AMOUNT; -1 without one. */
  readonly amount: number;
  /** Whether the fields stand side by side from the first column on. */
  isPlain: boolean;
}

/** Cells of one record at their places. */
export interface PlacedCells {
  cells: CellValue[];
  /** Column, from 1, of the first cell that no header names; null when there is none. */
  firstExtra: number | null;
}

/** The number of the header of records that came before any. */
export const NO_HEADER = 0;

export class Columns {
  readonly #lead: readonly string[];
  readonly #limits: RecordLimits;
  readonly #budget: HeaderBudget;
  readonly #names: string[] = [];
  /** Column of each name, with how often its header has had it before. */
  readonly #byName = new Map<string, number>();
  readonly #headers: Header[] = [{ places: [], fieldsByPlace: [], amount: -1, isPlain: true }];
  readonly #known = new Map<string, number>();
  #firstRow: number | null = null;
  #isFixed = false;

  /** @param lead names of columns that stand before those of the headers. */
  constructor(lead: readonly string[], limits: RecordLimits, budget: HeaderBudget) {
    this.#lead = lead;
    this.#limits = limits;
    this.#budget = budget;
  }

  /** Columns of the headers. */
  get count(): number {
    return this.#names.length;
  }

  /** Line of the first header; null when there is none. */
  get headerRow(): number | null {
    return this.#firstRow;
  }

  /**
   * Adds what a header names.
   * @param fields without the record type.
   * @returns the number of the header.
   * Fails with: `columns_exceeded`.
   */
  define(row: number, fields: readonly string[]): number {
    this.#firstRow ??= row;
    const names = fields.map((field) => field.trim());
    while (names.at(-1) === "") names.pop();
    const text = names.join("\0");
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    this.#budget.charge(names, row);
    const seen = new Map<string, number>();
    const places = names.map((name, field) => {
      const folded = name === "" ? `\0${field}` : name.toUpperCase();
      const times = (seen.get(folded) ?? 0) + 1;
      seen.set(folded, times);
      return this.#columnOf(`${folded}\0${times}`, name, row);
    });
    const isPlain = places.every((place, field) => place === field);
    const amount = names.findIndex((name) => name.toUpperCase() === "AMOUNT");
    const fieldsByPlace = places
      .map((_, field) => field)
      .toSorted((a, b) => (places[a] as number) - (places[b] as number));
    this.#headers.push({ places, fieldsByPlace, amount, isPlain });
    const number = this.#headers.length - 1;
    this.#known.set(text, number);
    return number;
  }

  /** The header of that number. */
  header(number: number): Header {
    return this.#headers[number] as Header;
  }

  /** Column, from 1, of the amount under a header; null when it has none. */
  amountColumn(number: number): number | null {
    const { amount, places } = this.header(number);
    return amount === -1 ? null : this.#lead.length + (places[amount] as number) + 1;
  }

  /** How many fields a header names. */
  widthOf(header: number): number {
    return this.header(header).places.length;
  }

  /** The filled fields of a record, the record type first, by the names of their columns. */
  toFacts(fields: readonly string[], header: number): Record<string, string> {
    const facts: Record<string, string> = {};
    for (const [field, place] of this.header(header).places.entries()) {
      const [name, value = ""] = [this.#names[place], fields[field + 1]];
      if (name !== undefined && value !== "") facts[name] = value;
    }
    return facts;
  }

  /** Ends the naming: what no header has named by now goes behind the named columns. */
  fix(): { columns: string[]; warnings: Warning[] } {
    this.#isFixed = true;
    return nameColumns(this.#firstRow ?? 1, [...this.#lead, ...this.#names]);
  }

  /** Lets later headers add columns again, for a further table. */
  unfix(): void {
    this.#isFixed = false;
  }

  /** Names columns for the fields of a record without a header, unless the naming has ended. */
  widen(fields: number, row: number): void {
    if (this.#isFixed) return;
    const header = this.header(NO_HEADER);
    const { places } = header;
    while (places.length < fields) {
      const field = places.length;
      const name = `column_${this.#lead.length + this.#names.length + 1}`;
      this.#budget.charge([name], row);
      places.push(this.#columnOf(`\0\0${field}`, name, row));
      header.isPlain &&= places[field] === field;
    }
  }

  /**
   * Puts the fields of a record under their names; empty ones are null, those at the end left out.
   * @param fields the record type first.
   */
  place(fields: readonly string[], header: number): PlacedCells {
    const { places, isPlain } = this.header(header);
    const lead = this.#lead.length;
    let filled = fields.length;
    while (filled > 1 && fields[filled - 1] === "") filled -= 1;
    const cells: CellValue[] = [];
    while (cells.length < lead) cells.push(null);
    const named = Math.min(filled - 1, places.length);
    if (isPlain) {
      for (let field = 1; field <= named; field += 1) cells.push(fields[field] || null);
    } else {
      for (let field = 0; field < named; field += 1) {
        const column = lead + (places[field] as number);
        while (cells.length <= column) cells.push(null);
        cells[column] = fields[field + 1] || null;
      }
    }
    if (filled - 1 <= places.length) {
      while (cells.length > lead && cells.at(-1) === null) cells.pop();
      return { cells, firstExtra: null };
    }
    const width = lead + this.#names.length;
    while (cells.length < width) cells.push(null);
    let firstExtra: number | null = null;
    for (let field = places.length + 1; field < filled; field += 1) {
      cells.push(fields[field] || null);
      if (fields[field] !== "") firstExtra ??= cells.length;
    }
    return { cells, firstExtra };
  }

  #columnOf(key: string, name: string, row: number): number {
    const known = this.#byName.get(key);
    if (known !== undefined) return known;
    const column = this.#names.length;
    const width = this.#lead.length + column + 1;
    if (width > this.#limits.columnsPerTable) refuseColumns(this.#limits, row);
    this.#names.push(name === "" ? `column_${width}` : name);
    this.#byName.set(key, column);
    return column;
  }
}
