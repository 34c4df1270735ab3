// The blocks of TRNS, SPL and ENDTRNS lines: numbers the transactions, and says which are not closed,
// which lines belong to none, and which do not add up to zero.
// Source: Intuit IIF import kit: the amounts of TRNS and its SPL lines add up to zero.
import type { Warning, WarningCode } from "../../core/records.ts";
import { ExactSum, readDecimal } from "./balance.ts";
import { ENDTRNS, TRNS } from "./record-types.ts";

/** What one line has as its amount, and in which column. */
interface LineAmount {
  text: string;
  column: number;
}

export class TransactionBlocks {
  readonly #warn: (warning: Warning) => void;
  /** Transactions so far, and those whose amounts could not all be read. */
  count = 0;
  unchecked = 0;
  /** Line on which the open transaction begins; null when none is open. */
  #openRow: number | null = null;
  #sum = new ExactSum();
  #isReadable = true;

  constructor(warn: (warning: Warning) => void) {
    this.#warn = warn;
  }

  /**
   * Takes the next line.
   * @param amount null where the line has no such column.
   * @returns the number of the transaction that it belongs to, or null.
   */
  take(kind: string, row: number, amount: LineAmount | null): number | null {
    if (kind === ENDTRNS) {
      const number = this.#openRow === null ? null : this.count;
      this.#close();
      return number;
    }
    if (kind === TRNS) {
      this.#closeUnended();
      this.count += 1;
      this.#openRow = row;
      this.#sum = new ExactSum();
      this.#isReadable = true;
    } else if (this.#openRow === null) {
      this.#say("orphan_split", row, "The SPL line is in no transaction; it is kept.");
      return null;
    }
    this.#add(row, amount);
    return this.count;
  }

  /** Closes the transaction that the file leaves open. */
  end(): void {
    this.#closeUnended();
  }

  #add(row: number, amount: LineAmount | null): void {
    if (amount === null) {
      this.#isReadable = false;
      return;
    }
    const { text, column } = amount;
    if (text.trim() === "") return;
    const decimal = readDecimal(text);
    if (decimal !== null) {
      this.#sum.add(decimal);
      return;
    }
    this.#isReadable = false;
    this.#warn({
      code: "unreadable_amount",
      message: "The amount cannot be read, so that its transaction is not checked.",
      at: { row, column },
    });
  }

  #closeUnended(): void {
    if (this.#openRow === null) return;
    this.#say(
      "missing_end",
      this.#openRow,
      "The transaction has no ENDTRNS; it ends before the next one.",
    );
    this.#close();
  }

  #close(): void {
    const row = this.#openRow;
    if (row === null) return;
    this.#openRow = null;
    if (!this.#isReadable) {
      this.unchecked += 1;
    } else if (!this.#sum.isZero) {
      const difference = this.#sum.toString();
      this.#say(
        "unbalanced_transaction",
        row,
        `The amounts of the transaction add up to ${difference}, not to zero.`,
      );
    }
  }

  #say(code: WarningCode, row: number, message: string): void {
    this.#warn({ code, message, at: { row } });
  }
}
