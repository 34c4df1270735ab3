// Fixtures and polluted files, damaged at random: whatever the bytes, a parser gives rows or refuses
// with a code of its own, the same by both engines and however the upload is cut up, and no record
// is lost. All that counts in KiB is made small, so that short files go through every seam of the
// engine. `npm run fuzz` reads more; FUZZ_SEED and FUZZ_CASES choose others.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import type { FailureCode } from "../../src/core/failure.ts";
import type { FormatParser } from "../../src/core/format.ts";
import { ForwardingSink } from "../../src/core/forwarding-sink.ts";
import type { CellValue } from "../../src/core/records.ts";
import { parse as parseCsv } from "../../src/formats/csv/parse.ts";
import { parse as parseTsv } from "../../src/formats/tsv/parse.ts";
import { POLLUTIONS } from "../pollution/run.ts";
import { contentOf } from "../pollution/variant.ts";
import { collectStream, type CollectedFile, type RunSettings } from "../support/collect-rows.ts";
import { createDice } from "../support/csv-grammar.ts";

vi.mock("../../src/core/units.ts", () => ({ KIB: 8, MIB: 8 * 1024 }));

const CASES = Math.ceil(Number(process.env["FUZZ_CASES"] ?? 5_000) / 5);
const SEED = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const TIMEOUT_MS = 60_000 + CASES * 100;
const CODES = new Set<FailureCode>([
  "empty_file",
  "invalid_option",
  "undecodable_text",
  "cell_too_long",
  "columns_exceeded",
  "corrupt_file",
  "delimiter_not_found",
]);
const SEEDS: readonly Uint8Array[] = [
  ...["csv", "tsv"].flatMap((format) => {
    const folder = join(import.meta.dirname, "../fixtures", format);
    const names = readdirSync(folder).filter((name) => !/\.(json|md)$/.test(name));
    return names.map((name) => readFileSync(join(folder, name)));
  }),
  ...POLLUTIONS.flatMap(({ variants }) => variants.map(contentOf)),
];

const BITS = ['"', '""', "'", '\\"', "\0", "\r", "\n", "\r\r\n", "\n\n", "\f", "\t", ",", ";", "|"];
// oxfmt-ignore
const TEXTS = [
  ',"a', '"a"b', '\n"', "\n,,,\n", "sep=;\n", "Total,,1.00\n", "Page 1\n", "----- ---\n",
  "\nDate,Text,Amount\n", "1.234,56", "01/02/2025", "é", "€", "😀", "\uFEFF", "x".repeat(60),
];
const STRAYS = [[0x80], [0xe9], [0xff, 0xfe], [0xc3], [0xd8, 0], [0xed, 0xa0, 0x80], [0xf0, 0x9f]];
const INSERTS = [
  ...[...BITS, ...TEXTS].map((text) => Buffer.from(text)),
  ...STRAYS.map((bytes) => Buffer.from(bytes)),
];

type Dice = (below: number) => number;

function pick<T>(list: readonly [T, ...T[]] | readonly T[], dice: Dice): T {
  return list[dice(list.length)] as T;
}

function damage(bytes: Uint8Array, dice: Dice): Uint8Array {
  const at = dice(bytes.length + 1);
  const before = bytes.subarray(0, at);
  const behind = bytes.subarray(at);
  const insert = pick(INSERTS, dice);
  switch (dice(8)) {
    case 0:
      return bytes.map((byte, index) => (index === at ? byte ^ (1 << dice(8)) : byte));
    case 1:
      return before;
    case 2: {
      const other = pick(SEEDS, dice);
      const from = dice(other.length + 1);
      return Buffer.concat([before, other.subarray(from, from + dice(600)), behind]);
    }
    case 3: {
      const chunk = behind.subarray(0, 1 + dice(200));
      return Buffer.concat([before, ...Array.from({ length: dice(9) }, () => chunk), behind]);
    }
    case 4:
      return Buffer.concat([before, behind.subarray(dice(30))]);
    case 5:
      return Buffer.concat([before, ...Array.from({ length: dice(100) }, () => insert), behind]);
    case 6:
      return Buffer.concat(Array.from({ length: 1 + dice(4) }, () => bytes));
    default:
      return Buffer.concat([before, insert, behind]);
  }
}

