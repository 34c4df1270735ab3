import { exports } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import { FAILURES } from "../../src/core/failure.ts";
import {
  addKey,
  BASE,
  openBody,
  post,
  prepareWorker,
  problemOf,
  recordsOf,
  setValue,
  settled,
  snapshotOf,
} from "../support/worker-client.ts";

const MIB = 1024 * 1024;
const CSV = "Account,Debit\n0010,12.50\n";

beforeEach(prepareWorker);

describe("POST /v1/parse without a right to it", () => {
  it.each([
    ["no header", undefined, "missing_credentials"],
    ["another scheme", "Basic a2V5", "invalid_credentials"],
    ["no token", "Bearer ", "invalid_credentials"],
    ["an unknown key", "Bearer nobody", "invalid_credentials"],
    ["a token far too long", `Bearer ${"x".repeat(600)}`, "invalid_credentials"],
  ])("answers 401 to %s", async (_, authorization, code) => {
    const headers = authorization === undefined ? {} : { authorization };
    const response = await exports.default.fetch(`${BASE}/v1/parse`, {
      method: "POST",
      headers,
      body: CSV,
    });
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await problemOf(response)).toMatchObject({ http: 401, code, fault: "caller" });
  });

  it.each([
    ["disabled", { disabled: true }],
    ["expired", { expires_at: "2020-01-01T00:00:00Z" }],
    ["of no account", { account: "" }],
  ])("answers 401 to a key that is %s", async (_, members) => {
    await addKey("key-odd", members);
    expect(await problemOf(await post(CSV, { key: "key-odd" }))).toMatchObject({
      http: 401,
      code: "invalid_credentials",
    });
  });

  it("answers 401 before it looks at anything else", async () => {
    const response = await post(CSV, {
      key: "nobody",
      query: "no_such_option=1",
      headers: { accept: "image/png" },
    });
    expect(response.status).toBe(401);
  });
});

describe("POST /v1/parse refusing by its headers", () => {
  it("answers 406 to a form that it cannot give", async () => {
    const response = await post(CSV, { headers: { accept: "application/xml" } });
    expect(await problemOf(response)).toMatchObject({ http: 406, code: "not_acceptable" });
  });

  it("answers 400 to an option that it does not have", async () => {
    expect(await problemOf(await post(CSV, { query: "sheeet=1" }))).toMatchObject({
      http: 400,
      code: "invalid_option",
    });
  });

  it("answers 413 to 101 MiB before a byte of the body is read", async () => {
    const body = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) });
    const response = await post(body, { headers: { "content-length": String(101 * MIB) } });
    expect(await problemOf(response)).toMatchObject({
      http: 413,
      code: "file_too_large",
      limit: { name: "file_bytes", max: 100 * MIB, found: 101 * MIB },
    });
  });

  it("answers 413 to a file over its tier's size when no length is declared", async () => {
    await setValue(
      "TIERS",
      '{"free":{"formats":["csv"]},"small":{"formats":"*","max_file_mib":1}}',
    );
    await setValue("FORMAT_CSV_TIERS", "*");
    await addKey("key-small", { tier: "small" });
    const rows = "1234567,89\n".repeat(100_000);
    const { body, send, end } = openBody();
    const answer = post(body, { key: "key-small", query: "filename=a.csv&wait=end" });
    await send(rows).then(() => end());
    expect(await problemOf(await answer)).toMatchObject({
      http: 413,
      code: "file_too_large",
      limit: { max: MIB },
    });
    expect(
      (await post(rows.slice(0, MIB - (MIB % 11)), { key: "key-small", query: "max_rows=1" }))
        .status,
    ).toBe(200);
  });

  it("answers 415 to a content encoding that it does not know", async () => {
    expect((await post(CSV, { headers: { "content-encoding": "br" } })).status).toBe(415);
  });
});

