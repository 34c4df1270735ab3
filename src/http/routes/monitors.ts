// Asks the monitors of all formats at once; one that does not answer in time is left out.
import type { MonitorSnapshot } from "../../../durable-objects/parse-monitor/protocol.ts";
import { FORMATS, type FormatId } from "../../formats/registry.ts";
import type { Services } from "../services.ts";

/** Health checks and scrapes give up after seconds; they get what is known by then. */
const SNAPSHOT_TIMEOUT_MS = 1_000;

/** @returns a snapshot by format, null where the monitor did not answer. */
export async function readSnapshots({
  monitorOf,
}: Services): Promise<ReadonlyMap<FormatId, MonitorSnapshot | null>> {
  const entries = await Promise.all(
    FORMATS.map(async ({ id }) => [id, await withTimeout(monitorOf(id).snapshot())] as const),
  );
  return new Map(entries);
}

async function withTimeout<T>(work: Promise<T>): Promise<T | null> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const timeout = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), SNAPSHOT_TIMEOUT_MS);
  });
  try {
    return await Promise.race([work, timeout]);
  } catch {
    // Which fault it was makes no difference here: the answer says that the monitor is out of reach.
    return null;
  } finally {
    clearTimeout(timer);
  }
}
