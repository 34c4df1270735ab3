// `npm run bombs [WORD …]`: reads every bomb whose name holds one of the words (all without any) in a
// process of its own and prints what it costs. Fails when one is not refused as it should be, takes more
// than a second of processor time, or more than 32 MB.
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { isExpected, limitOf, type Bomb } from "./bomb.ts";
import { BOMBS } from "./bombs.ts";
import type { ChildReport } from "./child.ts";

const MAX_CPU_SECONDS = 1;
const MAX_BYTES = 32e6;
/** Given room, V8 lets garbage lie until there are hundreds of megabytes; an isolate has 128 MB in all. */
const NODE_OPTIONS = ["--expose-gc", "--max-semi-space-size=1", "--max-old-space-size=32"];
const MAX_WALL_MS = 60_000;
const CHILD = join(import.meta.dirname, "child.ts");
const execute = promisify(execFile);

const words = process.argv.slice(2);
const chosen = BOMBS.filter(
  ({ name, format }) =>
    words.length === 0 || words.some((word) => `${format} ${name}`.includes(word)),
);
const folder = mkdtempSync(join(tmpdir(), "bombs-"));
let faults = 0;
try {
  console.log(
    "| Format | Bomb | File | Answer | CPU s | MB |\n| --- | --- | ---: | --- | ---: | ---: |",
  );
  for (const bomb of chosen) console.log(await rowOf(bomb));
} finally {
  rmSync(folder, { recursive: true });
}
console.log(`\n${chosen.length} bombs, ${faults} faults`);
process.exitCode = faults > 0 ? 1 : 0;

async function rowOf(bomb: Bomb): Promise<string> {
  const path = join(folder, "bomb");
  const bytes = bomb.build();
  writeFileSync(path, bytes);
  const report = await runChild(bomb, path);
  const { cpuSeconds, peakBytes } = report;
  const maxBytes = MAX_BYTES + (bomb.filledBytes ?? 0);
  const marks = [
    isExpected(bomb, report) ? "" : " (!)",
    cpuSeconds > MAX_CPU_SECONDS ? " (!)" : "",
    peakBytes > maxBytes ? " (!)" : "",
  ];
  if (marks.some((mark) => mark !== "")) faults += 1;
  const cells = [
    bomb.format,
    bomb.name,
    sizeOf(bytes.length),
    `${answerOf(report)}${marks[0]}`,
    `${cpuSeconds.toFixed(2)}${marks[1]}`,
    `${(peakBytes / 1e6).toFixed(0)}${marks[2]}`,
  ];
  return `| ${cells.join(" | ")} |`;
}

async function runChild(bomb: Bomb, path: string): Promise<ChildReport> {
  const args = [...NODE_OPTIONS, CHILD, bomb.format, path];
  try {
    const { stdout } = await execute(process.execPath, args, { timeout: MAX_WALL_MS });
    return JSON.parse(stdout) as ChildReport;
  } catch (error) {
    const endless = MAX_WALL_MS / 1000;
    console.error(`${bomb.name}: ${String(error)}`);
    return {
      rows: 0,
      bytes: 0,
      failure: null,
      cpuSeconds: endless,
      wallSeconds: endless,
      peakBytes: 0,
    };
  }
}

function answerOf({ failure, rows }: ChildReport): string {
  if (failure === null) return `${rows} rows`;
  const limit = limitOf(failure);
  if (limit === null) return failure.code;
  return `${failure.code}: ${limit.name}, ${limit.found} of ${limit.max}`;
}

function sizeOf(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
