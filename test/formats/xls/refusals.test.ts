import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FailureCode } from "../../../src/core/failure.ts";
import {
  bof,
  buildSheet,
  buildStream,
  buildXls,
  eof,
  formula,
  label,
  labelSst,
  latin1,
  merged,
  mulRk,
  number,
  record,
  result,
  rk,
  rkInt,
  row,
  rString,
  string,
  text5,
  text8,
  u16,
  u32,
  window2,
  type Bytes,
  type WorkbookSpec,
} from "../../support/build-xls.ts";
import { concat } from "../../support/build-zip.ts";
import { buildCfb } from "../../support/build-xls-container.ts";
import { FILE_PASS_OTHER_PASSWORD, FILE_PASS_XOR_OTHER } from "../../support/encrypt-xls.ts";
import { run } from "../../support/run-xls.ts";
import { XLS_FIXTURES } from "../../support/xls-fixtures.ts";

const CELL = number(0, 0, 1);
const BEHIND_CELLS = window2().length + eof().length;

function bare(...records: Bytes[]): Uint8Array {
  return Uint8Array.from(records.flat());
}

function cutBy(bytes: number, records: readonly Bytes[] = [CELL]): Uint8Array {
  const stream = buildStream({ sheets: [{ records }] });
  return stream.subarray(0, stream.length - bytes);
}

