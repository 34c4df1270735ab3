import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NAME_HASH_START, nextNameHash, SgmlNames } from "../../src/codecs/sgml-names.ts";
import { SgmlTokenizer } from "../../src/codecs/sgml-tokenizer.ts";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";

function tokensOf(text: string): string[] {
  const names = new SgmlNames(["A", "B.C"]);
  const tokenizer = new SgmlTokenizer(names, DEFAULT_LIMITS, (byte) => ({ byte }));
  tokenizer.push(new TextEncoder().encode(text));
  tokenizer.finish();
  const tokens: string[] = [];
  for (let token = tokenizer.next(); token !== "finished"; token = tokenizer.next()) {
    const slash = token === "end" ? "/" : "";
    const empty = tokenizer.isEmpty ? "/" : "";
    tokens.push(`<${slash}${names.nameOf(tokenizer.name)}${empty}>${tokenizer.text()}`);
  }
  return tokens;
}

describe("SgmlTokenizer", () => {
  it.each([
    ["tags with texts", "<A>one<B.C>two</B.C></A>", ["<A>one", "<B.C>two", "</B.C>", "</A>"]],
    ["text in front of the first tag", "KEY:VALUE\r\n<A>1", ["<A>1"]],
    ["names in any case", "<a>1</A>", ["<A>1", "</A>"]],
    ["names it was not told", "<x-1:y.z>1", ["<X-1:Y.Z>1"]],
    ["elements that close themselves", "<A/>1<A />2<A b='1'/>3", ["<A/>1", "<A/>2", "<A/>3"]],
    ["attributes", `<A b="x>y" c = 'z'>1`, ["<A>1"]],
    ["comments between tags", "<A><!-- <B> --><B.C>1", ["<A>", "<B.C>1"]],
    ["instructions between tags", "<?xml version='1.0'?><A><?x y?>1", ["<A>1"]],
    ["what looks like a tag", "<A>1 < 2 <3> <b c> </ d> <e=f>", ["<A>1 < 2 <3> <b c> </ d> <e=f>"]],
    ["blanks around a text", "<A>\t one  two \r\n</A>", ["<A>one  two", "</A>"]],
    ["text behind the last tag", "<A></A> rest ", ["<A>", "</A>rest"]],
    ["nothing", "", []],
    ["no tag", "a < b", []],
  ] as [string, string, string[]][])("finds %s", (_, text, tokens) => {
    expect(tokensOf(text)).toEqual(tokens);
  });

  it.each(["<A>1<B", "<A>1</", "<A b='", "<A><!-- x", "<A><![CDATA[x]]"])(
    "refuses a text that ends within markup: %s",
    (text) => {
      expect(() => tokensOf(text)).toThrow(
        expect.objectContaining({
          failure: expect.objectContaining({ code: "truncated_file" }),
        }) as Error,
      );
    },
  );

  it("never loses a byte of a text without markup", () => {
    const unit = fc.constantFrom("a", "b", "é", " ", ">", "/", '"', "1");
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        expect(tokensOf(`<A>${text}</A>`)[0]).toBe(`<A>${text.trim()}`);
      }),
    );
  });
});

describe("SgmlNames", () => {
  const find = (names: SgmlNames, name: string) => {
    const bytes = new TextEncoder().encode(name);
    let hash = NAME_HASH_START;
    for (const byte of bytes) hash = nextNameHash(hash, byte);
    return names.idOf(bytes, 0, bytes.length, hash);
  };

  it("numbers names by their place, new ones behind them, in any case", () => {
    const names = new SgmlNames(["STMTTRN", "MEMO"]);
    expect(["memo", "STMTTRN", "x.y", "X.Y", "Memo"].map((name) => find(names, name))).toEqual([
      1, 0, 2, 2, 1,
    ]);
    expect(names.nameOf(2)).toBe("X.Y");
  });

  it("keeps names apart that have one hash, however many there are", () => {
    const names = new SgmlNames([]);
    // 31 × `A` + `b` is 31 × `B` + `C` less 31 … : pairs that meet, put together in all ways.
    const colliding = Array.from({ length: 256 }, (_, bits) =>
      Array.from({ length: 8 }, (__, place) => ((bits >> place) & 1 ? "A_" : "B@")).join(""),
    );
    const ids = colliding.map((name) => find(names, name));
    expect(new Set(ids).size).toBe(colliding.length);
    expect(colliding.map((name) => find(names, name))).toEqual(ids);
  });

  it("ends at a number of names", () => {
    const names = new SgmlNames([]);
    const ids = Array.from({ length: 1_100 }, (_, index) => find(names, `N${index}`));
    expect(ids.filter((id) => id === -1)).toHaveLength(76);
    expect(find(names, "n5")).toBe(5);
  });
});
