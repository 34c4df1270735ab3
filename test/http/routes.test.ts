// Which addresses there are, which methods they take, and what is refused before the body is read.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FAILURES } from "../../src/core/failure.ts";
import { FORMAT_IDS } from "../../src/formats/registry.ts";
import { createHttpWorld, KEY, type SendSettings } from "../support/http-world.ts";

const BASE = "https://edge.test";
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const ROUTES: Readonly<Record<string, readonly string[]>> = {
  "/v1/parse": ["POST"],
  "/upload": ["POST"],
  "/v1/formats": ["GET", "HEAD"],
  "/v1/errors": ["GET", "HEAD"],
  "/v1/errors/empty_file": ["GET", "HEAD"],
  "/health": ["GET", "HEAD"],
  "/metrics": ["GET", "HEAD"],
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function ask(path: string, init: RequestInit = {}, world = createHttpWorld()): Promise<Response> {
  return Promise.resolve(world.app.fetch(new Request(BASE + path, init), {}, world.execution));
}

describe("an address", () => {
  it.each(
    Object.entries(ROUTES).flatMap(([path, allow]) =>
      METHODS.filter((method) => !allow.includes(method)).map(
        (method) => [method, path, allow] as const,
      ),
    ),
  )("refuses %s on %s and says what it takes", async (method, path, allow) => {
    const response = await ask(path, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe(allow.join(", "));
    if (method === "HEAD") expect(await response.text()).toBe("");
    else expect(await response.json()).toMatchObject({ code: "method_not_allowed", status: 405 });
  });

  it.each(
    Object.entries(ROUTES)
      .filter(([, allow]) => allow.includes("GET"))
      .map(([path]) => path),
  )("answers GET and HEAD alike but for the body: %s", async (path) => {
    const world = createHttpWorld();
    const [get, head] = [await ask(path, {}, world), await ask(path, { method: "HEAD" }, world)];
    expect([get.status, head.status]).toEqual([200, 200]);
    expect(head.headers.get("content-type")).toBe(get.headers.get("content-type"));
    expect((await get.text()).length).toBeGreaterThan(50);
    expect(await head.text()).toBe("");
  });

  it.each([
    "/",
    "/v1",
    "/v1/parse/",
    "/V1/PARSE",
    "/v1/parse/extra",
    "/v1/errors/",
    "/v1/errors/nope",
    "/v1/errors/__proto__",
    "/v1/errors/constructor",
    "/admin",
    "/admin/flags",
    "/.env",
    "//v1/parse",
    "/v1/%70arse%00",
  ])("that there is not answers 404 whatever the method: %s", async (path) => {
    for (const method of ["GET", "POST"]) {
      const response = await ask(path, { method });
      // A code that there is not stands under an address that takes GET alone.
      const isCode = /^\/v1\/errors\/./.test(path) && method === "POST";
      expect([method, response.status]).toEqual([method, isCode ? 405 : 404]);
      const problem = (await response.json()) as { code: string };
      expect(problem.code).toBe(isCode ? "method_not_allowed" : "route_not_found");
      expect(JSON.stringify(problem)).not.toContain("nope");
    }
  });

  it("of uploads has an alias, which asks for credentials as well", async () => {
    expect((await ask("/upload", { method: "POST" })).status).toBe(401);
    const headers = { authorization: `Bearer ${KEY}` };
    const response = await ask("/upload", { method: "POST", headers });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "empty_file" });
  });
});

describe("GET /v1/formats", () => {
  it("lists every format, and as enabled those alone that are on and read", async () => {
    const world = createHttpWorld();
    world.values.set("FORMAT_CSV_ENABLED", "false");
    const { formats } = (await (await ask("/v1/formats", {}, world)).json()) as {
      formats: { id: string; parser: string | null; enabled: boolean }[];
    };
    expect(formats.map(({ id }) => id)).toEqual(FORMAT_IDS);
    for (const { id, parser, enabled } of formats) {
      expect([id, enabled]).toEqual([id, id !== "csv" && parser !== null]);
    }
    expect(formats.some(({ enabled }) => enabled)).toBe(true);
  });
});

describe("GET /v1/errors", () => {
  it("describes each code as its own address does", async () => {
    const { errors } = (await (await ask("/v1/errors")).json()) as {
      errors: { code: string; type: string }[];
    };
    expect(errors.map(({ code }) => code)).toEqual(Object.keys(FAILURES));
    for (const error of errors) {
      expect(await (await ask(error.type)).json()).toEqual(error);
    }
  });
});

describe("an upload that its headers decide", () => {
  it.each<[number, string, SendSettings]>([
    [401, "missing_credentials", { headers: { authorization: "" } }],
    [401, "invalid_credentials", { headers: { authorization: "Bearer dev-enterprise" } }],
    [406, "not_acceptable", { headers: { accept: "application/xml" } }],
    [400, "invalid_option", { query: "no_such_option=1" }],
    [400, "invalid_option", { query: "format=docx" }],
    [413, "file_too_large", { headers: { "content-length": "999999999" } }],
    [415, "unsupported_type", { headers: { "content-encoding": "br" } }],
    [415, "unsupported_type", { headers: { "content-encoding": "constructor" } }],
    // The first of several reasons is that of the caller's identity, then of what it asks for.
    [401, "missing_credentials", { headers: { authorization: "", accept: "x/y" }, query: "x=1" }],
    [406, "not_acceptable", { headers: { accept: "x/y", "content-length": "999999999" } }],
    [400, "invalid_option", { headers: { "content-length": "999999999" }, query: "x=1" }],
  ])("is answered %i %s without a byte of it", async (status, code, settings) => {
    const world = createHttpWorld();
    const read = vi.spyOn(world.sender, "read");
    const answer = world.send(settings);
    await world.pass(0);
    const response = await answer;
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ code, status });
    expect(read).not.toHaveBeenCalled();
    expect(world.monitor.acquired).toEqual([]);
    expect(world.reported).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("an upload whose form cannot be read", () => {
  it("is taken in to its end before the answer, which some clients read no sooner", async () => {
    const world = createHttpWorld();
    const read = vi.spyOn(world.sender, "read");
    world.sender.push(...Array.from({ length: 9 }, () => "x".repeat(1_000)), null);
    const answer = world.send({ headers: { "content-type": "multipart/form-data" } });
    await world.pass(0);
    const response = await answer;
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "malformed_multipart" });
    expect(read).toHaveBeenCalledTimes(10);
  });
});
