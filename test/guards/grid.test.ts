import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refuseGrid, refuseRepeatedText, refuseRowText, utf8Length } from "../../guards/grid.ts";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";

const CODES = ["rows_exceeded", "columns_exceeded", "cells_exceeded", "cell_too_long"] as const;

describe("refuseGrid", () => {
  it.each(CODES)("lets %s pass up to its limit, and says both numbers past it", (code) => {
    expect(refuseGrid(code, 99, 100, {})).toBe(null);
    expect(refuseGrid(code, 100, 100, {})).toBe(null);
    const failure = refuseGrid(code, 101, 100, { row: 4 });
    expect(failure).toMatchObject({ code, at: { row: 4 }, limit: { max: 100, found: 101 } });
    expect(failure?.detail).toMatch(/101.*100/);
  });

  it.each([
    ["rows_exceeded", "rows_per_table"],
    ["columns_exceeded", "columns_per_table"],
    ["cells_exceeded", "cells_per_file"],
    ["cell_too_long", "cell_bytes"],
  ] as const)("names the limit behind %s", (code, name) => {
    const failure = refuseGrid(code, 2, 1, {});
    expect(failure).toMatchObject({ limit: { name, max: 1, found: 2 } });
  });

  it("never refuses more under a larger limit", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...CODES),
        fc.nat(),
        fc.nat(),
        fc.nat(),
        (code, found, max, more) => {
          if (refuseGrid(code, found, max, {}) === null) {
            expect(refuseGrid(code, found, max + more, {})).toBe(null);
          }
        },
      ),
    );
  });
});

describe("utf8Length", () => {
  it("decides like the encoder on which side of a limit a text is", () => {
    const encoder = new TextEncoder();
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.nat({ max: 60 }), (text, max) => {
        expect(utf8Length(text, max) > max).toBe(encoder.encode(text).length > max);
      }),
    );
  });

  it.each([
    ["a", 1],
    ["\u007f", 1],
    ["\u0080", 2],
    ["\u07ff", 2],
    ["\u0800", 3],
    ["\uffff", 3],
    ["\u{10000}", 4],
    ["\u{1f4b6}", 4],
  ])("counts %j as %i bytes, exactly so up to the limit", (character, bytes) => {
    const text = character.repeat(10);
    expect(utf8Length(text, 10 * bytes - 1)).toBeGreaterThan(10 * bytes - 1);
    expect(utf8Length(text, 10 * bytes)).toBeLessThanOrEqual(10 * bytes);
    expect(utf8Length(text, 10 * bytes + 1)).toBeLessThanOrEqual(10 * bytes);
  });

  it("gives the encoder's own number wherever it has to count", () => {
    const encoder = new TextEncoder();
    fc.assert(
      fc.property(fc.string({ unit: "binary", minLength: 1 }), fc.nat(), (text, more) => {
        const bytes = encoder.encode(text).length;
        const max = Math.min(bytes + more, text.length * 3 - 1);
        if (max >= bytes) expect(utf8Length(text, max)).toBe(bytes);
      }),
    );
  });

  it.each(["\u{1f4b6}", "é", "a\u{10000}"])(
    "counts %j over the borders of what is encoded at once",
    (unit) => {
      const text = unit.repeat(50_000);
      const bytes = new TextEncoder().encode(text).length;
      expect(utf8Length(text, bytes)).toBe(bytes);
      expect(utf8Length(text, bytes - 1)).toBeGreaterThan(bytes - 1);
    },
  );

  it("does not count on once the limit is passed", () => {
    expect(utf8Length("é".repeat(1_000), 10)).toBeLessThanOrEqual(12);
  });
});

describe("refuseRepeatedText", () => {
  const limits = { ...DEFAULT_LIMITS, textRatio: 5, textRatioFreeBytes: 100 };

  it.each([
    ["free bytes, one less", 99, 1, null],
    ["free bytes", 100, 1, null],
    ["free bytes and one", 101, 1, { name: "text_bytes", max: 100, found: 101 }],
    ["as much as the file allows, one less", 499, 100, null],
    ["as much as the file allows", 500, 100, null],
    ["one more than the file allows", 501, 100, { name: "text_bytes", max: 500, found: 501 }],
  ])("judges %s", (_, found, fileBytes, limit) => {
    const failure = refuseRepeatedText(found, fileBytes, limits, { row: 3 });
    if (limit === null) expect(failure).toBeNull();
    else expect(failure).toMatchObject({ code: "expansion_limit", at: { row: 3 }, limit });
  });
});

describe("refuseRowText", () => {
  function jsonBytes(cells: readonly string[]): number {
    const bytes = cells.map((cell) => new TextEncoder().encode(JSON.stringify(cell)).length - 2);
    return bytes.reduce((sum, length) => sum + length, 0);
  }

  it.each([
    ["letters", "abc"],
    ["letters beyond ASCII", "éß€\u{1f4b6}"],
    ["quotation marks and backslashes", String.raw`a"\b"`],
    ["line ends and tabs", "a\n\t\r\b\f"],
    ["control characters", "\u0001\u000b\u001f\u007f"],
  ])("counts %s as JSON has them", (_, unit) => {
    const cells = [unit.repeat(7), unit.repeat(30_000)];
    const characters = cells.join("").length;
    const max = jsonBytes(cells);
    expect(refuseRowText(cells, characters, max + 1, {})).toBeNull();
    expect(refuseRowText(cells, characters, max, {})).toBeNull();
    expect(refuseRowText([1, null, ...cells, true], characters, max - 1, { row: 9 })).toMatchObject(
      {
        code: "expansion_limit",
        at: { row: 9 },
        limit: { name: "row_bytes", max: max - 1, found: max },
      },
    );
  });

  it("does not look at text that cannot be too much", () => {
    expect(refuseRowText(["\u0001".repeat(10)], 10, 60, {})).toBeNull();
    expect(refuseRowText(["\u0001".repeat(10)], 10, 59, {})).toMatchObject({
      limit: { name: "row_bytes", max: 59, found: 60 },
    });
  });
});
