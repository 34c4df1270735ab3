// Running lines, and tables that go on over pages.
import { describe, expect, it } from "vitest";
import { DocumentTables } from "../../../src/formats/pdf/document-tables.ts";
import { findPageTables } from "../../../src/formats/pdf/page-tables.ts";
import type { Word } from "../../../src/formats/pdf/page.ts";
import { PAGES_AROUND, RunningLines } from "../../../src/formats/pdf/running-lines.ts";
import type { StitchedTable } from "../../../src/formats/pdf/stitching.ts";
import { page, rows, text } from "../../support/hand-made-page.ts";

const COLUMNS = [50, { right: 300 }, { right: 400 }];
const HEADER = ["Account", "Debit", "Credit"];

function entries(from: number): (string | null)[][] {
  return Array.from({ length: 5 }, (_, row) => [
    `Account ${from + row}`,
    row % 2 === 0 ? `${from + row}.00` : null,
    row % 2 === 0 ? null : `${from + row}.50`,
  ]);
}

function stitch(pages: readonly Word[][]): StitchedTable[] {
  const tables = new DocumentTables();
  for (const [index, words] of pages.entries())
    tables.add(findPageTables(page(words, { number: index + 1 })));
  return tables.tables;
}

describe("a table over pages", () => {
  it("is one, with its header once", () => {
    const [table, ...others] = stitch(
      [10, 20, 30].map((from) => rows(COLUMNS, [HEADER, ...entries(from)])),
    );
    expect(others).toEqual([]);
    expect(table?.rows).toEqual([HEADER, ...entries(10), ...entries(20), ...entries(30)]);
    expect(table).toMatchObject({ pages: [1, 2, 3], repeatedHeaders: [2, 3] });
  });

  it("goes on where no header stands again", () => {
    const [table, ...others] = stitch([
      rows(COLUMNS, [HEADER, ...entries(10)]),
      rows(COLUMNS, entries(20)),
    ]);
    expect(others).toEqual([]);
    expect(table?.rows).toEqual([HEADER, ...entries(10), ...entries(20)]);
  });

  it("keeps its place in columns that a page leaves blank", () => {
    const debits = entries(20).map(([name], row) => [name ?? "", `${row}1.00`]);
    const [table] = stitch([
      rows(COLUMNS, [HEADER, ...entries(10)]),
      rows(COLUMNS.slice(0, 2), debits),
    ]);
    expect(table?.rows.slice(6)).toEqual(debits.map(([name, debit]) => [name, debit, null]));
  });

  it("says which rows carry a sum", () => {
    const carried = ["Balance carried forward", "35.00", "25.00"];
    const brought = ["Balance brought forward", "35.00", "25.00"];
    const [table] = stitch([
      rows(COLUMNS, [HEADER, ...entries(10), carried]),
      rows(COLUMNS, [HEADER, brought, ...entries(20)]),
    ]);
    expect(table?.carryRows).toEqual([7, 8]);
  });

  it("is another under another header", () => {
    const tables = stitch([
      rows(COLUMNS, [HEADER, ...entries(10)]),
      rows(COLUMNS, [["Customer", "Due", "Paid"], ...entries(20)]),
    ]);
    expect(tables).toHaveLength(2);
  });
});

describe("running lines", () => {
  function withoutRunning(pages: readonly Word[][]): string[][] {
    const running = new RunningLines();
    const contents = pages.map((words, index) => page(words, { number: index + 1 }));
    for (const content of contents.slice(0, PAGES_AROUND)) running.note(content);
    return contents.map((content, index) => {
      const ahead = contents[index + PAGES_AROUND];
      if (ahead !== undefined) running.note(ahead);
      return running.without(content).words.map((word) => word.text);
    });
  }

  it("are taken out, with numbers that count the pages", () => {
    const pages = [1, 2, 3, 4].map((number) =>
      [
        text(50, 30, "Trial balance"),
        text(50, 60, "Alder Ltd"),
        text(400, 60, `Page ${number} of 4`),
        text(50, 400, "Cash"),
      ].flat(),
    );
    expect(withoutRunning(pages)).toEqual([["Cash"], ["Cash"], ["Cash"], ["Cash"]]);
  });

  it("are not rows of values, alike as they may be", () => {
    const pages = [1, 2, 3, 4].map((number) =>
      [text(50, 60, `Invoice ${number}00`), text(400, 60, "100.00", true)].flat(),
    );
    expect(withoutRunning(pages).map((words) => words.length)).toEqual([3, 3, 3, 3]);
  });

  it("are not headers of columns", () => {
    const pages = [1, 2, 3, 4].map(() => [text(50, 60, "Account"), text(300, 60, "Debit")].flat());
    expect(withoutRunning(pages)[0]).toEqual(["Account", "Debit"]);
  });
});
