import { describe, expect, it } from "vitest";
import { parse } from "../../../src/formats/iif/parse.ts";
import { KIB } from "../../../src/core/units.ts";
import { BYTE_ORDER_MARK, utf8, windows1252 } from "../../pollution/encode.ts";
import { iif, TRANSACTION_HEADERS, transaction } from "../../support/build-iif.ts";
import {
  byteSource,
  collect,
  collectStream,
  CollectingSink,
  parseContext,
  type RunSettings,
} from "../../support/collect-rows.ts";

const HEADERS = ["!TRNS|DATE|ACCNT|AMOUNT", "!SPL|DATE|ACCNT|AMOUNT", "!ENDTRNS"];

function block(amount: string, other: string, date = "1/31/2025"): string[] {
  return [`TRNS|${date}|Cash|${amount}`, `SPL|${date}|Sales|${other}`, "ENDTRNS"];
}

async function read(lines: readonly string[], settings: RunSettings = {}) {
  const file = await collectStream(parse, iif(lines), settings);
  if (file.failure !== null) throw new Error(file.failure.code);
  return {
    ...file,
    names: file.tables.map(({ name }) => name),
    codes: file.warnings.map(({ code }) => code),
    rowsOf: (table: string) =>
      file.tables.filter(({ name }) => name === table).flatMap(({ rows }) => rows),
    table: (table: string) => file.tables.find(({ name }) => name === table),
  };
}

/** Cells of one list of one column. */
async function cellsOf(content: string | Uint8Array, settings: RunSettings = {}) {
  const { tables, failure } = await collectStream(parse, content, settings);
  return failure ?? tables.flatMap(({ rows }) => rows.map(([, cells]) => cells));
}

