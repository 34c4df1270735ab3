import { describe, expect, it } from "vitest";
import { MAX_DIRECTORY_ENTRIES } from "../../guards/limits.ts";
import {
  refuseBrokenDirectory,
  refuseCfbHeader,
  refuseChainLoop,
  refuseDirectoryLength,
  SectorTrail,
  type ChainEnd,
} from "../../guards/compound-file.ts";

describe("refuseCfbHeader", () => {
  it.each([
    [511, 9, "truncated_file"],
    [512, 9, null],
    [512, 12, null],
    [512, 0, "corrupt_file"],
    [512, 10, "corrupt_file"],
    [512, 31, "corrupt_file"],
  ])("judges %i bytes with sectors of 2^%i", (bytes, shift, code) => {
    expect(refuseCfbHeader(bytes, shift)?.code ?? null).toBe(code);
  });
});

describe("refuseChainLoop", () => {
  it("refuses loops alone, and says of what", () => {
    expect(refuseChainLoop("loop", "a stream")).toMatchObject({
      code: "corrupt_file",
      detail: expect.stringContaining("of a stream") as string,
    });
    for (const end of ["end", "enough", "cut", "damaged"] as const) {
      expect(refuseChainLoop(end, "a stream")).toBeNull();
    }
  });
});

describe("refuseBrokenDirectory", () => {
  it.each<[ChainEnd, string | null]>([
    ["end", null],
    ["cut", "truncated_file"],
    ["damaged", "corrupt_file"],
    ["loop", "corrupt_file"],
    ["enough", "corrupt_file"],
  ])("judges a chain that ends in %s", (end, code) => {
    expect(refuseBrokenDirectory(end)?.code ?? null).toBe(code);
  });
});

describe("refuseDirectoryLength", () => {
  const max = MAX_DIRECTORY_ENTRIES;

  it.each([
    [max - 1, null],
    [max, null],
    [max + 1, { name: "directory_entries", max, found: max + 1 }],
  ])("judges %i entries", (found, limit) => {
    const failure = refuseDirectoryLength(found);
    if (limit === null) expect(failure).toBeNull();
    else expect(failure).toMatchObject({ code: "corrupt_file", limit });
  });
});

describe("SectorTrail", () => {
  it("knows each sector once", () => {
    const trail = new SectorTrail(20);
    expect([0, 7, 8, 19].map((sector) => trail.pass(sector))).toEqual([true, true, true, true]);
    expect([0, 7, 8, 19, 1].map((sector) => trail.pass(sector))).toEqual([
      false,
      false,
      false,
      false,
      true,
    ]);
  });
});
