// May this account use this format now? Flag, then tier, then percentage; the most restrictive wins.
import type { ParseFailure } from "../core/failure.ts";
import type { FormatId } from "../formats/registry.ts";
import { isInShare } from "./cohorts.ts";
import { flagsOf, type Configuration } from "./configuration.ts";
import { effectiveTier, tierHasFormat } from "./tiers.ts";

export interface Account {
  /** Opaque id that percentages and statistics go by. */
  id: string;
  tier: string;
  scopes: readonly string[];
}

/** @returns the tiers that both the format and the tier map allow. */
export function allowedTiers(configuration: Configuration, format: FormatId): readonly string[] {
  const listed = flagsOf(configuration, format).tiers.value;
  const map = configuration.tiers.value;
  return [...map.keys()].filter(
    (tier) => (listed === "*" || listed.includes(tier)) && tierHasFormat(map, tier, format),
  );
}

/** @returns null when the account may, else the refusal. */
export function decideEntitlement(
  configuration: Configuration,
  format: { id: FormatId; title: string },
  account: Account,
): ParseFailure | null {
  const flags = flagsOf(configuration, format.id);
  if (flags.flag.value !== "on") {
    return {
      code: "format_disabled",
      detail: `The file is ${format.id} (${format.title}), which is switched off.`,
    };
  }
  const tier = effectiveTier(configuration.tiers.value, account.tier);
  const requiredTiers = allowedTiers(configuration, format.id);
  if (!requiredTiers.includes(tier)) {
    return {
      code: "tier_required",
      requiredTiers,
      currentTier: tier,
      detail: `The file is ${format.id} (${format.title}), which the tier ${tier} does not include.`,
    };
  }
  if (!isInShare(format.id, account.id, flags.shareInBasisPoints.value)) {
    return {
      code: "not_in_rollout",
      detail: `${format.id} is open to ${flags.shareInBasisPoints.value / 100} % of accounts, and this one is not among them yet.`,
    };
  }
  return null;
}
