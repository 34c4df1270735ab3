import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import {
  quoteEntry,
  refuseDescriptorMismatch,
  refuseDirectorySize,
  refuseDuplicateNames,
  refuseEntryCount,
  refuseEntryKind,
  refuseEntryName,
  refuseHeaderMismatch,
  refuseInflation,
  refuseOverlap,
  refuseTrailingBytes,
  type ZipSpan,
} from "../../guards/zip.ts";

const limits = {
  ...DEFAULT_LIMITS,
  zipEntries: 10,
  inflatedBytes: 1000,
  inflateRatio: 5,
  inflateRatioFreeBytes: 100,
};

function span(start: number, end: number): ZipSpan {
  return { name: `${start}`, start, end };
}

describe("refuseEntryCount", () => {
  it.each([
    [9, null],
    [10, null],
    [11, { name: "zip_entries", max: 10, found: 11 }],
  ])("judges %i entries of 10", (found, limit) => {
    const failure = refuseEntryCount(found, limits);
    if (limit === null) expect(failure).toBeNull();
    else expect(failure).toMatchObject({ code: "expansion_limit", limit });
  });
});

describe("refuseEntryName", () => {
  it.each(["xl/workbook.xml", "xl\\workbook.xml", "a..b/c", "..a", "[Content_Types].xml", "xl/"])(
    "lets %j through",
    (name) => {
      expect(refuseEntryName(name)).toBeNull();
    },
  );

  it.each([
    "/etc/passwd",
    "\\\\host\\share",
    "C:\\x",
    "c:/x",
    "../x",
    "xl/../../x",
    "xl\\..\\x",
    "..",
    "a\0b",
  ])("refuses %j", (name) => {
    expect(refuseEntryName(name)).toMatchObject({ code: "archive_unsafe", at: { entry: name } });
  });
});

describe("refuseDuplicateNames", () => {
  it("lets names through that differ", () => {
    expect(refuseDuplicateNames(["a", "b", "a/b"])).toBeNull();
  });

  it.each([
    ["alike", ["a/b", "a/b"]],
    ["alike but for case", ["xl/Workbook.xml", "XL/workbook.XML"]],
    ["alike but for slashes", ["xl/a", "xl\\a"]],
  ])("refuses names %s", (_, names) => {
    expect(refuseDuplicateNames(names)).toMatchObject({ code: "archive_unsafe" });
  });
});

