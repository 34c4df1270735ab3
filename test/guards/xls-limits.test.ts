// Every limit that an xls workbook can meet, one below, at and one above it, through the parser.
import { describe, expect, it } from "vitest";
import * as limits from "../../guards/limits.ts";
import type { FailureCode } from "../../src/core/failure.ts";
import type { ParseLimits } from "../../src/core/limits.ts";
import { parse } from "../../src/formats/xls/parse.ts";
import { readBomb } from "../bombs/bomb.ts";
import {
  bof,
  buildSheet,
  buildStream,
  buildXls,
  eof,
  label,
  labelSst,
  merged,
  number,
  record,
  sst,
  text8,
  u16,
  u32,
} from "../support/build-xls.ts";
import { buildCfb } from "../support/build-xls-container.ts";
import { expectLimit, titleOf, type LimitCase } from "./limit-cases.ts";

const CELL = number(0, 0, 1);

const numbers = (rows: number, columns: number) =>
  Array.from({ length: rows * columns }, (_, at) =>
    number(Math.floor(at / columns), at % columns, 1),
  );

const CASES: readonly LimitCase[] = [
  {
    name: "workbook_sheets",
    code: "corrupt_file",
    make: (count) => {
      const sheet = [...bof(0x10), ...CELL, ...eof()];
      const globals = (at: number) => [
        ...bof(5),
        ...Array.from({ length: count }, (_, index) =>
          record(0x85, u32(at + index * sheet.length), [0, 0, 1, 0, 0x61]),
        ).flat(),
        ...eof(),
      ];
      const sheets = Array.from({ length: count }, () => sheet).flat();
      return Uint8Array.from([...globals(globals(0).length), ...sheets]);
    },
    max: limits.MAX_WORKBOOK_SHEETS,
  },
  {
    name: "number_formats",
    code: "corrupt_file",
    make: (count) =>
      buildSheet([CELL], {
        globals: Array.from({ length: count }, (_, at) => record(0x41e, u16(at), text8("0"))),
      }),
    max: limits.MAX_NUMBER_FORMATS,
  },
  {
    name: "merged_ranges",
    code: "expansion_limit",
    make: (count) =>
      buildSheet([
        merged(
          ...Array.from({ length: count }, (): [number, number, number, number] => [0, 1, 0, 1]),
        ),
      ]),
    max: 10,
    limits: (mergedRanges) => ({ mergedRanges }),
    at: { sheet: "Sheet1" },
  },
  {
    name: "rows_per_table",
    code: "rows_exceeded",
    make: (rows) => buildSheet(numbers(rows, 1)),
    max: 100,
    limits: (rowsPerTable) => ({ rowsPerTable }),
    at: { row: 101 },
  },
  {
    name: "columns_per_table",
    code: "columns_exceeded",
    make: (columns) => buildSheet(numbers(1, columns)),
    max: 20,
    limits: (columnsPerTable) => ({ columnsPerTable }),
    at: { sheet: "Sheet1", row: 1, column: 21 },
  },
  {
    name: "cells_per_file",
    code: "cells_exceeded",
    make: (cells) =>
      buildXls({
        sheets: [
          { name: "a", records: numbers(10, 5) },
          { name: "b", records: numbers(cells - 50, 1) },
        ],
      }),
    max: 150,
    limits: (cellsPerFile) => ({ cellsPerFile }),
    at: { row: 101 },
  },
  {
    name: "cell_bytes",
    code: "cell_too_long",
    make: (bytes) => buildSheet([label(0, 0, text8("x".repeat(bytes)))]),
    max: 3_000,
    limits: (cellBytes) => ({ cellBytes }),
    at: { row: 1, column: 1 },
  },
  {
    name: "text_bytes",
    code: "expansion_limit",
    make: (bytes) =>
      buildSheet([labelSst(0, 0, 0), labelSst(1, 0, 0), labelSst(1, 1, 1)], {
        strings: ["0123456789", "x".repeat(bytes - 20)],
      }),
    max: 100,
    limits: (textRatioFreeBytes) => ({ textRatio: 0, textRatioFreeBytes }),
    at: { row: 2 },
  },
];

describe("a limit of xls", () => {
  it.each(CASES.map((limitCase) => [titleOf(limitCase), limitCase] as const))(
    "%s",
    async (_, limitCase) => {
      await expectLimit(parse, limitCase);
    },
  );

  it("directory_entries, of which a sector holds four", async () => {
    const read = async (entries: number) => {
      const data = buildStream({ sheets: [{ records: [CELL] }] });
      // The root and the workbook are entries as well.
      const more = Array.from({ length: entries - 2 }, (_, at) => ({
        name: `s${at}`,
        data: new Uint8Array(0),
      }));
      const bytes = buildCfb({ streams: [{ name: "Workbook", data }, ...more] });
      return (await readBomb(parse, bytes)).failure;
    };
    const max = limits.MAX_DIRECTORY_ENTRIES;
    expect(await read(max - 4)).toBeNull();
    expect(await read(max)).toBeNull();
    expect(await read(max + 4)).toMatchObject({
      code: "corrupt_file",
      limit: { name: "directory_entries", max, found: max + 4 },
    });
  });

  it.each<[string, Uint8Array, number, keyof ParseLimits, FailureCode, object]>([
    [
      "shared_string_bytes",
      // A string that lies in the file in one piece costs its place alone.
      buildSheet([labelSst(0, 0, 0)], { strings: Array.from({ length: 10 }, () => "text") }),
      10 * 8,
      "sharedStringBytes",
      "expansion_limit",
      {},
    ],
    [
      "shared_string_bytes",
      // One that lies over two records is copied, two bytes for each character.
      buildSheet([labelSst(0, 0, 0)], { sst: sst(["0123456789"], { limit: 15 }) }),
      8 + 10 * 2,
      "sharedStringBytes",
      "expansion_limit",
      {},
    ],
    [
      "held_row_bytes",
      buildSheet([...Array.from({ length: 9 }, (_, at) => number(at + 1, 0, 1)), CELL]),
      9 * (64 + 16),
      "heldRowBytes",
      "corrupt_file",
      { sheet: "Sheet1", row: 1 },
    ],
  ])(
    "%s: what a file takes up is let through by a limit of as much",
    async (name, bytes, taken, key, code, at) => {
      const read = async (max: number) => (await readBomb(parse, bytes, { [key]: max })).failure;
      expect(await read(taken + 1)).toBeNull();
      expect(await read(taken)).toBeNull();
      expect(await read(taken - 1)).toMatchObject({
        code,
        limit: { name, max: taken - 1, found: taken },
        ...(Object.keys(at).length > 0 && { at }),
      });
    },
  );
});
