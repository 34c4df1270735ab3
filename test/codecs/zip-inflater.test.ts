import { deflateRawSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  createInflater,
  NativeInflater,
  PortableInflater,
  StoredBytes,
  type Inflater,
} from "../../src/codecs/zip-inflater.ts";
import { KIB, MIB } from "../../src/core/units.ts";

interface Unpacked {
  bytes: Uint8Array;
  problem: string | null;
  longest: number;
}

async function unpack(inflater: Inflater): Promise<Unpacked> {
  const pieces: Uint8Array[] = [];
  for (let next = await inflater.next(); next !== null; next = await inflater.next()) {
    if (typeof next === "string") return { ...joined(pieces), problem: next };
    pieces.push(next.slice());
  }
  return { ...joined(pieces), problem: null };
}

function joined(pieces: readonly Uint8Array[]): Pick<Unpacked, "bytes" | "longest"> {
  return {
    bytes: new Uint8Array(Buffer.concat(pieces)),
    longest: Math.max(0, ...pieces.map(({ length }) => length)),
  };
}

const texts = fc
  .array(fc.constantFrom("row", "<c>", "0123456789", "\u0000\u00ff", " "), { maxLength: 400 })
  .map((parts) => new TextEncoder().encode(parts.join("").repeat(50)));

describe.each([
  ["PortableInflater", PortableInflater],
  ["NativeInflater", NativeInflater],
] as const)("%s", (_, Subject) => {
  it("gives back what was deflated", async () => {
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        const { bytes, problem } = await unpack(new Subject(deflateRawSync(text)));
        expect(problem).toBeNull();
        expect(bytes).toEqual(text);
      }),
    );
  });

  it("says that data is cut off, wherever it is", async () => {
    const whole = deflateRawSync(new TextEncoder().encode("a,b;".repeat(30) + "x".repeat(300)));
    for (let length = 1; length < whole.length; length += 1) {
      expect(await unpack(new Subject(whole.subarray(0, length)))).toMatchObject({
        problem: "truncated",
      });
    }
  });

  it("says that data is damaged", async () => {
    const block = Uint8Array.of(0x07, 0xff, 0xff, 0xff);
    expect(await unpack(new Subject(block))).toMatchObject({ problem: "damaged" });
  });

  it("uses input up as it gives output, so that a bomb can be stopped", async () => {
    const bomb = deflateRawSync(new Uint8Array(64 * MIB));
    const inflater = new Subject(bomb);
    const first = await inflater.next();
    expect(first?.length).toBeLessThan(17 * MIB);
    expect(inflater.inputBytes).toBeLessThanOrEqual(128 * KIB);
  });
});

describe("createInflater", () => {
  it("leaves long data to the runtime, which gives it out in small pieces", async () => {
    const random = new Uint8Array(300 * KIB);
    for (let i = 0; i < random.length; i += 1) random[i] = (i * i * 31 + (i >> 3)) & 0xff;
    const data = deflateRawSync(random, { level: 0 });
    const inflater = createInflater(data, 1);
    expect(inflater).toBeInstanceOf(NativeInflater);
    const { bytes, longest } = await unpack(inflater);
    expect(bytes).toEqual(random);
    expect(longest).toBeLessThanOrEqual(256 * KIB);
    expect(createInflater(data.subarray(0, 1000), 1)).toBeInstanceOf(PortableInflater);
    expect(createInflater(data.subarray(0, 1000), MIB)).toBeInstanceOf(NativeInflater);
  });
});

describe("StoredBytes", () => {
  it("gives out what it was given", async () => {
    const data = new Uint8Array(200 * KIB).fill(7);
    const { bytes, longest } = await unpack(new StoredBytes(data));
    expect(bytes).toEqual(data);
    expect(longest).toBe(64 * KIB);
  });
});
