// The pages that `npm run docs` writes are those that the code would write now.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { generateDocs } from "../../src/ops/generate-docs.ts";

const ROOT = join(import.meta.dirname, "../..");

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

const pages = generateDocs(read);

describe("generateDocs", () => {
  it("makes three pages and a table for each of the runbooks", () => {
    const names = [...pages.keys()];
    expect(names).toEqual(
      expect.arrayContaining(["docs/errors.md", "docs/limits.md", "docs/metrics.md"]),
    );
    expect(names.filter((name) => name.startsWith("docs/runbooks/parser-"))).toHaveLength(8);
  });

  it("keeps what people wrote around the table of a runbook", () => {
    const path = "docs/runbooks/parser-csv.md";
    const emptied = read(path).replace(/begin -->[^]*<!--/, "begin -->\n<!--");
    expect(emptied).not.toContain("| Code |");
    const texts = generateDocs((name) => (name === path ? emptied : read(name)));
    expect(texts.get(path)).toBe(read(path));
  });

  it("fails on a runbook without a place for its table", () => {
    expect(() => generateDocs(() => "# Runbook\n")).toThrow("no place for its failure codes");
  });
});

describe.each([...pages])("%s", (path, text) => {
  it("is as the code says; else run `npm run docs`", () => {
    expect(read(path), `${path} is stale: run npm run docs`).toBe(text);
  });
});
