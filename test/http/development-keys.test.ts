import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { createApp } from "../../src/http/app.ts";
import type { Services } from "../../src/http/services.ts";
import { FORMAT_IDS } from "../../src/formats/registry.ts";
import { apiKeyEntry } from "../../src/rollout/api-keys.ts";
import { ConfigStore } from "../../src/rollout/config-store.ts";
import { flagKeys } from "../../src/rollout/flags.ts";
import { BUILT_IN_TIERS } from "../../src/rollout/tiers.ts";

const KEYS = [...[...BUILT_IN_TIERS.keys()].map((tier) => `dev-${tier}`), "dev-", "live-key"];

/** What KV holds when somebody has seeded production by mistake. */
function seededKv() {
  const values = new Map(FORMAT_IDS.map((id) => [flagKeys(id).flag, "true"] as const)) as Map<
    string,
    string
  >;
  for (const key of KEYS) {
    const digest = createHash("sha256").update(key).digest();
    values.set(apiKeyEntry(digest), JSON.stringify({ account: key, tier: "enterprise" }));
  }
  return {
    get: async (keys: string[]) => new Map(keys.map((key) => [key, values.get(key) ?? null])),
  };
}

function upload(key: string, isDevelopment: boolean): Promise<Response> {
  const outOfReach = () => {
    throw new Error("no part of this test");
  };
  const services: Services = {
    clock: () => 1_760_000_000_000,
    newId: () => "id",
    config: new ConfigStore(seededKv(), () => 1_760_000_000_000),
    monitorOf: outOfReach,
    openChannel: outOfReach,
    sinks: { recordParse: outOfReach, reportError: async () => undefined },
    version: "test",
    isDevelopment,
  };
  const init = { method: "POST", headers: { authorization: `Bearer ${key}`, accept: "image/png" } };
  return Promise.resolve(createApp(services).request("/v1/parse", init));
}

describe("development keys", () => {
  // 406 comes after the credentials: it shows that they were taken.
  it.each(KEYS.filter((key) => key.startsWith("dev-")))(
    "open nothing in production: %s",
    async (key) => {
      expect((await upload(key, false)).status).toBe(401);
      expect((await upload(key, true)).status).toBe(406);
    },
  );

  it("leave other keys alone", async () => {
    expect((await upload("live-key", false)).status).toBe(406);
  });
});
