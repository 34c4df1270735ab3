// Fixed-bound histograms of durations. Bounds are upper and inclusive, as in the text formats of
// Prometheus; what lies above the last one falls into +Inf.
import type { DurationHistogram } from "./protocol.ts";

/** The buckets of `paciolus_parse_duration_seconds` (contract section 5). */
export const DURATION_BOUNDS_SECONDS: readonly number[] = [
  0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
];

export function emptyHistogram(bounds: readonly number[]): DurationHistogram {
  return { bounds, counts: emptyCounts(bounds), sumSeconds: 0 };
}

/** @returns zeros, one for each bound and one for +Inf. */
export function emptyCounts(bounds: readonly number[]): readonly number[] {
  return Array.from({ length: bounds.length + 1 }, () => 0);
}

/** @returns `histogram` with one more observation. */
export function observe(histogram: DurationHistogram, seconds: number): DurationHistogram {
  return {
    bounds: histogram.bounds,
    counts: countIn(histogram.bounds, histogram.counts, seconds),
    sumSeconds: histogram.sumSeconds + seconds,
  };
}

/** @returns `counts` with one more in the first bucket whose bound is at least `seconds`. */
export function countIn(
  bounds: readonly number[],
  counts: readonly number[],
  seconds: number,
): readonly number[] {
  const found = bounds.findIndex((bound) => seconds <= bound);
  const index = found === -1 ? bounds.length : found;
  return counts.map((count, at) => (at === index ? count + 1 : count));
}

/**
 * The upper bound of the bucket that holds the nearest-rank quantile.
 * @param quantile in (0, 1].
 * @returns seconds, `Infinity` for the last bucket, null when nothing was counted.
 */
export function quantileBound(
  bounds: readonly number[],
  counts: readonly number[],
  quantile: number,
): number | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const rank = Math.max(1, Math.ceil(quantile * total));
  let seen = 0;
  for (const [index, count] of counts.entries()) {
    seen += count;
    if (seen >= rank) return bounds[index] ?? Infinity;
  }
  return Infinity;
}
