// Every warning that csv and tsv can give, through the whole app: its code, its place, and that it is
// counted as no error. A code without a case here fails the test.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { WarningCode } from "../../src/core/records.ts";
import { read } from "../docs/pages.ts";
import { windows1252 } from "../pollution/encode.ts";
import { uploadText, type TextUpload } from "../support/text-upload.ts";

interface WarningCase {
  name: string;
  code: WarningCode;
  query?: string;
  /** By the format; `ledger` with its extension where it is left out. */
  filename?: string;
  /** By the delimiter of the format. */
  body: (delimiter: string) => TextUpload["body"];
  at: object;
  /** Rows as they come out all the same. */
  rows: (delimiter: string) => (readonly [number, readonly (string | null)[]])[];
  only?: "csv" | "tsv";
}

const CASES: WarningCase[] = [
  {
    name: "another format in the name",
    code: "type_mismatch",
    filename: "ledger.xlsx",
    body: (d) => [`Account${d}Debit\n0010${d}12.50\n`],
    at: {},
    rows: () => [[2, ["0010", "12.50"]]],
  },
  {
    name: "a row of fewer cells",
    code: "ragged_row",
    body: (d) => [`Account${d}Debit${d}Credit\n0010${d}12.50${d}\n4000${d}1\n`],
    at: { table: 1, row: 3 },
    rows: () => [
      [2, ["0010", "12.50", null]],
      [3, ["4000", "1", null]],
    ],
  },
  {
    name: "a row of more cells",
    code: "ragged_row",
    body: (d) => [`Account${d}Debit\n0010${d}12.50\n4000${d}1${d}x\n`],
    at: { table: 1, row: 3, column: 3 },
    rows: () => [
      [2, ["0010", "12.50"]],
      [3, ["4000", "1", "x"]],
    ],
  },
  {
    name: "two columns of one name",
    code: "duplicate_header",
    query: "header=1",
    body: (d) => [`Account${d}Sum${d}Sum\n0010${d}1${d}2\n`],
    at: { table: 1, row: 1, column: 3 },
    rows: () => [[2, ["0010", "1", "2"]]],
  },
  {
    name: "a row in another encoding",
    code: "mixed_encoding",
    body: (d) => [`Name${d}Sum\nété${d}1\n`, windows1252("noël"), `${d}2\n`],
    at: { table: 1, row: 3, byte: 19 },
    rows: () => [
      [2, ["été", "1"]],
      [3, ["noël", "2"]],
    ],
  },
  {
    name: "text behind a closing quote",
    code: "unbalanced_quote",
    body: (d) => [`Name${d}Sum\n${`"a${d} b"${d}"1${d}0"\n`.repeat(9)}"e"f"${d}2\n`],
    at: { table: 1, row: 11, line: 11 },
    rows: (d) => [
      ...Array.from({ length: 9 }, (_, row) => [row + 2, [`a${d} b`, `1${d}0`]] as const),
      [11, ['e"f', "2"]],
    ],
  },
  {
    name: "two delimiters that fit",
    code: "ambiguous_delimiter",
    only: "csv",
    body: () => ["a;b|c\nd;e|f\n"],
    at: { table: 1 },
    rows: () => [
      [1, ["a", "b|c"]],
      [2, ["d", "e|f"]],
    ],
  },
  {
    name: "a NUL in a cell",
    code: "nul_bytes",
    body: (d) => [`Account${d}Name${d}Debit\n0010${d}Can\0teen lunch of January${d}12.50\n`],
    at: { table: 1, row: 2 },
    rows: () => [[2, ["0010", "Can\0teen lunch of January", "12.50"]]],
  },
  {
    name: "UTF-8 that was read as windows-1252 before it was saved",
    code: "mojibake",
    body: (d) => [`Date${d}Name${d}Sum\n2025-01-31${d}CafÃ© Zentral${d}12.50\n`],
    at: { table: 1, line: 2 },
    rows: () => [[2, ["2025-01-31", "CafÃ© Zentral", "12.50"]]],
  },
  {
    name: "an amount among amounts that is none",
    code: "type_exception",
    query: "types=typed",
    body: (d) => [
      `Account${d}Amount\n`,
      ...Array.from({ length: 28 }, (_, row) => `V-${row + 100}${d}${row}.50\n`),
      `V-999${d}see note\n`,
    ],
    at: { table: 1, row: 30, column: 2 },
    rows: () => [
      ...Array.from(
        { length: 28 },
        (_, row) => [row + 2, [`V-${row + 100}`, `${row}.50`]] as const,
      ),
      [30, ["V-999", "see note"]],
    ],
  },
  {
    name: "dates that may begin with the day or the month",
    code: "ambiguous_date",
    query: "types=typed",
    body: (d) => [`Date${d}Name\n01/02/2025${d}a\n03/02/2025${d}b\n02/02/2025${d}c\n`],
    at: { table: 1, column: 1 },
    rows: () => [
      [2, ["01/02/2025", "a"]],
      [3, ["03/02/2025", "b"]],
      [4, ["02/02/2025", "c"]],
    ],
  },
  {
    name: "amounts whose separator may be that of decimals",
    code: "ambiguous_decimal",
    query: "types=typed",
    body: (d) => [`Name${d}Amount\na${d}"1,234"\nb${d}"5,678"\nc${d}900\n`],
    at: { table: 1, column: 2 },
    rows: () => [
      [2, ["a", "1234"]],
      [3, ["b", "5678"]],
      [4, ["c", "900"]],
    ],
  },
  {
    name: "amounts of several currencies in a column",
    code: "mixed_currency",
    query: "types=typed",
    body: (d) => [`Name${d}Amount\na${d}5.00 EUR\nb${d}7.00 USD\nc${d}9.00 GBP\n`],
    at: { table: 1, column: 2 },
    rows: () => [
      [2, ["a", "5.00 EUR"]],
      [3, ["b", "7.00 USD"]],
      [4, ["c", "9.00 GBP"]],
    ],
  },
  {
    name: "the page header of a print on its second page",
    code: "repeated_header",
    body: () => [
      "LEDGER                PAGE 1\nACCOUNT  NAME       DEBIT\n-------  ------  --------\n",
      "1000     Cash       12.50\n1010     Bank        7.00\n\f",
      "LEDGER                PAGE 2\nACCOUNT  NAME       DEBIT\n-------  ------  --------\n",
      "4000     Sales      19.50\n",
    ],
    at: { table: 1, line: 6 },
    rows: () => [
      [4, ["1000", "Cash", "12.50"]],
      [5, ["1010", "Bank", "7.00"]],
      [9, ["4000", "Sales", "19.50"]],
    ],
  },
  {
    name: "delimiters and nothing between them",
    code: "no_rows",
    body: (d) => [`${d}${d}\n${d}${d}\n`],
    at: { table: 1 },
    rows: () => [],
  },
  {
    name: "more rows than are asked for",
    code: "rows_limited",
    query: "max_rows=1",
    body: (d) => [`Account${d}Debit\n0010${d}12.50\n4000${d}1\n`],
    at: {},
    rows: () => [[2, ["0010", "12.50"]]],
  },
];