describe("POST /v1/parse refusing by policy", () => {
  it("answers 403 with the tiers that have the format", async () => {
    await addKey("key-free", { tier: "free" });
    const problem = await problemOf(
      await post("!TRNS\tDATE\n", { key: "key-free", query: "filename=a.iif" }),
    );
    expect(problem).toMatchObject({
      http: 403,
      code: "tier_required",
      current_tier: "free",
      required_tiers: ["solo", "professional", "enterprise"],
    });
    await settled("iif", ({ counters }) => counters.rejections.tier_required === 1);
  });

  it("answers 403 to a format that its own tier list keeps back", async () => {
    await setValue("FORMAT_CSV_TIERS", "solo, professional");
    expect(await problemOf(await post(CSV))).toMatchObject({
      http: 403,
      code: "tier_required",
      required_tiers: ["solo", "professional"],
    });
  });

  it("answers 403 to an account outside the percentage", async () => {
    await setValue("FORMAT_CSV_PERCENT", "0");
    expect(await problemOf(await post(CSV))).toMatchObject({ http: 403, code: "not_in_rollout" });
    await setValue("FORMAT_CSV_PERCENT", "100");
    expect((await post(CSV)).status).toBe(200);
  });

  it.each(["false", "abort"])("answers 415 while the flag is %s", async (value) => {
    await setValue("FORMAT_CSV_ENABLED", value);
    expect(await problemOf(await post(CSV))).toMatchObject({
      http: 415,
      code: "format_disabled",
      fault: "policy",
    });
    expect((await snapshotOf("csv")).window.total).toBe(0);
  });

  it("answers 415 when the flag is absent", async () => {
    await setValue("FORMAT_CSV_ENABLED", null);
    expect((await post(CSV)).status).toBe(415);
  });

  it("keeps to the last good value of a flag that cannot be read", async () => {
    expect((await post(CSV)).status).toBe(200);
    await setValue("FORMAT_CSV_ENABLED", "yes please");
    expect((await post(CSV)).status).toBe(200);
    const health = (await (await exports.default.fetch(`${BASE}/health`)).json()) as {
      status: string;
      checks: { malformed_keys: string[] };
      formats: Record<string, { source: string }>;
    };
    expect(health).toMatchObject({
      status: "degraded",
      checks: { malformed_keys: ["FORMAT_CSV_ENABLED"] },
    });
    expect(health.formats.csv?.source).toBe("last_known_good");
  });

  it("answers 503 at once when as many as allowed are under way", async () => {
    await setValue("FORMAT_CSV_ALERTS", '{"max_concurrent": 1}');
    const { body, send, end } = openBody();
    const first = post(body);
    await send(CSV);
    await settled("csv", ({ active }) => active === 0);
    await send("1,2\n".repeat(40_000));
    await settled("csv", ({ active }) => active === 1);
    const second = await post(CSV);
    expect(Number(second.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await problemOf(second)).toMatchObject({
      http: 503,
      code: "format_at_capacity",
      retryable: true,
    });
    await end();
    expect((await recordsOf(await first)).at(-1)).toMatchObject({ status: "complete" });
    await settled("csv", ({ active }) => active === 0);
    expect((await post(CSV)).status).toBe(200);
  });

  it("answers 429 past the requests a minute of the tier", async () => {
    await setValue(
      "TIERS",
      '{"free":{"formats":["csv"]},"slow":{"formats":"*","requests_per_minute":1}}',
    );
    await setValue("FORMAT_CSV_TIERS", "*");
    await addKey("key-slow", { tier: "slow" });
    expect((await post(CSV, { key: "key-slow" })).status).toBe(200);
    const second = await post(CSV, { key: "key-slow" });
    expect(second.headers.get("retry-after")).toBe("60");
    expect(await problemOf(second)).toMatchObject({ http: 429, code: "rate_limited" });
  });
});

describe("other addresses", () => {
  it("answer 404", async () => {
    expect(await problemOf(await exports.default.fetch(`${BASE}/v2/parse`))).toMatchObject({
      http: 404,
      code: "route_not_found",
    });
  });

  it.each([
    ["GET", "/v1/parse", "POST"],
    ["PUT", "/upload", "POST"],
    ["POST", "/health", "GET, HEAD"],
    ["DELETE", "/metrics", "GET, HEAD"],
  ])("answer 405 to %s %s", async (method, path, allow) => {
    const response = await exports.default.fetch(BASE + path, { method });
    expect(response.headers.get("allow")).toBe(allow);
    expect(await problemOf(response)).toMatchObject({ http: 405, code: "method_not_allowed" });
  });
});

describe("problem documents", () => {
  it("have all members, resolve their type, and say nothing of the file", async () => {
    const secret = "secret-name";
    const responses = [
      await post(`${secret}\n`, { query: `filename=${secret}.csv&header=7` }),
      await post(new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), {
        query: `filename=${secret}.csv`,
      }),
      await post("\n\n", { query: `filename=${secret}.csv` }),
      await post(CSV, { key: "nobody", query: `filename=${secret}.csv` }),
    ];
    for (const response of responses) {
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      expect(response.headers.get("x-request-id")).toBeTruthy();
      const text = await response.text();
      expect(text).not.toContain(secret);
      const problem = JSON.parse(text) as Record<string, string>;
      for (const member of [
        "type",
        "title",
        "detail",
        "instance",
        "code",
        "fault",
        "fix",
        "parse_id",
      ]) {
        expect(problem[member], member).toBeTypeOf("string");
      }
      expect(problem.status).toBe(response.status);
      const described = await exports.default.fetch(BASE + problem.type);
      expect(await described.json()).toMatchObject({ code: problem.code, status: response.status });
    }
  });

  it("are all described", async () => {
    const { errors } = (await (await exports.default.fetch(`${BASE}/v1/errors`)).json()) as {
      errors: { code: string }[];
    };
    expect(errors.map(({ code }) => code)).toEqual(Object.keys(FAILURES));
    expect((await exports.default.fetch(`${BASE}/v1/errors/toString`)).status).toBe(404);
  });
});

describe("garbage and empty files", () => {
  it("answers 415 to bytes of no known kind", async () => {
    const bytes = crypto.getRandomValues(new Uint8Array(4096));
    bytes.set([1, 2, 3, 4]);
    expect(await problemOf(await post(bytes, { query: "filename=a.xlsx" }))).toMatchObject({
      http: 415,
      code: "unsupported_type",
    });
  });

  it.each([null, ""])("answers 422 to a body of %j", async (body) => {
    expect(await problemOf(await post(body))).toMatchObject({ http: 422, code: "empty_file" });
  });
});
