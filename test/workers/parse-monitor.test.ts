// The ParseMonitor in workerd, with its storage, alarm and evictions. The rules have their own tests.
import {
  evictDurableObject,
  listDurableObjectIds,
  reset,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MIGRATIONS } from "../../durable-objects/parse-monitor/migrations.ts";
import type { KillSwitch } from "../../durable-objects/parse-monitor/protocol.ts";
import { FINISHED_MEMORY_MS, HEARTBEAT_INTERVAL_MS, LEASE_TTL_MS } from "../../guards/leases.ts";
import { finishOf } from "../support/finish-request.ts";

/** Far ahead of any real clock: workerd moves an alarm that is set in the past to the present. */
const NOW = Date.UTC(2200, 0, 1);

function monitorOf(format = "csv") {
  return env.PARSE_MONITOR.getByName(format);
}

function admit(parseId: string, maxConcurrent = 2) {
  return monitorOf().acquire({ parseId, maxConcurrent });
}

/** Has everything written that has been decided. */
async function flush() {
  await monitorOf().snapshot();
}

async function countRows(table: "lease" | "ended" | "bucket" | "state" | "migration") {
  return await runInDurableObject(
    monitorOf(),
    (_, { storage }) =>
      storage.sql.exec<{ n: number }>(`SELECT count(*) AS n FROM ${table}`).one().n,
  );
}

/** Rows that `work` has written, over all tables. */
async function rowsWritten(work: () => Promise<unknown>) {
  const written = () =>
    runInDurableObject(
      monitorOf(),
      (_, { storage }) => storage.sql.exec<{ n: number }>("SELECT total_changes() AS n").one().n,
    );
  const before = await written();
  await work();
  return (await written()) - before;
}

async function alarmAt() {
  return await runInDurableObject(monitorOf(), (_, { storage }) => storage.getAlarm());
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(NOW);
});

afterEach(async () => {
  vi.useRealTimers();
  await reset();
});

describe("ParseMonitor", () => {
  it("is one object a format, which counts for itself", async () => {
    await monitorOf("csv").acquire({ parseId: "a", maxConcurrent: 2 });
    await monitorOf("xlsx").snapshot();
    expect(await listDurableObjectIds(env.PARSE_MONITOR)).toHaveLength(2);
    expect((await monitorOf("csv").snapshot()).active).toBe(1);
    expect((await monitorOf("xlsx").snapshot()).active).toBe(0);
  });

  it("admits up to max_concurrent, refuses above, and admits again after an end", async () => {
    expect(await admit("a")).toEqual({ admitted: true });
    expect(await admit("b")).toEqual({ admitted: true });
    expect(await admit("c")).toMatchObject({ admitted: false, reason: "at_capacity" });
    await monitorOf().finish(finishOf("a"));
    expect(await admit("d")).toEqual({ admitted: true });
  });

  it("admits exactly max_concurrent of many that ask at once", async () => {
    const parses = Array.from({ length: 40 }, (_, index) => `p${index}`);
    const replies = await Promise.all(parses.map((parseId) => admit(parseId, 10)));
    expect(replies.filter((reply) => reply.admitted)).toHaveLength(10);
    const { active, counters } = await monitorOf().snapshot();
    expect(active).toBe(10);
    expect(counters.detected).toBe(40);
    expect(counters.rejections).toEqual({ format_at_capacity: 30 });
  });

  it("counts an end once, however often it is told", async () => {
    await admit("a");
    const request = finishOf("a", { outcome: "failed", code: "corrupt_file", fault: "file" });
    await Promise.all([request, request, request].map((each) => monitorOf().finish(each)));
    const { active, counters, window } = await monitorOf().snapshot();
    expect(active).toBe(0);
    expect(counters.outcomes).toEqual({ complete: 0, failed: 1, aborted: 0, cancelled: 0 });
    expect(counters.errors).toEqual({ corrupt_file: 1 });
    expect(window).toMatchObject({ total: 1, errors: 1, errorRatePercent: 100, p95Seconds: 1 });
  });

  it("counts rejections by code", async () => {
    await monitorOf().reject({ code: "tier_required" });
    await monitorOf().reject({ code: "format_disabled" });
    await monitorOf().reject({ code: "tier_required" });
    const { counters } = await monitorOf().snapshot();
    expect(counters.rejections).toEqual({ tier_required: 2, format_disabled: 1 });
  });

  it("takes a parse in that it does not know when it sends a heartbeat", async () => {
    expect(await monitorOf().heartbeat({ parseId: "lost", rows: 1, bytes: 1 })).toEqual({
      abort: false,
    });
    expect((await monitorOf().snapshot()).active).toBe(1);
    await monitorOf().finish(finishOf("lost"));
    await monitorOf().heartbeat({ parseId: "lost", rows: 1, bytes: 1 });
    expect((await monitorOf().snapshot()).active).toBe(0);
  });
});

