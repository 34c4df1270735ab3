// A KV namespace whose values and faults the test sets, and a ConfigStore over it.
import { createHash } from "node:crypto";
import { expect, vi } from "vitest";
import { Refusal } from "../../src/core/failure.ts";
import { apiKeyEntry } from "../../src/rollout/api-keys.ts";
import {
  ConfigStore,
  KV_CACHE_TTL_SECONDS,
  KV_TIMEOUT_MS,
} from "../../src/rollout/config-store.ts";

export const START = 1_760_000_000_000;

export function digestOf(key: string): Uint8Array {
  return createHash("sha256").update(key).digest();
}

/** `values` is what KV holds, `asked` the keys of each read so far. */
export function createStore() {
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
export async function load(store: ConfigStore, key: string | null) {
  const loading = store.load(key === null ? null : digestOf(key));
  loading.catch(() => undefined);
  await vi.advanceTimersByTimeAsync(KV_TIMEOUT_MS);
  return loading;
}

export async function failureOf(work: Promise<unknown>) {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof Refusal ? error.failure : error;
}
