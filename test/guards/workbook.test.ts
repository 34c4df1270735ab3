import { describe, expect, it } from "vitest";
import * as limits from "../../guards/limits.ts";
import {
  refuseListLength,
  refuseOverlappingSheets,
  refuseSharedPlaces,
  refuseStyleCharacters,
} from "../../guards/workbook.ts";

describe("refuseListLength", () => {
  it.each([
    ["workbook_sheets", limits.MAX_WORKBOOK_SHEETS],
    ["sheet_name_characters", limits.MAX_SHEET_NAME_CHARACTERS],
    ["cell_formats", limits.MAX_CELL_FORMATS],
    ["number_formats", limits.MAX_NUMBER_FORMATS],
  ] as const)("lets through as many %s as there may be, and no more", (name, max) => {
    expect(refuseListLength(name, max - 1)).toBeNull();
    expect(refuseListLength(name, max)).toBeNull();
    expect(refuseListLength(name, max + 1)).toMatchObject({
      code: "corrupt_file",
      limit: { name, max, found: max + 1 },
    });
  });
});

describe("refuseStyleCharacters", () => {
  const max = limits.MAX_STYLE_CHARACTERS;

  it("refuses one more than the limit", () => {
    expect(refuseStyleCharacters(max)).toBeNull();
    expect(refuseStyleCharacters(max + 1)).toMatchObject({
      code: "expansion_limit",
      limit: { name: "style_characters", max, found: max + 1 },
    });
  });
});

describe("refuseSharedPlaces", () => {
  it("refuses two sheets at one place", () => {
    expect(refuseSharedPlaces([])).toBeNull();
    expect(refuseSharedPlaces([4, 8, 0])).toBeNull();
    expect(refuseSharedPlaces([4, 8, 4])).toMatchObject({ code: "corrupt_file" });
    expect(refuseSharedPlaces(["a", "b"])).toBeNull();
    expect(refuseSharedPlaces(["a", "a"])).toMatchObject({ code: "corrupt_file" });
  });
});

describe("refuseOverlappingSheets", () => {
  it.each([
    [99, null],
    [100, null],
    [101, { name: "stream_bytes", max: 100, found: 101 }],
  ])("judges %i bytes of sheets in 100 of a stream", (bytes, limit) => {
    const failure = refuseOverlappingSheets(bytes, 100);
    if (limit === null) expect(failure).toBeNull();
    else expect(failure).toMatchObject({ code: "corrupt_file", limit });
  });
});
