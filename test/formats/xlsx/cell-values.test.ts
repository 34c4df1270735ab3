import { describe, expect, it } from "vitest";
import { buildSheet } from "../../support/build-xlsx.ts";
import { cellOf, run } from "../../support/run-xlsx.ts";

describe("parse of cells", () => {
  it.each<[string, string, unknown, string[]]>([
    ["a number", '<c r="A1"><v>1234.5</v></c>', 1234.5, []],
    ["a number of type n", '<c r="A1" t="n"><v>-7</v></c>', -7, []],
    ["a number in scientific form", '<c r="A1"><v>1.5E-3</v></c>', 0.0015, []],
    ["a number with binary noise", '<c r="A1"><v>0.30000000000000004</v></c>', 0.3, []],
    ["a number with white space", '<c r="A1"><v> 5\n</v></c>', 5, []],
    ["a value of white space only", '<c r="A1"><v>\n </v></c>', null, []],
    ["a number in CDATA", '<c r="A1"><v><![CDATA[42]]></v></c>', 42, []],
    ["minus zero", '<c r="A1"><v>-0</v></c>', 0, []],
    ["15 digits", '<c r="A1"><v>123456789012345</v></c>', 123456789012345, []],
    ["17 digits", '<c r="A1"><v>12345678901234567</v></c>', 12345678901234600, ["precision_loss"]],
    ["no number", '<c r="A1"><v>12,5</v></c>', "12,5", ["invalid_cell"]],
    ["a hexadecimal number", '<c r="A1"><v>0x10</v></c>', "0x10", ["invalid_cell"]],
    ["infinity", '<c r="A1"><v>1E999</v></c>', "1E999", ["invalid_cell"]],
    ["an empty value", '<c r="A1"><v/></c>', null, []],
    ["no value", '<c r="A1" s="3"/>', null, []],
    ["true", '<c r="A1" t="b"><v>1</v></c>', true, []],
    ["false in words", '<c r="A1" t="b"><v>false</v></c>', false, []],
    ["no boolean", '<c r="A1" t="b"><v>2</v></c>', "2", ["invalid_cell"]],
    ["an error", '<c r="A1" t="e"><v>#DIV/0!</v></c>', "#DIV/0!", []],
    ["a text result", '<c r="A1" t="str"><f>A2</f><v>00123</v></c>', "00123", []],
    ["an empty text result", '<c r="A1" t="str"><f>A2</f><v></v></c>', null, []],
    ["a formula with its result", '<c r="A1"><f>1+1</f><v>2</v></c>', 2, []],
    ["a formula behind its result", '<c r="A1"><v>2</v><f>1+1</f></c>', 2, []],
    ["a shared formula", '<c r="A1"><f t="shared" si="0"/><v>2</v></c>', 2, []],
    ["a formula without a result", '<c r="A1"><f>1+1</f></c>', null, ["formula_not_calculated"]],
    [
      "a formula with an empty result",
      '<c r="A1"><f>1+1</f><v/></c>',
      null,
      ["formula_not_calculated"],
    ],
    ["an inline text", '<c r="A1" t="inlineStr"><is><t>0010</t></is></c>', "0010", []],
    [
      "an inline text with a stray value",
      '<c r="A1" t="inlineStr"><v>9</v><is><t>x</t></is></c>',
      "x",
      [],
    ],
    ["an inline type with a value alone", '<c r="A1" t="inlineStr"><v>x</v></c>', "x", []],
    [
      "an inline text in runs",
      '<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>Ca</t></r><r><t>sh</t></r></is></c>',
      "Cash",
      [],
    ],
    [
      "a date in ISO form",
      '<c r="A1" t="d"><v>2025-01-31T13:45:00Z</v></c>',
      "2025-01-31T13:45:00",
      [],
    ],
    ["no date", '<c r="A1" t="d"><v>31.1.2025</v></c>', "31.1.2025", ["invalid_cell"]],
    ["an unknown type", '<c r="A1" t="x"><v>7</v></c>', "7", ["invalid_cell"]],
    [
      "prefixed attributes beside",
      '<c x:r="Z9" x:t="b" r="A1" xmlns:x="urn:x" xmlns:r="urn:r"><v>7</v></c>',
      7,
      [],
    ],
    ["extensions beside", '<c r="A1"><extLst><ext><v>9</v></ext></extLst><v>7</v></c>', 7, []],
  ])("reads %s", async (_, cell, value, warnings) => {
    expect(await cellOf(cell)).toEqual([value, warnings]);
  });

  it.each([
    [14, "45688", "2025-01-31"],
    [14, "45688.25", "2025-01-31T06:00:00"],
    [22, "45688", "2025-01-31T00:00:00"],
    [20, "0.572916666666667", "13:45:00"],
    [46, "1.52083333333333", "PT36H30M"],
    ["yyyy\\-mm\\-dd", "45688", "2025-01-31"],
    ["#,##0.00", "45688", 45688],
    ['"Y: "0', "45688", 45688],
    [14, "-1", -1],
    [14, "2958466", 2958466],
    [14, "text", "text"],
  ])("formats %j over %s as %j", async (format, value, expected) => {
    const [cell] = await cellOf(`<c r="A1" s="1"><v>${value}</v></c>`, { formats: [format] });
    expect(cell).toBe(expected);
  });

  it("takes a custom format before the built-in one of its id", async () => {
    const styles = `<styleSheet><numFmts><numFmt numFmtId="27" formatCode="0.00"/></numFmts><cellXfs><xf/><xf numFmtId="27"/></cellXfs></styleSheet>`;
    const [cell] = await cellOf('<c r="A1" s="1"><v>45688</v></c>', {
      parts: { "xl/styles.xml": styles },
    });
    expect(cell).toBe(45688);
  });

  it.each(["1", "true", "on"])("counts days from 1904 when date1904 is %j", async (value) => {
    const { tables } = await run(
      buildSheet('<row r="1"><c r="A1" s="1"><v>44226</v></c></row>', {
        formats: [14],
        workbookPr: `<workbookPr date1904="${value}"/>`,
      }),
    );
    expect(tables[0]).toMatchObject({ meta: { date_system: 1904 }, rows: [[1, ["2025-01-31"]]] });
  });

  it("reads numbers as text when there are no styles at all", async () => {
    const [cell] = await cellOf('<c r="A1" s="1"><v>45688</v></c>', {
      parts: { "xl/styles.xml": null },
    });
    expect(cell).toBe(45688);
  });
});
