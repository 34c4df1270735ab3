// What the content alone decides: fixtures, encodings, containers, and bytes of no kind at all.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DETECTION_HEAD_BYTES } from "../../guards/limits.ts";
import type { ContentFacts } from "../../src/core/format.ts";
import { FORMATS } from "../../src/formats/registry.ts";
import { readContentFacts } from "../../src/intake/content-facts.ts";
import { detectFormat, type Declaration } from "../../src/intake/detect.ts";
import { buildZip, concat, utf8 } from "../support/build-zip.ts";

const UNNAMED: Declaration = { extension: null, mediaType: null, format: null };
const FIXTURES = join(import.meta.dirname, "../fixtures");

function detect(bytes: Uint8Array, declared: Partial<Declaration> = {}) {
  return detectFormat(readContentFacts(bytes, bytes), { ...UNNAMED, ...declared }, true);
}

/** The chosen format and what chose it, or the code and sentence of the refusal. */
function verdictOf(found: ReturnType<typeof detectFormat>): string {
  if (found === null) return "undecided";
  return "code" in found
    ? `${found.code}: ${found.detail}`
    : `${found.format.id} by ${found.detectedBy}`;
}

function verdict(bytes: Uint8Array, declared: Partial<Declaration> = {}): string {
  return verdictOf(detect(bytes, declared));
}

function utf16(text: string, order: "le" | "be", hasMark: boolean): Uint8Array {
  const bytes = Buffer.from((hasMark ? "\ufeff" : "") + text, "utf16le");
  return new Uint8Array(order === "le" ? bytes : bytes.swap16());
}

function zipOf(...names: string[]): Uint8Array {
  return buildZip({ parts: names.map((name) => ({ name, data: "<x/>" })) });
}

function cfbFacts(...streams: string[]): ContentFacts {
  return {
    head: new Uint8Array(512),
    text: null,
    zipEntries: null,
    zipMimetype: null,
    cfbStreams: streams,
  };
}

describe("the fixtures", () => {
  const files = FORMATS.flatMap(({ id }) =>
    readdirSync(join(FIXTURES, id))
      .filter((name) => !/\.(json|md)$/.test(name))
      .map((name) => [id, name] as const),
  );
  const UNREADABLE = new Set(["utf-32.csv"]);

  it("are there for every format", () => {
    expect(new Set(files.map(([id]) => id))).toEqual(new Set(FORMATS.map(({ id }) => id)));
  });

  it.each(files)("of %s come to it under their own name: %s", (id, name) => {
    const bytes = new Uint8Array(readFileSync(join(FIXTURES, id, name)));
    const found = detect(bytes, { extension: name.slice(name.lastIndexOf(".")) });
    if (UNREADABLE.has(name)) {
      expect(found).toMatchObject({ code: "unsupported_type" });
    } else {
      const detectedBy = id === "csv" || id === "tsv" ? "name" : "content";
      expect(found).toMatchObject({ format: { id }, detectedBy, warning: null });
    }
  });
});

describe("the encoding of a text", () => {
  it.each([
    ["UTF-8 with a mark", utf8("\ufeffa\tb\n1\t2\n")],
    ["UTF-16LE with a mark", utf16("a\tb\n1\t2\n", "le", true)],
    ["UTF-16BE with a mark", utf16("a\tb\n1\t2\n", "be", true)],
    ["UTF-16LE without one", utf16("a\tb\n1\t2\n", "le", false)],
    ["UTF-16BE without one", utf16("a\tb\n1\t2\n", "be", false)],
  ])("does not hide its tabs: %s", (_, bytes) => {
    expect(verdict(bytes)).toBe("tsv by content");
  });

  it.each(["le", "be"] as const)("does not hide a signature: UTF-16 %s", (order) => {
    expect(verdict(utf16("!TRNS\tDATE\nTRNS\t1/1/2025\n", order, false))).toBe("iif by content");
    expect(verdict(utf16("OFXHEADER:100\n<OFX>", order, true))).toBe("ofx by content");
  });

  it.each([
    ["little", [0xff, 0xfe, 0, 0, 0x61, 0, 0, 0]],
    ["big", [0, 0, 0xfe, 0xff, 0, 0, 0, 0x61]],
  ])("is named when it is UTF-32 of the %s end", (_, bytes) => {
    expect(verdict(new Uint8Array(bytes), { extension: ".csv" })).toMatch(/UTF-32 text/);
  });

  it.each([
    ["a short text with one NUL in ten characters", "a,b\n1,\0\nx\n".slice(0, 10), true],
    ["a text with a NUL in every fifth character", "a,1\0\n".repeat(40), false],
    ["a stray control character in fifty", `a,b\n\x01${"x".repeat(45)}`, true],
    ["a control character in every tenth", "abc,1234\x01\n".repeat(40), false],
    ["tabs, form feeds and the DOS end of file", "a,b\f\n1\t,2\n\x1a", true],
    ["separators of ASCII", "a\x1fb\x1e1\x1f2\x1e", true],
  ])("is that of %s: text %s", (_, text, isText) => {
    const found = verdict(utf8(text));
    if (isText) expect(found).toBe("csv by content");
    else expect(found).toMatch(/^unsupported_type: The file is binary data/);
  });
});

