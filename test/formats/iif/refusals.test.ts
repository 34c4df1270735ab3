import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../../guards/limits.ts";
import type { FailureCode } from "../../../src/core/failure.ts";
import { Refusal } from "../../../src/core/failure.ts";
import { KIB, MIB } from "../../../src/core/units.ts";
import { parse } from "../../../src/formats/iif/parse.ts";
import { GuardedSink } from "../../../src/intake/guarded-sink.ts";
import { StopSignal } from "../../../src/intake/stop.ts";
import { utf16, utf8 } from "../../pollution/encode.ts";
import { iif, TRANSACTION_HEADERS, transaction } from "../../support/build-iif.ts";
import {
  byteSource,
  collectStream,
  parseContext,
  type RunSettings,
} from "../../support/collect-rows.ts";
import { RecordingWriter } from "../../support/recording-writer.ts";

function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => (at * 197 + (at >> 3) * 31) % 256);
}

async function failureOf(content: string | Uint8Array, settings: RunSettings = {}) {
  const { failure, tables } = await collectStream(parse, content, settings);
  return { failure, rows: tables.flatMap(({ rows }) => rows).length };
}

describe("parse of files that it refuses", () => {
  it.each<[string, string | Uint8Array, FailureCode]>([
    ["no bytes", "", "empty_file"],
    ["a byte order mark alone", "\uFEFF", "empty_file"],
    ["blanks and line breaks", " \r\n\t\n  ", "empty_file"],
    ["headers of transactions without rows", iif(TRANSACTION_HEADERS), "no_records"],
    ["headers of lists without rows", iif(["!CUST|NAME", "!VEND|NAME"]), "no_records"],
    ["ends of transactions alone", iif([...TRANSACTION_HEADERS, "ENDTRNS||"]), "no_records"],
    ["text without record types", "Account,Debit\nCash,1.00\n", "no_records"],
    ["prose", "Dear customer,\nplease find enclosed our invoice.\n", "no_records"],
    ["a QIF file", "!Type:Bank\nD1/31/2025\nT-5.00\n^\n", "no_records"],
    ["NUL characters alone", new Uint8Array(4 * KIB), "no_records"],
    ["binary data", noise(8 * KIB), "corrupt_file"],
    ["UTF-32", Uint8Array.of(0xff, 0xfe, 0, 0, 0x21, 0, 0, 0), "undecodable_text"],
    [
      "half a UTF-16 unit",
      utf16(`\uFEFF${iif(["!CUST|NAME", "CUST|a"])}`, "le").slice(0, -1),
      "undecodable_text",
    ],
    [
      "a lone surrogate",
      utf16(`\uFEFF${iif(["!CUST|NAME", "CUST|\ud800"])}`, "le"),
      "undecodable_text",
    ],
  ])("refuses %s", async (_, content, code) => {
    expect(await failureOf(content)).toMatchObject({ failure: { code }, rows: 0 });
  });

  it.each<[string, RunSettings["options"], FailureCode]>([
    ["an encoding that nobody knows", { encoding: "ebcdic" }, "invalid_option"],
    ["a letter as delimiter", { delimiter: "x" }, "invalid_option"],
    ["a quotation mark as delimiter", { delimiter: '"' }, "invalid_option"],
    ["a delimiter beyond ASCII", { delimiter: "§" }, "invalid_option"],
    ["a delimiter that is not there", { delimiter: "|" }, "no_records"],
    ["a table that is not there", { sheet: "VEND" }, "sheet_not_found"],
    ["a table number beyond the last", { sheet: "2" }, "sheet_not_found"],
  ])("refuses %s", async (_, options = {}, code) => {
    const { failure } = await failureOf(iif(["!CUST|NAME", "CUST|a"]), { options });
    expect(failure?.code).toBe(code);
    if (code === "sheet_not_found") expect(failure).toMatchObject({ sheets: ["CUST"] });
  });

  it("holds records to their longest", async () => {
    const name = (length: number) => `!CUST\tA\tB\nCUST\t${"a,".repeat(length / 2)}\nCUST\tb\n`;
    const limits = { cellBytes: 8 * MIB };
    const max = 4 * MIB - 5;
    expect((await failureOf(name(max - 1), { limits })).failure).toBeNull();
    for (const sizes of [64 * KIB, 1 * MIB, 16 * MIB]) {
      const { failure } = await collectStream(parse, name(max + 3), { limits, sizes });
      expect(failure).toMatchObject({
        code: "cell_too_long",
        at: { row: 2 },
        limit: { max: 4 * MIB },
      });
    }
  });

  it.each([
    ["without quotes", (text: string) => text],
    ["in quotes", (text: string) => `"${text}"`],
  ])("holds cells %s to their limit", async (_, write) => {
    const limits = { cellBytes: 100 };
    const file = (length: number) => iif(["!CUST|A|B", `CUST|x|${write("é".repeat(length))}`]);
    expect((await failureOf(file(49), { limits })).failure).toBeNull();
    expect((await failureOf(file(51), { limits })).failure).toMatchObject({
      code: "cell_too_long",
      at: { row: 2, column: 2 },
      limit: { name: "cell_bytes", max: 100 },
    });
  });

  it("takes a quote that does not close within the limit of a cell as text", async () => {
    const limits = { cellBytes: 100 };
    const text = iif(["!CUST|A", 'CUST|"a', ...Array.from({ length: 30 }, () => "line"), '"|b']);
    const { tables, warnings } = await collectStream(parse, text, { limits });
    expect(tables[0]?.rows).toEqual([[2, ['"a']]]);
    expect(warnings[0]).toMatchObject({ code: "unbalanced_quote", at: { row: 2 } });
  });

  it("holds columns to their limit, in headers, in rows, in both together", async () => {
    const limits = { columnsPerTable: 3 };
    const found = async (...lines: string[]) =>
      (await failureOf(iif(lines), { limits })).failure?.code;
    expect(await found("!CUST|A|B|C", "CUST|1|2|3")).toBeUndefined();
    expect(await found("!CUST|A|B|C|D", "CUST|1")).toBe("columns_exceeded");
    expect(await found("!CUST|A", "CUST|1|2|3|4")).toBe("columns_exceeded");
    expect(await found("!CUST|A|B", "CUST|1", "!CUST|C|D", "CUST|1")).toBe("columns_exceeded");
    expect(await found("!TRNS|A|B", "TRNS|1|2", "ENDTRNS")).toBe("columns_exceeded");
  });

  it("refuses headers that are all different beyond their budget", async () => {
    const header = (number: number) =>
      `!CUST|${Array.from({ length: 1_000 }, (_, at) => `A${number % 7}${at}${number}`).join("|")}`;
    const limits = { columnsPerTable: 1_000_000 };
    const some = Array.from({ length: 100 }, (_, number) => header(number));
    expect((await failureOf(iif([...some, "CUST|a"]), { limits })).failure).toBeNull();
    const many = Array.from({ length: 300 }, (_, number) => header(number));
    expect((await failureOf(iif([...many, "CUST|a"]), { limits })).failure).toMatchObject({
      code: "columns_exceeded",
      limit: { name: "header_cost", max: 4 * MIB },
    });
    const same = Array.from({ length: 500 }, () => header(1));
    expect((await failureOf(iif([...same, "CUST|a"]), { limits })).failure).toBeNull();
  });

  it("refuses more than a thousand record types", async () => {
    const types = (count: number) =>
      iif(Array.from({ length: count }, (_, type) => `!T${type}|A\r\nT${type}|x`));
    expect((await failureOf(types(1_000))).failure).toBeNull();
    expect((await failureOf(types(1_001))).failure).toMatchObject({
      code: "corrupt_file",
      limit: { name: "record_types", max: 1_000, found: 1_001 },
    });
  });

  it.each<[string, object, FailureCode | null]>([
    ["at the limit of rows", { rowsPerTable: 6 }, null],
    ["beyond the limit of rows", { rowsPerTable: 5 }, "rows_exceeded"],
    ["at the limit of cells", { cellsPerFile: 54 }, null],
    ["beyond the limit of cells", { cellsPerFile: 53 }, "cells_exceeded"],
  ])("is held by the sink %s, by bytes and by values", async (_, changed, code) => {
    const lines = [
      ...TRANSACTION_HEADERS,
      ...["1", "2", "3"].flatMap((amount) => transaction(amount)),
    ];
    const bytes = utf8(iif(lines));
    const limits = { ...DEFAULT_LIMITS, ...changed };
    for (const isByValues of [false, true]) {
      const sink = new GuardedSink(new RecordingWriter(), limits, null, new StopSignal(), () => 0);
      if (isByValues) Object.defineProperty(sink, "json", { value: null });
      const found = await Promise.resolve(
        parse({ access: "stream", source: byteSource(bytes) }, sink, parseContext({ limits })),
      ).then(
        () => null,
        (error: unknown) => {
          if (error instanceof Refusal) return error.failure.code;
          throw error;
        },
      );
      expect([isByValues, found]).toEqual([isByValues, code]);
    }
  });
});

