// The answers that are one document, their limits, and an answer that is broken off.
import { describe, expect, it } from "vitest";
import { MAX_HELD_OUTPUT_BYTES, MAX_LISTED_WARNINGS } from "../../guards/limits.ts";
import { Refusal } from "../../src/core/failure.ts";
import type { EndRecord } from "../../src/core/records.ts";
import { AnswerBody, type ByteChannel } from "../../src/http/answer-body.ts";
import { CsvDocumentWriter } from "../../src/http/csv-document.ts";
import { JsonDocumentWriter } from "../../src/http/json-document.ts";
import { NdjsonWriter } from "../../src/http/ndjson.ts";

const MIB = 1024 * 1024;
const IDS = { requestId: "request", parseId: "parse" };
const FILE = {
  parseId: "parse",
  format: "xlsx",
  detectedBy: "content",
  parser: "xlsx/1",
  filename: "tb.xlsx",
  unpackedFrom: null,
} as const;
const END: EndRecord = {
  status: "complete",
  rows: 2,
  tables: 2,
  warnings: 1,
  bytes: 9,
  sha256: "00",
  durationMs: 1,
  failure: null,
};

/** Takes bytes on, copied, one write ahead of the reader. */
function createChannel(): ByteChannel {
  return new TransformStream<Uint8Array, Uint8Array>({
    transform: (bytes, controller) => controller.enqueue(bytes.slice()),
  });
}

function heldBody(): AnswerBody {
  return new AnswerBody(Number.POSITIVE_INFINITY, createChannel, () => undefined);
}

async function textOf(body: AnswerBody): Promise<string> {
  return new TextDecoder().decode((await body.close()) ?? new Uint8Array());
}

describe("JsonDocumentWriter", () => {
  it("gives the records of the file by their place", async () => {
    const body = heldBody();
    const writer = new JsonDocumentWriter(body, IDS);
    writer.file(FILE);
    writer.table(1, { name: "A", headerRow: 1, columns: ["x"], meta: { sheet: 1 } });
    writer.row(2, ["a", 1.5, null, true, 'quo"te\n']);
    writer.progress();
    writer.warning({ code: "ragged_row", message: "m", at: { row: 2 } }, 1);
    writer.tableEnd(1, 1);
    writer.table(2, { name: null, headerRow: null, columns: null, types: [{ type: "empty" }] });
    writer.row(1, []);
    writer.tableEnd(2, 1, { footnotes: [[3, ["end"]]] });
    writer.end(END);
    expect(JSON.parse(await textOf(body))).toEqual({
      file: {
        parse_id: "parse",
        format: "xlsx",
        detected_by: "content",
        parser: "xlsx/1",
        filename: "tb.xlsx",
        version: 1,
      },
      tables: [
        {
          index: 1,
          name: "A",
          header_row: 1,
          columns: ["x"],
          meta: { sheet: 1 },
          rows: [{ row: 2, cells: ["a", 1.5, null, true, 'quo"te\n'] }],
          row_count: 1,
        },
        {
          index: 2,
          name: null,
          header_row: null,
          columns: null,
          types: [{ type: "empty" }],
          rows: [{ row: 1, cells: [] }],
          row_count: 1,
          end_meta: { footnotes: [[3, ["end"]]] },
        },
      ],
      warnings: [{ code: "ragged_row", message: "m", at: { table: 1, row: 2 } }],
      end: {
        status: "complete",
        rows: 2,
        tables: 2,
        warnings: 1,
        bytes: 9,
        sha256: "00",
        duration_ms: 1,
      },
    });
  });

  it.each([MAX_LISTED_WARNINGS - 1, MAX_LISTED_WARNINGS, MAX_LISTED_WARNINGS + 1])(
    "lists as many of %i warnings as it may keep, and counts all",
    async (count) => {
      const body = heldBody();
      const writer = new JsonDocumentWriter(body, IDS);
      writer.file(FILE);
      for (let i = 0; i < count; i++) writer.warning({ code: "ragged_row", message: "m" }, null);
      writer.end({ ...END, warnings: count });
      const document = JSON.parse(await textOf(body)) as {
        warnings: unknown[];
        end: { warnings: number };
      };
      expect(document.warnings).toHaveLength(Math.min(count, MAX_LISTED_WARNINGS));
      expect(document.end.warnings).toBe(count);
    },
  );
});

