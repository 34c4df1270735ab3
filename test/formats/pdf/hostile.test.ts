// Documents that are made to harm: each gives rows or a code of the catalogue within the heap of an
// isolate, and the next document is read as ever.
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { FAILURES } from "../../../src/core/failure.ts";
import { MIB } from "../../../src/core/units.ts";
import { HOSTILE_PAGES } from "../../support/pdf/hostile-pages.ts";
import { HOSTILE_STRUCTURES, type HostileCase } from "../../support/pdf/hostile-structures.ts";
import type { HostileAnswer } from "./hostile-child.ts";

const CHILD = join(import.meta.dirname, "hostile-child.ts");
/** Of an isolate in production. */
const HEAP_MIB = 128;
/** The service gives a parse 25 s of processor time; a machine of the tests may have half of a core. */
const BUDGET_MS = 50_000;
/** With Node, the parsers and the builders, which take about 150 MB; a bomb takes gigabytes. */
const MAX_PEAK_BYTES = 512 * MIB;
const ANY = ["complete", ...Object.keys(FAILURES).filter((code) => code !== "internal")];

let child: ChildProcess | null = null;

afterAll(() => {
  child?.kill("SIGKILL");
});

function startChild(): ChildProcess {
  return fork(CHILD, {
    execArgv: [`--max-old-space-size=${HEAP_MIB}`],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "ignore", "ipc"],
  });
}

async function read(bytes: Uint8Array): Promise<HostileAnswer> {
  const reader = (child ??= startChild());
  const ended = new AbortController();
  const { signal } = ended;
  reader.send(bytes);
  const answer = await Promise.race([
    once(reader, "message", { signal }).then(([message]) => message as HostileAnswer),
    once(reader, "exit", { signal }).then(() => "the process ended"),
    new Promise<string>((resolve) => {
      const timer = setTimeout(() => resolve("no answer within the budget"), BUDGET_MS);
      signal.addEventListener("abort", () => clearTimeout(timer));
    }),
  ]);
  ended.abort();
  if (typeof answer !== "string" && answer.peakBytes <= MAX_PEAK_BYTES) return answer;
  child = null;
  reader.kill("SIGKILL");
  return typeof answer === "string"
    ? { outcome: answer, next: "not read", peakBytes: Number.NaN }
    : answer;
}

const CASES: readonly HostileCase[] = [...HOSTILE_STRUCTURES, ...HOSTILE_PAGES];

describe("a document made to harm", () => {
  it.each(CASES)("$name", { timeout: BUDGET_MS + 30_000 }, async ({ build, outcomes = ANY }) => {
    const { outcome, next, peakBytes } = await read(build());
    expect(outcomes).toContain(outcome);
    expect(next).toBe("complete");
    expect(peakBytes).toBeLessThanOrEqual(MAX_PEAK_BYTES);
  });
});
