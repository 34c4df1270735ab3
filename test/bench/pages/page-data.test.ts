import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { extractText } from "unpdf";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pageLedger } from "./page-data.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "paciolus-bench-pages-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("pageLedger", () => {
  it.each([true, false])("has 676 words a page, ruled: %s", async (isRuled) => {
    const path = join(folder, `ruled-${isRuled}.pdf`);
    const file = await pageLedger(isRuled).write(path, 2);
    const bytes = new Uint8Array(await readFile(path));
    expect(file).toEqual({ bytes: bytes.length, rows: 88, cells: 792 });
    const { text } = await extractText(bytes);
    expect(text.map((page) => page.trim().split(/\s+/).length)).toEqual([685, 676]);
  });

  it("has the same pages each time, and shows the cells of their rows", async () => {
    const shown: unknown[] = [];
    const written: Uint8Array[] = [];
    for (const name of ["a", "b"]) {
      const path = join(folder, name);
      await pageLedger(true).write(path, 1, (cells) => shown.push(cells));
      written.push(await readFile(path));
    }
    expect(written[0]).toEqual(written[1]);
    expect(shown).toHaveLength(88);
    expect(shown[0]).toEqual(shown[44]);
  });
});
