import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countIn,
  emptyCounts,
  emptyHistogram,
  observe,
  quantileBound,
} from "../../../durable-objects/parse-monitor/histogram.ts";

const BOUNDS = [1, 2.5, 5];

describe("observe", () => {
  it.each([
    ["nothing", 0, [1, 0, 0, 0]],
    ["a bound exactly, which is inclusive", 1, [1, 0, 0, 0]],
    ["just above a bound", 1.001, [0, 1, 0, 0]],
    ["the last bound", 5, [0, 0, 1, 0]],
    ["above the last bound", 5.001, [0, 0, 0, 1]],
  ])("puts %s into its bucket", (_, seconds, counts) => {
    expect(observe(emptyHistogram(BOUNDS), seconds).counts).toEqual(counts);
  });

  it("counts every observation once and sums them up", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 10_000 })), (millis) => {
        const all = millis.reduce((h, ms) => observe(h, ms / 1000), emptyHistogram(BOUNDS));
        expect(all.counts.reduce((sum, count) => sum + count, 0)).toBe(millis.length);
        expect(all.sumSeconds).toBeCloseTo(millis.reduce((sum, ms) => sum + ms, 0) / 1000, 6);
      }),
    );
  });
});

describe("quantileBound", () => {
  it.each([
    ["nothing at all", [0, 0, 0, 0], null],
    ["one observation", [0, 1, 0, 0], 2.5],
    ["95 of 100 in the first bucket", [95, 5, 0, 0], 1],
    ["94 of 100 in the first bucket", [94, 6, 0, 0], 2.5],
    ["19 of 20 in the first bucket", [19, 1, 0, 0], 1],
    ["a tail above the last bound", [10, 0, 0, 10], Infinity],
  ])("gives the bucket of the 95th percentile for %s", (_, counts, bound) => {
    expect(quantileBound(BOUNDS, counts, 0.95)).toBe(bound);
  });

  it("is the bucket of the nearest-rank value", () => {
    const seconds = fc.double({ min: 0, max: 10, noNaN: true });
    fc.assert(
      fc.property(fc.array(seconds, { minLength: 1 }), (values) => {
        const counts = values.reduce(
          (sums, value) => countIn(BOUNDS, sums, value),
          emptyCounts(BOUNDS),
        );
        const exact = values.toSorted((a, b) => a - b)[Math.ceil(0.95 * values.length) - 1] ?? NaN;
        const expected = BOUNDS.find((bound) => exact <= bound) ?? Infinity;
        expect(quantileBound(BOUNDS, counts, 0.95)).toBe(expected);
      }),
    );
  });
});
