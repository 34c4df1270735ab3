import { describe, expect, it } from "vitest";
import { DURATION_BOUNDS_SECONDS } from "../../durable-objects/parse-monitor/histogram.ts";
import { FORMAT_IDS } from "../../src/formats/registry.ts";
import { renderExposition } from "../../src/observability/exposition.ts";
import { collectMetrics, PARSE_ERROR_CODES } from "../../src/observability/metrics.ts";
import type { FormatReading } from "../../src/observability/metrics.ts";
import { snapshotWith } from "../support/monitor-snapshot.ts";
import { parseExposition } from "../support/parse-exposition.ts";

const FLAGS = { enabled: { csv: true }, malformedKeys: 0 };
const BUILD = { version: "0.1.0" };

function scrape(
  readings: readonly FormatReading[],
  form: "prometheus" | "openmetrics" = "prometheus",
) {
  return parseExposition(renderExposition(collectMetrics(readings, FLAGS, BUILD), form), form);
}

function csv(snapshot: FormatReading["snapshot"] = snapshotWith()): FormatReading {
  return { format: "csv", snapshot };
}

/** @returns the value of the one series with these labels; undefined when there is none. */
function valueOf(
  families: ReturnType<typeof scrape>,
  family: string,
  labels: Record<string, string>,
  name = family,
): number | undefined {
  return families
    .get(family)
    ?.samples.find(
      (sample) =>
        sample.name === name &&
        JSON.stringify(Object.entries(sample.labels).toSorted()) ===
          JSON.stringify(Object.entries(labels).toSorted()),
    )?.value;
}

