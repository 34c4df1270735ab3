// Gives way to the sink and to the stop signal while records are read.
import type { ParseContext } from "../../core/format.ts";
import type { RowSink } from "../../core/records.ts";
import { KIB } from "../../core/units.ts";

/** Bytes and cells between two askings for room. */
const STEP_COST = 64 * KIB;

export class Pace {
  readonly #sink: RowSink;
  readonly #context: ParseContext;
  #cost = 0;

  constructor(sink: RowSink, context: ParseContext) {
    this.#sink = sink;
    this.#context = context;
  }

  charge(cost: number): void {
    this.#cost += cost;
  }

  get isDue(): boolean {
    return this.#cost >= STEP_COST || this.#sink.isFull;
  }

  /** Lets the sink wait. @returns false when the parse is over: the sink is full, or it has to stop. */
  async rest(): Promise<boolean> {
    this.#cost = 0;
    if (this.#sink.isFull) return false;
    if (this.#context.shouldStop()) return false;
    const room = this.#sink.ready();
    if (room !== null) await room;
    return !this.#context.shouldStop();
  }
}