describe("ParseMonitor: kill switch", () => {
  it("refuses new parses and lets those under way finish", async () => {
    await admit("a");
    await monitorOf().setKillSwitch("refuse");
    expect(await admit("b")).toMatchObject({ admitted: false, reason: "switched_off" });
    expect(await monitorOf().heartbeat({ parseId: "a", rows: 1, bytes: 1 })).toEqual({
      abort: false,
    });
  });

  it("ends those under way as well, and opens again", async () => {
    await admit("a");
    await monitorOf().setKillSwitch("abort");
    expect(await monitorOf().heartbeat({ parseId: "a", rows: 1, bytes: 1 })).toEqual({
      abort: true,
    });
    await monitorOf().setKillSwitch("open");
    expect(await admit("b")).toEqual({ admitted: true });
  });

  it("survives an eviction", async () => {
    await monitorOf().setKillSwitch("refuse");
    await evictDurableObject(monitorOf());
    expect((await monitorOf().snapshot()).killSwitch).toBe("refuse");
    expect(await admit("a")).toMatchObject({ admitted: false });
  });

  it("does not take a word that is no state for one", async () => {
    await monitorOf().setKillSwitch("refuse");
    await runInDurableObject(monitorOf(), async (monitor) => {
      await expect(monitor.setKillSwitch("off" as KillSwitch)).rejects.toThrow(TypeError);
    });
    expect((await monitorOf().snapshot()).killSwitch).toBe("refuse");
  });
});

describe("ParseMonitor: alarm", () => {
  it("ends a lease that is not renewed", async () => {
    await admit("a");
    await flush();
    expect(await alarmAt()).toBe(NOW + LEASE_TTL_MS);
    vi.setSystemTime(NOW + LEASE_TTL_MS);
    expect(await runDurableObjectAlarm(monitorOf())).toBe(true);
    expect(await countRows("lease")).toBe(0);
    expect(await runDurableObjectAlarm(monitorOf())).toBe(false);
    const { active, counters } = await monitorOf().snapshot();
    expect(active).toBe(0);
    expect(counters.expired).toBe(1);
  });

  it("rings for the next lease when it finds the first one renewed", async () => {
    await admit("a");
    await flush();
    vi.setSystemTime(NOW + HEARTBEAT_INTERVAL_MS);
    await monitorOf().heartbeat({ parseId: "a", rows: 1, bytes: 1 });
    await admit("b");
    expect(await alarmAt()).toBe(NOW + LEASE_TTL_MS);
    vi.setSystemTime(NOW + LEASE_TTL_MS);
    expect(await runDurableObjectAlarm(monitorOf())).toBe(true);
    expect((await monitorOf().snapshot()).active).toBe(2);
    expect(await alarmAt()).toBe(NOW + HEARTBEAT_INTERVAL_MS + LEASE_TTL_MS);
  });

  it("is not set anew once the last parse has ended", async () => {
    await admit("a");
    await flush();
    await monitorOf().finish(finishOf("a"));
    expect(await runDurableObjectAlarm(monitorOf())).toBe(true);
    expect(await alarmAt()).toBeNull();
  });

  it("is set by an object that wakes with leases and without one", async () => {
    await admit("a");
    await flush();
    await runInDurableObject(monitorOf(), (_, { storage }) => storage.deleteAlarm());
    await evictDurableObject(monitorOf());
    await monitorOf().snapshot();
    expect(await alarmAt()).toBe(NOW + LEASE_TTL_MS);
  });

  it("counts a parse that ends after its lease, beside the expiry", async () => {
    await admit("a");
    await admit("b");
    vi.setSystemTime(NOW + LEASE_TTL_MS);
    await runDurableObjectAlarm(monitorOf());
    await evictDurableObject(monitorOf());
    await monitorOf().heartbeat({ parseId: "a", rows: 1, bytes: 1 });
    await monitorOf().finish(finishOf("a"));
    await monitorOf().finish(finishOf("b"));
    const { active, counters } = await monitorOf().snapshot();
    expect(active).toBe(0);
    expect(counters).toMatchObject({ detected: 2, expired: 2, outcomes: { complete: 2 } });
  });
});

