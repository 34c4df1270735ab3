import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConnectionLost, type ByteSource } from "../../src/core/byte-source.ts";
import { StopSignal } from "../../src/intake/stop.ts";
import { UploadSource } from "../../src/intake/upload-source.ts";
import { byteSource } from "../support/collect-rows.ts";

async function readToEnd(source: ByteSource): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let part = await source.read(); part !== null; part = await source.read())
    parts.push(part.slice());
  return new Uint8Array(Buffer.concat(parts));
}

const bytesAndSizes = [
  fc.uint8Array({ maxLength: 500 }),
  fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }),
] as const;

describe("UploadSource", () => {
  it("gives the same bytes after any peeks, and their digest at the end only", async () => {
    await fc.assert(
      fc.asyncProperty(...bytesAndSizes, fc.array(fc.nat(300)), async (bytes, sizes, peeks) => {
        const upload = new UploadSource(byteSource(bytes, sizes), 1000, new StopSignal());
        for (const count of peeks)
          expect(await upload.peek(count)).toEqual(bytes.subarray(0, count));
        expect(await readToEnd(upload)).toEqual(bytes);
        expect(upload.bytesRead).toBe(bytes.length);
        expect(upload.sha256).toBe(createHash("sha256").update(bytes).digest("hex"));
        expect(await upload.read()).toBeNull();
      }),
    );
  });

  it("gives the whole file whatever size was declared", async () => {
    await fc.assert(
      fc.asyncProperty(...bytesAndSizes, fc.nat(1000), async (bytes, sizes, hint) => {
        const upload = new UploadSource(byteSource(bytes, sizes), 1000, new StopSignal());
        await upload.peek(10);
        expect(await upload.readWhole(hint)).toEqual(bytes);
      }),
    );
  });

  it.each([
    [9, true],
    [10, true],
    [11, false],
  ])("takes %i bytes of at most 10: %s", async (length, isTaken) => {
    const upload = new UploadSource(byteSource(new Uint8Array(length), 4), 10, new StopSignal());
    const reading = readToEnd(upload);
    if (isTaken) expect((await reading).length).toBe(length);
    else
      await expect(reading).rejects.toMatchObject({
        failure: { code: "file_too_large", limit: { max: 10 } },
      });
  });

  it("refuses at once when a lower limit is passed already, and never raises it", async () => {
    const upload = new UploadSource(byteSource(new Uint8Array(8), 8), 10, new StopSignal());
    await upload.peek(8);
    upload.limitTo(20);
    expect(() => upload.limitTo(7)).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({ code: "file_too_large" }) as unknown,
      }),
    );
  });

  it("is not raised by a format that takes more than the tier", async () => {
    const upload = new UploadSource(byteSource(new Uint8Array(11), 4), 10, new StopSignal());
    upload.limitTo(20);
    await expect(readToEnd(upload)).rejects.toMatchObject({
      failure: { code: "file_too_large", limit: { max: 10 } },
    });
  });

  it("has no digest of a file that was not read to its end", async () => {
    const upload = new UploadSource(byteSource(new Uint8Array(8), 4), 10, new StopSignal());
    await upload.read();
    expect(upload.sha256).toBeNull();
  });

  it("stops who waits for bytes", async () => {
    const stop = new StopSignal();
    const upload = new UploadSource({ read: () => new Promise(() => undefined) }, 10, stop);
    const reading = upload.read();
    stop.stop("stalled");
    await expect(reading).rejects.toMatchObject({ reason: "stalled" });
  });

  it("takes a sender that is gone for a cancellation, and any other fault for what it is", async () => {
    const stop = new StopSignal();
    const lost: ByteSource = { read: () => Promise.reject(new ConnectionLost()) };
    await expect(new UploadSource(lost, 10, stop).read()).rejects.toThrow();
    expect(stop.reason).toBe("cancelled");
    const other = new StopSignal();
    const broken: ByteSource = { read: () => Promise.reject(new TypeError("bug")) };
    await expect(new UploadSource(broken, 10, other).read()).rejects.toThrow(TypeError);
    expect(other.reason).toBeNull();
  });
});

describe("StopSignal", () => {
  it("keeps the first reason", () => {
    const stop = new StopSignal();
    stop.stop("aborted");
    stop.stop("cancelled");
    expect(stop.reason).toBe("aborted");
  });

  it("passes on what the work gives, and its failure", async () => {
    const stop = new StopSignal();
    expect(await stop.race(Promise.resolve(1))).toBe(1);
    await expect(stop.race(Promise.reject(new Error("fault")))).rejects.toThrow("fault");
  });
});
