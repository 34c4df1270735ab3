// GET /health: 200 even when degraded, from what is known by the time it has to answer.
import type { MonitorSnapshot } from "../../../durable-objects/parse-monitor/protocol.ts";
import { SECOND_MS } from "../../core/units.ts";
import { FORMATS } from "../../formats/registry.ts";
import { flagsOf, type Configuration } from "../../rollout/configuration.ts";
import type { LoadedConfiguration } from "../../rollout/config-store.ts";
import { allowedTiers } from "../../rollout/entitlement.ts";
import type { AppContext } from "../context.ts";
import { loadKnownConfiguration, readSnapshots } from "./readings.ts";

export async function showHealth(context: AppContext): Promise<Response> {
  const services = context.get("services");
  const [loaded, snapshots] = await Promise.all([
    loadKnownConfiguration(services),
    readSnapshots(services),
  ]);
  const formats = FORMATS.map((format) => ({
    format,
    state: describeFormat(format, loaded, snapshots.get(format.id) ?? null),
  }));
  const isMonitored = [...snapshots.values()].every((snapshot) => snapshot !== null);
  const malformedKeys = loaded?.configuration.malformedKeys ?? [];
  const isKvRead = loaded !== null && !loaded.isLastKnownGood;
  const isOk = isMonitored && isKvRead && malformedKeys.length === 0;
  return context.json(
    {
      status: isOk ? "ok" : "degraded",
      version: services.version,
      supported_formats: formats
        .filter(({ format, state }) => state.enabled && format.loadParser !== null)
        .map(({ format }) => format.id),
      formats: Object.fromEntries(formats.map(({ format, state }) => [format.id, state])),
      checks: {
        configuration: isKvRead ? "ok" : loaded === null ? "unavailable" : "last_known_good",
        monitors: isMonitored ? "ok" : "unavailable",
        malformed_keys: malformedKeys,
      },
    },
    200,
    { "cache-control": "no-store" },
  );
}

function describeFormat(
  format: (typeof FORMATS)[number],
  loaded: LoadedConfiguration | null,
  snapshot: MonitorSnapshot | null,
) {
  const isKilled = snapshot !== null && snapshot.killSwitch !== "open";
  const oldestMs = snapshot?.oldestActiveMs ?? null;
  return {
    ...describeFlags(format, loaded, isKilled),
    readable: format.loadParser !== null,
    active_parses: snapshot?.active ?? null,
    oldest_active_seconds: oldestMs === null ? null : oldestMs / SECOND_MS,
    window:
      snapshot === null
        ? null
        : {
            seconds: snapshot.window.seconds,
            total: snapshot.window.total,
            error_rate_percent: snapshot.window.errorRatePercent,
            p95_seconds: snapshot.window.p95Seconds,
          },
    // Stays null until alert rules are evaluated: no verdict must not read as a good one.
    alert: null,
  };
}

function describeFlags(
  { id }: (typeof FORMATS)[number],
  loaded: LoadedConfiguration | null,
  isKilled: boolean,
) {
  if (loaded === null) return { enabled: false, source: "default", tiers: [], percent: 0 };
  const configuration: Configuration = loaded.configuration;
  const { flag, shareInBasisPoints } = flagsOf(configuration, id);
  return {
    enabled: flag.value === "on" && !isKilled,
    source: isKilled ? "kill_switch" : loaded.isLastKnownGood ? "last_known_good" : flag.source,
    tiers: allowedTiers(configuration, id),
    percent: shareInBasisPoints.value / 100,
  };
}
