// How far the memory of the runtime grows over one large file: as it is started, and with V8 held to
// the heap that a Worker has in production.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Bench, SkippedCase } from "../bench.ts";
import type { DataSet } from "../data.ts";
import { checkCounts } from "../measure.ts";
import { memoryGrowth, type Section } from "../report.ts";
import { WorkerUnderTest, type WorkerCost } from "../worker.ts";
import { megabytes, smallFile, whyNotRead } from "./compare.ts";

const HELD_HEAP = "--max-old-space-size=128";
const SETTINGS: readonly { name: string; environment: Record<string, string> }[] = [
  { name: "as started", environment: {} },
  { name: HELD_HEAP, environment: { MINIFLARE_WORKERD_V8_FLAGS: HELD_HEAP } },
];

export interface Memory {
  title: string;
  data: DataSet;
  size: number;
  maxMemoryGrowthMb: number;
}

export async function measureMemory(
  bench: Bench,
  { title, data, size, maxMemoryGrowthMb }: Memory,
): Promise<Section | SkippedCase> {
  const reason = whyNotRead(data.facts.format);
  if (reason !== null) return { skipped: reason };
  const filename = `data.${data.facts.format}`;
  const path = join(bench.folder, filename);
  const firstFile = await smallFile(bench, data);
  const file = await data.write(path, size);
  const results: { name: string; run: number; cost: WorkerCost }[] = [];
  for (let run = 1; run <= bench.runs; run += 1) {
    for (const { name, environment } of SETTINGS) {
      bench.note(`${title}: run ${run} of ${bench.runs}, ${name}`);
      // A new runtime each time: the memory that a parse leaves behind would hide the next one's.
      const worker = await WorkerUnderTest.start(bench, { environment, firstFile });
      const cost = await worker.measure(path, filename);
      checkCounts("the Worker", { rows: cost.rows, cells: null }, file);
      results.push({ name, run, cost });
      await worker.stop();
    }
  }
  await rm(path);
  return {
    title,
    input: `${megabytes(file.bytes)} MB, ${file.rows.toLocaleString("en")} rows, uploaded once to a runtime that has just started.`,
    columns: ["V8", "run", "CPU s", "peak RSS MB", "RSS growth MB"],
    rows: results.map(({ name, run, cost }) => [
      name,
      String(run),
      cost.cpuSeconds.toFixed(2),
      megabytes(cost.peakBytes),
      megabytes(cost.growthBytes),
    ]),
    targets: SETTINGS.map((setting) =>
      memoryGrowth(
        `RSS growth, V8 ${setting.name}`,
        Math.max(
          ...results.flatMap(({ name, cost }) => (name === setting.name ? [cost.growthBytes] : [])),
        ),
        maxMemoryGrowthMb,
      ),
    ),
  };
}
