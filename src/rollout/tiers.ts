// The KV key TIERS: what each tier may use, and how much of it.
import { isRecord, parseJson, readValue, type Reading, type ReadingRule } from "./reading.ts";

export interface Tier {
  /** Format ids, or every format. */
  formats: readonly string[] | "*";
  /** Largest upload in MiB, or null for the format's own limit. */
  maxFileMib: number | null;
  /** Requests a minute, or null for no limit of the tier's own. */
  requestsPerMinute: number | null;
}

export type TierMap = ReadonlyMap<string, Tier>;

export const TIERS_KEY = "TIERS";
/** An account of a tier that the map does not know is treated as this one. */
const LOWEST_TIER = "free";

const EVERYTHING: Tier = { formats: "*", maxFileMib: null, requestsPerMinute: null };

/** The tiers at launch, in rising order. */
export const BUILT_IN_TIERS: TierMap = new Map([
  ["free", { ...EVERYTHING, formats: ["csv", "tsv", "xlsx", "xls"] }],
  ["solo", EVERYTHING],
  ["professional", EVERYTHING],
  ["enterprise", EVERYTHING],
]);

const TIER_KEYS = new Set(["formats", "max_file_mib", "requests_per_minute"]);

function parseTier(value: unknown, formatIds: readonly string[]): Tier | undefined {
  if (!isRecord(value) || Object.keys(value).some((key) => !TIER_KEYS.has(key))) return undefined;
  const { formats, max_file_mib: mib, requests_per_minute: perMinute } = value;
  const areFormats =
    formats === "*" ||
    (Array.isArray(formats) && formats.every((id) => formatIds.includes(id as string)));
  if (!areFormats || !isLimit(mib) || !isLimit(perMinute)) return undefined;
  return {
    formats: formats as Tier["formats"],
    maxFileMib: mib ?? null,
    requestsPerMinute: perMinute ?? null,
  };
}

function isLimit(value: unknown): value is number | null | undefined {
  return (
    value === undefined || value === null || (typeof value === "number" && value > 0 && value < 1e6)
  );
}

/** Reads TIERS; one tier that cannot be read makes the whole map unreadable. */
export function readTiers(
  text: string | null,
  formatIds: readonly string[],
  previous: Reading<TierMap> | undefined,
): Reading<TierMap> {
  const rule: ReadingRule<TierMap> = {
    absent: BUILT_IN_TIERS,
    closed: new Map(),
    parse: (value) => {
      const document = parseJson(value);
      if (!isRecord(document)) return undefined;
      const map = new Map<string, Tier>();
      for (const [name, entry] of Object.entries(document)) {
        const tier = parseTier(entry, formatIds);
        const key = name.toLowerCase();
        // Two spellings of one tier leave open which of them is meant.
        if (tier === undefined || map.has(key)) return undefined;
        map.set(key, tier);
      }
      return map;
    },
  };
  return readValue(rule, text, previous);
}

/** The tier an account is treated as: its own when the map has it, else the lowest. */
export function effectiveTier(map: TierMap, claimed: string): string {
  const name = claimed.toLowerCase();
  return map.has(name) ? name : LOWEST_TIER;
}

/** What the tier that an account is treated as allows; undefined when the map has not even the lowest. */
export function tierOf(map: TierMap, claimed: string): Tier | undefined {
  return map.get(effectiveTier(map, claimed));
}

export function tierHasFormat(map: TierMap, tier: string, format: string): boolean {
  const formats = map.get(tier)?.formats ?? [];
  return formats === "*" || formats.includes(format);
}
