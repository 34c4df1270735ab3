import { describe, expect, it } from "vitest";
import { refuse } from "../../src/core/failure.ts";
import type { FormatParser } from "../../src/core/format.ts";
import { xlsxFormat } from "../../src/formats/xlsx/format.ts";
import { randomOf } from "../support/mutations.ts";
import { readCase } from "./one-case.ts";

const TABLE = { name: null, headerRow: null, columns: null };
const BYTES = Uint8Array.of(1, 2, 3);

/** Of a seed that asks for native values; typed ones are held back until the table ends. */
function outcomeOf(parse: FormatParser): Promise<string> {
  return readCase({ format: xlsxFormat, parse }, BYTES, randomOf(2));
}

describe("one case of a fuzz run", () => {
  it("is complete when the parser returns", async () => {
    const outcome = await outcomeOf(async (_input, sink) => {
      sink.beginTable(TABLE);
      sink.row(1, ["a", 1]);
      sink.endTable();
    });
    expect(outcome).toBe("complete");
  });

  it("is a refusal by its code", async () => {
    const outcome = await outcomeOf(async () =>
      refuse({ code: "corrupt_file", detail: "The file is broken." }),
    );
    expect(outcome).toBe("corrupt_file");
  });

  it.each<[string, FormatParser]>([
    ["a table without its end", async (_input, sink) => sink.beginTable(TABLE)],
    ["an error that is no refusal", async () => void (null as unknown as string).length],
    ["a row outside of a table", async (_input, sink) => sink.row(1, ["a"])],
    [
      "rows that do not rise",
      async (_input, sink) => {
        sink.beginTable(TABLE);
        sink.row(2, ["a"]);
        sink.row(2, ["b"]);
        sink.endTable();
      },
    ],
    [
      "a number that JSON has not",
      async (_input, sink) => {
        sink.beginTable(TABLE);
        sink.row(1, [Number.NaN]);
        sink.endTable();
      },
    ],
    ["a refusal that says nothing", async () => refuse({ code: "corrupt_file", detail: "" })],
  ])("is a fault: %s", async (_what, parse) => {
    await expect(outcomeOf(parse)).rejects.toThrow();
  });
});
