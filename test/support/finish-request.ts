// The message that ends a parse, for tests.
import type { FinishRequest } from "../../durable-objects/parse-monitor/protocol.ts";

/** @returns the end of a complete parse of ten rows that took a second, with `changes` over it. */
export function finishOf(parseId: string, changes: Partial<FinishRequest> = {}): FinishRequest {
  return {
    parseId,
    outcome: "complete",
    code: null,
    fault: null,
    durationMs: 1000,
    rows: 10,
    bytes: 100,
    tracked: true,
    ...changes,
  };
}
