// Names the tables of a file, each by its kind and, from the second of a kind on, a number; and
// tells which of them the `sheet` option asks for.
import { refuse } from "../../core/failure.ts";

/** A table costs some hundred bytes of answer, and may be empty: more of them are no statements. */
const MAX_TABLES = 10_000;
/** Names that a refusal lists. */
const MAX_LISTED = 100;

export class TableChoice {
  readonly #option: string;
  readonly #counts = new Map<string, number>();
  readonly #names: string[] = [];
  #tables = 0;
  #isFound = false;

  /** @param option `all`, a name, or a number from 1. */
  constructor(option: string) {
    this.#option = option;
  }

  /** Fails with: `expansion_limit`. */
  next(kind: string): { name: string; isChosen: boolean } {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    this.#tables += 1;
    if (this.#tables > MAX_TABLES) {
      refuse({
        code: "expansion_limit",
        detail: `The file gives more than ${MAX_TABLES} tables.`,
        limit: { name: "tables_per_file", max: MAX_TABLES, found: this.#tables },
      });
    }
    const name = count === 1 ? kind : `${kind} ${count}`;
    if (this.#names.length < MAX_LISTED) this.#names.push(name);
    const folded = this.#option.toLowerCase();
    const isChosen =
      this.#option === "all" || folded === name || this.#option === String(this.#tables);
    this.#isFound ||= isChosen;
    return { name, isChosen };
  }

  /** Fails with: `sheet_not_found`, where there were tables and none was chosen. */
  refuseUnknown(): void {
    if (this.#isFound || this.#tables === 0) return;
    refuse({
      code: "sheet_not_found",
      detail: `The file gives ${this.#tables} tables; none has that name or number.`,
      sheets: this.#names,
    });
  }
}
