import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  countFinish,
  countRejection,
  EMPTY_COUNTERS,
  isParseError,
  restoreCounters,
  toCount,
  toSeconds,
} from "../../../durable-objects/parse-monitor/counters.ts";
import type { FinishRequest } from "../../../durable-objects/parse-monitor/protocol.ts";
import { FAILURES } from "../../../src/core/failure.ts";
import type { FailureCode } from "../../../src/core/failure.ts";
import { finishOf } from "../../support/finish-request.ts";

const CODES = Object.keys(FAILURES) as FailureCode[];

function failed(code: FailureCode): FinishRequest {
  return finishOf("p", { outcome: "failed", code, fault: FAILURES[code].fault });
}

describe("isParseError", () => {
  it.each(CODES)("holds for a failure of the file or the service only: %s", (code) => {
    const { fault } = FAILURES[code];
    expect(isParseError(failed(code))).toBe(fault === "file" || fault === "service");
  });

  it.each(["complete", "aborted", "cancelled"] as const)("never holds for %s", (outcome) => {
    expect(isParseError({ outcome, code: "internal", fault: "service" })).toBe(false);
  });

  it("goes by the message for a code that only a newer Worker knows", () => {
    const code = "not_yet_invented" as FailureCode;
    expect(isParseError({ outcome: "failed", code, fault: "file" })).toBe(true);
    expect(isParseError({ outcome: "failed", code, fault: "policy" })).toBe(false);
  });
});

describe("countFinish", () => {
  it("counts a complete parse", () => {
    const counters = countFinish(EMPTY_COUNTERS, finishOf("p", { durationMs: 300 }));
    expect(counters.outcomes).toEqual({ complete: 1, failed: 0, aborted: 0, cancelled: 0 });
    expect(counters.errors).toEqual({});
    expect(counters.rows).toBe(10);
    expect(counters.bytes).toBe(100);
    expect(counters.untracked).toBe(0);
    expect(counters.duration.counts).toEqual([0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
    expect(counters.duration.sumSeconds).toBe(0.3);
  });

  it("counts an error by its code and times it", () => {
    const counters = countFinish(EMPTY_COUNTERS, failed("corrupt_file"));
    expect(counters.errors).toEqual({ corrupt_file: 1 });
    expect(counters.duration.sumSeconds).toBe(1);
  });

  it("counts a failure of the caller as an outcome, not as an error", () => {
    const counters = countFinish(EMPTY_COUNTERS, failed("sheet_not_found"));
    expect(counters.outcomes.failed).toBe(1);
    expect(counters.errors).toEqual({});
  });

  it.each(["aborted", "cancelled"] as const)("does not time a parse that was %s", (outcome) => {
    const counters = countFinish(EMPTY_COUNTERS, finishOf("p", { outcome }));
    expect(counters.outcomes[outcome]).toBe(1);
    expect(counters.duration).toEqual(EMPTY_COUNTERS.duration);
  });

  it("counts a parse that admission did not answer for", () => {
    expect(countFinish(EMPTY_COUNTERS, finishOf("p", { tracked: false })).untracked).toBe(1);
  });

  it("takes an outcome it does not know for a failure without a code", () => {
    const request = finishOf("p", { outcome: "vanished" as FinishRequest["outcome"] });
    const counters = countFinish(EMPTY_COUNTERS, request);
    expect(counters.outcomes).toEqual({ complete: 0, failed: 1, aborted: 0, cancelled: 0 });
  });

  it("keeps every counter a finite number that does not fall, whatever figures come in", () => {
    const anyNumber = fc.oneof(fc.double(), fc.constantFrom(undefined, null, "7", {}));
    fc.assert(
      fc.property(fc.array(fc.tuple(anyNumber, anyNumber, anyNumber)), (figures) => {
        let before = EMPTY_COUNTERS;
        for (const [rows, bytes, durationMs] of figures) {
          const request = { ...finishOf("p"), rows, bytes, durationMs } as FinishRequest;
          const after = countFinish(before, request);
          expect(Number.isSafeInteger(after.rows) && after.rows >= before.rows).toBe(true);
          expect(Number.isSafeInteger(after.bytes) && after.bytes >= before.bytes).toBe(true);
          expect(Number.isFinite(after.duration.sumSeconds)).toBe(true);
          expect(after.duration.sumSeconds).toBeGreaterThanOrEqual(before.duration.sumSeconds);
          before = after;
        }
      }),
    );
  });
});

describe("toCount and toSeconds", () => {
  it.each([
    [NaN, 0],
    [Infinity, Number.MAX_SAFE_INTEGER],
    [-1, 0],
    [2.9, 2],
    ["3", 0],
    [undefined, 0],
  ])("takes %s for %d things", (value, count) => {
    expect(toCount(value)).toBe(count);
  });

  it.each([
    [NaN, 0],
    [-1, 0],
    [1500, 1.5],
    [Infinity, 3600],
  ])("takes %d ms for %d seconds", (durationMs, seconds) => {
    expect(toSeconds(durationMs)).toBe(seconds);
  });
});

describe("countRejection", () => {
  it("counts by code and drops a code that is none", () => {
    const once = countRejection(EMPTY_COUNTERS, "tier_required");
    const twice = countRejection(once, "tier_required");
    expect(twice.rejections).toEqual({ tier_required: 2 });
    expect(countRejection(twice, "__proto__" as FailureCode).rejections).toEqual({
      tier_required: 2,
    });
  });
});

describe("restoreCounters", () => {
  it("gives back what was stored", () => {
    const request = fc.record({
      outcome: fc.constantFrom("complete", "failed", "aborted", "cancelled" as const),
      code: fc.constantFrom(...CODES),
      durationMs: fc.integer({ min: 0, max: 100_000 }),
    });
    fc.assert(
      fc.property(fc.array(request), (requests) => {
        const counters = requests.reduce(
          (before, changes) => countFinish(before, finishOf("p", changes)),
          EMPTY_COUNTERS,
        );
        expect(restoreCounters(JSON.stringify(counters))).toEqual(counters);
      }),
    );
  });

  it.each([
    ["nothing", null],
    ["half a text", '{"detected":'],
    ["another kind of value", "[1]"],
    ["spoilt fields", '{"detected":"x","outcomes":null,"errors":{"toString":4},"duration":{}}'],
    ["a histogram under other bounds", '{"duration":{"bounds":[1],"counts":[1,2],"sumSeconds":3}}'],
  ])("starts at zero from %s", (_, stored) => {
    expect(restoreCounters(stored)).toEqual(EMPTY_COUNTERS);
  });

  it("keeps the rest when a field is missing", () => {
    const restored = restoreCounters('{"detected":7,"errors":{"internal":2}}');
    expect(restored).toEqual({ ...EMPTY_COUNTERS, detected: 7, errors: { internal: 2 } });
  });
});