describe("strict mode", () => {
  const HEADERS = ["!TRNS|DATE|AMOUNT", "!SPL|DATE|AMOUNT", "!ENDTRNS"];
  it.each<[string, string[]]>([
    ["a transaction off by a cent", [...HEADERS, "TRNS|a|1.00", "SPL|b|-0.99", "ENDTRNS"]],
    ["a transaction without an end", [...HEADERS, "TRNS|a|0"]],
    ["an SPL in no transaction", [...HEADERS, "SPL|b|0"]],
    ["an amount that is none", [...HEADERS, "TRNS|a|x", "ENDTRNS"]],
    ["a row without a header", ["!CUST|NAME", "VEND|a"]],
    ["a line without a type", ["!CUST|NAME", "CUST|a", "and so on"]],
    ["a row that is too long", ["!CUST|NAME", "CUST|a|b"]],
    ["a quote that does not close", ["!CUST|NAME", 'CUST|"a']],
    ["a NUL", ["!CUST|NAME", "CUST|a\0"]],
  ])("refuses %s", async (_, lines) => {
    const options = { strict: true };
    expect((await failureOf(iif(lines), { options })).failure?.code).toBe("corrupt_file");
    expect((await failureOf(iif(lines))).failure).toBeNull();
  });

  it("takes a sound file", async () => {
    const lines = [...TRANSACTION_HEADERS, ...transaction("1.00")];
    const { failure, rows } = await failureOf(iif(lines), { options: { strict: true } });
    expect([failure, rows]).toEqual([null, 2]);
  });
});
