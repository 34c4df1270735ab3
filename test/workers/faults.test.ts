// Faults of our own: a parser with a bug, and a monitor out of reach.
import { env } from "cloudflare:workers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HeaderedTable } from "../../src/codecs/headered-table.ts";
import { post, prepareWorker, problemOf, recordsOf, settled } from "../support/worker-client.ts";

const TSV = "Account\tDebit\n0010\t12.50\n";
const query = "filename=a.tsv";

beforeEach(prepareWorker);

afterEach(() => {
  vi.restoreAllMocks();
});

describe("a parser with a bug", () => {
  it("is answered as the service's fault, without what it said, and hurts nobody after", async () => {
    const log = vi.spyOn(console, "error").mockImplementation(() => undefined);
    const row = vi.spyOn(HeaderedTable.prototype, "row").mockImplementation(() => {
      throw new TypeError("cell 4711 is undefined");
    });
    const response = await post(TSV, { query });
    const problem = await problemOf(response);
    expect(problem).toMatchObject({
      http: 500,
      code: "internal",
      fault: "service",
      retryable: true,
    });
    expect(JSON.stringify(problem)).not.toContain("4711");
    const { counters } = await settled(
      "tsv",
      ({ active, counters: { errors } }) => active === 0 && errors.internal === 1,
    );
    expect(counters.outcomes.failed).toBe(1);
    const line = JSON.parse(String(log.mock.calls[0]?.[0])) as Record<string, string>;
    expect(line).toMatchObject({
      event: "bug",
      error: "TypeError",
      format: "tsv",
      parser: "tsv/1",
      stage: "parse",
    });
    expect(JSON.stringify(line)).not.toContain("4711");

    row.mockRestore();
    expect((await recordsOf(await post(TSV, { query }))).at(-1)).toMatchObject({
      status: "complete",
      rows: 1,
    });
  });

  it("ends a stream that is under way with a failed end record", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const { row } = HeaderedTable.prototype;
    vi.spyOn(HeaderedTable.prototype, "row").mockImplementation(function (
      this: HeaderedTable,
      number,
      cells,
    ) {
      if (number > 100_000) throw new Error("late");
      row.call(this, number, cells);
    });
    // The bad quote brings the last record there, past the automaton.
    const text = `${"some text to fill\tthe answer\n".repeat(100_001)}"a"b\tc\n`;
    const records = await recordsOf(await post(text, { query }));
    expect(records.at(-1)).toMatchObject({
      type: "end",
      status: "failed",
      error: { code: "internal" },
    });
    await settled("tsv", ({ active }) => active === 0);
  });
});

describe("what is written behind an answer", () => {
  it("is one data point and one line for each parse, without the file's name", async () => {
    const points = vi.spyOn(env.PARSE_EVENTS, "writeDataPoint");
    const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
    await (await post(TSV, { query: "filename=secret-name.tsv" })).text();
    await settled("tsv", ({ counters }) => counters.outcomes.complete === 1);
    await vi.waitFor(() => expect(points).toHaveBeenCalledTimes(1));
    expect(points.mock.calls[0]?.[0]).toMatchObject({ indexes: ["tsv"] });
    expect(log).toHaveBeenCalledTimes(1);
    expect(JSON.parse(String(log.mock.calls[0]?.[0]))).toMatchObject({
      event: "parse",
      format: "tsv",
      outcome: "complete",
      rows: 1,
      tracked: true,
    });
    expect(JSON.stringify([points.mock.calls, log.mock.calls])).not.toContain("secret-name");
  });
});

describe("the kill switch on the monitor", () => {
  it("refuses what the flag would admit, and shows in /health", async () => {
    await env.PARSE_MONITOR.getByName("tsv").setKillSwitch("refuse");
    expect(await problemOf(await post(TSV, { query }))).toMatchObject({
      http: 415,
      code: "format_disabled",
    });
    await env.PARSE_MONITOR.getByName("tsv").setKillSwitch("open");
    expect((await post(TSV, { query })).status).toBe(200);
  });
});
