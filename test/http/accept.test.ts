import { describe, expect, it } from "vitest";
import { negotiate, type AnswerForm } from "../../src/http/accept.ts";

describe("negotiate", () => {
  it.each<[string | null, AnswerForm | null]>([
    [null, "ndjson"],
    ["", "ndjson"],
    ["  ", "ndjson"],
    ["*/*", "ndjson"],
    ["application/*", "ndjson"],
    ["text/*", "csv"],
    ["application/x-ndjson", "ndjson"],
    ["application/ndjson", "ndjson"],
    ["application/jsonl", "ndjson"],
    ["application/json", "json"],
    ["text/csv", "csv"],
    ["TEXT/CSV; Charset=utf-8", "csv"],
    ["application/json, text/csv", "json"],
    ["text/csv, application/json", "csv"],
    ["text/csv;q=0.4, application/json;q=0.5", "json"],
    ["text/csv;q=0.5, application/json;q=0.5", "csv"],
    ["text/html, application/xml;q=0.9, */*;q=0.8", "ndjson"],
    ["application/json, */*", "json"],
    ["*/*, application/json", "ndjson"],
    ["*/*;q=0.1, application/json;q=0.2", "json"],
    // The most specific range counts for its form, wherever it stands.
    ["application/x-ndjson;q=0, */*", "json"],
    ["application/x-ndjson;q=0, application/json;q=0, */*", "csv"],
    ["*/*, application/x-ndjson;q=0.1", "json"],
    ["text/*;q=0.9, text/csv;q=0, */*;q=0.1", "ndjson"],
    ["text/html", null],
    ["application/xml, image/*", null],
    ["text/csv;q=0", null],
    ["text/csv;q=2", null],
    ["text/csv;q=x", null],
    ["text/csv;q=", null],
    ["constructor", null],
    ["__proto__, toString", null],
    [",,;q=1,;", null],
  ])("answers %j with %j", (accept, form) => {
    expect(negotiate(accept)).toBe(form);
  });
});
