// Alert thresholds and the concurrency ceiling of each format: guards/parser_alerts.toml, and what
// FORMAT_<ID>_ALERTS lays over it.
import { parse as parseToml } from "smol-toml";
import { isRecord } from "./reading.ts";

export interface Thresholds {
  /** Percent of parses, above 0 and at most 100. */
  error_rate_percent: number;
  /** Seconds, above 0 and at most 300. */
  p95_latency_seconds: number;
  /** Parses under way at once, a whole number from 1 to 10 000. */
  max_concurrent: number;
}

export type ThresholdOverride = Readonly<Record<string, unknown>>;

const RANGES: Readonly<Record<keyof Thresholds, (value: number) => boolean>> = {
  error_rate_percent: (value) => value > 0 && value <= 100,
  p95_latency_seconds: (value) => value > 0 && value <= 300,
  max_concurrent: (value) => Number.isInteger(value) && value >= 1 && value <= 10_000,
};

const KEYS = Object.keys(RANGES) as (keyof Thresholds)[];

/** @returns `base` with the given keys replaced, or undefined when a key or value is not one of these. */
export function applyThresholdOverride(
  base: Thresholds,
  override: ThresholdOverride,
): Thresholds | undefined {
  const result = { ...base };
  for (const [key, value] of Object.entries(override)) {
    const name = KEYS.find((known) => known === key);
    if (name === undefined || typeof value !== "number" || !RANGES[name](value)) return undefined;
    result[name] = value;
  }
  return result;
}

/**
 * Reads the text of `guards/parser_alerts.toml`.
 * @throws Error naming the section and key when one is missing, unknown or out of range: a build
 * with such a file must not start.
 */
export function parseThresholds(
  toml: string,
  formats: readonly string[],
): ReadonlyMap<string, Thresholds> {
  const document: unknown = parseToml(toml);
  if (!isRecord(document)) throw new Error("parser_alerts.toml: no sections");
  const unknown = Object.keys(document).filter((section) => !formats.includes(section));
  if (unknown.length > 0)
    throw new Error(`parser_alerts.toml: unknown sections ${unknown.join(", ")}`);
  return new Map(formats.map((format) => [format, readSection(document[format], format)]));
}

function readSection(section: unknown, format: string): Thresholds {
  if (!isRecord(section)) throw new Error(`parser_alerts.toml: no section [${format}]`);
  const stray = Object.keys(section).find((key) => !KEYS.some((known) => known === key));
  if (stray !== undefined) throw new Error(`parser_alerts.toml: [${format}] has no key ${stray}`);
  const read = (key: keyof Thresholds): number => {
    const value = section[key];
    if (typeof value !== "number" || !RANGES[key](value)) {
      throw new Error(`parser_alerts.toml: [${format}] ${key} is missing or out of range`);
    }
    return value;
  };
  return {
    error_rate_percent: read("error_rate_percent"),
    p95_latency_seconds: read("p95_latency_seconds"),
    max_concurrent: read("max_concurrent"),
  };
}
