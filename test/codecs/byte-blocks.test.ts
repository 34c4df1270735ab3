import { describe, expect, it } from "vitest";
import { ByteBlocks } from "../../src/codecs/byte-blocks.ts";
import { parse as parseCsv } from "../../src/formats/csv/parse.ts";
import { byteSource, collectStream } from "../support/collect-rows.ts";

async function blocksOf(bytes: Uint8Array, sizes: number | number[]): Promise<number[][]> {
  const blocks = new ByteBlocks(byteSource(bytes, sizes), 4);
  const read: number[][] = [];
  do read.push([...(await blocks.read())]);
  while (!blocks.isLast);
  return read;
}

describe("ByteBlocks", () => {
  const cases: [name: string, length: number, blocks: number[][]][] = [
    ["nothing", 0, [[]]],
    ["less than a block", 3, [[0, 1, 2]]],
    ["one block", 4, [[0, 1, 2, 3]]],
    ["blocks and a rest", 9, [[0, 1, 2, 3], [4, 5, 6, 7], [8]]],
  ];
  it.each(cases)("gives %s the same in pieces of any size", async (_, length, blocks) => {
    const bytes = Uint8Array.from({ length }, (_unused, index) => index);
    for (const sizes of [1, 2, 3, 4, 5, 8, 100, [3, 1, 100]]) {
      expect(await blocksOf(bytes, sizes)).toEqual(blocks);
    }
  });

  it("makes the first failure of a file the same one in pieces of any size", async () => {
    const row = Buffer.from("2025-01-03,é,19.80\n");
    const plain = Buffer.concat(Array.from({ length: 16_000 }, () => row));
    const ragged = Buffer.from("1,2\n");
    const stray = Buffer.from("1,\xe9,2\n", "latin1");
    const bytes = Buffer.concat([plain, ragged, plain.subarray(0, row.length * 100), stray]);
    const failureOf = async (sizes: number | number[]) => {
      const file = await collectStream(parseCsv, bytes, { options: { strict: true }, sizes });
      return { failure: file.failure, rows: file.tables[0]?.rows.length };
    };
    const whole = await failureOf(bytes.length);
    expect(whole.failure).not.toBeNull();
    for (const sizes of [1000, 65_536, [plain.length + 100, 1000]]) {
      expect(await failureOf(sizes)).toEqual(whole);
    }
  });
});
