// The way of an upload, from the first byte to the last record. Authentication and everything that
// the request's headers can decide lie behind it; see http/routes/parse.ts.
import {
  DEFAULT_LIMITS,
  DETECTION_HEAD_BYTES,
  MAX_BINARY_BODY_BYTES,
} from "../../guards/limits.ts";
import type { ParseMonitorApi } from "../../durable-objects/parse-monitor/protocol.ts";
import { TypedSink } from "../codecs/typed-sink.ts";
import type { Clock } from "../core/clock.ts";
import { Refusal, type ParseFailure } from "../core/failure.ts";
import type { ParseOptions, ParserInput } from "../core/format.ts";
import type { RecordWriter } from "../core/records.ts";
import type { FormatId } from "../formats/registry.ts";
import { flagsOf, type Configuration } from "../rollout/configuration.ts";
import { decideEntitlement, type Account } from "../rollout/entitlement.ts";
import { tierOf } from "../rollout/tiers.ts";
import { admit, type Lease } from "./admission.ts";
import { isContainer, readContentFacts } from "./content-facts.ts";
import { detectFormat, type Declaration, type Detection } from "./detect.ts";
import { GuardedSink } from "./guarded-sink.ts";
import { Stopped, type StopReason, type StopSignal } from "./stop.ts";
import { UPLOAD_STALLED, type UploadSource } from "./upload-source.ts";

export interface Upload {
  parseId: string;
  account: Account;
  source: UploadSource;
  declared: Declaration;
  /** Name to give back, already cleaned, or null. */
  filename: string | null;
  /** Whether the file was gzip itself; known once its first bytes have been read. */
  isGzip: () => boolean;
  /** Declared size in bytes, or 0. */
  sizeHint: number;
  options: ParseOptions;
  startedAt: number;
}

export interface PipelineDependencies {
  clock: Clock;
  configuration: Configuration;
  /** Reads the configuration again, for flags that change while a parse is under way. */
  reloadConfiguration: () => Promise<Configuration>;
  monitorOf: (format: FormatId) => ParseMonitorApi;
  stop: StopSignal;
  /** Bytes of the answer taken by the client so far. */
  sentBytes: () => number;
}

/** What became of an upload. */
export interface ParseResult {
  outcome: "complete" | "failed" | "aborted" | "cancelled";
  failure: ParseFailure | null;
  /** What was thrown, when the failure is `internal`. */
  bug: unknown;
  /** Null when the upload ended before its format was known. */
  detection: Detection | null;
  /** Null when no lease was taken. */
  lease: Lease | null;
  /** True when the monitor itself turned the upload away, and has counted that. */
  isTurnedAway: boolean;
  rows: number;
  tables: number;
  warnings: number;
  bytes: number;
  durationMs: number;
}

type Ending = Pick<ParseResult, "outcome" | "failure" | "bug">;

/** Seconds after which an upload that the operators stopped may be tried again. */
const ABORTED_RETRY_AFTER_SECONDS = 60;

/** Takes one upload all the way and writes its records; never rejects. */
export async function runUpload(
  upload: Upload,
  writer: RecordWriter,
  dependencies: PipelineDependencies,
): Promise<ParseResult> {
  const { source } = upload;
  const { clock, stop } = dependencies;
  const sink = new GuardedSink(
    writer,
    DEFAULT_LIMITS,
    upload.options.maxRows,
    stop,
    () => source.bytesRead,
  );
  let detection: Detection | null = null;
  let lease: Lease | null = null;
  let isTurnedAway = false;
  let ending: Ending;
  try {
    const found = await detect(upload);
    detection = found.detection;
    upload.source.limitTo(detection.format.maxBodyBytes);
    refuseUnentitled(detection, upload.account, dependencies.configuration);
    const admission = await takeLease(upload, detection, sink, dependencies);
    isTurnedAway = "failure" in admission;
    if ("failure" in admission) throw new Refusal(admission.failure);
    lease = admission.lease;
    await parse(upload, detection, found.whole, sink, writer, stop);
    ending = { outcome: "complete", failure: null, bug: null };
  } catch (error) {
    ending = endingOf(error, stop);
  }
  const result: ParseResult = {
    ...ending,
    detection,
    lease,
    isTurnedAway,
    rows: sink.rows,
    tables: sink.tables,
    warnings: sink.warnings,
    bytes: source.bytesRead,
    durationMs: clock() - upload.startedAt,
  };
  writer.end({
    status: result.outcome === "complete" ? "complete" : "failed",
    rows: result.rows,
    tables: result.tables,
    warnings: result.warnings,
    bytes: result.bytes,
    sha256: source.sha256,
    durationMs: result.durationMs,
    failure: result.failure,
  });
  return result;
}

