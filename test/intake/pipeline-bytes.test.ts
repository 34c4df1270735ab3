// Whatever bytes come under whatever options: rows, or a refusal by a code; never a bug.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ParseOptions } from "../../src/core/format.ts";
import { FORMATS } from "../../src/formats/registry.ts";
import { concat, utf8 } from "../support/build-zip.ts";
import { createUploadWorld } from "../support/upload-world.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");

const readable = FORMATS.filter(({ loadParser }) => loadParser !== null).map(({ id }) => id);

const TOKENS = `, ; | " "" ' a Account 12.50 1.234,56 2025-01-31 =SUM(A1) é 😀 <OFX> %PDF-1.4 <?xml`
  .split(" ")
  .concat("\t", "\n", "\r\n", "\r", " ", "\0", "\ufeff", "\x1a", "\u2028", "PK\x03\x04")
  .concat("sep=;\n", "!TRNS\t", "OFXHEADER:100\n");
const tokens = fc.constantFrom(...TOKENS).map(utf8);
const soup = fc
  .array(fc.oneof({ arbitrary: tokens, weight: 4 }, fc.uint8Array({ maxLength: 12 })), {
    maxLength: 60,
  })
  .map((pieces) => concat(pieces));

/** Fixtures with a piece of them damaged. */
const fixtures = readable.flatMap((id) =>
  readdirSync(join(FIXTURES, id))
    .filter((name) => !/\.(json|md)$/.test(name))
    .map((name) => new Uint8Array(readFileSync(join(FIXTURES, id, name)))),
);
const damaged = fc
  .record({
    bytes: fc.constantFrom(...fixtures),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    patch: fc.uint8Array({ maxLength: 8 }),
    isCut: fc.boolean(),
  })
  .map(({ bytes, at, patch, isCut }) => {
    const place = Math.floor(at * bytes.length);
    const rest = isCut ? new Uint8Array(0) : bytes.subarray(place + patch.length);
    return concat([bytes.subarray(0, place), patch, rest]);
  });

const options: fc.Arbitrary<Partial<ParseOptions>> = fc.record(
  {
    sheet: fc.constantFrom("all", "1", "2", "99999999999", "TB", "__proto__"),
    header: fc.constantFrom<ParseOptions["header"]>("auto", "none", 1, 2, 999_999_999),
    delimiter: fc.constantFrom(null, ",", ";", "\t", "|", "a", "\0", " ", "é", "\ud83d"),
    encoding: fc.constantFrom(null, "utf-8", "windows-1252", "utf-16le", "shift_jis", "iso-8859-8"),
    maxRows: fc.constantFrom(null, 1, 2, 999_999_999),
    strict: fc.boolean(),
    types: fc.constantFrom<ParseOptions["types"]>("native", "typed"),
  },
  { requiredKeys: [] },
);

describe("runUpload over any bytes and options", () => {
  it("gives rows in order and one end, or a refusal by a code", async () => {
    const outcomes = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(soup, damaged),
        options,
        fc.constantFrom(null, ...readable),
        fc.constantFrom(".csv", ".txt", ".xlsx", ".dat"),
        fc.integer({ min: 1, max: 200 }),
        async (bytes, chosen, format, extension, size) => {
          const world = createUploadWorld({ filename: `a${extension}`, options: chosen });
          world.upload.declared.format = format;
          for (let at = 0; at < bytes.length; at += size) {
            world.sender.push(bytes.slice(at, at + size));
          }
          world.sender.push(null);
          const result = await world.run();
          await world.report(result);
          expect(result.bug).toBe(null);
          expect(world.reported).toEqual([]);
          const names = world.writer.calls.map(([name]) => name);
          expect(names.filter((name) => name === "end")).toHaveLength(1);
          expect(names.at(-1)).toBe("end");
          const outcome = result.failure?.code ?? result.outcome;
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
          expect(result.outcome === "complete").toBe(result.failure === null);
          expect(world.writer.of("row")).toHaveLength(result.rows);
          if (result.outcome === "complete") {
            expect(names.filter((name) => name === "table")).toHaveLength(result.tables);
            expect(names.filter((name) => name === "tableEnd")).toHaveLength(result.tables);
            if (chosen.maxRows === undefined || chosen.maxRows === null)
              expect(result.bytes).toBe(bytes.length);
            else expect(result.rows).toBeLessThanOrEqual(chosen.maxRows);
          }
        },
      ),
      { numRuns: 600 },
    );
    // The bytes are neither all read nor all refused.
    expect(outcomes.get("complete") ?? 0).toBeGreaterThan(50);
    expect(outcomes.size).toBeGreaterThan(5);
  });
});
