// The whole app with every binding played by the test, under timers that the test moves.
import { createHash } from "node:crypto";
import { vi } from "vitest";
import { createApp } from "../../src/http/app.ts";
import type { ByteChannel } from "../../src/http/answer-body.ts";
import type { Services } from "../../src/http/services.ts";
import type { ParseFacts } from "../../src/observability/parse-facts.ts";
import { FORMAT_IDS } from "../../src/formats/registry.ts";
import { apiKeyEntry } from "../../src/rollout/api-keys.ts";
import { ConfigStore } from "../../src/rollout/config-store.ts";
import { flagKeys } from "../../src/rollout/flags.ts";
import { FakeMonitor } from "./fake-monitor.ts";
import { PushedSource } from "./upload-world.ts";

export const KEY = "key-of-the-test";

/** A channel whose other side takes a write only when the test reads it. */
function createChannel(): ByteChannel {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>(
    { transform: (bytes, controller) => controller.enqueue(bytes.slice()) },
    { highWaterMark: 1 },
    { highWaterMark: 0 },
  );
  return { readable, writable };
}

export interface SendSettings {
  query?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Nothing of a body at all. */
  hasBody?: boolean;
}

export function createHttpWorld() {
  const values = new Map<string, string>(
    FORMAT_IDS.map((id) => [flagKeys(id).flag, "true"] as const),
  );
  const digest = createHash("sha256").update(KEY).digest();
  values.set(apiKeyEntry(digest), JSON.stringify({ account: "account", tier: "enterprise" }));
  const asked = new Set<string>();
  const kv = {
    async get(keys: string[]) {
      for (const key of keys) asked.add(key);
      return new Map(keys.map((key) => [key, values.get(key) ?? null]));
    },
  };
  const clock = () => Date.now();
  const monitor = new FakeMonitor();
  const sender = new PushedSource();
  const recorded: ParseFacts[] = [];
  const reported: unknown[] = [];
  const behind: Promise<unknown>[] = [];
  let ids = 0;
  const services: Services = {
    clock,
    newId: () => `id-${(ids += 1)}`,
    config: new ConfigStore(kv, clock),
    monitorOf: () => monitor,
    openChannel: createChannel,
    sinks: {
      recordParse: (facts) => void recorded.push(facts),
      reportError: async (error) => void reported.push(error),
    },
    version: "test",
    isDevelopment: false,
  };
  const app = createApp(services);
  const execution = {
    waitUntil: (work: Promise<unknown>) => void behind.push(work),
    passThroughOnException: () => undefined,
    props: {},
  };

  /** Sends a request whose body is what the test pushes into `sender`. */
  function send(settings: SendSettings = {}): Promise<Response> {
    const { query = "filename=a.csv", headers = {}, signal, hasBody = true } = settings;
    const request = new Request(`https://edge.test/v1/parse?${query}`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, ...headers },
      ...(signal !== undefined && { signal }),
    });
    // The runtime's reader by BYOB is not known to Node.
    const readAtLeast = async (_least: number, view: Uint8Array) => {
      const bytes = await sender.read();
      if (bytes === null) return { done: true, value: view.subarray(0, 0) };
      view.set(bytes);
      return { done: false, value: view.subarray(0, bytes.length) };
    };
    const body = hasBody ? { getReader: () => ({ readAtLeast }) } : null;
    Object.defineProperty(request, "body", { value: body });
    return Promise.resolve(app.fetch(request, {}, execution));
  }

  /** Lets `ms` pass, and what is due in it happen. */
  async function pass(ms: number): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
  }

  return {
    values,
    asked,
    monitor,
    sender,
    recorded,
    reported,
    behind,
    services,
    app,
    execution,
    send,
    pass,
  };
}
