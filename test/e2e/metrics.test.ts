import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FORMAT_IDS } from "../../src/formats/registry.ts";
import { upload } from "./client.ts";
import { run, startServer, type RunningServer } from "./server.ts";

/** In Debian's package prometheus; CI installs it and asks for it. */
const hasPromtool = spawnSync("promtool", ["--version"]).status === 0;
const mustHavePromtool = process.env.REQUIRE_PROMTOOL === "1";

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
});

async function scrape(): Promise<string> {
  return (await fetch(`${server.url}/metrics`)).text();
}

describe("/metrics", () => {
  it("has a series of every playbook metric for every format at 0 from the start", async () => {
    const text = await scrape();
    for (const format of FORMAT_IDS) {
      for (const series of [
        `paciolus_parse_total{format="${format}",stage="detect"} 0`,
        `paciolus_parse_total{format="${format}",stage="parse"} 0`,
        `paciolus_parse_errors_total{format="${format}",stage="parse",error_code="corrupt_file"} 0`,
        `paciolus_parse_duration_seconds_count{format="${format}",stage="parse"} 0`,
        `paciolus_parse_duration_seconds_bucket{format="${format}",stage="parse",le="+Inf"} 0`,
        `paciolus_active_parses{format="${format}"} 0`,
      ]) {
        expect(text.split("\n")).toContain(series);
      }
    }
  });

  it("counts a parse and a failure", async () => {
    await upload(server.url, "a,b\n1,2\n", "filename=a.csv");
    await upload(server.url, "\n\n\n", "filename=a.csv");
    await expect
      .poll(scrape, { timeout: 5_000 })
      .toContain('paciolus_parse_total{format="csv",stage="parse"} 2');
    expect(await scrape()).toContain(
      'paciolus_parse_errors_total{format="csv",stage="parse",error_code="empty_file"} 1',
    );
  });

  it.skipIf(!hasPromtool && !mustHavePromtool)("is accepted by promtool", async () => {
    const { code, stdout, stderr } = await run("promtool", ["check", "metrics"], await scrape());
    expect(`${stdout}${stderr}`).toBe("");
    expect(code).toBe(0);
  });
});
