// Reads plain transactions straight from the bytes: known elements, each once, with texts that stand
// for themselves. Whatever is not plain is left to the general reader, which gives the same for
// these as well (test/formats/ofx/plain-transactions.test.ts).
// How to change this: what an element may be is decided in `elements.ts`, what it becomes in
// `record.ts`; a rule that changes there must change here, or be declined here.
import { KIND_NUMBERS, type Shape } from "./shape.ts";
import type { DateCells } from "./date-cells.ts";
import { IS_PLAIN, type RecordCells } from "./record-cells.ts";
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import { isSpace, LESS, SLASH, GREATER, SPACE } from "../../codecs/xml-characters.ts";
import { KNOWN_NAMES, LEAVES_FROM, UNKNOWN_FROM } from "./vocabulary.ts";

export const TRANSACTION_START = bytesOf("<STMTTRN>");
const TRANSACTION_END = bytesOf("</STMTTRN>");
const SLOTS = 512;

/** Plain bytes but `<`. */
const IS_TEXT = IS_PLAIN.map((plain, byte) => (byte === LESS ? 0 : plain));
/** Letters in upper case and digits: all that the names of known elements have. */
const IS_NAME = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Z0-9]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

export class PlainTransactions {
  readonly #cells: RecordCells;
  readonly #dates: DateCells;
  readonly #maxBytes: number;
  readonly #kindOf: Uint8Array;
  /** By hash of the name: the name, and its column. */
  readonly #names: (Uint8Array | null)[] = Array.from({ length: SLOTS }, () => null);
  readonly #columns = new Uint8Array(SLOTS);

  /** @param maxBytes of one cell. */
  constructor(shape: Shape, cells: RecordCells, dates: DateCells, maxBytes: number) {
    this.#cells = cells;
    this.#dates = dates;
    this.#maxBytes = maxBytes;
    this.#kindOf = shape.kindOf;
    // An aggregate is none even where it may be written with a text.
    for (let id = LEAVES_FROM; id < UNKNOWN_FROM; id += 1) {
      const column = shape.columnOf[id] as number;
      const name = KNOWN_NAMES[id] ?? "";
      if (column > 0 && /^[A-Z0-9]+$/.test(name)) this.#addName(bytesOf(name), column);
    }
  }

  #addName(name: Uint8Array, column: number): void {
    let hash = 0;
    for (const byte of name) hash = (hash * 31 + byte) & 0xffff;
    let slot = hash & (SLOTS - 1);
    while (this.#names[slot] !== null) slot = (slot + 1) & (SLOTS - 1);
    this.#names[slot] = name;
    this.#columns[slot] = column;
  }

  /**
   * Fills the cells, which have to be clear, with the transaction whose content begins at `from`.
   * @param end of the window; a `<` stands there.
   * @returns the offset behind its closing tag; -1 where it is not plain, or not all there.
   */
  read(bytes: Uint8Array, from: number, end: number): number {
    let at = from;
    for (;;) {
      while (isSpace(bytes[at] as number)) at += 1;
      if (bytes[at] !== LESS || at >= end) return -1;
      if (bytes[at + 1] === SLASH) {
        const isEnd = at + TRANSACTION_END.length <= end && isAt(bytes, at, TRANSACTION_END);
        return isEnd ? at + TRANSACTION_END.length : -1;
      }
      const name = at + 1;
      let hash = 0;
      for (at = name; IS_NAME[bytes[at] as number] === 1; at += 1) {
        hash = (hash * 31 + (bytes[at] as number)) & 0xffff;
      }
      const nameEnd = at;
      if (bytes[at] !== GREATER) return -1;
      const column = this.#columnOf(bytes, name, nameEnd, hash);
      if (column === 0) return -1;
      at += 1;
      while (isSpace(bytes[at] as number)) at += 1;
      if (bytes[at] !== LESS) {
        at = this.#readText(column, bytes, at);
        if (at < 0) return -1;
      }
      if (at >= end) return -1;
      if (bytes[at + 1] !== SLASH) continue;
      const isOwn = isName(bytes, at + 2, name, nameEnd);
      // The end of the transaction is looked at where the next element would begin.
      if (isOwn) at += nameEnd - name + 3;
    }
  }

  #columnOf(bytes: Uint8Array, start: number, end: number, hash: number): number {
    for (let slot = hash & (SLOTS - 1); ; slot = (slot + 1) & (SLOTS - 1)) {
      const name = this.#names[slot] as Uint8Array | null;
      if (name === null) return 0;
      if (name.length === end - start && isAt(bytes, start, name)) {
        const column = this.#columns[slot] as number;
        return this.#cells.ends[column] === 0 ? column : 0;
      }
    }
  }

  /** @returns where the text ends, at a `<`; -1 when it is not plain. */
  #readText(column: number, bytes: Uint8Array, from: number): number {
    const kind = this.#kindOf[column] as number;
    if (kind !== KIND_NUMBERS.text) return this.#readValue(kind, column, bytes, from);
    const cells = this.#cells;
    const { arena } = cells;
    let at = from;
    let to = cells.used;
    for (; IS_TEXT[bytes[at] as number] === 1; at += 1) arena[to++] = bytes[at] as number;
    if (at - from > this.#maxBytes || to > arena.length) return -1;
    while (arena[to - 1] === SPACE) to -= 1;
    while (isSpace(bytes[at] as number)) at += 1;
    if (bytes[at] !== LESS) return -1;
    cells.close(column, to);
    return at;
  }

  #readValue(kind: number, column: number, bytes: Uint8Array, from: number): number {
    let at = from;
    while (IS_TEXT[bytes[at] as number] === 1) at += 1;
    let end = at;
    while (isSpace(bytes[end - 1] as number)) end -= 1;
    while (isSpace(bytes[at] as number)) at += 1;
    if (bytes[at] !== LESS || end - from > this.#maxBytes) return -1;
    const isPut =
      kind === KIND_NUMBERS.amount
        ? this.#cells.putAmount(column, bytes, from, end)
        : kind === KIND_NUMBERS.posted
          ? this.#dates.putPosted(column, bytes, from, end)
          : kind === KIND_NUMBERS.date && this.#dates.putDate(column, bytes, from, end);
    return isPut ? at : -1;
  }
}

/** Whether the name of `start` to `end` stands at `at` again, with a `>` behind it. */
function isName(bytes: Uint8Array, at: number, start: number, end: number): boolean {
  const length = end - start;
  for (let index = 0; index < length; index += 1) {
    if (bytes[at + index] !== bytes[start + index]) return false;
  }
  return bytes[at + length] === GREATER;
}
