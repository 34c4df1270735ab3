import { execFileSync } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDelimitedTable } from "../../src/codecs/delimited-table.ts";
import { RecordAutomaton } from "../../src/codecs/record-automaton.ts";
import { COMMA_DIALECT, type Dialect } from "../../src/codecs/record-dialect.ts";
import { KIB } from "../../src/core/units.ts";
import { byteSource, CollectingSink, parseContext } from "../support/collect-rows.ts";

const LIMITS = { cellBytes: 1024 * KIB, columnsPerTable: 100 };
const ALL = { rows: Number.POSITIVE_INFINITY, cells: Number.POSITIVE_INFINITY };
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

interface Run {
  outcome: string;
  consumed: number;
  line: number;
  lines: string;
}

interface Settings {
  dialect?: Partial<Dialect>;
  width?: number;
  hasHeader?: boolean;
  isLast?: boolean;
  allowance?: { rows: number; cells: number };
}

function run(text: string, settings: Settings = {}): Run {
  const { dialect, width = 2, hasHeader = true, isLast = true, allowance = ALL } = settings;
  const automaton = RecordAutomaton.for({ ...COMMA_DIALECT, ...dialect }, LIMITS);
  if (automaton === null) throw new Error("a dialect beyond the automaton");
  const shape = { width, hasHeader };
  const { outcome, consumed, line, block } = automaton.run(utf8(text), isLast, 1, shape, allowance);
  return { outcome, consumed, line, lines: new TextDecoder().decode(block.lines) };
}

function rowsOf({ lines }: Run): [row: number, cells: (string | null)[]][] {
  const records = lines.split("\n").slice(0, -1);
  return records.map((line) => {
    const { row, cells } = JSON.parse(line) as { row: number; cells: (string | null)[] };
    return [row, cells];
  });
}

describe("the binary", () => {
  it("is what its source gives", () => {
    const root = join(import.meta.dirname, "../..");
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const [, ...options] = scripts["wasm"]?.split(" ") ?? [];
    const outFile = options.indexOf("--outFile") + 1;
    const path = join(root, options[outFile] ?? "");
    options[outFile] = join(tmpdir(), `automaton-${process.pid}.wasm`);
    const compiler = join(root, "node_modules/assemblyscript/bin/asc.js");
    execFileSync(process.execPath, [compiler, ...options], { cwd: root });
    expect(readFileSync(options[outFile]).equals(readFileSync(path))).toBe(true);
    rmSync(options[outFile]);
  }, 60_000);
});