describe("parse of files that it refuses", () => {
  it.each<[string, Uint8Array, FailureCode, object]>([
    ["no bytes", new Uint8Array(0), "empty_file", {}],
    ["text", Uint8Array.from(latin1("Account;Debit\n")), "corrupt_file", { at: { byte: 0 } }],
    ["half a header", buildSheet([CELL]).subarray(0, 300), "truncated_file", {}],
    [
      "a compound file of another program",
      buildCfb({ streams: [{ name: "PowerPoint Document", data: new Uint8Array(9) }] }),
      "no_table_found",
      {},
    ],
    [
      "an encrypted package",
      buildCfb({ streams: [{ name: "EncryptedPackage", data: new Uint8Array(9) }] }),
      "encrypted_file",
      {},
    ],
    [
      "an empty workbook stream",
      buildCfb({ streams: [{ name: "Workbook", data: new Uint8Array(0) }] }),
      "truncated_file",
      {},
    ],
    [
      "a workbook stream of zeros",
      buildCfb({ streams: [{ name: "Workbook", data: new Uint8Array(5_000) }] }),
      "corrupt_file",
      {},
    ],
    ["a workbook without sheets", buildXls({ sheets: [] }), "no_table_found", {}],
    ["a workbook of charts", buildXls({ sheets: [{ type: 2 }] }), "no_table_found", {}],
    ["BIFF2", bare(record(0x0009, u16(2, 0x10)), eof()), "unsupported_feature", {}],
    ["BIFF3", bare(record(0x0209, u16(0, 0x10, 0)), eof()), "unsupported_feature", {}],
    ["BIFF4", bare(record(0x0409, u16(0, 0x100, 0)), eof()), "unsupported_feature", {}],
    ["a version to come", bare(record(0x0809, u16(0x0700, 5)), eof()), "unsupported_feature", {}],
    [
      "XOR obfuscation of BIFF8",
      buildXls({ head: [FILE_PASS_XOR_OTHER], sheets: [{}] }),
      "encrypted_file",
      {},
    ],
    [
      "XOR obfuscation of BIFF5",
      buildXls({ version: 5, head: [record(0x2f, u16(0x514a, 0xcc1a))], sheets: [{}] }),
      "encrypted_file",
      {},
    ],
    [
      "RC4 with another password",
      buildXls({ head: [FILE_PASS_OTHER_PASSWORD], sheets: [{}] }),
      "encrypted_file",
      {},
    ],
    [
      "encryption of a kind that is not known",
      buildXls({ head: [record(0x2f, u16(9))], sheets: [{}] }),
      "encrypted_file",
      {},
    ],
    [
      "encryption whose header is missing",
      buildXls({ head: [record(0x2f, u16(1, 2, 2))], sheets: [{}] }),
      "encrypted_file",
      {},
    ],
    ["globals without an end", bare(bof(5), record(0x42, u16(1200))), "truncated_file", {}],
    [
      "a sheet without an end",
      cutBy(BEHIND_CELLS),
      "truncated_file",
      { at: { sheet: "Sheet1", byte: cutBy(BEHIND_CELLS).length } },
    ],
    ["a record that is cut", cutBy(BEHIND_CELLS + 5), "truncated_file", {}],
    [
      "a sheet beyond the end",
      buildXls({ sheets: [{ offset: 1_000_000 }] }),
      "truncated_file",
      { at: { sheet: "Sheet1", byte: 1_000_000 } },
    ],
    [
      "a sheet at a place where there is none",
      buildXls({ sheets: [{ offset: 20 }] }),
      "corrupt_file",
      { at: { sheet: "Sheet1", byte: 20 } },
    ],
    [
      "two sheets at one place",
      buildXls({ sheets: [{ offset: 0 }, { offset: 0 }] }),
      "corrupt_file",
      {},
    ],
    [
      "several numbers for fewer columns",
      buildSheet([record(0x00bd, u16(0, 0, 0), u32(6), u16(0), u32(6), u16(0))]),
      "corrupt_file",
      { at: { sheet: "Sheet1" } },
    ],
    [
      "several numbers for more columns",
      buildSheet([record(0x00bd, u16(0, 0, 0), u32(6), u16(0xffff))]),
      "corrupt_file",
      {},
    ],
    ["a number without its value", buildSheet([record(0x0203, u16(0, 0, 0))]), "corrupt_file", {}],
    ["a cell without a place", buildSheet([record(0x00fd, u16(0))]), "corrupt_file", {}],
    ["a label that is cut", buildSheet([label(0, 0, [9, 0, 0, 0x61])]), "corrupt_file", {}],
    [
      "a column beyond any sheet",
      buildSheet([number(0, 0x4000, 1)]),
      "columns_exceeded",
      { limit: { max: 16_384, found: 16_385 } },
    ],
    [
      "merged ranges that are not there",
      buildSheet([record(0x00e5, u16(0xffff, 0, 1, 0, 1))]),
      "corrupt_file",
      {},
    ],
  ])("refuses %s", async (_, bytes, code, more) => {
    expect((await run(bytes)).failure).toMatchObject({ code, ...more });
  });

  it("gives the only sheet when nothing but what stands behind its cells is missing", async () => {
    for (const bytes of [1, 2, 3, 4]) {
      const { tables, failure } = await run(cutBy(bytes));
      expect([failure, tables[0]?.rows]).toEqual([null, [[1, [1]]]]);
    }
  });

  it("gives no part of a workbook for the whole, wherever it is cut", async () => {
    const bytes = XLS_FIXTURES["trial-balance"]?.() ?? new Uint8Array(0);
    const whole = await run(bytes);
    for (let end = 0; end < bytes.length; end += 7) {
      const { tables, failure } = await run(bytes.subarray(0, end));
      if (failure === null) expect(tables).toEqual(whole.tables);
      else expect(["truncated_file", "corrupt_file", "empty_file"]).toContain(failure.code);
    }
  });

  it("refuses more merged ranges than are allowed", async () => {
    const ranges = (count: number) =>
      merged(
        ...Array.from({ length: count }, (): [number, number, number, number] => [0, 1, 0, 1]),
      );
    const limits = { mergedRanges: 10 };
    expect((await run(buildSheet([ranges(10)]), { limits })).failure).toBeNull();
    expect((await run(buildSheet([ranges(6), ranges(5)]), { limits })).failure).toMatchObject({
      code: "expansion_limit",
      limit: { name: "merged_ranges", max: 10, found: 11 },
    });
  });

  it("refuses ten thousand sheets", async () => {
    const sheet = (offset: number) => record(0x0085, u32(offset), [0, 0, 1, 0, 0x61]);
    const globals = Array.from({ length: 10_001 }, (_, index) => sheet(index));
    expect((await run(bare(bof(5), ...globals, eof()))).failure).toMatchObject({
      code: "corrupt_file",
      limit: { name: "workbook_sheets", max: 10_000, found: 10_001 },
    });
  });

  it("refuses sheets that lie inside of each other before they are read over and over", async () => {
    // Each of the sheets begins within the one before, and all of them end at one place.
    const depth = 400;
    const nested = Array.from({ length: depth }, () => bof(0x10));
    const ends = Array.from({ length: depth }, () => eof());
    const bytes = (count: number) => {
      const globals = (at: number) => [
        ...bof(5),
        ...Array.from({ length: count }, (_, index) =>
          record(0x0085, u32(at + index * bof(0x10).length), [0, 0, 1, 0, 0x61]),
        ).flat(),
        ...eof(),
      ];
      return bare(globals(globals(0).length), ...nested, ...ends);
    };
    expect((await run(bytes(1))).failure).toBeNull();
    expect((await run(bytes(depth))).failure).toMatchObject({ code: "corrupt_file" });
  });

  it("refuses one long string in every cell of a row", async () => {
    const strings = ["x".repeat(65_535)];
    const cells = Array.from({ length: 256 }, (_, column) => labelSst(0, column, 0));
    expect((await run(buildSheet(cells, { strings }))).failure).toMatchObject({
      code: "expansion_limit",
      limit: { name: "row_characters" },
    });
  });

  it("asks for room as soon as the rows hold much text, however few bytes they take", async () => {
    const strings = ["x".repeat(65_535)];
    const cells = Array.from({ length: 300 }, (_, index) => labelSst(index, 0, 0));
    const { tables } = await run(buildSheet(cells, { strings }), { options: { maxRows: 5 } });
    // Reading goes on for a few rows at most once enough of them have come.
    expect(tables[0]?.rows).toHaveLength(5);
  });

  it("passes over any number of empty continuations", async () => {
    const table = [
      ...record(0x00fc, u32(2, 2), text8("a"), [3, 0]),
      ...Array.from({ length: 5_000 }, () => record(0x003c)).flat(),
      ...record(0x003c, [0], latin1("bcd")),
    ];
    const { tables, failure } = await run(
      buildXls({ sst: table, sheets: [{ records: [labelSst(0, 0, 0), labelSst(0, 1, 1)] }] }),
    );
    expect([failure, tables[0]?.rows]).toEqual([null, [[1, ["a", "bcd"]]]]);
  });

  it("counts substreams within a sheet that never end as a sheet without an end", async () => {
    expect((await run(buildSheet([CELL, bof(0x20), bof(0x20)]))).failure?.code).toBe(
      "truncated_file",
    );
  });
});

