import { zipSync } from "fflate";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { listZipEntries, peekZipEntries, ZipArchive } from "../../src/codecs/zip.ts";
import { readAll } from "../../src/core/byte-source.ts";
import { Refusal, type ParseFailure } from "../../src/core/failure.ts";
import type { ParseLimits } from "../../src/core/limits.ts";
import { buildZip, concat, utf8, type ZipFile } from "../support/build-zip.ts";

/** Opens and reads everything; a refusal becomes data. */
async function readZip(
  bytes: Uint8Array,
  limits: Partial<ParseLimits> = {},
): Promise<Record<string, string> | ParseFailure> {
  const contents: Record<string, string> = {};
  try {
    const archive = ZipArchive.open(bytes, { ...DEFAULT_LIMITS, ...limits });
    for (const entry of archive.entries) {
      contents[entry.name] = new TextDecoder().decode(await readAll(archive.source(entry)));
    }
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
  return contents;
}

const A = { name: "a.txt", data: "alpha alpha alpha" };
const B = { name: "dir/b.txt", data: "beta" };
const BOTH = { "a.txt": A.data, "dir/b.txt": B.data };

describe("ZipArchive", () => {
  it("reads what another writer wrote", async () => {
    const bytes = zipSync({
      "a.txt": utf8(A.data),
      "dir/b.txt": [utf8(B.data), { level: 0 }],
    });
    expect(await readZip(bytes)).toEqual(BOTH);
  });

  it.each<[string, ZipFile]>([
    ["deflated and stored entries", { parts: [A, { ...B, method: 0 }] }],
    ["data descriptors with zero sizes in front", { parts: [{ ...A, hasDescriptor: true }, B] }],
    [
      "Zip64 fields and end record",
      {
        parts: [
          { ...A, isZip64: true },
          { ...B, isZip64: true },
        ],
        isZip64: true,
      },
    ],
    ["a comment", { parts: [A, B], comment: utf8("made by a test") }],
    ["a comment of 65 535 bytes", { parts: [A, B], comment: new Uint8Array(65_535).fill(0x50) }],
    ["padding after the end", { parts: [A, B], trailing: new Uint8Array(512) }],
    [
      "an end record that repeats what the Zip64 one says",
      { parts: [A, B], isZip64: true, end: { unsaturated: 2 } },
    ],
    ["a stub in front that the offsets count", { parts: [A, B], prefix: utf8("#!/bin/sh\n") }],
  ])("reads %s", async (_, file) => {
    expect(await readZip(buildZip(file))).toEqual(BOTH);
  });

  it("is not confused by signatures in compressed data", async () => {
    const data = concat([
      utf8("PK\u0003\u0004PK\u0007\u0008PK\u0001\u0002"),
      utf8("x".repeat(100)),
    ]);
    const bytes = buildZip({ parts: [{ name: "a", data, method: 0, hasDescriptor: true }, B] });
    expect(await readZip(bytes)).toEqual({
      a: new TextDecoder().decode(data),
      "dir/b.txt": "beta",
    });
  });

  it("finds entries without regard to case and slashes", () => {
    const archive = ZipArchive.open(
      buildZip({ parts: [{ ...A, name: "xl\\Work.xml" }] }),
      DEFAULT_LIMITS,
    );
    expect(archive.find("XL/work.XML")?.name).toBe("xl\\Work.xml");
    expect(archive.find("xl/other.xml")).toBeNull();
  });

  it("hands out pieces of at most 64 KiB, however well they compress", async () => {
    const bytes = buildZip({ parts: [{ name: "zeros", data: new Uint8Array(3_000_000) }] });
    const archive = ZipArchive.open(bytes, DEFAULT_LIMITS);
    const source = archive.source(archive.entries[0] ?? expect.unreachable());
    let longest = 0;
    let total = 0;
    for (let piece = await source.read(); piece !== null; piece = await source.read()) {
      longest = Math.max(longest, piece.length);
      total += piece.length;
    }
    expect(total).toBe(3_000_000);
    expect(longest).toBeLessThanOrEqual(65_536);
  });

  it.each<[string, ParseFailure["code"], ZipFile]>([
    ["two entries of one name", "archive_unsafe", { parts: [A, { ...B, name: "A.TXT" }] }],
    ["a name that climbs", "archive_unsafe", { parts: [{ ...A, name: "../a.txt" }] }],
    ["an absolute name", "archive_unsafe", { parts: [{ ...A, name: "/a.txt" }] }],
    ["a NUL in a name", "archive_unsafe", { parts: [{ ...A, name: "a\0.txt" }] }],
    [
      "two entries over the same bytes",
      "archive_unsafe",
      {
        parts: [
          A,
          { ...A, name: "b", claims: { headerOffset: 0 }, local: { name: "a.txt" } },
          { ...A, name: "c" },
        ],
      },
    ],
    [
      "an entry that reaches into the next",
      "archive_unsafe",
      { parts: [{ ...A, claims: { compressedSize: 40 } }, B] },
    ],
    [
      "another name in front of the data",
      "archive_unsafe",
      { parts: [{ ...A, local: { name: "z.txt" } }] },
    ],
    [
      "another method in front of the data",
      "archive_unsafe",
      { parts: [{ ...A, local: { method: 0 } }] },
    ],
    [
      "another size in front of the data",
      "archive_unsafe",
      { parts: [{ ...A, local: { size: 1 } }] },
    ],
    [
      "another packed size in front of the data",
      "archive_unsafe",
      { parts: [{ ...A, local: { compressedSize: 1 } }] },
    ],
    [
      "another checksum in front of the data",
      "archive_unsafe",
      { parts: [{ ...A, local: { crc32: 1 } }] },
    ],
    [
      "another size behind the data",
      "archive_unsafe",
      { parts: [{ ...A, hasDescriptor: true, descriptor: { size: 1 } }] },
    ],
    [
      "another checksum behind the data",
      "archive_unsafe",
      { parts: [{ ...A, hasDescriptor: true, descriptor: { crc32: 1 } }] },
    ],
    [
      "bytes between the directory and its end",
      "archive_unsafe",
      { parts: [A], afterDirectory: new Uint8Array(4) },
    ],
    [
      "two end records that name other directories",
      "archive_unsafe",
      { parts: [A], isZip64: true, end: { unsaturated: 2 } },
    ],
    ["more entries than the end says", "corrupt_file", { parts: [A, B], end: { entries: 1 } }],
    ["encryption in one header only", "archive_unsafe", { parts: [{ ...A, local: { flags: 1 } }] }],
    ["an encrypted entry", "encrypted_file", { parts: [{ ...A, flags: 1 }] }],
    [
      "a compression method that is not read",
      "unsupported_feature",
      { parts: [{ ...A, method: 12 }] },
    ],
    ["one part of several", "unsupported_feature", { parts: [A], end: { disk: 1 } }],
    [
      "a header outside the file",
      "corrupt_file",
      { parts: [{ ...A, claims: { headerOffset: 1e6 } }] },
    ],
    [
      "data outside the file",
      "corrupt_file",
      { parts: [{ ...A, claims: { compressedSize: 1e6 } }] },
    ],
    ["a wrong checksum", "corrupt_file", { parts: [{ ...A, claims: { crc32: 1 } }] }],
    ["less data than declared", "corrupt_file", { parts: [{ ...A, claims: { size: 18 } }] }],
    ["more data than declared", "archive_unsafe", { parts: [{ ...A, claims: { size: 16 } }] }],
    ["fewer entries than the end says", "corrupt_file", { parts: [A], end: { entries: 2 } }],
    ["a directory elsewhere", "truncated_file", { parts: [A], end: { directoryOffset: 5 } }],
    ["something behind the end", "archive_unsafe", { parts: [A], trailing: utf8("<script>") }],
  ])("refuses %s", async (_, code, file) => {
    expect(await readZip(buildZip(file))).toMatchObject({ code });
  });

  it("refuses two directories", async () => {
    const inner = buildZip({ parts: [A] });
    const prefix = concat([inner]);
    const outer = buildZip({ parts: [B], prefix, comment: new Uint8Array(0) });
    expect(await readZip(outer)).toMatchObject({ code: "archive_unsafe" });
  });

  it("refuses deflate data that is cut or damaged", async () => {
    const noise = Uint8Array.from({ length: 4000 }, (_, index) => (index * 7919) % 251);
    const bytes = buildZip({ parts: [{ name: "a", data: noise }] });
    const damaged = bytes.slice();
    damaged.fill(0xff, 31, 60);
    expect(await readZip(damaged)).toMatchObject({ code: "corrupt_file", at: { entry: "a" } });
    const cut = buildZip({ parts: [{ name: "a", data: noise, claims: { compressedSize: 20 } }] });
    expect(await readZip(cut)).toMatchObject({ code: "truncated_file", at: { entry: "a" } });
  });

  it("counts entries against the limit", async () => {
    const parts = ["a", "b", "c"].map((name) => ({ name, data: name }));
    const bytes = buildZip({ parts });
    expect(await readZip(bytes, { zipEntries: 3 })).toEqual({ a: "a", b: "b", c: "c" });
    expect(await readZip(bytes, { zipEntries: 2 })).toMatchObject({
      code: "expansion_limit",
      limit: { name: "zip_entries", max: 2, found: 3 },
    });
  });

  it("counts the output of all entries against one budget", async () => {
    const parts = ["a", "b"].map((name) => ({ name, data: new Uint8Array(500) }));
    const bytes = buildZip({ parts });
    expect(await readZip(bytes, { inflatedBytes: 1000 })).not.toHaveProperty("code");
    expect(await readZip(bytes, { inflatedBytes: 999 })).toMatchObject({
      code: "expansion_limit",
      at: { entry: "b" },
      limit: { name: "inflated_bytes", max: 999, found: 1000 },
    });
  });

  it("stops a bomb of zeros at the ratio", async () => {
    const bytes = buildZip({ parts: [{ name: "a", data: new Uint8Array(8_000_000) }] });
    expect(
      await readZip(bytes, { inflateRatio: 200, inflateRatioFreeBytes: 1_000_000 }),
    ).toMatchObject({ code: "expansion_limit", limit: { name: "inflate_ratio", max: 200 } });
    expect(await readZip(bytes)).toHaveProperty("a");
  });

  it.each([
    ["nothing", new Uint8Array(0), "corrupt_file"],
    ["text", utf8("Account,Debit,Credit\n".repeat(20)), "corrupt_file"],
    [
      "the first half of a container",
      buildZip({ parts: [A, B] }).subarray(0, 60),
      "truncated_file",
    ],
  ])("refuses %s", async (_, bytes, code) => {
    expect(await readZip(bytes)).toMatchObject({ code });
  });

  it("ends in contents or in a refusal whatever byte is changed or missing", async () => {
    const sound = buildZip({
      parts: [A, { ...B, hasDescriptor: true, isZip64: true }],
      isZip64: true,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(sound.length - 1),
        fc.nat(255),
        fc.nat(sound.length),
        async (at, value, end) => {
          const bytes = sound.slice();
          bytes[at] = value;
          await readZip(bytes);
          await readZip(sound.subarray(0, end));
        },
      ),
      { numRuns: 300 },
    );
  });

  it("ends in a refusal on bytes that only look like a directory", async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        ...[
          "PK\u0003\u0004",
          "PK\u0001\u0002",
          "PK\u0005\u0006",
          "PK\u0006\u0006",
          "PK\u0006\u0007",
        ].map(utf8),
      ),
      fc.uint8Array({ maxLength: 30 }),
      fc.constant(new Uint8Array(8).fill(0xff)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 12 }), async (pieces) => {
        await readZip(concat(pieces));
        listZipEntries(concat(pieces));
        peekZipEntries(concat(pieces));
      }),
      { numRuns: 300 },
    );
  });
});
