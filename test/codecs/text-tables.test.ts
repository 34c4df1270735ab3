import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HEADER_SEARCH_CHARACTERS, HEADER_SEARCH_ROWS } from "../../src/codecs/headered-table.ts";
import { TextTables, type TextRecord } from "../../src/codecs/text-tables.ts";
import type { CellValue } from "../../src/core/records.ts";
import { CollectingSink, type CollectedTable } from "../support/collect-rows.ts";

type Header = "auto" | "none" | number;

/** The records of a text of commas without quotes. Empty lines are blank lines. */
function recordsOf(text: string): TextRecord[] {
  const records: TextRecord[] = [];
  let blankLines = 0;
  const lines = text.split("\n");
  for (const [index, line] of lines.entries()) {
    if (line === "") {
      blankLines += 1;
      continue;
    }
    const cells = line.split(",").map((cell) => (cell === "" ? null : cell));
    const isUnterminated = index === lines.length - 1;
    records.push({ row: index + 1, blankLines, isUnterminated, cells });
    blankLines = 0;
  }
  return records;
}

function read(
  text: string,
  header: Header = "auto",
  maxRows: number | null = null,
): CollectingSink {
  const sink = new CollectingSink(maxRows);
  const tables = new TextTables(sink, { header, meta: { delimiter: "," } });
  for (const record of recordsOf(text)) {
    tables.record(record);
    if (sink.isFull) break;
  }
  tables.end();
  return sink;
}

/** Reads as an engine does that writes plain rows by itself. */
function readFast(text: string): CollectingSink {
  const sink = new CollectingSink();
  const tables = new TextTables(sink, { header: "auto", meta: { delimiter: "," } });
  for (const record of recordsOf(text)) {
    const { row, blankLines, cells } = record;
    const { shape } = tables;
    const filled = cells.filter((cell) => cell !== null).length;
    const extra = cells.slice(shape?.width ?? 0);
    const isPlain =
      shape !== null &&
      blankLines === 0 &&
      (filled > 1 || (filled === 1 && shape.width === 1)) &&
      (shape.hasHeader
        ? cells.length >= shape.width && extra.every((cell) => cell === null)
        : cells.length === shape.width);
    if (isPlain)
      sink.row(
        row,
        shape.hasHeader
          ? cells.slice(0, shape.width)
          : cells.slice(0, cells.findLastIndex((cell) => cell !== null) + 1),
      );
    else tables.record(record);
  }
  tables.end();
  return sink;
}

/** What a table has besides its rows and the facts of the file. */
function outline({ headerRow, columns, meta, rows, endMeta }: CollectedTable) {
  const { delimiter: _, ...facts } = meta ?? {};
  return {
    header: headerRow,
    ...(columns !== null && { columns: columns.join("|") }),
    ...facts,
    rows: rows.map(([row]) => row),
    ...endMeta,
  };
}

const LEDGER =
  "Date,Text,Amount\n2025-01-02,Rent,5.00\n2025-01-03,Food,6.00\n2025-01-04,Fuel,7.00\n";
const ACCOUNTS = "Account,Name,Debit,Credit\n1000,Cash,5,\n1100,Bank,,6\n";

