import { describe, expect, it } from "vitest";
import type { FinishRequest } from "../../../durable-objects/parse-monitor/protocol.ts";
import {
  acquire,
  EMPTY_STATE,
  finish,
  heartbeat,
  reject,
  setKillSwitch,
  snapshot,
  sweep,
} from "../../../durable-objects/parse-monitor/rules.ts";
import type { Memory, MonitorState } from "../../../durable-objects/parse-monitor/rules.ts";
import { LEASE_TTL_MS } from "../../../guards/leases.ts";
import { finishOf } from "../../support/finish-request.ts";

const NOW = 1_760_000_000_000;

/** A monitor on which `parses` were admitted at `NOW`. */
function admitting(...parses: string[]): MonitorState {
  return parses.reduce(
    (state, parseId) => acquire(state, { parseId, maxConcurrent: 50 }, "unknown", NOW).state,
    EMPTY_STATE,
  );
}

function ask(state: MonitorState, parseId: string, maxConcurrent = 2, now = NOW) {
  return acquire(state, { parseId, maxConcurrent }, "unknown", now);
}

function beat(state: MonitorState, parseId: string, memory: Memory = "unknown", now = NOW) {
  return heartbeat(state, { parseId, rows: 3, bytes: 30 }, memory, now);
}

function end(state: MonitorState, request: FinishRequest, memory: Memory = "unknown", now = NOW) {
  return finish(state, request, memory, now);
}

describe("acquire", () => {
  it("admits up to max_concurrent and not one more", () => {
    const { state, reply } = ask(admitting("a"), "b");
    expect(reply).toEqual({ admitted: true });
    const third = ask(state, "c");
    expect(third.reply).toMatchObject({ admitted: false, reason: "at_capacity" });
    expect(third.state.leases.size).toBe(2);
    expect(third.state.counters.detected).toBe(3);
    expect(third.state.counters.rejections).toEqual({ format_at_capacity: 1 });
  });

  it("spreads the retries of those it turns away over one to five seconds", () => {
    const full = admitting("a", "b");
    const seconds = Array.from({ length: 40 }, (_, index) => {
      const { reply } = ask(full, `parse-${index}`);
      return reply.admitted ? 0 : reply.retryAfterSeconds;
    });
    expect(new Set(seconds)).toEqual(new Set([1, 2, 3, 4, 5]));
  });

  it("renews the lease of a parse that asks again, even at capacity, and counts it once", () => {
    const { state, reply } = ask(admitting("a", "b"), "a", 2, NOW + 500);
    expect(reply).toEqual({ admitted: true });
    expect(state.leases.get("a")?.expiresAt).toBe(NOW + 500 + LEASE_TTL_MS);
    expect(state.leases.size).toBe(2);
    expect(state.counters.detected).toBe(2);
  });

  it("makes room from leases that are over before it counts", () => {
    const { state, reply } = ask(admitting("a", "b"), "c", 2, NOW + LEASE_TTL_MS);
    expect(reply).toEqual({ admitted: true });
    expect([...state.leases.keys()]).toEqual(["c"]);
    expect(state.counters.expired).toBe(2);
  });

  it("gives no second lease to a parse that has finished", () => {
    const request = { parseId: "a", maxConcurrent: 2 };
    const { state, reply } = acquire(EMPTY_STATE, request, "finished", NOW);
    expect(reply).toEqual({ admitted: true });
    expect(state).toBe(EMPTY_STATE);
  });

  it.each([0, NaN])("admits nobody under a max_concurrent of %d", (maxConcurrent) => {
    expect(ask(EMPTY_STATE, "a", maxConcurrent).reply).toMatchObject({ admitted: false });
  });

  it.each(["refuse", "abort"] as const)("admits nobody while the kill switch says %s", (on) => {
    const off = setKillSwitch(admitting("a"), on, NOW).state;
    for (const memory of ["unknown", "expired", "finished"] as const) {
      const { reply } = acquire(off, { parseId: "b", maxConcurrent: 50 }, memory, NOW);
      expect(reply).toMatchObject({ admitted: false, reason: "switched_off" });
    }
    expect(ask(off, "b").state.counters.rejections).toEqual({ format_disabled: 1 });
  });

  it("takes back the lease of a parse that it now refuses", () => {
    const off = setKillSwitch(admitting("a"), "refuse", NOW).state;
    const { state, reply } = ask(off, "a");
    expect(reply).toMatchObject({ admitted: false });
    expect(state.leases.size).toBe(0);
    expect(sweep(state, NOW + LEASE_TTL_MS).state.counters.expired).toBe(0);
  });
});

