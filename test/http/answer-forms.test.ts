import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { EndRecord, RecordWriter } from "../../src/core/records.ts";
import { AnswerBody, type ByteChannel } from "../../src/http/answer-body.ts";
import { CsvDocumentWriter } from "../../src/http/csv-document.ts";
import { JsonDocumentWriter } from "../../src/http/json-document.ts";
import { NdjsonWriter } from "../../src/http/ndjson.ts";

const IDS = { requestId: "request", parseId: "parse" };
const FILE = {
  parseId: "parse",
  format: "csv",
  detectedBy: "name",
  parser: "csv/1",
  filename: null,
  unpackedFrom: null,
} as const;
const TABLE = { name: "T", headerRow: 1, columns: ["a"] };
const END: EndRecord = {
  status: "complete",
  rows: 1,
  tables: 1,
  warnings: 0,
  bytes: 9,
  sha256: "00",
  durationMs: 1,
  failure: null,
};

/**
 * A channel like the runtime's: a write resolves when the other side has copied the bytes, which
 * are then written over.
 */
function createChannel(): ByteChannel {
  let taken: (() => void) | null = null;
  let pending: Uint8Array | "closed" | null = null;
  let wake: () => void = () => undefined;
  let lost: unknown = null;
  const readable = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (pending === null) await new Promise<void>((resolve) => (wake = resolve));
        if (pending === "closed") return controller.close();
        if (pending !== null) controller.enqueue(pending.slice());
        pending = null;
        taken?.();
      },
      cancel(reason) {
        lost = reason;
        taken?.();
      },
    },
    { highWaterMark: 0 },
  );
  const writable = new WritableStream<Uint8Array>({
    async write(bytes) {
      const done = new Promise<void>((resolve) => (taken = resolve));
      pending = bytes;
      wake();
      if (lost === null) await done;
      if (lost !== null) throw lost;
      bytes.fill(0x21);
    },
    close() {
      pending = "closed";
      wake();
    },
  });
  return { readable, writable };
}

/** An answer and the stream that its client reads. */
function open(holdBytes: number, onLost = () => undefined) {
  const channel = createChannel();
  return { answer: new AnswerBody(holdBytes, () => channel, onLost), readable: channel.readable };
}

/** What a writer makes of `calls`. */
async function textOf(
  create: (body: AnswerBody) => RecordWriter,
  calls: (writer: RecordWriter) => void,
): Promise<string> {
  const { answer } = open(Number.POSITIVE_INFINITY);
  calls(create(answer));
  return new TextDecoder().decode((await answer.close()) ?? new Uint8Array());
}

describe("AnswerBody", () => {
  it("gives the bytes in order for any pieces and any asking for room", async () => {
    const piece = fc.record({
      text: fc.string({ unit: "grapheme", maxLength: 40 }),
      times: fc.integer({ min: 1, max: 2_000 }),
      asks: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 12 }),
        fc.constantFrom(0, 1_000, 200_000, 1e9),
        async (pieces, hold) => {
          const { answer } = open(hold);
          const received = answer.opened.then((stream) => new Response(stream).text());
          const writing = (async () => {
            for (const { text, times, asks } of pieces) {
              answer.write(text.repeat(times));
              const room = asks ? answer.ready() : null;
              if (room !== null) await room;
            }
            return answer.close();
          })();
          const whole = await writing;
          const text = whole === null ? await received : new TextDecoder().decode(whole);
          const expected = new TextDecoder().decode(
            new TextEncoder().encode(pieces.map((part) => part.text.repeat(part.times)).join("")),
          );
          expect(text === expected).toBe(true);
          if (whole === null)
            expect(answer.sentBytes).toBe(new TextEncoder().encode(expected).length);
          else expect(answer.sentBytes).toBe(0);
        },
      ),
      { numRuns: 30 },
    );
  });

  it("holds back up to its limit, and asks nobody to wait until then", () => {
    const { answer } = open(1_000_000);
    for (let i = 0; i < 9; i++) answer.write("x".repeat(100_000));
    expect(answer.ready()).toBeNull();
    expect(answer.heldBytes).toBe(900_000);
    answer.write("x".repeat(200_000));
    expect(answer.ready()).not.toBeNull();
  });

  it("tells of a client that is gone", async () => {
    let isLost = false;
    const { answer, readable } = open(0, () => void (isLost = true));
    answer.write("x".repeat(400_000));
    const room = answer.ready();
    await readable.cancel(new Error("gone"));
    await expect(room).rejects.toThrow("gone");
    expect(isLost).toBe(true);
    answer.abort();
  });
});

