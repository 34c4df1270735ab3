// The closed union of everything that is refused on purpose, and the one catalogue that every
// answer, metric label and page of documentation about it is made from. HTTP statuses are not
// here: http/problem.ts maps codes to them.

/** Who has to act: the file's author, the caller, the operator's policy, nobody (wait), or us. */
export type Fault = "file" | "caller" | "policy" | "capacity" | "service";

/** The step of the way of an upload at which a failure arises. */
export type FailureStage = "request" | "detect" | "admission" | "parse";

/** Where in the source it is, as its reader counts: rows, columns, lines and pages from 1, bytes from 0. */
export interface SourceLocation {
  sheet?: string;
  row?: number;
  column?: number;
  /** Spreadsheet address such as `D17`. */
  cell?: string;
  line?: number;
  byte?: number;
  page?: number;
  /** Name of the part inside a container, such as `xl/workbook.xml`. */
  entry?: string;
}

/** A ceiling that was passed: its name with the unit, its value, and what was found. */
export interface LimitFacts {
  name: string;
  max: number;
  found: number;
}

export interface FailureInfo {
  title: string;
  fault: Fault;
  stage: FailureStage;
  retryable: boolean;
  /** What the end user can do, in one sentence. */
  fix: string;
}

/** Every code of the contract. A code without an entry here does not compile. */
export const FAILURES = {
  invalid_option: {
    title: "An option of the request cannot be used",
    fault: "caller",
    stage: "request",
    retryable: false,
    fix: "Correct the named query parameter; the API page lists the values that it takes.",
  },
  malformed_multipart: {
    title: "The multipart body cannot be read",
    fault: "caller",
    stage: "request",
    retryable: false,
    fix: "Send one part named `file` with a file name, or send the raw bytes as the body.",
  },
  missing_credentials: {
    title: "Credentials are missing",
    fault: "caller",
    stage: "request",
    retryable: false,
    fix: "Send an `Authorization: Bearer <API key>` header.",
  },
  invalid_credentials: {
    title: "The credentials are not valid",
    fault: "caller",
    stage: "request",
    retryable: false,
    fix: "Check the API key; it may have been mistyped, disabled or expired.",
  },
  route_not_found: {
    title: "There is nothing at this address",
    fault: "caller",
    stage: "request",
    retryable: false,
    fix: "Check the path; uploads go to POST /v1/parse.",
  },
  method_not_allowed: {
    title: "This address does not take that method",
    fault: "caller",
    stage: "request",
    retryable: false,
    fix: "Use a method that the Allow header names.",
  },
  not_acceptable: {
    title: "The result cannot be given in the form asked for",
    fault: "caller",
    stage: "request",
    retryable: false,
    fix: "Ask for application/x-ndjson, application/json or text/csv; only NDJSON and JSON hold several tables and results of any size.",
  },
  upload_stalled: {
    title: "The upload stopped arriving",
    fault: "caller",
    stage: "parse",
    retryable: true,
    fix: "Send the file again over a connection that keeps sending.",
  },
  file_too_large: {
    title: "The file is too large",
    fault: "caller",
    stage: "request",
    retryable: false,
    fix: "Split the file, or leave out what is not needed, and send the parts one by one.",
  },
  unsupported_type: {
    title: "This kind of file is not read here",
    fault: "file",
    stage: "detect",
    retryable: false,
    fix: "Export the data in one of the formats that GET /v1/formats lists.",
  },
  format_disabled: {
    title: "This format is switched off at the moment",
    fault: "policy",
    stage: "admission",
    retryable: false,
    fix: "Export the data in a format that GET /v1/formats shows as enabled, or try again later.",
  },
  tier_required: {
    title: "This format is not part of the plan",
    fault: "policy",
    stage: "admission",
    retryable: false,
    fix: "Use a format of the plan, or move to one of the required tiers.",
  },
  not_in_rollout: {
    title: "This format is not open to this account yet",
    fault: "policy",
    stage: "admission",
    retryable: false,
    fix: "Use another format for now; the format is being opened to accounts step by step.",
  },
  scope_required: {
    title: "This key may not do that",
    fault: "policy",
    stage: "request",
    retryable: false,
    fix: "Leave the option out, or use a key that has the scope which the detail names.",
  },
  rate_limited: {
    title: "Too many requests",
    fault: "capacity",
    stage: "request",
    retryable: true,
    fix: "Wait for the time in the Retry-After header, then send the request again.",
  },
  format_at_capacity: {
    title: "As many files of this format as allowed are being read right now",
    fault: "capacity",
    stage: "admission",
    retryable: true,
    fix: "Wait for the time in the Retry-After header, then send the file again.",
  },
  parse_aborted: {
    title: "Reading was stopped by the operators",
    fault: "policy",
    stage: "parse",
    retryable: true,
    fix: "Discard what was received and send the file again later; the format was switched off while the file was read.",
  },
  configuration_unavailable: {
    title: "The service cannot reach its configuration",
    fault: "service",
    stage: "request",
    retryable: true,
    fix: "Wait for the time in the Retry-After header, then send the request again.",
  },
  internal: {
    title: "The service failed",
    fault: "service",
    stage: "parse",
    retryable: true,
    fix: "Send the file again; if it fails again, give the parse id to support.",
  },
  empty_file: {
    title: "The file is empty",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Check that the export finished and that the right file was chosen.",
  },
  corrupt_file: {
    title: "The file is damaged",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Open the file in the program that wrote it, save it again, and send the new copy.",
  },
  truncated_file: {
    title: "The file ends too early",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Download or export the file again; the copy is not complete.",
  },
  encrypted_file: {
    title: "The file is protected by a password",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Save a copy without a password and send that.",
  },
  archive_unsafe: {
    title: "The container inside the file is not safe to open",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Open the file in the program that wrote it, save it again, and send the new copy.",
  },
  expansion_limit: {
    title: "The file unpacks to more than is allowed",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Split the workbook, or delete formatted but empty areas, and send the parts one by one.",
  },
  xml_unsafe: {
    title: "The file holds XML that is not safe to read",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Open the file in the program that wrote it, save it again, and send the new copy.",
  },
  rows_exceeded: {
    title: "A table has too many rows",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Split the table into files of fewer rows.",
  },
  columns_exceeded: {
    title: "A table has too many columns",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Leave out columns that are not needed; if there should be few, check the delimiter.",
  },
  cells_exceeded: {
    title: "The file has too many cells",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Split the file, or leave out sheets and columns that are not needed.",
  },
  cell_too_long: {
    title: "A cell holds too much text",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Look at the named place; an unclosed quotation mark is the usual cause.",
  },
  pages_exceeded: {
    title: "The document has too many pages",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Split the document and send the parts one by one.",
  },
  operations_exceeded: {
    title: "A page is too complex",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Export the data as a spreadsheet or text file instead.",
  },
  time_exceeded: {
    title: "Reading the file takes too long",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Split the file and send the parts one by one.",
  },
  undecodable_text: {
    title: "The text encoding of the file cannot be told",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Save the file as UTF-8, or name its encoding with the `encoding` option.",
  },
  delimiter_not_found: {
    title: "No delimiter splits the file into columns",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Name the delimiter with the `delimiter` option.",
  },
  no_table_found: {
    title: "The file holds no table",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Check that the right file or sheet was chosen.",
  },
  no_text_layer: {
    title: "The document holds pictures of pages, not text",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Ask for a version that was exported rather than scanned, or run text recognition on it first.",
  },
  low_confidence: {
    title: "The tables in the document cannot be told with enough certainty",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Export the data as a spreadsheet or text file instead.",
  },
  no_statement: {
    title: "The file holds no statement",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Download the statement from the bank again for a period with transactions.",
  },
  no_records: {
    title: "The file holds no records",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Export again with at least one list or transaction chosen.",
  },
  unsupported_feature: {
    title: "The file uses a feature that is not read here",
    fault: "file",
    stage: "parse",
    retryable: false,
    fix: "Save the file in the current version of its format, without special protection or compression.",
  },
  sheet_not_found: {
    title: "The workbook has no such sheet",
    fault: "caller",
    stage: "parse",
    retryable: false,
    fix: "Name one of the sheets listed, give its number counted from 1, or use `all`.",
  },
} as const satisfies Record<string, FailureInfo>;

