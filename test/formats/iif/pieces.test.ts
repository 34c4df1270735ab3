// However an upload is cut up, whichever way a row goes and however much may wait: the rows are the same.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { CellValue } from "../../../src/core/records.ts";
import { parse } from "../../../src/formats/iif/parse.ts";
import { IIF_FIXTURES } from "../../support/build-iif-fixtures.ts";
import { iif, TRANSACTION_HEADERS } from "../../support/build-iif.ts";
import {
  byteSource,
  collectStream,
  CollectingSink,
  parseContext,
  type CollectedFile,
} from "../../support/collect-rows.ts";

const EVERY_OFFSET_TIMEOUT_MS = 60_000;

/** A sink that takes values alone. */
class ValueSink extends CollectingSink {
  override get json(): never {
    return null as never;
  }
}

/** Rows by table name, each cell under the name of its column, in the order of the source. */
function namedRows({ tables }: CollectedFile): Record<string, unknown[]> {
  const byTable: Record<string, unknown[]> = {};
  for (const { name, columns, rows } of tables) {
    const list = (byTable[name ?? ""] ??= []);
    for (const [row, cells] of rows) {
      const named = cells.map((cell, at) => [columns?.[at] ?? `beyond`, cell]);
      list.push([row, named.filter(([, cell]) => cell !== null)]);
    }
  }
  return byTable;
}

describe("files of test/fixtures/iif", () => {
  it.each(Object.entries(IIF_FIXTURES))(
    "%s: cut at every offset",
    async (_, { bytes, options = {} }) => {
      const whole = await collectStream(parse, bytes, { options, sizes: bytes.length + 1 });
      for (let cut = 1; cut < bytes.length; cut += 1) {
        const sizes = [cut, bytes.length];
        expect(await collectStream(parse, bytes, { options, sizes })).toEqual(whole);
      }
    },
    EVERY_OFFSET_TIMEOUT_MS,
  );

  it.each(Object.entries(IIF_FIXTURES))(
    "%s: by values as by bytes",
    async (_, { bytes, options = {} }) => {
      const whole = await collectStream(parse, bytes, { options });
      if (whole.failure !== null) return;
      if (options.types === "typed" || options.maxRows !== undefined) return;
      const sink = new ValueSink();
      await parse({ access: "stream", source: byteSource(bytes) }, sink, parseContext({ options }));
      expect(sink.rowsAsJson).toBe(0);
      expect({ tables: sink.tables, warnings: sink.warnings }).toEqual({
        tables: whole.tables,
        warnings: whole.warnings,
      });
    },
  );

  it.each(Object.entries(IIF_FIXTURES))(
    "%s: in parts as whole",
    async (_, { bytes, options = {} }) => {
      if (options.maxRows !== undefined || options.types === "typed") return;
      const whole = await collectStream(parse, bytes, { options });
      const parts = await collectStream(parse, bytes, { options, limits: { heldRowBytes: 1 } });
      expect(parts.failure).toEqual(whole.failure);
      if (whole.failure !== null) return;
      const rowsOf = ({ tables }: CollectedFile) =>
        tables.reduce((sum, { rows }) => sum + rows.length, 0);
      expect(rowsOf(parts)).toBe(rowsOf(whole));
      expect(parts.warnings.length).toBeGreaterThanOrEqual(whole.warnings.length);
    },
  );
});

const CELL = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 8 }) },
  fc.constantFrom('"', '""', "a\tb", "x\ny", "x\r\nCUST\tz", "é", "\\", "\u0001", " ", '12"', "€"),
);
const ROW = fc.record({
  type: fc.constantFrom("CUST", "VEND", "GADGET", "TRNS", "SPL"),
  cells: fc.array(CELL, { minLength: 1, maxLength: 5 }),
});

/** As spreadsheet programs write it: in quotes where needed, inner ones doubled. */
function quoted(cell: string): string {
  return /["\t\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

describe("generated files", () => {
  const headers = iif(["!CUST|A|B|C", "!VEND|B|A", "!GADGET|X", ...TRANSACTION_HEADERS]);

  it("are read back as they were written", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(ROW, { minLength: 1 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, size) => {
          const text =
            headers +
            rows.map(({ type, cells }) => `${type}\t${cells.map(quoted).join("\t")}\n`).join("");
          // What is in quotes and looks like a record in the next line is text that a quote opened.
          fc.pre(!rows.some(({ cells }) => cells.some((cell) => cell.includes("CUST\t"))));
          const { tables, failure } = await collectStream(parse, text, { sizes: size });
          expect(failure).toBeNull();
          for (const type of ["CUST", "VEND", "GADGET"]) {
            const expected = rows
              .filter((row) => row.type === type)
              .map(({ cells }) => filled(cells));
            const found = tables.find(({ name }) => name === type)?.rows ?? [];
            expect(found.map(([, cells]) => cells)).toEqual(expected);
          }
          const lines = rows.filter(({ type }) => type === "TRNS" || type === "SPL").length;
          expect(tables.find(({ name }) => name === "transactions")?.rows).toHaveLength(lines);
        },
      ),
    );
  });

  it("are the same by bytes and by values, in pieces and whole, in parts and in one", async () => {
    const text = fc.array(
      fc.oneof(
        ROW.map(({ type, cells }) => `${type}\t${cells.join("\t")}\n`),
        fc.constantFrom(
          "ENDTRNS\t\n",
          "!CUST\tC\tA\tD\n",
          "!SPL\tAMOUNT\tX\n",
          "\n",
          "ENDTRNS\r",
          '"CUST\ta"\n',
          "CUST,1,2\n",
        ),
      ),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.integer({ min: 1, max: 30 }), async (lines, size) => {
        const content = headers + lines.join("");
        const whole = await collectStream(parse, content);
        expect(await collectStream(parse, content, { sizes: size })).toEqual(whole);
        if (whole.failure !== null) return;
        const sink = new ValueSink();
        const source = byteSource(new TextEncoder().encode(content), size);
        await parse({ access: "stream", source }, sink, parseContext());
        expect({ tables: sink.tables, warnings: sink.warnings }).toEqual({
          tables: whole.tables,
          warnings: whole.warnings,
        });
        const limits = { heldRowBytes: 1 };
        const parts = await collectStream(parse, content, { limits, sizes: size });
        const [one, several] = [namedRows(whole), namedRows(parts)];
        for (const [name, rows] of Object.entries(one))
          expect(sorted(several[name])).toEqual(sorted(rows));
      }),
    );
  });
});

function filled(cells: readonly string[]): CellValue[] {
  const values: CellValue[] = cells.map((cell) => (cell === "" ? null : cell));
  while (values.length > 0 && values.at(-1) === null) values.pop();
  return values;
}

/** Cells under one name each; their order differs where another header came first. */
function sorted(rows: unknown[] = []): unknown[] {
  return rows.map((row) => {
    const [number, cells] = row as [number, [string, CellValue][]];
    return [number, cells.toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))];
  });
}
