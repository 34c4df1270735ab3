import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CellValue } from "../../../src/core/records.ts";
import { CountingSink } from "../counting-sink.ts";
import { whyNotRead } from "../cases/compare.ts";
import { prepare, read } from "../peers/paciolus.ts";
import { RowDigest } from "../row-digest.ts";
import { ledgerRows, SHEET_COLUMNS } from "./ledger-rows.ts";
import { sheetLedger } from "./sheet-data.ts";

const ROWS = 2_000;
const FORMATS = ["xlsx", "ods", "xls"] as const;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "paciolus-bench-test-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe("the rows of a ledger", () => {
  const rows: CellValue[][] = [];
  for (const row of ledgerRows()) {
    rows.push(row);
    if (rows.length === ROWS) break;
  }

  it("end with a cell that is never empty, so that all have the same width", () => {
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([SHEET_COLUMNS.length]));
    expect(rows.every((row) => row.at(-1) !== null)).toBe(true);
  });

  it("hold texts that come again, amounts, dates, flags and empty cells", () => {
    const seen = new Set(rows.flat().map((cell) => (cell === null ? "null" : typeof cell)));
    expect(seen).toEqual(new Set(["number", "string", "boolean", "null"]));
    expect(new Set(rows.map((row) => row[2])).size).toBeLessThan(ROWS);
    expect(rows.every((row) => /^\d{4}-\d{2}-\d{2}$/.test(String(row[1])))).toBe(true);
  });
});

describe.each(FORMATS)("a ledger as %s", (format) => {
  const { write } = sheetLedger(format);

  it("is the same each time", async () => {
    const digests = [];
    for (const name of ["first", "second"]) {
      const path = join(folder, `${name}.${format}`);
      const file = await write(path, ROWS);
      const bytes = readFileSync(path);
      expect(file.bytes).toBe(bytes.length);
      digests.push(createHash("sha256").update(bytes).digest("hex"));
    }
    expect(digests[0]).toBe(digests[1]);
  });
});

const READ = FORMATS.filter((format) => whyNotRead(format) === null);

describe.each(READ)("a ledger as %s", (format) => {
  const { facts, write } = sheetLedger(format);

  it("is read by our parser cell by cell, without a warning", async () => {
    const path = join(folder, `read.${format}`);
    const written = new RowDigest();
    const { rows, cells } = await write(path, ROWS, (row) => written.row(row));
    const found = new RowDigest();
    const sink = new CountingSink((bytes) => found.lines(bytes));
    await prepare({ ...facts, file: path });
    await read({ ...facts, file: path }, sink);
    sink.end();
    expect({ rows: sink.rows, cells: sink.cells }).toEqual({ rows, cells });
    expect(found.end()).toBe(written.end());
  });
});
