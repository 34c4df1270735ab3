// Random histories of messages, late, repeated and out of order, against a plain model of what the
// figures have to be.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextExpiry } from "../../../durable-objects/parse-monitor/leases.ts";
import type {
  KillSwitch,
  MonitorCounters,
} from "../../../durable-objects/parse-monitor/protocol.ts";
import * as rules from "../../../durable-objects/parse-monitor/rules.ts";
import { LEASE_TTL_MS } from "../../../guards/leases.ts";
import { finishOf } from "../../support/finish-request.ts";

const MAX_CONCURRENT = 3;
const PARSES = ["a", "b", "c", "d", "e", "f"];

const parseId = fc.constantFrom(...PARSES);
const anyEvent = fc.oneof(
  fc.record({ type: fc.constant("acquire" as const), parseId }),
  fc.record({ type: fc.constant("heartbeat" as const), parseId }),
  fc.record({
    type: fc.constant("finish" as const),
    parseId,
    outcome: fc.constantFrom("complete", "failed", "aborted", "cancelled" as const),
    tracked: fc.boolean(),
  }),
  fc.record({ type: fc.constant("reject" as const) }),
  fc.record({
    type: fc.constant("switch" as const),
    to: fc.constantFrom("open", "open", "refuse", "abort") as fc.Arbitrary<KillSwitch>,
  }),
  fc.record({ type: fc.constant("alarm" as const) }),
  fc.record({ type: fc.constant("snapshot" as const) }),
);
type Event = typeof anyEvent extends fc.Arbitrary<infer E> ? E : never;
/** Often short, often about a TTL. */
const anyElapsedMs = fc.oneof(
  fc.integer({ min: 0, max: 15_000 }),
  fc.integer({ min: LEASE_TTL_MS - 2, max: LEASE_TTL_MS + 2 }),
);
const history = fc.array(fc.record({ event: anyEvent, elapsedMs: anyElapsedMs }), {
  maxLength: 60,
});

/** The monitor and its memory, as the class holds them. */
class Monitor {
  state = rules.EMPTY_STATE;
  readonly memory = new Map<string, rules.Memory>();
  now = 1_760_000_000_000;

  apply(event: Event): unknown {
    const step = this.#step(event);
    this.state = step.state;
    for (const { parseId: id, how } of step.ended) this.memory.set(id, how);
    return step.reply;
  }

  #step(event: Event): rules.Step<unknown> {
    const { state, now } = this;
    const memory = "parseId" in event ? (this.memory.get(event.parseId) ?? "unknown") : "unknown";
    switch (event.type) {
      case "acquire": {
        const request = { parseId: event.parseId, maxConcurrent: MAX_CONCURRENT };
        return rules.acquire(state, request, memory, now);
      }
      case "heartbeat":
        return rules.heartbeat(state, { parseId: event.parseId, rows: 1, bytes: 1 }, memory, now);
      case "finish":
        return rules.finish(state, finishOf(event.parseId, event), memory, now);
      case "reject":
        return rules.reject(state, { code: "tier_required" }, now);
      case "switch":
        return rules.setKillSwitch(state, event.to, now);
      case "alarm":
        return rules.sweep(state, now);
      case "snapshot":
        return rules.snapshot(state, now);
    }
  }
}

function ended({ outcomes }: MonitorCounters): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

/** Every figure of the counters that only grows. */
function figures(counters: MonitorCounters): number[] {
  const { outcomes, rejections, duration, detected, expired, untracked, rows, bytes } = counters;
  return [
    ...Object.values(outcomes),
    rejections.tier_required ?? 0,
    rejections.format_at_capacity ?? 0,
    rejections.format_disabled ?? 0,
    ...duration.counts,
    detected,
    expired,
    untracked,
    rows,
    bytes,
  ];
}

describe("the rules of the ParseMonitor, over any history", () => {
  it("hold their invariants after every step", () => {
    let admissions = 0;
    let expiries = 0;
    fc.assert(
      fc.property(history, (steps) => {
        const monitor = new Monitor();
        const finished = new Set<string>();
        for (const { event, elapsedMs } of steps) {
          const before = monitor.state;
          monitor.now += elapsedMs;
          const reply = monitor.apply(event);
          const { leases, counters, killSwitch } = monitor.state;
          const live = rules.sweep(before, monitor.now).state.leases;

          // A lease that is over never survives a step, and the alarm would ring in time for the others.
          const earliest = nextExpiry(leases);
          expect(earliest === null || earliest > monitor.now).toBe(true);
          expect(earliest === null || earliest <= monitor.now + LEASE_TTL_MS).toBe(true);
          // Active is the number of live leases.
          expect(rules.snapshot(monitor.state, monitor.now).reply.active).toBe(leases.size);
          // What has finished holds no lease and is counted once.
          if (event.type === "finish") finished.add(event.parseId);
          for (const id of finished) expect(leases.has(id)).toBe(false);
          expect(ended(counters)).toBe(finished.size);
          // No counter falls.
          const was = figures(before.counters);
          for (const [at, figure] of figures(counters).entries()) {
            expect(figure).toBeGreaterThanOrEqual(was[at] ?? 0);
          }
          // Admission keeps the capacity and obeys the switch.
          if (event.type === "acquire") {
            const isAdmitted = (reply as { admitted: boolean }).admitted;
            if (isAdmitted) {
              admissions += 1;
              expect(killSwitch).toBe("open");
              const isNew = !live.has(event.parseId) && leases.has(event.parseId);
              expect(isNew && leases.size > MAX_CONCURRENT).toBe(false);
            } else {
              expect(leases.has(event.parseId)).toBe(false);
            }
          }
          expiries += counters.expired - before.counters.expired;
        }
      }),
      { numRuns: 300 },
    );
    // The histories reached what the invariants speak of.
    expect(admissions).toBeGreaterThan(100);
    expect(expiries).toBeGreaterThan(100);
  });

  it("count every parse as detected exactly once when none is turned away", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const monitor = new Monitor();
        const seen = new Set<string>();
        for (const { event, elapsedMs } of steps) {
          monitor.now += elapsedMs;
          if (event.type === "switch") continue;
          const isFull = monitor.state.leases.size >= MAX_CONCURRENT;
          if (event.type === "acquire" && isFull) continue;
          if ("parseId" in event) seen.add(event.parseId);
          monitor.apply(event);
          expect(monitor.state.counters.detected).toBe(seen.size);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("answer a repeated message like the first and change nothing that counts", () => {
    fc.assert(
      fc.property(history, (steps) => {
        const monitor = new Monitor();
        for (const { event, elapsedMs } of steps) {
          monitor.now += elapsedMs;
          const reply = monitor.apply(event);
          const { counters, leases } = monitor.state;
          const isCountedEachTime =
            event.type === "reject" || (reply as { admitted?: boolean } | null)?.admitted === false;
          if (isCountedEachTime) continue;
          expect(monitor.apply(event)).toEqual(reply);
          expect(monitor.state.counters).toEqual(counters);
          expect([...monitor.state.leases.keys()].toSorted()).toEqual(
            [...leases.keys()].toSorted(),
          );
        }
      }),
      { numRuns: 200 },
    );
  });
});