describe("tables of an IIF file", () => {
  it("are one for each record type, in the order of their first lines", async () => {
    const { names, rowsOf } = await read([
      "!CUST|NAME",
      "!ACCNT|NAME|ACCNTTYPE",
      ...TRANSACTION_HEADERS,
      "ACCNT|Cash|BANK",
      ...transaction("5.00"),
      "CUST|Ada",
      "ACCNT|Sales|INC",
    ]);
    expect(names).toEqual(["CUST", "ACCNT", "transactions"]);
    expect(rowsOf("ACCNT")).toEqual([
      [6, ["Cash", "BANK"]],
      [11, ["Sales", "INC"]],
    ]);
  });

  it("have accounts alone, and say how many lines of a type there were", async () => {
    const { tables } = await read(["!ACCNT|NAME", "ACCNT|Cash", "ACCNT|Sales"]);
    expect(tables).toHaveLength(1);
    expect(tables[0]?.endMeta).toEqual({ line_types: { ACCNT: 2 } });
  });

  it("join TRNS and SPL under the union of their columns", async () => {
    const { table } = await read([
      "!TRNS|TRNSID|DATE|AMOUNT|ADDR1",
      "!SPL|SPLID|DATE|AMOUNT|QNTY",
      "TRNS|7|1/1/2025|3.00|Street",
      "SPL|8|1/1/2025|-3.00|2",
      "ENDTRNS",
    ]);
    expect(table("transactions")).toMatchObject({
      headerRow: 1,
      columns: ["transaction", "line_type", "TRNSID", "DATE", "AMOUNT", "ADDR1", "SPLID", "QNTY"],
      rows: [
        [3, [1, "TRNS", "7", "1/1/2025", "3.00", "Street"]],
        [4, [1, "SPL", null, "1/1/2025", "-3.00", null, "8", "2"]],
      ],
    });
  });

  it("number the transactions of one block and of several", async () => {
    const one = await read([...HEADERS, ...block("1", "-1")]);
    expect(one.rowsOf("transactions").map(([, [number]]) => number)).toEqual([1, 1]);
    const three = await read([
      ...HEADERS,
      ...["1", "2", "3"].flatMap((amount) => block(amount, `-${amount}`)),
    ]);
    const numbers = three.rowsOf("transactions").map(([, [number]]) => number);
    expect(numbers).toEqual([1, 1, 2, 2, 3, 3]);
    expect(three.table("transactions")?.endMeta).toEqual({
      line_types: { TRNS: 3, SPL: 3, ENDTRNS: 3 },
      transactions: 3,
    });
  });

  it("are there for !TRNS without !SPL, and for !SPL without !TRNS", async () => {
    const trns = await read(["!TRNS|DATE|AMOUNT", "TRNS|1/1/2025|0.00", "ENDTRNS"]);
    expect(trns.rowsOf("transactions")).toEqual([[2, [1, "TRNS", "1/1/2025", "0.00"]]]);
    expect(trns.codes).toEqual([]);
    const spl = await read(["!SPL|DATE|AMOUNT", "SPL|1/1/2025|1.00"]);
    expect(spl.rowsOf("transactions")).toEqual([[2, [null, "SPL", "1/1/2025", "1.00"]]]);
    expect(spl.codes).toEqual(["orphan_split"]);
  });

  it("are there for time activities and for budgets", async () => {
    const { names, rowsOf } = await read([
      "!TIMERHDR|VER|REL",
      "TIMERHDR|8|0",
      "!TIMEACT|DATE|DURATION",
      "TIMEACT|2/3/25|2:15",
      "!BUD|ACCNT|AMOUNT|AMOUNT",
      "BUD|Rent|1.00|2.00",
    ]);
    expect(names).toEqual(["TIMERHDR", "TIMEACT", "BUD"]);
    expect(rowsOf("BUD")).toEqual([[6, ["Rent", "1.00", "2.00"]]]);
  });

  it("have the facts of the first HDR line, but none that are long", async () => {
    const { tables } = await read([
      "!HDR|PROD|VER|DATE|NOTE",
      `HDR|QuickBooks|6|2025-01-31|${"x".repeat(300)}`,
      "HDR|Other|7",
    ]);
    expect(tables[0]?.meta?.["hdr"]).toEqual({ PROD: "QuickBooks", VER: "6", DATE: "2025-01-31" });
  });

  it("keep types that nobody knows as lists, once a header names their columns", async () => {
    const { names, rowsOf, codes } = await read(["!GADGET|A|B", "GADGET|1||", "GADGET|2|3"]);
    expect(names).toEqual(["GADGET"]);
    expect(rowsOf("GADGET").map(([, cells]) => cells)).toEqual([["1"], ["2", "3"]]);
    expect(codes).toEqual([]);
  });

  it("have a column of the name `transaction` of their own", async () => {
    const { table } = await read(["!TRNS|transaction|line_type", "TRNS|a|b", "ENDTRNS"]);
    expect(table("transactions")?.columns).toEqual([
      "transaction",
      "line_type",
      "transaction_2",
      "line_type_2",
    ]);
  });
});

describe("headers that are defined again", () => {
  it("shift no cell: what is new stands behind", async () => {
    const { table, codes } = await read([
      "!CUST|NAME|EMAIL",
      "CUST|Ada|a@example.com",
      "!CUST|PHONE|NAME",
      "CUST|555|Grace",
      "!CUST|NAME|EMAIL",
      "CUST|Linus|l@example.com",
    ]);
    expect(table("CUST")?.columns).toEqual(["NAME", "EMAIL", "PHONE"]);
    expect(table("CUST")?.rows.map(([, cells]) => cells)).toEqual([
      ["Ada", "a@example.com"],
      ["Grace", null, "555"],
      ["Linus", "l@example.com"],
    ]);
    expect(codes).toEqual([]);
  });

  it("know a name that stands twice in a header by its order", async () => {
    const { table } = await read([
      "!BUD|AMOUNT|AMOUNT",
      "BUD|1|2",
      "!BUD|ACCNT|AMOUNT|AMOUNT|AMOUNT",
      "BUD|a|3|4|5",
    ]);
    expect(table("BUD")?.columns).toEqual(["AMOUNT", "AMOUNT_2", "ACCNT", "AMOUNT_3"]);
    expect(table("BUD")?.rows.map(([, cells]) => cells)).toEqual([
      ["1", "2"],
      ["3", "4", "a", "5"],
    ]);
  });

  it("begin another table once the first one is given out", async () => {
    const lines = ["!CUST|NAME", "CUST|a", "CUST|b", "!CUST|NAME|EMAIL", "CUST|c|c@example.com"];
    const { tables } = await read(lines, { limits: { heldRowBytes: 1 } });
    expect(
      tables.map(({ name, columns, meta, rows }) => [name, columns, meta?.["part"], rows]),
    ).toEqual([
      [
        "CUST",
        ["NAME"],
        undefined,
        [
          [2, ["a"]],
          [3, ["b"]],
        ],
      ],
      ["CUST", ["NAME", "EMAIL"], 2, [[5, ["c", "c@example.com"]]]],
    ]);
  });
});

