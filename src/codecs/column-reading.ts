// What the deciders of column types share: how many cells have to fit, words for nothing, and the
// form of a decision.
import type { ColumnType } from "../core/column-type.ts";
import type { CellValue, WarningCode } from "../core/records.ts";
import { toPlainText } from "./plain-text.ts";

/** @returns the normalised value, or undefined when the cell does not fit the type of its column. */
export type CellReader = (cell: CellValue) => CellValue | undefined;

export interface DecidedColumn {
  info: ColumnType;
  /** Null where cells stay as they are. */
  read: CellReader | null;
  warning: { code: WarningCode; message: string } | null;
}

/** A decision with what it makes of the first rows: in their order, undefined for an exception. */
export interface TypedColumn extends DecidedColumn {
  typed: readonly (CellValue | undefined)[];
}

/** The cells of one column among the first rows of its table. */
export interface ColumnCells {
  /** All of them, in order. */
  cells: readonly CellValue[];
  /** Those of rows that may vote, without null. */
  votes: readonly CellValue[];
  /** Those of the other rows, without null. */
  others: readonly CellValue[];
}

/** True when at least 95 % of the cells fit. */
export function isFitting(fitting: number, all: number): boolean {
  return all > 0 && fitting * 100 >= all * 95;
}

/** True when so many cells do not fit that the others of `all` cannot make up for them. */
export function isHopeless(unfit: number, all: number): boolean {
  return unfit * 100 > all * 5;
}

/** Variants of spelling that are told; further ones do not fit the type. */
const MAX_TOKENS = 8;
const NULL_WORDS = new Set(["", "n/a", "n.a.", "n.a", "na", "null", "none", "nan", "--", "---"]);

export function isNullWord(plain: string): boolean {
  return plain.length <= 4 && NULL_WORDS.has(plain.toLowerCase());
}

/** Tokens as written, without the blanks around them. */
export class Tokens {
  readonly #tokens = new Set<string>();

  add(cell: string): void {
    if (this.#tokens.size < MAX_TOKENS) this.#tokens.add(cell.trim());
  }

  has(cell: string): boolean {
    return this.#tokens.size > 0 && this.#tokens.has(cell.trim());
  }

  /** Null when there are none, so that the fact is left out. */
  get list(): readonly string[] | null {
    return this.#tokens.size === 0 ? null : [...this.#tokens];
  }
}

/** Collects the tokens of a column that stand for nothing. */
export function collectTokens(
  cells: readonly CellValue[],
  isToken: (plain: string) => boolean,
): Tokens {
  const tokens = new Tokens();
  for (const cell of cells) {
    if (typeof cell !== "string") continue;
    const plain = toPlainText(cell);
    if (plain !== null && isToken(plain)) tokens.add(cell);
  }
  return tokens;
}

/** The most frequent key and its count; the first of equals. */
export function mostFrequent<Key>(counts: ReadonlyMap<Key, number>): [Key, number] | null {
  let best: [Key, number] | null = null;
  for (const entry of counts) if (best === null || entry[1] > best[1]) best = entry;
  return best;
}

export function count<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Puts one cell in front of the reader: neighbours in a column are often alike. */
export function remembering(read: CellReader): CellReader {
  let last: CellValue = null;
  let value: CellValue | undefined = null;
  return (cell) => {
    if (cell === null) return null;
    if (cell !== last) {
      value = read(cell);
      last = cell;
    }
    return value;
  };
}
