// How one KV value becomes configuration: absent gives the default, readable its meaning, and
// unreadable the last good reading, or else the one that enables nothing.

/** Where a piece of configuration came from. */
export type ConfigSource = "kv" | "last_known_good" | "default";

export interface Reading<T> {
  value: T;
  source: ConfigSource;
  /** True when KV holds a text for this key that cannot be read. */
  isMalformed: boolean;
}

export interface ReadingRule<T> {
  /** Meaning of an absent key. */
  absent: T;
  /** What stands in for a text that cannot be read and was never readable: never enables anything. */
  closed: T;
  /** @returns undefined when the text cannot be read. */
  parse: (text: string) => T | undefined;
}

/** Reads one KV text under `rule`; `previous` is the reading before, if there was one. */
export function readValue<T>(
  rule: ReadingRule<T>,
  text: string | null,
  previous: Reading<T> | undefined,
): Reading<T> {
  if (text === null) return { value: rule.absent, source: "default", isMalformed: false };
  const value = rule.parse(text.trim());
  if (value !== undefined) return { value, source: "kv", isMalformed: false };
  if (previous === undefined) return { value: rule.closed, source: "default", isMalformed: true };
  // What only stood in for a text that was never readable does not become good by being kept.
  const source = previous.isMalformed ? previous.source : "last_known_good";
  return { value: previous.value, source, isMalformed: true };
}

/** Parses JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
