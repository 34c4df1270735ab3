// Bodies other than plain bytes: multipart, gzip, and ones that break off.
import { beforeEach, describe, expect, it } from "vitest";
import {
  openBody,
  post,
  prepareWorker,
  problemOf,
  recordsOf,
  settled,
  snapshotOf,
} from "../support/worker-client.ts";

const MIB = 1024 * 1024;
const CSV = "Account,Debit\n0010,12.50\n";

beforeEach(prepareWorker);

async function gzip(bytes: BodyInit): Promise<Uint8Array> {
  const stream = new Response(bytes).body?.pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function form(...files: [string, string, string][]): FormData {
  const data = new FormData();
  for (const [field, name, text] of files) data.append(field, new File([text], name));
  return data;
}

function rowsIn(records: Record<string, unknown>[]): unknown[] {
  return records.filter(({ type }) => type === undefined).map(({ cells }) => cells);
}

describe("a multipart body", () => {
  it("gives the rows of its part `file`, under its name", async () => {
    const records = await recordsOf(await post(form(["file", "Bücher.csv", CSV]), { query: "" }));
    expect(records[0]).toMatchObject({
      filename: "Bücher.csv",
      format: "csv",
      detected_by: "name",
    });
    expect(rowsIn(records)).toEqual([["0010", "12.50"]]);
    expect(records.at(-1)).toMatchObject({ bytes: CSV.length });
  });

  it("streams: rows come back while the file is still being sent", async () => {
    const { body, send, end } = openBody();
    const boundary = "xyz";
    const answer = post(body, {
      query: "header=none",
      headers: { "content-type": `multipart/form-data; boundary=${boundary}` },
    });
    await send(
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n`,
    );
    const chunk = "1,abcdefghij\n".repeat(5_000);
    let sent = 0;
    const sending = (async () => {
      for (; sent < 24; sent++) await send(chunk);
      await send(`\r\n--${boundary}--\r\n`);
      await end();
    })();
    const response = await answer;
    expect(response.status).toBe(200);
    expect(sent).toBeLessThan(24);
    const reader = recordsOf(response);
    await sending;
    expect((await reader).at(-1)).toMatchObject({ status: "complete", rows: 120_000 });
  });

  it.each([
    ["two files", form(["file", "a.csv", CSV], ["file", "b.csv", CSV])],
    ["a file in another part", form(["upload", "a.csv", CSV])],
    ["no part at all", form()],
  ])("is refused with %s", async (_, data) => {
    expect(await problemOf(await post(data, { query: "" }))).toMatchObject({
      http: 400,
      code: "malformed_multipart",
    });
  });

  it("is refused when it ends inside the file", async () => {
    const text = `--xyz\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n${CSV}`;
    const headers = { "content-type": "multipart/form-data; boundary=xyz" };
    expect(await problemOf(await post(text, { query: "", headers }))).toMatchObject({
      http: 400,
      code: "malformed_multipart",
    });
    await settled("csv", ({ active }) => active === 0);
  });

  it("is refused without a boundary", async () => {
    const headers = { "content-type": "multipart/form-data" };
    expect(await problemOf(await post(CSV, { query: "", headers }))).toMatchObject({
      http: 400,
      code: "malformed_multipart",
    });
  });
});

describe("a gzip body", () => {
  const headers = { "content-encoding": "gzip" };

  it("is inflated, and counted as the file that it holds", async () => {
    const records = await recordsOf(await post(await gzip(CSV), { headers }));
    expect(rowsIn(records)).toEqual([["0010", "12.50"]]);
    expect(records.at(-1)).toMatchObject({ bytes: CSV.length, status: "complete" });
  });

  it("is refused when it is damaged or cut off", async () => {
    const whole = await gzip("1,abcdefghij\n".repeat(5_000));
    const damaged = whole.slice();
    damaged.fill(0xff, 40, 60);
    for (const body of [damaged, whole.subarray(0, whole.length - 20), new Uint8Array([1, 2, 3])]) {
      expect(await problemOf(await post(body, { headers }))).toMatchObject({
        http: 422,
        code: "corrupt_file",
      });
    }
  });

  it("is refused when it unpacks to far too much", async () => {
    const zeros = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < 90; i++) controller.enqueue(new Uint8Array(MIB).fill(0x2c));
        controller.close();
      },
    });
    const bomb = await gzip(zeros);
    expect(bomb.length).toBeLessThan(MIB);
    const problem = await problemOf(
      await post(bomb, { headers, query: "filename=a.xlsx&format=xlsx" }),
    );
    expect(problem).toMatchObject({ http: 413, code: "file_too_large" });
    // Of a text format, the size limit is beyond the ratio's.
    const text = await gzip(`${"1,abcdefghij\n".repeat(20_000)}\n`.repeat(320));
    const ratio = (260_001 * 320) / text.length;
    expect(ratio).toBeGreaterThan(200);
    const refused = await post(text, {
      headers,
      query: "filename=a.csv&header=none&wait=end&max_rows=1",
    });
    expect(refused.status).toBe(200);
  });

  it("may hold a multipart body", async () => {
    const response = new Response(form(["file", "a.csv", CSV]));
    const type = response.headers.get("content-type") ?? "";
    const body = await gzip(await response.arrayBuffer());
    const records = await recordsOf(
      await post(body, { query: "", headers: { ...headers, "content-type": type } }),
    );
    expect(rowsIn(records)).toEqual([["0010", "12.50"]]);
  });
});

describe("a client that leaves", () => {
  it("in mid-upload ends its parse as cancelled, and hurts nobody", async () => {
    const { body, send } = openBody();
    const leaving = new AbortController();
    const answer = post(body, { signal: leaving.signal }).catch(() => null);
    // Nobody takes the last piece once the client is gone.
    send("1,abcdefghij\n".repeat(10_000)).catch(() => null);
    await settled("csv", ({ active }) => active === 1);
    leaving.abort();
    await answer;
    const { counters } = await settled("csv", ({ active }) => active === 0);
    expect(counters.outcomes).toMatchObject({ cancelled: 1, failed: 0 });
    expect(counters.errors).toEqual({});
    expect((await post(CSV)).status).toBe(200);
  });

  it("in mid-answer ends its parse as cancelled", async () => {
    const response = await post("1,abcdefghij\n".repeat(400_000), {
      query: "filename=a.csv&header=none",
    });
    expect((await snapshotOf("csv")).active).toBe(1);
    await response.body?.cancel();
    const { counters } = await settled("csv", ({ active }) => active === 0);
    expect(counters.outcomes).toMatchObject({ cancelled: 1, complete: 0 });
  });
});
