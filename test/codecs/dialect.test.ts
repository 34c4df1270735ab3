import { describe, expect, it } from "vitest";
import type { Dialect } from "../../src/codecs/record-dialect.ts";
import { findDialect, type DialectHints, type FoundDialect } from "../../src/codecs/dialect.ts";
import { Refusal } from "../../src/core/failure.ts";

function find(sample: string, hints: Partial<DialectHints> = {}): FoundDialect {
  return findDialect(sample, { delimiter: null, prior: null, isWhole: true, ...hints });
}

describe("findDialect", () => {
  const delimiters: [name: string, sample: string, delimiter: string | null][] = [
    ["commas", "a,b,c\n1,2,3\n", ","],
    ["semicolons", "a;b\n1;2\n", ";"],
    ["tabs", "a\tb\n1\t2\n", "\t"],
    ["bars", "a|b\n1|2\n", "|"],
    ["ASCII unit separators", "a\u001fb\n1\u001f2\n", "\u001f"],
    ["ASCII record separators", "a\u001eb\n1\u001e2\n", "\u001e"],
    ["one record", "a,b,c", ","],
    ["decimal commas between semicolons", "1,50;2,30\n3,10;4,00\n", ";"],
    ["more decimal commas than semicolons", "10,5;20,5;30,5\n1,5;2,5;3,5\n", ";"],
    ["thousands in quotes between semicolons", 'a;"1,234,567"\nb;"2,345,678"\n', ";"],
    ["decimal commas between tabs", "Kasse\t1,50\t2,00\nBank\t3,10\t4,00\n", "\t"],
    ["lists with bars inside comma records", "id,tags\n1,a|b\n2,c|d|e\n", ","],
    ["semicolons in the texts of comma records", "id,note,sum\n1,x; y,2\n2,p; q; r,3\n", ","],
    ["delimiters inside quotes", '"a;b","c;d"\n"e;f;g","h"\n', ","],
    ["line breaks inside quotes", '"a\n;;;\n;;;",b\n"c",d\n', ","],
    [
      "a preamble of sentences",
      "Trial balance\nAs of 31 Dec 2025, unaudited\n\nacct;dr;cr\n1;2;3\n4;5;6\n7;8;9\n",
      ";",
    ],
    ["a preamble longer than the table", `${"Note\n".repeat(20)}a,b,c\n1,2,3\n4,5,6\n`, ","],
    ["records that are ragged", "id,name,age\n1,John\n2,Julie,26,x\n", ","],
    ["a column of texts", "Cash\nBank\nInventory\n", null],
    [
      "a column of texts with a comma here and there",
      "Cash\nBank, current\nPetty cash\nStock, raw\nDebt\n",
      null,
    ],
    ["a column of decimals with commas", "1,50\n2,30\n", ","],
    ["nothing", "", null],
  ];
  it.each(delimiters)("finds the delimiter of %s", (_, sample, delimiter) => {
    expect(find(sample).delimiter).toBe(delimiter);
  });

  it("leaves a record out that the sample cuts off", () => {
    expect(find('a;b\n1;2\n3;"x,y,z\nx,y,z\nx,y', { isWhole: false }).delimiter).toBe(";");
  });

  it("honours a first line that names the delimiter, and starts after it", () => {
    const sample = "sep=;\r\na,b;c\r\n";
    expect(find(sample)).toMatchObject({ delimiter: ";", start: 7, firstLine: 2 });
    expect(find('"sep=\t"\na,b').delimiter).toBe("\t");
    expect(find("sep=;;\na;b").start).toBe(0);
  });

  it("lets the caller's delimiter win over everything", () => {
    const options: [option: string, delimiter: string][] = [
      [";", ";"],
      ["\\t", "\t"],
      ["TAB", "\t"],
      ["#", "#"],
    ];
    for (const [option, delimiter] of options) {
      expect(find("sep=|\na,b\n", { delimiter: option })).toMatchObject({ delimiter, start: 6 });
    }
  });

  it.each(["", ",,", '"', "\n", "\r", "😀"])("refuses %j as a delimiter", (delimiter) => {
    expect(() => find("a,b", { delimiter })).toThrow(Refusal);
  });

  it("names a runner-up that fits as well, and none that does not", () => {
    expect(find("a,b;c,d\n").runnerUp).toBeNull();
    expect(find("a;b|c\nd;e|f\n")).toMatchObject({ delimiter: ";", runnerUp: "|" });
  });

  it("lets the name of the file decide between delimiters that fit alike", () => {
    const sample = "a;b\tc\nd;e\tf\n";
    expect(find(sample).delimiter).toBe(";");
    expect(find(sample, { prior: "\t" })).toMatchObject({ delimiter: "\t", runnerUp: null });
    expect(find("a,b\n1,2\n", { prior: "\t" }).delimiter).toBe(",");
  });

  const STRICT: Partial<Dialect> = { quote: '"', isPadded: false };
  const quotings: [name: string, sample: string, quotes: Partial<Dialect>][] = [
    ["records without quotes", "a,b\n", STRICT],
    ["quoted fields", '"a","b, c"\n', STRICT],
    [
      "quotes after blanks that guard delimiters",
      'a, "b, c", d\ne, "f", g\n',
      { ...STRICT, isPadded: true },
    ],
    ["quotes after blanks that guard nothing", 'a, "b", c\n', STRICT],
    [
      "inches at the start of fields",
      'id\tsize\tsum\n1\t"5 inch\t2\n2\tb\t3\n3\tc\t4\n',
      { ...STRICT, quote: null },
    ],
    ["an open quote after many good ones", `${'"a, b","c, d",1\n'.repeat(5)}e,"f,2\n`, STRICT],
    ["a bad quote among many good ones", `${'"a, b","c"\n'.repeat(20)}"x"y",z\n`, STRICT],
  ];
  it.each(quotings)("finds how %s are quoted", (_, sample, quotes) => {
    expect(find(sample)).toMatchObject(quotes);
  });

  const terminators: [sample: string, terminator: string | null][] = [
    ["a,b\nc,d", "LF"],
    ["a,b\r\nc,d\r\n", "CRLF"],
    ["a,b\rc,d\r", "CR"],
    ["a,b\rc,d\n", "mixed"],
    ['a,"b\r\nc"\nd,e\n', "LF"],
    ["a,b", null],
  ];
  it.each(terminators)("names the terminator of %j", (sample, terminator) => {
    expect(find(sample).terminator).toBe(terminator);
  });
});
