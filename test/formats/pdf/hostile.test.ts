// Documents that are made to harm: each gives rows or a code of the catalogue within the heap of an
// isolate, and the next document is read as ever.
import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, it } from "vitest";
import { FAILURES } from "../../../src/core/failure.ts";
import { FORMATS } from "../../../src/formats/registry.ts";
import { HOSTILE_PAGES } from "../../support/pdf/hostile-pages.ts";
import { HOSTILE_STRUCTURES, type HostileCase } from "../../support/pdf/hostile-structures.ts";
import type { HostileAnswer } from "./hostile-thread.ts";

const THREAD = join(import.meta.dirname, "hostile-thread.ts");
/** Of an isolate in production. */
const HEAP_MIB = 128;
/** The service gives a parse 25 s of processor time; a machine of the tests may have half of a core. */
const BUDGET_MS = 50_000;
const ANY = ["complete", ...Object.keys(FAILURES).filter((code) => code !== "internal")];

let thread: Worker | null = null;

afterAll(async () => {
  await thread?.terminate();
});

async function read(bytes: Uint8Array): Promise<HostileAnswer> {
  thread ??= new Worker(THREAD, { resourceLimits: { maxOldGenerationSizeMb: HEAP_MIB } });
  const worker = thread;
  worker.postMessage(bytes, [bytes.buffer as ArrayBuffer]);
  const timer = new AbortController();
  const answer = await Promise.race([
    once(worker, "message", { signal: timer.signal }).then(([message]) => message as HostileAnswer),
    once(worker, "exit", { signal: timer.signal }).then(() => null),
    new Promise<null>((resolve) => {
      const id = setTimeout(() => resolve(null), BUDGET_MS);
      timer.signal.addEventListener("abort", () => clearTimeout(id));
    }),
  ]).catch((error: unknown) => ({ outcome: String(error), next: "the thread has ended" }));
  timer.abort();
  if (answer !== null && answer.next === "complete") return answer;
  thread = null;
  await worker.terminate();
  return answer ?? { outcome: "no answer within the budget", next: "the thread was ended" };
}

const isRead = FORMATS.some(({ id, loadParser }) => id === "pdf" && loadParser !== null);
const CASES: readonly HostileCase[] = [...HOSTILE_STRUCTURES, ...HOSTILE_PAGES];

describe.skipIf(!isRead)("a document made to harm", () => {
  it.each(CASES)("$name", { timeout: BUDGET_MS + 30_000 }, async ({ build, outcomes = ANY }) => {
    const { outcome, next } = await read(build());
    expect(outcomes).toContain(outcome);
    expect(next).toBe("complete");
  });
});
