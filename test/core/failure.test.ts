import { describe, expect, it } from "vitest";
import { FAILURES, Refusal, refuse, type FailureInfo } from "../../src/core/failure.ts";
import { errorPath, problemDetails, statusOf } from "../../src/http/problem.ts";

const entries = Object.entries(FAILURES) as [keyof typeof FAILURES, FailureInfo][];

/** The table of statuses in the contract; a code that is not named there is a fault of a file: 422. */
const CONTRACT_STATUSES: Readonly<Record<string, readonly string[]>> = {
  400: ["invalid_option", "malformed_multipart"],
  401: ["missing_credentials", "invalid_credentials"],
  403: ["tier_required", "not_in_rollout"],
  404: ["route_not_found", "sheet_not_found"],
  405: ["method_not_allowed"],
  406: ["not_acceptable"],
  408: ["upload_stalled"],
  413: ["file_too_large"],
  415: ["unsupported_type", "format_disabled"],
  429: ["rate_limited"],
  500: ["internal"],
  503: ["format_at_capacity", "parse_aborted", "configuration_unavailable"],
};

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
  it("has every code of the contract and no other", () => {
    const expected = [...Object.values(CONTRACT_STATUSES).flat(), ...CONTRACT_FILE_CODES];
    expect(Object.keys(FAILURES).toSorted()).toEqual(expected.toSorted());
  });

  it.each(entries)("says of %s what it is, whose fault, and what to do", (code, info) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(info.title).toMatch(/^[A-Z].*[^.]$/);
    expect(info.fix).toMatch(/^[A-Z].*\.$/);
    expect(["file", "caller", "policy", "capacity", "service"]).toContain(info.fault);
    expect(["request", "detect", "admission", "parse"]).toContain(info.stage);
  });

  it("answers each with the status of the contract", () => {
    for (const [status, codes] of Object.entries(CONTRACT_STATUSES)) {
      for (const code of codes)
        expect(statusOf(code as keyof typeof FAILURES), code).toBe(Number(status));
    }
    for (const code of CONTRACT_FILE_CODES)
      expect(statusOf(code as keyof typeof FAILURES), code).toBe(422);
  });

  it("lets only faults of files and of the service come from known faults of a file", () => {
    for (const code of CONTRACT_FILE_CODES)
      expect(FAILURES[code as keyof typeof FAILURES].fault).toBe("file");
  });
});

describe("problemDetails", () => {
  const ids = { requestId: "request-1", parseId: "parse-1" };

  it("has the members of RFC 9457 and those of the contract", () => {
    const problem = problemDetails(
      {
        code: "rows_exceeded",
        detail: "Too many.",
        at: { row: 11 },
        limit: { name: "rows_per_table", max: 10, found: 11 },
      },
      ids,
    );
    expect(problem).toMatchObject({
      type: errorPath("rows_exceeded"),
      status: 422,
      code: "rows_exceeded",
      fault: "file",
      retryable: false,
      at: { row: 11 },
      limit: { name: "rows_per_table", max: 10, found: 11 },
      parse_id: "parse-1",
    });
    for (const member of ["title", "detail", "instance", "fix"])
      expect(problem[member]).toBeTypeOf("string");
  });

  it("leaves out what is not known", () => {
    const problem = problemDetails(
      { code: "route_not_found", detail: "None." },
      { requestId: "r", parseId: null },
    );
    for (const member of ["at", "limit", "parse_id", "sheets", "retry_after_seconds"])
      expect(problem).not.toHaveProperty(member);
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
