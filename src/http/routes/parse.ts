// POST /v1/parse: everything the headers can decide, then the pipeline, then the answer in the form
// that was asked for.
import {
  HEADER_GATE_BYTES,
  MAX_HELD_OUTPUT_BYTES,
  MAX_TEXT_BODY_BYTES,
  MULTIPART_OVERHEAD_BYTES,
} from "../../../guards/limits.ts";
import type { Clock } from "../../core/clock.ts";
import { Refusal, refuse } from "../../core/failure.ts";
import type { RecordWriter } from "../../core/records.ts";
import { MIB, SECOND_MS } from "../../core/units.ts";
import { runUpload, stoppedEnding, type ParseResult, type Upload } from "../../intake/pipeline.ts";
import { reportParse } from "../../intake/report.ts";
import { StopSignal } from "../../intake/stop.ts";
import { fileTooLarge, UploadSource } from "../../intake/upload-source.ts";
import { withTimeout } from "../../intake/with-timeout.ts";
import { tierOf } from "../../rollout/tiers.ts";
import { negotiate, MEDIA_TYPES, type AnswerForm } from "../accept.ts";
import { AnswerBody } from "../answer-body.ts";
import type { AppContext } from "../context.ts";
import { UNMASK_SCOPE } from "../../rollout/api-keys.ts";
import { authenticate, requireScope, type Caller } from "../authenticate.ts";
import { inflateGzip, NO_BODY, refuseStalls, sourceFromStream, type BodySource } from "../body.ts";
import { CsvDocumentWriter } from "../csv-document.ts";
import {
  bareMediaType,
  cleanFilename,
  extensionOf,
  nameFromDisposition,
} from "../declared-name.ts";
import { GzipFileSource } from "../gzip-file.ts";
import { JsonDocumentWriter } from "../json-document.ts";
import { openFilePart } from "../multipart.ts";
import { NdjsonWriter } from "../ndjson.ts";
import { readOptions, type RequestOptions } from "../options.ts";
import { CLIENT_CLOSED_REQUEST, problemResponse, type ProblemIds } from "../problem.ts";

/**
 * Many clients read no answer before they have sent everything, and lose it when the connection is
 * closed on them: what is left of a body is taken in first, as far as it comes quickly.
 */
const DISCARD_BEFORE_ANSWER_MS = 2 * SECOND_MS;
/** How long a parse that was stopped waits for its client to take the end record. */
const LAST_RECORD_TIMEOUT_MS = 10 * SECOND_MS;

export async function parseUpload(context: AppContext): Promise<Response> {
  const services = context.get("services");
  const request = context.req.raw;
  const { clock } = services;
  const startedAt = clock();
  const parseId = services.newId();
  context.set("parseId", parseId);

  const caller = await authenticate(context.req.header("authorization"), services);
  const form = negotiate(context.req.header("accept") ?? null);
  if (form === null) {
    refuse({
      code: "not_acceptable",
      detail: `Answers are given as ${Object.values(MEDIA_TYPES).join(", ")}.`,
    });
  }
  const options = readOptions(new URL(request.url).searchParams);
  if (options.parse.unmask) requireScope(caller, UNMASK_SCOPE);
  const maxBytes = maxFileBytes(caller);
  checkDeclaredSize(request.headers, maxBytes);

  const stop = new StopSignal();
  const cancel = () => stop.stop("cancelled");
  request.signal.addEventListener("abort", cancel, { once: true });
  if (request.signal.aborted) cancel();
  const ids: ProblemIds = { requestId: context.get("requestId"), parseId };
  const body = openBody(request);
  const answer = new AnswerBody(heldBytes(form, options), services.openChannel, cancel);
  const facts = { parseId, startedAt, maxBytes, account: caller.account, stop, clock };
  const { upload, discard } = await openUpload(body, request.headers, options, facts).catch(
    async (error: unknown) => {
      await withTimeout(() => body.discard(), DISCARD_BEFORE_ANSWER_MS);
      throw error;
    },
  );

  const running = runUpload(upload, createWriter(form, answer, ids), {
    clock,
    configuration: caller.configuration,
    reloadConfiguration: async () => (await services.config.load(null)).configuration,
    monitorOf: services.monitorOf,
    stop,
    sentBytes: () => answer.sentBytes,
  });
  const finished = finish(running, answer, body, discard, stop);
  context.executionCtx.waitUntil(
    finished.then(({ result }) => {
      const { version, monitorOf, sinks } = services;
      const report = { upload, form, colo: coloOf(request), version, clock, monitorOf, sinks };
      return Promise.all([reportParse(result, report), discard()]);
    }),
  );
  const headers = {
    "content-type": MEDIA_TYPES[form],
    "cache-control": "no-store",
    "paciolus-parse-id": parseId,
    vary: "accept, authorization",
  };
  const stream = await Promise.race([answer.opened, finished.then(() => null)]);
  if (stream !== null) return new Response(stream, { headers });

  const { result, whole } = await finished;
  if (result.failure !== null) return problemResponse(result.failure, ids);
  if (whole === null) return new Response(null, { status: CLIENT_CLOSED_REQUEST });
  return new Response(whole, {
    headers: {
      ...headers,
      "paciolus-rows": String(result.rows),
      "paciolus-warnings": String(result.warnings),
    },
  });
}

