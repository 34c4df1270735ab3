// `npm run bench -- SUITE [--only CASE,CASE] [--mib N] [--largest-mib N] [--row-share N]
// [--runs N] [--write]`:
// docs/benchmarks.md says what is measured, and takes the results with --write.
import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { ROOT } from "../e2e/server.ts";
import type { Bench, Suite } from "./bench.ts";
import { describeRun } from "./machine.ts";
import { installPeers } from "./peer-packages.ts";
import { isMet, renderSection, writeResult } from "./report.ts";

const SUITES = join(import.meta.dirname, "suites");
const PAGE = join(ROOT, "docs/benchmarks.md");

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: "string" },
    mib: { type: "string", default: "100" },
    "largest-mib": { type: "string", default: "1000" },
    "row-share": { type: "string", default: "1" },
    runs: { type: "string", default: "3" },
    write: { type: "boolean", default: false },
  },
});
const [name = ""] = positionals;
if (!existsSync(join(SUITES, `${name}.ts`))) {
  const names = readdirSync(SUITES).map((file) => basename(file, ".ts"));
  throw new Error(`name a suite, one of: ${names.join(", ")}`);
}
const { suite } = (await import(`./suites/${name}.ts`)) as { suite: Suite };
const wanted = values.only?.split(",") ?? [...suite.cases.keys()];
const unknown = wanted.filter((id) => !suite.cases.has(id));
if (unknown.length > 0) {
  throw new Error(`no case ${unknown.join(", ")}; there are ${[...suite.cases.keys()].join(", ")}`);
}

installPeers();
const folder = await mkdtemp(join(tmpdir(), "paciolus-bench-"));
const releases: (() => Promise<void>)[] = [() => rm(folder, { recursive: true, maxRetries: 5 })];
let releasing: Promise<void> | null = null;
const bench: Bench = {
  mib: positive("mib", values.mib),
  rowShare: positive("row-share", values["row-share"]),
  largestMib: positive("largest-mib", values["largest-mib"]),
  runs: positive("runs", values.runs),
  folder,
  note: (text) => console.error(`  ${text}`),
  defer: (release) => releases.push(release),
};
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void releaseAll().finally(() => process.exit(1)));
}
try {
  await runCases();
} finally {
  await releaseAll();
}

async function runCases(): Promise<void> {
  const machine = describeRun();
  console.log(`${suite.title}: ${machine}`);
  for (const id of wanted) {
    const section = await suite.cases.get(id)?.(bench);
    if (section === undefined) continue;
    if ("skipped" in section) {
      console.log(`\n${id} was skipped: ${section.skipped}`);
      continue;
    }
    const markdown = renderSection(section);
    console.log(`\n${markdown}`);
    if (values.write)
      await writeResult(PAGE, `${name}/${id}`, `${markdown}\n\nMeasured ${machine}.`);
    if (!section.targets.every(isMet)) process.exitCode = 1;
  }
}

/** A signal makes the cases fail while it is at work: both wait for the same release. */
function releaseAll(): Promise<void> {
  releasing ??= (async () => {
    for (let release = releases.pop(); release !== undefined; release = releases.pop()) {
      await release();
    }
  })();
  return releasing;
}

function positive(option: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${option} takes a number above 0`);
  return value;
}