export type FailureCode = keyof typeof FAILURES;

/** Codes that say which ceiling was passed: their failures carry both numbers. */
export type LimitCode =
  | "file_too_large"
  | "expansion_limit"
  | "rows_exceeded"
  | "columns_exceeded"
  | "cells_exceeded"
  | "cell_too_long"
  | "pages_exceeded"
  | "operations_exceeded"
  | "time_exceeded";

/** Codes that tell the caller when to come back. */
export type RetryLaterCode =
  | "rate_limited"
  | "format_at_capacity"
  | "parse_aborted"
  | "configuration_unavailable";

type PlainCode = Exclude<
  FailureCode,
  LimitCode | RetryLaterCode | "tier_required" | "sheet_not_found" | "method_not_allowed"
>;

interface Described {
  /** For developers, with figures; never contents or names of files. */
  detail: string;
  at?: SourceLocation;
}

/** An expected refusal, as data. */
export type ParseFailure =
  | ({ code: PlainCode; limit?: LimitFacts } & Described)
  | ({ code: LimitCode; limit: LimitFacts } & Described)
  | ({ code: RetryLaterCode; retryAfterSeconds: number } & Described)
  | ({ code: "tier_required"; requiredTiers: readonly string[]; currentTier: string } & Described)
  | ({ code: "sheet_not_found"; sheets: readonly string[] } & Described)
  | ({ code: "method_not_allowed"; allow: readonly string[] } & Described);

/** Carries a failure up the stack to the one place that answers it. Everything else that is thrown is a bug. */
export class Refusal extends Error {
  readonly failure: ParseFailure;
  constructor(failure: ParseFailure) {
    super(failure.code);
    this.name = "Refusal";
    this.failure = failure;
  }
}

/** Ends the current work with `failure`. */
export function refuse(failure: ParseFailure): never {
  throw new Refusal(failure);
}

/** Ends the current work if a guard has found a reason. */
export function refuseIf(failure: ParseFailure | null): void {
  if (failure !== null) refuse(failure);
}
