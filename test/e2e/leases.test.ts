// What must not leave a parse counted for ever: a client that leaves, and a runtime that is killed.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  activeParses,
  beginUpload,
  ledger,
  LEDGER_HEADER,
  upload,
  type SlowUpload,
} from "./client.ts";
import { startServer, waitFor, type RunningServer } from "./server.ts";

/** The lease's 60 s and the lateness of an alarm. */
const RELEASE_MS = 75_000;

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
});

async function underWay(bytes: number): Promise<SlowUpload> {
  const inFlight = beginUpload(server.url, "filename=ledger.csv");
  await inFlight.send(LEDGER_HEADER + ledger(bytes).text);
  expect(await waitFor(async () => (await activeParses(server.url, "csv")) === 1, 10_000)).toBe(
    true,
  );
  return inFlight;
}

async function outcomes(outcome: string): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  const series = `paciolus_parse_outcomes_total{format="csv",outcome="${outcome}"} `;
  const line = text.split("\n").find((candidate) => candidate.startsWith(series));
  return Number(line?.slice(series.length));
}

async function expectServed(): Promise<void> {
  const { status, records } = await upload(server.url, "a,b\n1,2\n", "filename=a.csv");
  expect(status).toBe(200);
  expect(records.at(-1)).toMatchObject({ type: "end", status: "complete" });
}

describe("a lease", () => {
  it("ends when the client leaves in mid-upload", async () => {
    const inFlight = await underWay(256 * 1024);
    inFlight.leave();
    expect(
      await waitFor(async () => (await activeParses(server.url, "csv")) === 0, RELEASE_MS),
    ).toBe(true);
    expect(await outcomes("cancelled")).toBe(1);
    await expectServed();
  });

  it("ends when the client leaves in mid-answer", async () => {
    const inFlight = await underWay(4 * 1024 * 1024);
    inFlight.leave();
    expect(
      await waitFor(async () => (await activeParses(server.url, "csv")) === 0, RELEASE_MS),
    ).toBe(true);
    expect(await outcomes("cancelled")).toBe(2);
    await expectServed();
  });

  it("expires by itself when the runtime is killed in mid-parse", async () => {
    const inFlight = await underWay(256 * 1024);
    const pid = server.runtimePid();
    if (pid === null) throw new Error("the runtime is not running");
    process.kill(pid, "SIGKILL");
    await expect(inFlight.answer).rejects.toThrow();

    const isBack = async () =>
      (await activeParses(server.url, "csv").catch(() => undefined)) !== undefined;
    expect(await waitFor(isBack, 30_000)).toBe(true);
    expect(server.runtimePid()).not.toBe(pid);
    await expectServed();
    const isReleased = async () =>
      (await activeParses(server.url, "csv").catch(() => undefined)) === 0;
    expect(await waitFor(isReleased, RELEASE_MS)).toBe(true);
    await expectServed();
  });
});