describe("blocks of transactions", () => {
  it.each<[string, string[], string[]]>([
    [
      "an ENDTRNS that is missing before the next TRNS",
      [...block("1", "-1").slice(0, 2), ...block("2", "-2")],
      ["missing_end"],
    ],
    ["an ENDTRNS that is missing at the end", block("1", "-1").slice(0, 2), ["missing_end"]],
    ["an ENDTRNS twice", [...block("1", "-1"), "ENDTRNS", "ENDTRNS|||"], []],
    ["an ENDTRNS with tabs behind it", [...block("1", "-1").slice(0, 2), "ENDTRNS|||"], []],
    ["an SPL before any TRNS", ["SPL|1/1/2025|Sales|-1", ...block("1", "-1")], ["orphan_split"]],
    ["an SPL behind ENDTRNS", [...block("1", "-1"), "SPL|1/1/2025|Sales|-1"], ["orphan_split"]],
    [
      "a list in the middle",
      ["TRNS|1/1/2025|Cash|1", "ACCNT", "SPL|1/1/2025|Sales|-1", "ENDTRNS"],
      [],
    ],
    ["a TRNS without SPL", ["TRNS|1/1/2025|Cash|1", "ENDTRNS"], ["unbalanced_transaction"]],
  ])("with %s", async (_, lines, expected) => {
    const { codes } = await read([...HEADERS, ...lines]);
    expect(codes).toEqual(expected);
  });

  it("keep the cells of an ENDTRNS that has some", async () => {
    const { rowsOf, codes } = await read([
      ...HEADERS,
      ...block("1", "-1").slice(0, 2),
      "ENDTRNS|note",
    ]);
    expect(rowsOf("transactions").at(-1)).toEqual([6, [1, "ENDTRNS", null, null, null, "note"]]);
    expect(codes).toEqual(["ragged_row"]);
  });

  it.each<[string, string[], string | null]>([
    ["tie", ["100.00", "-100.00"], null],
    ["are off by a cent", ["100.00", "-99.99"], "0.01"],
    ["are off by a cent the other way", ["-100.00", "99.99"], "-0.01"],
    ["tie where doubles do not", ["0.3", "-0.1", "-0.2"], null],
    ["tie above 2^53", ["9007199254740993.01", "-9007199254740993.01"], null],
    ["are off by a cent above 2^53", ["9007199254740993.01", "-9007199254740993.00"], "0.01"],
    ["tie with several decimals", ["1.005", "-1", "-0.00500"], null],
    ["tie with thousands", ['"1,234.56"', "-1234.56"], null],
    ["tie in parentheses", ["(12.00)", "12"], null],
    ["tie with two minus signs", ["--12", "12.00"], null],
    ["tie with a minus behind", ["12.00-", "12"], null],
    ["tie with a currency", ["$12.00", "-$12.00"], null],
    ["tie with a decimal comma", ['"12,50"', '"-12,50"'], null],
    ["have a blank among them", ["5.00", "", "-5.00"], null],
    ["have nothing but blanks", ["", "  "], null],
  ])("whose amounts %s", async (_, amounts, difference) => {
    const [first = "", ...others] = amounts;
    const { warnings } = await read([
      ...HEADERS,
      `TRNS|1/1/2025|Cash|${first}`,
      ...others.map((amount) => `SPL|1/1/2025|Sales|${amount}`),
      "ENDTRNS",
    ]);
    if (difference === null) expect(warnings).toEqual([]);
    else {
      expect(warnings).toEqual([
        {
          code: "unbalanced_transaction",
          message: `The amounts of the transaction add up to ${difference}, not to zero.`,
          at: { row: 4 },
        },
      ]);
    }
  });

  it("say which amount cannot be read, and leave its transaction unchecked", async () => {
    const { warnings, table } = await read([
      ...HEADERS,
      ...block("12 x", "-12"),
      ...block("1", "-1"),
    ]);
    expect(warnings.map(({ code, at }) => [code, at])).toEqual([
      ["unreadable_amount", { row: 4, column: 5 }],
    ]);
    expect(table("transactions")?.endMeta).toMatchObject({ unchecked_transactions: 1 });
    expect(table("transactions")?.rows[0]).toEqual([4, [1, "TRNS", "1/31/2025", "Cash", "12 x"]]);
  });

  it("are not checked where there is no column of amounts", async () => {
    const { codes, table } = await read(["!TRNS|DATE", "!SPL|DATE", "TRNS|a", "SPL|b", "ENDTRNS"]);
    expect(codes).toEqual([]);
    expect(table("transactions")?.endMeta).toMatchObject({ unchecked_transactions: 1 });
  });

  it("never tell the contents of a cell in a warning", async () => {
    const { warnings } = await read([
      ...HEADERS,
      "SPL|secret|secret|secret",
      "TRNS|secret|secret|secret|secret",
      "other secret|secret",
    ]);
    expect(warnings.length).toBeGreaterThan(3);
    expect(JSON.stringify(warnings)).not.toContain("secret");
  });
});

