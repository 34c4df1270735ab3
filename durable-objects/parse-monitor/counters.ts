// The counters of a format since its object was first used. Label values come from closed sets and
// figures pass `toCount`, so that neither a newer Worker nor a NaN can spoil them.
import { FAILURES } from "../../src/core/failure.ts";
import type { FailureCode, Fault } from "../../src/core/failure.ts";
import { MINUTE_MS, SECOND_MS } from "../../src/core/units.ts";
import { DURATION_BOUNDS_SECONDS, emptyHistogram, observe } from "./histogram.ts";
import type {
  DurationHistogram,
  FinishRequest,
  MonitorCounters,
  ParseOutcome,
} from "./protocol.ts";

/** No parse lives this long; a larger figure is a mistake and would bend the sum for ever. */
const MAX_DURATION_MS = 60 * MINUTE_MS;

const OUTCOMES: ReadonlySet<ParseOutcome> = new Set(["complete", "failed", "aborted", "cancelled"]);

export const EMPTY_COUNTERS: MonitorCounters = {
  detected: 0,
  outcomes: { complete: 0, failed: 0, aborted: 0, cancelled: 0 },
  errors: {},
  rejections: {},
  expired: 0,
  untracked: 0,
  rows: 0,
  bytes: 0,
  duration: emptyHistogram(DURATION_BOUNDS_SECONDS),
};

/** @returns `value` as a whole number of things, 0 where it is not one. */
export function toCount(value: unknown): number {
  return typeof value === "number" && value > 0
    ? Math.min(Math.floor(value), Number.MAX_SAFE_INTEGER)
    : 0;
}

/** @returns seconds from 0 to an hour, 0 where `durationMs` is not a duration. */
export function toSeconds(durationMs: number): number {
  return durationMs > 0 ? Math.min(durationMs, MAX_DURATION_MS) / SECOND_MS : 0;
}

/** An outcome of a release that is newer than this one counts as a failure. */
export function toOutcome(outcome: ParseOutcome): ParseOutcome {
  return OUTCOMES.has(outcome) ? outcome : "failed";
}

/**
 * True when the end of a parse speaks against the file or the service. Policy, caller and capacity
 * faults never do, nor do parses that were aborted or whose client left.
 */
export function isParseError(request: Pick<FinishRequest, "outcome" | "code" | "fault">): boolean {
  if (toOutcome(request.outcome) !== "failed") return false;
  const fault = faultOf(request.code, request.fault);
  return fault === "file" || fault === "service";
}

/** @returns `counters` with one parse more that ended as `request` says. */
export function countFinish(counters: MonitorCounters, request: FinishRequest): MonitorCounters {
  const outcome = toOutcome(request.outcome);
  const isTimed = outcome === "complete" || outcome === "failed";
  return {
    ...counters,
    outcomes: { ...counters.outcomes, [outcome]: counters.outcomes[outcome] + 1 },
    errors: isParseError(request) ? countCode(counters.errors, request.code) : counters.errors,
    untracked: counters.untracked + (request.tracked ? 0 : 1),
    rows: addCounts(counters.rows, toCount(request.rows)),
    bytes: addCounts(counters.bytes, toCount(request.bytes)),
    duration: isTimed
      ? observe(counters.duration, toSeconds(request.durationMs))
      : counters.duration,
  };
}

export function countRejection(counters: MonitorCounters, code: FailureCode): MonitorCounters {
  return { ...counters, rejections: countCode(counters.rejections, code) };
}

/**
 * Reads counters that an earlier life of the object stored, of this release or another.
 * @param stored JSON text, or null when there is none.
 * @returns what can be read of them; fields that are missing or spoilt start at 0.
 */
export function restoreCounters(stored: string | null): MonitorCounters {
  const from = toRecord(parseJson(stored));
  const outcomes = toRecord(from.outcomes);
  return {
    detected: toCount(from.detected),
    outcomes: {
      complete: toCount(outcomes.complete),
      failed: toCount(outcomes.failed),
      aborted: toCount(outcomes.aborted),
      cancelled: toCount(outcomes.cancelled),
    },
    errors: restoreCodes(from.errors),
    rejections: restoreCodes(from.rejections),
    expired: toCount(from.expired),
    untracked: toCount(from.untracked),
    rows: toCount(from.rows),
    bytes: toCount(from.bytes),
    duration: restoreHistogram(from.duration),
  };
}

type CodeCounts = Readonly<Partial<Record<FailureCode, number>>>;

/** A code that this release does not know is in the outcome only: the labels stay a closed set. */
function countCode(counts: CodeCounts, code: FailureCode | null): CodeCounts {
  return code !== null && isKnown(code) ? { ...counts, [code]: (counts[code] ?? 0) + 1 } : counts;
}

/** The catalogue decides for the codes it holds, the message for newer ones. */
function faultOf(code: FailureCode | null, fault: Fault | null): Fault | null {
  return code !== null && isKnown(code) ? FAILURES[code].fault : fault;
}

function isKnown(code: string): code is FailureCode {
  return Object.hasOwn(FAILURES, code);
}

function addCounts(left: number, right: number): number {
  return Math.min(left + right, Number.MAX_SAFE_INTEGER);
}

function restoreCodes(stored: unknown): CodeCounts {
  return Object.fromEntries(
    Object.entries(toRecord(stored))
      .filter(([code]) => isKnown(code))
      .map(([code, count]) => [code, toCount(count)]),
  );
}

/** Counts under other bounds cannot be carried over: the histogram starts anew. */
function restoreHistogram(stored: unknown): DurationHistogram {
  const empty = EMPTY_COUNTERS.duration;
  const { bounds, counts, sumSeconds } = toRecord(stored);
  const isSame = JSON.stringify(bounds) === JSON.stringify(empty.bounds);
  if (!isSame || !Array.isArray(counts) || counts.length !== empty.counts.length) return empty;
  return {
    bounds: empty.bounds,
    counts: counts.map(toCount),
    sumSeconds: typeof sumSeconds === "number" && sumSeconds > 0 ? sumSeconds : 0,
  };
}

function toRecord(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function parseJson(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
