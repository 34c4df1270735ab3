import { describe, expect, it } from "vitest";
import { FAILURES, Refusal, refuse, type FailureInfo } from "../../src/core/failure.ts";

const entries = Object.entries(FAILURES) as [string, FailureInfo][];

/** Known faults of a file, as the contract lists them. */
const CONTRACT_FILE_CODES = [
  "empty_file",
  "corrupt_file",
  "truncated_file",
  "encrypted_file",
  "archive_unsafe",
  "expansion_limit",
  "xml_unsafe",
  "rows_exceeded",
  "columns_exceeded",
  "cells_exceeded",
  "cell_too_long",
  "pages_exceeded",
  "operations_exceeded",
  "time_exceeded",
  "undecodable_text",
  "delimiter_not_found",
  "no_table_found",
  "no_text_layer",
  "low_confidence",
  "no_statement",
  "no_records",
  "unsupported_feature",
];

describe("the failure catalogue", () => {
  it("has every fault of a file that the contract lists, and faults the file for it", () => {
    const faults = new Map(entries.map(([code, { fault }]) => [code, fault]));
    for (const code of CONTRACT_FILE_CODES) expect(faults.get(code), code).toBe("file");
  });

  it.each(entries)("says of %s what it is, whose fault, and what to do", (code, info) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(info.title).toMatch(/^[A-Z].*[^.]$/);
    expect(info.fix).toMatch(/^[A-Z].*\.$/);
    expect(["file", "caller", "policy", "capacity", "service"]).toContain(info.fault);
    expect(["request", "detect", "admission", "parse"]).toContain(info.stage);
  });
});

describe("refuse", () => {
  it("throws the failure in a Refusal whose message is the code alone", () => {
    const failure = { code: "corrupt_file", detail: "The part is cut off." } as const;
    expect(() => refuse(failure)).toThrow(Refusal);
    expect(new Refusal(failure).message).toBe("corrupt_file");
    expect(new Refusal(failure).failure).toBe(failure);
  });
});
