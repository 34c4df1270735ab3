// What a row costs in files of ten times the size, and of ten times that: it should stay the same.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { MIB } from "../../../src/core/units.ts";
import type { Bench } from "../bench.ts";
import type { DataFile, DataSet } from "../data.ts";
import { checkCounts, measurePeer } from "../measure.ts";
import { copyWithRaisedLimits } from "../raised-limits.ts";
import type { Section, Target } from "../report.ts";
import { WorkerUnderTest } from "../worker.ts";
import { least, megabytes, OURS } from "./compare.ts";

const SIZES_MIB = [1, 10, 100, 1000];
/** Small files are read over and over until this much was read: a row costs too little to be timed else. */
const MEASURED_MIB = 100;
/** The code is warm in all sizes or in none; the smallest files would be read by cold code mostly. */
const WARM_UP_MIB = 20;

export interface Growth {
  title: string;
  data: DataSet;
  /** Cost of a row in one size, against a tenth of it. */
  maxRatio: number;
  maxMemoryGrowthMb: number;
}

interface SizeFigures {
  mib: number;
  file: DataFile;
  /** Seconds of processor time. */
  parserPerRow: number;
  workerPerRow: number;
  parserPeakBytes: number;
  workerGrowthBytes: number;
}

export async function measureGrowth(bench: Bench, growth: Growth): Promise<Section> {
  const { title, data } = growth;
  const filename = `data.${data.facts.format}`;
  const root = await copyWithRaisedLimits(join(bench.folder, "raised-limits"));
  const warmUp = join(bench.folder, `warm-up-${filename}`);
  data.write(warmUp, WARM_UP_MIB * MIB);
  const path = join(bench.folder, filename);
  const work = { ...data.facts, file: path };
  const figures: SizeFigures[] = [];
  for (const mib of SIZES_MIB.filter((size) => size <= bench.largestMib)) {
    const file = data.write(path, mib * MIB);
    const repeats = Math.max(1, MEASURED_MIB / mib);
    // A new runtime for each size, so that none finds the memory of another in use.
    const worker = await WorkerUnderTest.start(bench, root);
    await worker.measure(warmUp, filename);
    const parserCosts = [];
    const workerCosts = [];
    for (let run = 1; run <= bench.runs; run += 1) {
      bench.note(`${title}: ${mib} MiB, run ${run} of ${bench.runs}`);
      parserCosts.push(await measurePeer(OURS, work, file, { warmUp, repeats }));
      const cost = await worker.measure(path, filename, repeats);
      checkCounts("the Worker", { rows: cost.rows }, file);
      workerCosts.push(cost);
    }
    await worker.stop();
    const rows = file.rows * repeats;
    figures.push({
      mib,
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
    input: `Code warm; files under ${MEASURED_MIB} MiB read until ${MEASURED_MIB} MiB were read. The least of the runs: ${runs}.`,
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
      `${size.mib} MiB`,
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
    const step = `a row at ${size.mib} MiB against ${smaller.mib} MiB`;
    const bound = growth.maxRatio;
    const show = (value: number) => value.toFixed(2);
    const parser = size.parserPerRow / smaller.parserPerRow;
    const worker = size.workerPerRow / smaller.workerPerRow;
    yield { what: `parser, ${step}`, found: parser, bound, show };
    yield { what: `Worker, ${step}`, found: worker, bound, show };
  }
  const last = figures.at(-1);
  if (last === undefined) return;
  yield {
    what: `Worker, RSS growth at ${last.mib} MiB`,
    found: last.workerGrowthBytes / 1e6,
    bound: growth.maxMemoryGrowthMb,
    show: (value) => `${value.toFixed(0)} MB`,
  };
}

function ratio(cost: number, smaller: number | undefined): string {
  return smaller === undefined ? "" : (cost / smaller).toFixed(2);
}
