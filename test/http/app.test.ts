import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { MULTIPART_OVERHEAD_BYTES } from "../../guards/limits.ts";
import { createHttpWorld, KEY } from "../support/http-world.ts";

const CSV = "Account,Debit\n0010,12.50\n";
const MIB = 1024 * 1024;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

type World = ReturnType<typeof createHttpWorld>;

/** Sends what was pushed, and waits for the answer and all that runs behind it. */
async function answered(world: World, settings?: Parameters<World["send"]>[0]) {
  const answer = world.send(settings);
  await world.pass(10_000);
  await Promise.all(world.behind);
  return answer;
}

describe("authentication", () => {
  it("knows a key by its digest alone", async () => {
    const world = createHttpWorld();
    world.sender.push(CSV, null);
    expect((await answered(world)).status).toBe(200);
    const digest = createHash("sha256").update(KEY).digest("hex");
    expect([...world.asked].filter((name) => name.startsWith("KEY_"))).toEqual([`KEY_${digest}`]);
    expect([...world.asked].some((name) => name.includes(KEY))).toBe(false);
    expect(JSON.stringify([world.recorded, world.monitor.finished])).not.toContain(KEY);
  });

  it.each([
    "",
    "Bearer",
    "Bearer ",
    `Basic ${KEY}`,
    KEY,
    `Bearer ${KEY} ${KEY}`,
    `Bearer ${KEY}, Bearer ${KEY}`,
    `Bearer ${"x".repeat(513)}`,
    "Bearer other-key",
    "Bearer __proto__",
  ])("answers 401 with a challenge to %j", async (authorization) => {
    const world = createHttpWorld();
    const response = await answered(world, { headers: { authorization } });
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toBe("Bearer");
    expect(await response.json()).toMatchObject({
      code: authorization === "" ? "missing_credentials" : "invalid_credentials",
    });
  });

  it("asks KV for no token that is too long or malformed", async () => {
    const world = createHttpWorld();
    await answered(world, { headers: { authorization: `Bearer ${"x".repeat(513)}` } });
    expect(world.asked.size).toBe(0);
  });
});

describe("a declared length", () => {
  it.each(["-5", "abc", "1e9", "0x7fffffff", "12.5", "", " ", "NaN", "Infinity"])(
    "that is none, such as %j, is no hint",
    async (length) => {
      const world = createHttpWorld();
      world.sender.push(CSV, null);
      // A format that is held whole uses the hint.
      const response = await answered(world, { headers: { "content-length": length } });
      expect(response.status).toBe(200);
    },
  );

  it("does not cost memory by itself", async () => {
    const world = createHttpWorld();
    world.sender.push(CSV, null);
    const response = await answered(world, { headers: { "content-length": String(99 * MIB) } });
    expect(response.status).toBe(200);
  });

  it.each([String(100 * MIB + 1), "999999999999999"])("of %s refuses at once", async (length) => {
    const world = createHttpWorld();
    const read = vi.spyOn(world.sender, "read");
    const response = await answered(world, { headers: { "content-length": length } });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      code: "file_too_large",
      limit: { name: "file_bytes", max: 100 * MIB, found: Number(length) },
    });
    expect(read).not.toHaveBeenCalled();
  });

  it.each([
    [100 * MIB, 200],
    [100 * MIB + 1, 413],
  ])("of %i bytes of file is answered %i", async (length, status) => {
    const world = createHttpWorld();
    world.sender.push(CSV, null);
    const response = await answered(world, { headers: { "content-length": String(length) } });
    expect(response.status).toBe(status);
  });

  it("of a form may be larger by what frames the file", async () => {
    const world = createHttpWorld();
    const headers = {
      "content-type": "multipart/form-data; boundary=xyz",
      "content-length": String(100 * MIB + MULTIPART_OVERHEAD_BYTES),
    };
    world.sender.push(
      `--xyz\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${CSV}\r\n--xyz--\r\n`,
      null,
    );
    expect((await answered(world, { headers })).status).toBe(200);
  });
});

