import { describe, expect, it } from "vitest";
import { FORMATS } from "../../src/formats/registry.ts";
import { CONFIGURATION_KEYS, flagsOf, readConfiguration } from "../../src/rollout/configuration.ts";
import { flagKeys, readFormatFlags } from "../../src/rollout/flags.ts";

const BASE = { error_rate_percent: 5, p95_latency_seconds: 2, max_concurrent: 50 };
const CSV = FORMATS[0];

function readCsv(values: Record<string, string>) {
  return readFormatFlags(CSV, new Map(Object.entries(values)), undefined, BASE);
}

/** Targets of the contract's table of formats: error rate in percent, p95 in seconds. */
const TARGETS: Readonly<Record<string, readonly [number, number]>> = {
  csv: [5, 2],
  tsv: [5, 2],
  xlsx: [8, 5],
  xls: [8, 5],
  ods: [8, 5],
  pdf: [20, 15],
  ofx: [10, 3],
  iif: [10, 3],
};

describe("flagKeys", () => {
  it.each(FORMATS.map(({ id }) => id))("spells the keys of %s as operators type them", (id) => {
    const keys = Object.values(flagKeys(id));
    const names = ["ENABLED", "TIERS", "PERCENT", "ALERTS"];
    expect(keys).toEqual(names.map((name) => `FORMAT_${id.toUpperCase()}_${name}`));
    expect(CONFIGURATION_KEYS).toEqual(expect.arrayContaining(keys));
  });

  it("leaves no two formats with one key", () => {
    expect(new Set(CONFIGURATION_KEYS).size).toBe(CONFIGURATION_KEYS.length);
    expect(CONFIGURATION_KEYS).toHaveLength(1 + 4 * FORMATS.length);
  });
});

describe("readFormatFlags", () => {
  it.each(FORMATS.map(({ id }) => id))("starts %s at the targets of the contract", (id) => {
    const { thresholds } = flagsOf(readConfiguration(new Map(), undefined), id);
    const [errorRate, latency] = TARGETS[id] ?? [];
    expect(thresholds.value).toEqual({
      error_rate_percent: errorRate,
      p95_latency_seconds: latency,
      max_concurrent: 50,
    });
  });

  it.each(FORMATS.map(({ id }) => id))("reads of %s nothing that is set for another", (id) => {
    const others = FORMATS.filter((format) => format.id !== id).flatMap((format) => {
      const keys = flagKeys(format.id);
      return [
        [keys.flag, "true"],
        [keys.tiers, "nobody"],
        [keys.percent, "1"],
        [keys.alerts, '{"max_concurrent":1}'],
      ] as [string, string][];
    });
    const alone = readConfiguration(new Map(), undefined);
    const among = readConfiguration(new Map(others), undefined);
    expect(flagsOf(among, id)).toEqual(flagsOf(alone, id));
  });

  it.each<[string, readonly string[] | "*"]>([
    ["*", "*"],
    [" * ", "*"],
    ["solo", ["solo"]],
    ["free, solo ,\nenterprise", ["free", "solo", "enterprise"]],
    ["Solo,ENTERPRISE", ["solo", "enterprise"]],
    ["gold_2,x-1", ["gold_2", "x-1"]],
    ["a".repeat(32), ["a".repeat(32)]],
  ])("reads the tiers %j", (text, tiers) => {
    expect(readCsv({ FORMAT_CSV_TIERS: text }).tiers).toEqual({
      value: tiers,
      source: "kv",
      isMalformed: false,
    });
  });

  it.each(["", ",", "solo,", "*,solo", "**", "2gold", "so lo", '["solo"]', "a".repeat(33)])(
    "takes the tiers %j for unreadable, and lets nobody in",
    (text) => {
      const { tiers } = readCsv({ FORMAT_CSV_TIERS: text });
      expect(tiers).toEqual({ value: [], source: "default", isMalformed: true });
    },
  );

  it.each(["true false", "on", "null", '"true"', "truе", "enabled", "aborted"])(
    "takes the switch %j for unreadable, and keeps the format off",
    (text) => {
      const { flag } = readCsv({ FORMAT_CSV_ENABLED: text });
      expect(flag).toEqual({ value: "off", source: "default", isMalformed: true });
    },
  );

  it.each(["1e1", "+5", ".5", "5.", "5,5", "0x10", "1000", "٥", "NaN", "Infinity", "5 5"])(
    "takes the percentage %j for unreadable, and lets nobody in",
    (text) => {
      const { shareInBasisPoints } = readCsv({ FORMAT_CSV_PERCENT: text });
      expect(shareInBasisPoints).toEqual({ value: 0, source: "default", isMalformed: true });
    },
  );

  it.each([
    ["{}", {}],
    ['{"error_rate_percent":0.01}', { error_rate_percent: 0.01 }],
    ['{"error_rate_percent":100}', { error_rate_percent: 100 }],
    ['{"p95_latency_seconds":0.001}', { p95_latency_seconds: 0.001 }],
    ['{"p95_latency_seconds":300}', { p95_latency_seconds: 300 }],
    ['{"max_concurrent":1}', { max_concurrent: 1 }],
    ['{"max_concurrent":10000}', { max_concurrent: 10_000 }],
    [
      ' {"max_concurrent":2,"error_rate_percent":3,"p95_latency_seconds":4}\n',
      { max_concurrent: 2, error_rate_percent: 3, p95_latency_seconds: 4 },
    ],
  ])("lays the alerts %j over those of the file", (text, changed) => {
    expect(readCsv({ FORMAT_CSV_ALERTS: text }).thresholds).toEqual({
      value: { ...BASE, ...changed },
      source: "kv",
      isMalformed: false,
    });
  });

  it.each([
    '{"error_rate_percent":0}',
    '{"error_rate_percent":100.01}',
    '{"error_rate_percent":-5}',
    '{"error_rate_percent":null}',
    '{"error_rate_percent":1e999}',
    '{"p95_latency_seconds":0}',
    '{"p95_latency_seconds":300.01}',
    '{"max_concurrent":10001}',
    '{"max_concurrent":true}',
    '{"max_concurrent":20,"error_rate_percent":0}',
    '{"__proto__":{"max_concurrent":1}}',
    '{"constructor":1}',
    "50",
    "null",
    "",
  ])("takes the alerts %j for unreadable as a whole, and keeps to the file", (text) => {
    const { thresholds } = readCsv({ FORMAT_CSV_ALERTS: text });
    expect(thresholds).toEqual({ value: BASE, source: "default", isMalformed: true });
  });

  it("lays each override over the file, not over the override before", () => {
    const text = (value: string) => new Map([["FORMAT_CSV_ALERTS", value]]);
    const first = readFormatFlags(CSV, text('{"max_concurrent":9}'), undefined, BASE);
    const second = readFormatFlags(CSV, text('{"error_rate_percent":9}'), first, BASE);
    expect(second.thresholds.value).toEqual({ ...BASE, error_rate_percent: 9 });
    const broken = readFormatFlags(CSV, text("{"), second, BASE);
    expect(broken.thresholds).toEqual({
      value: { ...BASE, error_rate_percent: 9 },
      source: "last_known_good",
      isMalformed: true,
    });
  });
});
