import { describe, expect, it } from "vitest";
import { cell } from "../../support/build-ods.ts";
import { cellOf } from "../../support/ods-runs.ts";

const string = (content: string) => cell('office:value-type="string"', content);

describe("texts of cells", () => {
  it.each<[string, string, string | null]>([
    ["one paragraph", "<text:p>Cash</text:p>", "Cash"],
    ["paragraphs as lines", "<text:p>a</text:p><text:p/><text:p>b</text:p>", "a\n\nb"],
    ["headings as lines", "<text:h>a</text:h><text:p>b</text:p>", "a\nb"],
    [
      "lists",
      "<text:list><text:list-item><text:p>a</text:p></text:list-item><text:list-item><text:p>b</text:p></text:list-item></text:list><text:p>c</text:p>",
      "a\nb\nc",
    ],
    ["layout between paragraphs", "\n  <text:p>a</text:p>\n  <text:p>b</text:p>\n", "a\nb"],
    [
      "spans and links",
      "<text:p>a <text:span>b<text:span>c</text:span></text:span> <text:a>d</text:a></text:p>",
      "a bc d",
    ],
    ["fields", "<text:p>Sheet <text:sheet-name>TB</text:sheet-name></text:p>", "Sheet TB"],
    [
      "references and sections of characters",
      "<text:p>a &amp; &#8364; <![CDATA[<b>]]></text:p>",
      "a & € <b>",
    ],
    ["one space for many", "<text:p>a  \t\n b</text:p>", "a b"],
    ["no space at the start", "<text:p>  a</text:p>", "a"],
    ["the space at the end", "<text:p>a </text:p>", "a "],
    ["no line end at the end", "<text:p>\n    a\n  </text:p>", "a"],
    ["one space over spans", "<text:p>a <text:span> b</text:span></text:p>", "a b"],
    [
      "counted spaces",
      '<text:p><text:s/>a <text:s text:c="2"/>b<text:s text:c="0"/></text:p>',
      " a   b",
    ],
    ["a space behind counted ones", "<text:p>a<text:s/> b</text:p>", "a  b"],
    ["tabs and line breaks", "<text:p>a<text:tab/>b<text:line-break/>c</text:p>", "a\tb\nc"],
    [
      "no annotation",
      "<office:annotation><dc:creator>X</dc:creator><text:p>note</text:p></office:annotation><text:p>a</text:p>",
      "a",
    ],
    [
      "no annotation inside of a paragraph",
      "<text:p>a<office:annotation><text:p>note</text:p></office:annotation>b</text:p>",
      "ab",
    ],
    [
      "no shape",
      "<draw:frame><draw:text-box><text:p>box</text:p></draw:text-box></draw:frame><text:p>a<draw:custom-shape><text:p>c</text:p></draw:custom-shape></text:p>",
      "a",
    ],
    [
      "no footnote",
      "<text:p>a<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>n</text:p></text:note-body></text:note></text:p>",
      "a",
    ],
    [
      "no reading beside characters",
      "<text:p><text:ruby><text:ruby-base>課長</text:ruby-base><text:ruby-text>カチョウ</text:ruby-text></text:ruby></text:p>",
      "課長",
    ],
    [
      "no table inside of the cell",
      "<table:table><table:table-row><table:table-cell><text:p>inner</text:p></table:table-cell></table:table-row></table:table><text:p>a</text:p>",
      "a",
    ],
    ["nothing outside of paragraphs", "stray<text:p>a</text:p>", "a"],
    ["only empty elements", "<text:p><text:span/></text:p>", null],
  ])("hold %s", async (_, content, expected) => {
    expect(await cellOf(string(content))).toEqual([expected, []]);
  });

  it("are refused when spaces make them too long, before they are made", async () => {
    expect(await cellOf(string('<text:p><text:s text:c="2147483647"/></text:p>'))).toEqual([
      "cell_too_long",
      [],
    ]);
    for (const count of ["2147483648", "-1", "many"]) {
      expect(await cellOf(string(`<text:p><text:s text:c="${count}"/></text:p>`))).toEqual([
        "corrupt_file",
        [],
      ]);
    }
  });
});
