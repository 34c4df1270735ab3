// Every failure that an upload of csv or tsv can end with: status, members of the problem, and what
// is counted of it. A code of detection, admission or parsing without a case here fails the test.
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HEARTBEAT_INTERVAL_MS, STALL_TIMEOUT_MS } from "../../guards/leases.ts";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { MAX_RECORD_CHARACTERS } from "../../src/codecs/record-limits.ts";
import { FAILURES, type FailureCode, type LimitFacts } from "../../src/core/failure.ts";
import { KIB, MIB } from "../../src/core/units.ts";
import { csvFormat } from "../../src/formats/csv/format.ts";
import { tsvFormat } from "../../src/formats/tsv/format.ts";
import { codesOfFormat } from "../../src/ops/documentation/failure-sources.ts";
import { BYTE_ORDER_MARK, utf16 } from "../pollution/encode.ts";
import { uploadText, type TextUpload } from "../support/text-upload.ts";

type TextFormat = "csv" | "tsv";
type Body = TextUpload["body"];

/**
 * How the failure is counted: `error` with the label of its code, `failed` as an outcome alone,
 * `rejected` before the parse, or not for any format, since none was known yet.
 */
type Counting = "error" | "failed" | "aborted" | "rejected" | "nowhere";

interface RefusalCase extends Omit<TextUpload, "body" | "filename"> {
  name: string;
  code: FailureCode;
  status: number;
  counts: Counting;
  /** By the delimiter of the format. */
  body: (delimiter: string) => Body;
  at?: object;
  /** Exactly, or with any `found` beyond `max`. */
  limit?: LimitFacts | Omit<LimitFacts, "found">;
  /** Further members of the problem. */
  members?: object;
  /** Both where it is left out. */
  only?: TextFormat;
  /** The answer has begun when it fails: the problem stands in its end record. */
  isLate?: boolean;
}

/** Millions of cells take seconds on a machine that has other things to do as well. */
const BOMB_TIMEOUT_MS = 60_000;
const { cellBytes, columnsPerTable, rowsPerTable, cellsPerFile, inflateRatio } = DEFAULT_LIMITS;
const SMALL = (d: string) => [`Account${d}Debit\n0010${d}12.50\n`];

/** Pieces that come to `times` times the text. */
function* repeated(text: string, times: number): Body {
  const timesAPiece = Math.ceil(times / 64);
  const piece = text.repeat(timesAPiece);
  let left = times;
  for (; left > timesAPiece; left -= timesAPiece) yield piece;
  yield text.repeat(left);
}

/** A record of `fields` fields, the first and the last of them filled. */
function wide(fields: number, delimiter: string): string {
  return `a${delimiter.repeat(fields - 1)}z\n`;
}

function utf16le(text: string): Uint8Array {
  return utf16(BYTE_ORDER_MARK + text, "le");
}

const EMPTY: RefusalCase[] = [
  { name: "no bytes", code: "empty_file", status: 422, counts: "nowhere", body: () => [] },
  {
    name: "line breaks only",
    code: "empty_file",
    status: 422,
    counts: "error",
    body: () => ["\n\r\n\n"],
  },
  {
    name: "blanks only",
    code: "empty_file",
    status: 422,
    counts: "error",
    body: () => ["   \n  "],
  },
  { name: "a mark only", code: "empty_file", status: 422, counts: "error", body: () => ["\uFEFF"] },
];

const UNDECODABLE: RefusalCase[] = [
  {
    name: "UTF-16 that ends within a character",
    code: "undecodable_text",
    status: 422,
    counts: "error",
    body: (d) => [utf16le(`a${d}b\n1${d}2\n`).subarray(0, -1)],
    at: { byte: 16 },
  },
  {
    name: "a lone surrogate in UTF-16",
    code: "undecodable_text",
    status: 422,
    counts: "error",
    body: (d) => [utf16le(`a${d}b\n1${d}\ud800x\n`)],
    at: { byte: 14 },
  },
  {
    name: "UTF-32 that the caller calls text",
    code: "undecodable_text",
    status: 422,
    counts: "error",
    query: "format=csv",
    only: "csv",
    body: () => [Uint8Array.of(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0)],
    at: { byte: 0 },
  },
  {
    name: "a stray byte in strict mode",
    code: "undecodable_text",
    status: 422,
    counts: "error",
    query: "strict=1",
    body: (d) => [`Name${d}Sum\né${d}1\n`, Uint8Array.of(0xe9), `${d}2\n`],
    at: { byte: 14 },
  },
  {
    name: "bytes that the named encoding does not have",
    code: "undecodable_text",
    status: 422,
    counts: "error",
    query: "encoding=shift_jis",
    body: (d) => [`Name${d}Sum\n`, Uint8Array.of(0xa0, 0xff, 0xff), `${d}2\n`],
  },
];