/** Closes the answer behind the parse. `whole` is the body when none of it was sent before. */
async function finish(
  running: Promise<ParseResult>,
  answer: AnswerBody,
  body: BodySource,
  discard: () => Promise<void>,
  stop: StopSignal,
): Promise<{ result: ParseResult; whole: Uint8Array | null }> {
  const result = await running;
  if (result.outcome === "cancelled") {
    answer.abort();
    return { result, whole: null };
  }
  if (!body.isSpent) await withTimeout(discard, DISCARD_BEFORE_ANSWER_MS);
  const close = async () => ({ whole: await answer.close() });
  // The lease still watches: a client that takes no more stops the wait, and one that is stopped
  // already is not waited for long.
  const closed =
    stop.reason === null
      ? await stop.race(close()).catch(() => null)
      : await withTimeout(close, LAST_RECORD_TIMEOUT_MS);
  if (closed !== null) return { result, whole: closed.whole };
  answer.abort();
  return { result: { ...result, ...stoppedEnding(stop.reason ?? "cancelled") }, whole: null };
}

/** The airport code of the location that runs this; the runtime tells it with each request. */
function coloOf(request: Request): string | null {
  const { cf } = request;
  return typeof cf?.colo === "string" ? cf.colo : null;
}

function heldBytes(form: AnswerForm, options: RequestOptions): number {
  // CSV is never sent in part; its writer refuses what grows too large to hold.
  if (form === "csv") return Number.POSITIVE_INFINITY;
  return options.waitsForEnd ? MAX_HELD_OUTPUT_BYTES : HEADER_GATE_BYTES;
}

function createWriter(form: AnswerForm, body: AnswerBody, ids: ProblemIds): RecordWriter {
  switch (form) {
    case "ndjson":
      return new NdjsonWriter(body, ids);
    case "json":
      return new JsonDocumentWriter(body, ids);
    case "csv":
      return new CsvDocumentWriter(body);
  }
}

/** The largest file of any format that the caller's tier may send. */
function maxFileBytes({ configuration, account }: Caller): number {
  const tiers = configuration.tiers.value;
  const ofTier = tierOf(tiers, account.tier)?.maxFileMib ?? null;
  return ofTier === null
    ? MAX_TEXT_BODY_BYTES
    : Math.min(MAX_TEXT_BODY_BYTES, Math.floor(ofTier * MIB));
}

function isMultipart(headers: Headers): boolean {
  return bareMediaType(headers.get("content-type")) === "multipart/form-data";
}

/** Content-Length is a hint: it can refuse early, what arrives is counted all the same. 0 when it says nothing. */
function declaredBytes(headers: Headers): number {
  const text = headers.get("content-length") ?? "";
  return /^\d{1,15}$/.test(text) ? Number(text) : 0;
}

function checkDeclaredSize(headers: Headers, maxBytes: number): void {
  const declared = declaredBytes(headers);
  const allowed = maxBytes + (isMultipart(headers) ? MULTIPART_OVERHEAD_BYTES : 0);
  if (declared > allowed) throw new Refusal(fileTooLarge(maxBytes, declared));
}

interface UploadFacts {
  parseId: string;
  startedAt: number;
  maxBytes: number;
  account: Caller["account"];
  stop: StopSignal;
  clock: Clock;
}

/** The content codings that a body may have, and whether it has to be inflated. */
const CONTENT_CODINGS: Readonly<Record<string, "plain" | "gzip">> = {
  "": "plain",
  identity: "plain",
  gzip: "gzip",
  "x-gzip": "gzip",
};

function contentCodingOf(headers: Headers): "plain" | "gzip" | undefined {
  const name = headers.get("content-encoding")?.trim().toLowerCase() ?? "";
  return Object.hasOwn(CONTENT_CODINGS, name) ? CONTENT_CODINGS[name] : undefined;
}

function openBody({ body, headers }: Request): BodySource {
  const coding = contentCodingOf(headers);
  if (coding === undefined) {
    refuse({
      code: "unsupported_type",
      detail: "The body has a content encoding other than gzip.",
    });
  }
  const source = body === null ? NO_BODY : sourceFromStream(body, declaredBytes(headers));
  return coding === "gzip" ? inflateGzip(source) : source;
}

async function openUpload(
  body: BodySource,
  headers: Headers,
  options: RequestOptions,
  facts: UploadFacts,
): Promise<{ upload: Upload; discard: () => Promise<void> }> {
  let file = new GzipFileSource(body);
  let name = nameFromDisposition(headers.get("content-disposition"));
  let mediaType = bareMediaType(headers.get("content-type"));
  if (isMultipart(headers)) {
    const maxBytes = facts.maxBytes + MULTIPART_OVERHEAD_BYTES;
    const stream = refuseStalls(body, facts.clock);
    const part = await openFilePart(stream, headers.get("content-type") ?? "", maxBytes);
    file = new GzipFileSource({ ...NO_BODY, read: () => part.source.read() });
    name = part.filename;
    mediaType = bareMediaType(part.mediaType);
  }
  const filename = cleanFilename(options.filename ?? name);
  const upload: Upload = {
    parseId: facts.parseId,
    account: facts.account,
    source: new UploadSource(refuseStalls(file, facts.clock), facts.maxBytes, facts.stop),
    declared: { extension: extensionOf(filename), mediaType, format: options.format },
    filename,
    isGzip: () => file.isGzip,
    sizeHint: contentCodingOf(headers) === "plain" ? declaredBytes(headers) : 0,
    options: options.parse,
    startedAt: facts.startedAt,
  };
  const discard = async () => {
    await file.discard();
    await body.discard();
  };
  return { upload, discard };
}
