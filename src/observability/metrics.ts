// The metrics of the service, made from what the ParseMonitors counted. Labels are closed sets and
// every series is there from the start, at 0; of a monitor that does not answer nothing is said but
// that, since a 0 would read as a restart of its counters. Names: contract section 5.
import type {
  MonitorCounters,
  MonitorSnapshot,
} from "../../durable-objects/parse-monitor/protocol.ts";
import { FAILURES } from "../core/failure.ts";
import type { FailureCode } from "../core/failure.ts";
import { SECOND_MS } from "../core/units.ts";
import type { HistogramSample, Labels, MetricFamily, Sample } from "./exposition.ts";

export interface FormatReading {
  format: string;
  /** Null when the format's ParseMonitor did not answer. */
  snapshot: MonitorSnapshot | null;
}

export interface FlagReading {
  /** By format: what `FORMAT_<ID>_ENABLED` comes to, without the kill switch. */
  enabled: Readonly<Partial<Record<string, boolean>>>;
  /** Configuration keys whose value cannot be read. */
  malformedKeys: number;
}

export interface BuildReading {
  version: string;
}

/** Codes that can turn an upload away once its format is known. */
const REJECTION_REASONS = [
  "file_too_large",
  "unsupported_type",
  "format_disabled",
  "tier_required",
  "not_in_rollout",
  "format_at_capacity",
  "rate_limited",
] as const satisfies readonly FailureCode[];

/** Formats whose rows must reach a confidence before they are given. */
const GATED_FORMATS: ReadonlySet<string> = new Set(["pdf"]);

const OUTCOMES = ["complete", "failed", "aborted", "cancelled"] as const;
const KILL_SWITCH_STATES = ["open", "refuse", "abort"] as const;

/** Codes that count as errors of the stage `parse`: faults of files and of the service. */
export const PARSE_ERROR_CODES: readonly FailureCode[] = (
  Object.keys(FAILURES) as FailureCode[]
).filter((code) => {
  const { stage, fault } = FAILURES[code];
  return stage === "parse" && (fault === "file" || fault === "service");
});

/** Answered readings only: a format and its snapshot. */
interface Answer {
  format: string;
  snapshot: MonitorSnapshot;
}

/** @returns every family of the service, in a fixed order, with the formats in the order given. */
export function collectMetrics(
  readings: readonly FormatReading[],
  flags: FlagReading,
  build: BuildReading,
): readonly MetricFamily[] {
  const answers = readings.flatMap(({ format, snapshot }) =>
    snapshot === null ? [] : [{ format, snapshot }],
  );
  return [
    ...parseFamilies(answers),
    ...activityFamilies(answers),
    ...configurationFamilies(readings, answers, flags),
    {
      name: "paciolus_build",
      type: "info",
      help: "Release that answers.",
      samples: [{ labels: { version: build.version }, value: 1 }],
    },
  ];
}

function parseFamilies(answers: readonly Answer[]): readonly MetricFamily[] {
  return [
    {
      name: "paciolus_parse",
      type: "counter",
      help: "Uploads that reached admission (stage detect) and parses that ended (stage parse).",
      samples: eachFormat(answers, ({ detected, outcomes }) => [
        [{ stage: "detect" }, detected],
        [{ stage: "parse" }, OUTCOMES.reduce((sum, outcome) => sum + outcomes[outcome], 0)],
      ]),
    },
    {
      name: "paciolus_parse_errors",
      type: "counter",
      help: "Failures that are a fault of the file or of the service, by code.",
      samples: eachFormat(answers, errorSeries),
    },
    {
      name: "paciolus_parse_duration_seconds",
      type: "histogram",
      unit: "seconds",
      help: "Time from the request to the end, of parses that completed or failed.",
      samples: answers.map(toHistogramSample),
    },
    {
      name: "paciolus_parse_outcomes",
      type: "counter",
      help: "Parses that ended, by outcome.",
      samples: eachFormat(answers, ({ outcomes }) =>
        OUTCOMES.map((outcome) => [{ outcome }, outcomes[outcome]]),
      ),
    },
    {
      name: "paciolus_parse_rejections",
      type: "counter",
      help: "Uploads that were turned away before they were parsed, by reason.",
      samples: eachFormat(answers, ({ rejections }) =>
        REJECTION_REASONS.map((reason) => [{ reason }, rejections[reason] ?? 0]),
      ),
    },
    {
      name: "paciolus_parse_rows",
      type: "counter",
      help: "Rows that ended parses gave.",
      samples: eachFormat(answers, ({ rows }) => [[{}, rows]]),
    },
    {
      name: "paciolus_parse_bytes",
      type: "counter",
      unit: "bytes",
      help: "Bytes of files that ended parses read.",
      samples: eachFormat(answers, ({ bytes }) => [[{}, bytes]]),
    },
    {
      name: "paciolus_parse_quality_gate",
      type: "counter",
      help: "Documents whose tables were sure enough for what was asked (passed), or were refused with low_confidence (failed).",
      samples: answers
        .filter(({ format }) => GATED_FORMATS.has(format))
        .flatMap(({ format, snapshot: { counters } }) => [
          { labels: { format, result: "passed" }, value: counters.outcomes.complete },
          { labels: { format, result: "failed" }, value: counters.errors.low_confidence ?? 0 },
        ]),
    },
    {
      name: "paciolus_parse_untracked",
      type: "counter",
      help: "Parses that were admitted without an answer of the monitor.",
      samples: eachFormat(answers, ({ untracked }) => [[{}, untracked]]),
    },
  ];
}

