// Golden files: every fixture of every format that is read gives the rows that stand beside it,
// however the upload is cut up. UPDATE_GOLDEN=1 rewrites the expectations; review the diff.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, extname, join } from "node:path";
import { describe, expect, it } from "vitest";
import type { FormatParser, ParseOptions, ParserInput } from "../../src/core/format.ts";
import { FORMATS } from "../../src/formats/registry.ts";
import { byteSource, collect, type CollectedFile } from "../support/collect-rows.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures");
const SUFFIX = ".expected.json";
const PIECE_BYTES = [1, 7, 4096];

interface Expected {
  options?: Partial<ParseOptions>;
  tables?: unknown;
  warnings?: unknown;
  failure?: unknown;
}

interface Fixture {
  name: string;
  path: string;
  expectedPath: string;
}

function fixturesOf(id: string): Fixture[] {
  const folder = join(FIXTURES, id);
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder);
  return names
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => {
      const stem = basename(name, SUFFIX);
      const file = names.find(
        (other) => basename(other, extname(other)) === stem && other !== name,
      );
      if (file === undefined) throw new Error(`${id}/${name} has no file beside it`);
      return { name: file, path: join(folder, file), expectedPath: join(folder, name) };
    });
}

/** What the expectation says of a parse: not the wording of warnings and details. */
function summarise({ tables, warnings, failure }: CollectedFile): Expected {
  if (failure !== null) {
    const { code, at } = failure;
    const limit = "limit" in failure ? failure.limit : undefined;
    return { failure: { code, ...(at && { at }), ...(limit && { limit }) } };
  }
  return { tables, warnings: warnings.map(({ code, at }) => ({ code, ...(at && { at }) })) };
}

/** One row a line, so that a diff shows rows. */
function toGolden(options: Expected["options"], result: Expected): string {
  const whole = { ...(options && { options }), ...result };
  const rows: string[] = [];
  const text = JSON.stringify(
    whole,
    (key, value: unknown) => {
      if (key !== "rows" || !Array.isArray(value)) return value;
      return value.map((row) => `@row${rows.push(JSON.stringify(row)) - 1}@`);
    },
    2,
  );
  return `${text.replaceAll(/"@row(\d+)@"/g, (_, index: string) => rows[Number(index)] ?? "")}\n`;
}

for (const format of FORMATS) {
  const fixtures = fixturesOf(format.id);
  if (format.loadParser === null || fixtures.length === 0) continue;
  const { loadParser, access } = format;

  describe(`fixtures of ${format.id}`, () => {
    it.each(fixtures)("$name gives the rows that stand beside it", async (fixture) => {
      const { parse }: { parse: FormatParser } = await loadParser();
      const bytes = new Uint8Array(readFileSync(fixture.path));
      const expected = JSON.parse(readFileSync(fixture.expectedPath, "utf8")) as Expected;
      const extension = extname(fixture.name);
      const { options, ...expectedResult } = expected;
      const inputs: ParserInput[] =
        access === "buffer"
          ? [{ access, bytes }]
          : [Math.max(1, bytes.length), ...PIECE_BYTES].map((size) => ({
              access,
              source: byteSource(bytes, size),
            }));
      const results: Expected[] = [];
      for (const input of inputs) {
        const file = await collect(parse, input, { extension, ...(options && { options }) });
        results.push(JSON.parse(JSON.stringify(summarise(file))) as Expected);
      }
      const [result = {}] = results;
      if (process.env["UPDATE_GOLDEN"] === "1") {
        writeFileSync(fixture.expectedPath, toGolden(options, result));
      } else {
        expect(result).toEqual(expectedResult);
      }
      for (const other of results) expect(other).toEqual(result);
    });
  });
}

describe("fixtures", () => {
  it("are there for csv and tsv, so that the loop above looked at something", () => {
    expect(fixturesOf("csv").length).toBeGreaterThan(20);
    expect(fixturesOf("tsv").length).toBeGreaterThan(5);
  });
});