describe("rows that are not as their header", () => {
  it("keep trailing empty fields out, and cells inside at their place", async () => {
    const { rowsOf, codes } = await read([
      ...HEADERS.map((line) => `${line}|MEMO|CLEAR`),
      "TRNS|1/1/2025||0||",
      "ENDTRNS",
    ]);
    expect(rowsOf("transactions")).toEqual([[4, [1, "TRNS", "1/1/2025", null, "0"]]]);
    expect(codes).toEqual([]);
  });

  it("are null where fields are missing", async () => {
    const { rowsOf, codes } = await read(["!CUST|A|B|C", "CUST|1", "CUST||2"]);
    expect(rowsOf("CUST").map(([, cells]) => cells)).toEqual([["1"], [null, "2"]]);
    expect(codes).toEqual([]);
  });

  it("keep what is beyond, with a warning", async () => {
    const { rowsOf, warnings } = await read(["!CUST|A", "CUST|1|2||3", "CUST|4||"]);
    expect(rowsOf("CUST").map(([, cells]) => cells)).toEqual([["1", "2", null, "3"], ["4"]]);
    expect(warnings.map(({ code, at }) => [code, at])).toEqual([
      ["ragged_row", { row: 2, column: 2 }],
    ]);
  });

  it("come under generic names before their header, with a warning", async () => {
    const { table, codes } = await read(["ACCNT|Cash|BANK", "!ACCNT|NAME", "ACCNT|Sales"]);
    expect(table("ACCNT")).toMatchObject({
      columns: ["column_1", "column_2", "NAME"],
      headerRow: 2,
      rows: [
        [1, ["Cash", "BANK"]],
        [3, [null, null, "Sales"]],
      ],
    });
    expect(codes).toEqual(["missing_header"]);
  });

  it("say that the last line may be cut off", async () => {
    const { codes } = await collectStream(parse, "!CUST\tA\tB\nCUST\t1").then(({ warnings }) => ({
      codes: warnings.map(({ code }) => code),
    }));
    expect(codes).toEqual(["ragged_row"]);
    const whole = await collectStream(parse, "!CUST\tA\tB\nCUST\t1\t2");
    expect(whole.warnings).toEqual([]);
  });
});

