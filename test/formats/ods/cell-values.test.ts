import { describe, expect, it } from "vitest";
import { buildOds, cell, number, row, STYLES, text } from "../../support/build-ods.ts";
import { cellOf, rowsOf, run } from "../../support/ods-runs.ts";

function typed(type: string, attributes: string, shown = ""): string {
  return cell(`office:value-type="${type}" ${attributes}`, shown && `<text:p>${shown}</text:p>`);
}

function date(value: string, style = ""): string {
  return typed(
    "date",
    `office:date-value="${value}"${style && ` table:style-name="${style}"`}`,
    "x",
  );
}

function time(value: string, style = ""): string {
  return typed(
    "time",
    `office:time-value="${value}"${style && ` table:style-name="${style}"`}`,
    "x",
  );
}

describe("values of cells", () => {
  it.each<[string, string, unknown, string[]?]>([
    ["a number", number("1234.5"), 1234.5],
    ["the shown digits of a double", number("0.30000000000000004"), 0.3],
    ["a number in scientific form", number("1.5E+20"), 1.5e20],
    ["a negative zero", number("-0"), 0],
    [
      "a whole number of more digits",
      number("12345678901234567"),
      12345678901234600,
      ["precision_loss"],
    ],
    ["a percentage", typed("percentage", 'office:value="0.125"', "12.5 %"), 0.125],
    ["a currency", typed("currency", 'office:currency="EUR" office:value="9.9"', "9,90 €"), 9.9],
    [
      "attributes of OpenOffice 1",
      cell('table:value-type="float" table:value="7"', "<text:p>7</text:p>"),
      7,
    ],
    [
      "attributes in any order, in any quotes",
      cell("office:value = '3' office:value-type='float'"),
      3,
    ],
    ["true", typed("boolean", 'office:boolean-value="true"', "WAHR"), true],
    ["false", typed("boolean", 'office:boolean-value="false"', "FALSCH"), false],
    ["digits as text", text("00123"), "00123"],
    [
      "a string value before its text",
      typed("string", 'office:string-value="a&#10;b"', "a b"),
      "a\nb",
    ],
    [
      "a text beside an empty string value",
      typed("string", 'office:string-value=""', "shown"),
      "shown",
    ],
    ["a text without a type", cell("", "<text:p>plain</text:p>"), "plain"],
    ["a void cell", typed("void", ""), null],
    ["an empty text", text(""), null],
    [
      "an empty result",
      cell('table:formula="of:=&quot;&quot;" office:value-type="string" office:string-value=""'),
      null,
    ],
    [
      "an empty result without a type, as LibreOffice writes it",
      cell('table:formula="of:=&quot;&quot;"', "<text:p/>"),
      null,
    ],
    [
      "a formula that was never calculated",
      cell('table:formula="of:=[.A1]"'),
      null,
      ["formula_not_calculated"],
    ],
    ["a number without a value", typed("float", "", "12"), "12", ["invalid_cell"]],
    [
      "a value that is no number",
      typed("float", 'office:value="12,5"', "12.5 EUR"),
      "12.5 EUR",
      ["invalid_cell"],
    ],
    [
      "a value that is no number, without a text",
      typed("float", 'office:value="n/a"'),
      "n/a",
      ["invalid_cell"],
    ],
    [
      "a type that is not known",
      typed("colour", 'office:value="1"', "red"),
      "red",
      ["invalid_cell"],
    ],
    [
      "a boolean that is none",
      typed("boolean", 'office:boolean-value="maybe"', "?"),
      "?",
      ["invalid_cell"],
    ],
  ])("reads %s", async (_, xml, expected, warnings = []) => {
    expect(await cellOf(xml)).toEqual([expected, warnings]);
  });

  it.each<[string, string, unknown]>([
    [
      "LibreOffice",
      cell(
        'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"',
        "<text:p>#DIV/0!</text:p>",
      ),
      "#DIV/0!",
    ],
    [
      "another order of attributes",
      cell('calcext:value-type="error" office:value-type="string"', "<text:p>Err:502</text:p>"),
      "Err:502",
    ],
    [
      "OpenOffice",
      cell(
        'table:formula="oooc:=1/0" office:value-type="float" office:value="0"',
        "<text:p>#DIV/0!</text:p>",
      ),
      "#DIV/0!",
    ],
    [
      "OpenOffice in another language",
      cell(
        'table:formula="oooc:=1" office:value-type="float" office:value="0"',
        "<text:p>#WERT!</text:p>",
      ),
      "#WERT!",
    ],
    [
      "a value that is no number",
      cell(
        'table:formula="of:=1" office:value-type="float" office:value="NaN"',
        "<text:p>#N/A</text:p>",
      ),
      "#N/A",
    ],
    [
      "a zero that is shown as hashes",
      cell(
        'table:formula="of:=0" office:value-type="float" office:value="0"',
        "<text:p>###</text:p>",
      ),
      0,
    ],
    [
      "a zero that is shown as a dash",
      cell(
        'table:formula="of:=0" office:value-type="float" office:value="0"',
        "<text:p>-</text:p>",
      ),
      0,
    ],
    [
      "a zero of no formula",
      cell('office:value-type="float" office:value="0"', "<text:p>#N/A</text:p>"),
      0,
    ],
  ])("gives the errors of %s as their text", async (_, xml, expected) => {
    expect(await cellOf(xml)).toEqual([expected, []]);
  });

  it.each<[string, string, string, unknown]>([
    ["2025-01-31", "date", "a date", "2025-01-31"],
    ["2025-01-31", "", "a date without a style", "2025-01-31"],
    ["2025-01-31T00:00:00", "", "a midnight without a style", "2025-01-31"],
    ["2025-01-31T00:00:00", "date", "a midnight under a date", "2025-01-31"],
    ["2025-01-31", "datetime", "a date under date and time", "2025-01-31T00:00:00"],
    ["2025-01-31T13:45:00", "date", "a time under a date", "2025-01-31T13:45:00"],
    ["2025-01-31T13:45:30.5", "datetime", "half seconds", "2025-01-31T13:45:30.5"],
    ["2025-01-31T13:45:30.123456", "datetime", "more than milliseconds", "2025-01-31T13:45:30.123"],
    ["2024-12-31T23:59:59.9999996", "datetime", "a carry over the year", "2025-01-01T00:00:00"],
    ["2025-01-31T13:45:00Z", "datetime", "a zone", "2025-01-31T13:45:00"],
    ["2025-01-31+01:00", "date", "a zone behind a date", "2025-01-31"],
    ["1899-12-30T13:45:00", "datetime", "no day", "13:45:00"],
    ["1899-12-30", "date", "the day zero", "1899-12-30"],
    ["1850-06-15", "date", "a day before 1900", "1850-06-15"],
    ["1900-02-29", "date", "a day that never was", "x"],
    ["2025-13-01", "date", "a month 13", "x"],
    ["2025-01-31T25:00:00", "date", "an hour 25", "x"],
    ["31.01.2025", "date", "another order", "x"],
  ])("reads date-value %s under style %j: %s", async (value, style, _, expected) => {
    const warnings = expected === "x" ? ["invalid_cell"] : [];
    expect(await cellOf(date(value, style))).toEqual([expected, warnings]);
  });

  it.each<[string, string, unknown]>([
    ["PT13H45M30S", "clock", "13:45:30"],
    ["PT13H45M30S", "", "13:45:30"],
    ["PT00H00M00S", "clock", "00:00:00"],
    ["PT10H10M10.123456S", "clock", "10:10:10.123"],
    ["PT08H30M00S", "duration", "PT8H30M"],
    ["PT36H30M00S", "duration", "PT36H30M"],
    ["PT36H30M00S", "clock", "PT36H30M"],
    ["PT36H30M00S", "", "PT36H30M"],
    ["P1DT12H", "duration", "PT36H"],
    ["PT0S", "duration", "PT0S"],
    ["-PT2H30M00S", "duration", "-PT2H30M"],
    ["P1Y", "duration", "x"],
    ["PT", "duration", "x"],
    ["12:30", "clock", "x"],
  ])("reads time-value %s under style %j as %s", async (value, style, expected) => {
    const warnings = expected === "x" ? ["invalid_cell"] : [];
    expect(await cellOf(time(value, style))).toEqual([expected, warnings]);
  });

  it.each<[string, string, unknown]>([
    ["45688", "date", "2025-01-31"],
    ["45688.5", "datetime", "2025-01-31T12:00:00"],
    ["0.5", "clock", "12:00:00"],
    ["1.5", "duration", "PT36H"],
    ["45688", "datetime", "2025-01-31T00:00:00"],
    ["45688.99999999999", "date", "2025-02-01"],
    ["0", "date", 0],
    ["0", "datetime", "00:00:00"],
    ["1", "date", "1899-12-31"],
    ["60", "date", "1900-02-28"],
    ["61", "date", "1900-03-01"],
    ["1.5", "clock", "PT36H"],
    ["2958465", "date", "9999-12-31"],
    ["2958466", "date", 2_958_466],
    ["-1", "date", -1],
    ["45688", "amount", 45688],
    ["45688", "nowhere", 45688],
  ])("takes the number %s under style %j for a serial: %j", async (value, style, expected) => {
    const xml = number(value, `table:style-name="${style}"`);
    expect(await cellOf(xml)).toEqual([expected, []]);
  });

  it("counts the serials of a document from its own day zero", async () => {
    const settings =
      '<table:calculation-settings><table:null-date table:date-value="1904-01-01"/></table:calculation-settings>';
    const cells = number("1", 'table:style-name="date"') + date("1899-12-30T12:00:00", "datetime");
    const { tables } = await run(
      buildOds({
        automatic: STYLES,
        tables: `${settings}<table:table table:name="a">${row(cells)}</table:table>`,
      }),
    );
    expect(tables[0]?.rows).toEqual([[1, ["1904-01-02", "1899-12-30T12:00:00"]]]);
  });
});

