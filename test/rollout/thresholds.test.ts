import { describe, expect, it } from "vitest";
import { parseThresholds } from "../../src/rollout/thresholds.ts";

const SECTION = "error_rate_percent = 5\np95_latency_seconds = 2\nmax_concurrent = 50\n";

describe("parseThresholds", () => {
  it("reads a section for each format", () => {
    expect(parseThresholds(`[csv]\n${SECTION}`, ["csv"]).get("csv")).toEqual({
      error_rate_percent: 5,
      p95_latency_seconds: 2,
      max_concurrent: 50,
    });
  });

  it.each([
    ["a section that is missing", `[csv]\n${SECTION}`, /\[tsv\]/],
    ["a section of no format", `[csv]\n${SECTION}[tsv]\n${SECTION}[docx]\n${SECTION}`, /docx/],
    [
      "a key that is missing",
      `[csv]\n${SECTION}[tsv]\nmax_concurrent = 5\n`,
      /\[tsv\] error_rate_percent/,
    ],
    ["a key that is none", `[csv]\n${SECTION}[tsv]\n${SECTION}p95 = 1\n`, /\[tsv\] has no key p95/],
    [
      "a value out of range",
      `[csv]\n${SECTION}[tsv]\n${SECTION.replace("= 5\n", "= 500\n")}`,
      /\[tsv\] error_rate_percent/,
    ],
    [
      "a value that is text",
      `[csv]\n${SECTION.replace("= 2", '= "2"')}[tsv]\n${SECTION}`,
      /\[csv\] p95_latency_seconds/,
    ],
    [
      "a value that is no number",
      `[csv]\n${SECTION.replace("= 2", "= nan")}[tsv]\n${SECTION}`,
      /\[csv\] p95_latency_seconds/,
    ],
    [
      "a value without end",
      `[csv]\n${SECTION.replace("= 2", "= inf")}[tsv]\n${SECTION}`,
      /\[csv\] p95_latency_seconds/,
    ],
    [
      "a rate of nothing",
      `[csv]\n${SECTION.replace("= 5\n", "= 0\n")}[tsv]\n${SECTION}`,
      /\[csv\] error_rate_percent/,
    ],
    ["a section that is a value", `csv = 1\n[tsv]\n${SECTION}`, /\[csv\]/],
    ["a section that is a list", `[[csv]]\n${SECTION}[tsv]\n${SECTION}`, /\[csv\]/],
    ["a file without sections", "", /\[csv\]/],
    [
      "half a parse",
      `[csv]\n${SECTION}[tsv]\n${SECTION.replace("50", "2.5")}`,
      /\[tsv\] max_concurrent/,
    ],
  ])("stops at %s and names it", (_, toml, message) => {
    expect(() => parseThresholds(toml, ["csv", "tsv"])).toThrow(message);
  });
});
