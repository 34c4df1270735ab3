import { describe, expect, it } from "vitest";
import { parse } from "../../../src/formats/tsv/parse.ts";
import { collectStream } from "../../support/collect-rows.ts";

const TWO_WAYS = "a;b\tc\nd;e\tf\n";

describe("parse (tsv)", () => {
  const named: [extension: string | null, delimiter: string][] = [
    [".tsv", "\t"],
    [".tab", "\t"],
    [null, "\t"],
    [".txt", ";"],
  ];
  it.each(named)(
    "with the extension %j prefers %j where delimiters fit alike",
    async (extension, delimiter) => {
      const { tables } = await collectStream(parse, TWO_WAYS, { extension });
      expect(tables[0]?.meta).toMatchObject({ delimiter });
    },
  );

  it("lets the content decide against the extension", async () => {
    const { tables } = await collectStream(parse, "name,sum\na,1\n", { extension: ".tsv" });
    expect(tables[0]).toMatchObject({ columns: ["name", "sum"], rows: [[2, ["a", "1"]]] });
  });

  it("keeps empty fields between tabs in their place", async () => {
    const { tables } = await collectStream(parse, "a\t\tb\t\n\t\tc\n", {
      options: { header: "none" },
    });
    expect(tables[0]?.rows).toEqual([
      [1, ["a", null, "b"]],
      [2, [null, null, "c"]],
    ]);
  });

  it("reads quoted fields with tabs and line breaks, as spreadsheets write them", async () => {
    const { tables } = await collectStream(parse, 'name\tsum\n"a\tb\nc"\t1\n');
    expect(tables[0]?.rows).toEqual([[2, ["a\tb\nc", "1"]]]);
  });
});