const LIMITS: RefusalCase[] = [
  {
    name: "a quoted cell of a byte too many",
    code: "cell_too_long",
    status: 422,
    counts: "error",
    body: (d) => [`Name${d}Sum\na${d}1\n"`, ...repeated("x", cellBytes + 1), `"${d}2\n`],
    at: { row: 3, line: 3 },
    limit: { name: "cell_bytes", max: cellBytes, found: cellBytes + 1 },
  },
  {
    name: "a plain cell of a byte too many",
    code: "cell_too_long",
    status: 422,
    counts: "error",
    body: (d) => [`Name${d}Sum\na${d}1\nb${d}`, ...repeated("x", cellBytes + 1), "\n"],
    at: { row: 3, column: 2 },
    limit: { name: "cell_bytes", max: cellBytes, found: cellBytes + 1 },
  },
  {
    name: "a record of many long cells",
    code: "cell_too_long",
    status: 422,
    counts: "error",
    body: (d) => [`Name${d}Sum\n`, ...repeated(`${"x".repeat(KIB)}${d}`, 4 * KIB), "y\n"],
    at: { row: 2, line: 2 },
    limit: { name: "record_characters", max: MAX_RECORD_CHARACTERS },
  },
  {
    name: "a record of a field too many",
    code: "columns_exceeded",
    status: 422,
    counts: "error",
    body: (d) => [`Name${d}Sum\na${d}1\n`, wide(columnsPerTable + 1, d)],
    at: { row: 3 },
    limit: { name: "columns_per_table", max: columnsPerTable, found: columnsPerTable + 1 },
  },
  {
    name: "a row too many",
    code: "rows_exceeded",
    status: 422,
    counts: "error",
    only: "tsv",
    query: "header=none",
    headers: { accept: "text/csv" },
    body: () => repeated("a\tb\n", rowsPerTable + 1),
    at: { row: rowsPerTable + 1 },
    limit: { name: "rows_per_table", max: rowsPerTable, found: rowsPerTable + 1 },
  },
  {
    name: "a cell too many",
    code: "cells_exceeded",
    status: 422,
    counts: "error",
    only: "csv",
    query: "header=none",
    isLate: true,
    body: (d) => repeated(wide(16_000, d), cellsPerFile / 16_000 + 1),
    at: { row: cellsPerFile / 16_000 + 1 },
    limit: { name: "cells_per_file", max: cellsPerFile, found: cellsPerFile + 16_000 },
  },
  {
    name: "a gzip body that unpacks to too much",
    code: "expansion_limit",
    status: 422,
    counts: "error",
    only: "csv",
    headers: { "content-encoding": "gzip" },
    // Few rows of cells that are just not too long, so that nothing else is exceeded before.
    body: () => [gzipSync(`a,${"x".repeat(cellBytes - 1)}\n`.repeat(66))],
    isLate: true,
    limit: { name: "inflate_ratio", max: inflateRatio },
  },
  {
    name: "a body that is declared too large",
    code: "file_too_large",
    status: 413,
    counts: "nowhere",
    body: SMALL,
    headers: { "content-length": String(csvFormat.maxBodyBytes + 1) },
    limit: { name: "file_bytes", max: csvFormat.maxBodyBytes, found: csvFormat.maxBodyBytes + 1 },
  },
  {
    name: "a body that is too large for its tier as it arrives",
    code: "file_too_large",
    status: 413,
    counts: "failed",
    values: { TIERS: JSON.stringify({ enterprise: { formats: "*", max_file_mib: 0.25 } }) },
    body: (d) => repeated(`0010${d}12.50\n`, MIB / 16),
    limit: { name: "file_bytes", max: MIB / 4 },
  },
];

const OPTIONS: RefusalCase[] = [
  {
    name: "an option that does not exist",
    code: "invalid_option",
    status: 400,
    counts: "nowhere",
    query: "delimeter=;",
    body: SMALL,
  },
  {
    name: "a delimiter that can be none",
    code: "invalid_option",
    status: 400,
    counts: "nowhere",
    query: "delimiter=%22",
    body: SMALL,
  },
  {
    name: "an encoding that does not exist",
    code: "invalid_option",
    status: 400,
    counts: "nowhere",
    query: "encoding=utf-9",
    body: SMALL,
  },
  {
    name: "whole account numbers for a key without the scope",
    code: "scope_required",
    status: 403,
    counts: "nowhere",
    query: "unmask=1",
    body: SMALL,
  },
  {
    name: "a header row past the end",
    code: "invalid_option",
    status: 400,
    counts: "failed",
    query: "header=9",
    body: SMALL,
    at: { row: 9 },
  },
];

