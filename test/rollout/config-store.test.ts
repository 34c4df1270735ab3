import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Refusal } from "../../src/core/failure.ts";
import { apiKeyEntry } from "../../src/rollout/api-keys.ts";
import { CONFIGURATION_KEYS, flagsOf } from "../../src/rollout/configuration.ts";
import {
  ConfigStore,
  ISOLATE_CACHE_MS,
  KV_CACHE_TTL_SECONDS,
  KV_TIMEOUT_MS,
} from "../../src/rollout/config-store.ts";

const START = 1_760_000_000_000;

function digestOf(key: string): Uint8Array {
  return createHash("sha256").update(key).digest();
}

/** A KV namespace whose values and faults the test sets. */
function createStore() {
  const values = new Map<string, string>();
  const asked: string[][] = [];
  const clock = { now: START };
  let fault: "none" | "throws" | "hangs" = "none";
  const kv = {
    async get(keys: string[], options: { type: "text"; cacheTtl: number }) {
      expect(options).toEqual({ type: "text", cacheTtl: KV_CACHE_TTL_SECONDS });
      expect(keys.length).toBeLessThanOrEqual(100);
      asked.push(keys);
      if (fault === "throws") throw new Error("KV is down");
      if (fault === "hangs") await new Promise(() => undefined);
      return new Map(keys.map((key) => [key, values.get(key) ?? null]));
    },
  };
  return {
    store: new ConfigStore(kv, () => clock.now),
    values,
    asked,
    clock,
    fail: (kind: typeof fault) => {
      fault = kind;
    },
    addKey: (key: string, members = {}) =>
      values.set(
        apiKeyEntry(digestOf(key)),
        JSON.stringify({ account: key, tier: "free", ...members }),
      ),
  };
}

/** Loads while timers are faked: lets the timeout of a hanging read pass. */
async function load(store: ConfigStore, key: string | null) {
  const loading = store.load(key === null ? null : digestOf(key));
  loading.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(KV_TIMEOUT_MS);
  return loading;
}

async function failureOf(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Refusal ? error.failure : error;
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("ConfigStore", () => {
  it("reads flags, tiers and the key in one go", async () => {
    const { store, values, asked, addKey } = createStore();
    values.set("FORMAT_CSV_ENABLED", "true");
    addKey("k");
    const { configuration, key } = await load(store, "k");
    expect(flagsOf(configuration, "csv").flag.value).toBe("on");
    expect(key).toMatchObject({ account: "k", tier: "free" });
    expect(asked).toEqual([[...CONFIGURATION_KEYS, apiKeyEntry(digestOf("k"))]]);
  });

  it("keeps what it read for five seconds, and no longer", async () => {
    const { store, values, asked, clock, addKey } = createStore();
    values.set("FORMAT_CSV_ENABLED", "true");
    addKey("k");
    await load(store, "k");
    values.set("FORMAT_CSV_ENABLED", "false");
    clock.now += ISOLATE_CACHE_MS - 1;
    expect(flagsOf((await load(store, "k")).configuration, "csv").flag.value).toBe("on");
    expect(asked).toHaveLength(1);
    clock.now += 1;
    expect(flagsOf((await load(store, "k")).configuration, "csv").flag.value).toBe("off");
    expect(asked).toHaveLength(2);
  });

  it("asks for a key that it has not seen even while the flags are fresh", async () => {
    const { store, asked, addKey } = createStore();
    addKey("a");
    addKey("b");
    expect((await load(store, "a")).key?.account).toBe("a");
    expect((await load(store, "b")).key?.account).toBe("b");
    expect((await load(store, "a")).key?.account).toBe("a");
    expect(asked).toHaveLength(2);
  });

  it("knows an unknown key as unknown, until it is made", async () => {
    const { store, asked, clock, addKey } = createStore();
    expect((await load(store, "k")).key).toBeNull();
    addKey("k");
    expect((await load(store, "k")).key).toBeNull();
    expect(asked).toHaveLength(1);
    clock.now += ISOLATE_CACHE_MS;
    expect((await load(store, "k")).key?.account).toBe("k");
  });

  it.each(["throws", "hangs"] as const)(
    "goes on with what it knows when KV %s, and recovers",
    async (kind) => {
      const { store, values, clock, fail, addKey } = createStore();
      values.set("FORMAT_CSV_ENABLED", "true");
      addKey("k");
      await load(store, "k");
      fail(kind);
      for (let i = 0; i < 3; i++) {
        clock.now += 3_600_000;
        const loaded = await load(store, "k");
        expect(loaded.isLastKnownGood).toBe(true);
        expect(loaded.key?.account).toBe("k");
        expect(flagsOf(loaded.configuration, "csv").flag.value).toBe("on");
      }
      fail("none");
      values.set("FORMAT_CSV_ENABLED", "false");
      clock.now += ISOLATE_CACHE_MS;
      const loaded = await load(store, "k");
      expect(loaded.isLastKnownGood).toBe(false);
      expect(flagsOf(loaded.configuration, "csv").flag.value).toBe("off");
    },
  );

  it("asks a failing KV every few seconds only", async () => {
    const { store, asked, clock, fail, addKey } = createStore();
    addKey("k");
    await load(store, "k");
    fail("throws");
    clock.now += ISOLATE_CACHE_MS;
    for (let i = 0; i < 10; i++) await load(store, "k");
    expect(asked).toHaveLength(2);
  });

  it.each(["throws", "hangs"] as const)(
    "lets nobody in when KV %s and nothing is known",
    async (kind) => {
      const { store, fail } = createStore();
      fail(kind);
      expect(await failureOf(load(store, "k"))).toMatchObject({
        code: "configuration_unavailable",
      });
      expect(await failureOf(load(store, null))).toMatchObject({
        code: "configuration_unavailable",
      });
    },
  );

  it("says that it cannot tell, not that a key is wrong, when KV fails for one never seen", async () => {
    const { store, fail, addKey, clock } = createStore();
    addKey("a");
    await load(store, "a");
    fail("throws");
    clock.now += ISOLATE_CACHE_MS;
    expect(await failureOf(load(store, "b"))).toMatchObject({ code: "configuration_unavailable" });
    expect((await load(store, "a")).key?.account).toBe("a");
  });

  it("forgets the keys used longest ago past 256", async () => {
    const { store, asked } = createStore();
    for (let i = 0; i <= 256; i++) await load(store, `k${i}`);
    expect(asked).toHaveLength(257);
    await load(store, "k256");
    expect(asked).toHaveLength(257);
    await load(store, "k0");
    expect(asked).toHaveLength(258);
  });
});
