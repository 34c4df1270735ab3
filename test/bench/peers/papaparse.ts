// papaparse, a chunk at a time.
import { createReadStream } from "node:fs";
import Papa from "papaparse";
import { nodeEncoding, type ReadWork, type TextWork } from "../peer.ts";

export const read: ReadWork<TextWork> = ({ file, delimiter, encoding }, sink) =>
  new Promise((resolve, reject) => {
    let isHeader = true;
    Papa.parse<string[]>(createReadStream(file, { encoding: nodeEncoding(encoding) }), {
      delimiter,
      chunk: ({ data }) => {
        for (const row of data) {
          if (isHeader) isHeader = false;
          // What follows the last line break comes as a row too.
          else if (row.length > 1) sink.line(`${JSON.stringify(row)}\n`, row.length);
        }
      },
      complete: () => resolve(),
      error: reject,
    });
  });
