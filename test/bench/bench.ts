// What a suite is, and what it is given.
import type { Section } from "./report.ts";

/** One file of suites/, which exports it as `suite`. `npm run bench -- NAME` runs it by its file's name. */
export interface Suite {
  title: string;
  /** By id, as `--only` names them, in the order in which they run. */
  cases: ReadonlyMap<string, (bench: Bench) => Promise<Section | SkippedCase>>;
}

/** Why a case was not run. */
export interface SkippedCase {
  skipped: string;
}

export interface Bench {
  /** Of the rows of the largest workbooks, the share that is taken; 1 is all. */
  rowShare: number;
  /** Size of the text files that tools are compared on, in MiB. */
  mib: number;
  /** Size of the largest text file whose growth is measured, in MiB. */
  largestMib: number;
  /** How often everything is measured. */
  runs: number;
  /** An empty folder outside the project, removed at the end. */
  folder: string;
  /** Tells how far it is; not part of the results. */
  note: (text: string) => void;
  /** To be run at the end, last one first, however the benchmark ends. */
  defer: (release: () => Promise<void>) => void;
}
