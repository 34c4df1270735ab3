import { describe, expect, it } from "vitest";
import { Refusal } from "../../../src/core/failure.ts";
import { selectPages } from "../../../src/formats/pdf/page-ranges.ts";

function codeOf(select: () => unknown): string {
  try {
    select();
  } catch (error) {
    if (error instanceof Refusal) return error.failure.code;
    throw error;
  }
  return "none";
}

describe("selectPages", () => {
  it("takes all pages, or those named, once and in order", () => {
    expect(selectPages(null, 3)).toEqual([1, 2, 3]);
    const ranges = [
      { first: 5, last: null },
      { first: 1, last: 2 },
      { first: 2, last: 2 },
    ];
    expect(selectPages(ranges, 6)).toEqual([1, 2, 5, 6]);
  });

  it("refuses pages that are not there, and more than may be read", () => {
    expect(codeOf(() => selectPages([{ first: 4, last: 4 }], 3))).toBe("invalid_option");
    expect(codeOf(() => selectPages([{ first: 1, last: 4 }], 3))).toBe("invalid_option");
    expect(codeOf(() => selectPages(null, 500))).toBe("none");
    expect(codeOf(() => selectPages(null, 501))).toBe("pages_exceeded");
    expect(codeOf(() => selectPages([{ first: 1, last: 500 }], 10_000))).toBe("none");
  });
});
