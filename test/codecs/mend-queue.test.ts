import { describe, expect, it } from "vitest";
import { MendQueue } from "../../src/codecs/mend-queue.ts";

describe("MendQueue", () => {
  it("tells where mends stand in the string that a stretch becomes", () => {
    const queue = new MendQueue();
    const stretch = new TextEncoder().encode("aé€😀ü");
    queue.add([
      { byte: 101, at: 51 },
      { byte: 110, at: 60 },
      { byte: 900, at: 62 },
    ]);
    const placed: [byte: number, unit: number][] = [];
    expect(queue.nextAt).toBe(51);
    queue.take(stretch, 50, (byte, unit) => placed.push([byte, unit]));
    expect(placed).toEqual([
      [101, 1],
      [110, "aé€😀".length],
    ]);
    expect(queue.nextAt).toBe(62);
  });

  it("goes on in order through more than it holds at a time", () => {
    const queue = new MendQueue();
    const taken: number[] = [];
    for (let block = 0; block < 30; block += 1) {
      queue.add(Array.from({ length: 1000 }, (_, at) => ({ byte: block * 1000 + at, at })));
      queue.take(new Uint8Array(1000), 0, (byte) => taken.push(byte));
    }
    expect(taken).toEqual(Array.from({ length: 30_000 }, (_, byte) => byte));
    expect(queue.nextAt).toBeNull();
  });
});
