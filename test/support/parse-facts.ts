// Facts of a parse, for tests of what reports them.
import type { ParseFacts } from "../../src/observability/parse-facts.ts";

export function factsWith(changes: Partial<ParseFacts> = {}): ParseFacts {
  return {
    at: Date.UTC(2026, 10, 24, 9),
    parseId: "p1",
    format: "xlsx",
    parser: "xlsx/1",
    detectedBy: "content",
    tier: "solo",
    account: "acct_1",
    outcome: "complete",
    code: null,
    fault: null,
    resultForm: "ndjson",
    tracked: true,
    rows: 10,
    tables: 1,
    warnings: 2,
    bytes: 3000,
    durationMs: 45,
    version: "0.1.0",
    colo: "FRA",
    ...changes,
  };
}
