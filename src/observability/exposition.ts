// Metric families as text: Prometheus 0.0.4 and OpenMetrics 1.0. Knows no metric by name.
// Source: prometheus.io/docs/instrumenting/exposition_formats, OpenMetrics 1.0 (sections 4 and 5).

export type ExpositionForm = "prometheus" | "openmetrics";

export const EXPOSITION_MEDIA_TYPES: Readonly<Record<ExpositionForm, string>> = {
  prometheus: "text/plain; version=0.0.4; charset=utf-8",
  openmetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8",
};

export type Labels = Readonly<Record<string, string>>;

export interface Sample {
  labels: Labels;
  value: number;
}

export interface HistogramSample {
  labels: Labels;
  /** Upper bounds, inclusive, rising, without +Inf. */
  bounds: readonly number[];
  /** Per bucket, not cumulative; one more than there are bounds. */
  counts: readonly number[];
  sum: number;
}

interface FamilyHead {
  /** Without the suffixes `_total` and `_info`, which belong to the samples. */
  name: string;
  help: string;
  /** Base unit; the name ends in it. */
  unit?: "seconds" | "bytes";
}

export type MetricFamily = FamilyHead &
  (
    | { type: "counter" | "gauge" | "info"; samples: readonly Sample[] }
    | { type: "histogram"; samples: readonly HistogramSample[] }
  );

/** @returns the text of `families`, in their order; one without samples keeps its HELP and TYPE. */
export function renderExposition(families: readonly MetricFamily[], form: ExpositionForm): string {
  const lines = families.flatMap((family) => renderFamily(family, form));
  if (form === "openmetrics") lines.push("# EOF");
  return lines.map((line) => `${line}\n`).join("");
}

/** @returns the name that the samples of a family carry and queries use; of a histogram the stem. */
function sampleName(family: Pick<MetricFamily, "name" | "type">): string {
  if (family.type === "counter") return `${family.name}_total`;
  return family.type === "info" ? `${family.name}_info` : family.name;
}

function renderFamily(family: MetricFamily, form: ExpositionForm): string[] {
  const isOpen = form === "openmetrics";
  const headName = isOpen ? family.name : sampleName(family);
  // Prometheus 0.0.4 has no type for facts: they are gauges that stand at 1.
  const type = family.type === "info" && !isOpen ? "gauge" : family.type;
  const head = [
    `# HELP ${headName} ${escapeHelp(family.help, form)}`,
    `# TYPE ${headName} ${type}`,
    ...(isOpen && family.unit !== undefined ? [`# UNIT ${headName} ${family.unit}`] : []),
  ];
  const body =
    family.type === "histogram"
      ? family.samples.flatMap((sample) => renderHistogram(family.name, sample, form))
      : family.samples.map((sample) =>
          renderSample(sampleName(family), sample.labels, sample.value),
        );
  return [...head, ...body];
}

function renderHistogram(name: string, sample: HistogramSample, form: ExpositionForm): string[] {
  let cumulated = 0;
  const buckets = [...sample.bounds, Infinity].map((bound, index) => {
    cumulated += sample.counts[index] ?? 0;
    const labels = { ...sample.labels, le: renderBound(bound, form) };
    return renderSample(`${name}_bucket`, labels, cumulated);
  });
  return [
    ...buckets,
    renderSample(`${name}_sum`, sample.labels, sample.sum),
    renderSample(`${name}_count`, sample.labels, cumulated),
  ];
}

function renderSample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`);
  const set = pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
  return `${name}${set} ${renderNumber(value)}`;
}

/** OpenMetrics wants `1.0` where Prometheus writes `1`. */
function renderBound(bound: number, form: ExpositionForm): string {
  const text = renderNumber(bound);
  return form === "openmetrics" && Number.isInteger(bound) ? `${text}.0` : text;
}

function renderNumber(value: number): string {
  if (value === Infinity) return "+Inf";
  return value === -Infinity ? "-Inf" : String(value);
}

function escapeLabel(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');
}

/** Only OpenMetrics escapes the quote in a help text. */
function escapeHelp(text: string, form: ExpositionForm): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  return form === "openmetrics" ? escaped.replaceAll('"', '\\"') : escaped;
}
