// GET /v1/errors and /v1/errors/{code}: the failure catalogue; problem `type`s resolve here.
import { FAILURES, refuse, type FailureCode } from "../../core/failure.ts";
import type { AppContext } from "../context.ts";
import { errorPath, statusOf } from "../problem.ts";

function describe(code: FailureCode) {
  const { title, fault, retryable, fix } = FAILURES[code];
  return { type: errorPath(code), code, title, status: statusOf(code), fault, retryable, fix };
}

function isFailureCode(text: string): text is FailureCode {
  return Object.hasOwn(FAILURES, text);
}

export function listErrors(context: AppContext): Response {
  return context.json({ errors: Object.keys(FAILURES).filter(isFailureCode).map(describe) });
}

export function describeError(context: AppContext): Response {
  const code = context.req.param("code") ?? "";
  if (!isFailureCode(code))
    refuse({ code: "route_not_found", detail: "There is no error of that code." });
  return context.json(describe(code));
}
