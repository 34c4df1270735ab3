import { createHash } from "node:crypto";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HEARTBEAT_INTERVAL_MS, STALL_TIMEOUT_MS } from "../../guards/leases.ts";
import { ConnectionLost } from "../../src/core/byte-source.ts";
import { FAILURES, type FailureCode } from "../../src/core/failure.ts";
import type { ParseResult } from "../../src/intake/pipeline.ts";
import { FORMATS } from "../../src/formats/registry.ts";
import { hang } from "../support/fake-monitor.ts";
import { createUploadWorld, type WorldSettings } from "../support/upload-world.ts";

const CSV = "Account,Debit\n0010,12.50\n";
const ADMISSION_MS = 300;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

type World = ReturnType<typeof createUploadWorld>;

/** Sends `items`, and sees the upload through to its report. */
async function seeThrough(world: World, ...items: (string | Uint8Array | Error | null)[]) {
  world.sender.push(...items);
  const running = world.run();
  await vi.advanceTimersByTimeAsync(ADMISSION_MS);
  const result = await running;
  await world.report(result);
  return result;
}

function send(settings: WorldSettings, ...items: (string | Uint8Array | Error | null)[]) {
  const world = createUploadWorld(settings);
  return seeThrough(world, ...items).then((result) => ({ world, result }));
}

