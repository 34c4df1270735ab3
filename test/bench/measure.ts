// Runs a tool in a child process and brings back what it cost.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Work } from "./peer.ts";

export type Job =
  | { kind: "check"; peer: string; work: Work }
  | {
      kind: "measure";
      peer: string;
      work: Work;
      /** Path of a file to read before the measurement begins, or null to begin cold. */
      warmUp: string | null;
      repeats: number;
    };

export interface Counts {
  rows: number;
  cells: number;
}

/** The cost of one run. */
export interface Cost {
  /** User and system, all threads. */
  cpuSeconds: number;
  wallSeconds: number;
  /** Highest resident memory of the process. */
  peakBytes: number;
}

export interface ChildFigures extends Cost {
  rows: number;
  /** Null from a tool that does not tell. */
  cells: number | null;
  /** NDJSON bytes; 0 where they do not come to JavaScript. */
  bytes: number;
  crc: number;
}

const CHILD = join(import.meta.dirname, "child.ts");
const execute = promisify(execFile);

/** @param expected what the file holds; another result ends the benchmark. */
export async function measurePeer(
  peer: string,
  work: Work,
  expected: Counts,
  options: { warmUp: string | null; repeats: number } = { warmUp: null, repeats: 1 },
): Promise<ChildFigures> {
  const figures = (await runChild({ kind: "measure", peer, work, ...options })) as ChildFigures;
  checkCounts(peer, figures, expected);
  return figures;
}

/** @returns the digest of the contents of all rows, as in row-digest.ts; null where the tool gives none. */
export async function digestByPeer(peer: string, work: Work): Promise<string | null> {
  const { digest } = (await runChild({ kind: "check", peer, work })) as { digest: string | null };
  return digest;
}

export function checkCounts(
  who: string,
  found: { rows: number; cells: number | null },
  expected: Counts,
): void {
  for (const name of ["rows", "cells"] as const) {
    if (found[name] === null || found[name] === expected[name]) continue;
    throw new Error(`${who} finds ${found[name]} ${name} where there are ${expected[name]}`);
  }
}

async function runChild(job: Job): Promise<unknown> {
  const { stdout } = await execute(process.execPath, [CHILD, JSON.stringify(job)]);
  return JSON.parse(stdout);
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] =
    sorted.length % 2 === 1
      ? [sorted[middle], sorted[middle]]
      : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}
