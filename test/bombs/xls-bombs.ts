// Bombs in xls workbooks: chains of the compound file that run in circles, records whose counts lie, and
// data that is small to write and large to hold.
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import {
  bof,
  buildXls,
  eof,
  formula,
  labelSst,
  latin1,
  merged,
  number,
  record,
  sst,
  u16,
  u32,
  type Bytes,
} from "../support/build-xls.ts";
import { buildCfb } from "../support/build-xls-container.ts";
import { concat } from "../support/build-zip.ts";
import { wrapInCompoundFile } from "../support/compound-file.ts";
import { long, type Bomb } from "./bomb.ts";

type Answer = Bomb["expected"];

const CORRUPT = { code: "corrupt_file" } as const;
const TRUNCATED = { code: "truncated_file" } as const;
const SECTOR_BYTES = 512;
const FIRST_DIFAT_SECTOR_AT = 0x44;
const FIRST_DIRECTORY_SECTOR_AT = 0x30;
const FIRST_MINI_FAT_SECTOR_AT = 0x3c;

function bomb(name: string, build: () => Uint8Array, expected: Answer): Bomb {
  return { name, format: "xls", build, expected };
}

/** Bytes that were made before, so many times. */
function times(count: number, bytes: Uint8Array | Bytes): Uint8Array {
  return Buffer.alloc(count * bytes.length, Uint8Array.from(bytes));
}

/** A workbook stream in a compound file: the globals, then the only sheet. */
function workbook(
  globals: readonly (Uint8Array | Bytes)[],
  cells: readonly (Uint8Array | Bytes)[],
): Uint8Array {
  const before = [bof(5), ...globals].map((bytes) => Uint8Array.from(bytes));
  const boundSheet = (offset: number) =>
    Uint8Array.from([...record(0x85, u32(offset), [0, 0, 1, 0], [0x61]), ...eof()]);
  const offset = [...before, boundSheet(0)].reduce((sum, { length }) => sum + length, 0);
  const sheet = [bof(0x10), ...cells, eof()].map((bytes) => Uint8Array.from(bytes));
  return wrapInCompoundFile("Workbook", concat([...before, boundSheet(offset), ...sheet]));
}

function inGlobals(name: string, build: () => Uint8Array | Bytes, expected: Answer): Bomb {
  return bomb(name, () => workbook([build()], [number(0, 0, 1)]), expected);
}

function inSheet(name: string, build: () => Uint8Array | Bytes, expected: Answer): Bomb {
  return bomb(name, () => workbook([], [build()]), expected);
}

/** A sound workbook of 9 MB, whose FAT needs more sectors than the header names. */
function large(): Buffer {
  return Buffer.from(workbook([], [times(500_000, number(0, 0, 1))]));
}

function patched(build: () => Uint8Array, patch: (file: Buffer) => void): () => Uint8Array {
  return () => {
    const file = Buffer.from(build());
    patch(file);
    return file;
  };
}

const sectorAt = (sector: number) => (sector + 1) * SECTOR_BYTES;
const small = () => buildXls({ sheets: [{ records: [number(0, 0, 1)] }] });
const STREAM = new Uint8Array(20 * SECTOR_BYTES);