describe("ParseMonitor: storage", () => {
  it("keeps leases, counters and window over an eviction", async () => {
    await admit("a");
    await admit("b");
    await monitorOf().heartbeat({ parseId: "b", rows: 5, bytes: 50 });
    await monitorOf().finish(finishOf("a", { durationMs: 300 }));
    await monitorOf().reject({ code: "tier_required" });
    vi.setSystemTime(NOW + 5000);
    const before = await monitorOf().snapshot();
    expect(before).toMatchObject({ active: 1, oldestActiveMs: 5000, counters: { detected: 2 } });
    await evictDurableObject(monitorOf());
    expect(await monitorOf().snapshot()).toEqual(before);
  });

  it("remembers over an eviction which parses have ended", async () => {
    await admit("a");
    await monitorOf().finish(finishOf("a"));
    await evictDurableObject(monitorOf());
    await monitorOf().finish(finishOf("a"));
    expect((await monitorOf().snapshot()).counters.outcomes.complete).toBe(1);
  });

  it("runs each migration once", async () => {
    await monitorOf().snapshot();
    await evictDurableObject(monitorOf());
    await monitorOf().snapshot();
    expect(await countRows("migration")).toBe(MIGRATIONS.length);
  });

  it("forgets ended parses and old buckets in time", async () => {
    const finishMany = async (prefix: string) => {
      for (let index = 0; index < 5; index += 1) await monitorOf().finish(finishOf(prefix + index));
    };
    await finishMany("first");
    vi.setSystemTime(NOW + FINISHED_MEMORY_MS);
    await monitorOf().finish(finishOf("first0"));
    expect((await monitorOf().snapshot()).counters.outcomes.complete).toBe(5);
    vi.setSystemTime(NOW + 2 * FINISHED_MEMORY_MS);
    await finishMany("second");
    expect(await countRows("ended")).toBe(5);
    expect(await countRows("bucket")).toBe(1);
  });

  it("writes a lease once it has lasted a while, and none for a parse that is over by then", async () => {
    await admit("a");
    await admit("b");
    expect(await rowsWritten(() => monitorOf().finish(finishOf("b")))).toBe(5);
    expect(await countRows("lease")).toBe(1);
    await admit("c");
    expect(await countRows("lease")).toBe(1);
    await vi.waitFor(async () => expect(await countRows("lease")).toBe(2), { timeout: 10_000 });
    expect(await alarmAt()).toBe(NOW + LEASE_TTL_MS);
  });

  it("takes a parse in again whose admission was not written when the object was lost", async () => {
    await admit("a");
    await expect(runInDurableObject(monitorOf(), (_, ctx) => ctx.abort("lost"))).rejects.toThrow(
      "lost",
    );
    expect((await monitorOf().snapshot()).active).toBe(0);
    await monitorOf().heartbeat({ parseId: "a", rows: 1, bytes: 1 });
    expect((await monitorOf().snapshot()).active).toBe(1);
    await monitorOf().finish(finishOf("a"));
    const { active, counters } = await monitorOf().snapshot();
    expect(active).toBe(0);
    expect(counters).toMatchObject({ detected: 1, outcomes: { complete: 1 } });
  });

  it("costs few rows a parse", async () => {
    await flush();
    const admitAndFlush = async (parseId: string) => {
      await admit(parseId);
      await flush();
    };
    expect(await rowsWritten(() => admitAndFlush("a"))).toBe(3);
    expect(await rowsWritten(() => admitAndFlush("b"))).toBe(2);
    const beat = { parseId: "a", rows: 1, bytes: 1 };
    expect(await rowsWritten(() => monitorOf().heartbeat(beat))).toBe(1);
    expect(await rowsWritten(() => monitorOf().finish(finishOf("a")))).toBe(4);
    expect(await rowsWritten(() => monitorOf().snapshot())).toBe(0);
  });

  it("writes messages that come together at once", async () => {
    await admit("a", 20);
    await flush();
    const parses = Array.from({ length: 10 }, (_, index) => `p${index}`);
    const admitAll = async () => {
      await Promise.all(parses.map((parseId) => admit(parseId, 20)));
      await flush();
    };
    // The counters once, not ten times.
    expect(await rowsWritten(admitAll)).toBe(10 + 1);
    const finishAll = () => Promise.all(parses.map((id) => monitorOf().finish(finishOf(id))));
    expect(await rowsWritten(finishAll)).toBe(10 + 10 + 1 + 1);
    const { active, counters } = await monitorOf().snapshot();
    expect(active).toBe(1);
    expect(counters).toMatchObject({ detected: 11, outcomes: { complete: 10 } });
  });

  it("knows what was decided a moment ago and is not written yet", async () => {
    const done = finishOf("a");
    const [first] = await Promise.all([admit("a", 1), monitorOf().finish(done), admit("a", 1)]);
    expect(first).toEqual({ admitted: true });
    await monitorOf().finish(done);
    const { active, counters } = await monitorOf().snapshot();
    expect(active).toBe(0);
    expect(counters).toMatchObject({ detected: 1, outcomes: { complete: 1 }, rejections: {} });
    expect(await countRows("lease")).toBe(0);
  });

  it("goes on from what is stored when a write fails, and tells everyone whose message is lost", async () => {
    await admit("a");
    await flush();
    await runInDurableObject(monitorOf(), async (monitor, { storage }) => {
      storage.sql.exec("ALTER TABLE lease RENAME TO hidden");
      const messages = [
        monitor.heartbeat({ parseId: "b", rows: 1, bytes: 1 }),
        monitor.heartbeat({ parseId: "c", rows: 1, bytes: 1 }),
        monitor.finish(finishOf("a")),
      ];
      for (const message of messages) await expect(message).rejects.toThrow("no such table");
      storage.sql.exec("ALTER TABLE hidden RENAME TO lease");
    });
    const before = await monitorOf().snapshot();
    expect(before).toMatchObject({ active: 1, counters: { detected: 1 } });
    expect(before.counters.outcomes.complete).toBe(0);
    await monitorOf().finish(finishOf("a"));
    expect((await monitorOf().snapshot()).counters.outcomes.complete).toBe(1);
  });
});
