import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/formats/registry.ts";
import {
  CONFIGURATION_KEYS,
  flagsOf,
  readConfiguration,
  type Configuration,
} from "../../src/rollout/configuration.ts";
import { allowedTiers, decideEntitlement } from "../../src/rollout/entitlement.ts";
import { flagKeys } from "../../src/rollout/flags.ts";
import { BUILT_IN_TIERS } from "../../src/rollout/tiers.ts";

/** @param values KV values; every other key is absent. */
function read(values: Record<string, string> = {}, previous?: Configuration): Configuration {
  const texts = new Map(CONFIGURATION_KEYS.map((key) => [key, values[key] ?? null] as const));
  return readConfiguration(texts, previous);
}

function account(tier: string, id = "account") {
  return { id, tier, scopes: [] };
}

const csv = FORMATS[0];

describe.each(FORMATS)("the keys of $id", (format) => {
  const keys = flagKeys(format.id);

  it("are off, for the format's tiers, for everybody and under the file's thresholds when absent", () => {
    const flags = flagsOf(read(), format.id);
    expect(flags.flag).toEqual({ value: "off", source: "default", isMalformed: false });
    expect(flags.tiers.value).toEqual(format.rollout.tiers);
    expect(flags.shareInBasisPoints.value).toBe(10_000);
    expect(flags.thresholds.value.max_concurrent).toBe(50);
  });

  it.each([
    ["true", "on"],
    ["false", "off"],
    ["abort", "abort"],
    [" TRUE\n", "on"],
    ["False", "off"],
  ])("read %j as %s", (text, value) => {
    const { flag } = flagsOf(read({ [keys.flag]: text }), format.id);
    expect(flag).toEqual({ value, source: "kv", isMalformed: false });
  });

  it.each([
    [keys.flag, "yes"],
    [keys.flag, ""],
    [keys.flag, "1"],
    [keys.tiers, "free,,solo"],
    [keys.tiers, "free;solo"],
    [keys.percent, "100.01"],
    [keys.percent, "-1"],
    [keys.percent, "5.123"],
    [keys.percent, "5%"],
    [keys.percent, ""],
    [keys.alerts, "{"],
    [keys.alerts, "[]"],
    [keys.alerts, '{"max_concurrent": 0}'],
    [keys.alerts, '{"max_concurrent": 1.5}'],
    [keys.alerts, '{"error_rate_percent": "5"}'],
    [keys.alerts, '{"no_such_key": 1}'],
  ])("enable nothing when %s holds %j, and name it", (key, text) => {
    const configuration = read({ [key]: text });
    expect(configuration.malformedKeys).toEqual([key]);
    const flags = flagsOf(configuration, format.id);
    if (key === keys.flag) expect(flags.flag.value).toBe("off");
    if (key === keys.tiers) expect(flags.tiers.value).toEqual([]);
    if (key === keys.percent) expect(flags.shareInBasisPoints.value).toBe(0);
    if (key === keys.alerts) expect(flags.thresholds.value.max_concurrent).toBe(50);
  });

  it("keep to the last good value while the present one cannot be read, and let go of it after", () => {
    const good = read({ [keys.flag]: "true", [keys.tiers]: "solo", [keys.percent]: "12.5" });
    const bad = read({ [keys.flag]: "tru", [keys.tiers]: "?", [keys.percent]: "x" }, good);
    const still = read({ [keys.flag]: "tru", [keys.tiers]: "?", [keys.percent]: "x" }, bad);
    for (const configuration of [bad, still]) {
      const flags = flagsOf(configuration, format.id);
      expect(flags.flag).toEqual({ value: "on", source: "last_known_good", isMalformed: true });
      expect(flags.tiers.value).toEqual(["solo"]);
      expect(flags.shareInBasisPoints.value).toBe(1250);
      expect(configuration.malformedKeys).toEqual([keys.flag, keys.tiers, keys.percent]);
    }
    expect(flagsOf(read({}, still), format.id).flag.value).toBe("off");
  });

  it("lay thresholds over those of the file one by one", () => {
    const { thresholds } = flagsOf(read({ [keys.alerts]: '{"max_concurrent": 7}' }), format.id);
    expect(thresholds.value).toMatchObject({ max_concurrent: 7 });
    expect(thresholds.value.error_rate_percent).toBeGreaterThan(0);
  });
});

describe("percentages", () => {
  it.each([
    ["0", 0],
    ["0.01", 1],
    ["5", 500],
    ["12.5", 1250],
    ["99.99", 9999],
    ["100", 10_000],
    ["100.00", 10_000],
    [" 7 ", 700],
  ])("are read from %j in hundredths", (text, share) => {
    const { shareInBasisPoints } = flagsOf(read({ FORMAT_CSV_PERCENT: text }), "csv");
    expect(shareInBasisPoints).toEqual({ value: share, source: "kv", isMalformed: false });
  });
});