describe("heartbeat", () => {
  it("renews the lease and keeps the progress", () => {
    const { state, reply } = beat(admitting("a"), "a", "unknown", NOW + 10_000);
    expect(reply).toEqual({ abort: false });
    expect(state.leases.get("a")).toEqual({
      acquiredAt: NOW,
      expiresAt: NOW + 10_000 + LEASE_TTL_MS,
      rows: 3,
      bytes: 30,
    });
  });

  it("takes a parse that it does not know in, over the capacity, and counts it as detected", () => {
    const { state } = beat(admitting("a"), "lost");
    expect([...state.leases.keys()]).toEqual(["a", "lost"]);
    expect(state.counters.detected).toBe(2);
  });

  it("takes a parse that had expired in again, without counting it as detected twice", () => {
    const late = beat(admitting("a"), "a", "unknown", NOW + LEASE_TTL_MS);
    expect(late.ended).toEqual([{ parseId: "a", how: "expired" }]);
    expect(late.state.leases.has("a")).toBe(true);
    expect(late.state.counters).toMatchObject({ detected: 1, expired: 1 });
    const later = beat(EMPTY_STATE, "a", "expired");
    expect(later.state.counters.detected).toBe(0);
  });

  it("ignores a parse that has finished", () => {
    expect(beat(EMPTY_STATE, "a", "finished").state).toBe(EMPTY_STATE);
  });

  it.each([
    ["open", false],
    ["refuse", false],
    ["abort", true],
  ] as const)("under a kill switch that says %s answers abort: %s", (killSwitch, abort) => {
    const state = setKillSwitch(admitting("a"), killSwitch, NOW).state;
    expect(beat(state, "a").reply).toEqual({ abort });
    expect(state.leases.size).toBe(1);
  });
});

describe("finish", () => {
  it("ends the lease, counts the outcome, and has the parse remembered", () => {
    const { state, ended } = end(admitting("a", "b"), finishOf("a"));
    expect([...state.leases.keys()]).toEqual(["b"]);
    expect(state.counters.outcomes.complete).toBe(1);
    expect(ended).toEqual([{ parseId: "a", how: "finished" }]);
  });

  it("changes nothing when it is repeated", () => {
    const { state } = end(admitting("a"), finishOf("a"));
    expect(end(state, finishOf("a", { outcome: "cancelled" }), "finished").state).toBe(state);
  });

  it("counts a parse whose lease had run out, and leaves the expiry counted", () => {
    const gone = sweep(admitting("a"), NOW + LEASE_TTL_MS).state;
    const { state } = end(gone, finishOf("a"), "expired", NOW + LEASE_TTL_MS);
    expect(state.leases.size).toBe(0);
    expect(state.counters).toMatchObject({ detected: 1, expired: 1, outcomes: { complete: 1 } });
  });

  it("remembers a parse as finished when its lease runs out in the same step", () => {
    const { ended } = end(admitting("a"), finishOf("a"), "unknown", NOW + LEASE_TTL_MS);
    expect(ended.at(-1)).toEqual({ parseId: "a", how: "finished" });
  });

  it("counts a parse that admission never heard of as detected and untracked", () => {
    const { state } = end(EMPTY_STATE, finishOf("a", { tracked: false }));
    expect(state.counters).toMatchObject({ detected: 1, untracked: 1, outcomes: { complete: 1 } });
  });

  it.each([
    ["complete", null, 1, 0],
    ["failed", "corrupt_file", 1, 1],
    ["failed", "internal", 1, 1],
    ["failed", "sheet_not_found", 0, 0],
    ["aborted", "parse_aborted", 0, 0],
    ["cancelled", null, 0, 0],
  ] as const)(
    "puts %s (%s) into the window %d times, %d as error",
    (outcome, code, total, errors) => {
      const { state } = end(admitting("a"), finishOf("a", { outcome, code }));
      expect(snapshot(state, NOW).reply.window).toMatchObject({ total, errors });
    },
  );
});

describe("reject", () => {
  it("counts by code and takes no lease", () => {
    const { state } = reject(EMPTY_STATE, { code: "tier_required" }, NOW);
    expect(state.counters.rejections).toEqual({ tier_required: 1 });
    expect(state.counters.detected).toBe(0);
    expect(state.leases.size).toBe(0);
  });
});

describe("snapshot", () => {
  it("describes a monitor that was never used", () => {
    expect(snapshot(EMPTY_STATE, NOW).reply).toMatchObject({
      active: 0,
      oldestActiveMs: null,
      killSwitch: "open",
      counters: { detected: 0, expired: 0 },
    });
  });

  it("leaves out leases that are over", () => {
    const state = ask(admitting("a"), "b", 2, NOW + 1000).state;
    const { reply } = snapshot(state, NOW + LEASE_TTL_MS);
    expect(reply).toMatchObject({ active: 1, oldestActiveMs: LEASE_TTL_MS - 1000 });
    expect(reply.counters.expired).toBe(1);
  });
});
