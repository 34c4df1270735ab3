import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { Refusal } from "../../src/core/failure.ts";
import type { ParseLimits } from "../../src/core/limits.ts";
import { GuardedSink } from "../../src/intake/guarded-sink.ts";
import { Stopped, StopSignal } from "../../src/intake/stop.ts";
import { RecordingWriter } from "../support/recording-writer.ts";

const TABLE = { name: null, headerRow: null, columns: null };

function create(limits: Partial<ParseLimits> = {}, maxRows: number | null = null) {
  const writer = new RecordingWriter();
  const stop = new StopSignal();
  const sink = new GuardedSink(writer, { ...DEFAULT_LIMITS, ...limits }, maxRows, stop, () => 42);
  return { writer, stop, sink };
}

function failureOf(work: () => void) {
  try {
    work();
    return null;
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
}

describe("the limits of a grid", () => {
  const row = (width: number) => Array.from({ length: width }, () => "x");

  it.each([
    [2, null],
    [3, null],
    [
      4,
      {
        code: "rows_exceeded",
        at: { row: 4 },
        limit: { name: "rows_per_table", max: 3, found: 4 },
      },
    ],
  ])("are kept for %i rows of at most 3 in each table", (rows, failure) => {
    const { sink } = create({ rowsPerTable: 3 });
    const found = failureOf(() => {
      for (let table = 0; table < 2; table++) {
        sink.beginTable(TABLE);
        for (let i = 1; i <= rows; i++) sink.row(i, ["x"]);
        sink.endTable();
      }
    });
    if (failure === null) expect(found).toBeNull();
    else expect(found).toMatchObject(failure);
  });

  it.each([
    [2, null],
    [3, null],
    [4, { code: "columns_exceeded", limit: { name: "columns_per_table", max: 3, found: 4 } }],
  ])("are kept for %i columns of at most 3, in rows and in headers", (width, failure) => {
    for (const columns of [null, row(width)]) {
      const { sink } = create({ columnsPerTable: 3 });
      const found = failureOf(() => {
        sink.beginTable({ ...TABLE, columns });
        sink.row(1, row(width));
      });
      if (failure === null) expect(found).toBeNull();
      else expect(found).toMatchObject(failure);
    }
  });

  it.each([
    [9, null],
    [10, null],
    [11, { code: "cells_exceeded", limit: { name: "cells_per_file", max: 10, found: 11 } }],
  ])("are kept for %i cells of at most 10 over all tables", (cells, failure) => {
    const { sink } = create({ cellsPerFile: 10 });
    const found = failureOf(() => {
      sink.beginTable(TABLE);
      sink.row(1, row(5));
      sink.endTable();
      sink.beginTable(TABLE);
      sink.row(1, row(cells - 5));
    });
    if (failure === null) expect(found).toBeNull();
    else expect(found).toMatchObject(failure);
  });

  it.each([
    ["x".repeat(11), null],
    ["x".repeat(12), null],
    ["x".repeat(13), 13],
    ["é".repeat(6), null],
    ["é".repeat(7), 14],
    ["€".repeat(4), null],
    ["€".repeat(5), 15],
    ["🙂".repeat(3), null],
    ["🙂".repeat(4), 14],
  ])("are kept for the bytes of the cell %s", (cell, found) => {
    const { sink } = create({ cellBytes: 12 });
    sink.beginTable(TABLE);
    const failure = failureOf(() => sink.row(3, [null, cell]));
    if (found === null) expect(failure).toBeNull();
    else {
      expect(failure).toMatchObject({
        code: "cell_too_long",
        at: { row: 3, column: 2 },
        limit: { max: 12 },
      });
      expect(JSON.stringify(failure)).not.toContain(cell);
    }
  });
});

describe("GuardedSink", () => {
  it("numbers tables, counts rows and tells of progress", () => {
    const { sink, writer } = create();
    sink.beginTable(TABLE);
    for (let i = 1; i <= 50_000; i++) sink.row(i, []);
    sink.endTable();
    sink.beginTable({ ...TABLE, name: "b" });
    sink.endTable({ footnotes: [] });
    sink.close();
    expect(writer.of("table").map(([index]) => index)).toEqual([1, 2]);
    expect(writer.of("tableEnd")).toEqual([
      [1, 50_000],
      [2, 0, { footnotes: [] }],
    ]);
    expect(writer.of("progress")).toEqual([[50_000, 42]]);
    expect([sink.rows, sink.tables, sink.warnings]).toEqual([50_000, 2, 0]);
  });

  it("lists twenty warnings of a code in a table, says how many more, and counts all", () => {
    const { sink, writer } = create();
    sink.warn({ code: "type_mismatch", message: "before" });
    for (let table = 0; table < 2; table++) {
      sink.beginTable(TABLE);
      for (let i = 0; i < 25; i++)
        sink.warn({ code: "ragged_row", message: "ragged", at: { row: i } });
      sink.endTable();
    }
    const warnings = writer.of("warning") as [{ code: string; message: string }, number | null][];
    expect(warnings[0]).toEqual([{ code: "type_mismatch", message: "before" }, null]);
    for (const table of [1, 2]) {
      const ragged = warnings.filter(([{ code }, of]) => code === "ragged_row" && of === table);
      expect(ragged).toHaveLength(21);
      expect(ragged.at(-1)?.[0].message).toMatch(/^5 more/);
    }
    expect(sink.warnings).toBe(51);
  });

  it("ends at max_rows, and says so", () => {
    const { sink, writer } = create({}, 2);
    sink.beginTable(TABLE);
    for (let i = 1; i <= 3; i++) sink.row(i, ["x"]);
    expect(sink.isFull).toBe(true);
    sink.close();
    expect(writer.of("row")).toHaveLength(2);
    expect(writer.of("tableEnd")).toEqual([[1, 2]]);
    expect(writer.of("warning")).toMatchObject([[{ code: "rows_limited" }, null]]);
  });

  it("says nothing of max_rows where it was not reached", () => {
    const { sink, writer } = create({}, 2);
    sink.beginTable(TABLE);
    sink.row(1, ["x"]);
    sink.close();
    expect(writer.of("warning")).toEqual([]);
  });

  it.each<[string, (sink: GuardedSink) => void]>([
    ["a row outside a table", (sink) => sink.row(1, [])],
    ["an end outside a table", (sink) => sink.endTable()],
    ["a table in a table", (sink) => [1, 2].forEach(() => sink.beginTable(TABLE))],
    ["rows that fall", (sink) => (sink.beginTable(TABLE), sink.row(2, []), sink.row(2, []))],
  ])("takes %s for a bug of the parser", (_, misuse) => {
    expect(() => misuse(create().sink)).toThrow(Error);
    expect(() => misuse(create().sink)).not.toThrow(Refusal);
  });

  it("stops who waits for room, and who comes later", async () => {
    const { sink, writer, stop } = create();
    expect(sink.ready()).toBeNull();
    writer.room = new Promise(() => undefined);
    const waiting = sink.ready();
    stop.stop("aborted");
    await expect(waiting).rejects.toThrow(Stopped);
    await expect(sink.ready()).rejects.toMatchObject({ reason: "aborted" });
  });
});