describe("a container", () => {
  it.each<[string, Uint8Array, RegExp]>([
    ["docx", zipOf("[Content_Types].xml", "_rels/.rels", "word/document.xml"), /a Word document/],
    ["pptx", zipOf("[Content_Types].xml", "ppt/presentation.xml"), /a PowerPoint presentation/],
    ["jar", zipOf("META-INF/MANIFEST.MF", "Main.class"), /a ZIP archive without a workbook/],
    ["numbers", zipOf("Index/Document.iwa", "Metadata/Properties.plist"), /an Apple Numbers/],
    ["a packed list", zipOf("2025/TB.XLSX", "readme.txt"), /a ZIP archive; unpack it/],
    ["content without a workbook", zipOf("content.xml"), /a ZIP archive without a workbook/],
    [
      "odt",
      buildZip({
        parts: [
          { name: "mimetype", data: "application/vnd.oasis.opendocument.text", method: 0 },
          { name: "content.xml", data: "<x/>" },
          { name: "META-INF/manifest.xml", data: "<x/>" },
        ],
      }),
      /an OpenDocument file of another kind/,
    ],
  ])("says what it is when it holds no workbook: %s", (_, bytes, what) => {
    for (const extension of [null, ".xlsx", ".csv"]) {
      expect(verdict(bytes, { extension })).toMatch(/^unsupported_type: /);
      expect(verdict(bytes, { extension })).toMatch(what);
    }
  });

  it("is a workbook by its entries, wherever they stand", () => {
    expect(verdict(zipOf("[Content_Types].xml", "xl/workbook.xml"))).toBe("xlsx by content");
    expect(verdict(zipOf("a", "b", "XL\\workbook.xml"), { extension: ".zip" })).toBe(
      "xlsx by content",
    );
    expect(verdict(zipOf("content.xml", "META-INF/manifest.xml"))).toBe("ods by content");
    expect(verdict(zipOf("_rels/.rels", "book/workbook.xml"))).toBe("xlsx by content");
    expect(verdict(zipOf("xl/workbook.bin"), { extension: ".xlsb" })).toBe("xlsx by content");
    expect(verdict(zipOf("word/document.xml", "xl/workbook.xml"))).toBe("xlsx by content");
  });

  const BIFF = new Uint8Array([0x09, 0x08, 0x10, 0, 0, 6, 5, 0]);

  it.each<[string, Uint8Array, string | null, string, boolean]>([
    ["a workbook", zipOf("xl/workbook.xml"), ".xlsx", "xlsx by content", false],
    ["a workbook with macros", zipOf("xl/workbook.xml"), ".xlsm", "xlsx by content", false],
    ["a workbook named as xls", zipOf("xl/workbook.xml"), ".xls", "xlsx by content", true],
    ["a workbook named as csv", zipOf("xl/workbook.xml"), ".csv", "xlsx by content", true],
    ["a workbook named as pdf", zipOf("xl/workbook.xml"), ".pdf", "xlsx by content", true],
    ["a workbook without a name", zipOf("xl/workbook.xml"), null, "xlsx by content", false],
    ["an old workbook named as xlsx", BIFF, ".xlsx", "xls by content", true],
    ["a list named as xlsx", utf8("a,b\n1,2\n"), ".xlsx", "csv by content", true],
    ["a list with tabs named as xls", utf8("a\tb\n1\t2\n"), ".xls", "tsv by content", true],
  ])("is read by what it is, with a warning where the name differs: %s", (...given) => {
    const [, bytes, extension, expected, warns] = given;
    expect(verdict(bytes, { extension })).toBe(expected);
    const found = detect(bytes, { extension });
    const warning = found !== null && "warning" in found ? found.warning : null;
    expect(warning?.code).toBe(warns ? "type_mismatch" : undefined);
  });

  it.each([
    ["a page", "<html><body><table><tr><td>1</td></tr></table></body></html>", /an HTML page/],
    ["a document of another kind", '<?xml version="1.0"?><rows/>', /an XML document/],
    ["a web archive", "MIME-Version: 1.0\nContent-Type: multipart/related\n", /MHTML/],
    ["data", '[{"a":1}]', /a JSON document/],
  ])("named as a workbook is refused by what it is: %s", (_, text, what) => {
    for (const extension of [".xlsx", ".xls"]) {
      expect(verdict(utf8(text), { extension })).toMatch(/^unsupported_type: /);
      expect(verdict(utf8(text), { extension })).toMatch(what);
    }
  });

  it.each<[string[], RegExp]>([
    [["Workbook"], /^xls by content$/],
    [["Book", "\u0005SummaryInformation"], /^xls by content$/],
    [["EncryptionInfo", "EncryptedPackage"], /^xlsx by content$/],
    [["WordDocument", "1Table"], /a Word 97-2003 document/],
    [["PowerPoint Document"], /a PowerPoint 97-2003 presentation/],
    [["__properties_version1.0"], /a compound file \(MS-CFB\) without a workbook/],
  ])("of the streams %j is told", (streams, expected) => {
    expect(verdictOf(detectFormat(cfbFacts(...streams), UNNAMED, true))).toMatch(expected);
  });

  it("of streams that are not known yet asks for the whole", () => {
    expect(detectFormat(cfbFacts(), UNNAMED, false)).toBeNull();
    expect(verdictOf(detectFormat(cfbFacts(), { ...UNNAMED, extension: ".xls" }, true))).toBe(
      "xls by name",
    );
    expect(verdictOf(detectFormat(cfbFacts(), { ...UNNAMED, extension: ".csv" }, true))).toMatch(
      /^unsupported_type/,
    );
  });

  it("whose workbook begins behind the head is told from the whole", () => {
    const noise = new Uint8Array(2 * DETECTION_HEAD_BYTES).map((_byte, i) => (i * 7919) % 251);
    const zip = buildZip({
      parts: [
        { name: "media", data: noise, method: 0 },
        { name: "xl/workbook.xml", data: "<x/>" },
      ],
    });
    const head = zip.subarray(0, DETECTION_HEAD_BYTES);
    expect(detectFormat(readContentFacts(head, null), UNNAMED, false)).toBeNull();
    const whole = readContentFacts(head, zip);
    expect(verdictOf(detectFormat(whole, UNNAMED, true))).toBe("xlsx by content");
  });
});

