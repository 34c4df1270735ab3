import { describe, expect, it } from "vitest";
import { FAILURES, type FailureCode, type ParseFailure } from "../../src/core/failure.ts";
import { problemDetails, problemResponse, statusOf } from "../../src/http/problem.ts";

const IDS = { requestId: "request-1", parseId: "parse-1" };

/** The table of the contract; a known fault of a file is 422 unless it stands here. */
const STATUSES: Record<number, FailureCode[]> = {
  400: ["invalid_option", "malformed_multipart"],
  401: ["missing_credentials", "invalid_credentials"],
  403: ["tier_required", "not_in_rollout", "scope_required"],
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

const CODES = Object.keys(FAILURES) as FailureCode[];

function expectedStatus(code: FailureCode): number {
  const row = Object.entries(STATUSES).find(([, codes]) => codes.includes(code));
  return row === undefined ? 422 : Number(row[0]);
}

describe("statusOf", () => {
  it.each(CODES)("gives %s the status of the contract", (code) => {
    expect(statusOf(code)).toBe(expectedStatus(code));
  });

  it("gives 422 to nothing but faults of a file, and to all of those but one", () => {
    for (const code of CODES) {
      const isFile = FAILURES[code].fault === "file" && code !== "unsupported_type";
      expect([code, statusOf(code) === 422]).toEqual([code, isFile]);
    }
  });
});

describe("problemDetails", () => {
  it("has the members of the contract, what is known of place and limit among them", () => {
    const failure: ParseFailure = {
      code: "cell_too_long",
      detail: "A cell has at least 9 bytes; 8 are allowed.",
      at: { row: 3, column: 2 },
      limit: { name: "cell_bytes", max: 8, found: 9 },
    };
    expect(problemDetails(failure, IDS)).toEqual({
      type: "/v1/errors/cell_too_long",
      title: FAILURES.cell_too_long.title,
      status: 422,
      detail: failure.detail,
      instance: "urn:request:request-1",
      code: "cell_too_long",
      fault: "file",
      retryable: false,
      fix: FAILURES.cell_too_long.fix,
      at: { row: 3, column: 2 },
      limit: { name: "cell_bytes", max: 8, found: 9 },
      request_id: "request-1",
      parse_id: "parse-1",
    });
  });

  it.each<[ParseFailure, object]>([
    [
      { code: "tier_required", detail: "", requiredTiers: ["solo"], currentTier: "free" },
      { required_tiers: ["solo"], current_tier: "free" },
    ],
    [{ code: "sheet_not_found", detail: "", sheets: ["TB", "GL"] }, { sheets: ["TB", "GL"] }],
    [{ code: "rate_limited", detail: "", retryAfterSeconds: 9 }, { retry_after_seconds: 9 }],
  ])("adds what a caller needs to act on $code", (failure, members) => {
    expect(problemDetails(failure, IDS)).toMatchObject(members);
  });

  it("has no parse id where there is no parse", () => {
    const details = problemDetails(
      { code: "route_not_found", detail: "" },
      { requestId: "r", parseId: null },
    );
    expect(details).not.toHaveProperty("parse_id");
  });
});

describe("problemResponse", () => {
  it.each<[ParseFailure, Record<string, string>]>([
    [{ code: "missing_credentials", detail: "" }, { "www-authenticate": "Bearer" }],
    [{ code: "invalid_credentials", detail: "" }, { "www-authenticate": "Bearer" }],
    [{ code: "method_not_allowed", detail: "", allow: ["GET", "HEAD"] }, { allow: "GET, HEAD" }],
    [{ code: "format_at_capacity", detail: "", retryAfterSeconds: 3 }, { "retry-after": "3" }],
    [{ code: "parse_aborted", detail: "", retryAfterSeconds: 60 }, { "retry-after": "60" }],
    [
      { code: "configuration_unavailable", detail: "", retryAfterSeconds: 5 },
      { "retry-after": "5" },
    ],
  ])("says in its headers what $code asks for", async (failure, headers) => {
    const response = problemResponse(failure, IDS);
    expect(response.status).toBe(statusOf(failure.code));
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(response.headers.get("cache-control")).toBe("no-store");
    for (const [name, value] of Object.entries(headers)) {
      expect(response.headers.get(name)).toBe(value);
    }
    expect(await response.json()).toEqual(problemDetails(failure, IDS));
  });
});
