// Reads the mutants of every so-manieth seed in a thread of its own, and tells which one it is at:
// a parse that never ends can only be seen from outside.
import { parentPort, workerData } from "node:worker_threads";
import { FORMATS } from "../../src/formats/registry.ts";
import { importLikeTheWorker } from "../bench/worker-modules.ts";
import { readCorpus } from "./corpus.ts";
import { mutantOf } from "./mutants.ts";
import { readCase, type Outcome, type Reader } from "./one-case.ts";

export interface FuzzJob {
  format: string;
  firstSeed: number;
  /** From one seed to the next. */
  step: number;
  /** Seeds end before this one. */
  endSeed: number;
  /** Its first value is the seed that is read; written by the thread, read by the watch. */
  current: Int32Array;
}

export type FuzzMessage =
  | { kind: "fault"; seed: number; error: string; stack: string }
  | { kind: "slow"; seed: number; milliseconds: number }
  | { kind: "progress"; nextSeed: number; cases: number; outcomes: Record<Outcome, number> };

const SLOW_MS = 5_000;
const REPORT_EVERY = 2_000;

importLikeTheWorker();
const job = workerData as FuzzJob;
const port = parentPort;
if (port === null) throw new Error("this is a thread of run.ts");
const tell = (message: FuzzMessage) => port.postMessage(message);
const format = FORMATS.find(({ id }) => id === job.format);
const loaded = await format?.loadParser?.();
if (format === undefined || loaded === undefined) throw new Error(`no parser of ${job.format}`);
const reader: Reader = { format, parse: loaded.parse };
const corpus = readCorpus(job.format);

let outcomes: Record<Outcome, number> = {};
let cases = 0;
for (let seed = job.firstSeed; seed < job.endSeed; seed += job.step) {
  Atomics.store(job.current, 0, seed);
  const { bytes, random } = mutantOf(corpus, seed);
  const startedAt = performance.now();
  try {
    const outcome = await readCase(reader, bytes, random);
    outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  } catch (error) {
    const { message = String(error), stack = "" } = error as Partial<Error>;
    tell({ kind: "fault", seed, error: message, stack });
  }
  const milliseconds = performance.now() - startedAt;
  if (milliseconds > SLOW_MS) tell({ kind: "slow", seed, milliseconds });
  cases += 1;
  if (cases === REPORT_EVERY) report(seed + job.step);
}
report(job.endSeed);

function report(nextSeed: number): void {
  tell({ kind: "progress", nextSeed, cases, outcomes });
  outcomes = {};
  cases = 0;
}
