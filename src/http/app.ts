// Routes, in one place, and the one place where thrown errors become answers.
import { Hono } from "hono";
import { ConnectionLost } from "../core/byte-source.ts";
import { Refusal, type ParseFailure } from "../core/failure.ts";
import { CLIENT_CLOSED_REQUEST, problemResponse } from "./problem.ts";
import { requestId } from "./middleware/request-id.ts";
import { describeError, listErrors } from "./routes/errors.ts";
import { listFormats } from "./routes/formats.ts";
import { showHealth } from "./routes/health.ts";
import { showMetrics } from "./routes/metrics.ts";
import { parseUpload } from "./routes/parse.ts";
import type { AppContext, AppEnvironment } from "./context.ts";
import type { Services } from "./services.ts";

type Handler = (context: AppContext) => Response | Promise<Response>;

/** The routes, by path and method. HEAD goes with GET. */
const ROUTES: Readonly<Record<string, Readonly<Record<string, Handler>>>> = {
  "/v1/parse": { POST: parseUpload },
  "/upload": { POST: parseUpload },
  "/v1/formats": { GET: listFormats },
  "/v1/errors": { GET: listErrors },
  "/v1/errors/:code": { GET: describeError },
  "/health": { GET: showHealth },
  "/metrics": { GET: showMetrics },
};

export function createApp(services: Services): Hono<AppEnvironment> {
  const app = new Hono<AppEnvironment>();
  app.use(async (context, next) => {
    context.set("services", services);
    context.set("parseId", null);
    await next();
  });
  app.use(requestId);
  for (const [path, methods] of Object.entries(ROUTES)) {
    for (const [method, handler] of Object.entries(methods)) app.on(method, path, handler);
    const allow = Object.keys(methods).flatMap((method) =>
      method === "GET" ? ["GET", "HEAD"] : [method],
    );
    app.all(path, (context) =>
      answerFailure(context, {
        code: "method_not_allowed",
        allow,
        detail: `${path} takes ${allow.join(", ")}.`,
      }),
    );
  }
  app.notFound((context) =>
    answerFailure(context, { code: "route_not_found", detail: "No route has this path." }),
  );
  app.onError((error, context) => {
    if (error instanceof Refusal) return answerFailure(context, error.failure);
    if (error instanceof ConnectionLost)
      return new Response(null, { status: CLIENT_CLOSED_REQUEST });
    context.executionCtx.waitUntil(
      services.sinks.reportError(error, {
        code: "internal",
        stage: "request",
        format: null,
        parser: null,
        tier: null,
        parseId: context.get("parseId"),
      }),
    );
    return answerFailure(context, {
      code: "internal",
      detail: "The request failed in a way it should not.",
    });
  });
  return app;
}

function answerFailure(context: AppContext, failure: ParseFailure): Response {
  return problemResponse(failure, {
    requestId: context.get("requestId"),
    parseId: context.get("parseId"),
  });
}
