import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cohortOf, isInShare } from "../../src/rollout/cohorts.ts";

describe("isInShare", () => {
  it("takes in nobody at 0 and everybody at 10 000", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (salt, account) => {
        expect(isInShare(salt, account, 0)).toBe(false);
        expect(isInShare(salt, account, 10_000)).toBe(true);
      }),
    );
  });

  it("keeps those who are in as the share grows, and always says the same of one account", () => {
    const share = fc.integer({ min: 0, max: 10_000 });
    fc.assert(
      fc.property(fc.string(), fc.string(), share, share, (salt, account, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)];
        expect(cohortOf(salt, account)).toBe(cohortOf(salt, account));
        expect(!isInShare(salt, account, low) || isInShare(salt, account, high)).toBe(true);
      }),
    );
  });

  it.each([
    ["numbered", (index: number) => `account-${index}`],
    ["digits alone", (index: number) => `${index}`],
    ["hexadecimal", (index: number) => (index * 2_654_435_761).toString(16).padStart(32, "0")],
  ])("spreads accounts evenly over the whole range, %s", (_, idOf) => {
    const counts = Array.from({ length: 10 }, () => 0);
    for (let index = 0; index < 20_000; index++) {
      const place = cohortOf("csv", idOf(index));
      expect(Number.isInteger(place) && place >= 0 && place < 10_000).toBe(true);
      counts[Math.floor(place / 1_000)]! += 1;
    }
    // 2 000 are expected in each; five standard deviations are 212.
    for (const count of counts) expect(Math.abs(count - 2_000)).toBeLessThan(212);
  });

  it("draws its line exactly at the account's place", () => {
    fc.assert(
      fc.property(fc.string(), (account) => {
        const place = cohortOf("pdf", account);
        expect(isInShare("pdf", account, place)).toBe(false);
        expect(isInShare("pdf", account, place + 1)).toBe(true);
      }),
    );
  });

  it.each([
    // Worked out apart from this code. Another hash would throw out accounts that are in.
    ["csv", "acme", 8107],
    ["pdf", "acme", 1824],
  ])("keeps for %s the account %s in its place from release to release", (salt, account, place) => {
    expect(cohortOf(salt, account)).toBe(place);
  });

  it("takes in about as many accounts as it says, others for another format", () => {
    const accounts = Array.from({ length: 20_000 }, (_, index) => `account-${index}`);
    const inCsv = accounts.filter((account) => isInShare("csv", account, 500));
    expect(inCsv.length / accounts.length).toBeCloseTo(0.05, 2);
    const inBoth = inCsv.filter((account) => isInShare("pdf", account, 500));
    expect(inBoth.length / inCsv.length).toBeLessThan(0.1);
  });
});
