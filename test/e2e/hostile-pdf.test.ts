// Documents that are made to harm, sent to the service: it answers every one, and reads the next
// upload as ever, in a runtime that has not been started anew.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { HOSTILE_PAGES } from "../support/pdf/hostile-pages.ts";
import { HOSTILE_STRUCTURES, soundPdf } from "../support/pdf/hostile-structures.ts";
import { upload } from "./client.ts";
import { startServer, type RunningServer } from "./server.ts";

const CASES = [...HOSTILE_STRUCTURES, ...HOSTILE_PAGES];
let server: RunningServer;
let pid: number | null;

describe("the service, sent a document made to harm", () => {
  beforeAll(async () => {
    server = await startServer();
    await upload(server.url, soundPdf(), "filename=sound.pdf");
    pid = server.runtimePid();
  });
  afterAll(() => server.stop());

  it.each(CASES)("$name", async ({ build, outcomes }) => {
    const { status, records } = await upload(server.url, build(), "filename=hostile.pdf");
    expect(status).toBeLessThan(500);
    const last = records.at(-1);
    const outcome = status === 200 ? last?.["status"] : last?.["code"];
    if (outcomes === undefined) expect(outcome).toEqual(expect.any(String));
    else expect(outcomes).toContain(outcome);
    for (const [body, name] of [
      [soundPdf(), "sound.pdf"],
      ["a,b\n1,2\n", "sound.csv"],
    ] as const) {
      const next = await upload(server.url, body, `filename=${name}`);
      expect(next.records.at(-1)).toMatchObject({ type: "end", status: "complete" });
    }
    expect(server.runtimePid()).toBe(pid);
  });
});
