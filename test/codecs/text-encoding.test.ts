import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseEncoding } from "../../src/codecs/text-encoding.ts";
import { Utf8Transcoder } from "../../src/codecs/utf8-transcoder.ts";
import { Refusal, type ParseFailure } from "../../src/core/failure.ts";

interface Decoded {
  text: string;
  label: string;
  confidence: string;
  mends: { byte: number; at: number }[];
}

interface Settings {
  encoding?: string;
  strict?: boolean;
  sampleBytes?: number;
  pieceBytes?: number;
}

function decode(bytes: Uint8Array, settings: Settings = {}): Decoded {
  const { encoding = null, strict = false } = settings;
  const { sampleBytes = bytes.length, pieceBytes = Math.max(1, bytes.length) } = settings;
  const sample = bytes.subarray(0, sampleBytes);
  const isWhole = sampleBytes >= bytes.length;
  const choice = chooseEncoding(sample, encoding, isWhole);
  const transcoder = new Utf8Transcoder(choice, strict);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  let text = "";
  for (let from = 0; from < bytes.length; from += pieceBytes) {
    text += decoder.decode(transcoder.push(bytes.subarray(from, from + pieceBytes)));
  }
  text += decoder.decode(transcoder.end());
  return { text, ...choice, mends: transcoder.takeMends() };
}

function failureOf(run: () => unknown): ParseFailure | null {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
  return null;
}

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytesOf = (...parts: (string | number)[]): Uint8Array =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "number" ? [part] : Array.from(utf8(part)))),
  );
const utf16 = (text: string, isLittle: boolean): Uint8Array =>
  Uint8Array.from(
    Array.from({ length: text.length }, (_, index) => text.charCodeAt(index)).flatMap((unit) =>
      isLittle ? [unit & 0xff, unit >> 8] : [unit >> 8, unit & 0xff],
    ),
  );

