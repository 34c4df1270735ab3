/** Why a parse has to end before its time. */
export type StopReason =
  /** The operators ended it: kill switch, or the flag at `abort`. */
  | "aborted"
  /** The client is gone, or takes nothing any more. */
  | "cancelled"
  /** The client sends nothing any more. */
  | "stalled";

/** Thrown out of pending reads and writes when a parse is stopped. */
export class Stopped extends Error {
  readonly reason: StopReason;
  constructor(reason: StopReason) {
    super(reason);
    this.name = "Stopped";
    this.reason = reason;
  }
}

/** Lets one side stop a parse, and the other wait for something without outwaiting the stop. */
export class StopSignal {
  #reason: StopReason | null = null;
  /** Slots that are used again. A Set that is added to and deleted from leaves a chain of tables behind,
   * of which one that has grown old keeps all later ones, and what they hold, from being collected. */
  readonly #waiting: (((error: Stopped) => void) | null)[] = [];

  get reason(): StopReason | null {
    return this.#reason;
  }

  /** The first reason stays. */
  stop(reason: StopReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    for (const reject of this.#waiting) reject?.(new Stopped(reason));
    this.#waiting.length = 0;
  }

  /** Resolves as `work` does, or rejects with `Stopped` as soon as the parse is stopped. */
  race<T>(work: Promise<T>): Promise<T> {
    // Not `Promise.race` against one long promise: that one would keep what every race gave, the
    // whole upload in the end.
    return new Promise<T>((resolve, reject) => {
      const slot = this.#reason === null ? this.#take(reject) : null;
      if (this.#reason !== null) reject(new Stopped(this.#reason));
      const leave = () => {
        if (slot !== null && this.#waiting[slot] === reject) this.#waiting[slot] = null;
      };
      work.then(resolve, reject).finally(leave);
    });
  }

  #take(reject: (error: Stopped) => void): number {
    const free = this.#waiting.indexOf(null);
    const slot = free === -1 ? this.#waiting.length : free;
    this.#waiting[slot] = reject;
    return slot;
  }
}
