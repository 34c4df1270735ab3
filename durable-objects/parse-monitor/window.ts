// The sliding window over the last five minutes, kept as buckets of ten seconds. Only parses that
// say something of the parser enter it: complete ones, and failures of a file or of the service.
import { MINUTE_MS, SECOND_MS } from "../../src/core/units.ts";
import { countIn, emptyCounts, quantileBound } from "./histogram.ts";
import type { MonitorWindow } from "./protocol.ts";

export const BUCKET_MS = 10 * SECOND_MS;
export const WINDOW_MS = 5 * MINUTE_MS;

/**
 * Finer than the published histogram, and holding each launch threshold L of guards/parser_alerts.toml,
 * 1.5 L, 2 L, 3 L and 4 L: "p95 above the threshold" read from a bound is then exact, not rounded up.
 */
export const WINDOW_BOUNDS_SECONDS: readonly number[] = [
  0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 2.5, 3, 4, 4.5, 5, 6, 7.5, 8, 9, 10, 12, 15,
  20, 22.5, 30, 45, 60,
];

export interface WindowBucket {
  /** Multiple of `BUCKET_MS`. */
  startedAt: number;
  total: number;
  errors: number;
  /** By `WINDOW_BOUNDS_SECONDS`, per bucket. */
  counts: readonly number[];
  maxSeconds: number;
}

export interface WindowSample {
  isError: boolean;
  seconds: number;
}

/** @returns the buckets that still matter, in order of time, with `sample` in the one of `now`. */
export function recordSample(
  buckets: readonly WindowBucket[],
  sample: WindowSample,
  now: number,
): readonly WindowBucket[] {
  const startedAt = bucketStart(now);
  const kept = liveBuckets(buckets, now);
  const current = kept.find((bucket) => bucket.startedAt === startedAt) ?? {
    startedAt,
    total: 0,
    errors: 0,
    counts: emptyCounts(WINDOW_BOUNDS_SECONDS),
    maxSeconds: 0,
  };
  const next: WindowBucket = {
    startedAt,
    total: current.total + 1,
    errors: current.errors + (sample.isError ? 1 : 0),
    counts: countIn(WINDOW_BOUNDS_SECONDS, current.counts, sample.seconds),
    maxSeconds: Math.max(current.maxSeconds, sample.seconds),
  };
  return [...kept.filter((bucket) => bucket.startedAt !== startedAt), next].toSorted(
    (a, b) => a.startedAt - b.startedAt,
  );
}

/** @returns the figures of the 30 buckets that end with the one of `now`. */
export function summarizeWindow(buckets: readonly WindowBucket[], now: number): MonitorWindow {
  const live = liveBuckets(buckets, now);
  const total = sum(live.map((bucket) => bucket.total));
  const errors = sum(live.map((bucket) => bucket.errors));
  const counts = emptyCounts(WINDOW_BOUNDS_SECONDS).map((_, index) =>
    sum(live.map((bucket) => bucket.counts[index] ?? 0)),
  );
  const p95 = quantileBound(WINDOW_BOUNDS_SECONDS, counts, 0.95);
  return {
    seconds: WINDOW_MS / SECOND_MS,
    total,
    errors,
    errorRatePercent: total === 0 ? null : (errors / total) * 100,
    // Infinity would become null in JSON and read as "nothing ended".
    p95Seconds: p95 === Infinity ? Math.max(...live.map((bucket) => bucket.maxSeconds)) : p95,
  };
}

function liveBuckets(buckets: readonly WindowBucket[], now: number): readonly WindowBucket[] {
  const oldest = bucketStart(now) - WINDOW_MS;
  return buckets.filter((bucket) => bucket.startedAt > oldest);
}

function bucketStart(now: number): number {
  return now - (now % BUCKET_MS);
}

function sum(values: readonly number[]): number {
  return values.reduce((left, right) => left + right, 0);
}