describe("the name", () => {
  const extensions = fc.constantFrom(
    null,
    ".zip",
    ".dat",
    ...FORMATS.flatMap(({ extensions: own }) => [...own]),
  );
  const mediaTypes = fc.constantFrom(
    null,
    "application/octet-stream",
    ...FORMATS.flatMap(({ mediaTypes: own }) => [...own]),
  );
  const decisive: [string, Uint8Array, string][] = [
    ["xlsx", zipOf("xl/workbook.xml"), "xlsx"],
    ["xls", new Uint8Array([0x09, 0x08, 0x10, 0, 0, 6, 5, 0]), "xls"],
    [
      "ods",
      buildZip({
        parts: [
          {
            name: "mimetype",
            data: "application/vnd.oasis.opendocument.spreadsheet",
            method: 0,
          },
        ],
      }),
      "ods",
    ],
    ["pdf", utf8("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), "pdf"],
    ["ofx", utf8("OFXHEADER:100\nDATA:OFXSGML\n\n<OFX>"), "ofx"],
    ["iif", utf8("!ACCNT\tNAME\nACCNT\tCash\n"), "iif"],
  ];

  it.each(decisive)("changes nothing where the content decides: %s", (_, bytes, id) => {
    fc.assert(
      fc.property(extensions, mediaTypes, (extension, mediaType) => {
        const found = detect(bytes, { extension, mediaType });
        expect(found).toMatchObject({ format: { id }, detectedBy: "content" });
        const own = FORMATS.find((format) => format.id === id);
        const named = FORMATS.find(({ extensions: listed }) =>
          (listed as readonly (string | null)[]).includes(extension),
        );
        const hasWarning = found !== null && "warning" in found && found.warning !== null;
        if (named !== undefined) expect(hasWarning).toBe(named !== own);
      }),
    );
  });
});

describe("a format that is asked for", () => {
  it("is warned of where the content is certainly another, and only there", () => {
    const ofx = utf8("OFXHEADER:100\n<OFX>");
    for (const { id } of FORMATS) {
      expect(detect(ofx, { format: id })).toMatchObject({
        format: { id },
        detectedBy: "option",
        warning: id === "ofx" ? null : { code: "type_mismatch" },
      });
      expect(detect(utf8("a,b\n"), { format: id })).toMatchObject({ warning: null });
    }
  });
});

describe("detectFormat over any bytes", () => {
  const magics = fc
    .constantFrom("PK\x03\x04", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "%PDF-", "<?xml ", "\xff\xfe")
    .map((text) => new Uint8Array(Buffer.from(text, "latin1")));
  const anyBytes = fc
    .tuple(fc.oneof(magics, fc.constant(new Uint8Array(0))), fc.uint8Array({ maxLength: 600 }))
    .map((pieces) => concat(pieces));
  const extension = fc.constantFrom(null, ".csv", ".txt", ".xlsx", ".xls", ".ods", ".pdf");

  it("decides over a whole file, and always alike", () => {
    fc.assert(
      fc.property(anyBytes, extension, (bytes, name) => {
        const before = bytes.slice();
        const first = verdict(bytes, { extension: name });
        expect(first).toMatch(/^([a-z]+ by (content|name|media_type)|unsupported_type: .+)$/);
        expect(verdict(bytes, { extension: name })).toBe(first);
        expect(bytes).toEqual(before);
      }),
      { numRuns: 400 },
    );
  });

  it("asks for more of nothing but containers", () => {
    fc.assert(
      fc.property(anyBytes, extension, (bytes, name) => {
        const facts = readContentFacts(bytes, null);
        const found = detectFormat(facts, { ...UNNAMED, extension: name }, false);
        if (found === null) expect(facts.zipEntries ?? facts.cfbStreams).not.toBeNull();
      }),
      { numRuns: 400 },
    );
  });
});
