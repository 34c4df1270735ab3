// Clients that send or take nothing any more, in every place where that can hold up a request.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HEARTBEAT_INTERVAL_MS, STALL_TIMEOUT_MS } from "../../guards/leases.ts";
import { createHttpWorld } from "../support/http-world.ts";
import { hang } from "../support/fake-monitor.ts";

type World = ReturnType<typeof createHttpWorld>;

const HEAD = "Account,Debit\n";
const PIECE = "0010,12.50\n".repeat(5_000);
/** The timeouts that may add up before a request is over: admission, a stall, the last record. */
const SETTLED_MS = STALL_TIMEOUT_MS + 3 * HEARTBEAT_INTERVAL_MS;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

/** Pushes `pieces` of a CSV that answers with more than 1 MiB. */
function sendMuch({ sender }: World, pieces = 60): void {
  sender.push(HEAD, ...Array.from({ length: pieces }, () => PIECE));
}

async function expectLeft(world: World): Promise<void> {
  // What is left of the body may never come; nobody waits for it.
  await world.pass(15_000);
  expect(new Set(world.monitor.finished.map(({ parseId }) => parseId)).size).toBe(1);
  const beats = world.monitor.beats.length;
  await world.pass(5 * HEARTBEAT_INTERVAL_MS);
  expect(world.monitor.beats).toHaveLength(beats);
  expect(vi.getTimerCount()).toBe(0);
  expect(world.reported).toEqual([]);
}

describe("a client that takes nothing of its answer", () => {
  it("is given up after a minute while the file is being read", async () => {
    const world = createHttpWorld();
    sendMuch(world);
    const answer = world.send();
    await world.pass(1_000);
    expect((await answer).status).toBe(200);
    await world.pass(SETTLED_MS);
    await expectLeft(world);
    expect(world.monitor.finished).toMatchObject([{ outcome: "cancelled", code: null }]);
  });

  it("is given up after a minute when the file has been read to its end", async () => {
    const world = createHttpWorld();
    sendMuch(world, 40);
    world.sender.push(null);
    const answer = world.send();
    await world.pass(1_000);
    expect((await answer).status).toBe(200);
    await world.pass(SETTLED_MS);
    await expectLeft(world);
    expect(world.monitor.finished).toMatchObject([{ outcome: "cancelled" }]);
    expect(world.recorded).toMatchObject([{ outcome: "cancelled" }]);
  });

  it("is given up after a minute when all that is left is to send the answer", async () => {
    const world = createHttpWorld();
    sendMuch(world, 4);
    // The last line, which has no end, is over 1 MiB of answer with what came before.
    const text = "x".repeat(60_000);
    world.sender.push("0010,", ...Array.from({ length: 11 }, () => text), null);
    const answer = world.send();
    await world.pass(1_000);
    expect((await answer).status).toBe(200);
    await world.pass(SETTLED_MS);
    await expectLeft(world);
    expect(world.monitor.finished).toMatchObject([{ outcome: "cancelled", rows: 20_001 }]);
  });

  it("does not keep the operators from ending the parse", async () => {
    const world = createHttpWorld();
    sendMuch(world);
    const answer = world.send();
    await world.pass(1_000);
    await answer;
    world.monitor.onHeartbeat = async () => ({ abort: true });
    await world.pass(3 * HEARTBEAT_INTERVAL_MS);
    await expectLeft(world);
    expect(world.monitor.finished).toMatchObject([{ outcome: "aborted", code: "parse_aborted" }]);
  });
});

describe("a client that reads on", () => {
  it("gets the end record of a parse that the operators end", async () => {
    const world = createHttpWorld();
    sendMuch(world);
    const answer = world.send();
    await world.pass(1_000);
    const text = (await answer).text();
    world.monitor.onHeartbeat = async () => ({ abort: true });
    await world.pass(3 * HEARTBEAT_INTERVAL_MS);
    const last = JSON.parse((await text).trimEnd().split("\n").at(-1) ?? "");
    expect(last).toMatchObject({ type: "end", status: "failed", error: { code: "parse_aborted" } });
    await expectLeft(world);
    expect(world.monitor.finished).toMatchObject([{ outcome: "aborted" }]);
  });

  it("may be as slow as it likes, as long as it goes on", async () => {
    const world = createHttpWorld();
    sendMuch(world, 40);
    world.sender.push(null);
    const answer = world.send();
    await world.pass(1_000);
    const reader = (await answer).body?.getReader();
    const decoder = new TextDecoder();
    let text = "";
    for (;;) {
      const piece = await reader?.read();
      if (piece === undefined || piece.done) break;
      text += decoder.decode(piece.value, { stream: true });
      await world.pass(5 * HEARTBEAT_INTERVAL_MS);
    }
    expect(text.trimEnd().split("\n").at(-1)).toContain('"status":"complete"');
    await expectLeft(world);
    expect(world.monitor.finished).toMatchObject([{ outcome: "complete", rows: 200_000 }]);
  });
});

describe("a client that sends nothing any more", () => {
  const multipart = { "content-type": "multipart/form-data; boundary=xyz" };

  it.each<[string, string[], Record<string, string>, string]>([
    ["before a byte of it", [], {}, "filename=a.csv"],
    ["before its format is known", [HEAD], {}, "filename=a.csv"],
    ["ahead of the part of a form", ["--xyz\r\n"], multipart, ""],
    ["as gzip", ["\u001f"], { "content-encoding": "gzip" }, "filename=a.csv"],
  ])("is answered 408 after a minute: %s", async (_, pieces, headers, query) => {
    const world = createHttpWorld();
    world.sender.push(...pieces);
    const answer = world.send({ headers, query });
    await world.pass(STALL_TIMEOUT_MS - 1);
    expect(world.behind.length === 0 || world.monitor.acquired.length === 0).toBe(true);
    // A client that is sent away is given a moment to finish its body.
    await world.pass(5_000);
    const response = await answer;
    expect(response.status).toBe(408);
    expect(await response.json()).toMatchObject({ code: "upload_stalled", fault: "caller" });
    expect(world.monitor.acquired).toEqual([]);
    expect(world.reported).toEqual([]);
  });

  it("is answered 408 in mid-file, and its lease ends", async () => {
    const world = createHttpWorld();
    sendMuch(world, 4);
    const answer = world.send();
    await world.pass(SETTLED_MS);
    expect((await answer).status).toBe(408);
    await world.pass(5_000);
    expect(world.monitor.finished).toMatchObject([{ outcome: "failed", code: "upload_stalled" }]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("a client that is gone", () => {
  it("before its upload begins takes no lease", async () => {
    const world = createHttpWorld();
    sendMuch(world, 4);
    world.sender.push(null);
    const answer = world.send({ signal: AbortSignal.abort() });
    await world.pass(5_000);
    expect((await answer).status).toBe(499);
    expect(world.monitor.acquired).toEqual([]);
    expect(world.reported).toEqual([]);
  });

  it("while the monitor is asked ends the lease that it then gets", async () => {
    const world = createHttpWorld();
    const leaving = new AbortController();
    world.monitor.onAcquire = hang;
    sendMuch(world, 4);
    const answer = world.send({ signal: leaving.signal });
    await world.pass(100);
    leaving.abort();
    await world.pass(5_000);
    expect((await answer).status).toBe(499);
    await world.pass(5_000);
    expect(world.monitor.finished).toMatchObject([{ outcome: "cancelled", tracked: false }]);
  });
});
