import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isCompoundFile, listStreams } from "../../src/codecs/cfb.ts";

const SECTOR_BYTES = 512;
const END_OF_CHAIN = 0xfffffffe;
const FREE = 0xffffffff;

/** A compound file whose sector 0 is the FAT and whose directory fills the sectors of `chain`. */
function compoundFile(
  entries: readonly [name: string, type: number][],
  chain: readonly number[] = [1],
  links: readonly [sector: number, next: number][] = chain.map((sector, index) => [
    sector,
    chain[index + 1] ?? END_OF_CHAIN,
  ]),
): Uint8Array {
  const bytes = new Uint8Array(SECTOR_BYTES * (2 + Math.max(...chain, 1)));
  const view = new DataView(bytes.buffer);
  bytes.set([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
  view.setUint16(0x1e, 9, true);
  view.setUint32(0x2c, 1, true);
  view.setUint32(0x30, chain[0] ?? END_OF_CHAIN, true);
  view.setUint32(0x44, END_OF_CHAIN, true);
  for (let slot = 1; slot < 109; slot += 1) view.setUint32(0x4c + slot * 4, FREE, true);
  const fat = SECTOR_BYTES;
  for (let slot = 0; slot < 128; slot += 1) view.setUint32(fat + slot * 4, FREE, true);
  for (const [sector, next] of links) view.setUint32(fat + sector * 4, next, true);
  for (const [index, [name, type]] of entries.entries()) {
    const sector = chain[Math.floor(index / 4)] ?? 1;
    const at = SECTOR_BYTES * (sector + 1) + (index % 4) * 128;
    for (let unit = 0; unit < name.length; unit += 1) {
      view.setUint16(at + unit * 2, name.charCodeAt(unit), true);
    }
    view.setUint16(at + 0x40, (name.length + 1) * 2, true);
    bytes[at + 0x42] = type;
  }
  return bytes;
}

const ENTRIES: [string, number][] = [
  ["Root Entry", 5],
  ["Workbook", 2],
  ["A storage", 1],
  ["\u0005SummaryInformation", 2],
  ["Größe", 2],
];

describe("isCompoundFile", () => {
  it("knows the signature", () => {
    expect(isCompoundFile(compoundFile(ENTRIES))).toBe(true);
    expect(isCompoundFile(new Uint8Array([0xd0, 0xcf, 0x11]))).toBe(false);
  });
});

describe("listStreams", () => {
  it("names the streams over a chain of directory sectors", () => {
    expect(listStreams(compoundFile(ENTRIES, [3, 1]))).toEqual([
      "Workbook",
      "\u0005SummaryInformation",
      "Größe",
    ]);
  });

  it.each<[string, Uint8Array]>([
    ["no compound file", new Uint8Array(2048)],
    ["a header alone", compoundFile(ENTRIES).subarray(0, 512)],
    ["a cut directory", compoundFile(ENTRIES).subarray(0, 1100)],
    [
      "a chain that runs in a loop",
      compoundFile(
        ENTRIES,
        [1, 2],
        [
          [1, 2],
          [2, 1],
        ],
      ),
    ],
    ["a sector that follows itself", compoundFile(ENTRIES, [1], [[1, 1]])],
    ["a chain that leaves the file", compoundFile(ENTRIES, [1], [[1, 9000]])],
    ["a chain into a free sector", compoundFile(ENTRIES, [1], [[1, FREE]])],
  ])("gives null for %s", (_, bytes) => {
    expect(listStreams(bytes)).toBeNull();
  });

  it("gives names or null whatever bytes are changed", () => {
    const sound = compoundFile(ENTRIES, [3, 1]);
    const change = fc.tuple(fc.nat(sound.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { maxLength: 8 }), fc.nat(sound.length), (changes, end) => {
        const bytes = sound.slice(0, end);
        for (const [at, value] of changes) if (at < end) bytes[at] = value;
        const names = listStreams(bytes);
        expect(names === null || names.length <= sound.length / 128).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