describe("runUpload", () => {
  it("writes the records in order, and tells everybody", async () => {
    const { world, result } = await send({}, CSV, null);
    expect(world.writer.calls.map(([name]) => name)).toEqual([
      "file",
      "table",
      "row",
      "tableEnd",
      "end",
    ]);
    expect(world.writer.of("end")).toEqual([
      [
        {
          status: "complete",
          rows: 1,
          tables: 1,
          warnings: 0,
          bytes: CSV.length,
          sha256: createHash("sha256").update(CSV).digest("hex"),
          durationMs: expect.any(Number),
          failure: null,
        },
      ],
    ]);
    expect(result).toMatchObject({ outcome: "complete", isTurnedAway: false });
    expect(world.monitor.finished).toMatchObject([
      { parseId: "p1", outcome: "complete", code: null, fault: null, rows: 1, bytes: CSV.length },
    ]);
    expect(world.recorded).toMatchObject([
      { parseId: "p1", format: "csv", parser: "csv/1", outcome: "complete", tracked: true },
    ]);
    expect(world.reported).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each<[string, WorldSettings, FailureCode]>([
    ["the flag is off", { values: { FORMAT_CSV_ENABLED: "false" } }, "format_disabled"],
    ["the tier has no such format", { values: { FORMAT_CSV_TIERS: "solo" } }, "tier_required"],
    ["the account is not in the share", { values: { FORMAT_CSV_PERCENT: "0" } }, "not_in_rollout"],
  ])("asks for no lease when %s, and has that counted", async (_, settings, code) => {
    const { world, result } = await send(settings, CSV, null);
    expect(result).toMatchObject({ outcome: "failed", failure: { code }, lease: null });
    expect(world.monitor).toMatchObject({ acquired: [], rejected: [{ code }], finished: [] });
    expect(world.recorded).toEqual([]);
  });

  it("leaves the counting to a monitor that itself turns the upload away", async () => {
    const world = createUploadWorld();
    world.monitor.onAcquire = async () => ({
      admitted: false,
      reason: "at_capacity",
      retryAfterSeconds: 3,
    });
    expect(await seeThrough(world, CSV, null)).toMatchObject({
      failure: { code: "format_at_capacity", retryAfterSeconds: 3 },
      isTurnedAway: true,
    });
    expect(world.monitor).toMatchObject({ rejected: [], finished: [], beats: [] });
  });

  it("reads no more than it must of a file that it refuses", async () => {
    const world = createUploadWorld({ values: { FORMAT_CSV_ENABLED: "false" } });
    const read = vi.spyOn(world.sender, "read");
    await seeThrough(world, ...Array.from({ length: 50 }, () => CSV.repeat(1_000)));
    // 64 KiB are looked at to find the format.
    expect(read.mock.calls.length).toBeLessThanOrEqual(3);
  });

  it.each(FORMATS.filter(({ loadParser }) => loadParser === null).map(({ id }) => id))(
    "says what it is when it is a %s, which is not read yet",
    async (id) => {
      const world = createUploadWorld();
      world.upload.declared.format = id;
      const result = await seeThrough(world, CSV, null);
      expect(result.failure).toMatchObject({ code: "unsupported_type" });
      expect(result.failure?.detail).toContain(id);
      expect(world.monitor.acquired).toEqual([]);
    },
  );

  it("asks the monitor under the thresholds and the tier's rate", async () => {
    const { world } = await send(
      {
        tier: "Solo",
        values: {
          FORMAT_CSV_ALERTS: '{"max_concurrent":9}',
          TIERS: '{"solo":{"formats":"*","requests_per_minute":12}}',
        },
      },
      CSV,
      null,
    );
    expect(world.monitor.acquired).toEqual([
      { parseId: "p1", maxConcurrent: 9, rate: { account: "account", perMinute: 12 } },
    ]);
  });

  it("is untracked, and says so at its end, when the monitor is out of reach", async () => {
    const world = createUploadWorld();
    world.monitor.onAcquire = hang;
    expect(await seeThrough(world, CSV, null)).toMatchObject({ outcome: "complete" });
    expect(world.monitor.finished).toMatchObject([{ tracked: false, outcome: "complete" }]);
    expect(world.recorded).toMatchObject([{ tracked: false }]);
  });

  it.each<[string, Error, Partial<ParseResult>, FailureCode | null]>([
    ["a sender that is gone", new ConnectionLost(), { outcome: "cancelled" }, null],
    ["a fault of our own", new TypeError("x is not a function"), { outcome: "failed" }, "internal"],
  ])("tells %s in mid-file from everything else", async (_, error, ending, code) => {
    const { world, result } = await send({}, CSV.repeat(20_000), error);
    expect(result).toMatchObject(ending);
    expect(result.failure?.code ?? null).toBe(code);
    expect(world.monitor.finished).toMatchObject([
      { ...ending, code, fault: code === null ? null : FAILURES[code].fault },
    ]);
    expect(world.reported.map(([reported]) => reported)).toEqual(code === null ? [] : [error]);
    expect(world.writer.of("end")).toMatchObject([[{ status: "failed", sha256: null }]]);
  });

  it("ends with parse_aborted when the flag says abort", async () => {
    const world = createUploadWorld();
    world.sender.push(CSV.repeat(20_000));
    const running = world.run();
    await vi.advanceTimersByTimeAsync(ADMISSION_MS);
    world.values["FORMAT_CSV_ENABLED"] = "abort";
    await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
    const result = await running;
    await world.report(result);
    expect(result).toMatchObject({
      outcome: "aborted",
      failure: { code: "parse_aborted", retryAfterSeconds: 60 },
    });
    expect(world.monitor.finished).toMatchObject([{ outcome: "aborted", fault: "policy" }]);
  });

  it("ends with upload_stalled when nothing arrives for a minute", async () => {
    const world = createUploadWorld();
    world.sender.push(CSV.repeat(20_000));
    const running = world.run();
    await vi.advanceTimersByTimeAsync(STALL_TIMEOUT_MS + HEARTBEAT_INTERVAL_MS);
    expect(await running).toMatchObject({
      outcome: "failed",
      failure: { code: "upload_stalled" },
    });
    await world.report(await running);
    expect(world.monitor.finished).toMatchObject([{ code: "upload_stalled", fault: "caller" }]);
  });

  it("is cancelled when the answer is taken by nobody for a minute", async () => {
    const world = createUploadWorld();
    world.writer.room = hang();
    world.sender.push(CSV.repeat(20_000), CSV, null);
    const running = world.run();
    await vi.advanceTimersByTimeAsync(STALL_TIMEOUT_MS + HEARTBEAT_INTERVAL_MS);
    expect(await running).toMatchObject({ outcome: "cancelled", failure: null });
  });

  it("writes one end and gives up one lease, whatever happens in whatever order", async () => {
    const events = fc.constantFrom(
      "bytes",
      "bytes",
      "bytes",
      "bytes",
      "end",
      "lost",
      "fault",
      "wait",
      "monitor aborts",
      "flag aborts",
      "monitor hangs",
      "finish fails once",
      "client leaves",
      "nobody takes",
    );
    let leases = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(events, { maxLength: 12 }), async (script) => {
        const world = createUploadWorld();
        const running = world.run();
        for (const event of script) {
          if (event === "bytes") world.sender.push(CSV.repeat(8_000));
          if (event === "end") world.sender.push(null);
          if (event === "lost") world.sender.push(new ConnectionLost());
          if (event === "fault") world.sender.push(new Error("fault"));
          if (event === "monitor aborts") world.monitor.onHeartbeat = async () => ({ abort: true });
          if (event === "flag aborts") world.values["FORMAT_CSV_ENABLED"] = "abort";
          if (event === "monitor hangs") world.monitor.onHeartbeat = hang;
          if (event === "client leaves") world.stop.stop("cancelled");
          if (event === "nobody takes") world.writer.room = hang();
          if (event === "finish fails once") {
            world.monitor.onFinish = vi
              .fn<() => Promise<void>>(async () => undefined)
              .mockRejectedValueOnce(new Error("lost"));
          }
          await vi.advanceTimersByTimeAsync(event === "wait" ? HEARTBEAT_INTERVAL_MS : 1);
        }
        // Whatever stands still by now is stopped for it; without a lease it waits for the sender.
        await vi.advanceTimersByTimeAsync(STALL_TIMEOUT_MS + 2 * HEARTBEAT_INTERVAL_MS);
        world.sender.push(null);
        await vi.advanceTimersByTimeAsync(ADMISSION_MS);
        const result = await running;
        await world.report(result);

        expect(world.writer.of("end")).toHaveLength(1);
        expect(world.writer.calls.at(-1)?.[0]).toBe("end");
        const { acquired, finished, beats } = world.monitor;
        const ends = new Set(finished.map((message) => JSON.stringify(message)));
        expect(ends.size).toBe(acquired.length);
        leases += acquired.length;
        expect(world.recorded).toHaveLength(acquired.length);
        if (result.outcome === "cancelled") expect(result.failure).toBe(null);
        if (result.outcome === "complete") expect(result.failure).toBe(null);
        const beatsAtEnd = beats.length;
        await vi.advanceTimersByTimeAsync(5 * HEARTBEAT_INTERVAL_MS);
        expect(beats).toHaveLength(beatsAtEnd);
        expect(vi.getTimerCount()).toBe(0);
      }),
      { numRuns: 150 },
    );
    expect(leases).toBeGreaterThan(20);
  });
});

