import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  ADMISSION_TIMEOUT_MS,
  HEARTBEAT_INTERVAL_MS,
  STALL_TIMEOUT_MS,
} from "../../guards/leases.ts";
import {
  admit,
  type Lease,
  type LeaseDependencies,
  type Progress,
} from "../../src/intake/admission.ts";
import { StopSignal } from "../../src/intake/stop.ts";
import { FakeMonitor, hang } from "../support/fake-monitor.ts";
import { finishOf } from "../support/finish-request.ts";

const REQUEST = { parseId: "p1", maxConcurrent: 3, rate: { account: "a", perMinute: 7 } };

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function createLeaseWorld() {
  const progress: Progress = { rows: 0, bytes: 0, sent: 0, isReceiving: true };
  const monitor = new FakeMonitor();
  const stop = new StopSignal();
  const dependencies: LeaseDependencies = {
    monitor,
    clock: () => Date.now(),
    stop,
    isAborted: async () => false,
    progress: () => ({ ...progress }),
  };
  return { progress, monitor, stop, dependencies };
}

async function admitted(dependencies: LeaseDependencies): Promise<Lease> {
  const asking = admit("csv", REQUEST, dependencies);
  await vi.advanceTimersByTimeAsync(ADMISSION_TIMEOUT_MS);
  const admission = await asking;
  if ("failure" in admission) throw new Error(admission.failure.code);
  return admission.lease;
}

const END = (({ parseId: _parseId, tracked: _tracked, ...rest }) => rest)(finishOf("p1"));

describe("admit", () => {
  it("asks the monitor once and gives a tracked lease", async () => {
    const { monitor, dependencies } = createLeaseWorld();
    const lease = await admitted(dependencies);
    expect(monitor.acquired).toEqual([REQUEST]);
    expect(lease.isTracked).toBe(true);
    await lease.end(END);
    expect(monitor.finished).toEqual([{ ...END, parseId: "p1", tracked: true }]);
  });

  it.each([
    ["at_capacity", { code: "format_at_capacity", retryAfterSeconds: 4 }],
    ["rate_limited", { code: "rate_limited", retryAfterSeconds: 4 }],
    ["switched_off", { code: "format_disabled" }],
  ] as const)(
    "turns away when the monitor says %s, and holds no timer",
    async (reason, failure) => {
      const { monitor, dependencies } = createLeaseWorld();
      monitor.onAcquire = async () => ({ admitted: false, reason, retryAfterSeconds: 4 });
      expect(await admit("csv", REQUEST, dependencies)).toEqual({
        failure: expect.objectContaining(failure),
      });
      expect(vi.getTimerCount()).toBe(0);
    },
  );

  it.each<[string, () => Promise<never>]>([
    ["rejects", () => Promise.reject(new Error("down"))],
    [
      "throws",
      () => {
        throw new Error("gone");
      },
    ],
    ["hangs", hang],
  ])("admits untracked when the monitor %s", async (_, onAcquire) => {
    const { monitor, dependencies } = createLeaseWorld();
    monitor.onAcquire = onAcquire;
    const lease = await admitted(dependencies);
    expect(lease.isTracked).toBe(false);
    await lease.end(END);
    expect(monitor.finished).toEqual([{ ...END, parseId: "p1", tracked: false }]);
  });

  it("does not wait past its time, and takes an answer just before", async () => {
    for (const [delay, isTracked] of [
      [ADMISSION_TIMEOUT_MS - 1, true],
      [ADMISSION_TIMEOUT_MS + 1, false],
    ] as const) {
      const { monitor, dependencies } = createLeaseWorld();
      monitor.onAcquire = () =>
        new Promise((resolve) => setTimeout(() => resolve({ admitted: true }), delay));
      const lease = await admitted(dependencies);
      expect(lease.isTracked).toBe(isTracked);
      await lease.end(END);
    }
  });
});

