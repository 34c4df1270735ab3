import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { apiKeyEntry } from "../../src/rollout/api-keys.ts";
import { CONFIGURATION_KEYS, flagsOf } from "../../src/rollout/configuration.ts";
import {
  ConfigStore,
  ISOLATE_CACHE_MS,
  KV_CACHE_TTL_SECONDS,
  KV_TIMEOUT_MS,
} from "../../src/rollout/config-store.ts";
import { createStore, digestOf, failureOf, load, START } from "../support/config-store-world.ts";

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

  it("asks for flags alone when there is no key", async () => {
    const { store, asked } = createStore();
    expect((await load(store, null)).key).toBeNull();
    await load(store, null);
    expect(asked).toEqual([[...CONFIGURATION_KEYS]]);
  });

  it("lets a change be seen within the times of the contract", () => {
    expect([KV_CACHE_TTL_SECONDS, ISOLATE_CACHE_MS, KV_TIMEOUT_MS]).toEqual([30, 5_000, 1_000]);
  });

  it("waits for KV no longer than its timeout", async () => {
    const { store, fail } = createStore();
    fail("hangs");
    const outcome = failureOf(store.load(null));
    let isSettled = false;
    void outcome.finally(() => {
      isSettled = true;
    });
    await vi.advanceTimersByTimeAsync(KV_TIMEOUT_MS - 1);
    expect(isSettled).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    expect(isSettled).toBe(true);
    expect(await outcome).toMatchObject({ code: "configuration_unavailable" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no timer behind a read that came in time", async () => {
    const { store } = createStore();
    await store.load(null);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("takes a fault that KV throws before it gives a promise as a fault", async () => {
    const kv = {
      get: () => {
        throw new TypeError("no binding");
      },
    };
    expect(await failureOf(load(new ConfigStore(kv, () => START), null))).toMatchObject({
      code: "configuration_unavailable",
      retryAfterSeconds: 5,
    });
  });

  it("recovers from a cold start without KV with the next request", async () => {
    const { store, values, fail, addKey } = createStore();
    values.set("FORMAT_CSV_ENABLED", "true");
    addKey("k");
    fail("throws");
    expect(await failureOf(load(store, "k"))).toMatchObject({ code: "configuration_unavailable" });
    fail("none");
    const loaded = await load(store, "k");
    expect(loaded).toMatchObject({ isLastKnownGood: false, key: { account: "k" } });
    expect(flagsOf(loaded.configuration, "csv").flag).toMatchObject({ value: "on", source: "kv" });
  });

  it("keeps saying that it is the last known good until KV is asked again", async () => {
    const { store, clock, fail, asked } = createStore();
    expect((await load(store, null)).isLastKnownGood).toBe(false);
    fail("throws");
    clock.now += ISOLATE_CACHE_MS;
    expect((await load(store, null)).isLastKnownGood).toBe(true);
    fail("none");
    clock.now += ISOLATE_CACHE_MS - 1;
    expect((await load(store, null)).isLastKnownGood).toBe(true);
    expect(asked).toHaveLength(2);
    clock.now += 1;
    for (let i = 0; i < 2; i++) {
      expect((await load(store, null)).isLastKnownGood).toBe(false);
    }
    expect(asked).toHaveLength(3);
  });

  it("keeps flags whose text can no longer be read, names them, and lets go once it can", async () => {
    const { store, values, clock } = createStore();
    values.set("FORMAT_CSV_ENABLED", "true");
    await load(store, null);
    for (const text of ["tru", "?"]) {
      values.set("FORMAT_CSV_ENABLED", text);
      clock.now += ISOLATE_CACHE_MS;
      const { configuration, isLastKnownGood } = await load(store, null);
      expect(isLastKnownGood).toBe(false);
      expect(configuration.malformedKeys).toEqual(["FORMAT_CSV_ENABLED"]);
      expect(flagsOf(configuration, "csv").flag).toMatchObject({
        value: "on",
        source: "last_known_good",
      });
    }
    values.set("FORMAT_CSV_ENABLED", "false");
    clock.now += ISOLATE_CACHE_MS;
    const { configuration } = await load(store, null);
    expect(configuration.malformedKeys).toEqual([]);
    expect(flagsOf(configuration, "csv").flag).toMatchObject({ value: "off", source: "kv" });
  });
});
