import { describe, expect, it } from "vitest";
import { buildSheet } from "../../support/build-xlsx.ts";
import { cellOf, run } from "../../support/run-xlsx.ts";

describe("parse of shared strings", () => {
  it.each([
    ["plain", "<t>Cash</t>", "Cash"],
    ["digits", "<t>00123</t>", "00123"],
    ["empty", "<t/>", null],
    ["no text", "", null],
    ["runs", '<r><t>Total </t></r><r><t xml:space="preserve">due </t></r>', "Total due "],
    ["a text before runs", "<t>Total</t><r><t> due</t></r>", "Total due"],
    ["a reading aid", '<t>課</t><rPh sb="0" eb="1"><t>カ</t></rPh><phoneticPr fontId="1"/>', "課"],
    ["white space around", "<t>\n  Cash  </t>", "Cash"],
    ["preserved white space", '<t xml:space="preserve">  Cash </t>', "  Cash "],
    ["an escaped tab", "<t>a_x0009_b</t>", "a\tb"],
    ["an escaped underscore", "<t>_x005F_x000D_</t>", "_x000D_"],
    ["an escaped CR LF", "<t>a_x000D_\nb</t>", "a\nb"],
    ["CR LF as references", "<t>a&#13;&#10;b</t>", "a\nb"],
    ["an escaped pair of surrogates", "<t>_xD83D__xDE00_</t>", "😀"],
    ["a lone escaped surrogate", "<t>_xD83D_x</t>", "_xD83D_x"],
    ["what only looks like an escape", "<t>_x00_ _xZZZZ_ a_x</t>", "_x00_ _xZZZZ_ a_x"],
    ["CDATA and references", "<t>a &amp; <![CDATA[<b>]]></t>", "a & <b>"],
    ["a string beyond ASCII", "<t>Zürich — 東京 😀</t>", "Zürich — 東京 😀"],
  ])("reads %s", async (_, inner, text) => {
    const [cell] = await cellOf('<c r="A1" t="s"><v>0</v></c>', { strings: [inner] });
    expect(cell).toBe(text);
  });

  it.each(["1", "-1", "x", "4294967296"])("gives null for the missing index %s", async (index) => {
    expect(await cellOf(`<c r="A1" t="s"><v>${index}</v></c>`, { strings: ["<t>a</t>"] })).toEqual([
      null,
      ["shared_string_missing"],
    ]);
  });

  it("keeps the order over many strings of all lengths", async () => {
    const texts = Array.from(
      { length: 3000 },
      (_, index) => `${index}:${"x".repeat((index * 37) % 900)}`,
    );
    texts.push("y".repeat(70_000), "é".repeat(90_000), "last");
    const data = texts.map(
      (_, index) => `<row><c t="s"><v>${texts.length - 1 - index}</v></c></row>`,
    );
    const { tables } = await run(
      buildSheet(data.join(""), { strings: texts.map((text) => `<t>${text}</t>`) }),
    );
    expect(tables[0]?.rows.map(([, [cell]]) => cell)).toEqual(texts.toReversed());
  });

  it("counts their bytes and places against the limit", async () => {
    const bytes = buildSheet('<row><c t="s"><v>1</v></c></row>', {
      strings: ["<t>abc</t>", "<t>é</t>"],
    });
    expect((await run(bytes, { limits: { sharedStringBytes: 21 } })).failure).toBeNull();
    expect((await run(bytes, { limits: { sharedStringBytes: 20 } })).failure).toMatchObject({
      code: "expansion_limit",
      limit: { name: "shared_string_bytes", max: 20, found: 21 },
      at: { entry: "xl/sharedStrings.xml" },
    });
  });
});
