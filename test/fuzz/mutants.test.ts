import { unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { isCompoundFile } from "../../src/codecs/cfb.ts";
import { streamsOf, wrapInCompoundFile } from "../support/compound-file.ts";
import { mutate, randomOf, TEXT_WORDS } from "../support/mutations.ts";
import { readCorpus, type CorpusFile } from "./corpus.ts";
import { mutantOf } from "./mutants.ts";
import { mutateRecords } from "./records.ts";

const SEEDS = Array.from({ length: 400 }, (_, seed) => seed);
const TEXT = new TextEncoder().encode('<row r="1"><c r="A1"><v>17</v></c></row>'.repeat(8));
const XLSX = readCorpus("xlsx");

function sourcesOf(seed: number) {
  return { random: randomOf(seed), others: [TEXT], words: TEXT_WORDS };
}

describe("mutate", () => {
  it("gives the same damage for the same seed and leaves its source alone", () => {
    const before = TEXT.slice();
    for (const seed of SEEDS) {
      expect(mutate(TEXT, sourcesOf(seed))).toEqual(mutate(TEXT, sourcesOf(seed)));
    }
    expect(TEXT).toEqual(before);
  });

  it("gives other damage for nearly every seed", () => {
    const mutants = SEEDS.map((seed) => Buffer.from(mutate(TEXT, sourcesOf(seed))).toString("hex"));
    expect(new Set(mutants).size).toBeGreaterThan(SEEDS.length * 0.9);
  });

  it.each([0, 1, 2])("takes %i bytes", (length) => {
    for (const seed of SEEDS) {
      expect(() => mutate(TEXT.slice(0, length), sourcesOf(seed))).not.toThrow();
    }
  });
});

describe("mutateRecords", () => {
  const records = Buffer.concat(
    SEEDS.slice(0, 20).map((id) => Buffer.from([id, 2, 3, 0, id, id, id])),
  );

  it("leaves lengths that lead from record to record", () => {
    for (const seed of SEEDS) {
      const mutant = Buffer.from(mutateRecords(records, sourcesOf(seed)));
      let at = 0;
      while (at + 4 <= mutant.length) at += 4 + mutant.readUInt16LE(at + 2);
      expect(at).toBe(mutant.length);
    }
  });
});

describe("mutantOf", () => {
  it("packs most of the damaged parts so that the container is sound", () => {
    const sound = SEEDS.filter((seed) => {
      try {
        return Object.keys(unzipSync(mutantOf(XLSX, seed).bytes)).length > 0;
      } catch {
        return false;
      }
    });
    expect(sound.length).toBeGreaterThan(SEEDS.length / 2);
  });

  it("wraps most of the damaged streams so that they are found again", () => {
    const stream = Buffer.alloc(5_000, 7);
    const file: CorpusFile = {
      name: "one.xls",
      bytes: new Uint8Array(wrapInCompoundFile("Workbook", stream)),
      parts: null,
      streams: new Map([["Workbook", new Uint8Array(stream)]]),
    };
    const found = SEEDS.filter((seed) => {
      const { bytes } = mutantOf([file], seed);
      try {
        return isCompoundFile(bytes) && streamsOf(bytes).has("Workbook");
      } catch {
        return false;
      }
    });
    expect(found.length).toBeGreaterThan(SEEDS.length / 2);
  });
});

describe("a compound file", () => {
  it.each([4_096, 5_000, 100_000, 8_000_000])("gives back a stream of %i bytes", (length) => {
    const stream = Uint8Array.from({ length }, (_, i) => i & 0xff);
    const file = wrapInCompoundFile("Workbook", stream);
    // Larger ones have more sectors of the FAT than `streamsOf` looks at.
    if (length > 7_000_000) expect(file.readUInt32LE(72)).toBeGreaterThan(0);
    else expect(streamsOf(file).get("Workbook")?.slice(0, length)).toEqual(stream);
  });
});
