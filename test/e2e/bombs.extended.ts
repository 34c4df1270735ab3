// Every bomb, each in a process of its own: refused as it should be, within a second of processor time and
// 32 MB. The table that it prints is what docs and reports quote.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, it } from "vitest";

const RUN = join(import.meta.dirname, "../bombs/run.ts");

it("every bomb is refused in time and in bounded memory", { timeout: 600_000 }, () => {
  const table = execFileSync(process.execPath, [RUN], { encoding: "utf8" });
  expect(table.trim().split("\n").at(-1)).toMatch(/^\d+ bombs, 0 faults$/);
});
