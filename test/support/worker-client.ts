// Talks to the Worker in its own runtime, as a caller and as an operator.
import { reset } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { vi } from "vitest";
import { FORMAT_IDS } from "../../src/formats/registry.ts";
import { apiKeyEntry } from "../../src/rollout/api-keys.ts";
import { ISOLATE_CACHE_MS } from "../../src/rollout/config-store.ts";
import { flagKeys } from "../../src/rollout/flags.ts";

export const BASE = "https://edge.test";

/** Far ahead, since workerd moves an alarm that is set in the past to the real present. */
const START = Date.UTC(2200, 0, 1);

export type JsonRecord = Record<string, unknown>;

/** Empties every binding, stops the clock, switches all formats on and makes a key for `enterprise`. */
export async function prepareWorker(): Promise<void> {
  // What runs behind the last answer of the test before must not meet an object that is gone.
  for (const id of FORMAT_IDS) await settled(id, ({ active }) => active === 0);
  await reset();
  vi.useFakeTimers({ toFake: ["Date"] });
  // The isolate outlives a test, and with it the configuration that it keeps for some seconds.
  vi.setSystemTime(Math.max(Date.now(), START) + 60_000);
  for (const id of FORMAT_IDS) await env.FLAGS.put(flagKeys(id).flag, "true");
  await addKey("key-enterprise", { tier: "enterprise" });
}

/** Sets a KV value (null deletes it) and lets the isolate's cache pass. */
export async function setValue(key: string, value: string | null): Promise<void> {
  if (value === null) await env.FLAGS.delete(key);
  else await env.FLAGS.put(key, value);
  passCache();
}

function passCache(): void {
  vi.setSystemTime(Date.now() + ISOLATE_CACHE_MS);
}

export async function addKey(key: string, members: JsonRecord): Promise<void> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key));
  const value = { account: `account of ${key}`, tier: "free", scopes: [], ...members };
  await env.FLAGS.put(apiKeyEntry(new Uint8Array(digest)), JSON.stringify(value));
  passCache();
}

export interface UploadSettings {
  query?: string;
  key?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

export async function post(
  body: BodyInit | null,
  settings: UploadSettings = {},
): Promise<Response> {
  const { query = "filename=a.csv", key = "key-enterprise", headers = {}, signal } = settings;
  return exports.default.fetch(`${BASE}/v1/parse?${query}`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, ...headers },
    body,
    ...(signal !== undefined && { signal }),
  });
}

export async function problemOf(response: Response): Promise<JsonRecord> {
  return { ...((await response.json()) as JsonRecord), http: response.status };
}

export async function recordsOf(response: Response): Promise<JsonRecord[]> {
  const lines = (await response.text()).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line) as JsonRecord);
}

export async function snapshotOf(format: string) {
  return env.PARSE_MONITOR.getByName(format).snapshot();
}

/** Waits for what runs behind an answer. */
export async function settled(
  format: string,
  isTrue: (snapshot: Awaited<ReturnType<typeof snapshotOf>>) => boolean,
) {
  return vi.waitFor(async () => {
    const snapshot = await snapshotOf(format);
    if (!isTrue(snapshot)) throw new Error(`not yet: ${JSON.stringify(snapshot.counters)}`);
    return snapshot;
  });
}

/** A body that is sent as the test goes on. */
export function openBody(): {
  body: ReadableStream<Uint8Array>;
  send: (text: string) => Promise<void>;
  end: () => Promise<void>;
} {
  const { readable, writable } = new IdentityTransformStream();
  const writer = writable.getWriter();
  return {
    body: readable,
    send: (text) => writer.write(new TextEncoder().encode(text)),
    end: () => writer.close(),
  };
}
