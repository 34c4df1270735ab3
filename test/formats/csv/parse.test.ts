import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SAMPLE_BYTES } from "../../../src/codecs/delimited-table.ts";
import { Refusal } from "../../../src/core/failure.ts";
import { MIB } from "../../../src/core/units.ts";
import { parse } from "../../../src/formats/csv/parse.ts";
import {
  byteSource,
  collect,
  collectStream,
  CollectingSink,
  parseContext,
} from "../../support/collect-rows.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A text of `bytes` bytes or a little more: a header and rows of two cells. */
function longText(bytes: number): string {
  const lines = ["name,sum\n"];
  for (let size = 0, row = 2; size < bytes; row += 1) {
    const line = `name of row ${row},${row}.00\n`;
    lines.push(line);
    size += line.length;
  }
  return lines.join("");
}

describe("parse (csv)", () => {
  it("reads a buffered upload like a streamed one", async () => {
    const bytes = utf8("name,sum\na,1\n");
    const buffered = await collect(parse, { access: "buffer", bytes });
    expect(buffered).toEqual(await collectStream(parse, bytes));
    expect(buffered.tables[0]?.rows).toEqual([[2, ["a", "1"]]]);
  });

  it("reads past the sample, with rows numbered by line to the end", async () => {
    const text = longText(2 * SAMPLE_BYTES);
    const { tables } = await collectStream(parse, text);
    const lines = text.trimEnd().split("\n");
    expect(tables[0]?.rows).toHaveLength(lines.length - 1);
    expect(tables[0]?.rows.at(-1)).toEqual([lines.length, lines.at(-1)?.split(",")]);
  });

  const lengths = [SAMPLE_BYTES - 1, SAMPLE_BYTES, SAMPLE_BYTES + 1];
  it.each(lengths)("reads a file of %i bytes, near the size of the sample", async (length) => {
    const text = `${longText(SAMPLE_BYTES + 100).slice(0, length - 2)}é`;
    const whole = await collectStream(parse, text, { sizes: length + 1 });
    const cells = whole.tables[0]?.rows.flatMap(([, row]) => row) ?? [];
    expect(cells.findLast((cell) => cell !== null)).toMatch(/é$/);
    for (const sizes of [4096, [length - 1, 1], [SAMPLE_BYTES, 1]]) {
      expect(await collectStream(parse, text, { sizes })).toEqual(whole);
    }
  });

  it("switches to windows-1252 when a byte after the sample shows that the text is not UTF-8", async () => {
    const text = longText(SAMPLE_BYTES);
    const bytes = Uint8Array.from([
      ...utf8(text),
      ...utf8("caf"),
      0xe9,
      ...utf8(",1\n"),
      0xc9,
      ...utf8("t,2\n"),
    ]);
    const { tables, warnings } = await collectStream(parse, bytes);
    expect(tables[0]?.rows.slice(-2).map(([, cells]) => cells[0])).toEqual(["café", "Ét"]);
    const row = text.split("\n").length;
    expect(warnings).toMatchObject([
      { code: "mixed_encoding", at: { row, byte: text.length + 3 } },
    ]);
  });

  it("asks for room every 64 KiB of text at least, in pieces of any size", async () => {
    const bytes = utf8(longText(3 * SAMPLE_BYTES));
    const sink = new CollectingSink();
    await parse({ access: "stream", source: byteSource(bytes, 1024) }, sink, parseContext());
    expect(sink.readyCalls).toBeGreaterThanOrEqual(bytes.length / 65_536);
    const other = new CollectingSink();
    await parse({ access: "stream", source: byteSource(bytes, MIB) }, other, parseContext());
    expect(other.readyCalls).toBeGreaterThanOrEqual(bytes.length / 65_536);
  });

  it("ends early when the sink is full, without reading on", async () => {
    const bytes = utf8(longText(4 * SAMPLE_BYTES));
    const source = byteSource(bytes, 65_536);
    let reads = 0;
    const counting = { read: () => ((reads += 1), source.read()) };
    const sink = new CollectingSink(3);
    await parse({ access: "stream", source: counting }, sink, parseContext());
    expect(sink.tables[0]?.rows.map(([row]) => row)).toEqual([2, 3, 4]);
    expect([sink.isOpen, reads]).toEqual([false, SAMPLE_BYTES / 65_536 + 1]);
  });

  it("returns at once when it has to stop", async () => {
    const sink = new CollectingSink();
    const context = parseContext({ shouldStop: () => true });
    await parse({ access: "stream", source: byteSource(utf8("a,b\n1,2\n")) }, sink, context);
    expect(sink.tables).toEqual([]);
  });

  it("passes on that the sink was stopped", async () => {
    const sink = new CollectingSink();
    sink.ready = () => Promise.reject(new Error("stopped"));
    const run = parse(
      { access: "stream", source: byteSource(utf8("a,b\n")) },
      sink,
      parseContext(),
    );
    await expect(run).rejects.toThrow("stopped");
  });

  it("refuses an open quote by the line it stands on, before the file has been read", async () => {
    const head = longText(SAMPLE_BYTES);
    const line = head.split("\n").length;
    const text = `${head}b,"2${"\nc,3".repeat(MIB)}`;
    const source = byteSource(utf8(text), 65_536);
    let bytesRead = 0;
    const counting = {
      read: async () => {
        const bytes = await source.read();
        bytesRead += bytes?.length ?? 0;
        return bytes;
      },
    };
    const { failure } = await collect(parse, { access: "stream", source: counting });
    expect(failure).toMatchObject({
      code: "cell_too_long",
      at: { row: line, line },
      limit: { name: "cell_bytes", max: MIB },
    });
    expect(bytesRead).toBeLessThan(2 * MIB);
  });

  it("takes the extension of tab-separated text as a hint", async () => {
    const text = "a;b\tc\nd;e\tf\n";
    const plain = await collectStream(parse, text, { extension: ".csv" });
    const named = await collectStream(parse, text, { extension: ".tsv" });
    expect([plain.tables[0]?.meta, named.tables[0]?.meta]).toMatchObject([
      { delimiter: ";" },
      { delimiter: "\t" },
    ]);
  });

  const strict: [name: string, text: string, failure: object][] = [
    ["a ragged row", "name,sum\na,1\nb\n", { code: "corrupt_file", at: { row: 3 } }],
    [
      "a bad quote",
      `name,sum\n${'"a, b","c, d"\n'.repeat(9)}"e"f",2\n`,
      { code: "corrupt_file", at: { row: 11, line: 11 } },
    ],
    ["a NUL", "name,sum\na\0,1\n", { code: "corrupt_file", at: { row: 2 } }],
    ["two delimiters that fit", "a;b|c\nd;e|f\n", { code: "delimiter_not_found" }],
  ];
  it.each(strict)(
    "refuses %s in strict mode, and reads on without it",
    async (_, text, failure) => {
      const options = { strict: true };
      expect((await collectStream(parse, text, { options })).failure).toMatchObject(failure);
      const { failure: none, warnings } = await collectStream(parse, text);
      expect([none, warnings.length]).toEqual([null, 1]);
    },
  );

  it("gives the same result however the bytes are cut up, and throws nothing but refusals", async () => {
    const nice = fc.constantFrom(
      ...'ab1,;\t|""\n\r \0'.split("").map((text) => text.charCodeAt(0)),
    );
    const bytes = fc.array(
      fc.oneof(
        { weight: 6, arbitrary: nice },
        { weight: 1, arbitrary: fc.constantFrom(0xc3, 0xa9, 0xe9, 0xff, 0xfe, 0xef, 0xbb, 0xbf) },
      ),
      { maxLength: 80 },
    );
    const sizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 9 });
    const header = fc.constantFrom("auto", "none", 1, 2, 5);
    await fc.assert(
      fc.asyncProperty(bytes, sizes, header, fc.boolean(), async (values, cuts, row, isStrict) => {
        const content = Uint8Array.from(values);
        const before = content.slice();
        const options = { header: row as "auto", strict: isStrict };
        const whole = await collectStream(parse, content, { options });
        const cut = await collectStream(parse, content, { options, sizes: cuts });
        if (whole.failure === null) expect(cut).toEqual(whole);
        else expect(cut.failure).toEqual(whole.failure);
        expect(content).toEqual(before);
      }),
      { numRuns: 1_500 },
    );
  });

  it("loses no letter of any file", async () => {
    const text = fc.string({
      unit: fc.constantFrom(...'abc,;"\n\r '.split("")),
      minLength: 1,
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        const letters = content.replaceAll(/[^abc]/g, "");
        const { tables, failure } = await collectStream(parse, content, {
          options: { header: "none" },
        });
        if (failure !== null) expect([failure.code, letters]).toEqual(["empty_file", ""]);
        const cells = tables.flatMap(({ rows }) => rows.flatMap(([, row]) => row));
        expect(cells.join("").replaceAll(/[^abc]/g, "")).toBe(letters);
      }),
      { numRuns: 500 },
    );
  });

  it("refuses with the catalogue's refusals only", async () => {
    const sink = new CollectingSink();
    const run = parse(
      { access: "stream", source: byteSource(new Uint8Array(0)) },
      sink,
      parseContext(),
    );
    await expect(run).rejects.toBeInstanceOf(Refusal);
  });
});
