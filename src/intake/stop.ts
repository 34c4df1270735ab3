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
  #reject: (error: Stopped) => void = () => undefined;
  readonly #stopped = new Promise<never>((_resolve, reject) => {
    this.#reject = reject;
  });

  constructor() {
    // Nobody may be waiting when the stop comes; that is no unhandled rejection.
    this.#stopped.catch(() => undefined);
  }

  get reason(): StopReason | null {
    return this.#reason;
  }

  /** The first reason stays. */
  stop(reason: StopReason): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#reject(new Stopped(reason));
  }

  /** Resolves as `work` does, or rejects with `Stopped` as soon as the parse is stopped. */
  race<T>(work: Promise<T>): Promise<T> {
    return Promise.race([work, this.#stopped]);
  }
}
