import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refuseGrid, utf8Length } from "../../guards/grid.ts";

const CODES = ["rows_exceeded", "columns_exceeded", "cells_exceeded", "cell_too_long"] as const;

describe("refuseGrid", () => {
  it.each(CODES)("lets %s pass up to its limit, and says both numbers past it", (code) => {
    expect(refuseGrid(code, 99, 100, {})).toBe(null);
    expect(refuseGrid(code, 100, 100, {})).toBe(null);
    const failure = refuseGrid(code, 101, 100, { row: 4 });
    expect(failure).toMatchObject({ code, at: { row: 4 }, limit: { max: 100, found: 101 } });
    expect(failure?.detail).toMatch(/101.*100/);
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

  it("does not count on once the limit is passed", () => {
    expect(utf8Length("é".repeat(1_000), 10)).toBeLessThanOrEqual(12);
  });
});
