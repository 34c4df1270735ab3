// Small files, one request each: what the service costs around a parse.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { KIB } from "../../../src/core/units.ts";
import type { Bench } from "../bench.ts";
import type { DataSet } from "../data.ts";
import type { Section } from "../report.ts";
import { WorkerUnderTest } from "../worker.ts";

const CONCURRENCY = 8;
const WARM_UP_SECONDS = 3;
const SECONDS = 5;

export interface Requests {
  title: string;
  data: DataSet;
  kib: number;
  minPerSecond: number;
}

export async function measureRequests(bench: Bench, requests: Requests): Promise<Section> {
  const { title, data, kib, minPerSecond } = requests;
  const filename = `data.${data.facts.format}`;
  const path = join(bench.folder, filename);
  const { rows } = data.write(path, kib * KIB);
  const body = await readFile(path);
  await rm(path);
  const worker = await WorkerUnderTest.start(bench);
  const load = (seconds: number) =>
    worker.measureRequests(body, filename, { concurrency: CONCURRENCY, seconds });
  await load(WARM_UP_SECONDS);
  const results = [];
  for (let run = 1; run <= bench.runs; run += 1) {
    bench.note(`${title}: run ${run} of ${bench.runs}`);
    results.push(await load(SECONDS));
  }
  await worker.stop();
  return {
    title,
    input: `${kib} KiB, ${rows} rows; ${CONCURRENCY} at a time for ${SECONDS} s. Client, proxy and runtime share the machine.`,
    columns: ["Run", "requests", "requests a second", "runtime's CPU ms a request"],
    rows: results.map((result, i) => [
      String(i + 1),
      String(result.requests),
      result.perSecond.toFixed(0),
      (result.cpuSecondsEach * 1000).toFixed(2),
    ]),
    targets: [
      {
        what: "requests a second",
        found: Math.max(...results.map(({ perSecond }) => perSecond)),
        bound: minPerSecond,
        isFloor: true,
        show: (value) => value.toFixed(0),
      },
    ],
  };
}
