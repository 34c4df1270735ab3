import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Papa from "papaparse";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CellValue } from "../../src/core/records.ts";
import { CountingSink } from "./counting-sink.ts";
import { ledger, type LedgerShape } from "./data.ts";
import { prepare, read } from "./peers/paciolus.ts";
import { RowDigest } from "./row-digest.ts";

const MAX_BYTES = 200_000;
const SHAPES: readonly LedgerShape[] = [
  { delimiter: ",", encoding: "utf-8", words: "english", isQuoted: false },
  { delimiter: ",", encoding: "utf-8", words: "european", isQuoted: false },
  { delimiter: ",", encoding: "utf-8", words: "european", isQuoted: true },
  { delimiter: ";", encoding: "windows-1252", words: "german", isQuoted: false },
];

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "paciolus-bench-test-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe.each(SHAPES)("a ledger in $words and $encoding, quoted: $isQuoted", (shape) => {
  const { facts, write } = ledger(shape);
  const textOf = (path: string) =>
    new TextDecoder(shape.encoding, { fatal: true }).decode(readFileSync(path));

  it("is the same each time, and fits", async () => {
    const [first, second] = await Promise.all(
      ["first.csv", "second.csv"].map(async (name) => {
        const path = join(folder, name);
        const file = await write(path, MAX_BYTES);
        return { file, sha256: createHash("sha256").update(readFileSync(path)).digest("hex") };
      }),
    );
    expect(first).toEqual(second);
    expect(first?.file.bytes).toBeLessThanOrEqual(MAX_BYTES);
    expect(first?.file.bytes).toBeGreaterThan(MAX_BYTES - 300);
  });

  it("holds the rows that are said to be in it", async () => {
    const path = join(folder, "said.csv");
    const said: (readonly CellValue[])[] = [];
    const { rows, cells } = await write(path, MAX_BYTES, (row) => said.push(row));
    const { data } = Papa.parse<string[]>(textOf(path), { delimiter: shape.delimiter });
    expect(data.slice(1, -1)).toEqual(said);
    expect({ rows, cells }).toEqual({ rows: said.length, cells: said.length * 10 });
  });

  it("has quotation marks around half of the columns, or none", async () => {
    const path = join(folder, "quotes.csv");
    const { rows } = await write(path, MAX_BYTES);
    const marks = textOf(path).match(/(?<=^|[,\n])"(?!")/g)?.length ?? 0;
    expect(marks).toBe(shape.isQuoted ? rows * 5 : 0);
  });

  it("is read by our parser cell by cell, without a warning", async () => {
    const path = join(folder, "read.csv");
    const written = new RowDigest();
    const { rows, cells } = await write(path, MAX_BYTES, (row) => written.row(row));
    const found = new RowDigest();
    const sink = new CountingSink((bytes) => found.lines(bytes));
    await prepare({ ...facts, file: path });
    await read({ ...facts, file: path }, sink);
    expect({ rows: sink.rows, cells: sink.cells }).toEqual({ rows, cells });
    expect(found.end()).toBe(written.end());
  });
});
