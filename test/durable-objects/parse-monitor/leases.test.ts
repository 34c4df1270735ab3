import { describe, expect, it } from "vitest";
import {
  dropLease,
  nextExpiry,
  oldestAgeMs,
  renewLease,
  sweepLeases,
} from "../../../durable-objects/parse-monitor/leases.ts";
import type { Leases } from "../../../durable-objects/parse-monitor/leases.ts";
import { LEASE_TTL_MS } from "../../../guards/leases.ts";

const NOW = 1_760_000_000_000;
const none: Leases = new Map();
const one = renewLease(none, "a", null, NOW);

describe("renewLease", () => {
  it("begins a lease of one TTL", () => {
    expect(one.get("a")).toEqual({
      acquiredAt: NOW,
      expiresAt: NOW + LEASE_TTL_MS,
      rows: 0,
      bytes: 0,
    });
  });

  it("moves the expiry of a lease, not its beginning", () => {
    const renewed = renewLease(one, "a", { rows: 5, bytes: 50 }, NOW + 7000);
    expect(renewed.get("a")).toEqual({
      acquiredAt: NOW,
      expiresAt: NOW + 7000 + LEASE_TTL_MS,
      rows: 5,
      bytes: 50,
    });
  });

  it("keeps the progress when the message says none", () => {
    const progressed = renewLease(one, "a", { rows: 5, bytes: 50 }, NOW);
    expect(renewLease(progressed, "a", null, NOW).get("a")).toMatchObject({ rows: 5, bytes: 50 });
  });
});

describe("sweepLeases", () => {
  it.each([
    ["keeps a lease until its TTL is over", LEASE_TTL_MS - 1, []],
    ["ends a lease at the very end of its TTL", LEASE_TTL_MS, ["a"]],
  ])("%s", (_, later, expected) => {
    const { live, expired } = sweepLeases(one, NOW + later);
    expect(expired).toEqual(expected);
    expect(live.size).toBe(1 - expected.length);
  });

  it("leaves the others alone", () => {
    const two = renewLease(one, "b", null, NOW + 1);
    const { live, expired } = sweepLeases(two, NOW + LEASE_TTL_MS);
    expect(expired).toEqual(["a"]);
    expect([...live.keys()]).toEqual(["b"]);
  });
});

describe("dropLease", () => {
  it("takes the lease away, and nothing when there is none", () => {
    expect(dropLease(one, "a").size).toBe(0);
    expect(dropLease(one, "b")).toBe(one);
  });
});

describe("nextExpiry and oldestAgeMs", () => {
  it("are null without a lease", () => {
    expect(nextExpiry(none)).toBeNull();
    expect(oldestAgeMs(none, NOW)).toBeNull();
  });

  it("look at the earliest of several", () => {
    const renewed = renewLease(renewLease(one, "b", null, NOW + 5), "a", null, NOW + 9);
    expect(nextExpiry(renewed)).toBe(NOW + 5 + LEASE_TTL_MS);
    expect(oldestAgeMs(renewed, NOW + 20)).toBe(20);
  });

  it("give no negative age when a clock goes back", () => {
    expect(oldestAgeMs(one, NOW - 5)).toBe(0);
  });
});
