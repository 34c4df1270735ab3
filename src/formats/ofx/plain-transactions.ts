// Reads plain transactions straight from the bytes, by the automaton. Whatever is not plain is left to
// the general reader, which gives the same for these as well
// (test/formats/ofx/plain-transactions.test.ts).
import {
  AUTOMATON_KINDS,
  MAX_INPUT_BYTES,
  TransactionAutomaton,
  type AutomatonRun,
  type AutomatonSettings,
} from "../../codecs/ofx-automaton.ts";
import { bytesOf, isAt } from "../../codecs/ascii-bytes.ts";
import { KIB } from "../../core/units.ts";
import { TRANSACTIONS } from "./columns.ts";
import { KNOWN_NAMES, LEAVES_FROM } from "./vocabulary.ts";

const TRANSACTION_START = bytesOf("<STMTTRN>");
/** Given to the automaton at first, and behind what was not plain: it may stop again soon. */
const FIRST_PIECE_BYTES = 4 * KIB;
/** Text that is read before others have their turn. */
const STEP_BYTES = 256 * KIB;

/** One for all parses: the automaton keeps it. An aggregate is none even where it may be a text. */
const AUTOMATON = new TransactionAutomaton({
  elements: KNOWN_NAMES.flatMap((name, id) => {
    const column = TRANSACTIONS.columnOf[id] ?? 0;
    return id >= LEAVES_FROM && column > 0 && /^[A-Z0-9]+$/.test(name) ? [{ name, column }] : [];
  }),
  kinds: [undefined, ...TRANSACTIONS.columns.map(({ kind }) => kindNumber(kind))],
  width: TRANSACTIONS.columns.length,
});

function kindNumber(kind: string): number | undefined {
  return (AUTOMATON_KINDS as Readonly<Record<string, number>>)[kind];
}

export class PlainTransactions {
  #pieceBytes = FIRST_PIECE_BYTES;

  /**
   * Reads transactions one after the other, as long as they are plain.
   * @param from where the content of the first one begins.
   * @param end of the window.
   * @param settingsOf asked before each run.
   * @param take is given the rows of each run.
   * @returns the offset of the `<` at which reading goes on; 0 when nothing was read.
   */
  read(
    bytes: Uint8Array,
    from: number,
    end: number,
    settingsOf: () => AutomatonSettings,
    take: (run: AutomatonRun) => void,
  ): number {
    let next = 0;
    for (let at = from; ;) {
      const stop = Math.min(end, at + this.#pieceBytes);
      const run = AUTOMATON.run(bytes, at, stop, settingsOf());
      if (run.block.rows > 0) {
        take(run);
        next = at + run.consumed;
      }
      const mayGrow = run.wantsInput && stop < end && this.#pieceBytes < MAX_INPUT_BYTES;
      if (run.block.rows === 0 && !mayGrow) {
        this.#pieceBytes = FIRST_PIECE_BYTES;
        return next;
      }
      if (mayGrow) this.#pieceBytes = Math.min(2 * this.#pieceBytes, MAX_INPUT_BYTES);
      if (run.block.rows === 0) continue;
      const contentAt = next + TRANSACTION_START.length;
      const goesOn = contentAt <= end && isAt(bytes, next, TRANSACTION_START);
      if (!goesOn || next - from > STEP_BYTES) return next;
      at = contentAt;
    }
  }
}