const CONTAINERS: readonly Bomb[] = [
  bomb(
    "a stream whose chain runs in a circle",
    () => buildCfb({ streams: [{ name: "Workbook", data: STREAM }], links: { 9: 0 } }),
    CORRUPT,
  ),
  bomb(
    "a stream of 2^31 bytes whose chain runs in a circle",
    () =>
      buildCfb({ streams: [{ name: "Workbook", data: STREAM, size: 2 ** 31 }], links: { 9: 0 } }),
    CORRUPT,
  ),
  bomb(
    "a stream of 2^32 - 1 bytes",
    () => buildCfb({ streams: [{ name: "Workbook", data: STREAM, size: 2 ** 32 - 1 }] }),
    CORRUPT,
  ),
  bomb(
    "a stream of 2^63 bytes",
    patched(small, (file) => {
      const entry = sectorAt(file.readUInt32LE(FIRST_DIRECTORY_SECTOR_AT)) + 128;
      file.writeUInt32LE(0, entry + 0x78);
      file.writeUInt32LE(0x80000000, entry + 0x7c);
    }),
    TRUNCATED,
  ),
  bomb(
    "a DIFAT that runs in a circle",
    patched(large, (file) => {
      const difat = sectorAt(file.readUInt32LE(FIRST_DIFAT_SECTOR_AT));
      file.writeUInt32LE(file.readUInt32LE(FIRST_DIFAT_SECTOR_AT), difat + SECTOR_BYTES - 4);
      file.fill(0, difat, difat + SECTOR_BYTES - 4);
    }),
    TRUNCATED,
  ),
  bomb(
    "a DIFAT of 2^32 - 1 sectors",
    patched(small, (file) => {
      file.writeUInt32LE(0, FIRST_DIFAT_SECTOR_AT);
      file.writeUInt32LE(0xffffffff, FIRST_DIFAT_SECTOR_AT + 4);
    }),
    { rows: 1 },
  ),
  bomb(
    "a directory whose chain runs in a circle",
    patched(small, (file) => {
      const directory = file.readUInt32LE(FIRST_DIRECTORY_SECTOR_AT);
      const fat = sectorAt(file.readUInt32LE(0x4c));
      file.writeUInt32LE(directory, fat + directory * 4);
    }),
    CORRUPT,
  ),
  bomb(
    "a directory whose tree runs in a circle",
    patched(small, (file) => {
      const directory = sectorAt(file.readUInt32LE(FIRST_DIRECTORY_SECTOR_AT));
      for (const [at, link] of [
        [0x44, 1],
        [0x48, 1],
      ] as const)
        file.writeUInt32LE(link, directory + 128 + at);
    }),
    { rows: 1 },
  ),
  bomb(
    "a mini FAT that runs in a circle",
    patched(
      () => buildCfb({ streams: [{ name: "Workbook", data: new Uint8Array(640) }] }),
      (file) => {
        const miniFat = sectorAt(file.readUInt32LE(FIRST_MINI_FAT_SECTOR_AT));
        file.writeUInt32LE(0, miniFat + 4);
      },
    ),
    CORRUPT,
  ),
  bomb(
    "a mini FAT whose own chain runs in a circle",
    patched(
      () => buildCfb({ streams: [{ name: "Workbook", data: new Uint8Array(640) }] }),
      (file) => {
        const miniFat = file.readUInt32LE(FIRST_MINI_FAT_SECTOR_AT);
        file.writeUInt32LE(miniFat, sectorAt(file.readUInt32LE(0x4c)) + miniFat * 4);
      },
    ),
    CORRUPT,
  ),
  long(
    bomb("400 000 streams", () => manyStreams(390_000), { ...CORRUPT, limit: "directory_entries" }),
  ),
  long(bomb("60 000 streams", () => manyStreams(60_000), { rows: 1 })),
];

/** One workbook, the last in a tree that leans to one side, among empty streams. */
function manyStreams(count: number): Uint8Array {
  const streams = Array.from({ length: count }, (_, at) => ({
    name: `s${at}`,
    data: new Uint8Array(0),
  }));
  const stream = workbookStream();
  return buildCfb({ streams: [{ name: "Workbook", data: stream }, ...streams] });
}

function workbookStream(): Uint8Array {
  const globals = (offset: number) => [
    ...bof(5),
    ...record(0x85, u32(offset), [0, 0, 1, 0], [0x61]),
    ...eof(),
  ];
  const sheet = [...bof(0x10), ...number(0, 0, 1), ...eof()];
  return Uint8Array.from([...globals(globals(0).length), ...sheet]);
}

