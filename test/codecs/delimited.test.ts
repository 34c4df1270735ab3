import * as fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { RecordReader, type DelimitedRecord } from "../../src/codecs/delimited.ts";
import { COMMA_DIALECT, type Dialect } from "../../src/codecs/record-dialect.ts";
import { KIB } from "../../src/core/units.ts";

const LIMITS = { cellBytes: 64 * KIB, columnsPerTable: 100 };
const COMMA: Dialect = COMMA_DIALECT;

function read(text: string, dialect: Dialect = COMMA, pieces = [text.length]): DelimitedRecord[] {
  const reader = new RecordReader(dialect, LIMITS);
  const records: DelimitedRecord[] = [];
  let from = 0;
  for (let index = 0; from < text.length; index += 1) {
    const size = Math.max(1, pieces[index % pieces.length] ?? 1);
    records.push(...reader.read(text.slice(from, from + size)));
    from += size;
  }
  return [...records, ...reader.end()];
}

/** Every line break that the reader knows. */
const BREAK = /\r?\r\n|\r|\n/g;

function isBlank(fields: string[]): boolean {
  return fields.length === 1 && fields[0] === "";
}

type Case = [name: string, text: string, records: [line: number, fields: string[]][]];

describe("RecordReader", () => {
  const cases: Case[] = [
    ["one record without a terminator", "a,b", [[1, ["a", "b"]]]],
    ["one record, trailing delimiter, CRLF", "a,b,\r\n", [[1, ["a", "b", ""]]]],
    [
      "LF",
      "a\nb\n",
      [
        [1, ["a"]],
        [2, ["b"]],
      ],
    ],
    [
      "CR",
      "a\rb\r",
      [
        [1, ["a"]],
        [2, ["b"]],
      ],
    ],
    [
      "terminators of all kinds",
      "a\rb\r\nc\nd",
      [
        [1, ["a"]],
        [2, ["b"]],
        [3, ["c"]],
        [4, ["d"]],
      ],
    ],
    [
      "blank lines, which are no records but count",
      "\n\r\na\n\r\n\rb",
      [
        [3, ["a"]],
        [6, ["b"]],
      ],
    ],
    [
      "CR CR LF as one line break",
      'a,"b\r\r\nc"\r\r\n\r\r\nd\r\r\n',
      [
        [1, ["a", "b\r\r\nc"]],
        [4, ["d"]],
      ],
    ],
    ["a quoted delimiter", 'a,"b,c"', [[1, ["a", "b,c"]]]],
    ["a doubled quote", '"say ""hi""",b', [[1, ['say "hi"', "b"]]]],
    ["an empty quoted field", '"",b', [[1, ["", "b"]]]],
    ["a field of one quote", '""""', [[1, ['"']]]],
    [
      "line breaks in quotes, as written",
      '"a\r\nb\rc\nd",e\nf',
      [
        [1, ["a\r\nb\rc\nd", "e"]],
        [5, ["f"]],
      ],
    ],
    ["a quote in a plain field", 'a"b,5" c', [[1, ['a"b', '5" c']]]],
    [
      "blanks after a closing quote",
      '"a" \t,"b"  \r\nc',
      [
        [1, ["a", "b"]],
        [2, ["c"]],
      ],
    ],
    ["blanks around plain fields, as written", " a , b ", [[1, [" a ", " b "]]]],
    ["a quote after a blank, as written", 'a, "b"', [[1, ["a", ' "b"']]]],
  ];
  it.each(cases)("reads %s", (_, text, records) => {
    expect(read(text).map(({ line, fields }) => [line, fields])).toEqual(records);
  });

  it("takes blanks before a quote as padding where the dialect has it so", () => {
    const padded: Dialect = { ...COMMA, isPadded: true };
    const [record] = read('a,  "b, ""c""" , d', padded);
    expect(record?.fields).toEqual(["a", 'b, "c"', " d"]);
  });

  it("takes quotes as text where the dialect has none", () => {
    const [first, second] = read('"a,"b\nc"', { ...COMMA, quote: null });
    expect([first?.fields, second?.fields]).toEqual([['"a', '"b'], ['c"']]);
  });

  it("unquotes records of one field where there is no delimiter", () => {
    const records = read('"a,b"\nc;d\n"e\n\r\n\rf"', { ...COMMA, delimiter: null });
    expect(records.map(({ fields }) => fields)).toEqual([["a,b"], ["c;d"], ["e\n\r\n\rf"]]);
  });

  const bad: [name: string, text: string, line: number, fields: string[]][] = [
    ["text after a closing quote", '"a"b","c"', 1, ['a"b', "c"]],
    ["bare quotes within quotes", '"the "best" of",c', 1, ['the "best" of', "c"]],
    ["a quote that is never closed", 'x,"a\nb', 1, ["x", "a\nb"]],
    ["a bad quote in a later line of the record", '"x\ny","a"b"', 2, ["x\ny", 'a"b']],
    ["a doubled quote at an open end", '"a""', 1, ['a"']],
  ];
  it.each(bad)("keeps %s and says on which line", (_, text, line, fields) => {
    const [record] = read(text);
    expect(record).toMatchObject({ badQuoteLine: line, fields });
  });

  it("says where each record ends in the text", () => {
    const text = 'a,b\r\n\n"c\n",d\re';
    expect(read(text).map(({ end }) => text.slice(0, end))).toEqual([
      "a,b\r\n",
      'a,b\r\n\n"c\n",d\r',
      text,
    ]);
  });

  it("reads what papaparse writes", () => {
    const field = fc.string({ unit: fc.constantFrom("a", " ", ",", '"', "\n", "\r", "é", "\t") });
    const table = fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 6 });
    fc.assert(
      fc.property(
        table,
        fc.constantFrom("\r\n", "\n", "\r"),
        fc.boolean(),
        (rows, newline, isKnown) => {
          const text = Papa.unparse(rows, { newline, quotes: true });
          const width = isKnown ? (rows[0]?.length ?? null) : null;
          expect(read(text, { ...COMMA, width }).map(({ fields }) => fields)).toEqual(rows);
        },
      ),
    );
  });

  it("splits quotes of every kind as papaparse does where papaparse has no complaint", () => {
    const someText = fc.string({
      unit: fc.constantFrom("a", ",", ",", '"', '"', "'", "'", "|", "\n", " "),
      maxLength: 40,
    });
    const delimiters = fc.constantFrom(",", ",", "||", ", ", "|");
    const quotes = fc.constantFrom('"', '"', "'");
    fc.assert(
      fc.property(someText, delimiters, quotes, (text, delimiter, quote) => {
        const settings = { delimiter, quoteChar: quote, newline: "\n" } as const;
        const { data, errors } = Papa.parse<string[]>(text, settings);
        fc.pre(!errors.some(({ type }) => type === "Quotes"));
        const records = read(text, { ...COMMA, delimiter, quote }).map(({ fields }) => fields);
        expect(records.filter((fields) => !isBlank(fields))).toEqual(
          data.filter((fields) => !isBlank(fields)),
        );
      }),
      { numRuns: 3_000 },
    );
  });

  const SINGLE: Dialect = { ...COMMA, quote: "'" };
  const BACKSLASH: Dialect = { ...COMMA, escape: "\\" };
  const others: [name: string, dialect: Dialect, text: string, records: string[][]][] = [
    ["single quotes", SINGLE, `'a,b','it''s',"c"`, [["a,b", "it's", '"c"']]],
    ["an apostrophe in a plain field", SINGLE, "it's,'b'", [["it's", "b"]]],
    ["escaped quotes", BACKSLASH, String.raw`"a \"b\", c",d`, [['a "b", c', "d"]]],
    ["doubled quotes beside escaped ones", BACKSLASH, String.raw`"a ""b\"",d`, [['a "b"', "d"]]],
    [
      "an escaped escape before a closing quote",
      BACKSLASH,
      String.raw`"C:\dir\\",d`,
      [["C:\\dir\\", "d"]],
    ],
    [
      "escaped delimiters outside of quotes",
      BACKSLASH,
      String.raw`a\,b,c\\,d`,
      [["a,b", "c\\", "d"]],
    ],
    ["an escaped quote that opens nothing", BACKSLASH, String.raw`\"a,b\"`, [['"a', 'b"']]],
    [
      "escapes that mean nothing, as written",
      BACKSLASH,
      String.raw`\N,"a\tb",c\d`,
      [["\\N", "a\\tb", "c\\d"]],
    ],
    [
      "an escape at the end of a last field",
      BACKSLASH,
      "a,C:\\\nb,c",
      [
        ["a", "C:\\"],
        ["b", "c"],
      ],
    ],
    [
      "an escaped line break where more fields are to come",
      { ...BACKSLASH, width: 2 },
      "a\\\nb,c\nd,e",
      [
        ["a\\\nb", "c"],
        ["d", "e"],
      ],
    ],
    [
      "an escape that ends a field where the width says so",
      { ...BACKSLASH, width: 3 },
      [String.raw`a,D:\,"b \"c\""`, String.raw`a\, b,c\"d\"\,,e`, String.raw`a\,b,c`].join("\n"),
      [
        ["a", "D:\\", 'b "c"'],
        ["a, b", 'c"d",', "e"],
        ["a\\", "b", "c"],
      ],
    ],
    [
      "an escape that stands before a delimiter and a quoted field",
      BACKSLASH,
      String.raw`D:\,"b, \"c\"",E:\\,"d"`,
      [["D:\\", 'b, "c"', "E:\\", "d"]],
    ],
    [
      "escapes without quotes",
      { ...BACKSLASH, quote: null },
      String.raw`"a\,b,c"`,
      [['"a,b', 'c"']],
    ],
    [
      "delimiters of two characters",
      { ...COMMA, delimiter: "||" },
      'a||"b||c" ||d|e',
      [["a", "b||c", "d|e"]],
    ],
    [
      "a blank as part of the delimiter",
      { ...COMMA, delimiter: ", " },
      '1,234, "b, c", d,',
      [["1,234", "b, c", "d,"]],
    ],
    [
      "blanks around a delimiter",
      { ...COMMA, delimiter: " | " },
      '"a" | b | "c | d"  | e',
      [["a", "b", "c | d", "e"]],
    ],
  ];
  it.each(others)("reads %s", (_, dialect, text, records) => {
    expect(read(text, dialect).map(({ fields }) => fields)).toEqual(records);
  });

  it("tells how much of the text belongs to a record that is not complete", () => {
    const reader = new RecordReader(COMMA, LIMITS);
    const steps: [text: string, pending: number][] = [
      ["a,b", 3],
      ["\n", 0],
      ["\n\n", 0],
      ['"c\n', 3],
      ['d"\r', 6],
      ["\ne", 1],
    ];
    for (const [text, pending] of steps) {
      Array.from(reader.read(text));
      expect([text, reader.pending]).toEqual([text, pending]);
    }
  });

  const units = fc.constantFrom(
    "a",
    ",",
    ",",
    '"',
    '"',
    "'",
    "\n",
    "\n",
    "\r",
    "\r\n",
    " ",
    "\t",
    "\\",
    "|",
    "😀",
  );
  const anyDialect: fc.Arbitrary<Dialect> = fc.record({
    delimiter: fc.constantFrom(",", ",", "\t", " ", "||", ", ", " | ", null),
    quote: fc.constantFrom('"', '"', "'", null),
    escape: fc.constantFrom(null, null, "\\"),
    isPadded: fc.boolean(),
    width: fc.constantFrom(null, 1, 2, 3),
  });

  it("gives the same records however the text is cut up", () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(units, { maxLength: 60 }), anyDialect, pieces, (some, dialect, cuts) => {
        const text = some.join("");
        expect(read(text, dialect, cuts)).toEqual(read(text, dialect));
      }),
      { numRuns: 5_000 },
    );
  });

  it("ends records at ends of lines, in order, and leaves nothing behind them but line breaks", () => {
    fc.assert(
      fc.property(fc.array(units, { maxLength: 60 }), anyDialect, (some, dialect) => {
        const text = some.join("");
        let from = 0;
        for (const { end, terminator, line } of read(text, dialect)) {
          const written = text.slice(from, end);
          expect(written.endsWith(terminator)).toBe(true);
          expect(line).toBe(
            1 + (text.slice(0, from + written.search(/[^\r\n]/)).match(BREAK) ?? []).length,
          );
          from = end;
        }
        expect(text.slice(from)).toMatch(/^[\r\n]*$/);
      }),
      { numRuns: 3_000 },
    );
  });

  it("loses no character but quotes, delimiters, blanks beside quotes and terminators", () => {
    const someText = fc.string({
      unit: fc.constantFrom("a", "b", ",", '"', "'", "\\", "|", " ", "\n", "\r"),
      maxLength: 40,
    });
    fc.assert(
      fc.property(someText, anyDialect, (text, dialect) => {
        const kept = read(text, dialect)
          .flatMap(({ fields }) => fields)
          .join("")
          .replaceAll(/[^ab]/g, "");
        expect(kept).toBe(text.replaceAll(/[^ab]/g, ""));
      }),
    );
  });
});
