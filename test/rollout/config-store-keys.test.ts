import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { apiKeyEntry } from "../../src/rollout/api-keys.ts";
import { ISOLATE_CACHE_MS } from "../../src/rollout/config-store.ts";
import { createStore, digestOf, failureOf, load } from "../support/config-store-world.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe("the keys that ConfigStore remembers", () => {
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

  it("says that it cannot tell, not that a key is wrong, when KV fails for one never seen", async () => {
    const { store, fail, addKey, clock } = createStore();
    addKey("a");
    await load(store, "a");
    fail("throws");
    clock.now += ISOLATE_CACHE_MS;
    expect(await failureOf(load(store, "b"))).toMatchObject({ code: "configuration_unavailable" });
    expect((await load(store, "a")).key?.account).toBe("a");
  });

  it("keeps a key whose entry can no longer be read, and drops one that is gone or disabled", async () => {
    const { store, values, clock, addKey } = createStore();
    addKey("k");
    await load(store, "k");
    for (let i = 0; i < 2; i++) {
      values.set(apiKeyEntry(digestOf("k")), '{"account":"k","disabled":tru');
      clock.now += ISOLATE_CACHE_MS;
      expect((await load(store, "k")).key).toMatchObject({ account: "k", isDisabled: false });
    }
    addKey("k", { disabled: true });
    clock.now += ISOLATE_CACHE_MS;
    expect((await load(store, "k")).key).toMatchObject({ isDisabled: true });
    values.delete(apiKeyEntry(digestOf("k")));
    clock.now += ISOLATE_CACHE_MS;
    expect((await load(store, "k")).key).toBeNull();
  });

  it("takes a key whose entry was never readable for no key", async () => {
    const { store, values } = createStore();
    values.set(apiKeyEntry(digestOf("k")), "{");
    expect((await load(store, "k")).key).toBeNull();
  });

  it("calls a key unknown for five seconds only, not as long as KV is down", async () => {
    const { store, clock, fail } = createStore();
    expect((await load(store, "k")).key).toBeNull();
    fail("throws");
    clock.now += ISOLATE_CACHE_MS - 1;
    expect((await load(store, "k")).key).toBeNull();
    clock.now += 1;
    expect(await failureOf(load(store, "k"))).toMatchObject({ code: "configuration_unavailable" });
  });

  it("lets made-up keys push out no real one, however many come", async () => {
    const { store, clock, fail, addKey } = createStore();
    for (let i = 0; i < 256; i++) {
      addKey(`k${i}`);
      await load(store, `k${i}`);
    }
    for (let i = 0; i < 300; i++) expect((await load(store, `made-up-${i}`)).key).toBeNull();
    fail("throws");
    clock.now += ISOLATE_CACHE_MS;
    for (let i = 0; i < 256; i++) {
      expect((await load(store, `k${i}`)).key?.account).toBe(`k${i}`);
    }
  });

  it("makes room for a real key among made-up ones", async () => {
    const { store, asked, addKey } = createStore();
    addKey("k");
    await load(store, "k");
    for (let i = 0; i < 300; i++) await load(store, `made-up-${i}`);
    expect((await load(store, "k")).key?.account).toBe("k");
    expect(asked).toHaveLength(301);
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
