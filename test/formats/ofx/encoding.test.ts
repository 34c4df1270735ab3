// The encoding of a file against what its header claims, and where a place in its text is in the file.
import { describe, expect, it } from "vitest";
import { KIB } from "../../../src/core/units.ts";
import {
  codesOf,
  rowsOf,
  run,
  SGML_HEADER,
  statementOf,
  transaction,
  XML_HEADER,
} from "../../support/build-ofx.ts";
import { BYTE_ORDER_MARK, utf16 } from "../../pollution/encode.ts";

const latin = (text: string) => Uint8Array.from(Buffer.from(text, "latin1"));
const withName = (name: string, charset = "1252") =>
  statementOf(transaction({ NAME: name })).replace("CHARSET:1252", `CHARSET:${charset}`);
/** Moves what follows beyond the block that an encoding is chosen on. */
const PADDING = `<X.PAD>${"x".repeat(300 * KIB)}</X.PAD>`;

async function readName(content: string | Uint8Array, encoding: string | null = null) {
  const file = await run(content, { options: { encoding } });
  if (file.failure !== null) return { failure: file.failure.code };
  return {
    name: rowsOf(file).at(-1)?.["name"],
    encoding: file.tables[0]?.meta?.["encoding"],
    confidence: file.tables[0]?.meta?.["encoding_confidence"],
    warnings: codesOf(file),
  };
}

