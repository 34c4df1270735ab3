import { describe, expect, it } from "vitest";
import {
  DEFAULT_LIMITS,
  HEADER_GATE_BYTES,
  MAX_BINARY_BODY_BYTES,
  MAX_HELD_OUTPUT_BYTES,
  MAX_TEXT_BODY_BYTES,
} from "../../guards/limits.ts";
import { FORMATS } from "../../src/formats/registry.ts";

const MIB = 1024 * 1024;

describe("the limits", () => {
  it("are those of the contract", () => {
    expect(DEFAULT_LIMITS).toMatchObject({
      rowsPerTable: 1_048_576,
      columnsPerTable: 16_384,
      cellsPerFile: 20_000_000,
      cellBytes: MIB,
      zipEntries: 2_000,
      inflatedBytes: 1024 * MIB,
      inflateRatio: 200,
      inflateRatioFreeBytes: 64 * MIB,
      sharedStringBytes: 48 * MIB,
      xmlDepth: 64,
    });
    expect([HEADER_GATE_BYTES, MAX_HELD_OUTPUT_BYTES]).toEqual([MIB, 16 * MIB]);
  });

  it.each(FORMATS.map((format) => [format.id, format] as const))(
    "hold a body of %s to the size of its kind",
    (id, { maxBodyBytes }) => {
      const isText = id === "csv" || id === "tsv" || id === "ofx";
      expect(maxBodyBytes).toBe(isText ? MAX_TEXT_BODY_BYTES : MAX_BINARY_BODY_BYTES);
      expect(maxBodyBytes).toBe(isText ? 100 * MIB : 50 * MIB);
    },
  );
});