describe("refuseOverlap", () => {
  it("lets spans touch each other", () => {
    expect(refuseOverlap([span(10, 20), span(0, 10), span(20, 20)])).toBeNull();
  });

  it.each([
    ["the same", [span(0, 10), span(0, 10)]],
    ["by one byte", [span(0, 10), span(9, 20)]],
    ["one inside the other", [span(0, 100), span(10, 20), span(100, 110)]],
  ])("refuses spans that overlap: %s", (_, spans) => {
    expect(refuseOverlap(spans)).toMatchObject({ code: "archive_unsafe" });
  });

  it("agrees with a comparison of all pairs", () => {
    const spans = fc.array(
      fc
        .tuple(fc.nat(200), fc.integer({ min: 1, max: 30 }))
        .map(([start, length]) => span(start, start + length)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(spans, (all) => {
        const overlaps = all.some((a, i) =>
          all.some((b, j) => i < j && a.start < b.end && b.start < a.end),
        );
        expect(refuseOverlap(all) !== null).toBe(overlaps);
      }),
    );
  });
});

describe("refuseHeaderMismatch", () => {
  const header = {
    name: "xl/a.xml",
    flags: 0,
    method: 8,
    crc32: 7,
    compressedSize: 50,
    size: 100,
  };
  const streamed = { flags: 8 };

  it.each([
    ["the same", {}],
    ["another slash", { name: "xl\\a.xml" }],
    ["other flags than encryption", { flags: 0x0800 }],
    [
      "sizes and checksum left out by a writer that streams",
      { ...streamed, crc32: 0, compressedSize: 0, size: 0 },
    ],
    ["one of them left out", { ...streamed, compressedSize: 0 }],
    ["none of them left out", streamed],
  ])("lets through: %s", (_, local) => {
    expect(refuseHeaderMismatch(header, { ...header, ...local })).toBeNull();
  });

  it.each([
    ["name", { name: "xl/b.xml" }],
    ["method", { method: 0 }],
    ["encryption", { flags: 9 }],
    ["size", { size: 99 }],
    ["packed size", { compressedSize: 51 }],
    ["checksum", { crc32: 8 }],
    ["size where a descriptor follows", { ...streamed, size: 1 }],
    ["size, which is left out without a descriptor", { size: 0 }],
  ])("refuses another %s", (_, local) => {
    expect(refuseHeaderMismatch(header, { ...header, ...local })).toMatchObject({
      code: "archive_unsafe",
      at: { entry: "xl/a.xml" },
    });
  });

  it("wants one reading of the descriptor to be right", () => {
    const lie = { ...header, size: 1 };
    expect(refuseDescriptorMismatch(header, [])).toBeNull();
    expect(refuseDescriptorMismatch(header, [lie, header])).toBeNull();
    expect(refuseDescriptorMismatch(header, [lie, lie])).toMatchObject({
      code: "archive_unsafe",
      at: { entry: "xl/a.xml" },
    });
  });
});

describe("refuseDirectorySize", () => {
  it.each([
    [499, null],
    [500, null],
    [501, { name: "zip_directory_bytes", max: 500, found: 501 }],
  ])("judges %i bytes of 500", (found, limit) => {
    const failure = refuseDirectorySize(found, { ...limits, zipDirectoryBytes: 500 });
    if (limit === null) expect(failure).toBeNull();
    else expect(failure).toMatchObject({ code: "expansion_limit", limit });
  });
});

describe("refuseEntryKind", () => {
  it.each([
    ["stored", 0, 0, null],
    ["deflated", 0, 8, null],
    ["deflate64", 0, 9, "unsupported_feature"],
    ["zstd", 0, 93, "unsupported_feature"],
    ["encrypted", 1, 8, "encrypted_file"],
    ["AES", 1, 99, "encrypted_file"],
  ])("judges an entry that is %s", (_, flags, method, code) => {
    expect(refuseEntryKind({ name: "a", flags, method })?.code ?? null).toBe(code);
  });
});

describe("refuseInflation", () => {
  const facts = { name: "a", declared: 1000, entryOutput: 10, output: 10, input: 10 };

  it.each([
    ["size as declared", { entryOutput: 1000 }, null],
    ["one byte more than declared", { entryOutput: 1001 }, "archive_unsafe"],
    ["budget used up", { output: 1000, input: 900 }, null],
    ["one byte over the budget", { output: 1001, input: 900 }, "expansion_limit"],
    ["ratio at the limit", { output: 500, input: 100 }, null],
    ["ratio above the limit", { output: 501, input: 100 }, "expansion_limit"],
    ["any ratio within the free bytes", { output: 100, input: 1 }, null],
    ["ratio above the limit past the free bytes", { output: 101, input: 1 }, "expansion_limit"],
  ])("judges: %s", (_, change, code) => {
    expect(refuseInflation({ ...facts, ...change }, limits)?.code ?? null).toBe(code);
  });

  it("never refuses more when the limits are larger", () => {
    const size = fc.nat(5000);
    fc.assert(
      fc.property(size, size, size, fc.nat(100), (output, input, budget, ratio) => {
        const facing = { ...facts, declared: 1e9, output, input };
        const smaller = { ...limits, inflatedBytes: budget, inflateRatio: ratio };
        const larger = { ...smaller, inflatedBytes: budget + 100, inflateRatio: ratio + 1 };
        if (refuseInflation(facing, smaller) === null) {
          expect(refuseInflation(facing, larger)).toBeNull();
        }
      }),
    );
  });
});

describe("refuseTrailingBytes", () => {
  it.each([
    ["nothing", [], null],
    ["zeros", [0, 0, 0], null],
    ["a line end", [13, 10], null],
    ["another archive", [0x50, 0x4b, 3, 4], "archive_unsafe"],
  ])("judges %s", (_, bytes, code) => {
    expect(refuseTrailingBytes(new Uint8Array(bytes))?.code ?? null).toBe(code);
  });
});

describe("quoteEntry", () => {
  it("cuts a name at 255 characters", () => {
    expect(quoteEntry("a".repeat(70_000))).toHaveLength(255);
  });
});
