// Tools that are compared with where the machine has them: Python's xlrd (Debian: python3-xlrd) and
// LibreOffice (Debian: libreoffice-calc).
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Cost } from "./measure.ts";
import { childrenCpuSeconds, descendants, peakResidentBytes } from "../support/process-figures.ts";

/** The one on the path may be of another installation than Debian's packages. */
const PYTHONS = ["python3", "/usr/bin/python3"];
const SOFFICE = "soffice";
const LOOK_EVERY_MS = 25;

export function findPythonWithXlrd(): string | null {
  return PYTHONS.find((python) => doesRun(python, ["-c", "import xlrd"])) ?? null;
}

export function hasLibreOffice(): boolean {
  return doesRun(SOFFICE, ["--version"]);
}

function doesRun(command: string, args: readonly string[]): boolean {
  try {
    execFileSync(command, args, { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes the file in another format beside it.
 * @returns what all processes of LibreOffice cost; the peak is that of the largest.
 */
export async function convertWithLibreOffice(file: string, format: string): Promise<Cost> {
  const folder = dirname(file);
  // A profile of its own, so that none of the user's is read, and an open LibreOffice not asked.
  const profile = pathToFileURL(join(folder, "libreoffice-profile"));
  const startedAt = process.hrtime.bigint();
  const before = childrenCpuSeconds(process.pid);
  const child = spawn(
    SOFFICE,
    [
      `-env:UserInstallation=${profile}`,
      "--headless",
      "--convert-to",
      format,
      "--outdir",
      folder,
      file,
    ],
    { stdio: "ignore" },
  );
  let peakBytes = 0;
  const timer = setInterval(() => {
    for (const { pid } of descendants(process.pid)) {
      peakBytes = Math.max(peakBytes, peakWhileItRuns(pid));
    }
  }, LOOK_EVERY_MS);
  const [code] = (await once(child, "close")) as [number | null];
  clearInterval(timer);
  if (code !== 0) throw new Error(`LibreOffice ended with ${code}`);
  return {
    cpuSeconds: childrenCpuSeconds(process.pid) - before,
    wallSeconds: Number(process.hrtime.bigint() - startedAt) / 1e9,
    peakBytes,
  };
}

function peakWhileItRuns(pid: number): number {
  try {
    return peakResidentBytes(pid);
  } catch {
    // It has just ended; the look before saw its peak but for the last moment.
    return 0;
  }
}
