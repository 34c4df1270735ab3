import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildStream, labelSst, sst, u16, record, u32 } from "../../support/build-xls.ts";
import { buildXls } from "../../support/build-xls.ts";
import { run } from "../../support/run-xls.ts";

/** The strings as cells of one column show them, null for an empty one. */
async function shownBy(sstRecords: readonly number[], count: number): Promise<unknown> {
  const records = Array.from({ length: count }, (_, index) => labelSst(index, 0, index));
  const { tables, failure } = await run(buildXls({ sst: sstRecords, sheets: [{ records }] }));
  if (failure !== null) return failure.code;
  const rows = new Map(tables[0]?.rows);
  return Array.from({ length: count }, (_, index) => rows.get(index + 1)?.[0] ?? null);
}

const anyText = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.string({ unit: fc.constantFrom("a", "é", "€", "課"), maxLength: 60 }),
  fc.string({ unit: fc.constantFrom("a", "é"), maxLength: 200 }),
);
const anyString = fc.record({
  text: anyText.map((text) => text.replaceAll("\r", "")),
  runs: fc.constantFrom(0, 0, 1, 5),
  extension: fc.constantFrom(0, 0, 3, 40),
});

describe("shared strings", () => {
  it("come out the same wherever the table is cut into records", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyString, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 16, max: 120 }),
        async (strings, limit) => {
          const shown = await shownBy(sst(strings, { limit }), strings.length);
          expect(shown).toEqual(strings.map(({ text }) => (text === "" ? null : text)));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("are read as far as they go when the table announces more", async () => {
    const table = sst(["a", "b"], { count: 0x7fffffff });
    expect(await shownBy(table, 3)).toEqual(["a", "b", null]);
  });

  it("are read as far as the table announces when it holds more", async () => {
    expect(await shownBy(sst(["a", "b", "c"], { count: 2 }), 3)).toEqual(["a", "b", null]);
  });

  it("may be none", async () => {
    expect(await shownBy(record(0x00fc, u32(0, 0)), 1)).toEqual([null]);
    expect(await shownBy(record(0x00fc, u16(1)), 1)).toEqual([null]);
  });

  it.each<[string, number[]]>([
    ["within its characters", [...u32(1, 1), ...u16(9), 0, 0x61]],
    ["within its head", [...u32(1, 1), 3]],
    ["before its runs", [...u32(1, 1), ...u16(1), 8, ...u16(40_000), 0x61]],
    ["before its extension", [...u32(1, 1), ...u16(1), 4, ...u32(0xffffffff), 0x61]],
  ])("are refused when the table ends %s", async (_, body) => {
    expect(await shownBy(record(0x00fc, body), 1)).toBe("corrupt_file");
  });

  it("take no more memory than is allowed", async () => {
    const strings = Array.from({ length: 500 }, (_, index) => `s${index}`);
    const { failure } = await run(buildXls({ strings, sheets: [{}] }), {
      limits: { sharedStringBytes: 3_999 },
    });
    expect(failure).toMatchObject({
      code: "expansion_limit",
      limit: { name: "shared_string_bytes", max: 3_999, found: 4_000 },
    });
    const allowed = await run(buildXls({ strings, sheets: [{}] }), {
      limits: { sharedStringBytes: 4_000 },
    });
    expect(allowed.failure).toBeNull();
  });

  it("count with their text where they have to be copied", async () => {
    const table = sst(["abcdefgh"], { limit: 16 });
    const settings = (sharedStringBytes: number) => ({ limits: { sharedStringBytes } });
    const workbook = buildXls({ sst: table, sheets: [{}] });
    expect((await run(workbook, settings(24))).failure).toBeNull();
    expect((await run(workbook, settings(23))).failure?.code).toBe("expansion_limit");
  });

  it("survive a table of many records in a file whose sectors lie in no order", async () => {
    const strings = Array.from({ length: 5_000 }, (_, index) => `${index} ${"é€"[index % 2]}`);
    const spec = {
      strings,
      sheets: [{ records: strings.map((_, index) => labelSst(index, 0, index)) }],
    };
    const { tables } = await run(buildXls(spec, { isReversed: true }));
    expect(tables[0]?.rows.map(([, cells]) => cells[0])).toEqual(strings);
    const bare = await run(buildStream(spec));
    expect(bare.tables).toEqual(tables);
  });
});