describe("a file in", () => {
  it.each([
    ["UTF-8 that claims 1252", withName("Café Łódź"), "Café Łódź", "utf-8", "valid_utf8"],
    ["UTF-8 that claims nothing", withName("Café", "NONE"), "Café", "utf-8", "valid_utf8"],
    ["UTF-8 with a mark", BYTE_ORDER_MARK + withName("Café"), "Café", "utf-8", "bom"],
    ["windows-1252", latin(withName("Caf\xe9 \x80")), "Café €", "windows-1252", "header"],
    [
      "windows-1252 that claims nothing",
      latin(withName("Caf\xe9", "NONE")),
      "Café",
      "windows-1252",
      "fallback",
    ],
    [
      "windows-1252 without a header",
      latin(withName("Caf\xe9").slice(SGML_HEADER.length)),
      "Café",
      "windows-1252",
      "fallback",
    ],
    ["ISO 8859-1", latin(withName("Caf\xe9", "ISO-8859-1")), "Café", "windows-1252", "header"],
    [
      "ISO 8859-1 by its short name",
      latin(withName("Caf\xe9", "8859-1")),
      "Café",
      "windows-1252",
      "header",
    ],
    ["ISO 8859-2", latin(withName("\xa3\xf3d\xbc", "ISO-8859-2")), "Łódź", "iso-8859-2", "header"],
    ["windows-1251", latin(withName("\xc1\xe0\xed\xea", "1251")), "Банк", "windows-1251", "header"],
    [
      "windows-1251 as cp1251",
      latin(withName("\xc1\xe0\xed\xea", "cp1251")),
      "Банк",
      "windows-1251",
      "header",
    ],
    [
      "1252 that claims UTF-8",
      latin(withName("Caf\xe9", "UTF-8")),
      "Café",
      "windows-1252",
      "fallback",
    ],
    [
      "UTF-16, little endian",
      utf16(BYTE_ORDER_MARK + withName("Łódź"), "le"),
      "Łódź",
      "utf-16le",
      "bom",
    ],
    [
      "UTF-16, big endian",
      utf16(BYTE_ORDER_MARK + withName("Łódź"), "be"),
      "Łódź",
      "utf-16be",
      "bom",
    ],
    ["UTF-16 without a mark", utf16(withName("Łódź"), "le"), "Łódź", "utf-16le", "fallback"],
    [
      "the encoding of its XML declaration",
      latin(
        XML_HEADER.replace("UTF-8", "iso-8859-1") + withName("Caf\xe9").slice(SGML_HEADER.length),
      ),
      "Café",
      "windows-1252",
      "header",
    ],
    ["ASCII", withName("Cafe"), "Cafe", "utf-8", "ascii"],
  ])("%s is read", async (_, content, name, encoding, confidence) => {
    expect(await readName(content)).toEqual({ name, encoding, confidence, warnings: [] });
  });

  it.each([
    ["UTF-8", (text: string) => new TextEncoder().encode(text), "Łódź", "Łódź"],
    ["windows-1252", latin, "Caf\xe9", "Café"],
  ])("%s is told so also far behind its beginning", async (_, encode, written, name) => {
    const content = encode(
      statementOf(PADDING, transaction(), transaction({ FITID: "2", NAME: written })),
    );
    expect(await readName(content)).toMatchObject({ name, warnings: [] });
  });

  it("UTF-8 with a stray byte has that read as windows-1252, and said with its place", async () => {
    const bytes = Buffer.concat([
      Buffer.from(statementOf(transaction({ NAME: "Łódź" })).split("</STMTTRN>")[0] ?? ""),
      latin("<MEMO>caf\xe9</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"),
    ]);
    const file = await run(
      new Uint8Array(
        bytes.toString("latin1").includes("1252")
          ? Buffer.from(bytes.toString("latin1").replace("1252", "NONE"), "latin1")
          : bytes,
      ),
    );
    expect(rowsOf(file)[0]).toMatchObject({ name: "Łódź", memo: "café" });
    expect(file.warnings).toEqual([
      expect.objectContaining({ code: "mixed_encoding", at: { byte: bytes.indexOf(0xe9) } }),
    ]);
  });

  it("is refused in strict mode when it is mixed", async () => {
    const text = statementOf(transaction({ NAME: "Łódź" }), "@");
    const bytes = Buffer.from(text.replace("1252", "NONE"));
    bytes[bytes.lastIndexOf("@")] = 0xe9;
    const { failure } = await run(new Uint8Array(bytes), { options: { strict: true } });
    expect(failure).toMatchObject({
      code: "undecodable_text",
      at: { byte: bytes.lastIndexOf(0xe9) },
    });
  });

  it.each([
    ["windows-1250", latin(withName("\xa3\xf3d\x9f")), "Łódź"],
    ["utf-8", withName("Łódź"), "Łódź"],
  ])("the encoding that the caller names: %s", async (encoding, content, name) => {
    expect(await readName(content, encoding)).toMatchObject({
      name,
      encoding,
      confidence: "option",
    });
  });

  it.each([
    ["a code page of DOS", latin(withName("Caf\x82", "850")), null, "undecodable_text"],
    ["UTF-32", Uint8Array.from([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), null, "undecodable_text"],
    [
      "half a character of UTF-16",
      utf16(BYTE_ORDER_MARK + withName("x"), "le").slice(0, -1),
      null,
      "undecodable_text",
    ],
    ["an encoding that there is not", withName("x"), "klingon", "invalid_option"],
  ])("%s is refused", async (_, content, encoding, failure) => {
    expect(await readName(content, encoding)).toEqual({ failure });
  });

  it("a code page of DOS that says nothing but ASCII is read", async () => {
    expect(await readName(withName("Cafe", "437"))).toMatchObject({ name: "Cafe", warnings: [] });
  });
});

describe("the place of a warning", () => {
  const text = (name: string) =>
    statementOf(transaction({ NAME: name }), transaction({ TRNAMT: "x", FITID: "2" }));

  it.each([
    ["UTF-8", (name: string) => Buffer.from(text(name))],
    ["UTF-8 with a mark", (name: string) => Buffer.from(BYTE_ORDER_MARK + text(name))],
    ["windows-1252", (name: string) => Buffer.from(text(name), "latin1")],
    ["UTF-16", (name: string) => Buffer.from(utf16(BYTE_ORDER_MARK + text(name), "le"))],
    [
      "UTF-8 with damage",
      (name: string) => {
        const bytes = Buffer.from(text(`${name}\u00ff`).replace("1252", "NONE"));
        const at = bytes.lastIndexOf(Buffer.from("\u00ff"));
        return Buffer.concat([bytes.subarray(0, at), Buffer.from([0xff]), bytes.subarray(at + 2)]);
      },
    ],
  ])("is that in the file: %s", async (_, encode) => {
    const bytes = encode("Café à la carte");
    const wide = bytes[0] === 0xff && bytes[1] === 0xfe;
    const expected = bytes.indexOf(
      wide ? Buffer.from("<TRNAMT>x", "utf16le") : Buffer.from("<TRNAMT>x"),
    );
    const { warnings } = await run(new Uint8Array(bytes));
    const cell = warnings.find(({ code }) => code === "invalid_cell");
    expect(cell?.at).toEqual({ row: 2, column: 2, byte: expected });
  });

  it.each(["latin1", "utf8", "utf16le"] as const)(
    "is right for each of many, in %s",
    async (encoding) => {
      const rows = Array.from({ length: 15 }, (_, index) =>
        transaction({ TRNAMT: "x", FITID: String(index), NAME: "é".repeat(index) }),
      );
      const content = statementOf(...rows);
      const bytes = Buffer.from(
        encoding === "utf16le" ? BYTE_ORDER_MARK + content : content,
        encoding,
      );
      const { warnings } = await run(new Uint8Array(bytes));
      const wanted = Buffer.from("<TRNAMT>x", encoding);
      const places: number[] = [];
      for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + 1))
        places.push(at);
      expect(warnings.map(({ at }) => at?.byte)).toEqual(places);
    },
  );
});
