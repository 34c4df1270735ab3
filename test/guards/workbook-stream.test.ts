import { describe, expect, it } from "vitest";
import {
  MAX_WORKBOOK_SHEETS,
  refuseOverlappingSheets,
  refuseSharedOffsets,
  refuseSheetCount,
} from "../../guards/workbook-stream.ts";

describe("refuseSheetCount", () => {
  it.each([
    [MAX_WORKBOOK_SHEETS - 1, null],
    [MAX_WORKBOOK_SHEETS, null],
    [MAX_WORKBOOK_SHEETS + 1, "corrupt_file"],
  ])("judges %i sheets", (found, code) => {
    expect(refuseSheetCount(found)?.code ?? null).toBe(code);
  });
});

describe("refuseSharedOffsets", () => {
  it("refuses two sheets at one place", () => {
    expect(refuseSharedOffsets([])).toBeNull();
    expect(refuseSharedOffsets([4, 8, 0])).toBeNull();
    expect(refuseSharedOffsets([4, 8, 4])).toMatchObject({ code: "corrupt_file" });
  });
});

describe("refuseOverlappingSheets", () => {
  it.each([
    [99, null],
    [100, null],
    [101, "corrupt_file"],
  ])("judges %i bytes of sheets in 100 of a stream", (bytes, code) => {
    expect(refuseOverlappingSheets(bytes, 100)?.code ?? null).toBe(code);
  });
});
