import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { DataSet } from "../data.ts";
import { CountingSink } from "../counting-sink.ts";
import { prepare, read } from "../peers/paciolus.ts";
import { RowDigest } from "../row-digest.ts";
import { IIF_JOURNAL } from "./iif-data.ts";
import { ofxStatement } from "./ofx-data.ts";

const ROWS = 2_000;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "paciolus-bench-test-"));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const SETS: [name: string, set: DataSet][] = [
  ["sgml", ofxStatement("sgml")],
  ["xml", ofxStatement("xml")],
  ["iif", IIF_JOURNAL],
];

describe.each(SETS)("%s", (kind, { facts, write }) => {
  it("is the same each time", async () => {
    const digests = [];
    for (const name of ["first.ofx", "second.ofx"]) {
      const path = join(folder, `${kind}-${name}`);
      const file = await write(path, ROWS);
      const bytes = readFileSync(path);
      expect(file.bytes).toBe(bytes.length);
      digests.push(createHash("sha256").update(bytes).digest("hex"));
    }
    expect(digests[0]).toBe(digests[1]);
  });

  it("is read by our parser cell by cell, without a warning", async () => {
    const path = join(folder, `${kind}-read.ofx`);
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
