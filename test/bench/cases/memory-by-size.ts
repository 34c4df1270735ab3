// Whether the memory of the runtime grows with the size of a file: each size in a runtime of its own.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bench, SkippedCase } from "../bench.ts";
import type { DataFile, DataSet } from "../data.ts";
import { checkCounts } from "../measure.ts";
import type { Section } from "../report.ts";
import { WorkerUnderTest, type WorkerCost } from "../worker.ts";
import { megabytes, smallFile, whyNotRead } from "./compare.ts";

export interface MemoryBySize {
  title: string;
  data: DataSet;
  /** In what the data set counts in: the smaller one and the larger one. */
  sizes: readonly [number, number];
  unit: string;
  /** Growth at the larger size, against that at the smaller one. */
  maxRatio: number;
}

interface Measured {
  size: number;
  run: number;
  file: DataFile;
  cost: WorkerCost;
}

export async function measureMemoryBySize(
  bench: Bench,
  { title, data, sizes, unit, maxRatio }: MemoryBySize,
): Promise<Section | SkippedCase> {
  const reason = whyNotRead(data.facts.format);
  if (reason !== null) return { skipped: reason };
  const filename = `data.${data.facts.format}`;
  const path = join(bench.folder, filename);
  const firstFile = await smallFile(bench, data);
  const results: Measured[] = [];
  for (let run = 1; run <= bench.runs; run += 1) {
    for (const size of sizes) {
      bench.note(`${title}: run ${run} of ${bench.runs}, ${size} ${unit}`);
      const file = await data.write(path, size);
      const worker = await WorkerUnderTest.start(bench, { firstFile });
      const cost = await worker.measure(path, filename);
      checkCounts("the Worker", { rows: cost.rows, cells: null }, file);
      results.push({ size, run, file, cost });
      await worker.stop();
      await rm(path);
    }
  }
  // The least of the runs: what a collection of garbage that came late adds is no need of the parser.
  const [smaller, larger] = sizes.map((wanted) =>
    Math.min(...results.flatMap(({ size, cost }) => (size === wanted ? [cost.growthBytes] : []))),
  );
  return {
    title,
    input: `The same ledger on more ${unit}, uploaded once to a runtime that has just started.`,
    columns: [unit, "run", "MB", "rows", "CPU s", "peak RSS MB", "RSS growth MB"],
    rows: results.map(({ size, run, file, cost }) => [
      String(size),
      String(run),
      (file.bytes / 1e6).toFixed(2),
      file.rows.toLocaleString("en"),
      cost.cpuSeconds.toFixed(2),
      megabytes(cost.peakBytes),
      megabytes(cost.growthBytes),
    ]),
    targets: [
      {
        what: `Worker, RSS growth at ${sizes[1]} ${unit} against ${sizes[0]}`,
        found: (larger ?? Number.NaN) / (smaller ?? Number.NaN),
        bound: maxRatio,
        show: (value) => value.toFixed(2),
      },
    ],
  };
}
