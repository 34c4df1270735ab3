// The lease of a parse on its format's ParseMonitor: taken before the parse, renewed while it runs,
// ended exactly once. When the monitor is out of reach, the flag alone decides.
import type {
  AcquireReply,
  AcquireRequest,
  FinishRequest,
  ParseMonitorApi,
} from "../../durable-objects/parse-monitor/protocol.ts";
import {
  ADMISSION_TIMEOUT_MS,
  HEARTBEAT_INTERVAL_MS,
  STALL_TIMEOUT_MS,
} from "../../guards/leases.ts";
import type { Clock } from "../core/clock.ts";
import type { ParseFailure } from "../core/failure.ts";
import type { StopSignal } from "./stop.ts";
import { withTimeout } from "./with-timeout.ts";

export interface Progress {
  rows: number;
  bytes: number;
  /** Bytes of the answer taken by the client. */
  sent: number;
  /** True while the parse waits for bytes of the file. */
  isReceiving: boolean;
}

export interface LeaseDependencies {
  monitor: ParseMonitorApi;
  clock: Clock;
  stop: StopSignal;
  /** True when the flag says that parses under way must end. */
  isAborted: () => Promise<boolean>;
  progress: () => Progress;
}

/** @returns a lease (`isTracked` false when the monitor was out of reach), or why there is none. */
export async function admit(
  format: string,
  request: AcquireRequest,
  dependencies: LeaseDependencies,
): Promise<{ lease: Lease } | { failure: ParseFailure }> {
  // Admission by flag alone is the documented answer to any fault of the monitor.
  const reply = await withTimeout(
    () => dependencies.monitor.acquire(request),
    ADMISSION_TIMEOUT_MS,
  );
  if (reply !== null && !reply.admitted) return { failure: refusalOf(format, request, reply) };
  return { lease: new Lease(request.parseId, reply !== null, dependencies) };
}

function refusalOf(
  format: string,
  { maxConcurrent, rate }: AcquireRequest,
  { reason, retryAfterSeconds }: Extract<AcquireReply, { admitted: false }>,
): ParseFailure {
  switch (reason) {
    case "at_capacity":
      return {
        code: "format_at_capacity",
        retryAfterSeconds,
        detail: `${maxConcurrent} files of the format ${format} are being read.`,
      };
    case "rate_limited":
      return {
        code: "rate_limited",
        retryAfterSeconds,
        detail: `The tier allows ${rate?.perMinute ?? 0} files of the format ${format} a minute.`,
      };
    case "switched_off":
      return {
        code: "format_disabled",
        detail: `The file is ${format}, which is switched off.`,
      };
  }
}

export class Lease {
  readonly isTracked: boolean;
  readonly #parseId: string;
  readonly #dependencies: LeaseDependencies;
  readonly #timer: ReturnType<typeof setInterval>;
  #lastProgress: string;
  #movedAt: number;
  #hasEnded = false;

  constructor(parseId: string, isTracked: boolean, dependencies: LeaseDependencies) {
    this.#parseId = parseId;
    this.isTracked = isTracked;
    this.#dependencies = dependencies;
    this.#movedAt = dependencies.clock();
    this.#lastProgress = signatureOf(dependencies.progress());
    this.#timer = setInterval(() => this.#beat(), HEARTBEAT_INTERVAL_MS);
  }

  /** Renews the lease, and stops a parse that the operators ended or that stands still. */
  #beat(): void {
    const { monitor, clock, stop, isAborted, progress } = this.#dependencies;
    const now = clock();
    const current = progress();
    const signature = signatureOf(current);
    if (signature !== this.#lastProgress) {
      this.#lastProgress = signature;
      this.#movedAt = now;
    } else if (now - this.#movedAt >= STALL_TIMEOUT_MS) {
      stop.stop(current.isReceiving ? "stalled" : "cancelled");
    }
    const { rows, bytes } = current;
    // Asked apart: a monitor that hangs must not keep the flag from being heard.
    void this.#abortIf(
      async () => (await monitor.heartbeat({ parseId: this.#parseId, rows, bytes })).abort,
    );
    void this.#abortIf(isAborted);
  }

  async #abortIf(ask: () => Promise<boolean>): Promise<void> {
    try {
      if ((await ask()) && !this.#hasEnded) this.#dependencies.stop.stop("aborted");
    } catch {
      // A beat that fails is made up for by the next; five may be lost before the lease expires.
    }
  }

  /** Ends the lease; further calls do nothing. Rejects when the monitor cannot be told. */
  async end(finish: Omit<FinishRequest, "parseId" | "tracked">): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    clearInterval(this.#timer);
    const message: FinishRequest = { ...finish, parseId: this.#parseId, tracked: this.isTracked };
    try {
      await this.#dependencies.monitor.finish(message);
    } catch {
      // Once more: the message is idempotent, and a lease left behind would hold a place for a minute.
      await this.#dependencies.monitor.finish(message);
    }
  }
}

function signatureOf({ rows, bytes, sent }: Progress): string {
  return `${rows}/${bytes}/${sent}`;
}
