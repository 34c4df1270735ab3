// One line of JSON for each parse, with a closed list of fields in a fixed order.
import type { ParseFacts } from "./parse-facts.ts";

/** Longest text kept of one field, in UTF-16 units; all of them are ids and words of closed sets. */
const MAX_FIELD_LENGTH = 200;

/**
 * Makes a log of parses.
 * @param write takes one line without its terminator; `console.log` in the Worker.
 * @returns writes the line of one parse. A `write` that throws is ignored: a log must not fail a parse.
 */
export function createParseLog(write: (line: string) => void): (facts: ParseFacts) => void {
  return (facts) => {
    try {
      write(toLogLine(facts));
    } catch {
      // Nobody is left to be told.
    }
  };
}

/** @returns one line of JSON; a line break in a value is escaped, so that it stays one. */
export function toLogLine(facts: ParseFacts): string {
  return JSON.stringify({
    event: "parse",
    time: toIsoTime(facts.at),
    parse_id: clip(facts.parseId),
    format: clip(facts.format),
    tier: clip(facts.tier),
    account: clip(facts.account),
    outcome: facts.outcome,
    code: facts.code,
    fault: facts.fault,
    rows: facts.rows,
    bytes: facts.bytes,
    duration_ms: facts.durationMs,
    tracked: facts.tracked,
  });
}

function clip(text: string): string {
  return text.slice(0, MAX_FIELD_LENGTH);
}

function toIsoTime(at: number): string | null {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
