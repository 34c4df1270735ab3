// Everything KV says about formats and tiers, read at one moment.
import alertsToml from "../../guards/parser_alerts.toml";
import { FORMAT_IDS, FORMATS, type FormatId } from "../formats/registry.ts";
import { flagKeys, readFormatFlags, type FormatFlags } from "./flags.ts";
import type { Reading } from "./reading.ts";
import { parseThresholds } from "./thresholds.ts";
import { readTiers, TIERS_KEY, type TierMap } from "./tiers.ts";

export interface Configuration {
  formats: ReadonlyMap<FormatId, FormatFlags>;
  tiers: Reading<TierMap>;
  /** Keys whose value in KV cannot be read. */
  malformedKeys: readonly string[];
}

const THRESHOLDS = parseThresholds(alertsToml, FORMAT_IDS);

/** The keys that a configuration is read from. */
export const CONFIGURATION_KEYS: readonly string[] = [
  TIERS_KEY,
  ...FORMATS.flatMap((format) => Object.values(flagKeys(format.id))),
];

/**
 * Reads the configuration.
 * @param texts KV values by key, null for absent ones.
 * @param previous the configuration before, for the last good values of unreadable keys.
 */
export function readConfiguration(
  texts: ReadonlyMap<string, string | null>,
  previous: Configuration | undefined,
): Configuration {
  const tiers = readTiers(texts.get(TIERS_KEY) ?? null, FORMAT_IDS, previous?.tiers);
  const malformedKeys = tiers.isMalformed ? [TIERS_KEY] : [];
  const formats = new Map<FormatId, FormatFlags>();
  for (const format of FORMATS) {
    const defaults = THRESHOLDS.get(format.id);
    if (defaults === undefined) throw new Error(`no thresholds for ${format.id}`);
    const flags = readFormatFlags(format, texts, previous?.formats.get(format.id), defaults);
    formats.set(format.id, flags);
    const keys = flagKeys(format.id);
    if (flags.flag.isMalformed) malformedKeys.push(keys.flag);
    if (flags.tiers.isMalformed) malformedKeys.push(keys.tiers);
    if (flags.shareInBasisPoints.isMalformed) malformedKeys.push(keys.percent);
    if (flags.thresholds.isMalformed) malformedKeys.push(keys.alerts);
  }
  return { formats, tiers, malformedKeys };
}

/** The flags of a registered format. */
export function flagsOf(configuration: Configuration, format: FormatId): FormatFlags {
  const flags = configuration.formats.get(format);
  if (flags === undefined) throw new Error(`format ${format} is not in the configuration`);
  return flags;
}
