// Bombs in binary workbooks (xlsb): records whose lengths and counts lie.
import { buildXlsb, cell, record, row } from "../support/build-xlsb.ts";
import { long, type Bomb } from "./bomb.ts";

type Answer = Bomb["expected"];

/** The sheet's part is made of numbers one by one: sizes stay small. */
function inSheet(name: string, sheet: () => readonly number[], expected: Answer): Bomb {
  return {
    name: `xlsb: ${name}`,
    format: "xlsx",
    build: () => buildXlsb({ sheet: sheet() }),
    expected,
  };
}

function inStrings(name: string, records: readonly number[], expected: Answer): Bomb {
  return {
    name: `xlsb: ${name}`,
    format: "xlsx",
    build: () =>
      buildXlsb({ sheet: [...row(1), ...cell(7, 1, 0, { u32: 0 })], stringRecords: records }),
    expected,
  };
}

/** The head of a record of this id and size, whatever follows. */
function head(id: number, size: number): number[] {
  const bytes = [id];
  let rest = size;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

const repeat = (count: number, bytes: readonly number[]) =>
  Array.from({ length: count * bytes.length }, (_, at) => bytes[at % bytes.length] ?? 0);

export const XLSB_BOMBS: readonly Bomb[] = [
  inSheet("a record of 2^28 - 1 bytes", () => [...row(1), ...head(6, 2 ** 28 - 1)], {
    code: "cell_too_long",
    limit: "record_bytes",
  }),
  inSheet(
    "a record of 2^28 - 1 bytes that nobody reads",
    () => [...row(1), ...head(0x7f, 2 ** 28 - 1)],
    { code: "truncated_file" },
  ),
  inSheet("a text of 2^32 - 2 units", () => [...row(1), ...cell(6, 1, 0, { u32: 0xfffffffe })], {
    code: "corrupt_file",
  }),
  inSheet(
    "a shared string of index 2^32 - 1",
    () => [...row(1), ...cell(7, 1, 0, { u32: 0xffffffff })],
    { rows: 0 },
  ),
  inSheet(
    "a row of number 2^32 - 1",
    () => record(0, { u32: 0xffffffff }, { u32: 0 }, { u32: 0 }, { u32: 0 }, { u32: 0 }),
    { code: "corrupt_file" },
  ),
  inSheet(
    "a cell in column 2^32 - 1",
    () => [...row(1), ...cell(5, 0xffffffff, 0, { double: 1 })],
    { code: "corrupt_file" },
  ),
  long(inSheet("a million rows without cells", () => repeat(300_000, row(1)), { rows: 0 })),
  long(
    inSheet(
      "a million merged ranges",
      () =>
        repeat(200_000, record(176, { u32: 0 }, { u32: 1_048_575 }, { u32: 0 }, { u32: 16_383 })),
      { code: "expansion_limit", limit: "merged_ranges" },
    ),
  ),
  inSheet("records whose size never ends", () => [...row(1), ...repeat(1_000, [0xff])], {
    code: "truncated_file",
  }),
  inStrings("shared strings of 2^31 units", record(19, { u8: 0 }, { u32: 0x7fffffff }), {
    code: "corrupt_file",
  }),
  long(
    inStrings(
      "a million empty shared strings",
      repeat(300_000, record(19, { u8: 0 }, { u32: 0 })),
      {
        rows: 0,
      },
    ),
  ),
];
