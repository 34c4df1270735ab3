// Tells everybody who counts what became of an upload: its lease, the format's monitor, the
// dataset, the log, and for bugs the error tracker. Runs behind the answer.
import type { ParseMonitorApi } from "../../durable-objects/parse-monitor/protocol.ts";
import type { Clock } from "../core/clock.ts";
import { FAILURES, type Fault, type ParseFailure } from "../core/failure.ts";
import type { FormatId } from "../formats/registry.ts";
import type { ParseFacts } from "../observability/parse-facts.ts";
import type { ErrorReporter } from "../observability/sentry.ts";
import type { Detection } from "./detect.ts";
import type { ParseResult, Upload } from "./pipeline.ts";

export interface ReportSinks {
  /** Log line and data point of one parse. Must not throw. */
  recordParse: (facts: ParseFacts) => void;
  /** Faults of the service and bugs of parsers only. Never rejects. */
  reportError: ErrorReporter;
}

export interface ReportContext {
  upload: Upload;
  form: ParseFacts["resultForm"];
  version: string;
  colo: string | null;
  clock: Clock;
  monitorOf: (format: FormatId) => ParseMonitorApi;
  sinks: ReportSinks;
}

/** Resolves when everybody has been told, or could not be; never rejects. */
export async function reportParse(result: ParseResult, context: ReportContext): Promise<void> {
  // Side by side, the lease first: nobody who hangs or fails may keep the others from hearing of it.
  await Promise.allSettled([
    tellMonitor(result, context),
    recordFacts(result, context),
    reportBug(result, context),
  ]);
}

async function tellMonitor(result: ParseResult, context: ReportContext): Promise<void> {
  const { detection, lease, failure, isTurnedAway } = result;
  const code = failure?.code ?? null;
  if (lease !== null) {
    const { outcome, durationMs, rows, bytes } = result;
    const fault = faultOf(failure);
    await tell(() => lease.end({ outcome, code, fault, durationMs, rows, bytes }), context);
  } else if (detection !== null && code !== null && !isTurnedAway) {
    await tell(() => context.monitorOf(detection.format.id).reject({ code }), context);
  }
}

async function recordFacts(result: ParseResult, context: ReportContext): Promise<void> {
  const { upload, sinks } = context;
  const { detection, lease, failure } = result;
  if (detection === null || lease === null) return;
  sinks.recordParse({
    at: context.clock(),
    parseId: upload.parseId,
    format: detection.format.id,
    parser: parserOf(detection),
    detectedBy: detection.detectedBy,
    tier: upload.account.tier,
    account: upload.account.id,
    outcome: result.outcome,
    code: failure?.code ?? null,
    fault: faultOf(failure),
    resultForm: context.form,
    tracked: lease.isTracked,
    rows: result.rows,
    tables: result.tables,
    warnings: result.warnings,
    bytes: result.bytes,
    durationMs: result.durationMs,
    version: context.version,
    colo: context.colo,
  });
}

async function reportBug(result: ParseResult, { upload, sinks }: ReportContext): Promise<void> {
  const { detection, lease } = result;
  if (result.failure?.code !== "internal") return;
  await sinks.reportError(result.bug, {
    code: "internal",
    stage: lease === null ? "detect" : "parse",
    format: detection?.format.id ?? null,
    parser: detection === null ? null : parserOf(detection),
    tier: upload.account.tier,
    parseId: upload.parseId,
  });
}

function parserOf({ format }: Detection): string {
  return `${format.id}/${format.version}`;
}

function faultOf(failure: ParseFailure | null): Fault | null {
  return failure === null ? null : FAILURES[failure.code].fault;
}

/** A monitor out of reach costs a count, never an answer; the fault itself is reported. */
async function tell(message: () => Promise<void>, { sinks, upload }: ReportContext): Promise<void> {
  try {
    await message();
  } catch (error) {
    await sinks.reportError(error, {
      code: "internal",
      stage: "admission",
      format: null,
      parser: null,
      tier: upload.account.tier,
      parseId: upload.parseId,
    });
  }
}