describe("the tier map", () => {
  it("is the built-in one when absent", () => {
    expect(read().tiers.value).toBe(BUILT_IN_TIERS);
  });

  it("is read from KV, whole or not at all", () => {
    const text =
      '{"free":{"formats":["csv"]},"gold":{"formats":"*","max_file_mib":10,"requests_per_minute":60}}';
    const tiers = read({ TIERS: text }).tiers.value;
    expect(tiers.get("gold")).toEqual({ formats: "*", maxFileMib: 10, requestsPerMinute: 60 });
    expect([...tiers.keys()]).toEqual(["free", "gold"]);
  });

  it.each([
    "",
    "null",
    "[]",
    '{"free": {}}',
    '{"free": {"formats": ["docx"]}}',
    '{"free": {"formats": "csv"}}',
    '{"free": {"formats": "*", "max_file_mib": 0}}',
    '{"free": {"formats": "*", "max_file_mib": "10"}}',
    '{"free": {"formats": "*", "max_files": 1}}',
    '{"free": {"formats": "*"}, "solo": 1}',
  ])("gives nobody anything when it holds %j", (text) => {
    const configuration = read({ TIERS: text, FORMAT_CSV_ENABLED: "true" });
    expect(configuration.malformedKeys).toEqual(["TIERS"]);
    expect(decideEntitlement(configuration, csv, account("enterprise"))?.code).toBe(
      "tier_required",
    );
  });

  it("does not mistake a tier for what objects inherit", () => {
    const configuration = read({ FORMAT_CSV_ENABLED: "true" });
    for (const tier of ["__proto__", "constructor", "toString"]) {
      expect(decideEntitlement(configuration, csv, account(tier))).toBeNull();
      expect(
        decideEntitlement(read({ FORMAT_PDF_ENABLED: "true" }), FORMATS[5], account(tier)),
      ).toMatchObject({
        code: "tier_required",
        currentTier: "free",
      });
    }
  });
});

describe("decideEntitlement", () => {
  const on = { FORMAT_CSV_ENABLED: "true" };

  it("asks the flag, then the tier, then the percentage", () => {
    const all = { FORMAT_CSV_TIERS: "solo", FORMAT_CSV_PERCENT: "0" };
    expect(decideEntitlement(read(all), csv, account("free"))?.code).toBe("format_disabled");
    expect(decideEntitlement(read({ ...all, ...on }), csv, account("free"))).toMatchObject({
      code: "tier_required",
      requiredTiers: ["solo"],
      currentTier: "free",
    });
    expect(decideEntitlement(read({ ...all, ...on }), csv, account("solo"))?.code).toBe(
      "not_in_rollout",
    );
    expect(decideEntitlement(read(on), csv, account("free"))).toBeNull();
  });

  it("lets the format's list and the tier map both restrict", () => {
    const configuration = read({
      ...on,
      FORMAT_CSV_TIERS: "free,solo,enterprise",
      TIERS:
        '{"free":{"formats":["csv"]},"solo":{"formats":["xlsx"]},"enterprise":{"formats":"*"}}',
    });
    expect(allowedTiers(configuration, "csv")).toEqual(["free", "enterprise"]);
    expect(allowedTiers(read({ ...on, FORMAT_CSV_TIERS: "*" }), "csv")).toEqual([
      ...BUILT_IN_TIERS.keys(),
    ]);
  });

  it("treats an unknown tier as free, and abort as off", () => {
    const pdf = FORMATS[5];
    expect(
      decideEntitlement(read({ FORMAT_PDF_ENABLED: "true" }), pdf, account("platinum")),
    ).toMatchObject({
      code: "tier_required",
      currentTier: "free",
    });
    expect(
      decideEntitlement(read({ FORMAT_CSV_ENABLED: "abort" }), csv, account("free"))?.code,
    ).toBe("format_disabled");
  });

  it("never takes a format away from a higher tier under the built-in map", () => {
    const enabled = Object.fromEntries(FORMATS.map(({ id }) => [flagKeys(id).flag, "true"]));
    const configuration = read(enabled);
    const tiers = [...BUILT_IN_TIERS.keys()];
    fc.assert(
      fc.property(
        fc.constantFrom(...FORMATS),
        fc.nat(3),
        fc.nat(3),
        fc.string(),
        (format, a, b, id) => {
          const [low = "", high = ""] = [tiers[Math.min(a, b)], tiers[Math.max(a, b)]];
          const isAllowed = (tier: string) =>
            decideEntitlement(configuration, format, account(tier, id)) === null;
          return !isAllowed(low) || isAllowed(high);
        },
      ),
    );
  });
});
