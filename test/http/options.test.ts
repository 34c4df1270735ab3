import { describe, expect, it } from "vitest";
import { Refusal, type ParseFailure } from "../../src/core/failure.ts";
import { readOptions, type RequestOptions } from "../../src/http/options.ts";
import { FORMAT_IDS } from "../../src/formats/registry.ts";

function read(query: string): RequestOptions {
  return readOptions(new URLSearchParams(query));
}

function refusal(query: string): ParseFailure {
  try {
    read(query);
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
  throw new Error("not refused");
}

const DEFAULTS: RequestOptions = {
  parse: {
    sheet: "all",
    header: "auto",
    delimiter: null,
    encoding: null,
    maxRows: null,
    strict: false,
    types: "native",
    pages: null,
    minConfidence: null,
    unmask: false,
  },
  format: null,
  filename: null,
  waitsForEnd: false,
};

describe("readOptions", () => {
  it("gives the defaults of the contract when nothing is asked", () => {
    expect(read("")).toEqual(DEFAULTS);
  });

  it.each<[string, Partial<Omit<RequestOptions, "parse">>]>([
    ["format=auto", {}],
    ["format=XLSX", { format: "xlsx" }],
    ["filename=B%C3%BCcher.csv", { filename: "Bücher.csv" }],
    ["filename=", {}],
    ["wait=end", { waitsForEnd: true }],
  ])("reads %s", (query, changes) => {
    expect(read(query)).toEqual({ ...DEFAULTS, ...changes });
  });

  it.each<[string, Partial<RequestOptions["parse"]>]>([
    ["sheet=TB%202025", { sheet: "TB 2025" }],
    ["sheet=2", { sheet: "2" }],
    ["header=none", { header: "none" }],
    ["header=auto", {}],
    ["header=7", { header: 7 }],
    ["delimiter=%3B", { delimiter: ";" }],
    ["delimiter=tab", { delimiter: "\t" }],
    ["delimiter=%09", { delimiter: "\t" }],
    ["delimiter=\\t", { delimiter: "\t" }],
    ["delimiter=|", { delimiter: "|" }],
    ["encoding=windows-1252", { encoding: "windows-1252" }],
    ["max_rows=1", { maxRows: 1 }],
    ["max_rows=999999999", { maxRows: 999_999_999 }],
    ["strict=1", { strict: true }],
    ["strict=0", {}],
    ["types=native", {}],
    ["types=typed", { types: "typed" }],
    ["pages=3", { pages: [{ first: 3, last: 3 }] }],
    [
      "pages=1,3-5,%207-",
      {
        pages: [
          { first: 1, last: 1 },
          { first: 3, last: 5 },
          { first: 7, last: null },
        ],
      },
    ],
    ["min_confidence=0.35", { minConfidence: 0.35 }],
    ["min_confidence=0", { minConfidence: 0 }],
    ["unmask=1", { unmask: true }],
    ["unmask=0", { unmask: false }],
    ["min_confidence=1", { minConfidence: 1 }],
  ])("reads %s for the parser", (query, changes) => {
    expect(read(query)).toEqual({ ...DEFAULTS, parse: { ...DEFAULTS.parse, ...changes } });
  });

  it("takes every registered format", () => {
    for (const id of FORMAT_IDS) expect(read(`format=${id}`).format).toBe(id);
  });

  it.each([
    "format=docx",
    "format=",
    "sheet=",
    "header=0",
    "header=-1",
    "header=1.5",
    "header=Auto",
    "header=",
    "header=1234567890",
    "delimiter=",
    "delimiter=ab",
    "delimiter=%22",
    "delimiter=%0A",
    "delimiter=%0D",
    "delimiter=%F0%9F%98%80",
    "encoding=",
    "encoding=latin-seven",
    "pages=",
    "pages=0",
    "pages=5-3",
    "pages=all",
    "pages=1;2",
    `pages=${"1,".repeat(3_000)}1`,
    "min_confidence=",
    "min_confidence=1.1",
    "min_confidence=-0.5",
    "min_confidence=60%25",
    "max_rows=0",
    "max_rows=-5",
    "max_rows=1e3",
    "max_rows=%2B5",
    "max_rows=99999999999",
    "strict=true",
    "strict=",
    "types=strings",
    "types=Typed",
    "types=",
    "wait=1",
  ])("refuses %s, and names the option", (query) => {
    const failure = refusal(query);
    expect(failure.code).toBe("invalid_option");
    expect(failure.detail).toContain(`The option ${query.split("=")[0]} takes `);
  });

  it.each(["strict=1&strict=1", "sheet=a&sheet=b", "wait=end&max_rows=1&wait=end"])(
    "refuses the duplicate in %s",
    (query) => {
      expect(refusal(query)).toMatchObject({
        code: "invalid_option",
        detail: expect.stringContaining("twice"),
      });
    },
  );

  it.each(["Sheet", "maxRows", "__proto__", "constructor", "toString", "hasOwnProperty", ""])(
    "refuses the unknown option %j without repeating it",
    (name) => {
      const { code, detail } = refusal(`${encodeURIComponent(name)}=secret-value`);
      expect(code).toBe("invalid_option");
      expect(detail).toMatch(/^There is no option of that name; there are format, filename, sheet/);
      expect(detail).not.toContain("secret-value");
    },
  );
});