/** Finds the format from the head, or from the whole file where only a container's directory tells. */
async function detect(upload: Upload): Promise<{ detection: Detection; whole: Uint8Array | null }> {
  const head = await upload.source.peek(DETECTION_HEAD_BYTES);
  if (head.length === 0)
    throw new Refusal({ code: "empty_file", detail: "The file has no bytes." });
  const isShort = head.length < DETECTION_HEAD_BYTES;
  let whole: Uint8Array | null = null;
  let facts = readContentFacts(head, isShort ? head : null);
  let found = detectFormat(facts, upload.declared, isShort || !isContainer(facts));
  if (found === null) {
    upload.source.limitTo(MAX_BINARY_BODY_BYTES);
    whole = await upload.source.readWhole(upload.sizeHint);
    facts = readContentFacts(whole.subarray(0, DETECTION_HEAD_BYTES), whole);
    found = detectFormat(facts, upload.declared, true);
  }
  if (found === null) throw new Error("detection must decide over a whole file");
  if ("code" in found) throw new Refusal(found);
  return { detection: found, whole };
}

function refuseUnentitled(
  detection: Detection,
  account: Account,
  configuration: Configuration,
): void {
  const { format } = detection;
  const failure = decideEntitlement(configuration, format, account);
  if (failure !== null) throw new Refusal(failure);
  if (format.loadParser === null) {
    throw new Refusal({
      code: "unsupported_type",
      detail: `The file is ${format.id} (${format.title}), which is recognised but not read yet.`,
    });
  }
}

async function takeLease(
  upload: Upload,
  { format }: Detection,
  sink: GuardedSink,
  dependencies: PipelineDependencies,
): ReturnType<typeof admit> {
  const { configuration, reloadConfiguration, monitorOf, clock, stop, sentBytes } = dependencies;
  const { parseId, account } = upload;
  const maxConcurrent = flagsOf(configuration, format.id).thresholds.value.max_concurrent;
  const perMinute = tierOf(configuration.tiers.value, account.tier)?.requestsPerMinute ?? null;
  const rate = perMinute === null ? {} : { rate: { account: account.id, perMinute } };
  return admit(
    format.id,
    { parseId, maxConcurrent, ...rate },
    {
      monitor: monitorOf(format.id),
      clock,
      stop,
      isAborted: async () => flagsOf(await reloadConfiguration(), format.id).flag.value === "abort",
      progress: () => ({
        rows: sink.rows,
        bytes: upload.source.bytesRead,
        sent: sentBytes(),
        isReceiving: upload.source.isReceiving,
      }),
    },
  );
}

async function parse(
  upload: Upload,
  { format, detectedBy, warning }: Detection,
  whole: Uint8Array | null,
  sink: GuardedSink,
  writer: RecordWriter,
  stop: StopSignal,
): Promise<void> {
  const parser = await format.loadParser?.();
  if (parser === undefined) throw new Error(`no parser for ${format.id}`);
  writer.file({
    parseId: upload.parseId,
    format: format.id,
    detectedBy,
    parser: `${format.id}/${format.version}`,
    filename: upload.filename,
    unpackedFrom: upload.isGzip() ? "gzip" : null,
  });
  if (warning !== null) sink.warn(warning);
  const input: ParserInput =
    format.access === "buffer"
      ? { access: "buffer", bytes: whole ?? (await upload.source.readWhole(upload.sizeHint)) }
      : { access: "stream", source: upload.source };
  const typed =
    upload.options.types === "typed" ? new TypedSink(sink, upload.options.strict) : null;
  await parser.parse(input, typed ?? sink, {
    options: upload.options,
    limits: DEFAULT_LIMITS,
    extension: upload.declared.extension,
    shouldStop: () => stop.reason !== null,
  });
  if (stop.reason !== null) throw new Stopped(stop.reason);
  typed?.close();
  sink.close();
}

function endingOf(error: unknown, stop: StopSignal): Ending {
  if (stop.reason !== null) return stoppedEnding(stop.reason);
  if (error instanceof Refusal) return { outcome: "failed", failure: error.failure, bug: null };
  const failure: ParseFailure = {
    code: "internal",
    detail: "The parser failed in a way it should not.",
  };
  return { outcome: "failed", failure, bug: error };
}

/** How a parse ends that was stopped. */
export function stoppedEnding(reason: StopReason): Ending {
  switch (reason) {
    case "aborted":
      return {
        outcome: "aborted",
        failure: {
          code: "parse_aborted",
          retryAfterSeconds: ABORTED_RETRY_AFTER_SECONDS,
          detail: "The format was switched off while the file was being read.",
        },
        bug: null,
      };
    case "stalled":
      return { outcome: "failed", failure: UPLOAD_STALLED, bug: null };
    case "cancelled":
      return { outcome: "cancelled", failure: null, bug: null };
  }
}
