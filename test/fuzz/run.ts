// `npm run fuzz:sheets`, or `node test/fuzz/run.ts FORMAT…`: reads damaged files of each format, by
// default a million. FUZZ_SEED and FUZZ_CASES choose others: a run that was broken off goes on with
// the seed that it named last, and `FUZZ_CASES=1` with the seed of a fault reads that one again.
// The exit code is 1 when a file was answered with anything but rows or a refusal, or took more than 5 s.
import { mkdtempSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { FORMATS } from "../../src/formats/registry.ts";
import { readCorpus } from "./corpus.ts";
import { mutantOf } from "./mutants.ts";
import type { FuzzJob, FuzzMessage } from "./worker.ts";

const CASES = Number(process.env["FUZZ_CASES"] ?? 1_000_000);
const FIRST_SEED = Number(process.env["FUZZ_SEED"] ?? 1 + Math.floor(Math.random() * 2 ** 30));
const THREADS = Math.min(CASES, Number(process.env["FUZZ_THREADS"] ?? availableParallelism()));
/** A parse that takes this long is ended and counts as one that hangs. */
const HANG_MS = 20_000;
const WATCH_EVERY_MS = 1_000;
const TELL_EVERY_MS = 30_000;
/** What an isolate has in production; the rest of the process is not counted by V8. */
const HEAP_MIB = 128;
/** Of one fault there may be thousands. */
const MAX_FAULTS_SHOWN = 20;
const MAX_SEED = 2 ** 31;

class FormatRun {
  readonly #format: string;
  readonly #endSeed = Math.min(MAX_SEED, FIRST_SEED + CASES);
  readonly #next: number[] = [];
  readonly #outcomes = new Map<string, number>();
  readonly #shown = new Map<string, number>();
  #folder: string | null = null;
  #cases = 0;
  faults = 0;

  constructor(format: string) {
    this.#format = format;
  }

  async run(): Promise<void> {
    console.log(`${this.#format}: ${CASES} cases from FUZZ_SEED=${FIRST_SEED}, ${THREADS} threads`);
    const startedAt = performance.now();
    const timer = setInterval(() => this.#tell(), TELL_EVERY_MS);
    await Promise.all(Array.from({ length: THREADS }, (_, i) => this.#thread(i)));
    clearInterval(timer);
    const seconds = (performance.now() - startedAt) / 1000;
    const outcomes = [...this.#outcomes].toSorted((a, b) => b[1] - a[1]);
    console.log(
      `${this.#format}: ${this.#cases} cases in ${seconds.toFixed(0)} s, ${this.faults} faults; ${outcomes.map(([code, count]) => `${code} ${count}`).join(", ")}`,
    );
  }

  /** Starts anew behind a case that hung or ran out of memory. */
  async #thread(index: number): Promise<void> {
    let seed = FIRST_SEED + index;
    while (seed < this.#endSeed) {
      const stoppedAt = await this.#work(index, seed);
      if (stoppedAt === null) return;
      seed = stoppedAt + THREADS;
      // What it had read since its last report was without a fault, or has been told as one.
      this.#cases += (seed - (this.#next[index] ?? FIRST_SEED + index)) / THREADS;
      this.#next[index] = seed;
    }
  }

  /** @returns the seed at which the thread came to an end before its time, or null. */
  #work(index: number, firstSeed: number): Promise<number | null> {
    const current = new Int32Array(new SharedArrayBuffer(4));
    current[0] = firstSeed;
    const job: FuzzJob = {
      format: this.#format,
      firstSeed,
      step: THREADS,
      endSeed: this.#endSeed,
      current,
    };
    const worker = new Worker(join(import.meta.dirname, "worker.ts"), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB },
    });
    let [lastSeed, since] = [firstSeed, performance.now()];
    let isHung = false;
    const watch = setInterval(() => {
      const seed = Atomics.load(current, 0);
      if (seed !== lastSeed) [lastSeed, since] = [seed, performance.now()];
      else if (performance.now() - since > HANG_MS) {
        isHung = true;
        this.#fault(seed, `no end after ${HANG_MS / 1000} s`, "");
        void worker.terminate();
      }
    }, WATCH_EVERY_MS);
    return new Promise((resolve) => {
      let died: number | null = null;
      worker.on("message", (message: FuzzMessage) => this.#take(index, message));
      worker.on("error", (error) => {
        died = Atomics.load(current, 0);
        this.#fault(died, error.message, error.stack ?? "");
      });
      worker.on("exit", () => {
        clearInterval(watch);
        resolve(isHung ? Atomics.load(current, 0) : died);
      });
    });
  }

  #take(index: number, message: FuzzMessage): void {
    if (message.kind === "fault") this.#fault(message.seed, message.error, message.stack);
    else if (message.kind === "slow") {
      this.#fault(message.seed, `took ${(message.milliseconds / 1000).toFixed(1)} s`, "");
    } else {
      this.#next[index] = message.nextSeed;
      this.#cases += message.cases;
      for (const [code, count] of Object.entries(message.outcomes)) {
        this.#outcomes.set(code, (this.#outcomes.get(code) ?? 0) + count);
      }
    }
  }

  #fault(seed: number, error: string, stack: string): void {
    this.faults += 1;
    // The same place is the same fault, if it says the same but for figures.
    const key = [error.replaceAll(/\d+/g, "#"), ...stack.split("\n").slice(1, 3)].join("\n");
    const count = (this.#shown.get(key) ?? 0) + 1;
    this.#shown.set(key, count);
    if (count > 1 || this.#shown.size > MAX_FAULTS_SHOWN) return;
    this.#folder ??= mkdtempSync(join(tmpdir(), `paciolus-fuzz-${this.#format}-`));
    const path = join(this.#folder, `${seed}.${this.#format}`);
    const { bytes, origin } = mutantOf(readCorpus(this.#format), seed);
    writeFileSync(path, bytes);
    console.error(
      `${this.#format}: FUZZ_SEED=${seed} FUZZ_CASES=1, from ${origin}, ${path}\n  ${error}\n${stack.split("\n").slice(1, 6).join("\n")}`,
    );
  }

  #tell(): void {
    const next = Math.min(
      ...Array.from({ length: THREADS }, (_, i) => this.#next[i] ?? FIRST_SEED),
    );
    console.log(
      `${this.#format}: ${this.#cases} cases, ${this.faults} faults; to go on from here: FUZZ_SEED=${next}`,
    );
  }
}

const wanted = process.argv.slice(2);
const formats = FORMATS.filter(({ id }) => wanted.includes(id));
if (formats.length !== wanted.length || wanted.length === 0) {
  throw new Error(`name formats, of: ${FORMATS.map(({ id }) => id).join(", ")}`);
}
for (const { id, loadParser } of formats) {
  if (loadParser === null) {
    console.log(`${id}: not run, there is no parser of it yet`);
    continue;
  }
  const run = new FormatRun(id);
  await run.run();
  if (run.faults > 0) process.exitCode = 1;
}
