// One file through every tool, and through the Worker; what each costs, and how ours compares.
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { FORMATS } from "../../../src/formats/registry.ts";
import type { Bench, SkippedCase } from "../bench.ts";
import type { DataFile, DataSet } from "../data.ts";
import {
  checkCounts,
  digestByPeer,
  measurePeer,
  median,
  type ChildFigures,
  type Cost,
} from "../measure.ts";
import type { Work } from "../peer.ts";
import type { Section, Target } from "../report.ts";
import { RowDigest } from "../row-digest.ts";
import { WorkerUnderTest, type SmallFile, type WorkerCost } from "../worker.ts";

export const OURS = "paciolus";
const WORKER = "paciolus, the Worker on workerd";

export interface Comparison {
  title: string;
  data: DataSet;
  /** Of the file that is measured on, in what the data set counts in. */
  size: (bench: Bench) => number;
  /** Of the file whose contents are compared cell by cell. */
  checkedSize: number;
  /** Files of peers/, without ours. */
  peers: readonly Peer[];
  targets: (figures: ComparedFigures) => readonly Target[];
}

export interface Peer {
  name: string;
  /** Why it cannot be run here; null when it can. */
  whyMissing?: () => string | null;
}

/** The least of all runs, in seconds of processor time and in bytes. */
export interface ComparedFigures {
  parser: number;
  worker: number;
  workerGrowth: number;
  /** NaN of one that was not run. */
  peer: (name: string) => number;
}

export async function compare(
  bench: Bench,
  comparison: Comparison,
): Promise<Section | SkippedCase> {
  const { title, data } = comparison;
  const reason = whyNotRead(data.facts.format);
  if (reason !== null) return { skipped: reason };
  const filename = `data.${data.facts.format}`;
  const path = join(bench.folder, filename);
  const work: Work = { ...data.facts, file: path };
  const peers = comparison.peers.map(({ name, whyMissing }) => ({
    name,
    missing: whyMissing?.() ?? null,
  }));
  const tools = [OURS, ...peers.filter(({ missing }) => missing === null).map(({ name }) => name)];
  const worker = await WorkerUnderTest.start(bench, {
    firstFile: await smallFile(bench, data),
  });

  await checkContents(bench, tools, worker, work, comparison);
  const file = await data.write(path, comparison.size(bench));
  const costs = new Map<string, ChildFigures[]>(tools.map((tool) => [tool, []]));
  const workerCosts: WorkerCost[] = [];
  // In turn, so that a slow minute of the machine falls on all of them.
  for (let run = 1; run <= bench.runs; run += 1) {
    for (const tool of tools) {
      bench.note(`${title}: run ${run} of ${bench.runs}, ${tool}`);
      costs.get(tool)?.push(await measurePeer(tool, work, file));
    }
    bench.note(`${title}: run ${run} of ${bench.runs}, ${WORKER}`);
    const cost = await worker.measure(path, filename);
    checkCounts(WORKER, { rows: cost.rows, cells: null }, file);
    workerCosts.push(cost);
  }
  await worker.stop();
  await rm(path);

  const leastOf = (tool: string) => {
    const runs = costs.get(tool);
    return runs === undefined ? Number.NaN : least(runs);
  };
  const figures = {
    parser: leastOf(OURS),
    worker: least(workerCosts),
    workerGrowth: Math.max(...workerCosts.map(({ growthBytes }) => growthBytes)),
    peer: leastOf,
  };
  const all = new Map<string, readonly Cost[]>([[WORKER, workerCosts], ...costs]);
  return {
    title,
    input: describeInput(file, bench.runs),
    columns: [
      "Tool",
      "CPU s, least",
      "median",
      "MB per CPU s",
      "MB per s",
      "peak RSS MB",
      "RSS growth MB",
      "CPU, our parser = 1",
      "CPU, our Worker = 1",
    ],
    rows: [
      ...[...all].map(([tool, runs]) => costRow(tool, runs, file, figures, workerCosts)),
      ...peers.flatMap(({ name, missing }) =>
        missing === null ? [] : [[name, `not run: ${missing}`]],
      ),
    ],
    targets: comparison.targets(figures).filter(({ found }) => !Number.isNaN(found)),
  };
}

/** Holds every tool to the cells that were written; a fast answer that is wrong is worth nothing. */
async function checkContents(
  bench: Bench,
  tools: readonly string[],
  worker: WorkerUnderTest,
  work: Work,
  { data, checkedSize }: Comparison,
): Promise<void> {
  const written = new RowDigest();
  await data.write(work.file, checkedSize, (cells) => written.row(cells));
  const expected = written.end();
  for (const tool of tools) {
    bench.note(`checking the rows of ${tool}`);
    const found = await digestByPeer(tool, work);
    if (found !== null) mustEqual(tool, found, expected);
  }
  const answered = new RowDigest();
  await worker.readAnswer(work.file, `data.${work.format}`, (bytes) => answered.lines(bytes));
  mustEqual(WORKER, answered.end(), expected);
}

function mustEqual(who: string, found: string, expected: string): void {
  if (found !== expected) throw new Error(`${who} reads other cells than were written`);
}

/** @returns why our own parser cannot be measured; null when it can. */
export function whyNotRead(format: string): string | null {
  const isRead = FORMATS.some(({ id, loadParser }) => id === format && loadParser !== null);
  return isRead ? null : `there is no parser of ${format} yet`;
}

/** The smallest file of the data set, for a runtime that has just started. */
export async function smallFile(bench: Bench, data: DataSet): Promise<SmallFile> {
  const filename = `small.${data.facts.format}`;
  const path = join(bench.folder, filename);
  await data.write(path, data.smallestSize);
  return { filename, bytes: await readFile(path) };
}

export function least(costs: readonly Cost[]): number {
  return Math.min(...costs.map(({ cpuSeconds }) => cpuSeconds));
}

function describeInput(file: DataFile, runs: number): string {
  const { bytes, inflatedBytes, rows, cells } = file;
  const columns = cells / rows;
  const inflated = inflatedBytes === undefined ? "" : ` (${megabytes(inflatedBytes)} MB inflated)`;
  return `${megabytes(bytes)} MB${inflated}, ${rows.toLocaleString("en")} rows of ${columns} columns. Runs: ${runs}.`;
}

function costRow(
  tool: string,
  runs: readonly Cost[],
  { bytes }: DataFile,
  figures: ComparedFigures,
  workerCosts: readonly WorkerCost[],
): string[] {
  const cpu = least(runs);
  const wall = Math.min(...runs.map(({ wallSeconds }) => wallSeconds));
  return [
    tool,
    cpu.toFixed(2),
    median(runs.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2),
    megabytes(bytes / cpu),
    megabytes(bytes / wall),
    megabytes(Math.max(...runs.map(({ peakBytes }) => peakBytes))),
    runs === workerCosts ? megabytes(figures.workerGrowth) : "",
    (cpu / figures.parser).toFixed(2),
    (cpu / figures.worker).toFixed(2),
  ];
}

export function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
}
