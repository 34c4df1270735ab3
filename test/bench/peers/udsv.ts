// uDSV, a chunk of text at a time, rows as arrays of text.
import { createReadStream } from "node:fs";
import { inferSchema, initParser } from "udsv";
import { nodeEncoding, type ReadWork, type TextWork } from "../peer.ts";

export const read: ReadWork<TextWork> = async ({ file, delimiter, encoding }, sink) => {
  let parser: ReturnType<typeof initParser> | null = null;
  const onRow = (row: string[]) => {
    sink.line(`${JSON.stringify(row)}\n`, row.length);
    return undefined;
  };
  for await (const text of createReadStream(file, { encoding: nodeEncoding(encoding) })) {
    parser ??= initParser(inferSchema(text as string, { col: delimiter, trim: false }));
    parser.chunk(text as string, parser.stringArrs, onRow);
  }
  parser?.end();
};