function damagedFile(dice: Dice): Uint8Array {
  let bytes: Uint8Array = pick(SEEDS, dice).subarray(0, 4_000);
  for (let count = 1 + dice(4); count > 0; count -= 1) bytes = damage(bytes, dice);
  return bytes;
}

/** Without the way of bytes, so that the record reader reads the whole file. */
class ValueSink extends ForwardingSink {
  override get json(): null {
    return null;
  }
}

function trimmed(cells: readonly CellValue[]): readonly CellValue[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== null) + 1);
}

/** How far a file is read before it proves to be broken is not the same in all ways. */
function expectSameStart(one: CollectedFile, other: CollectedFile, name: string): void {
  const [left, right] = [one, other].map(({ tables }) => tables.flatMap(({ rows }) => rows));
  const count = Math.min(left?.length ?? 0, right?.length ?? 0);
  expect(left?.slice(0, count), name).toEqual(right?.slice(0, count));
}

type Line = readonly [row: number, cells: readonly CellValue[]];

/** Each record that is told, as a row or in the meta of a table; of headers the row number alone. */
function recordsOf({ tables }: CollectedFile): { told: Map<number, string>; count: number } {
  const told = new Map<number, string>();
  let count = 0;
  const tell = (row: number, cells: readonly CellValue[] | null): void => {
    count += 1;
    told.set(row, cells === null ? "header" : JSON.stringify(trimmed(cells)));
  };
  for (const { headerRow, meta = {}, rows, endMeta = {} } of tables) {
    for (const lines of [meta["preamble"], rows, endMeta["footnotes"], endMeta["repeated_headers"]])
      for (const [row, cells] of (lines ?? []) as Line[]) tell(row, cells);
    const headers = (meta["header_rows"] ?? (headerRow === null ? [] : [headerRow])) as number[];
    for (const row of headers) tell(row, null);
  }
  return { told, count };
}

describe("damaged files", () => {
  it(
    "give rows or a refusal of the format, and lose nothing",
    { timeout: TIMEOUT_MS },
    async () => {
      const dice = createDice(SEED);
      for (let index = 0; index < CASES; index += 1) {
        const bytes = damagedFile(dice);
        const [parse, extension]: [FormatParser, string] = pick(
          [
            [parseCsv, ".csv"],
            [parseTsv, ".tsv"],
            [parseTsv, ".txt"],
          ] as const,
          dice,
        ) as [FormatParser, string];
        const read = (options: RunSettings["options"] = {}, byValues = false, sizes?: number[]) => {
          const own: FormatParser = byValues
            ? (input, sink, context) => parse(input, new ValueSink(sink), context)
            : parse;
          return collectStream(own, bytes, { extension, options, sizes: sizes ?? bytes.length });
        };
        const strict = dice(8) === 0;
        const header = pick(["auto", "none", 1 + dice(6)] as const, dice);
        const types = dice(6) === 0 ? "typed" : "native";
        const file = await read({ strict, header, types });
        const name = `seed ${SEED}, case ${index}`;
        if (file.failure !== null) expect(CODES, name).toContain(file.failure.code);
        const cuts = Array.from({ length: 8 }, () => 1 + dice(bytes.length + 16));
        expect(await read({ strict, header, types }, false, cuts), name).toEqual(file);
        const byValues = await read({ strict, header, types }, true);
        expect(byValues.failure, name).toEqual(file.failure);
        if (file.failure === null) expect(byValues, name).toEqual(file);
        else expectSameStart(byValues, file, name);

        const [none, auto] = [await read({ header: "none" }), await read()];
        expect(auto.failure?.code, name).toBe(none.failure?.code);
        if (none.failure !== null) continue;
        const [all, found] = [recordsOf(none), recordsOf(auto)];
        expect(found.count, name).toBe(all.count);
        for (const [row, cells] of all.told)
          if (found.told.get(row) !== "header") expect(found.told.get(row), name).toBe(cells);
      }
    },
  );
});
