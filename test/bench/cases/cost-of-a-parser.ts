// What one format's code costs the uploads of another: start-up of the Worker and small files, with the
// parser in the bundle and without it.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { KIB } from "../../../src/core/units.ts";
import type { Bench, SkippedCase } from "../bench.ts";
import type { DataSet } from "../data.ts";
import { copyWithoutParser } from "../project-copy.ts";
import type { Section } from "../report.ts";
import { WorkerUnderTest } from "../worker.ts";
import { megabytes, whyNotRead } from "./compare.ts";

const WARM_UP_SECONDS = 5;
/** In turn, so that a slow moment of the machine falls on both. */
const ROUNDS = 5;
const SECONDS = 2;

export interface CostOfParser {
  title: string;
  /** Whose parser is left out. */
  format: string;
  /** What is uploaded. */
  data: DataSet;
  kib: number;
  maxStartUpSeconds: number;
  maxLatencyRatio: number;
}

interface Measured {
  isWith: boolean;
  run: number;
  startUpSeconds: number;
  restBytes: number;
  latencyMs: number;
  cpuMs: number;
}

export async function measureCostOfParser(
  bench: Bench,
  { title, format, data, kib, maxStartUpSeconds, maxLatencyRatio }: CostOfParser,
): Promise<Section | SkippedCase> {
  const reason = whyNotRead(format);
  if (reason !== null) return { skipped: reason };
  const without = await copyWithoutParser(join(bench.folder, `without-${format}`), format);
  const filename = `data.${data.facts.format}`;
  const path = join(bench.folder, filename);
  await data.write(path, kib * KIB);
  const body = await readFile(path);
  await rm(path);
  const results: Measured[] = [];
  for (let run = 1; run <= bench.runs; run += 1) {
    bench.note(`${title}: run ${run} of ${bench.runs}`);
    const bundles = [
      await startBundle(bench, { isWith: true, run }),
      await startBundle(bench, { isWith: false, run, root: without }),
    ];
    const load = (worker: WorkerUnderTest, seconds: number) =>
      worker.measureRequests(body, filename, { way: "runtime", concurrency: 1, seconds });
    for (const { worker } of bundles) await load(worker, WARM_UP_SECONDS);
    for (let round = 1; round <= ROUNDS; round += 1) {
      for (const { worker, measured } of bundles) {
        const { perSecond, cpuSecondsEach } = await load(worker, SECONDS);
        measured.latencyMs = Math.min(measured.latencyMs, 1000 / perSecond);
        measured.cpuMs = Math.min(measured.cpuMs, cpuSecondsEach * 1000);
      }
    }
    for (const { worker, measured } of bundles) {
      await worker.stop();
      results.push(measured);
    }
  }
  const leastOf = (isWith: boolean, figure: (measured: Measured) => number) =>
    Math.min(...results.filter((measured) => measured.isWith === isWith).map(figure));
  const startUp = (isWith: boolean) => leastOf(isWith, ({ startUpSeconds }) => startUpSeconds);
  const latency = (isWith: boolean) => leastOf(isWith, ({ latencyMs }) => latencyMs);
  return {
    title,
    input: `${data.facts.format} files of ${kib} KiB, one at a time, on the runtime's own socket, ${ROUNDS} times for ${SECONDS} s with each bundle in turn. Start-up is the processor time of the runtime's process until it has answered its first ${data.facts.format} upload. The least of the rounds and runs: ${bench.runs}.`,
    columns: ["Bundle", "run", "start-up CPU s", "RSS MB", "latency ms", "CPU ms a request"],
    rows: results.map((result) => [
      result.isWith ? `with ${format}` : `without ${format}`,
      String(result.run),
      result.startUpSeconds.toFixed(2),
      megabytes(result.restBytes),
      result.latencyMs.toFixed(2),
      result.cpuMs.toFixed(2),
    ]),
    targets: [
      {
        what: "start-up, seconds that the parser adds",
        found: startUp(true) - startUp(false),
        bound: maxStartUpSeconds,
        show: (value) => value.toFixed(3),
      },
      {
        what: "latency with the parser against without it",
        found: latency(true) / latency(false),
        bound: maxLatencyRatio,
        show: (value) => value.toFixed(3),
      },
    ],
  };
}

async function startBundle(
  bench: Bench,
  { isWith, run, root }: { isWith: boolean; run: number; root?: string },
): Promise<{ worker: WorkerUnderTest; measured: Measured }> {
  const worker = await WorkerUnderTest.start(bench, root === undefined ? {} : { root });
  const { cpuSeconds, residentBytes } = worker.atRest();
  const measured: Measured = {
    isWith,
    run,
    startUpSeconds: cpuSeconds,
    restBytes: residentBytes,
    latencyMs: Number.POSITIVE_INFINITY,
    cpuMs: Number.POSITIVE_INFINITY,
  };
  return { worker, measured };
}
