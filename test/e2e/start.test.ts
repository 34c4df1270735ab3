import { readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORMATS } from "../../src/formats/registry.ts";
import { readHealth, upload } from "./client.ts";
import { ROOT, run, startServer, type RunningServer } from "./server.ts";

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
});

describe("npm start", () => {
  it("prints a curl line that returns rows and ends complete", async () => {
    const line = server
      .output()
      .split("\n")
      .find((text) => text.includes("curl "));
    const { code, stdout } = await run("sh", ["-c", line ?? ""]);
    expect(code).toBe(0);
    const records = stdout
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text) as { type?: string; status?: string });
    expect(records.filter(({ type }) => type === undefined)).toHaveLength(2);
    expect(records.at(-1)).toMatchObject({ type: "end", status: "complete" });
  });

  it("has every format on", async () => {
    const { formats } = await readHealth(server.url);
    expect(Object.keys(formats)).toHaveLength(FORMATS.length);
    for (const format of FORMATS) expect(formats[format.id]?.enabled, format.id).toBe(true);
  });

  it("has a key for each tier", async () => {
    for (const tier of ["free", "solo", "professional", "enterprise"]) {
      const response = await fetch(`${server.url}/v1/parse?filename=a.csv`, {
        method: "POST",
        headers: { authorization: `Bearer dev-${tier}` },
        body: "a,b\n1,2\n",
      });
      expect(response.status, tier).toBe(200);
    }
  });

  it("refuses 101 MiB", async () => {
    const { status, records } = await upload(
      server.url,
      Buffer.alloc(101 * 1024 * 1024),
      "filename=a.csv",
    );
    expect(status).toBe(413);
    expect(records[0]).toMatchObject({ code: "file_too_large", limit: { max: 100 * 1024 * 1024 } });
  });

  it("writes nothing about names of files", async () => {
    await upload(server.url, "a,b\n1,2\n", "filename=secret-client-name.csv");
    expect(server.output()).not.toContain("secret-client-name");
  });
});

describe("fixtures through the whole service", () => {
  const cases = FORMATS.flatMap(({ id, extensions }) => {
    const folder = join(ROOT, "test/fixtures", id);
    return readdirSync(folder)
      .filter((name) =>
        (extensions as readonly string[]).some((extension) => name.endsWith(extension)),
      )
      .map((name) => ({
        id,
        name,
        path: join(folder, name),
        expected: join(folder, name.replace(/\.\w+$/, ".expected.json")),
      }));
  });

  it("are there for every format", () => {
    expect(new Set(cases.map(({ id }) => id)).size).toBe(FORMATS.length);
  });

  it.each(cases)(
    "$id/$name gives its rows or its failure",
    async ({ id, name, path, expected }) => {
      const golden = JSON.parse(readFileSync(expected, "utf8")) as {
        tables?: { rows: unknown[] }[];
        failure?: { code: string };
        options?: Record<string, unknown>;
      };
      const query = new URLSearchParams({ filename: name, format: id });
      for (const [option, value] of Object.entries(golden.options ?? {})) {
        const text = value === true ? "1" : String(value);
        query.set(
          option.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
          text,
        );
      }
      const { status, records } = await upload(server.url, readFileSync(path), query.toString());
      if (golden.failure !== undefined) {
        expect(records[0]).toMatchObject({ status, code: golden.failure.code });
        expect(status).toBeGreaterThanOrEqual(400);
        expect(status).toBeLessThan(500);
        return;
      }
      expect(status).toBe(200);
      const rows = records
        .filter(({ type }) => type === undefined)
        .map(({ row, cells }) => [row, cells]);
      expect(rows).toEqual(golden.tables?.flatMap((table) => table.rows));
      expect(records.at(-1)).toMatchObject({ type: "end", status: "complete", rows: rows.length });
    },
  );
});

describe("npm run parse", () => {
  it("prints the records of a file and exits 0", async () => {
    const path = join(server.stateDirectory, "tb.csv");
    await writeFile(path, "Account,Debit\n0010,12.50\n");
    const { code, stdout } = await run("npm", [
      "run",
      "-s",
      "parse",
      "--",
      path,
      "--header",
      "none",
    ]);
    const records = stdout
      .trim()
      .split("\n")
      .map((text) => JSON.parse(text) as Record<string, unknown>);
    expect(records.filter(({ type }) => type === undefined)).toEqual([
      { row: 1, cells: ["Account", "Debit"] },
      { row: 2, cells: ["0010", "12.50"] },
    ]);
    expect(code).toBe(0);
  });

  it("prints the problem of a file that is refused and exits 1", async () => {
    const path = join(server.stateDirectory, "picture.csv");
    await writeFile(path, Buffer.from("89504e470d0a1a0a0000000d49484452", "hex"));
    const { code, stdout } = await run("npm", ["run", "-s", "parse", "--", path]);
    expect(JSON.parse(stdout)).toMatchObject({ status: 415, code: "unsupported_type" });
    expect(code).toBe(1);
  });

  it("explains itself and exits 2 without a file", async () => {
    const { code, stderr } = await run("npm", ["run", "-s", "parse"]);
    expect(stderr).toContain("usage:");
    expect(code).toBe(2);
  });
});