describe("RecordAutomaton", () => {
  type Case = [name: string, text: string, rows: [number, (string | null)[]][], Settings?];
  const cases: Case[] = [
    ["a record without a terminator", "a,b", [[1, ["a", "b"]]]],
    [
      "LF, CRLF and CR",
      "a,b\nc,d\r\ne,f\rg,h",
      [
        [1, ["a", "b"]],
        [2, ["c", "d"]],
        [3, ["e", "f"]],
        [4, ["g", "h"]],
      ],
    ],
    [
      "line breaks inside quotes, counted",
      '"a\nb\r\nc\rd",e\nf,g',
      [
        [1, ["a\nb\r\nc\rd", "e"]],
        [5, ["f", "g"]],
      ],
    ],
    ["delimiters and doubled quotes inside quotes", '"a,b","c""d"""', [[1, ["a,b", 'c"d"']]]],
    ["quotation marks inside of plain text", 'a"b,c""', [[1, ['a"b', 'c""']]]],
    [
      "empty fields, quoted or not, as null",
      '"",a,,"b"',
      [[1, [null, "a", null, "b"]]],
      { width: 4 },
    ],
    ["what JSON escapes", "\t\\,\u0001\u001f\b\f", [[1, ["\t\\", "\u0001\u001f\b\f"]]]],
    [
      "fields longer than a block, with characters of several bytes",
      `${"ä€😀".repeat(30)},"${"x".repeat(15)}""${"é".repeat(40)}"`,
      [[1, ["ä€😀".repeat(30), `${"x".repeat(15)}"${"é".repeat(40)}`]]],
    ],
    ["empty fields past a header's last column, dropped", "a,b,,\n", [[1, ["a", "b"]]]],
    [
      "the same where the last columns are empty, too",
      "a,b,,,,\n",
      [[1, ["a", "b", null]]],
      { width: 3 },
    ],
    [
      "trailing empty fields without a header, dropped",
      "a,b,,\n",
      [[1, ["a", "b"]]],
      { width: 4, hasHeader: false },
    ],
    [
      "a column alone",
      'a\n"b,c"\nd;e',
      [
        [1, ["a"]],
        [2, ["b,c"]],
        [3, ["d;e"]],
      ],
      {
        width: 1,
        dialect: { delimiter: null },
      },
    ],
    [
      "tabs between fields and in quotes",
      'a\t"b\tc"',
      [[1, ["a", "b\tc"]]],
      { dialect: { delimiter: "\t" } },
    ],
    ["apostrophes as quotes", `'a,''b"',c'`, [[1, [`a,'b"`, "c'"]]], { dialect: { quote: "'" } }],
    ["quotation marks as text", '"a,b"', [[1, ['"a', 'b"']]], { dialect: { quote: null } }],
  ];
  it.each(cases)("reads %s", (_, text, rows, settings) => {
    const result = run(text, settings);
    expect(rowsOf(result)).toEqual(rows);
    expect(result).toMatchObject({ outcome: "needs_input", consumed: utf8(text).length });
  });

  it("writes what JSON.stringify writes", () => {
    const field = fc.string({ unit: "binary-ascii" }).map((text) => text.replaceAll("\0", "0"));
    fc.assert(
      fc.property(fc.array(field, { minLength: 2, maxLength: 2 }), (fields) => {
        fc.pre(fields.every((text) => text !== ""));
        const text = fields.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(",");
        expect(run(text).lines).toBe(`${JSON.stringify({ row: 1, cells: fields })}\n`);
      }),
    );
  });

  const unusual: [name: string, record: string, settings?: Settings][] = [
    ["a blank line", "\nc,d"],
    ["a record of empty fields", ",\n"],
    ["a short record", "c\n", { width: 3 }],
    ["a record of one filled field", "c,\n"],
    ["a long record", "c,d,e\n"],
    ["a long record without a header, if only by empty fields", "c,d,\n", { hasHeader: false }],
    ["text behind a closing quote", '"c"x,d\n'],
    ["a blank behind a closing quote", '"c" ,d\n'],
    ["a quote that does not close", 'c,"d\n'],
    ["NUL", "c,\0\n"],
    ["more line breaks in quotes than a cell should have", `c,"${"\n".repeat(51)}"\n`],
    ["a record longer than it reads", `c,${"d".repeat(33 * KIB)}\n`],
    ["more fields than a row may have", `c,d${",".repeat(100)}\n`],
  ];
  it.each(unusual)("stops in front of %s", (_, record, settings = {}) => {
    const { width = 2 } = settings;
    const before = `${Array.from({ length: width }, () => "a").join(",")}\n`;
    for (const isLast of [true, false]) {
      const result = run(before + record, { ...settings, isLast });
      const isOpen = !isLast && record === 'c,"d\n';
      expect(result.outcome).toBe(isOpen ? "needs_input" : "is_unusual");
      expect(result).toMatchObject({ consumed: before.length, line: 2 });
      expect(rowsOf(result)).toHaveLength(1);
    }
  });

  const open: [name: string, text: string][] = [
    ["a record without its end", "a,b\nc,d"],
    ["a CR that may be half of a CRLF", "a,b\nc,d\r"],
    ["quotes that may close later", 'a,b\nc,"d\n'],
    ["a quote that may be doubled", 'a,b\nc,"d"'],
    ["a CR in quotes", 'a,b\nc,"d\r'],
    ["a delimiter at the end", "a,b\nc,"],
  ];
  it.each(open)("asks for more behind %s", (_, text) => {
    expect(run(text, { isLast: false })).toMatchObject({
      outcome: "needs_input",
      consumed: 4,
      line: 2,
    });
  });

  it("keeps to the rows and cells that it may write", () => {
    const text = "a,b\n".repeat(5);
    expect(run(text, { allowance: { rows: 2, cells: 100 } })).toMatchObject({
      outcome: "is_unusual",
      consumed: 8,
      line: 3,
    });
    expect(run(text, { allowance: { rows: 100, cells: 7 } })).toMatchObject({
      outcome: "is_unusual",
      consumed: 12,
    });
  });

  it("says that there is more to run when its output or its input is full", () => {
    const long = run("a,b\n".repeat(50_000));
    expect(long.outcome).toBe("is_full");
    expect(long.lines.length).toBeGreaterThan(128 * KIB);
    const escapes = run(`${"\u0001".repeat(30 * KIB)},b\n`.repeat(20));
    expect(escapes.outcome).toBe("is_full");
  });

  const beyond: Partial<Dialect>[] = [
    { delimiter: ", " },
    { delimiter: "§" },
    { escape: "\\" },
    { isPadded: true },
    { quote: "«" },
  ];
  it.each(beyond)("is not there for %o", (dialect) => {
    expect(RecordAutomaton.for({ ...COMMA_DIALECT, ...dialect }, LIMITS)).toBeNull();
  });
});