describe("a lease", () => {
  it("is renewed every ten seconds with what was done, until it ends", async () => {
    const { progress, monitor, dependencies } = createLeaseWorld();
    const lease = await admitted(dependencies);
    await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
    Object.assign(progress, { rows: 5, bytes: 90 });
    await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
    expect(monitor.beats).toEqual([
      { parseId: "p1", rows: 0, bytes: 0 },
      { parseId: "p1", rows: 5, bytes: 90 },
    ]);
    await lease.end(END);
    await vi.advanceTimersByTimeAsync(10 * HEARTBEAT_INTERVAL_MS);
    expect(monitor.beats).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("stops the parse when a heartbeat says abort", async () => {
    const { monitor, stop, dependencies } = createLeaseWorld();
    await admitted(dependencies);
    monitor.onHeartbeat = async () => ({ abort: true });
    await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
    expect(stop.reason).toBe("aborted");
  });

  it.each<[string, () => Promise<never>]>([
    ["hangs", hang],
    ["rejects", () => Promise.reject(new Error("down"))],
    [
      "throws",
      () => {
        throw new Error("gone");
      },
    ],
  ])("hears the flag's abort while the monitor %s", async (_, onHeartbeat) => {
    const { monitor, stop, dependencies } = createLeaseWorld();
    dependencies.isAborted = async () => Date.now() - start >= 2 * HEARTBEAT_INTERVAL_MS;
    monitor.onHeartbeat = onHeartbeat;
    const start = Date.now();
    await admitted(dependencies);
    await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
    expect(stop.reason).toBe(null);
    await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
    expect(stop.reason).toBe("aborted");
  });

  it("goes on when neither monitor nor flag can be asked", async () => {
    const { progress, monitor, stop, dependencies } = createLeaseWorld();
    monitor.onHeartbeat = () => Promise.reject(new Error("down"));
    dependencies.isAborted = () => Promise.reject(new Error("down"));
    await admitted(dependencies);
    for (let beat = 0; beat < 12; beat++) {
      progress.bytes += 1;
      await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
    }
    expect(stop.reason).toBe(null);
  });

  it.each([
    ["the client sends nothing", true, "stalled"],
    ["the client takes nothing", false, "cancelled"],
  ] as const)(
    "stops a parse that stands still for a minute as %s",
    async (_, isReceiving, reason) => {
      const { progress, stop, dependencies } = createLeaseWorld();
      progress.isReceiving = isReceiving;
      await admitted(dependencies);
      await vi.advanceTimersByTimeAsync(STALL_TIMEOUT_MS - HEARTBEAT_INTERVAL_MS);
      expect(stop.reason).toBe(null);
      await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
      expect(stop.reason).toBe(reason);
    },
  );

  it.each(["rows", "bytes", "sent"] as const)(
    "lets a parse live that moves in %s alone",
    async (member) => {
      const { progress, stop, dependencies } = createLeaseWorld();
      await admitted(dependencies);
      for (let beat = 0; beat < 20; beat++) {
        if (beat % 5 === 0) progress[member] += 1;
        await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
      }
      expect(stop.reason).toBe(null);
    },
  );

  it("does not take an abort that answers after its end", async () => {
    const { monitor, stop, dependencies } = createLeaseWorld();
    let answer: (reply: { abort: boolean }) => void = () => undefined;
    monitor.onHeartbeat = () => new Promise((resolve) => (answer = resolve));
    const lease = await admitted(dependencies);
    await vi.advanceTimersByTimeAsync(HEARTBEAT_INTERVAL_MS);
    await lease.end(END);
    answer({ abort: true });
    await vi.advanceTimersByTimeAsync(1);
    expect(stop.reason).toBe(null);
  });

  it("ends once, however often it is told to", async () => {
    const { monitor, dependencies } = createLeaseWorld();
    const lease = await admitted(dependencies);
    await Promise.all([lease.end(END), lease.end({ ...END, outcome: "failed" })]);
    expect(monitor.finished).toEqual([{ ...END, parseId: "p1", tracked: true }]);
  });

  it("tells its end once more when that failed, and then says so", async () => {
    const { monitor, dependencies } = createLeaseWorld();
    const lease = await admitted(dependencies);
    monitor.onFinish = vi
      .fn<() => Promise<void>>()
      .mockRejectedValueOnce(new Error("lost"))
      .mockResolvedValueOnce(undefined);
    await lease.end(END);
    expect(monitor.finished).toEqual([
      { ...END, parseId: "p1", tracked: true },
      { ...END, parseId: "p1", tracked: true },
    ]);

    const other = await admitted(dependencies);
    monitor.onFinish = () => Promise.reject(new Error("down"));
    await expect(other.end(END)).rejects.toThrow("down");
    expect(monitor.finished).toHaveLength(4);
  });
});