const LARGE: WorkbookSpec = {
  strings: ["Cash", "Zürich", "東京", { text: "rich", runs: 2, extension: 9 }],
  formats: [14, "yyyy-mm-dd"],
  sheets: [
    {
      name: "One",
      records: [
        row(0, true),
        labelSst(0, 0, 0),
        labelSst(0, 1, 3),
        rk(1, 0, rkInt(5), 1),
        mulRk(1, 1, [rkInt(1), rkInt(2, true)]),
        formula(2, 0, result(0)),
        string(text8("text")),
        rString(2, 1, text8("rich")),
        merged([0, 1, 0, 1]),
      ],
    },
    { name: "Zwei", records: [label(0, 0, text8("x")), number(0, 1, 45_688, 2)], visibility: 1 },
  ],
};
const OLD: WorkbookSpec = {
  version: 5,
  codePage: 932,
  sheets: [{ records: [label(0, 0, text5([0x8c, 0xbb])), number(1, 0, 1)] }],
};

describe("parse of mutated files", () => {
  const SEEDS: readonly [string, Uint8Array][] = [
    ["a workbook", buildXls(LARGE)],
    ["a bare stream", buildStream(LARGE)],
    ["a workbook of Excel 5.0", buildXls(OLD)],
    ["a workbook with scattered sectors", buildXls(LARGE, { isReversed: true })],
    ["a protected workbook", XLS_FIXTURES["protected-crypto-api"]?.() ?? new Uint8Array(0)],
  ];
  const runs = Number(process.env["FUZZ_CASES"] ?? 300);

  it.each(SEEDS)("ends in rows or in a refusal whatever bytes of %s change", async (_, sound) => {
    const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xfe, 0xff));
    const change = fc.tuple(fc.nat(sound.length - 1), byte);
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 6 }), async (changes) => {
        const bytes = sound.slice();
        for (const [at, value] of changes) bytes[at] = value;
        await run(bytes);
      }),
      { numRuns: runs },
    );
  });

  it.each(SEEDS)("ends in rows or in a refusal however %s is cut and spliced", async (_, sound) => {
    const place = fc.nat(sound.length);
    await fc.assert(
      fc.asyncProperty(place, place, place, async (a, b, c) => {
        const [from, to] = a < b ? [a, b] : [b, a];
        await run(sound.subarray(0, from));
        await run(concat([sound.subarray(0, c), sound.subarray(from, to), sound.subarray(c)]));
        await run(concat([sound.subarray(0, from), sound.subarray(to)]));
      }),
      { numRuns: Math.ceil(runs / 3) },
    );
  });

  it("ends in rows or in a refusal whatever records a sheet has", async () => {
    const ids = [
      0x06, 0x0a, 0x2f, 0x3c, 0x7d, 0xbd, 0xd6, 0xe5, 0xfc, 0xfd, 0x203, 0x204, 0x205, 0x207, 0x208,
      0x23e, 0x27e, 0x809,
    ];
    const id = fc.constantFrom(...ids);
    const body = fc.oneof(
      fc.array(fc.constantFrom(0, 1, 2, 0xff), { maxLength: 20 }),
      fc.array(fc.nat(255), { maxLength: 40 }),
    );
    const anyRecord = fc.tuple(id, body).map(([kind, bytes]) => record(kind, bytes));
    const settings = fc.record({
      records: fc.array(anyRecord, { maxLength: 15 }),
      globals: fc.array(anyRecord, { maxLength: 3 }),
      version: fc.constantFrom<5 | 8>(5, 8),
    });
    await fc.assert(
      fc.asyncProperty(settings, async ({ records, globals, version }) => {
        await run(buildXls({ version, globals, strings: ["a"], sheets: [{ records }] }));
      }),
      { numRuns: runs },
    );
  });
});
