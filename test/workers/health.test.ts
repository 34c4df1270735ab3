import { env, exports } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { FORMATS } from "../../src/formats/registry.ts";
import {
  BASE,
  openBody,
  post,
  prepareWorker,
  setValue,
  settled,
} from "../support/worker-client.ts";

interface Health {
  status: string;
  supported_formats: string[];
  formats: Record<string, Record<string, unknown>>;
  checks: Record<string, unknown>;
}

beforeEach(prepareWorker);

async function health(): Promise<Health> {
  const response = await exports.default.fetch(`${BASE}/health`);
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  return response.json();
}

const READABLE = FORMATS.filter(({ loadParser }) => loadParser !== null).map(({ id }) => id);

describe("GET /health", () => {
  it("describes every format, and supports those that are on and read", async () => {
    await setValue("TIERS", null);
    const { status, supported_formats, formats, checks } = await health();
    expect(status).toBe("ok");
    expect(supported_formats).toEqual(READABLE);
    expect(Object.keys(formats)).toEqual(FORMATS.map(({ id }) => id));
    expect(formats["csv"]).toEqual({
      enabled: true,
      source: "kv",
      tiers: ["free", "solo", "professional", "enterprise"],
      percent: 100,
      readable: true,
      active_parses: 0,
      oldest_active_seconds: null,
      window: {
        seconds: expect.any(Number),
        total: 0,
        error_rate_percent: null,
        p95_seconds: null,
      },
      alert: null,
    });
    expect(checks).toEqual({ configuration: "ok", monitors: "ok", malformed_keys: [] });
  });

  it("shows flag, tiers and percentage as they are", async () => {
    await setValue("FORMAT_CSV_ENABLED", "false");
    await setValue("FORMAT_TSV_TIERS", "solo");
    await setValue("FORMAT_TSV_PERCENT", "12.5");
    const { supported_formats, formats } = await health();
    expect(supported_formats).not.toContain("csv");
    expect(formats["csv"]).toMatchObject({ enabled: false, source: "kv" });
    expect(formats["tsv"]).toMatchObject({ enabled: true, tiers: ["solo"], percent: 12.5 });
  });

  it("says off, by default, where there is no flag", async () => {
    await setValue("FORMAT_CSV_ENABLED", null);
    expect((await health()).formats["csv"]).toMatchObject({ enabled: false, source: "default" });
  });

  it("names a key that cannot be read, and stays with what was", async () => {
    await setValue("FORMAT_CSV_ENABLED", "true");
    await health();
    await setValue("FORMAT_CSV_ENABLED", "constructor");
    const { status, formats, checks } = await health();
    expect(status).toBe("degraded");
    expect(checks["malformed_keys"]).toEqual(["FORMAT_CSV_ENABLED"]);
    expect(formats["csv"]).toMatchObject({ enabled: true, source: "last_known_good" });
  });

  it("shows the kill switch", async () => {
    await env.PARSE_MONITOR.getByName("csv").setKillSwitch("refuse");
    const { supported_formats, formats } = await health();
    expect(supported_formats).not.toContain("csv");
    expect(formats["csv"]).toMatchObject({ enabled: false, source: "kill_switch" });
  });

  it("counts the parses under way", async () => {
    const { body, send, end } = openBody();
    const answer = post(body);
    const sending = send("1,abcdefghij\n".repeat(10_000));
    await settled("csv", ({ active }) => active === 1);
    expect((await health()).formats["csv"]).toMatchObject({
      active_parses: 1,
      oldest_active_seconds: expect.any(Number),
    });
    await sending;
    await end();
    await (await answer).text();
    await settled("csv", ({ active }) => active === 0);
    expect((await health()).formats["csv"]?.["window"]).toMatchObject({
      total: 1,
      error_rate_percent: 0,
    });
  });
});
