// One record: a transaction, a trade, a position … Its elements go to the cells of their columns;
// what has no column goes to `other`, as JSON, so that nothing is lost.
import { MAX_ROW_BYTES } from "../../../guards/limits.ts";
import { refuseGrid } from "../../../guards/grid.ts";
import type { SgmlTokenizer } from "../../codecs/sgml-tokenizer.ts";
import { Refusal } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import type { WarningCode } from "../../core/records.ts";
import { readOfxAmount } from "./amounts.ts";
import type { ShowAccount } from "./account-mask.ts";
import { KIND_NUMBERS, type Shape } from "./shape.ts";
import { isoTextOf, readOfxDate } from "./dates.ts";
import { DateCells } from "./date-cells.ts";
import { openGroup, toJson, type GroupItem, type OpenGroup } from "./record-groups.ts";
import { RecordCells } from "./record-cells.ts";
import { UNKNOWN_FROM } from "./vocabulary.ts";

/** What an element costs besides its text, where many small ones are held. */
const ITEM_BYTES = 64;

export type CellWarning = (code: WarningCode, message: string, column: number) => void;

export class OfxRecord {
  readonly cells = new RecordCells();
  readonly dates = new DateCells(this.cells);
  shape: Shape | null = null;
  /** Name of the aggregate. */
  name = "";
  /** Whether it names a currency itself; known at its end. */
  hasOwnCurrency = false;
  readonly #limits: ParseLimits;
  readonly #nameOf: (id: number) => string;
  readonly #warn: CellWarning;
  readonly #showAccount: ShowAccount;
  /** Null for aggregates that only wrap. */
  readonly #groups: (OpenGroup | null)[] = [];
  #group: OpenGroup | null = null;
  #other: GroupItem[] = [];
  #bytes = 0;
  #payeeName: string | null = null;

  constructor(
    limits: ParseLimits,
    nameOf: (id: number) => string,
    warn: CellWarning,
    showAccount: ShowAccount,
  ) {
    this.#limits = limits;
    this.#nameOf = nameOf;
    this.#warn = warn;
    this.#showAccount = showAccount;
  }

  begin(shape: Shape, name: string): void {
    this.shape = shape;
    this.name = name;
    this.cells.clear(shape.columns.length);
    this.dates.begin(shape);
    this.#groups.length = 0;
    this.#group = null;
    if (this.#other.length > 0) this.#other = [];
    this.#bytes = 0;
    this.#payeeName = null;
  }

  /** Takes the element whose text is the tokenizer's. Fails with: `cell_too_long`, `expansion_limit`. */
  leaf(shape: Shape, id: number, tokenizer: SgmlTokenizer): void {
    const { bytes, textStart, textEnd, hasMarkup } = tokenizer;
    const size = textEnd - textStart;
    const column = id < UNKNOWN_FROM ? (shape.columnOf[id] as number) : 0;
    if (size > this.#limits.cellBytes) this.#refuseLong(size, column, tokenizer);
    this.#bytes += size + ITEM_BYTES;
    if (this.#bytes > MAX_ROW_BYTES) this.#refuseLarge(tokenizer);
    if (this.#group !== null) {
      this.#group.items.push({ id, name: this.#nameOf(id), value: tokenizer.text() });
      return;
    }
    if (column === 0 || this.cells.has(column)) {
      this.#other.push({ id, name: this.#nameOf(id), value: tokenizer.text() });
      return;
    }
    if (
      !hasMarkup &&
      this.#putBytes(shape.kindOf[column] as number, column, bytes, textStart, textEnd)
    )
      return;
    this.#put(shape, column, tokenizer.text());
  }

  #putBytes(kind: number, column: number, bytes: Uint8Array, start: number, end: number): boolean {
    switch (kind) {
      case KIND_NUMBERS.amount:
        return this.cells.putAmount(column, bytes, start, end);
      case KIND_NUMBERS.posted:
        return this.dates.putPosted(column, bytes, start, end);
      case KIND_NUMBERS.date:
        return this.dates.putDate(column, bytes, start, end);
      case KIND_NUMBERS.json:
        return false;
      default:
        return this.cells.putBytes(column, bytes, start, end);
    }
  }

  #put(shape: Shape, column: number, text: string): void {
    const { kind, name } = shape.columns[column - 1] ?? {};
    if (kind === "amount") this.#putAmount(column, text);
    else if (kind === "posted") this.#putPosted(shape, column, text);
    else if (kind === "date") this.#putDate(column, text);
    else if (name === "payee") {
      this.#payeeName = text;
      this.cells.putText(column, text);
    } else this.cells.putText(column, kind === "json" ? this.#showAccount(text) : text);
  }

  #putAmount(column: number, text: string): void {
    const amount = readOfxAmount(text);
    this.cells.putText(column, amount.text ?? text);
    if (amount.text !== null) return;
    const [code, why] = amount.isAmbiguous
      ? ([
          "ambiguous_decimal",
          "The comma of an amount may be decimal or divide thousands",
        ] as const)
      : (["invalid_cell", "An amount cannot be read"] as const);
    this.#warn(code, `${why}; it is given as written.`, column);
  }

  #putPosted(shape: Shape, column: number, text: string): void {
    this.cells.putText(shape.places.posted, text);
    this.#warnDate(this.dates.putWritten(column, text), column);
  }