describe("NdjsonWriter", () => {
  it("writes one value a line, and rows without a type", async () => {
    const text = await textOf(
      (body) => new NdjsonWriter(body, IDS),
      (writer) => {
        writer.file(FILE);
        writer.table(1, TABLE);
        writer.row(2, ["line\nbreak", 1.5, null, true]);
        writer.warning({ code: "ragged_row", message: "m", at: { row: 2 } }, 1);
        writer.progress(1, 9);
        writer.tableEnd(1, 1, { footnotes: [[4, ["end"]]] });
        writer.end(END);
      },
    );
    expect(text.endsWith("\n")).toBe(true);
    const records = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(records.map(({ type }) => type)).toEqual([
      "file",
      "table",
      undefined,
      "warning",
      "progress",
      "table_end",
      "end",
    ]);
    expect(records[2]).toEqual({ row: 2, cells: ["line\nbreak", 1.5, null, true] });
    expect(records[3]).toMatchObject({ at: { table: 1, row: 2 } });
    expect(records[5]).toEqual({
      type: "table_end",
      index: 1,
      rows: 1,
      meta: { footnotes: [[4, ["end"]]] },
    });
  });
});

describe("JsonDocumentWriter", () => {
  const failed: EndRecord = {
    ...END,
    status: "failed",
    sha256: null,
    failure: { code: "corrupt_file", detail: "d" },
  };
  const steps: ((writer: RecordWriter) => void)[] = [
    (writer) => writer.file(FILE),
    (writer) => writer.warning({ code: "type_mismatch", message: "m" }, null),
    (writer) => writer.table(1, TABLE),
    (writer) => writer.row(2, ["x"]),
    (writer) => writer.row(3, ["y"]),
    (writer) => writer.tableEnd(1, 2, { footnotes: [] }),
    (writer) => writer.table(2, { ...TABLE, columns: null }),
    (writer) => writer.tableEnd(2, 0),
  ];

  it.each(steps.map((_, index) => index).concat(steps.length))(
    "is one whole document when it fails after %i steps",
    async (count) => {
      const text = await textOf(
        (body) => new JsonDocumentWriter(body, IDS),
        (writer) => {
          for (const step of steps.slice(0, count)) step(writer);
          writer.end(failed);
        },
      );
      const document = JSON.parse(text) as {
        tables: { rows: unknown[] }[];
        end: unknown;
        warnings: unknown[];
      };
      expect(document.end).toMatchObject({ status: "failed", error: { code: "corrupt_file" } });
      expect(document.tables).toHaveLength(count > 6 ? 2 : count > 2 ? 1 : 0);
      expect(document.tables[0]?.rows.length ?? 0).toBe(Math.min(2, Math.max(0, count - 3)));
      expect(document.warnings).toHaveLength(count > 1 ? 1 : 0);
    },
  );
});

describe("CsvDocumentWriter", () => {
  it("keeps the place of an empty row", async () => {
    const text = await textOf(
      (body) => new CsvDocumentWriter(body),
      (writer) => {
        writer.table(1, { ...TABLE, columns: ["a", "b"] });
        writer.row(2, []);
        writer.row(3, ["1", null]);
      },
    );
    expect(text).toBe("a,b\r\n,\r\n1,\r\n");
  });

  it("refuses a second table", async () => {
    await expect(
      textOf(
        (body) => new CsvDocumentWriter(body),
        (writer) => {
          writer.table(1, TABLE);
          writer.tableEnd(1, 0);
          writer.table(2, TABLE);
        },
      ),
    ).rejects.toMatchObject({ failure: { code: "not_acceptable" } });
  });
});
