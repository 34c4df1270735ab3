// Reads one bomb in a process of its own: `node child.ts FORMAT FILE`. Prints what came of it and what it
// cost as JSON. What loading the parser and holding the file costs is left out.
import { readFileSync } from "node:fs";
import { FORMATS } from "../../src/formats/registry.ts";
import { importLikeTheWorker } from "../bench/worker-modules.ts";
import { peakResidentBytes, residentBytes, resetPeak } from "../support/process-figures.ts";
import { readBomb, type Blast } from "./bomb.ts";

export interface ChildReport extends Blast {
  cpuSeconds: number;
  wallSeconds: number;
  /** Growth of resident memory at its highest. */
  peakBytes: number;
}

importLikeTheWorker();
const [, , id, path = ""] = process.argv;
const loaded = await FORMATS.find((format) => format.id === id)?.loadParser?.();
if (loaded === undefined) throw new Error(`no parser of ${id}`);
const bytes = new Uint8Array(readFileSync(path));
globalThis.gc?.();
resetPeak(process.pid);
const before = residentBytes(process.pid);
const startedAt = process.hrtime.bigint();
const cpu = process.cpuUsage();
const blast = await readBomb(loaded.parse, bytes);
const { user, system } = process.cpuUsage(cpu);
const report: ChildReport = {
  ...blast,
  cpuSeconds: (user + system) / 1e6,
  wallSeconds: Number(process.hrtime.bigint() - startedAt) / 1e9,
  peakBytes: peakResidentBytes(process.pid) - before,
};
console.log(JSON.stringify(report));
