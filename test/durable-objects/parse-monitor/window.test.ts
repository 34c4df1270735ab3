import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import {
  BUCKET_MS,
  recordSample,
  summarizeWindow,
  WINDOW_BOUNDS_SECONDS,
  WINDOW_MS,
} from "../../../durable-objects/parse-monitor/window.ts";
import type { WindowBucket } from "../../../durable-objects/parse-monitor/window.ts";
import alerts from "../../../guards/parser_alerts.toml";

const NOW = 1_760_000_000_000;

function record(...samples: [at: number, seconds: number, isError?: boolean][]) {
  return samples.reduce<readonly WindowBucket[]>(
    (buckets, [at, seconds, isError = false]) => recordSample(buckets, { isError, seconds }, at),
    [],
  );
}

describe("summarizeWindow", () => {
  it("says null, not zero, when nothing ended", () => {
    expect(summarizeWindow([], NOW)).toEqual({
      seconds: 300,
      total: 0,
      errors: 0,
      errorRatePercent: null,
      p95Seconds: null,
    });
  });

  it("gives the share of errors and the bound of the 95th percentile", () => {
    const buckets = record([NOW, 0.2], [NOW, 0.2], [NOW + 1, 1.8, true], [NOW + BUCKET_MS, 0.2]);
    expect(summarizeWindow(buckets, NOW + BUCKET_MS)).toEqual({
      seconds: 300,
      total: 4,
      errors: 1,
      errorRatePercent: 25,
      p95Seconds: 2,
    });
  });

  it("gives the longest duration when the 95th percentile lies above every bound", () => {
    const buckets = record([NOW, 75], [NOW + BUCKET_MS, 90]);
    expect(summarizeWindow(buckets, NOW + BUCKET_MS).p95Seconds).toBe(90);
  });

  it.each([
    ["counts a bucket up to the end of the window", WINDOW_MS - 1, 1],
    ["lets a bucket go once the window has passed it", WINDOW_MS, 0],
  ])("%s", (_, later, total) => {
    expect(summarizeWindow(record([NOW, 1]), NOW + later).total).toBe(total);
  });
});

describe("recordSample", () => {
  it("keeps one bucket for ten seconds", () => {
    const buckets = record([NOW, 1], [NOW + BUCKET_MS - 1, 1], [NOW + BUCKET_MS, 1]);
    expect(buckets.map(({ startedAt, total }) => [startedAt, total])).toEqual([
      [NOW, 2],
      [NOW + BUCKET_MS, 1],
    ]);
  });

  it("keeps thirty buckets however long it goes on", () => {
    const steps = Array.from({ length: 100 }, (_, step) => [NOW + step * BUCKET_MS, 1] as const);
    const buckets = record(...steps.map(([at, seconds]): [number, number] => [at, seconds]));
    expect(buckets).toHaveLength(WINDOW_MS / BUCKET_MS);
    expect(buckets.at(-1)?.startedAt).toBe(NOW + 99 * BUCKET_MS);
  });

  it("keeps the order of time when a clock goes back", () => {
    const buckets = record([NOW, 1], [NOW - BUCKET_MS, 1], [NOW, 1]);
    expect(buckets.map(({ total }) => total)).toEqual([1, 2]);
    expect(buckets[0]?.startedAt).toBe(NOW - BUCKET_MS);
  });
});

describe("WINDOW_BOUNDS_SECONDS", () => {
  const thresholds = Object.entries(parse(alerts)).map(([format, table]) => {
    const { p95_latency_seconds: seconds } = table as { p95_latency_seconds: number };
    return [format, seconds] as const;
  });

  it.each(thresholds)("holds the latency threshold of %s and its multiples", (_, seconds) => {
    const multiples = [1, 1.5, 2, 3, 4].map((factor) => seconds * factor);
    expect(WINDOW_BOUNDS_SECONDS).toEqual(expect.arrayContaining(multiples));
  });

  it("rises", () => {
    expect(WINDOW_BOUNDS_SECONDS).toEqual(WINDOW_BOUNDS_SECONDS.toSorted((a, b) => a - b));
    expect(thresholds.length).toBeGreaterThan(0);
  });
});