const STRINGS: readonly Bomb[] = [
  inGlobals("a table of 2^31 shared strings", () => record(0xfc, u32(2 ** 31 - 1, 2 ** 31 - 1)), {
    rows: 1,
  }),
  inGlobals(
    "a table of 2^32 - 1 shared strings that holds one",
    () => sst(["a"], { count: 2 ** 32 - 1 }),
    { rows: 1 },
  ),
  {
    ...inGlobals(
      "ten million empty shared strings",
      () => concat([Uint8Array.from(record(0xfc, u32(0, 0xffffffff))), continued(10_000_000 * 3)]),
      { code: "expansion_limit", limit: "shared_string_bytes" },
    ),
    filledBytes: DEFAULT_LIMITS.sharedStringBytes,
  },
  inGlobals(
    "a string of 65 535 letters that is not there",
    () => record(0xfc, u32(1, 1), u16(0xffff), [1]),
    CORRUPT,
  ),
  inGlobals(
    "a string with 2^32 - 1 bytes of extensions",
    () => record(0xfc, u32(1, 1), u16(1), [4], u32(0xffffffff), [0x61]),
    CORRUPT,
  ),
  long(
    inGlobals(
      "ten million empty continuations",
      () =>
        concat([
          Uint8Array.from(record(0xfc, u32(1, 1), u16(9), [0])),
          times(10_000_000, record(0x3c)),
        ]),
      CORRUPT,
    ),
  ),
  long(
    inGlobals(
      "a string of one letter in each continuation",
      () =>
        concat([
          Uint8Array.from(record(0xfc, u32(1, 1), u16(0xffff), [0])),
          times(7_000_000, record(0x3c, [0, 0x61])),
        ]),
      { rows: 1 },
    ),
  ),
  long(
    bomb(
      "a string of 65 535 letters in 200 000 cells",
      () =>
        workbook(
          [sst(["x".repeat(65_535)])],
          rows(200_000, (row) => labelSst(row, 0, 0)),
        ),
      { code: "expansion_limit", limit: "text_bytes" },
    ),
  ),
  bomb(
    "a string of 65 535 letters in every cell of a row",
    () =>
      workbook(
        [sst(["x".repeat(65_535)])],
        Array.from({ length: 256 }, (_, column) => labelSst(0, column, 0)),
      ),
    { code: "expansion_limit", limit: "row_characters" },
  ),
  inSheet("a shared string of index 2^31", () => labelSst(0, 0, 2 ** 31), { rows: 0 }),
];

/** Zeros in continuations of the largest size: empty strings, three bytes each. */
function continued(bytes: number): Uint8Array {
  const body = 8_223;
  return times(
    Math.ceil(bytes / body),
    Uint8Array.from([...u16(0x3c, body), ...new Uint8Array(body)]),
  );
}

/** Records of rows that go on beyond 65 536: the number wraps as 16 bits do. */
function rows(count: number, make: (row: number) => Bytes): Uint8Array[] {
  const whole = concat(Array.from({ length: 65_536 }, (_, row) => Uint8Array.from(make(row))));
  return Array.from({ length: Math.ceil(count / 65_536) }, () => whole);
}

const GLOBALS: readonly Bomb[] = [
  inGlobals(
    "65 535 sheets at one place",
    () => times(65_535, record(0x85, u32(0), [0, 0, 1, 0], [0x61])),
    {
      ...CORRUPT,
      limit: "workbook_sheets",
    },
  ),
  inGlobals(
    "9 000 sheets at one place",
    () => times(9_000, record(0x85, u32(0), [0, 0, 1, 0], [0x61])),
    CORRUPT,
  ),
  bomb("2 700 sheets that share their cells", sharedCells, { ...CORRUPT, limit: "stream_bytes" }),
  long(
    inGlobals(
      "two million cell formats",
      () => times(2_000_000, record(0xe0, u16(0, 14), new Uint8Array(16) as unknown as Bytes)),
      { rows: 1 },
    ),
  ),
  long(
    inGlobals(
      "24 000 format codes of 2 000 letters",
      () => {
        const code = latin1("mAyM/dhs".repeat(250));
        return concat(
          Array.from({ length: 24_000 }, (_, at) =>
            Uint8Array.from(record(0x41e, u16(at), u16(2_000), [0], code)),
          ),
        );
      },
      { ...CORRUPT, limit: "number_formats" },
    ),
  ),
  inGlobals(
    "substreams in substreams, a million deep",
    () => times(1_000_000, bof(0x20)),
    TRUNCATED,
  ),
  long(inGlobals("ten million empty records", () => times(10_000_000, record(0x1)), { rows: 1 })),
];

