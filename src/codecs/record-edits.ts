// Fields of one record that are written anew, so that a reader of RFC 4180 splits it right.
import { cleanQuote, type Dialect } from "./record-dialect.ts";
import { fieldValue, quoteField, splitEscaped } from "./record-fields.ts";

export class RecordEdits {
  readonly #dialect: Dialect;
  #edits: { from: number; to: number; text: string; splitText: string }[] = [];
  /** Delimiters behind escapes in fields without quotes. */
  #escapedDelimiters = 0;

  constructor(dialect: Dialect) {
    this.#dialect = dialect;
  }

  get isEmpty(): boolean {
    return this.#edits.length === 0;
  }

  /**
   * Puts fields of these values in the place of what stands from `from` to `to`.
   * @param from behind all that was replaced before; both are distances from the record's start.
   */
  replace(from: number, to: number, values: readonly string[]): void {
    const text = this.#write(values);
    this.#edits.push({ from, to, text, splitText: text });
  }

  /**
   * Puts the value of a field without quotes in its place; or the values of several, if the
   * delimiters behind escapes in it delimit after all.
   */
  replacePlain(from: number, field: string): void {
    const value = fieldValue(field, this.#dialect, false);
    const split = splitEscaped(field, this.#dialect);
    const [text, splitText] = [this.#write([value]), this.#write(split)];
    this.#edits.push({ from, to: from + field.length, text, splitText });
    this.#escapedDelimiters += split.length - 1;
  }

  #write(values: readonly string[]): string {
    const quote = cleanQuote(this.#dialect);
    return values.map((value) => quoteField(value, quote)).join(this.#dialect.delimiter ?? "");
  }

  /**
   * A path, such as `D:\`, may end a field with what is an escape elsewhere: where only that makes
   * the record as wide as most, the delimiters behind escapes delimit.
   * @param fields those of the record, escapes taken as such.
   * @returns the clean text of the record; the edits are used up.
   */
  apply(record: string, fields: number): string {
    if (this.#edits.length === 0) return record;
    const { width } = this.#dialect;
    const isSplit = fields !== width && fields + this.#escapedDelimiters === width;
    let clean = "";
    let done = 0;
    for (const { from, to, text, splitText } of this.#edits) {
      clean += record.slice(done, from) + (isSplit ? splitText : text);
      done = to;
    }
    this.#edits = [];
    this.#escapedDelimiters = 0;
    return clean + record.slice(done);
  }
}
