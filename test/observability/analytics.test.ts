import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  BLOB_COLUMNS,
  DOUBLE_COLUMNS,
  MAX_BLOB_BYTES_PER_POINT,
  MAX_COLUMNS_PER_KIND,
  MAX_INDEX_BYTES,
  toDataPoint,
} from "../../src/observability/analytics.ts";
import { factsWith } from "../support/parse-facts.ts";

function bytesOf(text: unknown): number {
  return new TextEncoder().encode(String(text)).length;
}

describe("toDataPoint", () => {
  it("fills the columns in the order of the map", () => {
    expect(toDataPoint(factsWith())).toEqual({
      indexes: ["xlsx"],
      blobs: [
        "complete",
        "",
        "",
        "solo",
        "acct_1",
        "xlsx/1",
        "content",
        "ndjson",
        "tracked",
        "0.1.0",
        "FRA",
        "p1",
      ],
      doubles: [1, 45, 3000, 10, 1, 2],
    });
  });

  it("says how a parse failed, and that it was not tracked", () => {
    const facts = factsWith({
      outcome: "failed",
      code: "corrupt_file",
      fault: "file",
      tracked: false,
      colo: null,
    });
    const { blobs = [] } = toDataPoint(facts);
    expect(blobs.slice(0, 3)).toEqual(["failed", "corrupt_file", "file"]);
    expect(blobs[8]).toBe("untracked");
    expect(blobs[10]).toBe("");
  });

  it("keeps the limits of the platform whatever the facts hold", () => {
    const text = fc.string({ unit: "binary", maxLength: 2000 });
    const facts = fc.record({
      format: text,
      tier: text,
      account: text,
      parser: text,
      version: text,
      colo: text,
      parseId: text,
      rows: fc.double(),
      durationMs: fc.double(),
    });
    fc.assert(
      fc.property(facts, (changes) => {
        const { indexes = [], blobs = [], doubles = [] } = toDataPoint(factsWith(changes));
        expect(indexes).toHaveLength(1);
        expect(bytesOf(indexes[0])).toBeLessThanOrEqual(MAX_INDEX_BYTES);
        const total = blobs.reduce((sum: number, blob) => sum + bytesOf(blob), 0);
        expect(total).toBeLessThanOrEqual(MAX_BLOB_BYTES_PER_POINT);
        expect(doubles.every(Number.isFinite)).toBe(true);
      }),
    );
  });

  it("cuts a text between characters", () => {
    const { blobs = [] } = toDataPoint(factsWith({ account: "a" + "😀".repeat(100) }));
    expect(blobs[4]).toBe("a" + "😀".repeat(63));
  });
});

describe("the column map", () => {
  it.each([
    ["blobs", BLOB_COLUMNS],
    ["doubles", DOUBLE_COLUMNS],
  ] as const)("has at most twenty %s, each named once", (_, columns) => {
    const names = columns.map(({ name }) => name);
    expect(names.length).toBeLessThanOrEqual(MAX_COLUMNS_PER_KIND);
    expect(new Set<string>(names).size).toBe(names.length);
  });

  it("only grows at its end: stored points keep their meaning", () => {
    expect(BLOB_COLUMNS.map(({ name }) => name).slice(0, 12)).toEqual([
      "outcome",
      "code",
      "fault",
      "tier",
      "account",
      "parser",
      "detected_by",
      "result_form",
      "admission",
      "version",
      "colo",
      "parse_id",
    ]);
    expect(DOUBLE_COLUMNS.map(({ name }) => name).slice(0, 6)).toEqual([
      "count",
      "duration_ms",
      "bytes",
      "rows",
      "tables",
      "warnings",
    ]);
  });
});
