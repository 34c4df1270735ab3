// Tells everybody who counts what became of an upload: its lease, the format's monitor, the
// dataset, the log, and for bugs the error tracker. Runs behind the answer.
import type { ParseMonitorApi } from "../../durable-objects/parse-monitor/protocol.ts";
import type { Clock } from "../core/clock.ts";
import { FAILURES } from "../core/failure.ts";
import type { FormatId } from "../formats/registry.ts";
import type { ParseFacts } from "../observability/parse-facts.ts";
import type { ErrorReporter } from "../observability/sentry.ts";
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

/** Resolves when everybody has been told, or could not be. */
export async function reportParse(result: ParseResult, context: ReportContext): Promise<void> {
  const { upload, sinks, monitorOf } = context;
  const { detection, lease, failure } = result;
  const parser =
    detection === null ? undefined : `${detection.format.id}/${detection.format.version}`;
  if (failure?.code === "internal") {
    await sinks.reportError(result.bug, {
      code: "internal",
      stage: lease === null ? "detect" : "parse",
      format: detection?.format.id ?? null,
      parser: parser ?? null,
      tier: upload.account.tier,
      parseId: upload.parseId,
    });
  }
  if (detection === null || parser === undefined) return;
  const fault = failure === null ? null : FAILURES[failure.code].fault;
  const code = failure?.code ?? null;
  if (lease === null) {
    if (code !== null) await tell(() => monitorOf(detection.format.id).reject({ code }), context);
    return;
  }
  sinks.recordParse({
    at: context.clock(),
    parseId: upload.parseId,
    format: detection.format.id,
    parser,
    detectedBy: detection.detectedBy,
    tier: upload.account.tier,
    account: upload.account.id,
    outcome: result.outcome,
    code,
    fault,
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
  const { outcome, durationMs, rows, bytes } = result;
  await tell(() => lease.end({ outcome, code, fault, durationMs, rows, bytes }), context);
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
