// Failures as RFC 9457 problem details. The only place that knows HTTP statuses.
import { FAILURES, type FailureCode, type ParseFailure } from "../core/failure.ts";

const PROBLEM_MEDIA_TYPE = "application/problem+json";

/** nginx's status for a client that closed the request; nobody is there to read it. */
export const CLIENT_CLOSED_REQUEST = 499;

/** A known fault of a file is 422 by the contract; these are all the others. */
const OTHER_STATUSES: Readonly<Partial<Record<FailureCode, number>>> = {
  invalid_option: 400,
  malformed_multipart: 400,
  missing_credentials: 401,
  invalid_credentials: 401,
  tier_required: 403,
  not_in_rollout: 403,
  scope_required: 403,
  route_not_found: 404,
  sheet_not_found: 404,
  method_not_allowed: 405,
  not_acceptable: 406,
  upload_stalled: 408,
  file_too_large: 413,
  unsupported_type: 415,
  format_disabled: 415,
  rate_limited: 429,
  internal: 500,
  configuration_unavailable: 503,
  format_at_capacity: 503,
  parse_aborted: 503,
};

export function statusOf(code: FailureCode): number {
  return OTHER_STATUSES[code] ?? 422;
}

/** Where a code is explained; also its problem `type`. */
export function errorPath(code: FailureCode): string {
  return `/v1/errors/${code}`;
}

export interface ProblemIds {
  requestId: string;
  /** Null for requests that are no uploads. */
  parseId: string | null;
}

/** @returns the members of the problem document, in the order in which people read them. */
export function problemDetails(failure: ParseFailure, ids: ProblemIds): Record<string, unknown> {
  const info = FAILURES[failure.code];
  return {
    type: errorPath(failure.code),
    title: info.title,
    status: statusOf(failure.code),
    detail: failure.detail,
    instance: `urn:request:${ids.requestId}`,
    code: failure.code,
    fault: info.fault,
    retryable: info.retryable,
    fix: info.fix,
    ...("at" in failure && failure.at !== undefined && { at: failure.at }),
    ...("limit" in failure && failure.limit !== undefined && { limit: failure.limit }),
    ...("requiredTiers" in failure && {
      required_tiers: failure.requiredTiers,
      current_tier: failure.currentTier,
    }),
    ...("sheets" in failure && { sheets: failure.sheets }),
    ...("retryAfterSeconds" in failure && { retry_after_seconds: failure.retryAfterSeconds }),
    request_id: ids.requestId,
    ...(ids.parseId !== null && { parse_id: ids.parseId }),
  };
}

export function problemResponse(failure: ParseFailure, ids: ProblemIds): Response {
  const headers = new Headers({
    "content-type": PROBLEM_MEDIA_TYPE,
    "cache-control": "no-store",
  });
  if ("allow" in failure) headers.set("allow", failure.allow.join(", "));
  if ("retryAfterSeconds" in failure) headers.set("retry-after", String(failure.retryAfterSeconds));
  if (statusOf(failure.code) === 401) headers.set("www-authenticate", "Bearer");
  return new Response(JSON.stringify(problemDetails(failure, ids)), {
    status: statusOf(failure.code),
    headers,
  });
}
