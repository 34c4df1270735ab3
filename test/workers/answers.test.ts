import { beforeEach, describe, expect, it } from "vitest";
import { buildXlsx } from "../support/build-xlsx.ts";
import {
  post,
  prepareWorker,
  problemOf,
  recordsOf,
  settled,
  type JsonRecord,
} from "../support/worker-client.ts";

const MIB = 1024 * 1024;

beforeEach(prepareWorker);

async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

describe("an NDJSON answer", () => {
  it("has the records of the contract in their order", async () => {
    const text = "Trial balance,,\nAccount,Name,Debit\n0010,Cash,12.50\n0020,Bank\n";
    const response = await post(text, { query: "filename=tb.csv" });
    expect(response.headers.get("content-type")).toBe("application/x-ndjson");
    const records = await recordsOf(response);
    // A warning comes before the row that it is about.
    const order = ["file", "table", "row", "warning", "row", "table_end", "end"];
    expect(records.map(({ type }) => type ?? "row")).toEqual(order);
    const [file, table] = records;
    expect(file).toEqual({
      type: "file",
      parse_id: response.headers.get("paciolus-parse-id"),
      format: "csv",
      detected_by: "name",
      parser: "csv/1",
      filename: "tb.csv",
      version: 1,
    });
    expect(table).toMatchObject({
      type: "table",
      index: 1,
      name: null,
      header_row: 2,
      columns: ["Account", "Name", "Debit"],
    });
    expect(records.filter(({ type }) => type === undefined)).toEqual([
      { row: 3, cells: ["0010", "Cash", "12.50"] },
      { row: 4, cells: ["0020", "Bank", null] },
    ]);
    expect(records.find(({ type }) => type === "warning")).toMatchObject({
      code: "ragged_row",
      at: { table: 1, row: 4 },
    });
    const bytes = new TextEncoder().encode(text).length;
    expect(records.at(-1)).toEqual({
      type: "end",
      status: "complete",
      rows: 2,
      tables: 1,
      warnings: 1,
      bytes,
      sha256: await sha256(text),
      duration_ms: expect.any(Number) as number,
    });
  });

  it("gives every row with header=none", async () => {
    const records = await recordsOf(
      await post("Account,Debit\n\n0010,1\n", { query: "filename=a.csv&header=none" }),
    );
    expect(records[1]).toMatchObject({ header_row: null, columns: null });
    expect(records.filter(({ type }) => type === undefined)).toEqual([
      { row: 1, cells: ["Account", "Debit"] },
      { row: 3, cells: ["0010", "1"] },
    ]);
  });

  it("gives the sheets of a workbook as tables, numbers as numbers", async () => {
    const workbook = buildXlsx({
      sheets: [
        {
          name: "TB",
          data: '<row r="2"><c r="B2"><v>0.30000000000000004</v></c><c r="C2" t="b"><v>1</v></c></row>',
        },
        { name: "Notes" },
      ],
    });
    const records = await recordsOf(
      await post(workbook, { query: "filename=tb.xlsx&header=none" }),
    );
    expect(records[0]).toMatchObject({ format: "xlsx", detected_by: "content" });
    expect(records.filter(({ type }) => type === "table").map(({ name }) => name)).toEqual([
      "TB",
      "Notes",
    ]);
    expect(records.find(({ type }) => type === undefined)).toEqual({
      row: 2,
      cells: [null, 0.3, true],
    });
    expect(records.at(-1)).toMatchObject({ status: "complete", tables: 2, rows: 1 });
  });

  it("ends once and last over many rows, with progress on the way", async () => {
    const records = await recordsOf(
      await post("1,abcdefghij\n".repeat(120_000), { query: "filename=a.csv&header=none" }),
    );
    expect(records.filter(({ type }) => type === "end")).toHaveLength(1);
    expect(records.at(-1)).toMatchObject({ status: "complete", rows: 120_000 });
    expect(records.filter(({ type }) => type === "progress").map(({ rows }) => rows)).toEqual([
      50_000, 100_000,
    ]);
    expect(records.filter(({ type }) => type === undefined).map(({ row }) => row)).toEqual(
      Array.from({ length: 120_000 }, (_, i) => i + 1),
    );
  });
});

