// Small files, one request each: what the service costs around a parse. Measured on the socket of
// the Worker's runtime, and beside it through the proxy of `wrangler dev`, which takes as much again.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { KIB } from "../../../src/core/units.ts";
import type { Bench } from "../bench.ts";
import type { DataSet } from "../data.ts";
import type { Section } from "../report.ts";
import { WorkerUnderTest, type Way } from "../worker.ts";

const CONCURRENCY = 8;
/** Long enough for the compiler of the runtime to be done. */
const WARM_UP_SECONDS = 15;
const SECONDS = 5;
const WAYS: readonly { way: Way; name: string }[] = [
  { way: "runtime", name: "the runtime's own socket" },
  { way: "proxy", name: "through wrangler's proxy" },
];

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
  const { rows } = await data.write(path, kib * KIB);
  const body = await readFile(path);
  await rm(path);
  const worker = await WorkerUnderTest.start(bench);
  const load = (way: Way, seconds: number) =>
    worker.measureRequests(body, filename, { way, concurrency: CONCURRENCY, seconds });
  await load("runtime", WARM_UP_SECONDS);
  const results = [];
  for (let run = 1; run <= bench.runs; run += 1) {
    bench.note(`${title}: run ${run} of ${bench.runs}`);
    for (const { way, name } of WAYS) {
      results.push({ run, way, name, ...(await load(way, SECONDS)) });
    }
  }
  await worker.stop();
  const ofRuntime = results.filter(({ way }) => way === "runtime");
  return {
    title,
    input: `${kib} KiB, ${rows} rows; ${CONCURRENCY} at a time for ${SECONDS} s. Client, wrangler and runtime share the machine.`,
    columns: ["Run", "Way", "requests", "requests a second", "runtime's CPU ms a request"],
    rows: results.map((result) => [
      String(result.run),
      result.name,
      String(result.requests),
      result.perSecond.toFixed(0),
      (result.cpuSecondsEach * 1000).toFixed(2),
    ]),
    targets: [
      {
        what: "requests a second, the runtime's own socket",
        found: Math.max(...ofRuntime.map(({ perSecond }) => perSecond)),
        bound: minPerSecond,
        isFloor: true,
        show: (value) => value.toFixed(0),
      },
    ],
  };
}
