import { describe, expect, it } from "vitest";
import {
  takeRequest,
  type RateBuckets,
} from "../../../durable-objects/parse-monitor/rate-limit.ts";
import { acquire, EMPTY_STATE } from "../../../durable-objects/parse-monitor/rules.ts";

const NOW = 1_760_000_000_000;
const NONE: RateBuckets = new Map();

/** Takes `count` requests at `now`. @returns the buckets and how many were within the limit. */
function take(buckets: RateBuckets, count: number, perMinute: number, now: number) {
  let within = 0;
  let last = buckets;
  for (let i = 0; i < count; i++) {
    const verdict = takeRequest(last, "account", perMinute, now);
    if (verdict.retryAfterSeconds === null) within += 1;
    last = verdict.buckets;
  }
  return { buckets: last, within };
}

describe("takeRequest", () => {
  it("lets as many through at once as a minute has, and not one more", () => {
    expect(take(NONE, 100, 60, NOW).within).toBe(60);
  });

  it("lets through again as time passes, never more than a minute's worth", () => {
    const { buckets } = take(NONE, 60, 60, NOW);
    expect(take(buckets, 10, 60, NOW + 999).within).toBe(0);
    expect(take(buckets, 10, 60, NOW + 3_000).within).toBe(3);
    expect(take(buckets, 100, 60, NOW + 3_600_000).within).toBe(60);
  });

  it("says in whole seconds when the next request would be let through", () => {
    const { buckets } = take(NONE, 2, 2, NOW);
    const wait = takeRequest(buckets, "account", 2, NOW).retryAfterSeconds;
    expect(wait).toBe(30);
    expect(takeRequest(buckets, "account", 2, NOW + 30_000).retryAfterSeconds).toBeNull();
    expect(takeRequest(buckets, "account", 2, NOW + 29_000).retryAfterSeconds).toBe(1);
  });

  it("counts each account by itself", () => {
    const { buckets } = take(NONE, 1, 1, NOW);
    expect(takeRequest(buckets, "other", 1, NOW).retryAfterSeconds).toBeNull();
  });

  it("lets a limit below one a minute through now and then", () => {
    const { buckets, within } = take(NONE, 3, 0.5, NOW);
    expect(within).toBe(1);
    expect(take(buckets, 1, 0.5, NOW + 60_000).within).toBe(0);
    expect(take(buckets, 1, 0.5, NOW + 120_000).within).toBe(1);
  });

  it("takes no harm from a clock that goes back", () => {
    const { buckets } = take(NONE, 1, 1, NOW);
    expect(takeRequest(buckets, "account", 1, NOW - 5_000).retryAfterSeconds).toBe(60);
  });

  it("remembers a thousand accounts at most", () => {
    let buckets = NONE;
    for (let i = 0; i < 1_500; i++) buckets = takeRequest(buckets, `account-${i}`, 5, NOW).buckets;
    expect(buckets.size).toBe(1_000);
    expect(buckets.has("account-1499")).toBe(true);
  });
});

describe("acquire under a rate", () => {
  const rate = { account: "account", perMinute: 1 };
  const ask = (state: typeof EMPTY_STATE, parseId: string, now = NOW) =>
    acquire(state, { parseId, maxConcurrent: 5, rate }, "unknown", now);

  it("turns the second request of the minute away, counts that, and holds no lease for it", () => {
    const first = ask(EMPTY_STATE, "a");
    expect(first.reply).toEqual({ admitted: true });
    const second = ask(first.state, "b");
    expect(second.reply).toEqual({
      admitted: false,
      reason: "rate_limited",
      retryAfterSeconds: 60,
    });
    expect(second.state.leases.size).toBe(1);
    expect(second.state.counters.rejections).toEqual({ rate_limited: 1 });
  });

  it("takes no second token for a message that is repeated", () => {
    const first = ask(EMPTY_STATE, "a");
    expect(ask(first.state, "a").reply).toEqual({ admitted: true });
    expect(ask(first.state, "b", NOW + 60_000).reply).toEqual({ admitted: true });
  });
});