describe("text of IIF files", () => {
  const text = iif(["!CUST|NAME", "CUST|Café"]);
  it.each<[string, string | Uint8Array]>([
    ["UTF-8", text],
    ["UTF-8 with a byte order mark", BYTE_ORDER_MARK + text],
    ["Latin-1", windows1252(text)],
  ])("is read as %s", async (_, content) => {
    expect(await cellsOf(content)).toEqual([["Café"]]);
  });

  it("is read as Mac Roman when asked for", async () => {
    const bytes = utf8(iif(["!CUST|NAME", "CUST|Caf!"]));
    bytes[bytes.lastIndexOf(0x21)] = 0x8e;
    expect(await cellsOf(bytes, { options: { encoding: "macintosh" } })).toEqual([["Café"]]);
  });

  it("turns to windows-1252 where a byte far behind is not UTF-8", async () => {
    const names = Array.from({ length: 40_000 }, (_, row) => `CUST|name ${row}`);
    const bytes = utf8(iif(["!CUST|NAME", ...names, "CUST|Caf!"]));
    expect(bytes.length).toBeGreaterThan(512 * KIB);
    bytes[bytes.lastIndexOf(0x21)] = 0xe9;
    const { tables, warnings } = await collectStream(parse, bytes);
    expect(tables[0]?.rows.at(-1)).toEqual([40_002, ["Café"]]);
    expect(warnings.map(({ code, at }) => [code, at])).toEqual([
      ["mixed_encoding", { row: 40_002 }],
    ]);
  });

  it.each([
    ["LF", "\n"],
    ["CR", "\r"],
    ["CR LF", "\r\n"],
    ["CR CR LF", "\r\r\n"],
  ])("ends its lines with %s", async (_, terminator) => {
    const { tables } = await collectStream(
      parse,
      iif(["!CUST|NAME", "", "CUST|a", "CUST|b"], terminator),
    );
    // CR CR is a blank line, unless LF follows.
    expect(tables[0]?.rows).toEqual([
      [3, ["a"]],
      [4, ["b"]],
    ]);
  });

  it("splits lines at nothing else", async () => {
    const name = "a\u000Bb\fc\u0085d\u2028e";
    expect(await cellsOf(iif(["!CUST|NAME", `CUST|${name}`]))).toEqual([[name]]);
  });

  it("has types in lower case, and blanks around them", async () => {
    expect(await cellsOf("!cust\tname\n cust \ta\n")).toEqual([["a"]]);
  });

  it("keeps NUL characters, with a warning", async () => {
    const { rowsOf, codes } = await read(["!CUST|NAME", "CUST|a\0b"]);
    expect(rowsOf("CUST")).toEqual([[2, ["a\0b"]]]);
    expect(codes).toEqual(["nul_bytes"]);
  });
});

