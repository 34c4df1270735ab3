// docs/metrics.md: every family with its type, labels and help.
import { FORMAT_IDS } from "../../formats/registry.ts";
import { renderExposition, type MetricFamily } from "../../observability/exposition.ts";
import { collectMetrics, type FormatReading } from "../../observability/metrics.ts";
import { code, page, table } from "./markdown.ts";

/** A monitor that has seen nothing: its series are all there, at 0. */
const UNUSED: NonNullable<FormatReading["snapshot"]> = {
  active: 0,
  oldestActiveMs: null,
  killSwitch: "open",
  window: { seconds: 0, total: 0, errors: 0, errorRatePercent: null, p95Seconds: null },
  counters: {
    detected: 0,
    outcomes: { complete: 0, failed: 0, aborted: 0, cancelled: 0 },
    errors: {},
    rejections: {},
    expired: 0,
    untracked: 0,
    rows: 0,
    bytes: 0,
    duration: { bounds: [], counts: [0], sumSeconds: 0 },
  },
};

const INTRODUCTION = `# Metrics

\`GET /metrics\` gives Prometheus text 0.0.4, and OpenMetrics 1.0 when \`Accept\` names \`application/openmetrics-text\`. The
counters live in the Durable Object of each format, so every location and every isolate gives the same figures, and they
survive a deploy. Every series is there from the start, at 0. While a monitor does not answer within 1 s, its series are
left out and \`paciolus_monitor_up\` is 0. How to read them is in [operations.md](operations.md#metrics).

A histogram has the suffixes \`_bucket\`, \`_sum\` and \`_count\`.`;

const LONG_LABELS: Readonly<Record<string, string>> = {
  format: "every format id",
  error_code: "codes of [errors.md](errors.md)",
  version: "id of the release",
};

function metricFamilies(): readonly MetricFamily[] {
  const readings = FORMAT_IDS.map((format) => ({ format, snapshot: UNUSED }));
  return collectMetrics(readings, { enabled: {}, malformedKeys: 0 }, { version: "" });
}

/** The name under which a family is exposed: the one that its TYPE line gives. */
function exposedName(family: MetricFamily): string {
  return /^# TYPE (\S+)/m.exec(renderExposition([family], "prometheus"))?.[1] ?? family.name;
}

function labelsOf({ samples }: MetricFamily): string {
  const values = new Map<string, Set<string>>();
  for (const { labels } of samples) {
    for (const [label, value] of Object.entries(labels)) {
      values.set(label, (values.get(label) ?? new Set()).add(value));
    }
  }
  return [...values]
    .map(([label, seen]) => {
      const long = LONG_LABELS[label];
      return `${code(label)}: ${long ?? [...seen].map(code).join(", ")}`;
    })
    .join("; ");
}

export function metricsPage(): string {
  const rows = metricFamilies().map((family) => [
    code(exposedName(family)),
    family.type,
    labelsOf(family),
    family.help,
  ]);
  return page(INTRODUCTION, table(["Name", "Type", "Labels", "Meaning"], rows));
}