describe("NdjsonWriter", () => {
  it("says in its end record what went wrong, as a problem document", async () => {
    const body = heldBody();
    new NdjsonWriter(body, IDS).end({
      ...END,
      status: "failed",
      sha256: null,
      failure: { code: "truncated_file", detail: "d", at: { byte: 7 } },
    });
    expect(JSON.parse(await textOf(body))).toMatchObject({
      type: "end",
      status: "failed",
      sha256: null,
      error: { code: "truncated_file", status: 422, at: { byte: 7 }, parse_id: "parse" },
    });
  });

  it("keeps lines whole whatever is in a cell", async () => {
    const cells = ["\n", "\r", "\u2028\u2029", "\ud800", "\0", '"', "\\", "{}", "😀"];
    const body = heldBody();
    new NdjsonWriter(body, IDS).row(1, cells);
    const lines = (await textOf(body)).split("\n");
    expect(lines).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? "")).toEqual({ row: 1, cells });
  });
});

describe("CsvDocumentWriter", () => {
  it("holds 16 MiB of result, and refuses more by both numbers", () => {
    const body = heldBody();
    const writer = new CsvDocumentWriter(body);
    const line = "x".repeat(MIB - 2);
    for (let row = 1; row <= 16; row++) writer.row(row, [line]);
    expect(body.heldBytes).toBe(MAX_HELD_OUTPUT_BYTES);
    expect(writer.ready()).toBeNull();
    writer.row(17, ["x".repeat(40_000 - 2)]);
    expect(() => writer.ready()).toThrow(Refusal);
    expect(() => writer.ready()).toThrow(
      expect.objectContaining({
        failure: expect.objectContaining({
          code: "not_acceptable",
          limit: {
            name: "held_output_bytes",
            max: MAX_HELD_OUTPUT_BYTES,
            found: MAX_HELD_OUTPUT_BYTES + 40_000,
          },
        }) as unknown,
      }),
    );
  });

  it.each<[string, readonly string[] | null, string]>([
    ["one column", ["a"], 'a\r\n""\r\n'],
    ["three columns", ["a", "b", "c"], "a,b,c\r\n,,\r\n"],
  ])("gives an empty row of %s as a record that is read as one", async (_, columns, expected) => {
    const body = heldBody();
    const writer = new CsvDocumentWriter(body);
    writer.table(1, { name: null, headerRow: 1, columns });
    writer.row(2, []);
    expect(await textOf(body)).toBe(expected);
  });

  it("adds nothing of records that CSV has no place for", async () => {
    const body = heldBody();
    const writer = new CsvDocumentWriter(body);
    writer.file();
    writer.table(1, { name: "T", headerRow: null, columns: null });
    writer.row(1, ["a", 1, true]);
    writer.warning();
    writer.progress();
    writer.tableEnd();
    writer.end();
    expect((await textOf(body)).toLowerCase()).toBe("a,1,true\r\n");
  });
});

describe("AnswerBody.abort", () => {
  it("breaks off a stream that is under way, so that it does not look whole", async () => {
    const body = new AnswerBody(0, createChannel, () => undefined);
    body.write("x".repeat(200_000));
    void body.ready();
    const reader = (await body.opened).getReader();
    await reader.read();
    body.abort();
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toBeUndefined();
  });

  it("drops what was held back of one that never began", () => {
    const body = heldBody();
    body.write("x".repeat(300_000));
    expect(body.heldBytes).toBe(300_000);
    body.abort();
    expect(body.heldBytes).toBe(0);
  });
});
