// Well-formed files out of a grammar: our rows are those that were written and those that papaparse
// reads, whatever the encoding, and however the upload is cut up. `npm run fuzz` reads 100 000;
// FUZZ_SEED and FUZZ_CASES choose others, and one failing case is run again with its own seed.
import { readdirSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import type { ParseOptions } from "../../src/core/format.ts";
import { parse as parseCsv } from "../../src/formats/csv/parse.ts";
import { parse as parseTsv } from "../../src/formats/tsv/parse.ts";
import { BYTE_ORDER_MARK, utf16, utf8, windows1252 } from "../pollution/encode.ts";
import { POLLUTIONS } from "../pollution/run.ts";
import { contentOf } from "../pollution/variant.ts";
import { collectStream, type CollectedFile } from "../support/collect-rows.ts";
import { createDice, generateFile, type GrammarFile } from "../support/csv-grammar.ts";

const CASES = Number(process.env["FUZZ_CASES"] ?? 5_000);
const SEED = Number(process.env["FUZZ_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const IS_LONG_RUN = CASES > 20_000;
const TIMEOUT_MS = 60_000 + CASES * 20;
/** One case of so many is cut at every offset, one of so many is large. */
const EVERY_OFFSET = 100;
const LARGE = 1_000;
/** Files up to this size are cut at every offset. */
const SMALL_FILE_BYTES = 4 * 1024;

interface Encoded {
  name: string;
  bytes: Uint8Array;
  encoding: string | null;
}

/** The same text in every encoding that has its characters. */
function encodingsOf({ text, isLatin }: GrammarFile): Encoded[] {
  const marked = BYTE_ORDER_MARK + text;
  const encoded: Encoded[] = [
    { name: "utf-8 with a mark", bytes: utf8(marked), encoding: null },
    { name: "utf-16le with a mark", bytes: utf16(marked, "le"), encoding: null },
    { name: "utf-16be with a mark", bytes: utf16(marked, "be"), encoding: null },
    { name: "utf-16le as named", bytes: utf16(text, "le"), encoding: "utf-16le" },
  ];
  if (isLatin) {
    const bytes = windows1252(text);
    encoded.push({ name: "windows-1252 as named", bytes, encoding: "windows-1252" });
    // None of the letters makes a sequence of UTF-8 with what can stand behind it.
    encoded.push({ name: "windows-1252", bytes, encoding: null });
  }
  return encoded;
}

function readCsv(
  bytes: Uint8Array,
  options: Partial<ParseOptions>,
  sizes: number | readonly number[] = bytes.length,
): Promise<CollectedFile> {
  return collectStream(parseCsv, bytes, { options, sizes, extension: ".csv" });
}

function rowsOf({ tables, failure }: CollectedFile): unknown {
  return failure ?? tables.flatMap(({ rows }) => rows.map(([row, cells]) => [row, trimmed(cells)]));
}

function trimmed<T>(cells: readonly (T | null)[]): readonly (T | null)[] {
  return cells.slice(0, cells.findLastIndex((cell) => cell !== null) + 1);
}

function papaRows({ text, delimiter, terminator: newline }: GrammarFile): unknown {
  const { data } = Papa.parse<string[]>(text, { delimiter, newline });
  return data
    .map((cells) => trimmed(cells.map((cell) => (cell === "" ? null : cell))))
    .filter((cells) => cells.length > 0);
}

/** Sizes of pieces, of which the last one serves for the rest. */
function someCuts(bytes: Uint8Array, dice: (below: number) => number): number[] {
  const most = Math.max(16, bytes.length >> 2);
  return Array.from({ length: 8 }, () => 1 + dice(most));
}

/** One text for all that came out. */
function digestOf(file: CollectedFile): string {
  return JSON.stringify(file);
}

async function findOffset(bytes: Uint8Array, read: (cut: number) => Promise<CollectedFile>) {
  const whole = digestOf(await read(bytes.length));
  for (let cut = 1; cut < bytes.length; cut += 1) {
    if (digestOf(await read(cut)) !== whole) return cut;
  }
  return null;
}

function describeCase({ seed, text, delimiter }: GrammarFile): string {
  return `FUZZ_SEED=${seed} FUZZ_CASES=1, delimiter ${JSON.stringify(delimiter)}: ${JSON.stringify(text.slice(0, 2_000))}`;
}

describe("parse (csv), over generated files", () => {
  it(
    `gives the rows that were written, ${CASES} files from seed ${SEED}`,
    async () => {
      for (let seed = SEED; seed < SEED + CASES; seed += 1) {
        const file = generateFile(seed, seed % LARGE === 0);
        const dice = createDice(~seed);
        const name = describeCase(file);
        const options = { header: "none", delimiter: file.delimiter } as const;
        const written = JSON.stringify(file.rows);
        const bytes = utf8(file.text);
        const whole = await readCsv(bytes, options);
        // Compared as text, which is faster; told as values, which is clearer.
        if (JSON.stringify(rowsOf(whole)) !== written)
          expect(rowsOf(whole), name).toEqual(file.rows);
        const cells = JSON.stringify(file.rows.map(([, row]) => row));
        expect(JSON.stringify(papaRows(file)), name).toBe(cells);
        expect(
          whole.warnings.filter(({ code }) => code !== "ragged_row"),
          name,
        ).toEqual([]);
        const cuts = someCuts(bytes, dice);
        const cut = digestOf(await readCsv(bytes, options, cuts));
        expect(cut, `cut at ${cuts}, ${name}`).toBe(digestOf(whole));

        const encoded = encodingsOf(file);
        const other = encoded[dice(encoded.length)];
        if (other === undefined) throw new Error("no encoding");
        const otherOptions = { ...options, encoding: other.encoding };
        const read = await readCsv(other.bytes, otherOptions, someCuts(other.bytes, dice));
        const otherName = `${other.name}, ${name}`;
        if (JSON.stringify(rowsOf(read)) !== written)
          expect(rowsOf(read), otherName).toEqual(file.rows);
        const uncut = await readCsv(other.bytes, otherOptions);
        expect(digestOf(read), otherName).toBe(digestOf(uncut));

        if (seed % EVERY_OFFSET === 0 && bytes.length <= SMALL_FILE_BYTES) {
          const offset = await findOffset(bytes, (at) =>
            readCsv(bytes, options, [at, SMALL_FILE_BYTES]),
          );
          expect(offset, name).toBeNull();
        }
      }
    },
    TIMEOUT_MS,
  );

  it(
    `gives the same for every way to cut a file of unknown dialect, ${CASES / 10} files from seed ${SEED}`,
    async () => {
      for (let seed = SEED; seed < SEED + CASES / 10; seed += 1) {
        const file = generateFile(seed);
        const bytes = utf8(file.text);
        const cuts = someCuts(bytes, createDice(~seed));
        const whole = digestOf(await readCsv(bytes, {}));
        expect(digestOf(await readCsv(bytes, {}, cuts)), describeCase(file)).toBe(whole);
      }
    },
    TIMEOUT_MS,
  );
});

describe.each([
  ["csv", parseCsv],
  ["tsv", parseTsv],
] as const)("fixtures of %s", (format, parse) => {
  const folder = join(import.meta.dirname, "../fixtures", format);
  const files = readdirSync(folder).filter((name) => !/\.(json|md)$/.test(name));

  it("give the same when they are cut at any offset", { timeout: TIMEOUT_MS }, async () => {
    expect(files.length).toBeGreaterThan(5);
    for (const name of files) {
      const bytes = new Uint8Array(readFileSync(join(folder, name)));
      if (bytes.length > SMALL_FILE_BYTES) continue;
      const expectation = join(folder, name.replace(/\.\w+$/, ".expected.json"));
      const { options = {} } = JSON.parse(readFileSync(expectation, "utf8")) as {
        options?: Partial<ParseOptions>;
      };
      const settings = { options, extension: extname(name) };
      const offset = await findOffset(bytes, (at) =>
        collectStream(parse, bytes, { ...settings, sizes: [at, SMALL_FILE_BYTES] }),
      );
      expect(offset, name).toBeNull();
    }
  });
});

describe("polluted files", () => {
  /** One in so many, but all of them in the long run. */
  const share = IS_LONG_RUN ? 1 : 50;

  it("give the same when they are cut at any offset", { timeout: TIMEOUT_MS }, async () => {
    for (const [index, variant] of POLLUTIONS.flatMap(({ variants }) => variants).entries()) {
      const bytes = contentOf(variant);
      if (index % share !== 0 || bytes.length > SMALL_FILE_BYTES) continue;
      const offset = await findOffset(bytes, (at) => readCsv(bytes, {}, [at, SMALL_FILE_BYTES]));
      expect(offset, variant.name).toBeNull();
    }
  });
});
