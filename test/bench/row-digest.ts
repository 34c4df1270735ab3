// A digest of the contents of rows, whatever form a tool gives them: an array, an object by column
// names, or a record of the service; an empty cell as null or as empty text.
import { createHash } from "node:crypto";

const LINE_BREAK = 0x0a;

export class RowDigest {
  readonly #hash = createHash("sha256");
  #rest = Buffer.alloc(0);

  row(cells: readonly unknown[]): void {
    this.#hash.update(`${JSON.stringify(cells.map((cell) => cell ?? ""))}\n`);
  }

  /** Takes NDJSON, cut anywhere. Records of the service that are no rows do not count. */
  lines(bytes: Uint8Array): void {
    const all = Buffer.concat([this.#rest, bytes]);
    const end = all.lastIndexOf(LINE_BREAK) + 1;
    this.#rest = all.subarray(end);
    for (const line of all.toString("utf8", 0, end).split("\n")) {
      if (line !== "") this.#value(JSON.parse(line));
    }
  }

  end(): string {
    return this.#hash.digest("hex");
  }

  #value(value: unknown[] | Record<string, unknown>): void {
    if (Array.isArray(value)) this.row(value);
    else if (Array.isArray(value.cells)) this.row(value.cells);
    else if (!("type" in value)) this.row(Object.values(value));
  }
}
