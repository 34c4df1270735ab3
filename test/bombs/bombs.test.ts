// Every bomb that is quick to make is read in this process: what it is answered, and how much came out
// before. What it costs in time and memory is measured by `npm run bombs`, for all of them.
import { describe, expect, it } from "vitest";
import { ZipArchive } from "../../src/codecs/zip.ts";
import { readAll } from "../../src/core/byte-source.ts";
import { FORMATS } from "../../src/formats/registry.ts";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { buildQuineZip } from "../support/build-bombs-quine.ts";
import { limitOf, readBomb, type Bomb } from "./bomb.ts";
import { BOMBS } from "./bombs.ts";

/** The most that any of them may give out, as NDJSON. */
const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

const QUICK = BOMBS.filter(({ isLong }) => isLong !== true).map(
  (bomb) => [`${bomb.format}: ${bomb.name}`, bomb] as const,
);

async function read({ format, build }: Bomb) {
  const loaded = await FORMATS.find(({ id }) => id === format)?.loadParser?.();
  if (loaded === undefined) throw new Error(`no parser of ${format}`);
  return readBomb(loaded.parse, build());
}

describe("a bomb", () => {
  it.each(QUICK)("%s", async (_, bomb) => {
    const { failure, rows, bytes } = await read(bomb);
    expect(bytes).toBeLessThan(MAX_ANSWER_BYTES);
    const { expected } = bomb;
    if ("rows" in expected) {
      expect([failure, rows]).toEqual([null, expected.rows]);
      return;
    }
    expect(failure).toMatchObject({
      code: expected.code,
      ...(expected.limit !== undefined && { limit: { name: expected.limit } }),
      ...(expected.entry !== undefined && { at: { entry: expected.entry } }),
    });
    const limit = failure === null ? null : limitOf(failure);
    if (limit !== null) expect(limit.found).toBeGreaterThan(limit.max);
  });

  it("has a name of its own", () => {
    const names = BOMBS.map(({ format, name }) => `${format} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("buildQuineZip", () => {
  it("makes a container whose only entry is the container", async () => {
    const bytes = buildQuineZip();
    const archive = ZipArchive.open(bytes, DEFAULT_LIMITS);
    const [entry] = archive.entries;
    expect(archive.entries).toHaveLength(1);
    const content = await readAll(archive.source(entry ?? expect.unreachable()));
    expect(Buffer.from(content).equals(bytes)).toBe(true);
  });
});
