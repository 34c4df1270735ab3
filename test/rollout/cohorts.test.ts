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

  it("takes in about as many accounts as it says, others for another format", () => {
    const accounts = Array.from({ length: 20_000 }, (_, index) => `account-${index}`);
    const inCsv = accounts.filter((account) => isInShare("csv", account, 500));
    expect(inCsv.length / accounts.length).toBeCloseTo(0.05, 2);
    const inBoth = inCsv.filter((account) => isInShare("pdf", account, 500));
    expect(inBoth.length / inCsv.length).toBeLessThan(0.1);
  });
});
