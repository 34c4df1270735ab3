// csv-parse, as a stream of rows.
import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import { nodeEncoding, type ReadWork, type TextWork } from "../peer.ts";

export const read: ReadWork<TextWork> = ({ file, delimiter, encoding }, sink) =>
  new Promise((resolve, reject) => {
    const parser = parse({ delimiter, encoding: nodeEncoding(encoding), from: 2 });
    parser.on("readable", () => {
      for (let row = parser.read(); row !== null; row = parser.read()) {
        sink.line(`${JSON.stringify(row)}\n`, (row as string[]).length);
      }
    });
    parser.on("end", resolve);
    parser.on("error", reject);
    createReadStream(file).on("error", reject).pipe(parser);
  });
