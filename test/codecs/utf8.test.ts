import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { incompleteTail, mendUtf8, sequenceLength, utf8From1252 } from "../../src/codecs/utf8.ts";

const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

describe("sequenceLength", () => {
  const cases: [name: string, bytes: number[], length: number][] = [
    ["ASCII", [0x41], 1],
    ["two bytes", [0xc3, 0xa9], 2],
    ["three bytes", [0xe2, 0x82, 0xac], 3],
    ["four bytes", [0xf0, 0x9f, 0x98, 0x80], 4],
    ["a lone continuation", [0xa9], 0],
    ["an overlong form of two bytes", [0xc0, 0x80], 0],
    ["an overlong form of three bytes", [0xe0, 0x9f, 0xbf], 0],
    ["an overlong form of four bytes", [0xf0, 0x8f, 0xbf, 0xbf], 0],
    ["a surrogate", [0xed, 0xa0, 0x80], 0],
    ["a code point past U+10FFFF", [0xf4, 0x90, 0x80, 0x80], 0],
    ["a lead byte before text", [0xc3, 0x41], 0],
    ["a sequence cut off", [0xe2, 0x82], -1],
  ];
  it.each(cases)("gives the length of %s", (_, bytes, length) => {
    expect(sequenceLength(new Uint8Array(bytes), 0)).toBe(length);
  });

  it("agrees with a fatal TextDecoder on what is well-formed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 4 }), (bytes) => {
        const isWhole = sequenceLength(bytes, 0) === bytes.length;
        let isOneCharacter = false;
        try {
          isOneCharacter = [...strict.decode(bytes)].length === 1;
        } catch {
          isOneCharacter = false;
        }
        expect(isWhole).toBe(isOneCharacter);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("incompleteTail", () => {
  it("is what is missing to a whole text, at every cut", () => {
    const bytes = new TextEncoder().encode("aé€😀z");
    const tails = Array.from(bytes, (_, length) => incompleteTail(bytes.subarray(0, length)));
    expect(tails).toEqual([0, 0, 1, 0, 1, 2, 0, 1, 2, 3, 0]);
  });

  it("leaves out bytes that no byte can complete", () => {
    expect(incompleteTail(new Uint8Array([0xed, 0xa0]))).toBe(0);
    expect(incompleteTail(new Uint8Array([0x80, 0x80, 0x80]))).toBe(0);
  });
});

describe("utf8From1252", () => {
  it("reads every byte as the WHATWG index does", () => {
    const bytes = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(strict.decode(utf8From1252(bytes, new Uint8Array(1024)))).toBe(
      new TextDecoder("windows-1252").decode(bytes),
    );
  });
});

describe("mendUtf8", () => {
  it("reads each stray byte alone and says where it stood", () => {
    const bytes = new Uint8Array([0xf0, 0x9f, 0x98, 0x80, 0x80, 0xe2, 0x82, 0x41]);
    const { utf8, mends } = mendUtf8(bytes);
    expect(strict.decode(utf8)).toBe("😀€â‚A");
    expect(mends).toEqual([
      { byte: 4, at: 4 },
      { byte: 5, at: 7 },
      { byte: 6, at: 9 },
    ]);
  });

  it("changes nothing in well-formed text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const { utf8, mends } = mendUtf8(new TextEncoder().encode(text));
        expect([strict.decode(utf8), mends]).toEqual([text, []]);
      }),
    );
  });
});
