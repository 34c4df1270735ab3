// Gzip as the runtime inflates it: what Node's does differently would not be seen elsewhere.
import { gzipSync } from "node:zlib";
import { beforeEach, describe, expect, it } from "vitest";
import { post, prepareWorker, problemOf, recordsOf, settled } from "../support/worker-client.ts";

const MIB = 1024 * 1024;
const CSV = "Account,Debit\n0010,12.50\n";
const headers = { "content-encoding": "gzip" };

beforeEach(prepareWorker);

function concat(...parts: Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  return all;
}

describe("a gzip file in workerd", () => {
  const packed = gzipSync(CSV);

  it("is unpacked, and that is said", async () => {
    const records = await recordsOf(await post(packed, { query: "filename=ledger.csv.gz" }));
    expect(records[0]).toMatchObject({
      type: "file",
      format: "csv",
      detected_by: "name",
      filename: "ledger.csv.gz",
      unpacked_from: "gzip",
    });
    expect(records.at(-1)).toMatchObject({ status: "complete", rows: 1, bytes: CSV.length });
    await settled("csv", ({ active }) => active === 0);
  });

  it("is unpacked out of a form as well", async () => {
    const form = new FormData();
    form.set("file", new File([packed], "ledger.csv.gz"));
    const records = await recordsOf(await post(form, {}));
    expect(records.at(-1)).toMatchObject({ status: "complete", rows: 1, bytes: CSV.length });
  });

  it("may be sent with a content encoding of gzip besides", async () => {
    const records = await recordsOf(await post(gzipSync(packed), { headers }));
    expect(records.at(-1)).toMatchObject({ status: "complete", rows: 1, bytes: CSV.length });
  });

  it("is left alone when no more of it is wanted", async () => {
    const long = gzipSync(CSV + "0010,12.50\n".repeat(200_000));
    const records = await recordsOf(await post(long, { query: "filename=a.csv&max_rows=1" }));
    expect(records.at(-1)).toMatchObject({ status: "complete", rows: 1 });
    await settled("csv", ({ active }) => active === 0);
  });

  it("is refused when it is cut off", async () => {
    const response = await post(packed.subarray(0, 20), { query: "filename=a.csv.gz" });
    expect(await problemOf(response)).toMatchObject({ http: 422, code: "corrupt_file" });
  });
});

describe("a gzip body in workerd", () => {
  it("may have several members", async () => {
    const body = concat(gzipSync(CSV), gzipSync("0020,7\n"));
    expect((await recordsOf(await post(body, { headers }))).at(-1)).toMatchObject({
      status: "complete",
      rows: 2,
      bytes: CSV.length + 7,
    });
  });

  it.each<[string, Uint8Array]>([
    ["ends in something else", concat(gzipSync(CSV), new Uint8Array([1, 2, 3]))],
    ["ends in half a member", concat(gzipSync(CSV), gzipSync(CSV).subarray(0, 15))],
    [
      "has another checksum",
      gzipSync(CSV).map((byte, i, all) => (i === all.length - 6 ? byte ^ 1 : byte)),
    ],
    ["is nothing", new Uint8Array(0)],
  ])("is refused when it %s", async (_, body) => {
    expect(await problemOf(await post(body, { headers }))).toMatchObject({
      http: 422,
      code: "corrupt_file",
    });
    await settled("csv", ({ active }) => active === 0);
  });

  it("is refused past 200 to 1 by what it gives, not by what it may hold", async () => {
    const line = new TextEncoder().encode(`1,${"a".repeat(1021)}\n`);
    const bomb = gzipSync(concat(...Array.from({ length: 70 * 1024 }, () => line)));
    expect(bomb.length).toBeLessThan(MIB);
    const records = await recordsOf(
      await post(bomb, { headers, query: "filename=a.csv&header=none" }),
    );
    expect(records.at(-1)).toMatchObject({
      type: "end",
      status: "failed",
      error: { code: "expansion_limit", status: 422, limit: { name: "inflate_ratio", max: 200 } },
    });
    await settled("csv", ({ active }) => active === 0);
  });
});
