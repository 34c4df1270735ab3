import { describe, expect, it } from "vitest";
import { FORMAT_IDS } from "../../src/formats/registry.ts";
import {
  BUILT_IN_TIERS,
  effectiveTier,
  readTiers,
  tierHasFormat,
  tierOf,
} from "../../src/rollout/tiers.ts";

function read(text: string | null) {
  return readTiers(text, FORMAT_IDS, undefined);
}

describe("BUILT_IN_TIERS", () => {
  it.each([
    ["free", ["csv", "tsv", "xlsx", "xls"]],
    ["solo", FORMAT_IDS],
    ["professional", FORMAT_IDS],
    ["enterprise", FORMAT_IDS],
  ])("gives %s the formats of the contract", (tier, formats) => {
    expect(FORMAT_IDS.filter((id) => tierHasFormat(BUILT_IN_TIERS, tier, id))).toEqual(formats);
  });
});

describe("readTiers", () => {
  it.each([
    ['{"free":{"formats":[]}}', { formats: [], maxFileMib: null, requestsPerMinute: null }],
    [
      '{"FREE":{"formats":"*","max_file_mib":null,"requests_per_minute":null}}',
      { formats: "*", maxFileMib: null, requestsPerMinute: null },
    ],
    [
      ' {"free":{"formats":["pdf","csv"],"max_file_mib":0.5,"requests_per_minute":999999}}\n',
      { formats: ["pdf", "csv"], maxFileMib: 0.5, requestsPerMinute: 999_999 },
    ],
  ])("reads %j", (text, tier) => {
    const reading = read(text);
    expect(reading.isMalformed).toBe(false);
    expect([...reading.value]).toEqual([["free", tier]]);
  });

  it("replaces the built-in map as a whole", () => {
    const { value } = read('{"gold":{"formats":"*"}}');
    expect([...value.keys()]).toEqual(["gold"]);
  });

  it.each([
    ["no formats", '{"free":{"max_file_mib":1}}'],
    ["formats in capitals", '{"free":{"formats":["CSV"]}}'],
    ["a star among formats", '{"free":{"formats":["*"]}}'],
    ["a format that is a list", '{"free":{"formats":[["csv"]]}}'],
    ["a format that objects inherit", '{"free":{"formats":["constructor"]}}'],
    ["formats that are null", '{"free":{"formats":null}}'],
    ["a size of nothing", '{"free":{"formats":"*","max_file_mib":0}}'],
    ["a size below nothing", '{"free":{"formats":"*","max_file_mib":-1}}'],
    ["a size without end", '{"free":{"formats":"*","max_file_mib":1e999}}'],
    ["a rate beyond counting", '{"free":{"formats":"*","requests_per_minute":1000000}}'],
    ["a rate that is text", '{"free":{"formats":"*","requests_per_minute":"60"}}'],
    ["a rate that is true", '{"free":{"formats":"*","requests_per_minute":true}}'],
    ["a tier that is null", '{"free":null}'],
    ["a tier that is a list", '{"free":["csv"]}'],
    ["a member that is none", '{"free":{"formats":"*","maxFileMib":1}}'],
    ["a member that objects inherit", '{"free":{"formats":"*","__proto__":{"max_file_mib":1}}}'],
    ["two spellings of one tier", '{"free":{"formats":"*"},"Free":{"formats":["csv"]}}'],
    ["a cut text", '{"free":{"formats":"*"}'],
    ["a second value", '{"free":{"formats":"*"}} {}'],
  ])("gives nobody anything over %s", (_, text) => {
    expect(read(text)).toEqual({ value: new Map(), source: "default", isMalformed: true });
  });

  it("keeps the last good map over one that cannot be read", () => {
    const good = read('{"free":{"formats":["csv"]}}');
    const reading = readTiers('{"free":{"formats":"*"},"solo":1}', FORMAT_IDS, good);
    expect(reading).toEqual({ ...good, source: "last_known_good", isMalformed: true });
  });

  it("reads a tier of any name as a tier, never as what objects inherit", () => {
    const { value } = read(
      '{"__proto__":{"formats":["pdf"]},"constructor":{"formats":["csv"]},"free":{"formats":[]}}',
    );
    expect([...value.keys()]).toEqual(["__proto__", "constructor", "free"]);
    expect(tierHasFormat(value, "__proto__", "pdf")).toBe(true);
    expect(tierHasFormat(value, "toString", "pdf")).toBe(false);
    expect(tierHasFormat(value, "free", "pdf")).toBe(false);
    expect(({} as Record<string, unknown>)["formats"]).toBeUndefined();
  });
});

describe("effectiveTier", () => {
  it.each([
    ["solo", "solo"],
    ["SOLO", "solo"],
    ["platinum", "free"],
    ["", "free"],
    [" solo", "free"],
    ["__proto__", "free"],
    ["hasOwnProperty", "free"],
  ])("treats %j as %s", (claimed, tier) => {
    expect(effectiveTier(BUILT_IN_TIERS, claimed)).toBe(tier);
    expect(tierOf(BUILT_IN_TIERS, claimed)).toBe(BUILT_IN_TIERS.get(tier));
  });

  it("gives an unknown tier nothing when the map has no free one", () => {
    const { value } = read('{"gold":{"formats":"*"}}');
    expect(tierOf(value, "platinum")).toBeUndefined();
    expect(tierHasFormat(value, effectiveTier(value, "platinum"), "csv")).toBe(false);
  });
});
