// A strict reader of the two exposition formats, stricter than a scraper: what it accepts is in order.

export interface ParsedFamily {
  type: string;
  help: string;
  unit: string | null;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

const SUFFIXES: Readonly<Record<string, readonly string[]>> = {
  "prometheus counter": [""],
  "prometheus gauge": [""],
  "prometheus histogram": ["_bucket", "_sum", "_count"],
  "openmetrics counter": ["_total"],
  "openmetrics gauge": [""],
  "openmetrics info": ["_info"],
  "openmetrics histogram": ["_bucket", "_sum", "_count"],
};

/**
 * @returns the families by the name in their TYPE line.
 * Throws on: a last line without LF, samples before HELP and TYPE or out of their family's block, a
 * family or series given twice, bad names, labels, escapes or values, a histogram whose buckets fall
 * or whose +Inf is not its count; in OpenMetrics a missing or early EOF.
 */
export function parseExposition(
  text: string,
  form: "prometheus" | "openmetrics",
): Map<string, ParsedFamily> {
  if (!text.endsWith("\n")) throw new Error("the last line has no LF");
  const lines = text.slice(0, -1).split("\n");
  if (form === "openmetrics" && lines.pop() !== "# EOF") throw new Error("no # EOF at the end");
  const families = new Map<string, ParsedFamily>();
  const series = new Set<string>();
  let name = "";
  for (const line of lines) {
    const comment = /^# (HELP|TYPE|UNIT) ([a-zA-Z_:][\w:]*) (.+)$/.exec(line);
    if (comment !== null) {
      const [, word, subject = "", rest = ""] = comment;
      if (word === "HELP") {
        if (families.has(subject)) throw new Error(`${subject} is given twice`);
        families.set(subject, { type: "", help: unescape(rest, form), unit: null, samples: [] });
        name = subject;
      }
      const family = families.get(subject);
      if (family === undefined || subject !== name || family.samples.length > 0) {
        throw new Error(`out of place: ${line}`);
      }
      if (word === "TYPE") family.type = rest;
      if (word === "UNIT") {
        if (!subject.endsWith(`_${rest}`)) throw new Error(`${subject} does not end in ${rest}`);
        family.unit = rest;
      }
      continue;
    }
    if (line.startsWith("#")) throw new Error(`not a comment of the format: ${line}`);
    const family = families.get(name);
    const suffixes = SUFFIXES[`${form} ${family?.type}`];
    if (family === undefined || suffixes === undefined) throw new Error(`no type before: ${line}`);
    const sample = parseSample(line);
    if (!suffixes.some((suffix) => sample.name === name + suffix)) {
      throw new Error(`${sample.name} is not of ${name}`);
    }
    const key = JSON.stringify([sample.name, Object.entries(sample.labels).toSorted()]);
    if (series.has(key)) throw new Error(`series given twice: ${line}`);
    series.add(key);
    family.samples.push(sample);
  }
  for (const [subject, family] of families) {
    if (family.type === "histogram") checkHistogram(subject, family);
  }
  return families;
}

function parseSample(line: string): ParsedFamily["samples"][number] {
  const match = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/.exec(line);
  if (match === null) throw new Error(`not a sample: ${line}`);
  const [, name = "", set, number = ""] = match;
  const labels: Record<string, string> = {};
  if (set !== undefined) {
    const pair = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"(,|$)/y;
    while (pair.lastIndex < set.length) {
      const found = pair.exec(set);
      if (found === null) throw new Error(`bad labels: ${line}`);
      const [, label = "", value = ""] = found;
      if (Object.hasOwn(labels, label)) throw new Error(`label given twice: ${line}`);
      labels[label] = unescape(value, "openmetrics");
    }
  }
  const value = number === "+Inf" ? Infinity : Number(number);
  if (!/^(\+Inf|-?\d+(\.\d+)?(e[+-]?\d+)?)$/.test(number)) throw new Error(`bad value: ${line}`);
  return { name, labels, value };
}

function unescape(text: string, form: "prometheus" | "openmetrics"): string {
  return text.replaceAll(/\\(.?)/g, (_, escaped: string) => {
    if (escaped === "n") return "\n";
    if (escaped === "\\" || (escaped === '"' && form === "openmetrics")) return escaped;
    throw new Error(`bad escape: \\${escaped}`);
  });
}

function checkHistogram(name: string, family: ParsedFamily): void {
  const groups = Map.groupBy(family.samples, ({ labels }) =>
    JSON.stringify(Object.entries(labels).filter(([label]) => label !== "le")),
  );
  for (const samples of groups.values()) {
    const buckets = samples.filter((sample) => sample.name === `${name}_bucket`);
    const bounds = buckets.map(({ labels }) =>
      labels.le === "+Inf" ? Infinity : Number(labels.le),
    );
    const isRising = bounds.every((bound, at) => at === 0 || bound > (bounds[at - 1] ?? bound));
    const isCumulative = buckets.every(
      ({ value }, at) => at === 0 || value >= (buckets[at - 1]?.value ?? value),
    );
    const count = samples.find((sample) => sample.name === `${name}_count`)?.value;
    const hasSum = samples.some((sample) => sample.name === `${name}_sum`);
    if (!isRising || !isCumulative || !hasSum) throw new Error(`${name} is no histogram`);
    if (bounds.at(-1) !== Infinity || buckets.at(-1)?.value !== count) {
      throw new Error(`${name}: +Inf is not the count`);
    }
  }
}
