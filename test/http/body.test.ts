import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { STALL_TIMEOUT_MS } from "../../guards/leases.ts";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { ConnectionLost, readAll, type ByteSource } from "../../src/core/byte-source.ts";
import { Refusal } from "../../src/core/failure.ts";
import { inflateGzip, refuseStalls, type BodySource } from "../../src/http/body.ts";
import { byteSource } from "../support/collect-rows.ts";
import { PushedSource } from "../support/upload-world.ts";

const KIB = 1024;
const MIB = 1024 * KIB;

function bodyOf(source: ByteSource): BodySource & { discard: ReturnType<typeof vi.fn> } {
  return { isSpent: false, read: () => source.read(), discard: vi.fn(async () => undefined) };
}

function gzipBody(bytes: Uint8Array, sizes?: number | number[]): BodySource {
  return inflateGzip(bodyOf(byteSource(bytes, sizes)));
}

async function refusalOf(source: ByteSource) {
  try {
    while ((await source.read()) !== null);
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
  throw new Error("not refused");
}

/** Bytes that deflate about four to one. */
function ledger(rows: number): Uint8Array {
  const lines = Array.from({ length: rows }, (_, i) => `${i},${(i * 7919) % 10_007},office\n`);
  return new TextEncoder().encode(lines.join(""));
}

describe("inflateGzip", () => {
  it("gives the same bytes however the body is cut up", async () => {
    const plain = ledger(3_000);
    const packed = gzipSync(plain);
    const sizes = fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(sizes, async (pieces) => {
        expect(await readAll(gzipBody(packed, pieces))).toEqual(plain);
      }),
      { numRuns: 40 },
    );
    expect(await readAll(gzipBody(packed, 1))).toEqual(plain);
  });

  it("gives nothing for an empty file, and goes on from one member to the next", async () => {
    expect(await readAll(gzipBody(gzipSync("")))).toHaveLength(0);
    const two = Buffer.concat([gzipSync("a,b\n"), gzipSync("1,2\n")]);
    expect(new TextDecoder().decode(await readAll(gzipBody(two)))).toBe("a,b\n1,2\n");
  });

  const whole = gzipSync(ledger(1_000));
  it.each<[string, Uint8Array]>([
    ["no gzip", new TextEncoder().encode("a,b\n1,2\n")],
    ["nothing", new Uint8Array(0)],
    ["cut in its header", whole.subarray(0, 5)],
    ["cut in its data", whole.subarray(0, whole.length / 2)],
    ["cut in its trailer", whole.subarray(0, whole.length - 4)],
    ["damaged in its data", whole.map((byte, i) => (i > 200 && i < 220 ? byte ^ 0xff : byte))],
    ["of another checksum", whole.map((byte, i) => (i === whole.length - 6 ? byte ^ 1 : byte))],
    ["of another length", whole.map((byte, i) => (i === whole.length - 2 ? byte ^ 1 : byte))],
  ])("refuses a body that is %s", async (_, bytes) => {
    expect(await refusalOf(gzipBody(bytes))).toMatchObject({ code: "corrupt_file" });
  });

  it("takes from the client no more than its reader has room for", async () => {
    const bomb = gzipSync(new Uint8Array(80 * MIB));
    const source = byteSource(bomb, 4 * KIB);
    const read = vi.spyOn(source, "read");
    const inflated = inflateGzip(bodyOf(source));
    for (let i = 0; i < 16; i++) await inflated.read();
    // 16 reads give 1 MiB, which is 1 KiB of the body.
    expect(read.mock.calls.length).toBeLessThanOrEqual(2);
  });

  it("refuses more than 200 to 1, but not before 64 MiB of output", async () => {
    const { inflateRatio, inflateRatioFreeBytes } = DEFAULT_LIMITS;
    const fits = gzipBody(gzipSync(new Uint8Array(inflateRatioFreeBytes)));
    let bytes = 0;
    for (let piece = await fits.read(); piece !== null; piece = await fits.read()) {
      bytes += piece.length;
    }
    expect(bytes).toBe(inflateRatioFreeBytes);

    const over = gzipBody(gzipSync(new Uint8Array(inflateRatioFreeBytes + 1)));
    expect(await refusalOf(over)).toMatchObject({
      code: "expansion_limit",
      limit: { name: "inflate_ratio", max: inflateRatio },
    });
  });

  it("tells a client that is gone from a damaged body", async () => {
    const sender = new PushedSource();
    sender.push(whole.slice(0, 300), new ConnectionLost());
    const inflated = inflateGzip(bodyOf(sender));
    await expect(readAll(inflated)).rejects.toBeInstanceOf(ConnectionLost);
  });

  it("lets go of what it holds, and of the body's rest, when that is discarded", async () => {
    const body = bodyOf(byteSource(gzipSync(new Uint8Array(8 * MIB))));
    const inflated = inflateGzip(body);
    await inflated.read();
    await inflated.discard();
    expect(body.discard).toHaveBeenCalledTimes(1);
    await inflateGzip(body).discard();
    expect(body.discard).toHaveBeenCalledTimes(2);
  });
});

describe("refuseStalls", () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it("refuses when nothing comes for a minute, and not a moment sooner", async () => {
    vi.useFakeTimers();
    const sender = new PushedSource();
    const source = refuseStalls(sender, Date.now);
    const early = source.read();
    await vi.advanceTimersByTimeAsync(STALL_TIMEOUT_MS - 1);
    sender.push("a");
    expect(await early).toEqual(new TextEncoder().encode("a"));

    const late = refusalOf(source);
    await vi.advanceTimersByTimeAsync(STALL_TIMEOUT_MS);
    expect(await late).toMatchObject({ code: "upload_stalled" });
    expect(vi.getTimerCount()).toBe(0);
  });

  it("passes on bytes, the end and faults, and leaves no timer behind", async () => {
    vi.useFakeTimers();
    const sender = new PushedSource();
    sender.push("a", null, new ConnectionLost());
    const source = refuseStalls(sender, Date.now);
    expect(await source.read()).toEqual(new TextEncoder().encode("a"));
    expect(await source.read()).toBe(null);
    await expect(source.read()).rejects.toBeInstanceOf(ConnectionLost);
    expect(vi.getTimerCount()).toBe(0);
  });
});
