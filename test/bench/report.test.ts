import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { isMet, renderSection, writeResult, type Target } from "./report.ts";
import { RowDigest } from "./row-digest.ts";

const TARGET: Target = { what: "share", found: 0.5, bound: 0.25, show: String };

describe("a section", () => {
  it("is a heading, the input, the figures and the targets", () => {
    const text = renderSection({
      title: "CSV",
      input: "1 MB.",
      columns: ["Tool", "CPU s"],
      rows: [["papaparse", "1.00"]],
      targets: [TARGET],
    });
    expect(text).toBe(
      [
        "### CSV",
        "",
        "1 MB.",
        "",
        "| Tool      | CPU s |",
        "| --------- | ----: |",
        "| papaparse |  1.00 |",
        "",
        "| Target | Found |  Asked |    Met |",
        "| ------ | ----: | -----: | -----: |",
        "| share  |   0.5 | ≤ 0.25 | **no** |",
      ].join("\n"),
    );
  });

  it.each([
    ["at a ceiling", { ...TARGET, found: 0.25 }, true],
    ["over a ceiling", { ...TARGET, found: 0.26 }, false],
    ["at a floor", { ...TARGET, found: 0.25, isFloor: true }, true],
    ["under a floor", { ...TARGET, found: 0.24, isFloor: true }, false],
    ["not measured", { ...TARGET, found: Number.NaN }, false],
  ])("knows a figure %s", (_name, target, met) => {
    expect(isMet(target)).toBe(met);
  });
});

describe("the page of results", () => {
  let folder: string;
  let page: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "paciolus-bench-test-"));
    page = join(folder, "page.md");
    writeFileSync(page, "# Page\n");
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("takes results in one by one and replaces each alone", async () => {
    await writeResult(page, "text/a", "first of a");
    await writeResult(page, "text/b", "first of b");
    await writeResult(page, "text/a", "second of a, $1 $&");
    expect(readFileSync(page, "utf8")).toBe(
      [
        "# Page\n",
        "<!-- result text/a -->\n",
        "second of a, $1 $&\n",
        "<!-- end text/a -->\n",
        "<!-- result text/b -->\n",
        "first of b\n",
        "<!-- end text/b -->\n",
      ].join("\n"),
    );
  });
});

describe("the digest of rows", () => {
  const digestOf = (text: string, cut = text.length) => {
    const digest = new RowDigest();
    const bytes = new TextEncoder().encode(text);
    digest.lines(bytes.subarray(0, cut));
    digest.lines(bytes.subarray(cut));
    return digest.end();
  };
  const expected = digestOf('["1","ä",""]\n["2","b","c"]\n');

  it.each([
    ["arrays with null for an empty cell", '["1","ä",null]\n["2","b","c"]\n'],
    ["objects by column", '{"x":"1","y":"ä","z":null}\n{"x":"2","y":"b","z":"c"}\n'],
    [
      "records of the service, whatever else it says",
      '{"type":"table","columns":["x","y","z"]}\n{"row":2,"cells":["1","ä",null]}\n{"row":3,"cells":["2","b","c"]}\n{"type":"end"}\n',
    ],
  ])("is the same for %s, cut anywhere", (_name, text) => {
    const { length } = new TextEncoder().encode(text);
    for (let cut = 0; cut <= length; cut += 1) expect(digestOf(text, cut)).toBe(expected);
  });

  it.each([
    ["another cell", '["1","a",""]\n["2","b","c"]\n'],
    ["a shifted cell", '["1","","ä"]\n["2","b","c"]\n'],
    ["another order", '["2","b","c"]\n["1","ä",""]\n'],
    ["a missing row", '["1","ä",""]\n'],
  ])("differs for %s", (_name, text) => {
    expect(digestOf(text)).not.toBe(expected);
  });
});
