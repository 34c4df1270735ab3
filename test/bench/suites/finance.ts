// Bank and bookkeeping files: the targets for OFX; IIF has no package to be held against.
import type { Bench, SkippedCase, Suite } from "../bench.ts";
import { compare, type ComparedFigures, type Comparison } from "../cases/compare.ts";
import { measureGrowth } from "../cases/growth.ts";
import { measureMemory } from "../cases/memory.ts";
import type { DataSet } from "../data.ts";
import { IIF_JOURNAL } from "../finance/iif-data.ts";
import { ofxStatement, type OfxDialect } from "../finance/ofx-data.ts";
import { memoryGrowth, share, type Section, type Target } from "../report.ts";

const ROWS = 50_000;
/** About 100 MB, which is what the service takes at most. */
const LARGEST_ROWS = 500_000;
/** Three lines each, and about 100 MB as well. */
const LARGEST_JOURNAL = 280_000;
const CHECKED_ROWS = 5_000;
const MAX_MEMORY_GROWTH_MB = 64;
const MAX_GROWTH_RATIO = 1.2;
const MAX_SHARE = 1 / 6;

const PEERS = ["ofx-js", "node-ofx-parser", "ofx-data-extractor", "banking"];

function targets({ parser, worker, workerGrowth, peer }: ComparedFigures): Target[] {
  const best = Math.min(...PEERS.map(peer));
  return [
    share("parser, CPU against the best of the packages", parser / best, MAX_SHARE),
    share("Worker, CPU against the best of the packages", worker / best, MAX_SHARE),
    memoryGrowth("Worker, RSS growth", workerGrowth, MAX_MEMORY_GROWTH_MB),
  ];
}

function comparison(title: string, dialect: OfxDialect): Comparison {
  return {
    title,
    data: ofxStatement(dialect),
    size: ({ rowShare }) => Math.ceil(ROWS * rowShare),
    checkedSize: CHECKED_ROWS,
    peers: PEERS.map((name) => ({ name })),
    targets,
  };
}

function memory(
  bench: Bench,
  title: string,
  data: DataSet,
  size: number,
): Promise<Section | SkippedCase> {
  return measureMemory(bench, {
    title,
    data,
    size: Math.ceil(size * bench.rowShare),
    maxMemoryGrowthMb: MAX_MEMORY_GROWTH_MB,
  });
}

function growth(
  bench: Bench,
  title: string,
  data: DataSet,
  size: number,
): Promise<Section | SkippedCase> {
  const sizes = [100, 10, 1].map((divisor) => {
    const part = Math.ceil((size * bench.rowShare) / divisor);
    return { name: `${part.toLocaleString("en")} transactions`, size: part, repeats: divisor };
  });
  return measureGrowth(bench, {
    title,
    data,
    sizes,
    input: "Code warm; smaller files read until as many rows as in the largest were read.",
    warmUpSize: Math.ceil((size * bench.rowShare) / 10),
    needsRaisedLimits: false,
    maxRatio: MAX_GROWTH_RATIO,
    maxMemoryGrowthMb: MAX_MEMORY_GROWTH_MB,
  });
}

export const suite: Suite = {
  title: "Bank files",
  cases: new Map([
    ["ofx-sgml", (bench) => compare(bench, comparison("OFX, SGML", "sgml"))],
    ["ofx-xml", (bench) => compare(bench, comparison("OFX, XML", "xml"))],
    [
      "ofx-memory",
      (bench) => memory(bench, "OFX, memory", ofxStatement("xml"), 0.8 * LARGEST_ROWS),
    ],
    ["ofx-growth", (bench) => growth(bench, "OFX, growth", ofxStatement("sgml"), LARGEST_ROWS)],
    ["iif-memory", (bench) => memory(bench, "IIF, memory", IIF_JOURNAL, LARGEST_JOURNAL)],
    ["iif-growth", (bench) => growth(bench, "IIF, growth", IIF_JOURNAL, LARGEST_JOURNAL)],
  ]),
};
