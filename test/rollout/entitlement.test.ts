import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/formats/registry.ts";
import { isInShare } from "../../src/rollout/cohorts.ts";
import { readConfiguration } from "../../src/rollout/configuration.ts";
import { allowedTiers, decideEntitlement } from "../../src/rollout/entitlement.ts";
import { flagKeys } from "../../src/rollout/flags.ts";
import { BUILT_IN_TIERS } from "../../src/rollout/tiers.ts";

const TIERS = [...BUILT_IN_TIERS.keys()];

function read(values: Record<string, string>) {
  return readConfiguration(new Map(Object.entries(values)), undefined);
}

describe.each(FORMATS)("decideEntitlement for $id", (format) => {
  const keys = flagKeys(format.id);

  it.each<[string, Record<string, string>]>([
    ["absent", {}],
    ["false", { [keys.flag]: "false" }],
    ["abort", { [keys.flag]: "abort" }],
    ["malformed", { [keys.flag]: "yes" }],
  ])("lets no tier in while the flag is %s", (_, values) => {
    const configuration = read({ ...values, [keys.tiers]: "*", [keys.percent]: "100" });
    for (const tier of TIERS) {
      const failure = decideEntitlement(configuration, format, { id: "a", tier, scopes: [] });
      expect(failure?.code).toBe("format_disabled");
    }
  });

  it("lets in exactly the tiers of its declaration that the map gives it", () => {
    const configuration = read({ [keys.flag]: "true" });
    for (const tier of TIERS) {
      const may =
        format.rollout.tiers.some((listed) => listed === tier) &&
        [BUILT_IN_TIERS.get(tier)?.formats ?? []]
          .flat()
          .some((id) => id === "*" || id === format.id);
      const failure = decideEntitlement(configuration, format, { id: "a", tier, scopes: [] });
      expect(failure?.code ?? null).toBe(may ? null : "tier_required");
    }
  });

  it("lets a tier list take away, and never give what the map does not", () => {
    const configuration = read({
      [keys.flag]: "true",
      [keys.tiers]: "free,solo,platinum",
      TIERS: JSON.stringify({
        free: { formats: [] },
        solo: { formats: [format.id] },
        enterprise: { formats: "*" },
      }),
    });
    expect(allowedTiers(configuration, format.id)).toEqual(["solo"]);
    for (const [tier, currentTier] of [
      ["free", "free"],
      ["enterprise", "enterprise"],
      ["platinum", "free"],
    ] as const) {
      expect(decideEntitlement(configuration, format, { id: "a", tier, scopes: [] })).toMatchObject(
        {
          code: "tier_required",
          requiredTiers: ["solo"],
          currentTier,
        },
      );
    }
    expect(decideEntitlement(configuration, format, { id: "a", tier: "SOLO", scopes: [] })).toBe(
      null,
    );
  });

  it("lets in the accounts of its share and no others", () => {
    const configuration = read({
      [keys.flag]: "true",
      [keys.tiers]: "enterprise",
      [keys.percent]: "33.33",
    });
    const ids = Array.from({ length: 200 }, (_, index) => `account-${index}`);
    const codes = ids.map((id) => {
      const account = { id, tier: "enterprise", scopes: [] };
      return decideEntitlement(configuration, format, account)?.code ?? null;
    });
    const expected = ids.map((id) => (isInShare(format.id, id, 3333) ? null : "not_in_rollout"));
    expect(codes).toEqual(expected);
    expect(new Set(codes).size).toBe(2);
  });
});

describe("decideEntitlement", () => {
  it.each<[string, Record<string, string>]>([
    ["FORMAT_CSV_ENABLED", { FORMAT_CSV_ENABLED: "tru" }],
    ["FORMAT_CSV_TIERS", { FORMAT_CSV_TIERS: "free;solo" }],
    ["FORMAT_CSV_PERCENT", { FORMAT_CSV_PERCENT: "100 %" }],
    ["TIERS", { TIERS: "{" }],
  ])("lets nobody in over %s that was never readable", (_, broken) => {
    const configuration = read({ FORMAT_CSV_ENABLED: "true", ...broken });
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...TIERS, "platinum"), (id, tier) => {
        const account = { id, tier, scopes: [] };
        expect(decideEntitlement(configuration, FORMATS[0], account)).not.toBe(null);
      }),
    );
  });

  it("gives no reason that names the account", () => {
    const id = "acct-4711";
    for (const values of [
      {},
      { FORMAT_CSV_ENABLED: "true", FORMAT_CSV_TIERS: "solo" },
      { FORMAT_CSV_ENABLED: "true", FORMAT_CSV_PERCENT: "0" },
    ]) {
      const failure = decideEntitlement(read(values), FORMATS[0], { id, tier: "free", scopes: [] });
      expect(failure?.detail).toMatch(/csv/);
      expect(JSON.stringify(failure)).not.toContain(id);
    }
  });
});
