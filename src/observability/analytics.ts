// The data point that every parse writes to Analytics Engine, and the one map of its columns. New
// columns are appended: stored points keep the meaning that their place had when they were written.
// Source: Analytics Engine limits (20 blobs, 20 doubles, 16 KB of blobs, an index of 96 bytes a point).
import type { ParseFacts } from "./parse-facts.ts";

export const MAX_INDEX_BYTES = 96;
export const MAX_COLUMNS_PER_KIND = 20;
export const MAX_BLOB_BYTES_PER_POINT = 16_000;
/** Twenty blobs of this length stay below `MAX_BLOB_BYTES_PER_POINT`. */
const MAX_BLOB_BYTES = 256;

/** Bytes that one UTF-16 unit takes at most. */
const MAX_UTF8_BYTES_PER_UNIT = 3;

interface Column<Value> {
  name: string;
  /** For the documentation and the queries' authors. */
  meaning: string;
  of: (facts: ParseFacts) => Value;
}

/** `index1`, the sampling key. */
const INDEX_COLUMN = {
  name: "format",
  meaning: "format id",
  of: ({ format }) => format,
} as const satisfies Column<string>;

/** `blob1`, `blob2`, … in this order. A fact that is not there is the empty string. */
export const BLOB_COLUMNS = [
  {
    name: "outcome",
    meaning: "complete, failed, aborted or cancelled",
    of: ({ outcome }) => outcome,
  },
  { name: "code", meaning: "code of the failure", of: ({ code }) => code ?? "" },
  {
    name: "fault",
    meaning: "who has to act: file, caller, policy, capacity or service",
    of: ({ fault }) => fault ?? "",
  },
  { name: "tier", meaning: "tier of the account", of: ({ tier }) => tier },
  { name: "account", meaning: "opaque account id", of: ({ account }) => account },
  { name: "parser", meaning: "parser and its version, as xlsx/1", of: ({ parser }) => parser },
  {
    name: "detected_by",
    meaning: "what chose the format: content, name, media_type or option",
    of: ({ detectedBy }) => detectedBy,
  },
  {
    name: "result_form",
    meaning: "form of the answer: ndjson, json or csv",
    of: ({ resultForm }) => resultForm,
  },
  {
    name: "admission",
    meaning: "tracked, or untracked when the monitor did not answer in time",
    of: ({ tracked }) => (tracked ? "tracked" : "untracked"),
  },
  { name: "version", meaning: "release of the service", of: ({ version }) => version },
  { name: "colo", meaning: "airport code of the location", of: ({ colo }) => colo ?? "" },
  { name: "parse_id", meaning: "id of the parse", of: ({ parseId }) => parseId },
] as const satisfies readonly Column<string>[];

/** `double1`, `double2`, … in this order. To be weighted by `_sample_interval`. */
export const DOUBLE_COLUMNS = [
  { name: "count", meaning: "1, to be summed", of: () => 1 },
  {
    name: "duration_ms",
    meaning: "milliseconds from the request to the end",
    of: (f) => f.durationMs,
  },
  { name: "bytes", meaning: "bytes of the file that were read", of: (f) => f.bytes },
  { name: "rows", meaning: "row records", of: (f) => f.rows },
  { name: "tables", meaning: "table records", of: (f) => f.tables },
  { name: "warnings", meaning: "warnings", of: (f) => f.warnings },
] as const satisfies readonly Column<number>[];

/** @returns the point of one parse, within the limits of the platform whatever the facts hold. */
export function toDataPoint(facts: ParseFacts): AnalyticsEngineDataPoint {
  return {
    indexes: [clipToBytes(INDEX_COLUMN.of(facts), MAX_INDEX_BYTES)],
    blobs: BLOB_COLUMNS.map((column) => clipToBytes(column.of(facts), MAX_BLOB_BYTES)),
    doubles: DOUBLE_COLUMNS.map((column) => toFinite(column.of(facts))),
  };
}

/** @returns the longest start of `text` that is at most `maxBytes` of UTF-8, in whole characters. */
function clipToBytes(text: string, maxBytes: number): string {
  if (text.length * MAX_UTF8_BYTES_PER_UNIT <= maxBytes) return text;
  const room = new Uint8Array(maxBytes);
  const { read } = new TextEncoder().encodeInto(text, room);
  return text.slice(0, read);
}

/** One NaN in a column spoils every sum over it. */
function toFinite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
