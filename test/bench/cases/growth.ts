// What a row costs in files of ten times the size, and of ten times that: it should stay the same.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bench, SkippedCase } from "../bench.ts";
import type { DataFile, DataSet } from "../data.ts";
import { checkCounts, measurePeer } from "../measure.ts";
import { copyWithRaisedLimits } from "../raised-limits.ts";
import { memoryGrowth, type Section, type Target } from "../report.ts";
import { WorkerUnderTest, type StartOptions } from "../worker.ts";
import { least, megabytes, OURS, smallFile, whyNotRead } from "./compare.ts";

export interface Growth {
  title: string;
  data: DataSet;
  /** Each ten times the one before, in what the data set counts in. */
  sizes: readonly GrowthSize[];
  /** How the sizes are described. */
  input: string;
  /** The code is warm in all sizes or in none; the smallest files would be read by cold code mostly. */
  warmUpSize: number;
  /** Whether the largest passes the service's limits. */
  needsRaisedLimits: boolean;
  /** Cost of a row in one size, against a tenth of it. */
  maxRatio: number;
  maxMemoryGrowthMb: number;
}

export interface GrowthSize {
  name: string;
  size: number;
  /** Small files are read over and over: a row costs too little to be timed else. */
  repeats: number;
}

interface SizeFigures {
  name: string;
  file: DataFile;
  /** Seconds of processor time. */
  parserPerRow: number;
  workerPerRow: number;
  parserPeakBytes: number;
  workerGrowthBytes: number;
}

export async function measureGrowth(bench: Bench, growth: Growth): Promise<Section | SkippedCase> {
  const { title, data } = growth;
  const reason = whyNotRead(data.facts.format);
  if (reason !== null) return { skipped: reason };
  const filename = `data.${data.facts.format}`;
  const firstFile = await smallFile(bench, data);
  const options: StartOptions = growth.needsRaisedLimits
    ? { firstFile, root: await copyWithRaisedLimits(join(bench.folder, "raised-limits")) }
    : { firstFile };
  const warmUp = join(bench.folder, `warm-up-${filename}`);
  await data.write(warmUp, growth.warmUpSize);
  const path = join(bench.folder, filename);
  const work = { ...data.facts, file: path };
  const figures: SizeFigures[] = [];
  for (const { name, size, repeats } of growth.sizes) {
    const file = await data.write(path, size);
    // A new runtime for each size, so that none finds the memory of another in use.
    const worker = await WorkerUnderTest.start(bench, options);
    await worker.measure(warmUp, filename);
    const parserCosts = [];
    const workerCosts = [];
    for (let run = 1; run <= bench.runs; run += 1) {
      bench.note(`${title}: ${name}, run ${run} of ${bench.runs}`);
      parserCosts.push(await measurePeer(OURS, work, file, { warmUp, repeats }));
      const cost = await worker.measure(path, filename, repeats);
      checkCounts("the Worker", { rows: cost.rows, cells: null }, file);
      workerCosts.push(cost);
    }
    await worker.stop();
    const rows = file.rows * repeats;
    figures.push({
      name,
      file,
      parserPerRow: least(parserCosts) / rows,
      workerPerRow: least(workerCosts) / rows,
      parserPeakBytes: Math.max(...parserCosts.map(({ peakBytes }) => peakBytes)),
      workerGrowthBytes: Math.max(...workerCosts.map(({ growthBytes }) => growthBytes)),
    });
    await rm(path);
  }
  return report(growth, figures, bench.runs);
}

function report(growth: Growth, figures: readonly SizeFigures[], runs: number): Section {
  return {
    title: growth.title,
    input: `${growth.input} The least of the runs: ${runs}.`,
    columns: [
      "File",
      "rows",
      "parser, CPU µs a row",
      "against a tenth",
      "parser, peak RSS MB",
      "Worker, CPU µs a row",
      "against a tenth",
      "Worker, RSS growth MB",
    ],
    rows: figures.map((size, i) => [
      size.name,
      size.file.rows.toLocaleString("en"),
      (size.parserPerRow * 1e6).toFixed(3),
      ratio(size.parserPerRow, figures[i - 1]?.parserPerRow),
      megabytes(size.parserPeakBytes),
      (size.workerPerRow * 1e6).toFixed(3),
      ratio(size.workerPerRow, figures[i - 1]?.workerPerRow),
      megabytes(size.workerGrowthBytes),
    ]),
    targets: [...growthTargets(growth, figures)],
  };
}

function* growthTargets(growth: Growth, figures: readonly SizeFigures[]): Generator<Target> {
  for (const [i, size] of figures.entries()) {
    const smaller = figures[i - 1];
    if (smaller === undefined) continue;
    const step = `a row at ${size.name} against ${smaller.name}`;
    const bound = growth.maxRatio;
    const show = (value: number) => value.toFixed(2);
    const parser = size.parserPerRow / smaller.parserPerRow;
    const worker = size.workerPerRow / smaller.workerPerRow;
    yield { what: `parser, ${step}`, found: parser, bound, show };
    yield { what: `Worker, ${step}`, found: worker, bound, show };
  }
  const last = figures.at(-1);
  if (last === undefined) return;
  yield memoryGrowth(
    `Worker, RSS growth at ${last.name}`,
    last.workerGrowthBytes,
    growth.maxMemoryGrowthMb,
  );
}

function ratio(cost: number, smaller: number | undefined): string {
  return smaller === undefined ? "" : (cost / smaller).toFixed(2);
}
