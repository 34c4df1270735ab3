import { describe, expect, it } from "vitest";
import { buildTable, number, row, text } from "../../support/build-ods.ts";
import { run } from "../../support/ods-runs.ts";

/** Rows of texts, of which nothing but a hint can tell the header. */
function words(...list: string[]): string {
  return list.map((word) => row(text(word) + text(`${word}!`))).join("");
}

function printed(rows: string): string {
  return `<table:table-header-rows>${rows}</table:table-header-rows>`;
}

async function headerOf(data: string, header: "auto" | "none" | number = "auto"): Promise<unknown> {
  const { tables, failure } = await run(buildTable(data), { options: { header } });
  return failure?.code ?? [tables[0]?.headerRow, tables[0]?.columns];
}

const BODY = words("gamma", "delta", "epsilon");
const NONE = [null, null];

describe("rows that are printed on every page", () => {
  it.each<[string, string, unknown]>([
    ["are missing", words("alpha", "beta") + BODY, NONE],
    ["are the first", printed(words("alpha")) + BODY, [1, ["alpha", "alpha!"]]],
    [
      "stand below others",
      words("omega") + printed(words("alpha")) + BODY,
      [2, ["alpha", "alpha!"]],
    ],
    ["are two", printed(words("omega", "alpha")) + BODY, [2, ["alpha", "alpha!"]]],
    [
      "stand in a group",
      `<table:table-row-group>${printed(words("alpha"))}${BODY}</table:table-row-group>`,
      [1, ["alpha", "alpha!"]],
    ],
    ["come in two blocks", printed(words("alpha")) + BODY + printed(words("beta")), NONE],
    ["are none", printed("") + words("alpha") + BODY, NONE],
    ["are empty", printed(row("")) + words("alpha") + BODY, NONE],
    [
      "say less than the rows themselves",
      row(text("Account") + text("Amount")) +
        row(text("Cash") + number("1")) +
        printed(words("alpha")) +
        row(text("Rent") + number("2")),
      [1, ["Account", "Amount"]],
    ],
  ])("%s", async (_, data, expected) => {
    expect(await headerOf(data)).toEqual(expected);
  });

  it("are not looked at where the header is named", async () => {
    const data = printed(words("alpha")) + BODY;
    expect(await headerOf(data, "none")).toEqual(NONE);
    expect(await headerOf(data, 2)).toEqual([2, ["gamma", "gamma!"]]);
  });
});
