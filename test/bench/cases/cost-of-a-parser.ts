// What one format's code costs the uploads of another: start-up of the Worker and small files, with the
// parser in the bundle and without it.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { KIB } from "../../../src/core/units.ts";
import type { Bench, SkippedCase } from "../bench.ts";
import type { DataSet } from "../data.ts";
import { median } from "../measure.ts";
import { copyWithoutParser } from "../project-copy.ts";
import type { Section } from "../report.ts";
import { WorkerUnderTest } from "../worker.ts";
import { megabytes, whyNotRead } from "./compare.ts";

const WARM_UP_SECONDS = 5;
const SECONDS = 5;

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
    for (const isWith of [true, false]) {
      bench.note(`${title}: run ${run} of ${bench.runs}, ${isWith ? "with" : "without"} it`);
      const worker = await WorkerUnderTest.start(bench, isWith ? {} : { root: without });
      const { cpuSeconds, residentBytes } = worker.atRest();
      const load = (seconds: number) =>
        worker.measureRequests(body, filename, { way: "runtime", concurrency: 1, seconds });
      await load(WARM_UP_SECONDS);
      const { perSecond, cpuSecondsEach } = await load(SECONDS);
      await worker.stop();
      results.push({
        isWith,
        run,
        startUpSeconds: cpuSeconds,
        restBytes: residentBytes,
        latencyMs: 1000 / perSecond,
        cpuMs: cpuSecondsEach * 1000,
      });
    }
  }
  const middle = (isWith: boolean, figure: (result: Measured) => number) =>
    median(results.filter((result) => result.isWith === isWith).map(figure));
  const startUp = (isWith: boolean) => middle(isWith, ({ startUpSeconds }) => startUpSeconds);
  const latency = (isWith: boolean) => middle(isWith, ({ latencyMs }) => latencyMs);
  return {
    title,
    input: `${data.facts.format} files of ${kib} KiB, one at a time for ${SECONDS} s, on the runtime's own socket. Start-up is the processor time of the runtime's process until it has answered its first ${data.facts.format} upload. Medians of the runs: ${bench.runs}.`,
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
