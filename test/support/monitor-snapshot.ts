// Snapshots for tests of what reads them.
import { EMPTY_STATE, snapshot } from "../../durable-objects/parse-monitor/rules.ts";
import type {
  MonitorCounters,
  MonitorSnapshot,
} from "../../durable-objects/parse-monitor/protocol.ts";

/** @returns the snapshot of a monitor that was never used, with `changes` over it. */
export function snapshotWith(
  changes: Partial<Omit<MonitorSnapshot, "counters">> & {
    counters?: Partial<MonitorCounters>;
  } = {},
): MonitorSnapshot {
  const { reply } = snapshot(EMPTY_STATE, 0);
  return { ...reply, ...changes, counters: { ...reply.counters, ...changes.counters } };
}
