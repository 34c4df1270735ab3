// Gives every request an id, the caller's own when it is well-formed, and every answer the headers
// that all answers carry.
import type { MiddlewareHandler } from "hono";
import type { AppEnvironment } from "../context.ts";

const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

export const requestId: MiddlewareHandler<AppEnvironment> = async (context, next) => {
  const given = context.req.header("x-request-id");
  const id =
    given !== undefined && REQUEST_ID.test(given) ? given : context.get("services").newId();
  context.set("requestId", id);
  await next();
  // Into the answer as it is: the context's own way makes a new Response for each header.
  const { headers } = context.res;
  headers.set("x-request-id", id);
  headers.set("x-content-type-options", "nosniff");
};
