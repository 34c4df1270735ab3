// The flag keys of one format, `FORMAT_<ID>_…`, and how their values are read.
import type { FormatDescriptor } from "../core/format.ts";
import { applyThresholdOverride, type Thresholds, type ThresholdOverride } from "./thresholds.ts";
import { isRecord, parseJson, readValue, type Reading, type ReadingRule } from "./reading.ts";

/** `on` admits, `off` refuses new uploads, `abort` ends those under way as well. */
export type FlagSwitch = "on" | "off" | "abort";

/** The tiers that may use a format: named ones, or every tier. */
export type TierList = readonly string[] | "*";

export interface FormatFlags {
  flag: Reading<FlagSwitch>;
  tiers: Reading<TierList>;
  /** Share of accounts in hundredths of a percent, 0 to 10 000. */
  shareInBasisPoints: Reading<number>;
  thresholds: Reading<Thresholds>;
}

export type FlagKeys = Record<"flag" | "tiers" | "percent" | "alerts", string>;

/** The KV keys of a format. */
export function flagKeys(format: string): FlagKeys {
  const prefix = `FORMAT_${format.toUpperCase()}`;
  return {
    flag: `${prefix}_ENABLED`,
    tiers: `${prefix}_TIERS`,
    percent: `${prefix}_PERCENT`,
    alerts: `${prefix}_ALERTS`,
  };
}

const SWITCHES: ReadonlyMap<string, FlagSwitch> = new Map([
  ["true", "on"],
  ["false", "off"],
  ["abort", "abort"],
]);

const flagRule: ReadingRule<FlagSwitch> = {
  absent: "off",
  closed: "off",
  parse: (text) => SWITCHES.get(text.toLowerCase()),
};

const TIER_NAME = /^[a-z][a-z0-9_-]{0,31}$/;

function parseTierList(text: string): TierList | undefined {
  if (text === "*") return "*";
  const names = text.split(",").map((name) => name.trim().toLowerCase());
  return names.every((name) => TIER_NAME.test(name)) ? names : undefined;
}

export const FULL_SHARE_BASIS_POINTS = 10_000;

function parseShare(text: string): number | undefined {
  const match = /^(\d{1,3})(?:\.(\d{1,2}))?$/.exec(text);
  if (match === null) return undefined;
  const share = Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0"));
  return share <= FULL_SHARE_BASIS_POINTS ? share : undefined;
}

const shareRule: ReadingRule<number> = {
  absent: FULL_SHARE_BASIS_POINTS,
  closed: 0,
  parse: parseShare,
};

function parseThresholdOverride(text: string): ThresholdOverride | undefined {
  const value = parseJson(text);
  return isRecord(value) ? (value as ThresholdOverride) : undefined;
}

/**
 * Reads the flags of one format.
 * @param texts KV values by key; a key that is missing or null is absent.
 * @param previous the reading before, whose good values stand in for unreadable ones.
 * @param defaults thresholds of `guards/parser_alerts.toml`.
 */
export function readFormatFlags(
  format: Pick<FormatDescriptor, "id" | "rollout">,
  texts: ReadonlyMap<string, string | null>,
  previous: FormatFlags | undefined,
  defaults: Thresholds,
): FormatFlags {
  const keys = flagKeys(format.id);
  const text = (key: string) => texts.get(key) ?? null;
  const tiersRule: ReadingRule<TierList> = {
    absent: format.rollout.tiers,
    closed: [],
    parse: parseTierList,
  };
  const thresholdsRule: ReadingRule<Thresholds> = {
    absent: defaults,
    closed: defaults,
    parse: (value) => {
      const override = parseThresholdOverride(value);
      return override === undefined ? undefined : applyThresholdOverride(defaults, override);
    },
  };
  return {
    flag: readValue(flagRule, text(keys.flag), previous?.flag),
    tiers: readValue(tiersRule, text(keys.tiers), previous?.tiers),
    shareInBasisPoints: readValue(shareRule, text(keys.percent), previous?.shareInBasisPoints),
    thresholds: readValue(thresholdsRule, text(keys.alerts), previous?.thresholds),
  };
}