describe("a form", () => {
  it("that never comes to its file is cut off", async () => {
    const world = createHttpWorld();
    world.values.set("TIERS", '{"enterprise":{"formats":"*","max_file_mib":1}}');
    const noise = "x".repeat(64 * 1024 - 100);
    world.sender.push(
      `--xyz\r\ncontent-disposition: form-data; name="note"\r\n\r\n`,
      ...Array.from({ length: 40 }, () => noise),
      null,
    );
    const headers = { "content-type": "multipart/form-data; boundary=xyz" };
    const response = await answered(world, { headers, query: "" });
    expect(response.status).toBe(413);
    expect(await response.json()).toMatchObject({
      code: "file_too_large",
      limit: { name: "form_bytes", max: MIB + MULTIPART_OVERHEAD_BYTES },
    });
  });
});

describe("an unexpected error", () => {
  it("before the parse is answered 500 and reported, without what it says", async () => {
    const world = createHttpWorld();
    const fault = new TypeError("secret of the service");
    world.services.config.load = () => Promise.reject(fault);
    const response = await answered(world);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(JSON.parse(text)).toMatchObject({ code: "internal", fault: "service" });
    expect(text).not.toContain("secret");
    expect(world.reported).toEqual([fault]);
  });

  it("of the body's reader is a client that is gone, not a fault", async () => {
    const world = createHttpWorld();
    world.sender.push(new Error("The client disconnected"));
    const response = await answered(world);
    expect(response.status).toBe(499);
    expect(world.reported).toEqual([]);
  });

  it("of the body's reader in mid-file leaves no lease behind", async () => {
    const world = createHttpWorld();
    world.sender.push(CSV.repeat(2_000), CSV.repeat(2_000), new Error("The client disconnected"));
    await answered(world);
    expect(world.monitor.finished).toMatchObject([{ outcome: "cancelled" }]);
    expect(world.reported).toEqual([]);
  });
});

describe("every answer", () => {
  it("carries a request id: the caller's own when it is well-formed", async () => {
    for (const [given, kept] of [
      ["request-12345", true],
      ["short", false],
      ["x".repeat(65), false],
      ["with spaces in it", false],
      ['quo"ted-1234', false],
    ] as const) {
      const world = createHttpWorld();
      const response = await answered(world, {
        headers: { "x-request-id": given, authorization: "" },
      });
      const id = response.headers.get("x-request-id");
      expect(id === given).toBe(kept);
      expect(await response.json()).toMatchObject({
        request_id: id,
        instance: `urn:request:${id}`,
      });
      expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    }
  });

  it("is 422 where there is no body at all", async () => {
    const world = createHttpWorld();
    const response = await answered(world, { hasBody: false });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ code: "empty_file" });
  });

  it("keeps the file's name out of its headers", async () => {
    const world = createHttpWorld();
    world.sender.push(CSV, null);
    const response = await answered(world, {
      query: `filename=${encodeURIComponent("a\r\nset-cookie: x=1\r\n.csv")}`,
    });
    expect(response.status).toBe(200);
    expect(response.headers.get("set-cookie")).toBe(null);
    expect(JSON.stringify([...response.headers])).not.toContain("set-cookie");
    expect(JSON.parse((await response.text()).split("\n")[0] ?? "")).toMatchObject({
      filename: "aset-cookie: x=1.csv",
    });
  });

  it("is given to a query of any length", async () => {
    const world = createHttpWorld();
    world.sender.push(CSV, null);
    const response = await answered(world, { query: `filename=${"a".repeat(50_000)}.csv` });
    expect(response.status).toBe(200);
    const unknown = createHttpWorld();
    const refused = await answered(unknown, { query: `${"x".repeat(50_000)}=1` });
    expect(refused.status).toBe(400);
    expect((await refused.text()).length).toBeLessThan(2_000);
  });
});
