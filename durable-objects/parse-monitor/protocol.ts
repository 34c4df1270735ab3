// Messages between the Worker and the ParseMonitor of a format. Types only: a Worker of one
// release may talk to an object of the release before, so fields are only ever added.
import type { FailureCode, Fault } from "../../src/core/failure.ts";

export interface AcquireRequest {
  /** Made by the Worker; also the id of the lease, so that every message about it is idempotent. */
  parseId: string;
  maxConcurrent: number;
  /** How often the account may begin a parse of this format; absent when its tier sets no limit. */
  rate?: { account: string; perMinute: number };
}

export type AcquireReply =
  | { admitted: true }
  | {
      admitted: false;
      reason: "at_capacity" | "switched_off" | "rate_limited";
      retryAfterSeconds: number;
    };

export interface HeartbeatRequest {
  parseId: string;
  rows: number;
  bytes: number;
}

export interface HeartbeatReply {
  /** True when the parse has to end now with `parse_aborted`. */
  abort: boolean;
}

/** How a parse ended: rows to the end, a failure, stopped by the operators, or left by the client. */
export type ParseOutcome = "complete" | "failed" | "aborted" | "cancelled";

export interface FinishRequest {
  parseId: string;
  outcome: ParseOutcome;
  /** Both null unless the outcome is `failed` or `aborted`. */
  code: FailureCode | null;
  fault: Fault | null;
  durationMs: number;
  rows: number;
  bytes: number;
  /** False when admission could not reach the object in time. */
  tracked: boolean;
}

/** An upload of this format that was turned away before a lease was asked for. */
export interface RejectRequest {
  code: FailureCode;
}

/** `open` admits; `refuse` admits nothing new; `abort` ends what is under way as well. */
export type KillSwitch = "open" | "refuse" | "abort";

export interface DurationHistogram {
  /** Upper bounds in seconds, inclusive, rising, without +Inf: they travel with what was counted under them. */
  bounds: readonly number[];
  /** Per bucket, not cumulative; one more entry than there are bounds, for +Inf. */
  counts: readonly number[];
  sumSeconds: number;
}

/** Counters since the object was first used; they only grow. */
export interface MonitorCounters {
  /** Uploads that reached admission. */
  detected: number;
  outcomes: Readonly<Record<ParseOutcome, number>>;
  /** Failed parses by code; faults of policy, caller and capacity are not among them. */
  errors: Readonly<Partial<Record<FailureCode, number>>>;
  rejections: Readonly<Partial<Record<FailureCode, number>>>;
  /** Leases that were not renewed in time. */
  expired: number;
  untracked: number;
  rows: number;
  bytes: number;
  duration: DurationHistogram;
}

export interface MonitorWindow {
  seconds: number;
  total: number;
  errors: number;
  /** Null when nothing ended in the window. */
  errorRatePercent: number | null;
  /** Upper bound of the histogram bucket that holds the 95th percentile; null when nothing ended. */
  p95Seconds: number | null;
}

export interface MonitorSnapshot {
  active: number;
  /** Age of the oldest live lease; null when there is none. */
  oldestActiveMs: number | null;
  killSwitch: KillSwitch;
  window: MonitorWindow;
  counters: MonitorCounters;
}

/** What the Worker may call on the object. */
export interface ParseMonitorApi {
  acquire(request: AcquireRequest): Promise<AcquireReply>;
  heartbeat(request: HeartbeatRequest): Promise<HeartbeatReply>;
  finish(request: FinishRequest): Promise<void>;
  reject(request: RejectRequest): Promise<void>;
  snapshot(): Promise<MonitorSnapshot>;
}