/** Each sheet begins inside of a record that nobody reads, and all of them come to the same cells. */
function sharedCells(): Uint8Array {
  const count = 2_700;
  const cells = Array.from({ length: 500 }, (_, row) => number(row, 0, row)).flat();
  const start = [...bof(0x10), ...record(0x1)];
  const globals = (at: number) =>
    concat([
      Uint8Array.from(bof(5)),
      ...Array.from({ length: count }, (_, index) =>
        Uint8Array.from(record(0x85, u32(at + index * start.length), [0, 0, 1, 0], [0x61])),
      ),
      Uint8Array.from(eof()),
    ]);
  // The record behind each BOF takes in the beginnings of all sheets that follow.
  const beginnings = concat(
    Array.from({ length: count }, (_, index) => {
      const left = (count - 1 - index) * start.length;
      return Uint8Array.from([...bof(0x10), ...u16(0x1, left)]);
    }),
  );
  const at = globals(0).length;
  return wrapInCompoundFile(
    "Workbook",
    concat([globals(at), beginnings, Uint8Array.from([...cells, ...eof()])]),
  );
}

const SHEETS: readonly Bomb[] = [
  inSheet(
    "several numbers in fewer bytes",
    () => record(0xbd, u16(0, 0, 0), u32(2), u16(0xffff)),
    CORRUPT,
  ),
  inSheet(
    "several numbers that end before they begin",
    () => record(0xbd, u16(0, 200, 0), u32(2), u16(0)),
    CORRUPT,
  ),
  inSheet("several blanks up to column 65 535", () => record(0xbe, u16(0, 0, 0, 0xffff)), {
    rows: 0,
  }),
  long(
    inSheet(
      "half a million times several numbers",
      () => times(500_000, record(0xbd, u16(0, 0, 0), u32(2), u16(0), u32(2), u16(1))),
      { rows: 1 },
    ),
  ),
  inSheet("merged ranges that are not there", () => record(0xe5, u16(0xffff)), CORRUPT),
  inSheet(
    "a million merged ranges",
    () =>
      times(
        1_000,
        merged(
          ...Array.from({ length: 1_000 }, (): [number, number, number, number] => [
            0, 65_535, 0, 255,
          ]),
        ),
      ),
    {
      code: "expansion_limit",
      limit: "merged_ranges",
    },
  ),
  inSheet(
    "dimensions of the whole sheet and more",
    () => [...record(0x200, u32(0, 0xffffffff), u16(0, 0xffff, 0)), ...number(0, 0, 1)],
    { rows: 1 },
  ),
  long(
    bomb(
      "a number in column 16 384 of every row",
      () =>
        workbook(
          [],
          rows(65_536, (row) => number(row, 16_383, 1)),
        ),
      {
        code: "cells_exceeded",
        limit: "cells_per_file",
      },
    ),
  ),
  inSheet("a number in column 65 536", () => number(0, 65_535, 1), {
    code: "columns_exceeded",
    limit: "columns_per_table",
  }),
  long(
    inSheet(
      "a million formulas without their text",
      () => times(1_000_000, formula(0, 0, [0, 0, 0, 0, 0, 0, 0xff, 0xff])),
      { rows: 0 },
    ),
  ),
  inSheet(
    "a million hidden columns",
    () => times(1_000_000, record(0x7d, u16(0, 255, 0, 0, 1, 0))),
    { rows: 0 },
  ),
  long(
    inSheet(
      "two million hidden rows",
      () =>
        times(1_000_000, [
          ...record(0x208, u16(0, 0, 0, 0, 0, 0, 0x20, 0)),
          ...record(0x208, u16(2, 0, 0, 0, 0, 0, 0x20, 0)),
        ]),
      { rows: 0 },
    ),
  ),
  inSheet("a record that is longer than the file", () => u16(0x203, 0xffff), TRUNCATED),
  bomb(
    "rows from the last to the first",
    () =>
      workbook(
        [],
        rows(65_536, (row) => number(65_535 - row, 0, 1)),
      ),
    {
      ...CORRUPT,
      limit: "held_row_bytes",
    },
  ),
];

export const XLS_BOMBS: readonly Bomb[] = [...CONTAINERS, ...STRINGS, ...GLOBALS, ...SHEETS];
