// Every decision of the ParseMonitor, as (state, message, what is remembered of the parse, now) ->
// next state, what to remember, reply. Each of them first sweeps leases that are over.
//
// How a parse is counted: `detected` at the first message about it, whichever that is; its outcome at
// the first `finish`; `expired` each time its lease runs out. A finish after that counts the outcome
// as ever, leaves `active` alone, and `expired` stays: it says that the parse was late, not how it ended.
import type { FailureCode } from "../../src/core/failure.ts";
import {
  countFinish,
  countRejection,
  EMPTY_COUNTERS,
  isParseError,
  toCount,
  toOutcome,
  toSeconds,
} from "./counters.ts";
import { dropLease, oldestAgeMs, renewLease, sweepLeases } from "./leases.ts";
import type { Leases } from "./leases.ts";
import type {
  AcquireReply,
  AcquireRequest,
  FinishRequest,
  HeartbeatReply,
  HeartbeatRequest,
  KillSwitch,
  MonitorCounters,
  MonitorSnapshot,
  RejectRequest,
} from "./protocol.ts";
import { takeRequest, type RateBuckets } from "./rate-limit.ts";
import { recordSample, summarizeWindow } from "./window.ts";
import type { WindowBucket } from "./window.ts";

/** A slot comes free as soon as one of the running parses ends; the spread keeps retries apart. */
const MAX_CAPACITY_RETRY_SECONDS = 5;
const SWITCHED_OFF: AcquireReply = {
  admitted: false,
  reason: "switched_off",
  // A switch is thrown by a person, and thrown back no sooner than that.
  retryAfterSeconds: 60,
};

export interface MonitorState {
  leases: Leases;
  killSwitch: KillSwitch;
  counters: MonitorCounters;
  /** In order of time. */
  buckets: readonly WindowBucket[];
  rates: RateBuckets;
}

export const EMPTY_STATE: MonitorState = {
  leases: new Map(),
  killSwitch: "open",
  counters: EMPTY_COUNTERS,
  buckets: [],
  rates: new Map(),
};

/** What is remembered of a parse without a lease; `unknown` also once the memory is pruned. */
export type Memory = "unknown" | "expired" | "finished";

export interface EndedParse {
  parseId: string;
  how: "expired" | "finished";
}

export interface Step<Reply> {
  state: MonitorState;
  /** To be remembered; `finished` replaces `expired`. */
  ended: readonly EndedParse[];
  reply: Reply;
}

/** Ends the leases that are over at `now`, and counts each of them as expired. */
export function sweep(state: MonitorState, now: number): Step<null> {
  const { live, expired } = sweepLeases(state.leases, now);
  if (expired.length === 0) return { state, ended: [], reply: null };
  const counters = { ...state.counters, expired: state.counters.expired + expired.length };
  return {
    state: { ...state, leases: live, counters },
    ended: expired.map((parseId) => ({ parseId, how: "expired" })),
    reply: null,
  };
}

/**
 * Admits a parse, or says why not; a refusal is counted here as a rejection, so that the Worker need
 * not report it. A parse that holds a lease renews it without a look at the capacity.
 * A parse that has finished gets no lease again, since none would end it: its message was overtaken
 * by the finish (admission had timed out), and nobody waits for the answer.
 */
export function acquire(
  state: MonitorState,
  request: AcquireRequest,
  memory: Memory,
  now: number,
): Step<AcquireReply> {
  const { parseId, maxConcurrent } = request;
  const swept = sweep(state, now);
  const isOpen = swept.state.killSwitch === "open";
  if (memory === "finished") return { ...swept, reply: isOpen ? { admitted: true } : SWITCHED_OFF };
  const seen = firstSight(swept, parseId, memory);
  const { leases } = seen.state;
  if (!isOpen) return turnAway(seen, parseId, "format_disabled", SWITCHED_OFF);
  if (leases.has(parseId)) return grant(seen, parseId, now);
  const { rate } = request;
  const verdict = rate && takeRequest(seen.state.rates, rate.account, rate.perMinute, now);
  if (verdict && verdict.retryAfterSeconds !== null) {
    const { retryAfterSeconds } = verdict;
    const reply = { admitted: false, reason: "rate_limited", retryAfterSeconds } as const;
    return turnAway(seen, parseId, "rate_limited", reply);
  }
  const rated = verdict ? { ...seen, state: { ...seen.state, rates: verdict.buckets } } : seen;
  // Written so that a NaN admits nobody.
  if (!(leases.size < maxConcurrent)) {
    return turnAway(rated, parseId, "format_at_capacity", {
      admitted: false,
      reason: "at_capacity",
      retryAfterSeconds: spreadRetrySeconds(parseId),
    });
  }
  return grant(rated, parseId, now);
}

