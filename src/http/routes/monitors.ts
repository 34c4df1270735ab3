// Asks the monitors of all formats at once; one that does not answer in time is left out.
import type { MonitorSnapshot } from "../../../durable-objects/parse-monitor/protocol.ts";
import { FORMATS, type FormatId } from "../../formats/registry.ts";
import { withTimeout } from "../../intake/with-timeout.ts";
import type { Services } from "../services.ts";

/** Health checks and scrapes give up after seconds; they get what is known by then. */
const SNAPSHOT_TIMEOUT_MS = 1_000;

/** @returns a snapshot by format, null where the monitor did not answer. */
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
