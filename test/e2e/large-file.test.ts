import { Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { peakResidentBytes } from "../support/process-figures.ts";
import { ledger, LEDGER_HEADER, upload } from "./client.ts";
import { startServer, type RunningServer } from "./server.ts";

const MIB = 1024 * 1024;
const FILE_BYTES = 100 * MIB;
const PIECE_BYTES = 1 * MIB;
const MAX_GROWTH_BYTES = 64 * MIB;

let server: RunningServer;

beforeAll(async () => {
  server = await startServer();
});

afterAll(async () => {
  await server.stop();
});

/** Just under 100 MiB, made while it is sent. */
function* pieces(count: { rows: number }): Generator<string> {
  yield LEDGER_HEADER;
  let sent = LEDGER_HEADER.length;
  for (;;) {
    const { text, rows } = ledger(PIECE_BYTES, count.rows + 1);
    if (sent + text.length > FILE_BYTES) return;
    sent += text.length;
    count.rows += rows;
    yield text;
  }
}

describe("a CSV file of 100 MB", () => {
  it("comes back whole while the runtime's memory grows by 64 MB at most", async () => {
    await upload(server.url, "a,b\n1,2\n", "filename=a.csv");
    const pid = server.runtimePid();
    if (pid === null) throw new Error("the runtime is not running");
    const idleBytes = peakResidentBytes(pid);

    const sent = { rows: 0 };
    const response = await fetch(`${server.url}/v1/parse?filename=ledger.csv`, {
      method: "POST",
      headers: { authorization: "Bearer dev-enterprise" },
      body: Readable.toWeb(Readable.from(pieces(sent))),
      duplex: "half",
    });
    let lines = 0;
    let tail = "";
    for await (const chunk of response.body ?? []) {
      const text = Buffer.from(chunk).toString("latin1");
      lines += text.split("\n").length - 1;
      tail = (tail + text).slice(-1000);
    }
    const end = JSON.parse(tail.trimEnd().split("\n").at(-1) ?? "") as Record<string, unknown>;
    expect(end).toMatchObject({ type: "end", status: "complete", rows: sent.rows });
    expect(sent.rows).toBeGreaterThan(900_000);
    // file, table, progress (one each 50 000 rows), table_end, end
    expect(lines).toBe(sent.rows + 4 + Math.floor(sent.rows / 50_000));

    expect(server.runtimePid()).toBe(pid);
    const growth = peakResidentBytes(pid) - idleBytes;
    console.info(`peak resident memory grew by ${(growth / MIB).toFixed(1)} MiB over idle`);
    expect(growth).toBeLessThanOrEqual(MAX_GROWTH_BYTES);
  });
});
