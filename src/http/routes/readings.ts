// What /health and /metrics are made from, as far as it can be had.
import type { MonitorSnapshot } from "../../../durable-objects/parse-monitor/protocol.ts";
import { Refusal } from "../../core/failure.ts";
import { FORMATS, type FormatId } from "../../formats/registry.ts";
import { withTimeout } from "../../intake/with-timeout.ts";
import type { LoadedConfiguration } from "../../rollout/config-store.ts";
import type { Services } from "../services.ts";

/** Health checks and scrapes give up after seconds; they get what is known by then. */
const SNAPSHOT_TIMEOUT_MS = 1_000;

/** Asks all monitors at once. @returns a snapshot by format, null where the monitor did not answer. */
export async function readSnapshots({
  monitorOf,
}: Services): Promise<ReadonlyMap<FormatId, MonitorSnapshot | null>> {
  const entries = await Promise.all(
    FORMATS.map(
      async ({ id }) =>
        [id, await withTimeout(() => monitorOf(id).snapshot(), SNAPSHOT_TIMEOUT_MS)] as const,
    ),
  );
  return new Map(entries);
}

/** @returns null when nothing is known, not even from before. */
export async function loadKnownConfiguration({
  config,
}: Services): Promise<LoadedConfiguration | null> {
  try {
    return await config.load(null);
  } catch (error) {
    if (error instanceof Refusal) return null;
    throw error;
  }
}