describe("collectMetrics", () => {
  it("names the metrics of the contract, with their types", () => {
    const types = [...scrape([csv()])].map(([name, { type }]) => [name, type]);
    expect(Object.fromEntries(types)).toEqual({
      paciolus_parse_total: "counter",
      paciolus_parse_errors_total: "counter",
      paciolus_parse_duration_seconds: "histogram",
      paciolus_parse_outcomes_total: "counter",
      paciolus_parse_rejections_total: "counter",
      paciolus_parse_rows_total: "counter",
      paciolus_parse_bytes_total: "counter",
      paciolus_parse_quality_gate_total: "counter",
      paciolus_parse_untracked_total: "counter",
      paciolus_active_parses: "gauge",
      paciolus_active_oldest_seconds: "gauge",
      paciolus_leases_expired_total: "counter",
      paciolus_format_enabled: "gauge",
      paciolus_kill_switch: "gauge",
      paciolus_monitor_up: "gauge",
      paciolus_config_malformed_keys: "gauge",
      paciolus_build_info: "gauge",
    });
  });

  it("is the same in OpenMetrics, whose counters and facts are named without suffix", () => {
    const prometheus = scrape([csv()]);
    const openMetrics = scrape([csv()], "openmetrics");
    expect([...openMetrics.keys()]).toEqual(
      [...prometheus.keys()].map((name) => name.replace(/_total$|_info$/, "")),
    );
    const names = (families: typeof prometheus) =>
      [...families.values()].flatMap(({ samples }) =>
        samples.map(({ name, value }) => [name, value]),
      );
    expect(names(openMetrics)).toEqual(names(prometheus));
  });

  it("has every series of every format from the start at 0, and few of them", () => {
    const families = scrape(FORMAT_IDS.map((format) => ({ format, snapshot: snapshotWith() })));
    const samples = [...families.values()].flatMap((family) => family.samples);
    expect(samples.length).toBeLessThan(2000);
    for (const format of FORMAT_IDS) {
      for (const code of PARSE_ERROR_CODES) {
        const labels = { format, stage: "parse", error_code: code };
        expect(valueOf(families, "paciolus_parse_errors_total", labels)).toBe(0);
      }
      const { samples: buckets = [] } = families.get("paciolus_parse_duration_seconds") ?? {};
      expect(buckets.filter(({ labels }) => labels.format === format)).toHaveLength(13);
    }
    const counters = samples.filter(({ name }) => name.endsWith("_total"));
    expect(counters.every(({ value }) => value === 0)).toBe(true);
  });

  it("publishes the buckets of the contract", () => {
    const { samples = [] } = scrape([csv()]).get("paciolus_parse_duration_seconds") ?? {};
    const bounds = samples.flatMap(({ labels }) => (labels.le === undefined ? [] : [labels.le]));
    expect(bounds.join(" ")).toBe("0.01 0.05 0.1 0.25 0.5 1 2.5 5 10 30 +Inf");
  });

  it("tells what a monitor counted", () => {
    const counts = DURATION_BOUNDS_SECONDS.map((_, index) => (index === 5 ? 3 : 0));
    const families = scrape([
      csv(
        snapshotWith({
          active: 2,
          oldestActiveMs: 1500,
          killSwitch: "refuse",
          counters: {
            detected: 9,
            outcomes: { complete: 4, failed: 2, aborted: 1, cancelled: 1 },
            errors: { corrupt_file: 2 },
            rejections: { tier_required: 3, unsupported_type: 5 },
            expired: 6,
            untracked: 7,
            rows: 1000,
            bytes: 2000,
            duration: { bounds: DURATION_BOUNDS_SECONDS, counts: [...counts, 1], sumSeconds: 42.5 },
          },
        }),
      ),
    ]);
    const format = "csv";
    const cases: [string, Record<string, string>, number, string?][] = [
      ["paciolus_parse_total", { format, stage: "detect" }, 9],
      ["paciolus_parse_total", { format, stage: "parse" }, 8],
      ["paciolus_parse_errors_total", { format, stage: "parse", error_code: "corrupt_file" }, 2],
      [
        "paciolus_parse_errors_total",
        { format, stage: "detect", error_code: "unsupported_type" },
        5,
      ],
      ["paciolus_parse_outcomes_total", { format, outcome: "failed" }, 2],
      ["paciolus_parse_rejections_total", { format, reason: "tier_required" }, 3],
      ["paciolus_parse_rejections_total", { format, reason: "format_at_capacity" }, 0],
      ["paciolus_parse_rows_total", { format }, 1000],
      ["paciolus_parse_bytes_total", { format }, 2000],
      ["paciolus_parse_untracked_total", { format }, 7],
      ["paciolus_leases_expired_total", { format }, 6],
      ["paciolus_active_parses", { format }, 2],
      ["paciolus_active_oldest_seconds", { format }, 1.5],
      ["paciolus_kill_switch", { format, state: "refuse" }, 1],
      ["paciolus_kill_switch", { format, state: "open" }, 0],
      ["paciolus_format_enabled", { format }, 1],
      ["paciolus_monitor_up", { format }, 1],
      ["paciolus_build_info", { version: "0.1.0" }, 1],
    ];
    for (const [family, labels, value] of cases) {
      expect([family, labels, valueOf(families, family, labels)]).toEqual([family, labels, value]);
    }
    const duration = "paciolus_parse_duration_seconds";
    const of = (suffix: string, le?: string) =>
      valueOf(
        families,
        duration,
        { format, stage: "parse", ...(le === undefined ? {} : { le }) },
        duration + suffix,
      );
    expect([of("_bucket", "0.5"), of("_bucket", "1"), of("_bucket", "30")]).toEqual([0, 3, 3]);
    expect([of("_bucket", "+Inf"), of("_count"), of("_sum")]).toEqual([4, 4, 42.5]);
  });

  it("shows an error that no catalogue entry foresees at this stage", () => {
    const families = scrape([csv(snapshotWith({ counters: { errors: { unsupported_type: 1 } } }))]);
    const labels = { format: "csv", stage: "parse", error_code: "unsupported_type" };
    expect(valueOf(families, "paciolus_parse_errors_total", labels)).toBe(1);
  });

  it("says of a monitor that does not answer only that, and what the flags say", () => {
    const families = scrape([csv(), { format: "pdf", snapshot: null }]);
    const ofPdf = [...families].filter(([, { samples }]) =>
      samples.some(({ labels }) => labels.format === "pdf"),
    );
    expect(ofPdf.map(([name]) => name)).toEqual(["paciolus_format_enabled", "paciolus_monitor_up"]);
    expect(valueOf(families, "paciolus_monitor_up", { format: "pdf" })).toBe(0);
    expect(valueOf(families, "paciolus_format_enabled", { format: "pdf" })).toBe(0);
  });

  it("counts the configuration keys that cannot be read", () => {
    const text = renderExposition(
      collectMetrics([], { enabled: {}, malformedKeys: 2 }, BUILD),
      "prometheus",
    );
    expect(text).toContain("\npaciolus_config_malformed_keys 2\n");
  });

  it("carries only labels of closed sets", () => {
    const families = scrape([csv()]);
    const labels = new Set(
      [...families.values()].flatMap(({ samples }) =>
        samples.flatMap((s) => Object.keys(s.labels)),
      ),
    );
    expect([...labels].toSorted()).toEqual([
      "error_code",
      "format",
      "le",
      "outcome",
      "reason",
      "stage",
      "state",
      "version",
    ]);
  });
});

describe("PARSE_ERROR_CODES", () => {
  it("holds faults of the file and of the service, and no others", () => {
    expect(PARSE_ERROR_CODES).toEqual(expect.arrayContaining(["corrupt_file", "internal"]));
    for (const code of ["sheet_not_found", "parse_aborted", "tier_required", "upload_stalled"]) {
      expect(PARSE_ERROR_CODES).not.toContain(code);
    }
  });
});
