// The rollback of the playbook with wrangler's own command, while the service runs.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  activeParses,
  beginUpload,
  ledger,
  LEDGER_HEADER,
  readHealth,
  upload,
  type SlowUpload,
} from "./client.ts";
import { run, startServer, waitFor, type RunningServer } from "./server.ts";

/** 30 s that KV may keep a value in a location and 5 s in the isolate. */
const PROPAGATION_MS = 35_000;
/** A heartbeat (10 s) finds the flag at `abort` as soon as it may be seen. */
const ABORT_MS = PROPAGATION_MS + 10_000;
const MIB = 1024 * 1024;

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
});

async function setFlag(value: string): Promise<void> {
  const line = [
    "wrangler",
    "kv",
    "key",
    "put",
    "--local",
    "--persist-to",
    server.stateDirectory,
    "--binding",
    "FLAGS",
  ];
  const { code, stderr } = await run("npx", [...line, "FORMAT_CSV_ENABLED", value]);
  expect(code, stderr).toBe(0);
}

async function probe(): Promise<{ status: number; code: unknown }> {
  const { status, records } = await upload(server.url, "a,b\n1,2\n", "filename=a.csv");
  return { status, code: records[0]?.code };
}

/** Begins an upload and waits until it holds a lease. */
async function underWay(firstBytes: number): Promise<{ inFlight: SlowUpload; rows: number }> {
  const inFlight = beginUpload(server.url, "filename=ledger.csv");
  const { text, rows } = ledger(firstBytes);
  await inFlight.send(LEDGER_HEADER + text);
  expect(await waitFor(async () => (await activeParses(server.url, "csv")) === 1, 10_000)).toBe(
    true,
  );
  return { inFlight, rows };
}

describe("a rollback by wrangler kv", () => {
  it("refuses new uploads, drops the format from /health, and lets the parse in flight finish", async () => {
    expect(await probe()).toMatchObject({ status: 200 });
    const { inFlight, rows } = await underWay(256 * 1024);

    await setFlag("false");
    expect(await waitFor(async () => (await probe()).status === 415, PROPAGATION_MS)).toBe(true);
    expect(await probe()).toEqual({ status: 415, code: "format_disabled" });
    const health = await readHealth(server.url);
    expect(health.supported_formats).not.toContain("csv");
    expect(health.formats.csv).toMatchObject({ enabled: false, active_parses: 1 });

    const more = ledger(256 * 1024, rows + 1);
    await inFlight.send(more.text);
    inFlight.finish();
    const { status, records } = await inFlight.answer;
    expect(status).toBe(200);
    expect(records.at(-1)).toMatchObject({
      type: "end",
      status: "complete",
      rows: rows + more.rows,
    });
    expect(await waitFor(async () => (await activeParses(server.url, "csv")) === 0, 5_000)).toBe(
      true,
    );
  });

  it("comes back when the flag does", async () => {
    await setFlag("true");
    expect(await waitFor(async () => (await probe()).status === 200, PROPAGATION_MS)).toBe(true);
    expect((await readHealth(server.url)).supported_formats).toContain("csv");
  });

  it(
    "ends the parse in flight as aborted when the flag says abort",
    async () => {
      // Past the header gate, so that the failure has to come in the end record.
      const { inFlight } = await underWay(2 * MIB);
      const before = await underWaySmall();

      await setFlag("abort");
      const [streamed, held] = await Promise.all([inFlight.answer, before.answer]);
      expect(streamed.status).toBe(200);
      expect(streamed.records.at(-1)).toMatchObject({
        type: "end",
        status: "failed",
        error: { code: "parse_aborted" },
      });
      expect(held.status).toBe(503);
      expect(held.records[0]).toMatchObject({ code: "parse_aborted", retryable: true });
      expect(await waitFor(async () => (await activeParses(server.url, "csv")) === 0, 5_000)).toBe(
        true,
      );
      expect(await probe()).toEqual({ status: 415, code: "format_disabled" });
    },
    ABORT_MS + 60_000,
  );

  async function underWaySmall(): Promise<SlowUpload> {
    const inFlight = beginUpload(server.url, "filename=small.csv");
    await inFlight.send(LEDGER_HEADER + ledger(256 * 1024).text);
    expect(await waitFor(async () => (await activeParses(server.url, "csv")) === 2, 10_000)).toBe(
      true,
    );
    return inFlight;
  }
});
