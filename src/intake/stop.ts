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
  readonly #waiting = new Set<(error: Stopped) => void>();

  get reason(): StopReason | null {
    return this.#reason;
  }

  /** The first reason stays. */
  stop(reason: StopReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    for (const reject of this.#waiting) reject(new Stopped(reason));
    this.#waiting.clear();
  }

  /** Resolves as `work` does, or rejects with `Stopped` as soon as the parse is stopped. */
  race<T>(work: Promise<T>): Promise<T> {
    // Not `Promise.race` against one long promise: that one would keep what every race gave, the
    // whole upload in the end.
    return new Promise<T>((resolve, reject) => {
      if (this.#reason !== null) reject(new Stopped(this.#reason));
      else this.#waiting.add(reject);
      work.then(resolve, reject).finally(() => this.#waiting.delete(reject));
    });
  }
}