  #putDate(column: number, text: string): void {
    const date = readOfxDate(text);
    const iso = isoTextOf(date);
    if (iso !== null && date.isSound) this.cells.putAscii(column, iso);
    else if (!date.isSound) {
      this.cells.putText(column, text);
      this.#warnDate("unreadable", column);
    }
  }

  #warnDate(reading: "sound" | "part" | "unreadable", column: number): void {
    if (reading === "sound") return;
    const message =
      reading === "part"
        ? "The time or the offset of a date cannot be read; it stands in `posted` as written."
        : "A date cannot be read; it is given as written.";
    this.#warn("invalid_cell", message, column);
  }

  beginGroup(shape: Shape, id: number, name: string): void {
    const isWrapper = this.#group === null && shape.wrappers.has(name);
    const group = isWrapper ? null : openGroup(id, name);
    this.#groups.push(group);
    if (group !== null) this.#group = group;
  }

  /** @param isClosed false when no tag of its own ended it. */
  endGroup(shape: Shape, isClosed: boolean): void {
    const group = this.#groups.pop() ?? null;
    if (group === null) return;
    const parent = this.#groups.at(-1) ?? null;
    this.#group = parent;
    // Without an end of its own it was an empty element, and what followed stands beside it.
    if (!isClosed && group.id >= UNKNOWN_FROM) {
      this.#giveBack(shape, group.items);
      return;
    }
    if (parent !== null) {
      parent.items.push({ id: group.id, name: group.name, value: group.items });
      return;
    }
    const rest = this.#placeGroup(shape, group, isClosed);
    if (rest.length > 0) this.#other.push({ id: group.id, name: group.name, value: rest });
  }

  /** @returns what finds no column. */
  #placeGroup(shape: Shape, group: OpenGroup, isClosed: boolean): GroupItem[] {
    const { own, others } = isClosed ? { own: group.items, others: [] } : splitItems(group);
    this.#giveBack(shape, others);
    const cells = shape.groups[group.name]?.cells;
    if (cells !== undefined) return own.filter((item) => !this.#placeItem(shape, cells, item));
    const column = shape.indexOf[shape.jsonOf[group.name] ?? ""];
    if (column === undefined || this.cells.has(column)) return own;
    if (group.name === "PAYEE") {
      const named = own.find(({ name }) => name === "NAME")?.value;
      if (typeof named === "string") this.#payeeName = named;
    }
    if (own.length > 0) this.cells.putText(column, toJson(own, this.#showAccount));
    return [];
  }

  #placeItem(
    shape: Shape,
    cells: Readonly<Record<string, string>>,
    { name, value }: GroupItem,
  ): boolean {
    const column = shape.indexOf[cells[name] ?? ""];
    if (column === undefined || typeof value !== "string" || this.cells.has(column)) return false;
    this.#put(shape, column, value);
    return true;
  }

  /** Takes elements that turned out to stand in the record itself, or in the group around. */
  #giveBack(shape: Shape, items: readonly GroupItem[]): void {
    for (const item of items) {
      const column = item.id < UNKNOWN_FROM ? (shape.columnOf[item.id] as number) : 0;
      const { value } = item;
      if (this.#group !== null) this.#group.items.push(item);
      else if (column === 0 || typeof value !== "string" || this.cells.has(column))
        this.#other.push(item);
      else this.#put(shape, column, value);
    }
  }

  /** Fills a column by its name. */
  named(shape: Shape, column: string, text: string): void {
    const index = shape.indexOf[column];
    if (index !== undefined) this.#put(shape, index, text);
  }

  /** What was read so far, as names and texts. */
  elements(): [name: string, text: string][] {
    const columns = this.shape?.columns ?? [];
    const cells = columns.map(
      ({ name }, index) => [name, this.cells.textOf(index + 1) ?? ""] as [string, string],
    );
    const others = this.#other.map(
      ({ name, value }) =>
        [name, typeof value === "string" ? value : toJson(value, this.#showAccount)] as [
          string,
          string,
        ],
    );
    return [...cells.filter(([, text]) => text !== ""), ...others];
  }

  /**
   * Fills what follows from the rest; to be called once the record has ended.
   * @param currency of the statement, as `jsonTextOf` gives it.
   */
  end({ places }: Shape, currency: Uint8Array | null): void {
    const { name, currency: currencyColumn, record, other, type } = places;
    const { cells } = this;
    if (name > 0 && this.#payeeName !== null && !cells.has(name)) {
      cells.putText(name, this.#payeeName);
    }
    this.hasOwnCurrency = currencyColumn > 0 && cells.has(currencyColumn);
    if (currencyColumn > 0 && currency !== null && !this.hasOwnCurrency) {
      cells.putJson(currencyColumn, currency);
    }
    if (record > 0) {
      cells.putText(record, this.name);
      if (type > 0 && !cells.has(type)) cells.putText(type, this.name);
    }
    if (other > 0 && this.#other.length > 0)
      cells.putText(other, toJson(this.#other, this.#showAccount));
  }

  #refuseLong(size: number, column: number, tokenizer: SgmlTokenizer): never {
    const at = { ...tokenizer.place(), ...(column > 0 && { column }) };
    const failure = refuseGrid("cell_too_long", size, this.#limits.cellBytes, at);
    if (failure === null) throw new Error("a cell that is not too long was refused");
    throw new Refusal(failure);
  }

  #refuseLarge(tokenizer: SgmlTokenizer): never {
    throw new Refusal({
      code: "expansion_limit",
      detail: `A record has at least ${this.#bytes} bytes of text; ${MAX_ROW_BYTES} are allowed.`,
      at: tokenizer.place(),
      limit: { name: "row_bytes", max: MAX_ROW_BYTES, found: this.#bytes },
    });
  }
}

/** Of an aggregate without its end: what belongs to it, and what stands behind where it should have ended. */
function splitItems({ members, items }: OpenGroup): { own: GroupItem[]; others: GroupItem[] } {
  if (members === null) return { own: items, others: [] };
  const end = items.findIndex(({ name }) => !members.has(name));
  return end < 0
    ? { own: items, others: [] }
    : { own: items.slice(0, end), others: items.slice(end) };
}
