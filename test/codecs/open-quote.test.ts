import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RecordReader, type DelimitedRecord } from "../../src/codecs/delimited.ts";
import { COMMA_DIALECT, type Dialect } from "../../src/codecs/record-dialect.ts";
import type { RecordLimits } from "../../src/codecs/record-limits.ts";
import { Refusal, type ParseFailure } from "../../src/core/failure.ts";
import { KIB, MIB } from "../../src/core/units.ts";

const LIMITS = { cellBytes: MIB, columnsPerTable: 100 };
const THREE: Dialect = { ...COMMA_DIALECT, width: 3 };

function read(text: string, dialect: Dialect = THREE, pieceSize = text.length): DelimitedRecord[] {
  const reader = new RecordReader(dialect, LIMITS);
  const records: DelimitedRecord[] = [];
  for (let from = 0; from < text.length; from += pieceSize) {
    records.push(...reader.read(text.slice(from, from + pieceSize)));
  }
  return [...records, ...reader.end()];
}

/** Fields and bad quotes of the records, which are the same however the text is cut up. */
function outcome(text: string, dialect: Dialect = THREE): (string[] | number)[] {
  const records = read(text, dialect);
  for (const size of [1, 7, 64]) expect(read(text, dialect, size)).toEqual(records);
  return records.flatMap(({ fields, badQuoteLine }) =>
    badQuoteLine === null ? [fields] : [fields, badQuoteLine],
  );
}

/** The records, and the failure that ends them if there is one. */
function* attempt(
  text: string,
  dialect: Dialect,
  limits: RecordLimits,
  firstLine = 1,
  before = 0,
): Generator<DelimitedRecord | ParseFailure> {
  const reader = new RecordReader(dialect, limits, firstLine, before);
  try {
    yield* reader.read(text);
    yield* reader.end();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    yield error.failure;
  }
}

