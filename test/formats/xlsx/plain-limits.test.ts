// Limits, `max_rows` and progress records fall on the same row whether rows come as bytes or as values:
// every workbook here is read both ways into the sink of the service.
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Refusal } from "../../../src/core/failure.ts";
import type { JsonRowSink } from "../../../src/core/records.ts";
import { GuardedSink } from "../../../src/intake/guarded-sink.ts";
import { StopSignal } from "../../../src/intake/stop.ts";
import { parse } from "../../../src/formats/xlsx/parse.ts";
import { buildXlsx } from "../../support/build-xlsx.ts";
import { parseContext, type RunSettings } from "../../support/collect-rows.ts";
import { RecordingWriter } from "../../support/recording-writer.ts";

class ValueSink extends GuardedSink {
  override get json(): JsonRowSink {
    return null as unknown as JsonRowSink;
  }
}

class CountingWriter extends RecordingWriter {
  rowsAsJson = 0;

  override jsonRows(block: Parameters<RecordingWriter["jsonRows"]>[0]): void {
    this.rowsAsJson += block.rows;
    super.jsonRows(block);
  }
}

async function read(bytes: Uint8Array, settings: RunSettings, asValues: boolean) {
  const limits = { heldRowBytes: 0, ...settings.limits };
  const context = parseContext({ ...settings, limits });
  const writer = new CountingWriter();
  const Sink = asValues ? ValueSink : GuardedSink;
  const { maxRows } = context.options;
  const sink = new Sink(writer, context.limits, maxRows, new StopSignal(), () => 0);
  let failure: unknown = null;
  try {
    await parse({ access: "buffer", bytes }, sink, context);
    sink.close();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    failure = error.failure;
  }
  // Whoever sees a failure discards the rows before it.
  return { calls: failure === null ? writer.calls : null, failure, rowsAsJson: writer.rowsAsJson };
}

type Kind = "plain" | "hidden" | "escaped" | "blank" | "wide" | "narrow";

function rowXml(number: number, kind: Kind): string {
  if (kind === "blank") return `<row r="${number}"><c r="A${number}" s="1"/></row>`;
  const first = `<c r="A${number}"><v>${number}</v></c>`;
  if (kind === "narrow") return `<row r="${number}">${first}</row>`;
  const text = kind === "escaped" ? "_x0041_" : "a";
  const second = `<c r="B${number}" t="str"><v>${text}</v></c>`;
  const third = kind === "wide" ? `<c r="D${number}"><v>4</v></c>` : "";
  const hidden = kind === "hidden" ? ' hidden="1"' : "";
  return `<row r="${number}"${hidden}>${first}${second}${third}</row>`;
}

function sheetXml(kinds: readonly Kind[]): string {
  const header =
    '<row r="1"><c r="A1" t="str"><v>No</v></c><c r="B1" t="str"><v>Name</v></c></row>';
  return header + kinds.map((kind, at) => rowXml(at + 2, kind)).join("");
}

/** Enough for the header to be looked for no longer. */
const FIRST_ROWS = 55;
const kindsOf = (length: number): Kind[] => Array.from({ length }, () => "plain");

async function expectSame(bytes: Uint8Array, settings: RunSettings): Promise<number> {
  const { rowsAsJson, ...asJson } = await read(bytes, settings, false);
  const { rowsAsJson: none, ...asValues } = await read(bytes, settings, true);
  expect(asJson).toEqual(asValues);
  expect(none).toBe(0);
  return rowsAsJson;
}

describe("plain rows at limits", () => {
  it("end where other rows end", async () => {
    const kind = fc.constantFrom<Kind>(
      "plain",
      "plain",
      "plain",
      "hidden",
      "escaped",
      "blank",
      "wide",
      "narrow",
    );
    let copied = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(kind, { maxLength: 12 }), { minLength: 1, maxLength: 3 }),
        fc.constantFrom<"auto" | "none" | number>("auto", "none", 1),
        fc.constantFrom("rows", "cells", "max_rows", "none"),
        fc.integer({ min: -2, max: 40 }),
        fc.boolean(),
        async (sheets, header, what, over, strict) => {
          const bytes = buildXlsx({
            sheets: sheets.map((kinds, index) => ({
              name: `S${index}`,
              data: sheetXml([...kindsOf(FIRST_ROWS), ...kinds]),
            })),
          });
          const rows = FIRST_ROWS + over;
          const settings: RunSettings = {
            options: { header, strict, maxRows: what === "max_rows" ? rows : null },
            limits: {
              ...(what === "rows" && { rowsPerTable: rows }),
              ...(what === "cells" && { cellsPerFile: rows * 2 }),
            },
          };
          copied += await expectSame(bytes, settings);
        },
      ),
      { numRuns: 100 },
    );
    expect(copied).toBeGreaterThan(100);
  });

  it("say nothing of what is behind max_rows", async () => {
    const data = sheetXml([...kindsOf(80), "wide", "hidden"]);
    const faulty = '<row r="84" hidden="1"><c r="A84"><v>n/a</v></c></row>';
    const bytes = buildXlsx({ sheets: [{ name: "S", data: data + faulty }] });
    for (const asValues of [false, true]) {
      const settings: RunSettings = { options: { header: "auto", maxRows: 70 } };
      const { calls } = await read(bytes, settings, asValues);
      const after = calls?.slice(calls.findIndex(([name]) => name === "tableEnd"));
      expect(after).toEqual([
        ["tableEnd", 1, 70],
        ["warning", expect.objectContaining({ code: "rows_limited" }), null],
      ]);
      expect(calls?.filter(([name]) => name === "warning")).toHaveLength(1);
    }
  });

  it.each<[string, number[]]>([
    ["none", []],
    ["before the record", [49_999]],
    ["before and at the second record", [99_998, 100_000]],
  ])("tell progress at the same rows, with unusual ones %s", async (_, unusual) => {
    const kinds = kindsOf(100_010);
    for (const row of unusual) kinds[row - 1] = "hidden";
    const bytes = buildXlsx({ sheets: [{ name: "S", data: sheetXml(kinds) }] });
    const found = await read(bytes, { options: { header: "auto" } }, false);
    const calls = found.calls ?? [];
    const at = calls.flatMap(([name], index) => (name === "progress" ? [index] : []));
    expect(at.map((index) => [calls[index], calls[index - 1]?.[1]])).toEqual([
      [["progress", 50_000, 0], 50_001],
      [["progress", 100_000, 0], 100_001],
    ]);
    expect(found.failure).toBeNull();
    expect(found.rowsAsJson).toBeGreaterThan(99_000);
  });
});
