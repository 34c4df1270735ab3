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
    ["commas with a blank behind each", "a, b, c\n1, 2, 3\n", ", "],
    [
      "amounts with thousands between commas with a blank",
      "Rent, 1,234.00, x\nWater, 56.00, y\n",
      ", ",
    ],
    ["commas with a blank behind most", "a, b,c\n1, 2, 3\n", ","],
    ["commas with blanks that line columns up", "a,  b, c\n1, 23, 4\n", ","],
    ["doubled bars", "a||b||c\n1||||3\n", "||"],
    ["bars with an empty column", "a||b|c\n1||2|3\n", "|"],
    ["doubled tabs, which are empty fields", "a\t\tb\t\tc\n1\t\t2\t\t3\n", "\t"],
    ["doubled semicolons", "a;;b;;c\n1;;2;;3\n", ";;"],
    ["semicolons around an empty column", "a;;b\n1;;2\n", ";"],
    ["doubled commas, which are empty fields", "a,,b\n1,,2\n", ","],
    ["bars between tildes", "a~|~b~|~c\n1~|~2~|~3\n", "~|~"],
    ["bars between blanks", "a | b | c\n1 | 2 | 3\n", " | "],
    ["carets around decimal commas", "1,50^2,30^3,10\n1,40^2,20^3,00\n", "^"],
    ["tildes", "a~b~c\n1~2~3\n", "~"],
    ["commas beside index names with carets", "^A,1,2\n^B,3,4\n^C,5,6\n", ","],
    ["figures between blanks", "a b c\n1 2 3\n4 5 6\n", " "],
    ["times before texts", "10:00:01 a\n10:00:02 b\n10:00:03 c\n", null],
    ["figures between colons", "a:b:c\n1:2:3\n4:5:6\n", ":"],
    ["Hive's default", "a\u0001b\n1\u00012\n", "\u0001"],
    ["a column of names", "Jane Roe\nJohn Doe\nAnn Lee\n", null],
    ["a column of addresses", "High Street 12\nLow Street 7\nNew Road 3\n", null],
    ["a column of dates in words", "12 Jan 2024\n13 Jan 2024\n14 Jan 2024\n", null],
    ["a column of times", "12:30:00\n12:31:00\n12:32:10\n", null],
    ["lines of a list of settings", "name: x\nsize: 5\nkind: y\n", null],
    ["columns that blanks line up", "name     12 3\nlonger    1 2\nx       123 4\n", null],
    [
      "semicolons beside commas that are decimal ones in all records",
      "1,50;a\n2,30;b\n3,10;c\n",
      ";",
    ],
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
    expect(find("a,;b\nc,;d\n")).toMatchObject({ delimiter: ",;", runnerUp: null });
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
      'a,  "b, c", d\ne, "f", g\n',
      { ...STRICT, isPadded: true },
    ],
    ["quotes after blanks that guard nothing", 'a,  "b", c\n', STRICT],
    ["quotes after a blank that is part of the delimiter", 'a, "b, c", d\ne, "f", g\n', STRICT],
    ["texts in single quotes", "id,name\n1,'a'\n2,'b'\n", { ...STRICT, quote: "'" }],
    ["delimiters in single quotes", "1,'Roe, J',2\n3,x,4\n", { ...STRICT, quote: "'" }],
    ["texts with apostrophes", "1,it's,'tis\n2,dogs',x\n", STRICT],
    ["one text in single quotes among many", `1,'a',2\n${"3,b,4\n".repeat(9)}`, STRICT],
    ["codes behind an apostrophe", "1,'007\n2,'008\n3,'009\n", STRICT],
    [
      "all cells of one record, in single quotes, one with a line break",
      `1,"a, b"\n2,c\n'3','d\ne'\n4,f\n`,
      STRICT,
    ],
    ["one record in single quotes, with a delimiter", `1,'a, b'\n${"2,c\n".repeat(9)}`, STRICT],
    [
      "fewer records by single quotes than by others",
      `1,"a, b"\n2,"c, d"\n3,"e, f"\n4,'g, h'\n5,'i, j'\n`,
      STRICT,
    ],
    ["texts in backticks", "1,`a, b`\n2,`c`\n", { ...STRICT, quote: "`" }],
    [
      "quotes behind backslashes",
      String.raw`1,"a \"b\" c",2${"\n"}3,"d",4${"\n"}`,
      { ...STRICT, escape: "\\" },
    ],
    [
      "delimiters behind backslashes",
      String.raw`1,a\, b,2${"\n"}3,d,4${"\n"}`,
      { ...STRICT, escape: "\\" },
    ],
    [
      "paths that end with a backslash before the closing quote",
      String.raw`1,"C:\a\",2${"\n"}3,"D:\b\",4${"\n"}`,
      STRICT,
    ],
    ["paths", String.raw`1,C:\a,2${"\n"}3,\\host\b,4${"\n"}`, STRICT],
    ["tabs behind backslashes", 'a\tb\\\tc\t5" d\ne\tf\t6"\n', { escape: "\\" }],
    [
      "delimiters behind backslashes and quotes that open nothing",
      `${String.raw`1,"a\, b,2`}\n3,"c,4\n5,d",6\n7,"e" f,8\n`,
      { quote: null, escape: "\\" },
    ],
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

  it("tells how wide most records are", () => {
    expect(find("a,b\n1,2\n3\n").width).toBe(2);
    expect(find('id,note,sum\n1,"a\nb\nc",2\n3,"d\ne",4\n').width).toBe(3);
    expect(find("Cash\nBank\n").width).toBeNull();
  });

  it("tells the width also when a quote early in the sample is never closed", () => {
    const sample = `a,b,c\n1,"x,2\n${"3,y,4\n".repeat(200)}`;
    expect(find(sample)).toMatchObject({ delimiter: ",", width: 3 });
    expect(find(sample, { isWhole: false })).toMatchObject({ delimiter: ",", width: 3 });
  });

  it("looks for quotes and escapes past the head in which it looks for the delimiter", () => {
    const head = `aaaa,bbbb,${"c".repeat(30)}\n`.repeat(2_000);
    expect(find(`${head}${String.raw`a,b\,c,d`}\n`)).toMatchObject({ escape: "\\" });
  });

  const terminators: [sample: string, terminator: string | null][] = [
    ["a,b\nc,d", "LF"],
    ["a,b\r\nc,d\r\n", "CRLF"],
    ["a,b\rc,d\r", "CR"],
    ["a,b\rc,d\n", "mixed"],
    ["a,b\r\r\nc,d\r\r\n", "CRCRLF"],
    ['a,"b\r\nc"\nd,e\n', "LF"],
    ["a,b", null],
  ];
  it.each(terminators)("names the terminator of %j", (sample, terminator) => {
    expect(find(sample).terminator).toBe(terminator);
  });
});

describe("a delimiter of the caller that quotes or escapes elsewhere", () => {
  it.each(["'", "`", "\\"])("is only a delimiter: %s", (delimiter) => {
    const field = `a${delimiter}b`;
    const samples = [delimiter, `${field}\n${field}\n`, `${delimiter}${field}${delimiter}\n`];
    for (const sample of [...samples, `"${delimiter}"${delimiter}x\n`]) {
      const found = find(sample, { delimiter });
      expect(found).toMatchObject({ delimiter, escape: null });
      expect(found.quote).not.toBe(delimiter);
    }
  });
});
