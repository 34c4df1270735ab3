import { describe, expect, it } from "vitest";
import { renderExposition } from "../../src/observability/exposition.ts";
import type { MetricFamily } from "../../src/observability/exposition.ts";
import { parseExposition } from "../support/parse-exposition.ts";

const FAMILIES: readonly MetricFamily[] = [
  {
    name: "uploads",
    type: "counter",
    help: "Uploads.",
    samples: [{ labels: { format: "csv" }, value: 12 }],
  },
  { name: "age_seconds", type: "gauge", unit: "seconds", help: "Age.", samples: [] },
  { name: "build", type: "info", help: "B.", samples: [{ labels: { version: "1" }, value: 1 }] },
  {
    name: "wait_seconds",
    type: "histogram",
    unit: "seconds",
    help: "Wait.",
    samples: [{ labels: { format: "csv" }, bounds: [0.5, 1], counts: [2, 0, 1], sum: 4.25 }],
  },
];

describe("renderExposition", () => {
  it("writes Prometheus text", () => {
    expect(renderExposition(FAMILIES, "prometheus")).toBe(
      `# HELP uploads_total Uploads.
# TYPE uploads_total counter
uploads_total{format="csv"} 12
# HELP age_seconds Age.
# TYPE age_seconds gauge
# HELP build_info B.
# TYPE build_info gauge
build_info{version="1"} 1
# HELP wait_seconds Wait.
# TYPE wait_seconds histogram
wait_seconds_bucket{format="csv",le="0.5"} 2
wait_seconds_bucket{format="csv",le="1"} 2
wait_seconds_bucket{format="csv",le="+Inf"} 3
wait_seconds_sum{format="csv"} 4.25
wait_seconds_count{format="csv"} 3
`,
    );
  });

  it("writes OpenMetrics text", () => {
    expect(renderExposition(FAMILIES, "openmetrics")).toBe(
      `# HELP uploads Uploads.
# TYPE uploads counter
uploads_total{format="csv"} 12
# HELP age_seconds Age.
# TYPE age_seconds gauge
# UNIT age_seconds seconds
# HELP build B.
# TYPE build info
build_info{version="1"} 1
# HELP wait_seconds Wait.
# TYPE wait_seconds histogram
# UNIT wait_seconds seconds
wait_seconds_bucket{format="csv",le="0.5"} 2
wait_seconds_bucket{format="csv",le="1.0"} 2
wait_seconds_bucket{format="csv",le="+Inf"} 3
wait_seconds_sum{format="csv"} 4.25
wait_seconds_count{format="csv"} 3
# EOF
`,
    );
  });

  it.each(["prometheus", "openmetrics"] as const)("escapes labels and help in %s", (form) => {
    const text = 'a "quoted" \\path\nand a line {x="y"}';
    const families: MetricFamily[] = [
      { name: "odd", type: "gauge", help: text, samples: [{ labels: { name: text }, value: 1 }] },
    ];
    const parsed = parseExposition(renderExposition(families, form), form).get("odd");
    expect(parsed?.help).toBe(text);
    expect(parsed?.samples).toEqual([{ name: "odd", labels: { name: text }, value: 1 }]);
  });

  it.each([
    [0, "0"],
    [0.1, "0.1"],
    [1e21, "1e+21"],
    [Number.MAX_SAFE_INTEGER, "9007199254740991"],
    [Infinity, "+Inf"],
    [-Infinity, "-Inf"],
    [NaN, "NaN"],
  ])("writes the value %d as %s", (value, text) => {
    const families: MetricFamily[] = [
      { name: "v", type: "gauge", help: "V.", samples: [{ labels: {}, value }] },
    ];
    expect(renderExposition(families, "prometheus")).toContain(`\nv ${text}\n`);
  });
});

describe("parseExposition", () => {
  it.each([
    ["no LF at the end", "# HELP a A.\n# TYPE a gauge\na 1"],
    ["a sample before its type", "a 1\n"],
    ["a family given twice", "# HELP a A.\n# TYPE a gauge\n# HELP a A.\n# TYPE a gauge\n"],
    ["a series given twice", '# HELP a A.\n# TYPE a gauge\na{x="1",y="2"} 1\na{y="2",x="1"} 1\n'],
    ["a sample of another family", "# HELP a A.\n# TYPE a gauge\nb 1\n"],
    ["a bare quote in a label", '# HELP a A.\n# TYPE a gauge\na{x="1"2"} 1\n'],
    ["an unknown escape", '# HELP a A.\n# TYPE a gauge\na{x="\\t"} 1\n'],
    ["a value that is no number", "# HELP a A.\n# TYPE a gauge\na undefined\n"],
    [
      "buckets that fall",
      '# HELP a A.\n# TYPE a histogram\na_bucket{le="1"} 2\na_bucket{le="+Inf"} 1\na_sum 1\na_count 1\n',
    ],
    [
      "a count that is not +Inf",
      '# HELP a A.\n# TYPE a histogram\na_bucket{le="+Inf"} 1\na_sum 1\na_count 2\n',
    ],
  ])("refuses %s", (_, text) => {
    expect(() => parseExposition(text, "prometheus")).toThrow();
  });
});