describe("Utf8Transcoder", () => {
  const cases: [name: string, bytes: Uint8Array, text: string, label: string, how: string][] = [
    ["ASCII", utf8("a,b"), "a,b", "utf-8", "ascii"],
    ["UTF-8", utf8("Käufer €😀"), "Käufer €😀", "utf-8", "valid_utf8"],
    ["UTF-8 with its mark", utf8("\uFEFFa"), "a", "utf-8", "bom"],
    ["UTF-16LE with its mark", utf16("\uFEFFaé😀", true), "aé😀", "utf-16le", "bom"],
    ["UTF-16BE with its mark", utf16("\uFEFFaé😀", false), "aé😀", "utf-16be", "bom"],
    ["UTF-16LE by its NULs", utf16("a;b\n€;c", true), "a;b\n€;c", "utf-16le", "fallback"],
    ["UTF-16BE by its NULs", utf16("a;b\n€;c", false), "a;b\n€;c", "utf-16be", "fallback"],
    [
      "windows-1252",
      bytesOf(0x80, 0x81, "caf", 0xe9, "!"),
      "€\x81café!",
      "windows-1252",
      "fallback",
    ],
    [
      "windows-1252 whose last byte is a lead byte",
      bytesOf("caf", 0xe9),
      "café",
      "windows-1252",
      "fallback",
    ],
    ["text padded with NUL", bytesOf("a", 0, 0, 0, 0, "b"), "a\0\0\0\0b", "utf-8", "ascii"],
    ["nothing", new Uint8Array(0), "", "utf-8", "ascii"],
  ];
  it.each(cases)("tells %s", (_, bytes, text, label, confidence) => {
    expect(decode(bytes)).toEqual({ text, label, confidence, mends: [] });
  });

  it.each(cases)("reads %s the same in pieces of one byte", (_, bytes) => {
    expect(decode(bytes, { pieceBytes: 1 })).toEqual(decode(bytes));
  });

  it("keeps U+FEFF anywhere but at the start", () => {
    expect(decode(utf8("\uFEFFa\uFEFF")).text).toBe("a\uFEFF");
  });

  it("reads a file that proves not to be UTF-8 after the sample as windows-1252 from there on", () => {
    const bytes = bytesOf("a".repeat(10), 0xe9, "\n", 0xc3, 0xa9);
    const decoded = decode(bytes, { sampleBytes: 8, pieceBytes: 3 });
    expect(decoded.text).toBe("aaaaaaaaaaé\nÃ©");
    expect(decoded.mends).toEqual([{ byte: 10, at: 10 }]);
  });

  it("loses no byte that waits to be completed when it falls back to windows-1252", () => {
    const bytes = bytesOf("aa", 0xe9, ";", 0xe2, 0x80, 0xe9);
    for (let pieceBytes = 1; pieceBytes <= bytes.length; pieceBytes += 1) {
      const decoded = decode(bytes, { sampleBytes: 2, pieceBytes });
      expect(decoded.text).toBe("aaé;â€é");
      expect(decoded.mends).toEqual([{ byte: 2, at: 2 }]);
    }
  });

  it("reads single stray bytes in UTF-8 as windows-1252 and says where, past a mark", () => {
    const bytes = bytesOf("\uFEFFé", 0xe9, "ü", 0x80, "é");
    const decoded = decode(bytes, { pieceBytes: 2 });
    expect(decoded.text).toBe("ééü€é");
    expect(decoded.mends).toEqual([
      { byte: 5, at: 2 },
      { byte: 8, at: 6 },
    ]);
  });

  it("takes a file with mostly good sequences as UTF-8 even if a stray byte comes first", () => {
    expect(decode(bytesOf(0xe9, "éü")).text).toBe("ééü");
  });

  it("follows a label of the caller", () => {
    const bytes = bytesOf("caf", 0x8e);
    expect(decode(bytes, { encoding: "macintosh" })).toMatchObject({
      text: "café",
      label: "macintosh",
      confidence: "option",
    });
    expect(
      decode(bytesOf(0x93, 0xfa, 0x96, 0x7b), { encoding: "shift_jis", pieceBytes: 1 }).text,
    ).toBe("日本");
    expect(decode(bytesOf(0xe9), { encoding: "latin1" }).label).toBe("windows-1252");
  });

  it("says in strict mode which byte is not UTF-8", () => {
    const bytes = bytesOf("é\n", 0xe9, "\n");
    expect(failureOf(() => decode(bytes, { strict: true, pieceBytes: 1 }))).toMatchObject({
      code: "undecodable_text",
      at: { byte: 3 },
    });
  });

  const refused: [name: string, bytes: Uint8Array, settings: Settings, failure: object][] = [
    [
      "UTF-32LE",
      bytesOf(0xff, 0xfe, 0, 0, "a", 0, 0, 0),
      {},
      { code: "undecodable_text", at: { byte: 0 } },
    ],
    [
      "UTF-32BE",
      bytesOf(0, 0, 0xfe, 0xff, 0, 0, 0, "a"),
      {},
      { code: "undecodable_text", at: { byte: 0 } },
    ],
    [
      "half a UTF-16 unit at the end",
      bytesOf(0xff, 0xfe, "a", 0, "b"),
      {},
      { code: "undecodable_text", at: { byte: 4 } },
    ],
    [
      "half a surrogate pair at the end",
      utf16("\uFEFFa\ud83d", true),
      {},
      { code: "undecodable_text", at: { byte: 4 } },
    ],
    [
      "a lone surrogate",
      utf16("\uFEFFa\ude00b", false),
      { pieceBytes: 1 },
      { code: "undecodable_text", at: { byte: 4 } },
    ],
    ["a label that is none", utf8("a"), { encoding: "klingon" }, { code: "invalid_option" }],
    [
      "bytes that are not of the caller's encoding",
      bytesOf(0xff, 0xff),
      { encoding: "euc-kr" },
      { code: "undecodable_text" },
    ],
  ];
  it.each(refused)("refuses %s", (_, bytes, settings, failure) => {
    expect(failureOf(() => decode(bytes, settings))).toMatchObject(failure);
  });

  it("never gives U+FFFD for bytes, and reads the same however they are cut up", () => {
    const someBytes = fc.array(
      fc.oneof(fc.constantFrom(0x41, 0x0a, 0xc3, 0xa9, 0xe2, 0x82, 0xac), fc.nat(255)),
      { maxLength: 60 },
    );
    fc.assert(
      fc.property(
        someBytes,
        fc.nat(20),
        fc.integer({ min: 1, max: 7 }),
        (values, sampleBytes, pieceBytes) => {
          const bytes = Uint8Array.from(values);
          const settings = { encoding: "utf-8", sampleBytes: Math.min(sampleBytes, bytes.length) };
          const whole = decode(bytes, settings);
          expect(decode(bytes, { ...settings, pieceBytes })).toEqual(whole);
          const isWellFormed = whole.mends.length === 0;
          if (!isWellFormed) expect(whole.text).not.toContain("\uFFFD");
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
