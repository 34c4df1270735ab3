// Reports bugs and faults of the service to Sentry; the only file that knows its client. What leaves
// is built from a list of what may, not by removing what may not: messages, requests and breadcrumbs
// can hold contents and names of files.
import { Refusal, FAILURES } from "../core/failure.ts";
import type { FailureCode, FailureStage } from "../core/failure.ts";
import type { Clock } from "../core/clock.ts";
import { SECOND_MS } from "../core/units.ts";
import { anonymizeError, scrubEvent } from "./scrub.ts";

const SEND_TIMEOUT_MS = 2 * SECOND_MS;
/** Sentry's own default when a 429 names no time. */
const DEFAULT_MUTE_SECONDS = 60;
const MAX_TAG_LENGTH = 200;

export interface ErrorContext {
  code: FailureCode;
  stage: FailureStage;
  /** Null while they are not known. */
  format: string | null;
  /** Parser and its version: `xlsx/1`. */
  parser: string | null;
  tier: string | null;
  parseId: string | null;
}

export interface ReporterDeps {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  now: Clock;
  /** Release and environment of the service. */
  release: string;
  environment: string;
}

/** Resolves when the report is out or given up; never rejects. To be handed to `waitUntil`. */
export type ErrorReporter = (error: unknown, context: ErrorContext) => Promise<void>;

/**
 * Makes the reporter of one isolate.
 * @param dsn none or empty: every report is dropped in silence.
 */
export function createErrorReporter(dsn: string | undefined, deps: ReporterDeps): ErrorReporter {
  if (dsn === undefined || dsn === "") return () => Promise.resolve();
  let mutedUntil = 0;

  const send = async (url: string, init: RequestInit): Promise<Response> => {
    const signal = AbortSignal.timeout(SEND_TIMEOUT_MS);
    const response = await deps.fetch(url, { ...init, signal });
    if (response.status === 429) {
      const seconds = Number(response.headers.get("retry-after"));
      mutedUntil = deps.now() + (seconds > 0 ? seconds : DEFAULT_MUTE_SECONDS) * SECOND_MS;
    }
    return response;
  };

  return async (error, context) => {
    try {
      if (isExpected(error) || deps.now() < mutedUntil) return;
      await capture(dsn, { ...deps, fetch: send }, error, context);
    } catch {
      // A report that fails must not become a second failure of the request.
    }
  };
}

/** A client for each report: one that is shared would hold promises of requests that are long over. */
async function capture(
  dsn: string,
  deps: ReporterDeps,
  error: unknown,
  context: ErrorContext,
): Promise<void> {
  const { linkedErrorsIntegration, Toucan } = await import("toucan-js");
  const pending: Promise<unknown>[] = [];
  const sentry = new Toucan({
    dsn,
    release: deps.release,
    environment: deps.environment,
    defaultIntegrations: false,
    integrations: [linkedErrorsIntegration()],
    maxBreadcrumbs: 0,
    sendClientReports: false,
    beforeSend: scrubEvent,
    context: { waitUntil: (promise) => void pending.push(promise) },
    transportOptions: { fetcher: (url, init) => deps.fetch(String(url), init ?? {}) },
  });
  sentry.setTags(toTags(context, deps.release));
  sentry.setFingerprint(toFingerprint(context));
  sentry.captureException(anonymizeError(error));
  await Promise.allSettled(pending);
}

/** A refusal that is nobody's bug: it is counted, not reported. */
function isExpected(error: unknown): boolean {
  return error instanceof Refusal && FAILURES[error.failure.code].fault !== "service";
}

/** Groups by what went wrong where; the message, which changes with the file, takes no part. */
function toFingerprint({ code, format, stage, parser }: ErrorContext): string[] {
  return [code, format ?? "none", stage, parser ?? "none"];
}

function toTags(context: ErrorContext, release: string): Record<string, string> {
  const tags = {
    code: context.code,
    stage: context.stage,
    format: context.format,
    parser: context.parser,
    tier: context.tier,
    parse_id: context.parseId,
    release,
  };
  return Object.fromEntries(
    Object.entries(tags).flatMap(([name, value]) =>
      value === null ? [] : [[name, value.slice(0, MAX_TAG_LENGTH)]],
    ),
  );
}
