// The monitor's state in SQLite. Only what has changed is written: a lease that grows old costs two
// rows (lease, counters) and a third where the alarm was not set, a heartbeat one, an end three (memory,
// counters, bucket), one more where there was a row for its lease and one when its memory is pruned.
// Messages that are written together share the rows of counters and bucket.
import { FINISHED_MEMORY_MS } from "../../guards/leases.ts";
import { restoreCounters } from "./counters.ts";
import type { Lease, Leases } from "./leases.ts";
import type { KillSwitch } from "./protocol.ts";
import { EMPTY_STATE } from "./rules.ts";
import type { EndedParse, Memory, MonitorState } from "./rules.ts";
import { emptyCounts } from "./histogram.ts";
import { WINDOW_BOUNDS_SECONDS } from "./window.ts";
import type { WindowBucket } from "./window.ts";

/** Each end makes one row and deletes up to so many old ones, so that no single call pays for them all. */
const PRUNED_PER_SAVE = 100;

const KILL_SWITCHES: readonly KillSwitch[] = ["open", "refuse", "abort"];

export function isKillSwitch(text: unknown): text is KillSwitch {
  return (KILL_SWITCHES as readonly unknown[]).includes(text);
}

export function loadState(sql: SqlStorage): MonitorState {
  const killSwitch = readValue(sql, "kill_switch");
  return {
    leases: loadLeases(sql),
    killSwitch: isKillSwitch(killSwitch) ? killSwitch : EMPTY_STATE.killSwitch,
    counters: restoreCounters(readValue(sql, "counters")),
    buckets: loadBuckets(sql),
    rates: EMPTY_STATE.rates,
  };
}

/** Writes the difference between two states, and what is to be remembered. To be called inside one transaction. */
export function saveState(
  sql: SqlStorage,
  before: MonitorState,
  after: MonitorState,
  ended: readonly EndedParse[],
  now: number,
): void {
  saveLeases(sql, before.leases, after.leases);
  saveBuckets(sql, before.buckets, after.buckets);
  if (after.counters !== before.counters) {
    writeValue(sql, "counters", JSON.stringify(after.counters));
  }
  if (after.killSwitch !== before.killSwitch) writeValue(sql, "kill_switch", after.killSwitch);
  if (ended.length > 0) rememberEnded(sql, ended, now);
}

/** @returns what is remembered of a parse, for at least `FINISHED_MEMORY_MS` and at most twice that. */
export function recall(sql: SqlStorage, parseId: string, now: number): Memory {
  const rows = sql
    .exec<{ is_finished: number }>(
      "SELECT is_finished FROM ended WHERE slot IN (?, ?) AND parse_id = ?",
      slotOf(now) - 1,
      slotOf(now),
      parseId,
    )
    .toArray();
  if (rows.length === 0) return "unknown";
  return rows.some((row) => row.is_finished === 1) ? "finished" : "expired";
}

function rememberEnded(sql: SqlStorage, ended: readonly EndedParse[], now: number): void {
  for (const { parseId, how } of ended) {
    sql.exec(
      "INSERT OR REPLACE INTO ended (slot, parse_id, is_finished) VALUES (?, ?, ?)",
      slotOf(now),
      parseId,
      how === "finished" ? 1 : 0,
    );
  }
  sql.exec(
    `DELETE FROM ended WHERE (slot, parse_id) IN
       (SELECT slot, parse_id FROM ended WHERE slot < ? LIMIT ?)`,
    slotOf(now) - 1,
    PRUNED_PER_SAVE,
  );
}

function slotOf(now: number): number {
  return Math.floor(now / FINISHED_MEMORY_MS);
}

type LeaseRow = {
  parse_id: string;
  acquired_at: number;
  expires_at: number;
  rows: number;
  bytes: number;
};

function loadLeases(sql: SqlStorage): Leases {
  const rows = sql.exec<LeaseRow>("SELECT * FROM lease").toArray();
  return new Map<string, Lease>(
    rows.map((row) => [
      row.parse_id,
      {
        acquiredAt: row.acquired_at,
        expiresAt: row.expires_at,
        rows: row.rows,
        bytes: row.bytes,
      },
    ]),
  );
}

function saveLeases(sql: SqlStorage, before: Leases, after: Leases): void {
  if (before === after) return;
  for (const parseId of before.keys()) {
    if (!after.has(parseId)) sql.exec("DELETE FROM lease WHERE parse_id = ?", parseId);
  }
  for (const [parseId, lease] of after) {
    if (before.get(parseId) === lease) continue;
    sql.exec(
      `INSERT OR REPLACE INTO lease (parse_id, acquired_at, expires_at, rows, bytes)
       VALUES (?, ?, ?, ?, ?)`,
      parseId,
      lease.acquiredAt,
      lease.expiresAt,
      lease.rows,
      lease.bytes,
    );
  }
}

type BucketRow = {
  started_at: number;
  total: number;
  errors: number;
  counts: string;
  max_seconds: number;
};

/** Buckets of a release with other bounds are left out; they would be gone in five minutes anyway. */
function loadBuckets(sql: SqlStorage): readonly WindowBucket[] {
  return sql
    .exec<BucketRow>("SELECT * FROM bucket ORDER BY started_at")
    .toArray()
    .map((row) => ({
      startedAt: row.started_at,
      total: row.total,
      errors: row.errors,
      counts: JSON.parse(row.counts) as number[],
      maxSeconds: row.max_seconds,
    }))
    .filter((bucket) => bucket.counts.length === emptyCounts(WINDOW_BOUNDS_SECONDS).length);
}

function saveBuckets(
  sql: SqlStorage,
  before: readonly WindowBucket[],
  after: readonly WindowBucket[],
): void {
  if (before === after) return;
  const kept = new Set(after.map((bucket) => bucket.startedAt));
  for (const { startedAt } of before) {
    if (!kept.has(startedAt)) sql.exec("DELETE FROM bucket WHERE started_at = ?", startedAt);
  }
  for (const bucket of after) {
    if (before.includes(bucket)) continue;
    sql.exec(
      `INSERT OR REPLACE INTO bucket (started_at, total, errors, counts, max_seconds)
       VALUES (?, ?, ?, ?, ?)`,
      bucket.startedAt,
      bucket.total,
      bucket.errors,
      JSON.stringify(bucket.counts),
      bucket.maxSeconds,
    );
  }
}

function readValue(sql: SqlStorage, key: string): string | null {
  const rows = sql.exec<{ value: string }>("SELECT value FROM state WHERE key = ?", key).toArray();
  return rows[0]?.value ?? null;
}

function writeValue(sql: SqlStorage, key: string, value: string): void {
  sql.exec("INSERT OR REPLACE INTO state (key, value) VALUES (?, ?)", key, value);
}