const STRICT: RefusalCase[] = [
  {
    name: "a ragged row in strict mode",
    code: "corrupt_file",
    status: 422,
    counts: "error",
    query: "strict=1",
    body: (d) => [`Name${d}Sum\na${d}1\nb\n`],
    at: { row: 3 },
  },
  {
    name: "a NUL in strict mode",
    code: "corrupt_file",
    status: 422,
    counts: "error",
    query: "strict=1",
    body: (d) => [`Name${d}Sum\nCan\0teen${d}1\n`],
    at: { row: 2 },
  },
  {
    name: "text behind a closing quote in strict mode",
    code: "corrupt_file",
    status: 422,
    counts: "error",
    query: "strict=1",
    body: (d) => [`Name${d}Sum\n${`"a${d} b"${d}"1${d}0"\n`.repeat(9)}"e"f"${d}2\n`],
    at: { row: 11, line: 11 },
  },
  {
    name: "a damaged gzip body",
    code: "corrupt_file",
    status: 422,
    counts: "error",
    headers: { "content-encoding": "gzip" },
    // The damage lies behind what the format is detected on.
    body: (d) => {
      const lines = Array.from({ length: 20_000 }, (_, row) => `${row}${d}${row * row}\n`);
      const packed = gzipSync(lines.join(""));
      return [packed.subarray(0, packed.length - 4_000)];
    },
  },
  {
    name: "two delimiters that fit in strict mode",
    code: "delimiter_not_found",
    status: 422,
    counts: "error",
    query: "strict=1",
    only: "csv",
    body: () => ["a;b|c\nd;e|f\n"],
  },
];

const GATES: RefusalCase[] = [
  {
    name: "a picture under the name of the format",
    code: "unsupported_type",
    status: 415,
    counts: "nowhere",
    body: () => [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13)],
  },
  {
    name: "a format that is switched off",
    code: "format_disabled",
    status: 415,
    counts: "rejected",
    values: { FORMAT_CSV_ENABLED: "false", FORMAT_TSV_ENABLED: "false" },
    body: SMALL,
  },
  {
    name: "a format whose kill switch is thrown",
    code: "format_disabled",
    status: 415,
    counts: "rejected",
    prepare: (monitorOf) => {
      for (const id of ["csv", "tsv"] as const) monitorOf(id).setKillSwitch("refuse");
    },
    body: SMALL,
  },
  {
    name: "a tier without the format",
    code: "tier_required",
    status: 403,
    counts: "rejected",
    values: { FORMAT_CSV_TIERS: "solo", FORMAT_TSV_TIERS: "solo" },
    members: { required_tiers: ["solo"], current_tier: "enterprise" },
    body: SMALL,
  },
  {
    name: "an account outside of the rollout",
    code: "not_in_rollout",
    status: 403,
    counts: "rejected",
    values: { FORMAT_CSV_PERCENT: "0", FORMAT_TSV_PERCENT: "0" },
    body: SMALL,
  },
  {
    name: "more files a minute than the tier allows",
    code: "rate_limited",
    status: 429,
    counts: "rejected",
    values: { TIERS: JSON.stringify({ enterprise: { formats: "*", requests_per_minute: 1 } }) },
    prepare: async (monitorOf) => {
      const rate = { account: "account", perMinute: 1 };
      for (const id of ["csv", "tsv"] as const) {
        await monitorOf(id).acquire({ parseId: "before", maxConcurrent: 50, rate });
      }
    },
    members: { retry_after_seconds: expect.any(Number) as number },
    body: SMALL,
  },
  {
    name: "as many files as allowed under way",
    code: "format_at_capacity",
    status: 503,
    counts: "rejected",
    prepare: async (monitorOf) => {
      for (const id of ["csv", "tsv"] as const) {
        for (let parse = 0; parse < 50; parse += 1) {
          await monitorOf(id).acquire({ parseId: `other ${parse}`, maxConcurrent: 50 });
        }
      }
    },
    members: { retry_after_seconds: expect.any(Number) as number },
    body: SMALL,
  },
  {
    name: "an upload that stops arriving",
    code: "upload_stalled",
    status: 408,
    counts: "failed",
    body: (d) => [...SMALL(d), ...repeated(`0010${d}1\n`, 16 * KIB)],
    meanwhile: async ({ pass }) => {
      await pass(STALL_TIMEOUT_MS + 3 * HEARTBEAT_INTERVAL_MS);
    },
  },
  {
    name: "a parse that the operators stop",
    code: "parse_aborted",
    status: 503,
    counts: "aborted",
    body: (d) => [...SMALL(d), ...repeated(`0010${d}1\n`, 16 * KIB)],
    meanwhile: async ({ pass }, monitorOf) => {
      await pass(1);
      for (const id of ["csv", "tsv"] as const) monitorOf(id).setKillSwitch("abort");
      await pass(3 * HEARTBEAT_INTERVAL_MS);
    },
    members: { retry_after_seconds: 60 },
  },
];