describe("a file", () => {
  /** Rows and warnings, with the rows taken as values alone or as bytes where the automaton gives them. */
  async function read(text: string, header: "none" | number, sizes: number[], asValues: boolean) {
    const sink = new CollectingSink();
    if (asValues) Object.defineProperty(sink, "json", { value: null });
    const context = parseContext({ options: { header, delimiter: "," } });
    await readDelimitedTable(
      { access: "stream", source: byteSource(utf8(text), sizes) },
      sink,
      context,
      null,
    );
    return { tables: sink.tables, warnings: sink.warnings, rowsAsJson: sink.rowsAsJson };
  }

  it("has its plain rows read by the automaton, and it takes over again behind others", async () => {
    const plain = "x,1,2\n".repeat(20_000);
    const content = `a,b,c\n${plain}short,1\n${plain}`;
    const { tables, rowsAsJson } = await read(content, 1, [64 * KIB], false);
    expect(tables[0]?.rows).toHaveLength(40_001);
    expect(rowsAsJson).toBeGreaterThan(39_000);
    expect((await read(content, 1, [64 * KIB], true)).rowsAsJson).toBe(0);
  });

  const field = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom("", "a", "12.50", "Müller", "x y", "\\", "0010") },
    { weight: 2, arbitrary: fc.constantFrom('"a,b"', '"a\nb"', '"a""b"', '""', '"\r\n"') },
    { weight: 1, arbitrary: fc.constantFrom('"a"b', '"a" ', 'a"', ' "a"', "\0", '"', '"\n') },
  );
  const record = fc
    .tuple(
      fc.oneof(
        { weight: 8, arbitrary: fc.array(field, { minLength: 3, maxLength: 3 }) },
        { weight: 1, arbitrary: fc.array(field, { maxLength: 5 }) },
      ),
      fc.constantFrom("\n", "\n", "\n", "\r\n", "\r", "\n\n"),
    )
    .map(([fields, terminator]) => fields.join(",") + terminator);
  const text = fc.array(record, { minLength: 1, maxLength: 30 }).map(
    (records) =>
      `a,b,c\n${records
        .join("")
        .repeat(4_000)
        .slice(0, 80 * KIB)}`,
  );
  const sizes = fc.array(fc.integer({ min: 1, max: 40 * KIB }), { minLength: 1, maxLength: 8 });

  it.each([1, "none"] as const)(
    "comes out the same by the automaton and without it, in any pieces (header %s)",
    async (header) => {
      await fc.assert(
        fc.asyncProperty(text, sizes, async (content, cuts) => {
          const values = await read(content, header, [content.length * 2], true);
          for (const pieces of [[64 * KIB], [...cuts, 64 * KIB]]) {
            const { tables, warnings } = await read(content, header, pieces, false);
            expect(JSON.stringify(tables)).toBe(JSON.stringify(values.tables));
            expect(warnings).toEqual(values.warnings);
          }
        }),
        { numRuns: 25 },
      );
    },
    60_000,
  );
});