describe("a quote that is never closed", () => {
  const swallowing: [name: string, text: string, outcome: (string[] | number)[]][] = [
    [
      "to the end of the text",
      '1,"a,2\n3,b,4\n5,c,6\n',
      [["1", '"a', "2"], 1, ["3", "b", "4"], ["5", "c", "6"]],
    ],
    [
      "before a quoted field that it would end in",
      '1,"a,2\n3,b,4\n5,"c",6\n7,d,8\n',
      [["1", '"a', "2"], 1, ["3", "b", "4"], ["5", "c", "6"], ["7", "d", "8"]],
    ],
    [
      "at the end of a line of quoted fields",
      '"1","a","2\n"3","b","4"\n"5","c","6"\n',
      [["1", "a", '"2'], 1, ["3", "b", "4"], ["5", "c", "6"]],
    ],
    [
      "in each of the lines",
      '1,"a,2\n3,"b,4\n5,"c,6\n',
      [["1", '"a', "2"], 1, ["3", '"b', "4"], 2, ["5", '"c', "6"], 3],
    ],
    [
      "before another field of its line that is quoted well",
      '1,"a,"b, c"\n3,d,4\n5,"e",6\n',
      [["1", 'a,"b, c'], 1, ["3", "d", "4"], ["5", "e", "6"]],
    ],
    [
      "behind a cell of two lines",
      '"x\ny",2,"z\n3,b,4\n5,"c",6\n',
      [["x\ny", "2", '"z'], 2, ["3", "b", "4"], ["5", "c", "6"]],
    ],
    [
      "before a record with a cell of two lines",
      '1,"a,2\n3,"b\nc",4\n5,d,6\n',
      [["1", '"a', "2"], 1, ["3", "b\nc", "4"], ["5", "d", "6"]],
    ],
    [
      "behind a quoted cell and before one",
      '1,"a"",2\n3,"b, c",4\n5,d,6\n',
      [["1", '"a""', "2"], 1, ["3", "b, c", "4"], ["5", "d", "6"]],
    ],
    [
      "in a cell of two lines that lacks its closing quote",
      '1,"a\nb,2\n3,c,4\n5,"d",6\n',
      [["1", '"a'], 1, ["b", "2"], ["3", "c", "4"], ["5", "d", "6"]],
    ],
    [
      "in a title above the table",
      '"Ledger\n\na,b,c\n1,"b, c",2\n',
      [['"Ledger'], 1, ["a", "b", "c"], ["1", "b, c", "2"]],
    ],
    [
      "at the end of a line before quoted fields",
      '1,b,"2\n"3","c","4"\n',
      [["1", "b", '"2'], 1, ["3", "c", "4"]],
    ],
    ["in a last line without an end", '1,a,2\n3,"b,4', [["1", "a", "2"], ["3", '"b', "4"], 2]],
  ];
  it.each(swallowing)("is text %s", (_, text, records) => {
    expect(outcome(text)).toEqual(records);
  });

  const inside: [name: string, text: string, outcome: (string[] | number)[]][] = [
    [
      "a cell of several lines",
      '1,"a\nb, c\nd",2\n3,e,4\n',
      [
        ["1", "a\nb, c\nd", "2"],
        ["3", "e", "4"],
      ],
    ],
    [
      "a cell with records of the same width",
      '1,"a,b\nc,d,e\nf,g",2\n3,e,4\n',
      [
        ["1", "a,b\nc,d,e\nf,g", "2"],
        ["3", "e", "4"],
      ],
    ],
    [
      "a cell of several lines with bare quotes",
      '1,"he said\n"yes, of course" to it",2\n3,e,4\n',
      [["1", 'he said\n"yes, of course" to it', "2"], 1, ["3", "e", "4"]],
    ],
    [
      "a first cell of two lines with bare quotes",
      '"a\nthe "b" of it",1,2\n3,e,4\n',
      [['a\nthe "b" of it', "1", "2"], 1, ["3", "e", "4"]],
    ],
    [
      "a cell with bare quotes, one of whose lines has the width",
      '1,"a\nb "c, d, e" f\ng",2\n3,e,4\n',
      [["1", 'a\nb "c, d, e" f\ng', "2"], 1, ["3", "e", "4"]],
    ],
    [
      "sentences with as many commas as records have",
      '1,"a, b\nc, d "e" f",2\n3,e,4\n',
      [["1", 'a, b\nc, d "e" f', "2"], 1, ["3", "e", "4"]],
    ],
    ["a last cell that lacks its quote", '1,2,"a', [["1", "2", "a"], 1]],
    ["text without commas to the end", '1,"a\nb\nc', [["1", "a\nb\nc"], 1]],
  ];
  it.each(inside)("leaves %s whole", (_, text, records) => {
    expect(outcome(text)).toEqual(records);
  });

  it("is text after 50 line breaks, though it is closed later", () => {
    const lines = "1,b,2\n".repeat(50);
    const [first, ...others] = read(`1,"a,2\n${lines}3,c",4\n`);
    expect(first).toMatchObject({ fields: ["1", '"a', "2"], badQuoteLine: 1, line: 1 });
    expect(others).toHaveLength(51);
    expect(others.at(-1)).toMatchObject({ fields: ["3", 'c"', "4"], badQuoteLine: null, line: 52 });
    expect(read(`1,"a,2\n${lines.slice(6)}3,c",4\n`)).toHaveLength(1);
  });

  it("is text after 64 Ki units, though it is closed later", () => {
    const line = `1,${"b".repeat(8 * KIB)},2\n`;
    expect(read(`1,"a,2\n${line.repeat(8)}3,c",4\n`)).toHaveLength(10);
    expect(read(`1,"a,2\n${line.repeat(7)}3,c",4\n`)).toHaveLength(1);
  });

  it("is judged by its own lines at each bare quote, whatever was judged before", () => {
    const text = `9,"a\n1,""""b,2\n3,c "d" e,4\n${"1,b,2\n".repeat(48)}5,c",6\n`;
    const records = read(text);
    expect(records.slice(0, 3)).toMatchObject([
      { fields: ["9", '"a'], badQuoteLine: 1 },
      { fields: ["1", '""""b', "2"], badQuoteLine: 2 },
      { fields: ["3", 'c "d" e', "4"], badQuoteLine: null },
    ]);
    expect(records).toHaveLength(52);
  });

  it("may be followed by few records of another width", () => {
    const lines = "1,b,2\n".repeat(9);
    expect(read(`1,"a,2\n1,b\n2\n${lines}3,"c",4\n`)).toHaveLength(13);
    expect(read(`1,"a,2\n${"1,b\n2,c\n3,d,4\n".repeat(3)}3,"c",4\n`)).toHaveLength(1);
  });

  it("needs more of a reason to be text where none is out of place", () => {
    const lines = "1,b,2\n".repeat(50);
    const opened = (odd: number): string => `1,"a,2\n${"1,b\n".repeat(odd)}${lines}3,c",4\n`;
    expect(read(opened(3))).toHaveLength(55);
    expect(read(opened(8))).toHaveLength(1);
  });

  it("leaves a long cell whole whose lines are no records", () => {
    const lines = "line, of text, with, commas\n".repeat(3_000);
    expect(read(`1,"a\n${lines}",2\n3,b,4\n`).map(({ fields }) => fields)).toEqual([
      ["1", `a\n${lines}`, "2"],
      ["3", "b", "4"],
    ]);
  });

  it("swallows what it may where the width is not known or one", () => {
    const text = '1,"a,2\n3,b,4\n5,c,6\n';
    for (const width of [null, 1]) expect(read(text, { ...THREE, width })).toHaveLength(1);
  });

  it("leaves escaped delimiters and other quotes of its line as the dialect has them", () => {
    const dialect: Dialect = { ...THREE, quote: "'", escape: "\\" };
    expect(outcome("1,'a\\,b,'c, d'\n2,e,f\n3,'g',h\n", { ...dialect, width: 3 })).toEqual([
      ["1", "a,b,'c, d"],
      1,
      ["2", "e", "f"],
      ["3", "g", "h"],
    ]);
    expect(outcome("1,'a\\,b,c\n2,e,f\n3,'g',h\n", dialect)).toEqual([
      ["1", "'a,b", "c"],
      1,
      ["2", "e", "f"],
      ["3", "g", "h"],
    ]);
  });

  it("gives the same records however the text is cut up", () => {
    const line = fc.constantFrom(
      "1,b,2\n",
      '1,"b",2\r\n',
      '1,"b,2\n',
      '"1","b","2\r',
      '1,"b ""x"" ,2\r\r\n',
      '1,""b"",2\n',
      '"x\ny",2,z\n',
      "1,b\n",
      '1,"b" c,2\n',
      "\n",
      `1,"${"c".repeat(20 * KIB)},2\n`,
    );
    const pieces = fc.array(fc.integer({ min: 1, max: 4096 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 90 }), pieces, (lines, sizes) => {
        const text = lines.join("");
        const reader = new RecordReader(THREE, LIMITS);
        const records: DelimitedRecord[] = [];
        for (let from = 0, index = 0; from < text.length; index += 1) {
          const size = sizes[index % sizes.length] ?? 1;
          records.push(...reader.read(text.slice(from, from + size)));
          from += size;
        }
        records.push(...reader.end());
        expect(records).toEqual(read(text));
      }),
      { numRuns: 300 },
    );
  });

  it("does not depend on the records before it, and nor do limits", () => {
    // Inside quotes the usual lines close nothing; on their own some of them open a field.
    const usual = fc.constantFrom('1,""""b,2\n', "1,b,2\n", '1,x"" "",2\r\n', '1,""""\\\\,2\n');
    const rare = fc.constantFrom(
      '1,"""b,2\r\n',
      '1,"b ""x"" ,2\n',
      "1,b\n",
      '1,"b,2\n',
      'x"y z\n',
      '"a\n""b"" ""c\n',
      '1,"b" c,2\n',
      '1,\\"b,2\n',
    );
    const line = fc.oneof({ arbitrary: usual, weight: 40 }, { arbitrary: rare, weight: 1 });
    const escape = fc.constantFrom(null, "\\");
    const cellBytes = fc.constantFrom(300, 400, 500, 600, MIB);
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 50, maxLength: 150 }),
        escape,
        cellBytes,
        (lines, by, max) => {
          const text = lines.join("");
          const dialect: Dialect = { ...THREE, escape: by };
          const limits = { ...LIMITS, cellBytes: max };
          const outcomes = [...attempt(text, dialect, limits)];
          for (const [index, outcomeOfRecord] of outcomes.entries()) {
            if (!("end" in outcomeOfRecord) || outcomeOfRecord.terminator === "") continue;
            const { end } = outcomeOfRecord;
            const breaks = text.slice(0, end).match(/\r?\n/g)?.length ?? 0;
            const [next] = attempt(text.slice(end), dialect, limits, breaks + 1, end);
            expect(next).toEqual(outcomes[index + 1]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("does not hide a line of records behind it", () => {
    const lines = fc.array(fc.constantFrom("1,b,2\n", '1,"b",2\n', '1,"b,2\n', '"1","b","2\n'), {
      minLength: 1,
      maxLength: 120,
    });
    fc.assert(
      fc.property(lines, (some) => {
        const text = `${some.join("")}1,z,2\n`;
        for (const { fields } of read(text)) {
          const breaks = fields.join("").match(/\n/g)?.length ?? 0;
          expect(breaks).toBeLessThanOrEqual(50);
        }
      }),
    );
  });
});