function grant({ state, ended }: Step<unknown>, parseId: string, now: number): Step<AcquireReply> {
  const leases = renewLease(state.leases, parseId, null, now);
  return { state: { ...state, leases }, ended, reply: { admitted: true } };
}

/**
 * Renews a lease. A parse that has none and has not finished gets one, whatever the capacity: it is
 * running, and the object had lost or expired it, or admission had timed out.
 */
export function heartbeat(
  state: MonitorState,
  request: HeartbeatRequest,
  memory: Memory,
  now: number,
): Step<HeartbeatReply> {
  const swept = sweep(state, now);
  const reply = { abort: swept.state.killSwitch === "abort" };
  if (memory === "finished") return { ...swept, reply };
  const seen = firstSight(swept, request.parseId, memory);
  const progress = { rows: toCount(request.rows), bytes: toCount(request.bytes) };
  const leases = renewLease(seen.state.leases, request.parseId, progress, now);
  return { state: { ...seen.state, leases }, ended: seen.ended, reply };
}

/** Ends a parse and counts it; a repeat changes nothing. */
export function finish(
  state: MonitorState,
  request: FinishRequest,
  memory: Memory,
  now: number,
): Step<null> {
  const { parseId } = request;
  const swept = sweep(state, now);
  if (memory === "finished") return swept;
  const seen = firstSight(swept, parseId, memory);
  const isError = isParseError(request);
  const isJudged = isError || toOutcome(request.outcome) === "complete";
  const sample = { isError, seconds: toSeconds(request.durationMs) };
  return {
    state: {
      ...seen.state,
      leases: dropLease(seen.state.leases, parseId),
      counters: countFinish(seen.state.counters, request),
      buckets: isJudged ? recordSample(seen.state.buckets, sample, now) : seen.state.buckets,
    },
    ended: [...seen.ended, { parseId, how: "finished" }],
    reply: null,
  };
}

/** Counts an upload that was turned away before it asked for a lease. */
export function reject(state: MonitorState, request: RejectRequest, now: number): Step<null> {
  const swept = sweep(state, now);
  const counters = countRejection(swept.state.counters, request.code);
  return { ...swept, state: { ...swept.state, counters } };
}

/** Leases stay as they are: `refuse` lets them finish, `abort` reaches them with their next heartbeat. */
export function setKillSwitch(
  state: MonitorState,
  killSwitch: KillSwitch,
  now: number,
): Step<null> {
  const swept = sweep(state, now);
  return { ...swept, state: { ...swept.state, killSwitch } };
}

export function snapshot(state: MonitorState, now: number): Step<MonitorSnapshot> {
  const swept = sweep(state, now);
  const { leases, killSwitch, buckets, counters } = swept.state;
  return {
    ...swept,
    reply: {
      active: leases.size,
      oldestActiveMs: oldestAgeMs(leases, now),
      killSwitch,
      window: summarizeWindow(buckets, now),
      counters,
    },
  };
}

/** Counts `detected` unless the parse was seen before; an expiry in this very step is a sight of it. */
function firstSight(step: Step<unknown>, parseId: string, memory: Memory): Step<null> {
  const { state, ended } = step;
  const isKnown =
    memory !== "unknown" ||
    state.leases.has(parseId) ||
    ended.some((parse) => parse.parseId === parseId);
  if (isKnown) return { state, ended, reply: null };
  const counters = { ...state.counters, detected: state.counters.detected + 1 };
  return { state: { ...state, counters }, ended, reply: null };
}

/** A Worker that is told no sends nothing more, so a lease from an earlier answer would only expire. */
function turnAway(
  step: Step<unknown>,
  parseId: string,
  code: FailureCode,
  reply: AcquireReply,
): Step<AcquireReply> {
  const { state, ended } = step;
  const leases = dropLease(state.leases, parseId);
  return {
    state: { ...state, leases, counters: countRejection(state.counters, code) },
    ended,
    reply,
  };
}

/** 1 to 5, by the parse id: rules have no dice. */
function spreadRetrySeconds(parseId: string): number {
  let sum = 0;
  for (let index = 0; index < parseId.length; index += 1) sum += parseId.charCodeAt(index);
  return 1 + (sum % MAX_CAPACITY_RETRY_SECONDS);
}
