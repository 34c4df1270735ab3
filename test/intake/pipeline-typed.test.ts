// `types=typed` on the whole way of an upload.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { TYPE_ROWS } from "../../src/codecs/typed-sink.ts";
import type { ParseOptions } from "../../src/core/format.ts";
import type { TableInfo } from "../../src/core/records.ts";
import { MAX_WARNINGS_PER_CODE } from "../../guards/limits.ts";
import { buildXlsx } from "../support/build-xlsx.ts";
import { inline } from "../support/run-xlsx.ts";
import { createUploadWorld } from "../support/upload-world.ts";

const ADMISSION_MS = 300;

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

async function send(
  content: string | Uint8Array,
  options: Partial<ParseOptions> = {},
  filename = "a.csv",
) {
  const world = createUploadWorld({ filename, options: { types: "typed", ...options } });
  world.sender.push(content, null);
  const running = world.run();
  await vi.advanceTimersByTimeAsync(ADMISSION_MS);
  const result = await running;
  const tables = world.writer.of("table").map(([, table]) => table as TableInfo);
  return { result, tables, rows: world.writer.of("row"), warnings: world.writer.of("warning") };
}

const LEDGER = "Account;Date;Amount\n0010;31.01.2025;-1.234,50\n0020;01.02.2025;5,00\n";

describe("runUpload with types=typed", () => {
  it("tells the types with the table, and gives normalised rows", async () => {
    const { result, tables, rows } = await send(LEDGER);
    expect(result).toMatchObject({ outcome: "complete", rows: 2, tables: 1, warnings: 0 });
    expect(tables[0]?.columns).toEqual(["Account", "Date", "Amount"]);
    expect(tables[0]?.types?.map(({ type }) => type)).toEqual(["code", "date", "decimal"]);
    expect(rows).toEqual([
      [2, ["0010", "2025-01-31", "-1234.50"]],
      [3, ["0020", "2025-02-01", "5.00"]],
    ]);
  });

  it("leaves native answers without types", async () => {
    const { tables, rows } = await send(LEDGER, { types: "native" });
    expect(tables[0]).not.toHaveProperty("types");
    expect(rows[0]).toEqual([2, ["0010", "31.01.2025", "-1.234,50"]]);
  });

  it("gives max_rows rows, also past those that types are decided on", async () => {
    const long = `a;b\n${"x;1,50\n".repeat(TYPE_ROWS + 100)}`;
    for (const maxRows of [1, TYPE_ROWS + 1]) {
      const { result, warnings } = await send(long, { maxRows });
      expect(result).toMatchObject({ outcome: "complete", rows: maxRows });
      expect(warnings).toMatchObject([[{ code: "rows_limited" }, null]]);
    }
  });

  it("thins out warnings of cells that do not fit", async () => {
    const odd = MAX_WARNINGS_PER_CODE + 5;
    const text = `a;b\n${"x;1,50\n".repeat(odd * 20)}${"x;soon\n".repeat(odd)}`;
    const { result, warnings } = await send(text);
    expect(result.warnings).toBe(odd);
    expect(warnings).toHaveLength(MAX_WARNINGS_PER_CODE + 1);
    expect(warnings[0]).toEqual([
      {
        code: "type_exception",
        message: expect.any(String),
        at: { row: odd * 20 + 2, column: 2 },
      },
      1,
    ]);
  });

  it("reads workbooks: numbers as exact decimals, dates as they are, each sheet by itself", async () => {
    const header = `<row r="1">${inline("A1", "Booked")}${inline("B1", "Amount")}${inline("C1", "Code")}</row>`;
    const sheet = (rows: string) => ({ data: header + rows });
    const bytes = buildXlsx({
      formats: ["yyyy-mm-dd"],
      sheets: [
        {
          name: "A",
          ...sheet(
            `<row r="2"><c r="A2" s="1"><v>45688</v></c><c r="B2"><v>0.30000000000000004</v></c>${inline("C2", "0010")}</row>` +
              `<row r="3"><c r="A3" s="1"><v>45689</v></c><c r="B3"><v>1E+21</v></c><c r="C3"><v>1000</v></c></row>`,
          ),
        },
        {
          name: "B",
          ...sheet(
            `<row r="2">${inline("A2", "31/01/2025")}${inline("B2", "1.234,5")}<c r="C2" t="b"><v>1</v></c></row>`,
          ),
        },
      ],
    });
    const { result, tables, rows } = await send(bytes, {}, "a.xlsx");
    expect(result.outcome).toBe("complete");
    expect(tables.map(({ types }) => types?.map(({ type }) => type))).toEqual([
      ["date", "decimal", "code"],
      ["date", "decimal", "boolean"],
    ]);
    expect(rows).toEqual([
      [2, ["2025-01-31", "0.3", "0010"]],
      [3, ["2025-02-01", "1000000000000000000000", "1000"]],
      [2, ["2025-01-31", "1234.5", true]],
    ]);
  });

  it("fails as without types when the file does", async () => {
    const { result, tables } = await send("a;b\nx;1,50;2\n", { strict: true });
    expect(result).toMatchObject({ outcome: "failed", failure: { code: "corrupt_file" } });
    expect(tables).toEqual([]);
  });
});