const CASES = [...EMPTY, ...UNDECODABLE, ...LIMITS, ...OPTIONS, ...STRICT, ...GATES];

/** Codes of detection, admission and parsing that no upload of text ends with, and why. */
const NOT_OF_TEXT: Partial<Record<FailureCode, string>> = {
  internal: "a bug of ours: test/intake/pipeline-parsers.test.ts",
  truncated_file: "text has no end that could be missing",
  encrypted_file: "text has no password",
  archive_unsafe: "a container's",
  xml_unsafe: "a container's",
  pages_exceeded: "pages are those of documents",
  operations_exceeded: "operations are those of documents",
  time_exceeded: "nothing gives it: the platform ends what takes too long",
  no_table_found: "text that is none of the other formats is a table",
  no_text_layer: "a document's",
  low_confidence: "a document's",
  no_statement: "a statement's",
  no_records: "a list's",
  unsupported_feature: "a workbook's",
  sheet_not_found: "text has no sheets",
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

function countsOf(format: TextFormat, code: FailureCode, counting: Counting) {
  const errors = `${format} paciolus_parse_errors_total parse ${code}`;
  const outcomes = `${format} paciolus_parse_outcomes_total`;
  switch (counting) {
    case "error":
      return { [errors]: 1, [`${outcomes} failed`]: 1 };
    case "failed":
      return { [`${outcomes} failed`]: 1 };
    case "aborted":
      return { [`${outcomes} aborted`]: 1 };
    case "rejected":
      return { [`${format} paciolus_parse_rejections_total ${code}`]: 1 };
    case "nowhere":
      return {};
  }
}

describe.each([
  ["csv", ","],
  ["tsv", "\t"],
] as const)("an upload of %s with", (format, delimiter) => {
  const cases = CASES.filter(({ only }) => only === undefined || only === format);

  it.each(cases)(
    "$name is refused as $code",
    async (given) => {
      const { code, status, counts, body, at, limit, members, isLate = false, ...settings } = given;
      const answer = await uploadText({
        ...settings,
        filename: `ledger.${format}`,
        body: body(delimiter),
      });
      const end = answer.records.at(-1);
      const problem = isLate ? end?.["error"] : end;
      if (isLate) {
        expect(answer.status).toBe(200);
        expect(end).toMatchObject({ type: "end", status: "failed" });
      } else {
        expect(answer.status).toBe(status);
        expect(answer.contentType).toBe("application/problem+json");
      }
      const { title, fault, retryable, fix } = FAILURES[code];
      expect(problem).toMatchObject({
        type: `/v1/errors/${code}`,
        title,
        status,
        code,
        fault,
        retryable,
        fix,
        ...members,
      });
      const { at: place, limit: passed } = problem as { at?: object; limit?: LimitFacts };
      expect(place).toEqual(at);
      if (limit === undefined) expect(passed).toBeUndefined();
      else {
        expect(passed).toMatchObject(limit);
        expect(passed?.found).toBeGreaterThan(limit.max);
      }
      expect(answer.counted).toEqual(countsOf(format, code, counts));
    },
    BOMB_TIMEOUT_MS,
  );
});

describe("the cases above", () => {
  const shown = new Set(CASES.map(({ code }) => code));

  it("show every code of detection, admission and parsing, or say why text does not give it", () => {
    const codes = (Object.keys(FAILURES) as FailureCode[]).filter(
      (code) => FAILURES[code].stage !== "request",
    );
    expect(codes.length).toBeGreaterThan(25);
    expect(codes.filter((code) => !shown.has(code) && !(code in NOT_OF_TEXT))).toEqual([]);
    expect(Object.keys(NOT_OF_TEXT).filter((code) => shown.has(code as FailureCode))).toEqual([]);
  });

  it.each([csvFormat, tsvFormat])("show every code that the sources of $id hold", (format) => {
    const codes = codesOfFormat(format);
    expect(codes.length).toBeGreaterThan(15);
    expect(codes.filter((code) => !shown.has(code))).toEqual(["internal"]);
  });
});
