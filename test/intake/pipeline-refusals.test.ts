// Uploads that are refused by what they are, before their parser or by its way.
import { describe, expect, it, vi } from "vitest";
import { MAX_BINARY_BODY_BYTES } from "../../guards/limits.ts";
import { buildZip } from "../support/build-zip.ts";
import { createUploadWorld, type WorldSettings } from "../support/upload-world.ts";

const MIB = 1024 * 1024;
const CSV = "Account,Debit\n0010,12.50\n";
const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** Sends `items`, and sees the upload through to its report. */
async function send(settings: WorldSettings, ...items: (string | Uint8Array | null)[]) {
  const world = createUploadWorld(settings);
  world.sender.push(...items);
  const result = await world.run();
  await world.report(result);
  return { world, result };
}

describe("an upload", () => {
  it.each([
    ["without bytes", [null], "empty_file"],
    ["of no known kind", [PNG, null], "unsupported_type"],
    ["that is a damaged container", ["PK\u0003\u0004", null], "unsupported_type"],
  ] as const)("%s is refused before anybody is asked", async (_, items, code) => {
    const { world, result } = await send({}, ...items);
    expect(result).toMatchObject({ outcome: "failed", failure: { code }, detection: null });
    expect(world.writer.calls).toMatchObject([["end", { status: "failed", failure: { code } }]]);
    expect(world.monitor).toMatchObject({ acquired: [], rejected: [], finished: [] });
    expect(world.recorded).toEqual([]);
    expect(world.reported).toEqual([]);
  });

  it("too large for the tier is refused in mid-file, and its lease ends", async () => {
    const pieces = Array.from({ length: 5 }, () => "x,y\n".repeat(6_000));
    const { world, result } = await send({ maxBytes: 100_000 }, ...pieces, null);
    expect(result).toMatchObject({
      outcome: "failed",
      failure: { code: "file_too_large", limit: { max: 100_000, found: 120_000 } },
    });
    expect(world.monitor.finished).toMatchObject([{ code: "file_too_large", fault: "caller" }]);
    expect(world.writer.of("end")).toMatchObject([[{ status: "failed", sha256: null }]]);
  });

  it("of just the size that is allowed is read to its end", async () => {
    const text = "x,y\n".repeat(25_000);
    const { result } = await send({ maxBytes: text.length }, text, null);
    expect(result).toMatchObject({ outcome: "complete", bytes: 100_000 });
    const { result: refused } = await send({ maxBytes: text.length - 1 }, text, null);
    expect(refused).toMatchObject({ failure: { code: "file_too_large" } });
  });

  it.each([
    ["told by its head", "xl/workbook.xml", false],
    ["told by its directory alone", "media", true],
  ])("of a workbook is held to 50 MiB where a text may have 100: %s", async (_, name, isLate) => {
    const piece = new Uint8Array(MIB);
    const first = piece.slice();
    first.set(buildZip({ parts: [{ name, data: piece, method: 0 }] }).subarray(0, 1_000));
    const pieces = [first, ...Array.from({ length: 60 }, () => piece)];
    const world = createUploadWorld({ filename: "a.xlsx" });
    const read = vi.spyOn(world.sender, "read");
    world.upload.sizeHint = pieces.length * MIB;
    world.sender.push(...pieces, null);
    const result = await world.run();
    await world.report(result);
    expect(result.failure).toMatchObject({
      code: "file_too_large",
      limit: { max: MAX_BINARY_BODY_BYTES, found: 51 * MIB },
    });
    expect(read).toHaveBeenCalledTimes(51);
    expect(world.monitor.finished).toHaveLength(isLate ? 0 : 1);
  });

  it("whose name says something else is warned of before its first table", async () => {
    const { world } = await send({ filename: "a.xlsx" }, CSV, null);
    expect(world.writer.calls.map(([name]) => name)).toEqual([
      "file",
      "warning",
      "table",
      "row",
      "tableEnd",
      "end",
    ]);
    expect(world.writer.of("warning")).toMatchObject([[{ code: "type_mismatch" }, null]]);
    expect(world.writer.of("end")).toMatchObject([[{ warnings: 1, tables: 1 }]]);
  });

  it("with NULs in a short text is read, and warned of", async () => {
    const { world, result } = await send({}, "name,sum\na,1\nb\0c,2\n\0,3\n", null);
    expect(result).toMatchObject({ outcome: "complete", rows: 3 });
    expect(world.writer.of("warning")).toMatchObject([[{ code: "nul_bytes" }, 1]]);
  });
});
