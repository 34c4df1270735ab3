import { describe, expect, it } from "vitest";
import {
  DEFAULT_LIMITS,
  HEADER_GATE_BYTES,
  MAX_BINARY_BODY_BYTES,
  MAX_HELD_OUTPUT_BYTES,
  MAX_TEXT_BODY_BYTES,
} from "../../guards/limits.ts";
import { FORMATS } from "../../src/formats/registry.ts";
import { StopSignal } from "../../src/intake/stop.ts";
import { UploadSource } from "../../src/intake/upload-source.ts";
import { byteSource } from "../support/collect-rows.ts";

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
      const isText = ["csv", "tsv", "ofx", "iif"].includes(id);
      expect(maxBodyBytes).toBe(isText ? MAX_TEXT_BODY_BYTES : MAX_BINARY_BODY_BYTES);
      expect(maxBodyBytes).toBe(isText ? 100 * MIB : 50 * MIB);
    },
  );

  it.each([-1, 0, 1])(
    "let a workbook of 50 MiB through and no more: %i bytes beside it",
    async (more) => {
      const bytes = new Uint8Array(MAX_BINARY_BODY_BYTES + more);
      const source = new UploadSource(
        byteSource(bytes, 8 * MIB),
        MAX_TEXT_BODY_BYTES,
        new StopSignal(),
      );
      source.limitTo(MAX_BINARY_BODY_BYTES);
      const read = source.readWhole(0);
      if (more <= 0) expect(await read).toHaveLength(bytes.length);
      else
        await expect(read).rejects.toMatchObject({
          failure: {
            code: "file_too_large",
            limit: { name: "file_bytes", max: MAX_BINARY_BODY_BYTES },
          },
        });
    },
  );
});