describe("reportParse", () => {
  it("ends the lease although the others hang or throw", async () => {
    const world = createUploadWorld();
    world.sinks.recordParse = () => {
      throw new Error("no dataset");
    };
    world.sinks.reportError = hang;
    world.sender.push(CSV.repeat(20_000), new Error("bug"));
    const running = world.run();
    await vi.advanceTimersByTimeAsync(ADMISSION_MS);
    void world.report(await running);
    await vi.advanceTimersByTimeAsync(0);
    expect(world.monitor.finished).toMatchObject([{ outcome: "failed", code: "internal" }]);
  });

  it("records the parse and reports the fault when the lease cannot be ended", async () => {
    const world = createUploadWorld();
    const fault = new Error("monitor down");
    world.monitor.onFinish = () => Promise.reject(fault);
    await seeThrough(world, CSV, null);
    expect(world.monitor.finished).toHaveLength(2);
    expect(world.recorded).toHaveLength(1);
    expect(world.reported).toMatchObject([[fault, { stage: "admission", parseId: "p1" }]]);
  });

  it("says nothing of a client that left before its format was known", async () => {
    const world = createUploadWorld();
    await seeThrough(world, new ConnectionLost());
    expect(world.monitor).toMatchObject({ acquired: [], rejected: [], finished: [] });
    expect(world.recorded).toEqual([]);
    expect(world.reported).toEqual([]);
  });
});
