// Tools that are compared with where the machine has them: Python's xlrd (Debian: python3-xlrd) and
// LibreOffice (Debian: libreoffice-calc).
import { execFileSync } from "node:child_process";
import { dirname } from "node:path";
import { convertWithLibreOffice } from "../support/libreoffice.ts";
import type { Cost } from "./measure.ts";
import { childrenCpuSeconds, descendants, peakResidentBytes } from "../support/process-figures.ts";

/** The one on the path may be of another installation than Debian's packages. */
const PYTHONS = ["python3", "/usr/bin/python3"];
const LOOK_EVERY_MS = 25;

export function findPythonWithXlrd(): string | null {
  return PYTHONS.find(importsXlrd) ?? null;
}

function importsXlrd(python: string): boolean {
  try {
    execFileSync(python, ["-c", "import xlrd"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/**
 * Writes the file in another format beside it.
 * @returns what all processes of LibreOffice cost; the peak is that of the largest.
 */
export async function measureConversion(file: string, format: string): Promise<Cost> {
  const startedAt = process.hrtime.bigint();
  const before = childrenCpuSeconds(process.pid);
  let peakBytes = 0;
  const timer = setInterval(() => {
    for (const { pid } of descendants(process.pid)) {
      peakBytes = Math.max(peakBytes, peakWhileItRuns(pid));
    }
  }, LOOK_EVERY_MS);
  await convertWithLibreOffice(file, format, dirname(file)).finally(() => clearInterval(timer));
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