describe("quotation marks", () => {
  it.each<[string, string, string | null]>([
    ["around a memo", '"paid, in full"', "paid, in full"],
    ["around thousands", '"1,234.56"', "1,234.56"],
    ["around nothing", '""', null],
    ["doubled inside", '"said ""yes"""', 'said "yes"'],
    ["around a tab", '"a|b"', "a\tb"],
    ["around line breaks", '"a\r\nb\nc"', "a\r\nb\nc"],
    ["before blanks", '"a"  ', "a"],
    ["for inches inside", '2" pipe', '2" pipe'],
    ["for inches at the end", "5' 6\"", "5' 6\""],
    ["for inches in a quoted field", '"2"" pipe"', '2" pipe'],
    ["not doubled before the end", '"12""', '12"'],
    ["not doubled inside", '"Joe "Bob" Smith"', 'Joe "Bob" Smith'],
    ["around the first word alone", '"Bob" Smith', '"Bob" Smith'],
    ["opened and never closed", '"never', '"never'],
    ["alone", '"', '"'],
    ["before a line that begins a record", '"a\r\nCUST|b"', '"a'],
  ])("%s", async (_, field, expected) => {
    const { rowsOf } = await read(["!CUST|A|B", `CUST|${field}|x`, "CUST|y|z"]);
    const rows = rowsOf("CUST");
    expect(rows[0]?.[1]).toEqual(expected === '"a' ? ['"a'] : [expected, "x"]);
    expect(rows.at(-1)?.[1]).toEqual(["y", "z"]);
  });

  it("count the lines inside of them", async () => {
    const { rowsOf } = await read(["!CUST|A", 'CUST|"1\n2\r3\r\n4"', "CUST|z"]);
    expect(rowsOf("CUST")).toEqual([
      [2, ["1\n2\r3\r\n4"]],
      [6, ["z"]],
    ]);
  });

  it("stand around whole lines", async () => {
    const { rowsOf } = await read(['"!CUST|A|B"', '"CUST|said ""a, b""|c"|||', "CUST|d"]);
    expect(rowsOf("CUST").map(([, cells]) => cells)).toEqual([['said "a, b"', "c"], ["d"]]);
  });
});

describe("what divides the fields", () => {
  it.each([",", ";", "\t"])("is found to be %j", async (delimiter) => {
    const text = iif(["!CUST|NAME|NOTE", 'CUST|Ada|"a, b; c"', "||"], "\n", delimiter);
    const { tables } = await collectStream(parse, text);
    expect(tables).toHaveLength(1);
    expect(tables[0]).toMatchObject({ columns: ["NAME", "NOTE"], rows: [[2, ["Ada", "a, b; c"]]] });
    expect(tables[0]?.meta?.["delimiter"]).toBe(delimiter);
  });

  it("is a tab in lines with commas in their text", async () => {
    expect(await cellsOf("!CUST\tNAME\nCUST\tAda, Countess\n")).toEqual([["Ada, Countess"]]);
  });

  it("may differ in a line that begins with a known type", async () => {
    expect(await cellsOf("!CUST\tNAME\tNOTE\nCUST,Ada,x\nCUST\tb\ty\n")).toEqual([
      ["Ada", "x"],
      ["b", "y"],
    ]);
  });

  it("is the one that is asked for", async () => {
    const options = { delimiter: "|" };
    expect(await cellsOf("!CUST|NAME\nCUST|a,b\tc\n", { options })).toEqual([["a,b\tc"]]);
  });
});

describe("types=typed", () => {
  /** Dates of one column beside one that tells the order. */
  async function datesOf(dates: readonly string[]) {
    const { tables } = await read(["!CUST|NAME|DATE", ...dates.map((date) => `CUST|x|${date}`)], {
      options: { types: "typed" },
    });
    return tables[0]?.rows.map(([, cells]) => cells[1] ?? null);
  }

  it("gives dates of every form, with the century that their year is of", async () => {
    const dates = ["1/31/24", "12/31/98", "1/ 5/'26", "01-05-2025", "1/5/2025", "", "2/13/2025"];
    expect(await datesOf(dates)).toEqual([
      "2024-01-31",
      "1998-12-31",
      "2026-01-05",
      "2025-01-05",
      "2025-01-05",
      null,
      "2025-02-13",
    ]);
    expect(await datesOf(["2025-01-31", "2025-02-01"])).toEqual(["2025-01-31", "2025-02-01"]);
    expect(await datesOf(["31/01/2025", "05/02/2025"])).toEqual(["2025-01-31", "2025-02-05"]);
  });

  it("leaves as written what is no date: month 13, day 32, text", async () => {
    const dates = Array.from({ length: 60 }, (_, day) => `1/${(day % 18) + 13 - 1}/2025`);
    for (const odd of ["13/13/2025", "01/32/2025", "soon"]) {
      expect((await datesOf([...dates, odd]))?.at(-1)).toBe(odd);
    }
  });

  it("gives amounts of every form as exact decimals", async () => {
    const amounts = ['"1,234.50"', "(12.00)", "--12.00", "12.50-", "-0.10", "90071992547409.93"];
    const { tables } = await read(
      ["!BUD|ACCNT|AMOUNT", ...amounts.map((amount) => `BUD|x|${amount}`)],
      {
        options: { types: "typed" },
      },
    );
    expect(tables[0]?.rows.map(([, cells]) => cells[1])).toEqual([
      "1234.50",
      "-12.00",
      "-12.00",
      "-12.50",
      "-0.10",
      "90071992547409.93",
    ]);
    expect(tables[0]?.types?.[1]).toMatchObject({
      type: "decimal",
      negatives: ["(1)", "--1", "1-", "-1"],
    });
  });
});

