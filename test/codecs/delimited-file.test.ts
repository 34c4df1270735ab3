import { describe, expect, it } from "vitest";
import { ForwardingSink } from "../../src/core/forwarding-sink.ts";
import type { FormatParser } from "../../src/core/format.ts";
import type { CellValue } from "../../src/core/records.ts";
import { parse as parseCsv } from "../../src/formats/csv/parse.ts";
import { collectStream } from "../support/collect-rows.ts";

/** Without the way of bytes, so that the record reader reads the whole file. */
class ValueSink extends ForwardingSink {
  override get json(): null {
    return null;
  }
}
const parseAsValues: FormatParser = (input, sink, context) =>
  parseCsv(input, new ValueSink(sink), context);

/** Notes how many cells come at most before it is asked for room. */
class UnaskedSink extends ForwardingSink {
  most = 0;
  #unasked = 0;

  override row(row: number, cells: readonly CellValue[]): void {
    super.row(row, cells);
    this.#unasked += cells.length;
    this.most = Math.max(this.most, this.#unasked);
  }

  override ready(): Promise<void> | null {
    this.#unasked = 0;
    return super.ready();
  }
}

const PLAIN = '2025-01-03,"V-1002",19.80\n'.repeat(2000);

describe("DelimitedFile", () => {
  const hardToLeave: [name: string, text: string][] = [
    [
      "a quote that proves to be text only behind records that end in an earlier piece",
      `"a${"y".repeat(266)},b,c\n${"1,2,3\n".repeat(3)}"d${"x".repeat(3794)},2,3\n`,
    ],
    ["a record whose line break ends a piece", `"a" b,${"x".repeat(1013)},3\r`],
    ["a field in quotes that goes over several pieces", `a,"${"x\n".repeat(2000)}",c\n`],
    ["records that are too wide, one after the other", "1,2,3,4\n".repeat(400)],
    ["blank lines all along", "1,2,3\n\n".repeat(400)],
  ];
  it.each(hardToLeave)("gives the rows behind %s whole", async (_, odd) => {
    const text = PLAIN + odd + PLAIN;
    const file = await collectStream(parseCsv, text);
    expect(file).toEqual(await collectStream(parseAsValues, text));
    expect(file.tables[0]?.rows.slice(-2000).map(([, cells]) => cells)).toEqual(
      Array.from({ length: 2000 }, () => ["2025-01-03", "V-1002", "19.80"]),
    );
  });

  it("tells of stray bytes in each record that a quote had swallowed", async () => {
    const stray = `stray \xe9 byte,2,3\n`;
    const odd = `"open,b,c\n${stray.repeat(4)}"d${"x".repeat(6000)},2,3\n`;
    const utf8 = Buffer.from("2025-01-03,é,19.80\n");
    const bytes = Buffer.concat([utf8, Buffer.from(PLAIN + odd + PLAIN, "latin1")]);
    const { tables, warnings } = await collectStream(parseCsv, bytes);
    const strays = warnings.filter(({ code }) => code === "mixed_encoding");
    expect(strays.map(({ at }) => at?.row)).toEqual([2003, 2004, 2005, 2006]);
    expect(tables[0]?.rows.find(([row]) => row === 2004)).toEqual([
      2004,
      ["stray é byte", "2", "3"],
    ]);
  });

  it("asks for room before short rows have been filled up to thousands of cells each", async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `Account ${index}`).join(",");
    const text = `${names}\n${"1,2\n".repeat(20_000)}`;
    const sinks: UnaskedSink[] = [];
    const file = await collectStream((input, sink, context) => {
      const unasked = new UnaskedSink(sink);
      sinks.push(unasked);
      return parseCsv(input, unasked, context);
    }, text);
    expect(file.tables[0]?.rows).toHaveLength(20_000);
    expect(sinks[0]?.most).toBeLessThan(150_000);
  });
});
