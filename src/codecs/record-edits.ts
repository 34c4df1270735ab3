// Fields of one record that are written anew, so that a reader of RFC 4180 splits it right.
import { cleanQuote, type Dialect } from "./record-dialect.ts";
import { quoteField } from "./record-fields.ts";

export class RecordEdits {
  readonly #quote: string;
  readonly #delimiter: string;
  #edits: { from: number; to: number; text: string }[] = [];

  constructor(dialect: Dialect) {
    this.#quote = cleanQuote(dialect);
    this.#delimiter = dialect.delimiter ?? "";
  }

  get isEmpty(): boolean {
    return this.#edits.length === 0;
  }

  /**
   * Puts fields of these values in the place of what stands from `from` to `to`.
   * @param from behind all that was replaced before; both are distances from the record's start.
   */
  replace(from: number, to: number, values: readonly string[]): void {
    const fields = values.map((value) => quoteField(value, this.#quote));
    this.#edits.push({ from, to, text: fields.join(this.#delimiter) });
  }

  /** @returns the clean text of the record; the edits are used up. */
  apply(record: string): string {
    if (this.#edits.length === 0) return record;
    let clean = "";
    let done = 0;
    for (const { from, to, text } of this.#edits) {
      clean += record.slice(done, from) + text;
      done = to;
    }
    this.#edits = [];
    return clean + record.slice(done);
  }
}
