import { describe, expect, it } from "vitest";
import { MAX_RECORD_CHARACTERS } from "../../src/codecs/record-limits.ts";
import { COMMA_DIALECT } from "../../src/codecs/record-dialect.ts";
import { RecordScanner } from "../../src/codecs/record-scanner.ts";
import { Refusal, type ParseFailure } from "../../src/core/failure.ts";

const LIMITS = { cellBytes: 100, columnsPerTable: 4 };

/** Scans `text` in pieces and gives the number of records, or the failure. */
function scan(text: string, pieceSize: number, limits = LIMITS): number | ParseFailure {
  const scanner = new RecordScanner(COMMA_DIALECT, limits);
  let records = 0;
  try {
    for (let from = 0; from < text.length; from += pieceSize) {
      records += [...scanner.scan(text.slice(from, from + pieceSize))].length;
    }
    return records + [...scanner.end()].length;
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
}

describe("RecordScanner", () => {
  describe.each([1, 7, 10_000_000])("with pieces of %i", (size) => {
    it("refuses a quoted field past the limit by the line that it opens on", () => {
      expect(scan(`a\nb,"${"x".repeat(101)}`, size)).toMatchObject({
        code: "cell_too_long",
        at: { row: 2, line: 2 },
        limit: { name: "cell_bytes", max: 100, found: 101 },
      });
    });

    it("names the line of the field, not of its record", () => {
      expect(scan(`"x\ny","${"z".repeat(101)}"`, size)).toMatchObject({ at: { row: 1, line: 2 } });
    });

    it("takes a quoted field that meets the limit, its doubled quotes counted once", () => {
      expect(scan(`"${"x".repeat(100)}"`, size)).toBe(1);
      expect(scan(`"${'""'.repeat(100)}"`, size)).toBe(1);
      expect(scan(`"${'""'.repeat(101)}"`, size)).toMatchObject({ code: "cell_too_long" });
    });

    const columns: [text: string, outcome: unknown][] = [
      ["a,b,c,d", 1],
      ["a,b,c,d,", expect.objectContaining({ code: "columns_exceeded", at: { row: 1 } })],
      ['a,"b,,,,,",c,d', 1],
      ['x\na,"b",c,d,e', expect.objectContaining({ code: "columns_exceeded", at: { row: 2 } })],
    ];
    it.each(columns)("holds %s to the limit of columns", (text, outcome) => {
      expect(scan(text, size)).toEqual(outcome);
    });
  });

  describe.each([65_536, 10_000_000])("with pieces of %i", (size) => {
    it("refuses a record that grows without bound, quoted or not", () => {
      const wide = { cellBytes: Number.MAX_SAFE_INTEGER, columnsPerTable: Number.MAX_SAFE_INTEGER };
      const failure = {
        code: "cell_too_long",
        at: { row: 1 },
        limit: { name: "record_characters", max: MAX_RECORD_CHARACTERS },
      };
      const many = "x".repeat(MAX_RECORD_CHARACTERS);
      expect(scan(many, size, wide)).toBe(1);
      expect(scan(`${many}x`, size, wide)).toMatchObject(failure);
      expect(scan(`"${many}`, size, wide)).toMatchObject(failure);
    });
  });
});