describe("options", () => {
  it("header=none gives all lines as they stand, in one table", async () => {
    const { tables, warnings } = await read(
      ["!CUST|NAME", "CUST|a", "SPL|b||", "|c", "ENDTRNS||"],
      {
        options: { header: "none" },
      },
    );
    expect(tables).toHaveLength(1);
    expect(tables[0]).toMatchObject({ name: null, headerRow: null, columns: null });
    expect(tables[0]?.rows).toEqual([
      [1, ["!CUST", "NAME"]],
      [2, ["CUST", "a"]],
      [3, ["SPL", "b"]],
      [4, [null, "c"]],
      [5, ["ENDTRNS"]],
    ]);
    expect(warnings).toEqual([]);
  });

  it("a row number as header is none here: each type has its own", async () => {
    const lines = ["!CUST|NAME", "CUST|a"];
    expect(await read(lines, { options: { header: 2 } })).toMatchObject({
      tables: (await read(lines)).tables,
    });
  });

  it("sheet chooses a table by name or number", async () => {
    const lines = ["!CUST|NAME", "CUST|a", "!VEND|NAME", "VEND|b"];
    for (const sheet of ["VEND", "vend", "2"]) {
      const { names, rowsOf } = await read(lines, { options: { sheet } });
      expect(names).toEqual(["VEND"]);
      expect(rowsOf("VEND")).toEqual([[4, ["b"]]]);
    }
  });

  it("max_rows ends the file early", async () => {
    const { rowsOf } = await read(["!CUST|NAME", "CUST|a", "CUST|b", "CUST|c"], {
      options: { maxRows: 2 },
    });
    expect(rowsOf("CUST")).toHaveLength(2);
  });
});

describe("parse (iif)", () => {
  it("reads a buffered upload like a streamed one", async () => {
    const bytes = utf8(iif([...HEADERS, ...block("1", "-1")]));
    expect(await collect(parse, { access: "buffer", bytes })).toEqual(
      await collectStream(parse, bytes),
    );
  });

  it("asks for room at least once every 64 KiB, and ends at once when it has to stop", async () => {
    const rows = Array.from({ length: 30_000 }, (_, row) => `CUST|name ${row}|${"x".repeat(50)}`);
    const bytes = utf8(iif(["!CUST|NAME|NOTE", ...rows]));
    const sink = new CollectingSink();
    await parse({ access: "stream", source: byteSource(bytes) }, sink, parseContext());
    expect(sink.readyCalls).toBeGreaterThan(bytes.length / (64 * KIB));
    expect(sink.rowsAsJson).toBe(rows.length);
    let asked = 0;
    const stopped = new CollectingSink();
    const shouldStop = () => (asked += 1) > 3;
    await parse(
      { access: "stream", source: byteSource(bytes) },
      stopped,
      parseContext({ shouldStop }),
    );
    expect(stopped.tables.flatMap((table) => table.rows).length).toBeLessThan(rows.length);
  });
});