function activityFamilies(answers: readonly Answer[]): readonly MetricFamily[] {
  return [
    {
      name: "paciolus_active_parses",
      type: "gauge",
      help: "Parses under way: live leases.",
      samples: answers.map(({ format, snapshot }) => ({
        labels: { format },
        value: snapshot.active,
      })),
    },
    {
      name: "paciolus_active_oldest_seconds",
      type: "gauge",
      unit: "seconds",
      help: "Age of the oldest parse under way, 0 when there is none.",
      samples: answers.map(({ format, snapshot }) => ({
        labels: { format },
        value: (snapshot.oldestActiveMs ?? 0) / SECOND_MS,
      })),
    },
    {
      name: "paciolus_leases_expired",
      type: "counter",
      help: "Leases of parses that were not renewed in time.",
      samples: eachFormat(answers, ({ expired }) => [[{}, expired]]),
    },
  ];
}

function configurationFamilies(
  readings: readonly FormatReading[],
  answers: readonly Answer[],
  flags: FlagReading,
): readonly MetricFamily[] {
  return [
    {
      name: "paciolus_format_enabled",
      type: "gauge",
      help: "Whether the flag of the format is on (1) or off (0).",
      samples: readings.map(({ format }) => ({
        labels: { format },
        value: flags.enabled[format] === true ? 1 : 0,
      })),
    },
    {
      name: "paciolus_kill_switch",
      type: "gauge",
      help: "State of the kill switch: 1 for the one that holds, 0 for the others.",
      samples: answers.flatMap(({ format, snapshot }) =>
        KILL_SWITCH_STATES.map((state) => ({
          labels: { format, state },
          value: snapshot.killSwitch === state ? 1 : 0,
        })),
      ),
    },
    {
      name: "paciolus_monitor_up",
      type: "gauge",
      help: "Whether the monitor of the format answered (1) or not (0).",
      samples: readings.map(({ format, snapshot }) => ({
        labels: { format },
        value: snapshot === null ? 0 : 1,
      })),
    },
    {
      name: "paciolus_config_malformed_keys",
      type: "gauge",
      help: "Configuration keys whose value cannot be read; their last good value holds.",
      samples: [{ labels: {}, value: flags.malformedKeys }],
    },
  ];
}

type Series = readonly (readonly [Labels, number])[];

function eachFormat(
  answers: readonly Answer[],
  toSeries: (counters: MonitorCounters) => Series,
): readonly Sample[] {
  return answers.flatMap(({ format, snapshot }) =>
    toSeries(snapshot.counters).map(([labels, value]) => ({
      labels: { format, ...labels },
      value,
    })),
  );
}

/** What a parse ended with is an error of the stage `parse`, whatever stage the catalogue gives the code. */
function errorSeries({ errors, rejections }: MonitorCounters): Series {
  const codes = new Set([...PARSE_ERROR_CODES, ...(Object.keys(errors) as FailureCode[])]);
  return [
    [{ stage: "detect", error_code: "unsupported_type" }, rejections.unsupported_type ?? 0],
    ...[...codes].map((code) => [{ stage: "parse", error_code: code }, errors[code] ?? 0] as const),
  ];
}

function toHistogramSample({ format, snapshot }: Answer): HistogramSample {
  const { bounds, counts, sumSeconds } = snapshot.counters.duration;
  return { labels: { format, stage: "parse" }, bounds, counts, sum: sumSeconds };
}
