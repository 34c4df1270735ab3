// One upload of text through the whole app, and what is counted of it afterwards.
import type { FormatId } from "../../src/formats/registry.ts";
import { FORMAT_IDS } from "../../src/formats/registry.ts";
import { CountingMonitor } from "./counting-monitor.ts";
import { createHttpWorld } from "./http-world.ts";
import { parseExposition } from "./parse-exposition.ts";

type World = ReturnType<typeof createHttpWorld>;
export type JsonRecord = Record<string, unknown>;

export interface TextUpload {
  /** Options besides `filename`. */
  query?: string;
  filename: string;
  headers?: Record<string, string>;
  /** Pieces of the body. */
  body: Iterable<string | Uint8Array>;
  /** KV values over a configuration in which every format is on. */
  values?: Record<string, string>;
  /** Prepares the monitors of the formats. */
  prepare?: (monitorOf: (format: FormatId) => CountingMonitor) => Promise<void> | void;
  /** What happens while the body is still open. */
  meanwhile?: (
    world: World,
    monitorOf: (format: FormatId) => CountingMonitor,
  ) => Promise<void> | void;
}

export interface TextAnswer {
  status: number;
  contentType: string | null;
  /** The values of the body's lines; only the last of a long answer. */
  records: JsonRecord[];
  /** Series of the exposition that are not 0: `errors parse corrupt_file` and the like, by format. */
  counted: Record<string, number>;
}

/** The largest read that the stand-in for the runtime's reader takes. */
const PIECE_BYTES = 65_536;
const TAIL_CHARACTERS = 65_536;

/** To be called under fake timers. */
export async function uploadText(upload: TextUpload): Promise<TextAnswer> {
  const { query = "", filename, headers = {}, body, values = {}, prepare, meanwhile } = upload;
  const world = createHttpWorld();
  for (const [key, value] of Object.entries(values)) world.values.set(key, value);
  const monitors = new Map(FORMAT_IDS.map((id) => [id, new CountingMonitor()]));
  const monitorOf = (format: FormatId) => {
    const monitor = monitors.get(format);
    if (monitor === undefined) throw new Error(`no monitor of ${format}`);
    return monitor;
  };
  world.services.monitorOf = monitorOf;
  await prepare?.(monitorOf);

  for (const piece of body) {
    const bytes = typeof piece === "string" ? new TextEncoder().encode(piece) : piece;
    for (let from = 0; from < bytes.length; from += PIECE_BYTES) {
      world.sender.push(bytes.subarray(from, from + PIECE_BYTES));
    }
  }
  if (meanwhile === undefined) world.sender.push(null);
  const search = new URLSearchParams(query);
  search.set("filename", filename);
  const answer = world.send({ query: search.toString(), headers });
  if (meanwhile !== undefined) {
    await meanwhile(world, monitorOf);
    world.sender.push(null);
  }
  const response = await answer;
  const records = await readTail(response);
  await Promise.all(world.behind);
  if (world.reported.length > 0) throw new Error("a bug was reported", { cause: world.reported });
  return {
    status: response.status,
    contentType: response.headers.get("content-type"),
    records,
    counted: await readCounts(world),
  };
}

async function readTail(response: Response): Promise<JsonRecord[]> {
  let text = "";
  let isCut = false;
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    if (text.length > 2 * TAIL_CHARACTERS) {
      text = text.slice(-TAIL_CHARACTERS);
      isCut = true;
    }
  }
  const lines = text.split("\n").filter((line) => line !== "");
  return (isCut ? lines.slice(1) : lines).map((line) => JSON.parse(line) as JsonRecord);
}

/** What stands on /metrics, under the names that dashboards use. */
async function readCounts(world: World): Promise<Record<string, number>> {
  const request = new Request("https://edge.test/metrics");
  const response = await world.app.fetch(request, {}, world.execution);
  const families = parseExposition(await response.text(), "prometheus");
  const series: [family: string, labels: string[]][] = [
    ["paciolus_parse_errors_total", ["stage", "error_code"]],
    ["paciolus_parse_rejections_total", ["reason"]],
    ["paciolus_parse_outcomes_total", ["outcome"]],
  ];
  const counts: Record<string, number> = {};
  for (const [family, labels] of series) {
    const found = families.get(family);
    if (found === undefined) throw new Error(`no family ${family}`);
    for (const { labels: given, value } of found.samples) {
      const key = [given["format"], family, ...labels.map((label) => given[label])].join(" ");
      if (value !== 0) counts[key] = value;
    }
  }
  return counts;
}
