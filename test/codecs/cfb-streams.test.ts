import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CompoundFile, listStreams } from "../../src/codecs/cfb.ts";
import { Refusal } from "../../src/core/failure.ts";
import { buildCfb, type CfbSpec } from "../support/build-xls-container.ts";
import { concat } from "../support/build-zip.ts";

const END_OF_CHAIN = 0xfffffffe;

function bytesOf(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, index) => (index * 31 + seed * 7 + (index >> 8)) & 0xff);
}

/** Content of a stream, its pieces put together; null when there is no such stream. */
function read(file: Uint8Array, name: string): Uint8Array | null {
  const pieces = CompoundFile.open(file).find(name);
  if (pieces === null) return null;
  const parts = pieces.starts.map((start, index) =>
    pieces.bytes.subarray(start, start + (pieces.lengths[index] ?? 0)),
  );
  return concat(parts);
}

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error.failure.code;
    throw error;
  }
  return "none";
}

describe("CompoundFile", () => {
  it.each([0, 1, 63, 64, 65, 4_095, 4_096, 4_097, 20_000])(
    "gives a stream of %i bytes back, whatever the sectors",
    (length) => {
      const data = bytesOf(length);
      const streams = [
        { name: "Other", data: bytesOf(700, 2) },
        { name: "Workbook", data },
        { name: "Third", data: bytesOf(9_000, 3) },
      ];
      for (const sectorShift of [9, 12] as const) {
        for (const isReversed of [false, true]) {
          const file = buildCfb({ streams, sectorShift, isReversed });
          expect(read(file, "Workbook")).toEqual(data);
          expect(read(file, "Third")).toEqual(bytesOf(9_000, 3));
          expect(listStreams(file)).toEqual(["Other", "Workbook", "Third"]);
        }
      }
    },
  );

  it("gives contiguous sectors as one piece of the file itself", () => {
    const file = buildCfb({ streams: [{ name: "Book", data: bytesOf(50_000) }] });
    const pieces = CompoundFile.open(file).find("Book");
    expect(pieces?.bytes).toBe(file);
    expect(pieces?.lengths).toEqual([50_000]);
  });

  it("follows a FAT of more sectors than the header names", () => {
    const data = bytesOf(9 * 1024 * 1024);
    const file = buildCfb({ streams: [{ name: "Workbook", data }] });
    expect(new DataView(file.buffer).getUint32(0x48, true)).toBeGreaterThan(0);
    const pieces = CompoundFile.open(file).find("Workbook");
    expect(pieces?.lengths).toEqual([data.length]);
  });

  it("knows names without regard to case and prefers the root's", () => {
    const file = buildCfb({
      streams: [
        { name: "Workbook", storage: "MBD1", data: bytesOf(10, 4) },
        { name: "WORKBOOK", data: bytesOf(10, 5) },
      ],
    });
    expect(read(file, "workbook")).toEqual(bytesOf(10, 5));
    expect(read(file, "none")).toBeNull();
  });

  it("does not take a stream out of a storage while the root's tree is sound", () => {
    const inStorage = { name: "Workbook", storage: "MBD1", data: bytesOf(10) };
    expect(read(buildCfb({ streams: [inStorage] }), "Workbook")).toBeNull();
  });

  it.each([
    ["beyond the directory", 77],
    ["none", 0xffffffff],
  ])("looks at every entry when the child of the root is %s", (_, rootChild) => {
    const file = buildCfb({ streams: [{ name: "Workbook", data: bytesOf(10) }], rootChild });
    expect(read(file, "Workbook")).toEqual(bytesOf(10));
  });

  it("gives what is there of a stream whose file is cut", () => {
    const data = bytesOf(5_000);
    const file = buildCfb({ streams: [{ name: "Workbook", data }] });
    // The directory stands in front: the stream is the last to lose its tail.
    const streams: CfbSpec["streams"] = [{ name: "Workbook", data, size: 5_600 }];
    expect(read(buildCfb({ streams }), "Workbook")?.subarray(0, 5_000)).toEqual(data);
    expect(codeOf(() => read(file.subarray(0, 3_000), "Workbook"))).toBe("truncated_file");
  });

  it("leaves out what comes after a sector that is cut short", () => {
    const data = bytesOf(4_608);
    const file = buildCfb({ streams: [{ name: "Workbook", data }], links: { 3: 10, 10: 4 } });
    // Sector 10, of the FAT, is the last of the file, and the chain goes on behind it.
    const cut = file.subarray(0, 512 * 11 + 100);
    const whole = read(cut, "Workbook");
    expect(whole?.length).toBe(4 * 512 + 100);
    expect(whole?.subarray(0, 2_048)).toEqual(data.subarray(0, 2_048));
  });

  it.each<[string, Uint8Array, string]>([
    ["a header alone", buildCfb({ streams: [] }).subarray(0, 512), "truncated_file"],
    ["half a header", buildCfb({ streams: [] }).subarray(0, 100), "truncated_file"],
    [
      "a stream that runs in a loop",
      buildCfb({ streams: [{ name: "Workbook", data: bytesOf(9_000) }], links: { 5: 2 } }),
      "corrupt_file",
    ],
    [
      "a stream whose sector follows itself",
      buildCfb({ streams: [{ name: "Workbook", data: bytesOf(9_000) }], links: { 0: 0 } }),
      "corrupt_file",
    ],
  ])("refuses %s", (_, file, code) => {
    expect(codeOf(() => read(file, "Workbook"))).toBe(code);
  });

  it("ends a stream where its chain ends, whatever its size says", () => {
    const data = bytesOf(5_000);
    const file = buildCfb({
      streams: [{ name: "Workbook", data, size: 0xffffff00 }],
      links: { 4: END_OF_CHAIN },
    });
    expect(read(file, "Workbook")?.length).toBe(5 * 512);
  });

  it("ends in a stream or in a refusal whatever bytes are changed or cut off", () => {
    const sound = buildCfb({
      streams: [
        { name: "Workbook", data: bytesOf(6_000) },
        { name: "Small", data: bytesOf(300), storage: "Storage" },
        { name: "Book", data: bytesOf(300) },
      ],
    });
    // Numbers at the ends of what a field can hold find more than any other.
    const value = fc.oneof(fc.nat(255), fc.constantFrom(0, 0xff, 0xfe));
    const change = fc.tuple(fc.nat(sound.length - 1), value);
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), fc.nat(sound.length), (changes, cut) => {
        const bytes = sound.slice(0, sound.length - (cut % 3 === 0 ? cut : 0));
        for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
        for (const name of ["Workbook", "Book", "Small"]) {
          let length = 0;
          codeOf(() => {
            length = read(bytes, name)?.length ?? 0;
          });
          expect(length).toBeLessThanOrEqual(Math.max(bytes.length, 4_096));
        }
      }),
      { numRuns: 500 },
    );
  });
});
