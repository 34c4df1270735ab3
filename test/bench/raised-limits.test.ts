import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { ROOT } from "../e2e/server.ts";
import { copyWithRaisedLimits } from "./raised-limits.ts";

const folder = mkdtempSync(join(tmpdir(), "paciolus-bench-test-"));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("the copy with raised limits", () => {
  it("differs from the project in three lines", async () => {
    const copy = await copyWithRaisedLimits(join(folder, "copy"));
    const [ours = [], raised = []] = [ROOT, copy].map((root) =>
      readFileSync(join(root, "guards/limits.ts"), "utf8").split("\n"),
    );
    expect(raised).toHaveLength(ours.length);
    expect(raised.filter((line, i) => line !== ours[i])).toEqual([
      "export const MAX_TEXT_BODY_BYTES = 2048 * MIB;",
      "  rowsPerTable: 100_000_000,",
      "  cellsPerFile: 2_000_000_000,",
    ]);
  });
});