describe("TextTables", () => {
  const cases: [name: string, text: string, tables: object[]][] = [
    [
      "keeps blank lines between rows out of the way",
      "Date,Text,Amount\n\n2025-01-02,Rent,5\n\n2025-01-03,Food,6\n\n\n2025-01-04,Fuel,7\n",
      [{ header: 1, columns: "Date|Text|Amount", rows: [3, 5, 8] }],
    ],
    [
      "keeps records of empty fields out of the way",
      "Name,City,Type\n,,\nAnn,Oslo,x\n,,\nBob,Rome,y\n",
      [{ header: 1, columns: "Name|City|Type", rows: [3, 5] }],
    ],
    [
      "takes titles that blank lines divide as preamble",
      `ACME\n\nLedger\n\n${LEDGER}`,
      [
        {
          header: 5,
          columns: "Date|Text|Amount",
          preamble: [
            [1, ["ACME"]],
            [3, ["Ledger"]],
          ],
          rows: [6, 7, 8],
        },
      ],
    ],
    [
      "takes a list of labels and values as preamble, padded or not",
      "Holder,ACME,,\nOpening balance,1.00,,\nClosing balance,2.00\n,,,\nDate,Text,Amount,Balance\n2025-01-02,Rent,5,1\n2025-01-03,Food,6,2\n",
      [
        {
          header: 5,
          columns: "Date|Text|Amount|Balance",
          preamble: [
            [1, ["Holder", "ACME"]],
            [2, ["Opening balance", "1.00"]],
            [3, ["Closing balance", "2.00"]],
          ],
          rows: [6, 7],
        },
      ],
    ],
    [
      "takes lines behind a blank line as footnotes",
      `${LEDGER}\nPrinted by ACME\n\nSubject to terms, see there\n`,
      [
        {
          header: 1,
          columns: "Date|Text|Amount",
          rows: [2, 3, 4],
          footnotes: [
            [6, ["Printed by ACME"]],
            [8, ["Subject to terms", " see there"]],
          ],
        },
      ],
    ],
    [
      "takes a lone phrase at the end as footnote where its column holds none",
      `${LEDGER}All amounts in EUR,,\n`,
      [
        {
          header: 1,
          columns: "Date|Text|Amount",
          rows: [2, 3, 4],
          footnotes: [[5, ["All amounts in EUR"]]],
        },
      ],
    ],
    [
      "takes a lone phrase at the end as a row where its column holds others",
      "Name,City,Amount\nAnn Lee,Oslo,1\nBob Ray,Rome,2\nCat Day,Bern,3\nDan Fox,,\n",
      [{ header: 1, columns: "Name|City|Amount", rows: [2, 3, 4, 5] }],
    ],
    [
      "takes a lone phrase at the end as a row where blank lines stand between rows like it",
      "Name,City,Amount\n\nAnn Lee,Oslo,1\n\nBob Ray,Rome,2\n\nCat Day,Bern,3\n\nDan Fox,,\n",
      [{ header: 1, columns: "Name|City|Amount", rows: [3, 5, 7, 9] }],
    ],
    [
      "takes a lone phrase between rows as a row",
      "Date,Text,Amount\n2025-01-02,Rent,5\n2025-01-03,Food,6\n2025-01-04,Fuel,7\nWeek two begins,,\n2025-01-05,Rent,5\n",
      [{ header: 1, columns: "Date|Text|Amount", rows: [2, 3, 4, 5, 6] }],
    ],
    [
      "takes totals behind a blank line as rows, and what has amounts",
      `${LEDGER}\nTotal,,18.00\nTotals of the year\nOpening,5.00\n\nEnd of report\n`,
      [
        {
          header: 1,
          columns: "Date|Text|Amount",
          rows: [2, 3, 4, 6, 7, 8],
          footnotes: [[10, ["End of report"]]],
        },
      ],
    ],
    [
      "takes a last line that is cut off as a row",
      `${LEDGER}2025-0`,
      [{ header: 1, columns: "Date|Text|Amount", rows: [2, 3, 4, 5] }],
    ],
    [
      "takes a phrase that is cut off as a row",
      `${LEDGER}Rent of`,
      [{ header: 1, columns: "Date|Text|Amount", rows: [2, 3, 4, 5] }],
    ],
    [
      "takes a phrase that is cut off as a row where blank lines stand between rows",
      "Text,Date,Amount\n\nRent of May,2025-01-02,5\n\nRent of June,2025-01-03,6\n\nRent of July,2025-01-04,7\n\nRent of Aug",
      [{ header: 1, columns: "Text|Date|Amount", rows: [3, 5, 7, 9] }],
    ],
    [
      "begins another table at a header of another width behind a title",
      `${LEDGER}\nBalances\n${ACCOUNTS}`,
      [
        { header: 1, columns: "Date|Text|Amount", rows: [2, 3, 4] },
        {
          header: 7,
          columns: "Account|Name|Debit|Credit",
          preamble: [[6, ["Balances"]]],
          rows: [8, 9],
        },
      ],
    ],
    [
      "begins another table where a blank line parts title and header, or an empty record",
      `${LEDGER}\nBalances\n,,\n${ACCOUNTS}`,
      [
        { header: 1, columns: "Date|Text|Amount", rows: [2, 3, 4] },
        {
          header: 8,
          columns: "Account|Name|Debit|Credit",
          preamble: [[6, ["Balances"]]],
          rows: [9, 10],
        },
      ],
    ],
    [
      "begins another table at a clear header of the same width",
      `${LEDGER}\nAccount,Name,Balance\n1000,Cash,5\n1100,Bank,6\n`,
      [
        { header: 1, columns: "Date|Text|Amount", rows: [2, 3, 4] },
        { header: 6, columns: "Account|Name|Balance", rows: [7, 8] },
      ],
    ],
    [
      "begins another table without rows at a header alone",
      `${LEDGER}\nPayments\nNo,Date,Reference,Amount\n\n${ACCOUNTS}`,
      [
        { header: 1, columns: "Date|Text|Amount", rows: [2, 3, 4] },
        { header: 7, columns: "No|Date|Reference|Amount", preamble: [[6, ["Payments"]]], rows: [] },
        { header: 9, columns: "Account|Name|Debit|Credit", rows: [10, 11] },
      ],
    ],
    [
      "parts notes of a table from titles of the next",
      `${LEDGER}\nPrinted by ACME\n\nBalances\n${ACCOUNTS}`,
      [
        {
          header: 1,
          columns: "Date|Text|Amount",
          rows: [2, 3, 4],
          footnotes: [[6, ["Printed by ACME"]]],
        },
        {
          header: 9,
          columns: "Account|Name|Debit|Credit",
          preamble: [[8, ["Balances"]]],
          rows: [10, 11],
        },
      ],
    ],
    [
      "begins another table behind rows without a header",
      `1000,Cash,5\n1100,Bank,6\n1200,Till,7\n\n${LEDGER}`,
      [
        { header: null, rows: [1, 2, 3] },
        { header: 5, columns: "Date|Text|Amount", rows: [6, 7, 8] },
      ],
    ],
    [
      "takes a table of unknown words above a clear one as a table, not as a preamble",
      `foo,bar,baz\nx,1,2\ny,3,4\n\n${LEDGER}`,
      [
        { header: 1, columns: "foo|bar|baz", rows: [2, 3] },
        { header: 5, columns: "Date|Text|Amount", rows: [6, 7, 8] },
      ],
    ],
    [
      "takes two columns of unknown words above numbers as a table",
      `foo,bar\nx,1\ny,3\nz,5\n\n${LEDGER}`,
      [
        { header: 1, columns: "foo|bar", rows: [2, 3, 4] },
        { header: 6, columns: "Date|Text|Amount", rows: [7, 8, 9] },
      ],
    ],
    [
      "goes on with the table below its own header again",
      `${LEDGER}\n${LEDGER}`,
      [
        {
          header: 1,
          columns: "Date|Text|Amount",
          rows: [2, 3, 4, 7, 8, 9],
          repeated_headers: [[6, ["Date", "Text", "Amount"]]],
        },
      ],
    ],
    [
      "goes on with the table below titles that differ by the number of the page",
      `Ledger - page 1 of 2\n${LEDGER}\nLedger - page 2 of 2\n${LEDGER}`,
      [
        {
          header: 2,
          columns: "Date|Text|Amount",
          preamble: [[1, ["Ledger - page 1 of 2"]]],
          rows: [3, 4, 5, 9, 10, 11],
          repeated_headers: [
            [7, ["Ledger - page 2 of 2"]],
            [8, ["Date", "Text", "Amount"]],
          ],
        },
      ],
    ],
    [
      "begins another table at the same header below another title",
      `Account 4711\n${LEDGER}\nAccount 4712\n${LEDGER}`,
      [
        {
          header: 2,
          columns: "Date|Text|Amount",
          preamble: [[1, ["Account 4711"]]],
          rows: [3, 4, 5],
        },
        {
          header: 8,
          columns: "Date|Text|Amount",
          preamble: [[7, ["Account 4712"]]],
          rows: [9, 10, 11],
        },
      ],
    ],
    [
      "begins no table at sections of rows",
      "Account,Name,Balance\n1000,Cash,5\n1100,Bank,6\n\nLiabilities,,\n2000,Loan,7\n\nTax,Sum,\n2100,VAT,8\n2200,Duty,9\n",
      [{ header: 1, columns: "Account|Name|Balance", rows: [2, 3, 5, 6, 8, 9, 10] }],
    ],
    [
      "begins no table at rows of another width without a clear header",
      `${LEDGER}\nfoo,bar\nbaz,qux\n`,
      [{ header: 1, columns: "Date|Text|Amount", rows: [2, 3, 4, 6, 7] }],
    ],
    [
      "says which rows a header of several was joined of",
      ",Opening,,Closing,\nNo,Debit,Credit,Debit,Credit\n1000,1,2,3,4\n",
      [
        {
          header: 2,
          columns: "No|Opening - Debit|Opening - Credit|Closing - Debit|Closing - Credit",
          header_rows: [1, 2],
          rows: [3],
        },
      ],
    ],
    [
      "leaves the records of a single column alone",
      "foo\nfoo bar\n\nbaz qux\n",
      [{ header: null, rows: [1, 2, 4] }],
    ],
    ["takes a lone line as a row", "\n\nHello world,\n", [{ header: null, rows: [3] }]],
  ];
  it.each(cases)("%s", (_, text, tables) => {
    expect(read(text).tables.map(outline)).toEqual(tables);
    expect(readFast(text)).toEqual(read(text));
  });

  it("gives every record as a row of one table with no header wanted", () => {
    const text = `ACME\n\n${LEDGER}\nBalances\n${ACCOUNTS}\nEnd of report\n`;
    const [table, ...others] = read(text, "none").tables;
    expect(others).toEqual([]);
    expect(table).toMatchObject({ headerRow: null, columns: null, meta: { delimiter: "," } });
    expect(table?.rows.map(([row]) => row)).toEqual(recordsOf(text).map(({ row }) => row));
    expect(table?.endMeta).toBeUndefined();
  });

  it("begins no other table below a header that the caller names, and keeps notes apart", () => {
    const text = `ACME\n${LEDGER}\nBalances\n${ACCOUNTS}\nEnd of report\n`;
    const tables = read(text, 2).tables.map(outline);
    expect(tables).toEqual([
      {
        header: 2,
        columns: "Date|Text|Amount",
        preamble: [[1, ["ACME"]]],
        rows: [3, 4, 5, 7, 8, 9, 10],
        footnotes: [[12, ["End of report"]]],
      },
    ]);
  });

  it("warns of rows that are ragged, and that a decimal comma may be why", () => {
    const { warnings } = read(
      `${LEDGER}2025-01-05,Rent,1.234,50\n2025-01-06,Food\n2025-01-07,a,b,c\n`,
    );
    expect(warnings.map(({ at }) => at)).toEqual([
      { row: 5, column: 4 },
      { row: 6 },
      { row: 7, column: 4 },
    ]);
    const [split, short, long] = warnings.map(({ message }) => message);
    expect(split).toMatch(/Columns 3 and 4 .* decimal comma/);
    expect(`${short}${long}`).not.toContain("decimal comma");
  });

  it("holds no more rows back behind a table than at its head", () => {
    const notes = "some lone line\n".repeat(HEADER_SEARCH_ROWS);
    const { tables } = read(`${LEDGER}\n${notes}`);
    expect(tables[0]?.rows).toHaveLength(3 + HEADER_SEARCH_ROWS);
    expect(tables[0]?.endMeta).toBeUndefined();
    const fewer = read(`${LEDGER}\n${notes.slice("some lone line\n".length)}`).tables;
    expect(fewer[0]?.endMeta?.["footnotes"]).toHaveLength(HEADER_SEARCH_ROWS - 1);
    const long = `${"x ".repeat(HEADER_SEARCH_CHARACTERS / 2 + 1)}\n`;
    expect(read(`${LEDGER}\n${long}`).tables[0]?.rows).toHaveLength(4);
  });

  it("keeps a bounded number of repeated headers, and gives further ones as rows", () => {
    const page = "\nDate,Text,Amount\n2025-01-05,Rent,5\n";
    const [table, ...others] = read(LEDGER + page.repeat(1_002)).tables;
    expect(others).toEqual([]);
    expect(table?.endMeta?.["repeated_headers"]).toHaveLength(1_000);
    expect(table?.rows).toHaveLength(3 + 1_002 + 2);
  });

  it("takes nothing for a footnote where the sink is full", () => {
    const { tables } = read(`${LEDGER}\nPrinted by ACME\nand others\n`, "auto", 2);
    expect(tables[0]?.endMeta).toBeUndefined();
  });

  it("passes warnings on in the table of their rows", () => {
    const sink = new CollectingSink();
    const tables = new TextTables(sink, { header: "auto", meta: {} });
    const seen: [table: number, row: number | undefined][] = [];
    sink.warn = ({ at }) => seen.push([sink.tables.length, at?.row]);
    for (const record of recordsOf(`${LEDGER}\nBalances\n${ACCOUNTS}\nEnd of report\n`)) {
      tables.warn({ code: "nul_bytes", message: "", at: { row: record.row } });
      tables.record(record);
    }
    tables.end();
    expect(seen.map(([, row]) => row)).toEqual([1, 2, 3, 4, 6, 7, 8, 9, 11]);
    expect(seen.filter(([table]) => table === 2).map(([, row]) => row)).toEqual([7, 8, 9, 11]);
  });

  it("has a shape once a table is known, and none while lines are held back", () => {
    const sink = new CollectingSink();
    const tables = new TextTables(sink, { header: "auto", meta: {} });
    const rows = Array.from({ length: 60 }, (_, index) => `2025-01-02,x,${index}\n`).join("");
    const shapes = recordsOf(`Date,Text,Amount\n${rows}\nSection two\n2025-01-02,x,1\n`).map(
      (record) => {
        tables.record(record);
        return tables.shape?.width ?? null;
      },
    );
    expect(shapes.slice(0, HEADER_SEARCH_ROWS - 1).every((width) => width === null)).toBe(true);
    expect(shapes.slice(-3)).toEqual([3, null, 3]);
  });

  const line = fc.oneof(
    fc.constantFrom(
      "",
      ",,",
      " ",
      "Title of it",
      "Total,,5",
      "Note: see there",
      "Date,Text,Amount",
      "Account,Name,Debit,Credit",
      ",Opening,,Closing,",
      "No,Debit,Credit,Debit,Credit",
      "Page 2",
      "Account,2024,2025",
      "Opening balance,5.00",
      "Section,,",
    ),
    fc.constantFrom(
      "2025-01-02,Rent,5",
      "1000,Cash,5,",
      "1100,1,2,3,4",
      "Cash,1000,2000",
      "a,b,c",
      "x,,,,z",
    ),
    fc
      .array(fc.constantFrom("", " ", "a", "Cash", "5", "2025-01-02", "Account", "two words"), {
        maxLength: 5,
      })
      .map((cells) => cells.join(",")),
  );
  const text = fc
    .array(fc.tuple(line, fc.integer({ min: 1, max: 4 })), { maxLength: 40 })
    .map((lines) => lines.map(([content, times]) => `${content}\n`.repeat(times)).join(""));

  it("loses, doubles and moves no cell, whatever the lines are", () => {
    fc.assert(
      fc.property(text, (content) => {
        const { tables } = read(content);
        const written = recordsOf(content).map(
          ({ row, cells }) => [row, filledCells(cells)] as const,
        );
        const expected = written.filter(([, cells]) => cells.length > 0);
        expect(tables.flatMap((table) => linesOf(table, written))).toEqual(expected);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives the same to an engine that writes plain rows by itself", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 60 }), (content, rows) => {
        const head = `Date,Text,Amount\n${"2025-01-02,Rent,5\n".repeat(rows)}`;
        expect(readFast(head + content)).toEqual(read(head + content));
      }),
      { numRuns: 1_000 },
    );
  });
});

type Line = readonly [row: number, cells: readonly CellValue[]];

/** Not null, as an empty cell and one that is left out are the same. */
function filledCells(cells: readonly CellValue[]): CellValue[] {
  return cells.filter((cell) => cell !== null);
}

/** Every line that a table tells of, in the order of the source; a header as it was written. */
function linesOf(
  { headerRow, columns, meta, rows, endMeta }: CollectedTable,
  written: readonly Line[],
): Line[] {
  const headerRows =
    (meta?.["header_rows"] as number[] | undefined) ?? (headerRow === null ? [] : [headerRow]);
  const header = written.filter(([row]) => headerRows.includes(row));
  // What a header says is in its columns, joined or numbered as it may be.
  for (const cell of header.flatMap(([, cells]) => cells)) {
    expect(columns?.join("\n")).toContain(String(cell).trim());
  }
  const listed = [
    meta?.["preamble"],
    endMeta?.["footnotes"],
    endMeta?.["repeated_headers"],
  ] as Line[][];
  return [...header, ...rows, ...listed.flatMap((lines) => lines ?? [])]
    .map(([row, cells]) => [row, filledCells(cells)] as const)
    .toSorted(([left], [right]) => left - right);
}