/** Warnings that no text gives, and why. */
const NOT_OF_TEXT: Partial<Record<WarningCode, string>> = {
  formula_not_calculated: "text has no formulas",
  duplicate_cell: "text has no addresses",
  shared_string_missing: "text has no shared strings",
  invalid_cell: "the cells of text have no type",
  hidden_sheet: "text has no sheets",
  hidden_rows: "text has no sheets",
  hidden_columns: "text has no sheets",
  precision_loss: "the cells of text stay as written",
  missing_header: "record types are of iif",
  missing_end: "transactions are of iif",
  orphan_split: "transactions are of iif",
  unreadable_amount: "transactions are of iif",
  unbalanced_transaction: "transactions are of iif",
  low_confidence: "a document's",
  page_without_text: "a document's",
  invalid_markup: "text has no tags",
  duplicate_fitid: "text has no ids of transactions",
  missing_fitid: "text has no ids of transactions",
  date_outside_period: "text has no period",
  sign_conflict: "text has no types of transactions",
  balance_mismatch: "text has no balances of statements",
  statement_error: "text has no status",
};

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

describe.each([
  ["csv", ","],
  ["tsv", "\t"],
] as const)("an upload of %s with", (format, delimiter) => {
  const cases = CASES.filter(({ only }) => only === undefined || only === format);

  it.each(cases)("$name gives the warning $code", async (given) => {
    const { code, query = "", filename = `ledger.${format}`, body, at, rows } = given;
    const { status, records, counted } = await uploadText({
      query,
      filename,
      body: body(delimiter),
    });
    expect(status).toBe(200);
    const warnings = records.filter(({ type }) => type === "warning");
    const message = expect.stringMatching(/^.{20,}\.$/) as string;
    expect(warnings).toEqual([{ type: "warning", code, message, at }]);
    expect(records.filter(({ row }) => row !== undefined)).toEqual(
      rows(delimiter).map(([row, cells]) => ({ row, cells })),
    );
    expect(records.at(-1)).toMatchObject({ type: "end", status: "complete", warnings: 1 });
    expect(counted).toEqual({ [`${format} paciolus_parse_outcomes_total complete`]: 1 });
  });
});

describe("the cases above", () => {
  it("show every warning of the service, or say why text does not give it", () => {
    const codes =
      /type WarningCode =([^;]+);/.exec(read("src/core/records.ts"))?.[1]?.match(/\w+/g) ?? [];
    expect(codes.length).toBeGreaterThan(10);
    const shown = new Set<string>(CASES.map(({ code }) => code));
    expect(codes.filter((code) => !shown.has(code) && !(code in NOT_OF_TEXT))).toEqual([]);
    expect(Object.keys(NOT_OF_TEXT).filter((code) => shown.has(code))).toEqual([]);
  });
});
