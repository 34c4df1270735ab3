import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withTimeout } from "../../src/intake/with-timeout.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Work that gives `value`, or fails when it is an error, after `ms`. */
function workOf(ms: number, value: unknown): () => Promise<unknown> {
  return () =>
    new Promise((resolve, reject) => {
      setTimeout(() => (value instanceof Error ? reject(value) : resolve(value)), ms);
    });
}

describe("withTimeout", () => {
  it.each<[string, number, unknown, unknown]>([
    ["what comes in time", 99, "value", "value"],
    ["null for what comes too late", 101, "value", null],
    ["null for what fails in time", 99, new Error("down"), null],
  ])("gives %s, and leaves no timer behind", async (_, ms, value, expected) => {
    const waiting = withTimeout(workOf(ms, value), 100);
    await vi.advanceTimersByTimeAsync(100);
    expect(await waiting).toBe(expected);
    await vi.advanceTimersByTimeAsync(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not wait to the end of its time for work that is done", async () => {
    expect(await withTimeout(async () => 1, 100)).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("gives null for work that throws before it begins", async () => {
    const broken = (): Promise<number> => {
      throw new Error("gone");
    };
    expect(await withTimeout(broken, 100)).toBe(null);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("takes a failure that comes too late, so that nobody has to", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    try {
      const waiting = withTimeout(workOf(200, new Error("late")), 100);
      await vi.advanceTimersByTimeAsync(100);
      expect(await waiting).toBe(null);
      await vi.advanceTimersByTimeAsync(200);
      vi.useRealTimers();
      await new Promise((resolve) => setImmediate(resolve));
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off("unhandledRejection", unhandled);
    }
  });
});