describe("a failure", () => {
  /** A cell over its limit behind `bytes` of good rows. */
  function late(bytes: number): string {
    return `${"1,abcdefghij\n".repeat(bytes / 13)}2,"${"x".repeat(2 * MIB)}"\n`;
  }

  it("is an honest status while less than 1 MiB of the answer is ready", async () => {
    const problem = await problemOf(
      await post(late(0.2 * MIB), { query: "filename=a.csv&header=none" }),
    );
    expect(problem).toMatchObject({
      http: 422,
      code: "cell_too_long",
      limit: { name: "cell_bytes", max: MIB },
    });
  });

  it("is the end record once the answer is under way", async () => {
    const response = await post(late(2 * MIB), { query: "filename=a.csv&header=none" });
    expect(response.status).toBe(200);
    const end = (await recordsOf(response)).at(-1) as JsonRecord & { error: JsonRecord };
    expect(end).toMatchObject({ type: "end", status: "failed", sha256: null });
    expect(end.error).toMatchObject({
      code: "cell_too_long",
      status: 422,
      parse_id: response.headers.get("paciolus-parse-id"),
    });
    await settled(
      "csv",
      ({ active, counters }) => active === 0 && counters.errors.cell_too_long === 1,
    );
  });

  it("is an honest status again with wait=end", async () => {
    const problem = await problemOf(
      await post(late(2 * MIB), { query: "filename=a.csv&header=none&wait=end" }),
    );
    expect(problem).toMatchObject({ http: 422, code: "cell_too_long" });
  });

  it("leaves a JSON document that is whole and says so", async () => {
    const headers = { accept: "application/json" };
    const response = await post(late(2 * MIB), { query: "filename=a.csv&header=none", headers });
    const document = (await response.json()) as { tables: { rows: unknown[] }[]; end: JsonRecord };
    expect(document.tables[0]?.rows.length).toBeGreaterThan(100_000);
    expect(document.end).toMatchObject({ status: "failed", error: { code: "cell_too_long" } });
  });
});

describe("a JSON answer", () => {
  it("is one document with the same facts", async () => {
    const response = await post("Account,Debit\n0010,1\n0020\n", {
      headers: { accept: "application/json" },
    });
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.json()).toMatchObject({
      file: { format: "csv" },
      tables: [
        {
          index: 1,
          columns: ["Account", "Debit"],
          rows: [
            { row: 2, cells: ["0010", "1"] },
            { row: 3, cells: ["0020", null] },
          ],
          row_count: 2,
        },
      ],
      warnings: [{ code: "ragged_row" }],
      end: { status: "complete", rows: 2 },
    });
  });
});

describe("a CSV answer", () => {
  const headers = { accept: "text/csv" };

  it("escapes text that a spreadsheet would run, and leaves numbers alone", async () => {
    const response = await post('Text,Amount\n"=1+1",-12.50\n"@x",+3\n"a ""b""",-€3.00\n', {
      headers,
    });
    expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
    expect(response.headers.get("paciolus-rows")).toBe("3");
    expect(await response.text()).toBe(
      'Text,Amount\r\n\'=1+1,-12.50\r\n\'@x,+3\r\n"a ""b""",-€3.00\r\n',
    );
  });

  it("refuses several tables by name", async () => {
    const sheet = '<row r="1"><c r="A1"><v>1</v></c></row>';
    const workbook = buildXlsx({
      sheets: [
        { name: "a", data: sheet },
        { name: "b", data: sheet },
      ],
    });
    expect(
      await problemOf(await post(workbook, { query: "filename=a.xlsx", headers })),
    ).toMatchObject({ http: 406, code: "not_acceptable" });
    const one = await post(workbook, { query: "filename=a.xlsx&sheet=b&header=none", headers });
    expect(await one.text()).toBe("1\r\n");
  });

  it("refuses what is too large to hold", async () => {
    const problem = await problemOf(
      await post("1,abcdefghij\n".repeat(1_000_000 * 1.4), {
        query: "filename=a.csv&header=none",
        headers,
      }),
    );
    expect(problem).toMatchObject({ code: "rows_exceeded" });
    const wide = `1,${"abcdefghij".repeat(10)}\n`.repeat(170_000);
    expect(
      await problemOf(await post(wide, { query: "filename=a.csv&header=none", headers })),
    ).toMatchObject({
      http: 406,
      code: "not_acceptable",
      limit: { name: "held_output_bytes", max: 16 * MIB },
    });
  });
});