describe("styles of cells", () => {
  const serial = (style: string) => number("45688", style && `table:style-name="${style}"`);
  const DATE = "<number:year/><number:month/><number:day/>";

  it("come from the column and the row for cells that name none", async () => {
    const columns =
      '<table:table-column table:number-columns-repeated="2" table:default-cell-style-name="date"/><table:table-column/>';
    expect(
      await rowsOf(
        columns +
          row(serial("") + serial("amount") + serial("")) +
          row(serial("") + serial("") + serial(""), 'table:default-cell-style-name="duration"'),
      ),
    ).toEqual([
      [1, ["2025-01-31", 45688, 45688]],
      [2, ["PT1096512H", "PT1096512H", "PT1096512H"]],
    ]);
  });

  it("inherit their data style from common styles, whose names automatic ones may share", async () => {
    const style = (name: string, more: string) =>
      `<style:style style:name="${name}" style:family="table-cell"${more}/>`;
    const spec = {
      automatic:
        style("ce1", ' style:parent-style-name="Base"') +
        style("Base", ' style:data-style-name="Nplain"') +
        '<number:number-style style:name="Nplain"/>',
      common:
        style("Base", ' style:parent-style-name="Root"') +
        style("Root", ' style:data-style-name="Nday"') +
        `<number:date-style style:name="Nday">${DATE}</number:date-style>`,
    };
    expect(await rowsOf(row(serial("ce1") + serial("Base") + serial("Root")), spec)).toEqual([
      [1, ["2025-01-31", 45688, "2025-01-31"]],
    ]);
  });

  it("may have the name of styles of other families, and of those of page headers", async () => {
    const spec = {
      automatic: `<style:style style:name="a" style:family="table-row"/><number:date-style style:name="N1">${DATE}</number:date-style><style:style style:name="a" style:family="table-cell" style:data-style-name="N1"/><style:style style:name="a" style:family="table"/>`,
      parts: {
        "styles.xml":
          '<office:document-styles xmlns:office="o" xmlns:style="s" xmlns:number="n"><office:automatic-styles><number:number-style style:name="N1"/><style:style style:name="a" style:family="table-cell" style:data-style-name="N1"/></office:automatic-styles></office:document-styles>',
      },
    };
    expect(await cellOf(serial("a"), spec)).toEqual(["2025-01-31", []]);
  });

  it.each([
    ["the section for days", "value()&gt;=0", "2025-01-31"],
    ["a section for small numbers", "value()&lt;100", 45688],
    ["a section for one number", "value()=0", 45688],
    ["a condition that is not known", "cell-content()=4", 45688],
  ])("follow %s of a format with several", async (_, condition, expected) => {
    const automatic = `<number:date-style style:name="N1P0">${DATE}</number:date-style><number:text-style style:name="N1"><number:text-content/><style:map style:condition="${condition}" style:apply-style-name="N1P0"/></number:text-style><style:style style:name="a" style:family="table-cell" style:data-style-name="N1"/>`;
    expect(await cellOf(serial("a"), { automatic })).toEqual([expected, []]);
  });

  it("end where parents or sections lead in a circle", async () => {
    const common =
      '<style:style style:name="a" style:family="table-cell" style:parent-style-name="b"/><style:style style:name="b" style:family="table-cell" style:parent-style-name="a"/><style:style style:name="c" style:family="table-cell" style:data-style-name="N1"/><number:date-style style:name="N1"><number:day/><style:map style:condition="value()&gt;0" style:apply-style-name="N1"/></number:date-style>';
    expect(await rowsOf(row(serial("a") + serial("c")), { common })).toEqual([[1, [45688, 45688]]]);
  });
});
