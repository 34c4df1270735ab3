// What the sink holds a row to besides the limits of its grid.
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { Refusal } from "../../src/core/failure.ts";
import type { CellValue } from "../../src/core/records.ts";
import { GuardedSink } from "../../src/intake/guarded-sink.ts";
import { StopSignal } from "../../src/intake/stop.ts";
import { RecordingWriter } from "../support/recording-writer.ts";

const MIB = 1024 * 1024;

function create(maxRows: number | null = null) {
  const writer = new RecordingWriter();
  const sink = new GuardedSink(writer, DEFAULT_LIMITS, maxRows, new StopSignal(), () => 0);
  return { writer, sink };
}

function openTable(maxRows: number | null = null) {
  const { writer, sink } = create(maxRows);
  sink.beginTable({ name: null, headerRow: null, columns: null });
  return { writer, sink };
}

function failureOf(work: () => void) {
  try {
    work();
  } catch (error) {
    return error instanceof Refusal ? error.failure : error;
  }
  return null;
}

describe("a row", () => {
  it("may hold 4 MiB of text in all, and no more", () => {
    const text = "x".repeat(MIB);
    const fits: CellValue[] = [text, 1, text, null, text, text];
    const { sink, writer } = openTable();
    sink.row(1, fits);
    expect(failureOf(() => sink.row(2, [...fits, "x"]))).toMatchObject({
      code: "expansion_limit",
      at: { row: 2 },
      limit: { name: "row_bytes", max: 4 * MIB, found: 4 * MIB + 1 },
    });
    expect(writer.of("row")).toHaveLength(1);
  });

  it("may follow others with 16 MiB of text in all until room is asked for", () => {
    const text = "x".repeat(MIB);
    const { sink } = openTable();
    for (let row = 1; row <= 16; row++) sink.row(row, [text]);
    expect(sink.ready()).toBe(null);
    for (let row = 17; row <= 32; row++) sink.row(row, [text]);
    expect(failureOf(() => sink.row(33, ["x"]))).toMatchObject({
      code: "expansion_limit",
      limit: { name: "unsent_bytes", max: 16 * MIB, found: 16 * MIB + 1 },
    });
  });

  it("that is refused is not counted as given", () => {
    const { sink } = openTable();
    sink.row(1, ["x"]);
    expect(failureOf(() => sink.row(2, ["x".repeat(MIB + 1)]))).toMatchObject({
      code: "cell_too_long",
    });
    expect(sink.rows).toBe(1);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    "with %d in it is a bug of the parser: JSON would make it empty",
    (value) => {
      const { sink } = openTable();
      expect(failureOf(() => sink.row(1, ["x", value]))).toBeInstanceOf(Error);
    },
  );

  it.each([Number.NaN, 0, -1])("of number %d is a bug of the parser", (row) => {
    const { sink } = openTable();
    expect(failureOf(() => sink.row(row, ["x"]))).toBeInstanceOf(Error);
  });
});

describe("a header", () => {
  it("is held to the size of a cell", () => {
    const { sink, writer } = create();
    const columns = ["a", "x".repeat(MIB + 1)];
    expect(failureOf(() => sink.beginTable({ name: null, headerRow: 3, columns }))).toMatchObject({
      code: "cell_too_long",
      at: { row: 3, column: 2 },
    });
    expect(writer.calls).toEqual([]);
    expect(sink.tables).toBe(0);
  });
});

describe("max_rows", () => {
  it("cuts nothing off a file of exactly so many rows, and says nothing of it", () => {
    const { sink, writer } = openTable(2);
    sink.row(1, ["x"]);
    sink.row(2, ["x"]);
    expect(sink.isFull).toBe(false);
    sink.close();
    expect(writer.of("warning")).toEqual([]);
    expect(writer.of("tableEnd")).toEqual([[1, 2]]);
  });

  it("counts over all tables", () => {
    const { sink, writer } = openTable(2);
    sink.row(1, ["x"]);
    sink.endTable();
    sink.beginTable({ name: null, headerRow: null, columns: null });
    sink.row(1, ["x"]);
    sink.row(2, ["x"]);
    expect(sink.isFull).toBe(true);
    sink.close();
    expect(writer.of("row")).toHaveLength(2);
    expect(writer.of("warning")).toMatchObject([[{ code: "rows_limited" }, null]]);
  });
});

describe("warnings", () => {
  it("outside of a table are thinned out apart from those in it", () => {
    const { sink, writer } = create();
    for (let i = 0; i < 25; i++) sink.warn({ code: "hidden_sheet", message: "" });
    sink.beginTable({ name: null, headerRow: null, columns: null });
    for (let i = 0; i < 20; i++) sink.warn({ code: "hidden_sheet", message: "" });
    sink.endTable();
    for (let i = 0; i < 21; i++) sink.warn({ code: "hidden_sheet", message: "" });
    sink.close();
    const tables = writer.of("warning").map(([, table]) => table);
    expect(tables.filter((table) => table === 1)).toHaveLength(20);
    const messages = writer
      .of("warning")
      .map(([warning]) => (warning as { message: string }).message);
    expect(messages.filter((message) => message !== "")).toEqual([
      expect.stringMatching(/^5 more/),
      expect.stringMatching(/^1 more/),
    ]);
    expect(sink.warnings).toBe(66);
  });
});
