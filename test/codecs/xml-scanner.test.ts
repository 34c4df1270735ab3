import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import {
  XML_END,
  XML_MORE,
  XML_START,
  XML_TEXT,
  XmlScanner,
} from "../../src/codecs/xml-scanner.ts";
import { Refusal, type ParseFailure } from "../../src/core/failure.ts";
import type { ParseLimits } from "../../src/core/limits.ts";

const VOCABULARY = ["root", "row", "c", "v", "r", "space"];

/** Scans a document cut into pieces of the given sizes (the last repeats); neighbouring texts are joined. */
function scan(
  document: string | Uint8Array,
  sizes: readonly number[] = [1 << 20],
  limits: Partial<ParseLimits> = {},
): string[] | ParseFailure {
  const bytes = typeof document === "string" ? new TextEncoder().encode(document) : document;
  const scanner = new XmlScanner(VOCABULARY, "part.xml", { ...DEFAULT_LIMITS, ...limits });
  const events: string[] = [];
  let text: number[] = [];
  const flush = (): void => {
    if (text.length > 0) events.push(`"${new TextDecoder().decode(new Uint8Array(text))}"`);
    text = [];
  };
  const drain = (): void => {
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event === XML_TEXT) {
        text.push(...scanner.text.subarray(scanner.textStart, scanner.textEnd));
        continue;
      }
      flush();
      const name = VOCABULARY[scanner.name] ?? "?";
      if (event === XML_END) events.push(`/${name}`);
      if (event !== XML_START) continue;
      const attributes: string[] = [];
      while (scanner.nextAttribute()) {
        const prefix = scanner.isPrefixed ? "*:" : "";
        attributes.push(` ${prefix}${VOCABULARY[scanner.attribute] ?? "?"}=${scanner.valueText()}`);
      }
      events.push(`${name}${attributes.join("")}`);
    }
  };
  try {
    for (let at = 0, step = 0; at < bytes.length; step += 1) {
      const size = sizes[Math.min(step, sizes.length - 1)] ?? bytes.length;
      const piece = bytes.slice(at, at + size);
      scanner.push(piece);
      piece.fill(0x3c);
      drain();
      at += size;
    }
    scanner.finish();
    drain();
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
  return events;
}

function utf16(text: string, isBigEndian: boolean, hasMark = true): Uint8Array {
  const units = [...(hasMark ? "\uFEFF" : ""), ...text].join("");
  const bytes = new Uint8Array(units.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < units.length; i += 1)
    view.setUint16(i * 2, units.charCodeAt(i), !isBigEndian);
  return bytes;
}

/** That many elements inside each other. */
function nest(depth: number): string {
  return "<c>".repeat(depth) + "</c>".repeat(depth);
}

/** A tag of that many bytes between its brackets. */
function tag(length: number): string {
  return `<c r="${"x".repeat(length - 7)}"/>`;
}

const RICH = `\uFEFF<?xml version="1.0" encoding="UTF-8"?>
<!-- a > b --><x:root xmlns:x="urn:x" a='1>2' x:r = "&lt;&#65;&#x1F600;">
<row r="1"/><c\tr='A"1'><v>1&amp;2 é 😀\r\nline\rend</v></c><![CDATA[a]]b]]]><?pi <v> ?>
<!----><v xml:space="preserve"> ]]&gt; </v ></x:root>
`;

describe("XmlScanner", () => {
  it("tells elements, attributes and text of a document", () => {
    expect(scan(RICH)).toEqual([
      "root *:?=urn:x ?=1>2 *:r=<A😀",
      '"\n"',
      "row r=1",
      "/row",
      'c r=A"1',
      "v",
      '"1&2 é 😀\nline\nend"',
      "/v",
      "/c",
      '"a]]b]\n"',
      "v *:space=preserve",
      '" ]]> "',
      "/v",
      "/root",
    ]);
  });

  it("gives the same events wherever the document is cut", () => {
    const whole = scan(RICH);
    const bytes = new TextEncoder().encode(RICH);
    for (let at = 1; at < bytes.length; at += 1) expect(scan(bytes, [at, 1 << 20])).toEqual(whole);
    expect(scan(bytes, [1])).toEqual(whole);
  });

  it("gives the same events for any document and any pieces", () => {
    const piece = fc.constantFrom(
      "<c>",
      "</c>",
      "<v r='1'/>",
      "text",
      "\r\n",
      "\r",
      "\n",
      "&amp;",
      "&#13;",
      "<![CDATA[",
      "]]>",
      "]",
      "<!--",
      "-->",
      "-",
      "<?",
      "?>",
      ">",
      "é😀",
      '"',
      "<",
      "&",
    );
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 20 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 20 }),
        (pieces, sizes) => {
          const document = `<root>${pieces.join("")}</root>`;
          expect(scan(document, sizes)).toEqual(scan(document));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["UTF-16LE with a mark", utf16("<root>é😀</root>", false)],
    ["UTF-16BE with a mark", utf16("<root>é😀</root>", true)],
    ["UTF-16LE without one", utf16("<root>é😀</root>", false, false)],
    ["UTF-16BE without one", utf16("<root>é😀</root>", true, false)],
    ["UTF-8 that claims to be UTF-16", '<?xml version="1.0" encoding="UTF-16"?><root>é😀</root>'],
  ])("reads %s", (_, document) => {
    const events = ["root", '"é😀"', "/root"];
    expect(scan(document)).toEqual(events);
    expect(scan(document, [1])).toEqual(events);
  });

  it("reads a declared single-byte encoding", () => {
    const document = new TextEncoder().encode(
      '<?xml version="1.0" encoding="ISO-8859-1"?><root>X</root>',
    );
    document[document.indexOf(0x58)] = 0xe9;
    expect(scan(document, [3])).toEqual(["root", '"é"', "/root"]);
  });

  it.each<[string, string | Uint8Array, ParseFailure["code"]]>([
    ["a document type", "<!DOCTYPE root><root/>", "xml_unsafe"],
    [
      "a document type after a comment",
      "<!-- --><!DOCTYPE root [<!ENTITY a 'b'>]><root>&a;</root>",
      "xml_unsafe",
    ],
    ["a declaration inside", "<root><!ENTITY a 'b'></root>", "xml_unsafe"],
    ["a document type in UTF-16", utf16("<!DOCTYPE root><root/>", false), "xml_unsafe"],
    ["an entity nobody declared", "<root>&a;</root>", "corrupt_file"],
    ["a lone ampersand", "<root>a & b and more text behind it, far enough</root>", "corrupt_file"],
    ["a reference to NUL", "<root>&#0;</root>", "corrupt_file"],
    ["a reference to a surrogate", "<root>&#xD800;</root>", "corrupt_file"],
    ["a reference beyond Unicode", "<root>&#x110000;</root>", "corrupt_file"],
    ["NUL in an attribute", '<root r="&#0;"/>', "corrupt_file"],
    ["tags that cross", "<root><c></root></c>", "corrupt_file"],
    ["an end without a start", "</root>", "corrupt_file"],
    ["two roots", "<root/><root/>", "corrupt_file"],
    ["text beside the root", "<root/>text", "corrupt_file"],
    ["a tag without a name", "<root>< c></root>", "corrupt_file"],
    ["a tag in a tag", "<root <c></root>", "corrupt_file"],
    ["an attribute without a value", "<root r></root>", "corrupt_file"],
    ["an attribute without quotation marks", "<root r=1></root>", "corrupt_file"],
    [
      "an encoding that is not known",
      '<?xml version="1.0" encoding="x-none"?><root/>',
      "corrupt_file",
    ],
    ["UTF-32", new Uint8Array([0xff, 0xfe, 0, 0, 0x3c, 0, 0, 0]), "corrupt_file"],
    ["nothing", "", "truncated_file"],
    ["an element that never ends", "<root><c>", "truncated_file"],
    ["a tag that never ends", "<root><c", "truncated_file"],
    ["a comment that never ends", "<root/><!-- ", "truncated_file"],
    ["a section that never ends", "<root><![CDATA[ ]]", "truncated_file"],
    ["a reference that never ends", "<root>&am", "truncated_file"],
  ])("refuses %s", (_, document, code) => {
    expect(scan(document)).toMatchObject({ code, at: { entry: "part.xml" } });
    expect(scan(document, [1])).toMatchObject({ code, at: { entry: "part.xml" } });
  });

  const DOCTYPE = "<!DOCTYPE root [<!ENTITY a 'b'>]><root>&a;</root>";
  const declared = (encoding: string) =>
    new TextEncoder().encode(`<?xml version="1.0" encoding="${encoding}"?>${DOCTYPE}`);
  const utf32 = (text: string, isBigEndian: boolean) => {
    const bytes = new Uint8Array(text.length * 4);
    const view = new DataView(bytes.buffer);
    for (let i = 0; i < text.length; i += 1)
      view.setUint32(i * 4, text.charCodeAt(i), !isBigEndian);
    return bytes;
  };
  /** `<?xml version="1.0"?><!DOCTYPE` in code page 037. */
  const EBCDIC = Uint8Array.from([
    0x4c, 0x6f, 0xa7, 0x94, 0x93, 0x40, 0xa5, 0x85, 0x99, 0xa2, 0x89, 0x96, 0x95, 0x7e, 0x7f, 0xf1,
    0x4b, 0xf0, 0x7f, 0x6f, 0x6e, 0x4c, 0x5a, 0xc4, 0xd6, 0xc3, 0xe3, 0xe8, 0xd7, 0xc5,
  ]);

  it.each<[string, Uint8Array, ParseFailure["code"]]>([
    ["UTF-16LE with a mark", utf16(DOCTYPE, false), "xml_unsafe"],
    ["UTF-16BE with a mark", utf16(DOCTYPE, true), "xml_unsafe"],
    ["UTF-16LE without one", utf16(DOCTYPE, false, false), "xml_unsafe"],
    ["UTF-16BE without one", utf16(DOCTYPE, true, false), "xml_unsafe"],
    [
      "UTF-16LE with a declaration",
      utf16(`<?xml version="1.0" encoding="UTF-16"?>${DOCTYPE}`, false),
      "xml_unsafe",
    ],
    ["UTF-8 with a mark", new TextEncoder().encode(`\uFEFF${DOCTYPE}`), "xml_unsafe"],
    ...["windows-1252", "Shift_JIS", "GB18030", "ISO-2022-JP", "EUC-KR", "x-user-defined"].map(
      (label): [string, Uint8Array, "xml_unsafe"] => [label, declared(label), "xml_unsafe"],
    ),
    [
      "UTF-7",
      new TextEncoder().encode(
        '<?xml version="1.0" encoding="UTF-7"?>+ADw-!DOCTYPE root+AD4-<root/>',
      ),
      "corrupt_file",
    ],
    ["a declared EBCDIC", declared("IBM037"), "corrupt_file"],
    ["EBCDIC", EBCDIC, "corrupt_file"],
    ["an encoding that readers replace", declared("ISO-2022-KR"), "corrupt_file"],
    ["UTF-32LE", utf32(DOCTYPE, false), "corrupt_file"],
    ["UTF-32BE", utf32(DOCTYPE, true), "corrupt_file"],
    ["UTF-16LE behind a space", utf16(` ${DOCTYPE}`, false, false), "corrupt_file"],
  ])("refuses a document type in %s, however it arrives", (_, document, code) => {
    expect(scan(document)).toMatchObject({ code });
    expect(scan(document, [1])).toMatchObject({ code });
    expect(scan(document, [4, 3, 2])).toMatchObject({ code });
  });

  it("refuses a tag of any number of attributes by its length", () => {
    const tagOf = (count: number) => `<root${' c="1"'.repeat(count)}/>`;
    const xmlTagBytes = tagOf(1_000).length - 2;
    expect(scan(tagOf(999), [100], { xmlTagBytes })).toHaveLength(2);
    expect(scan(tagOf(1_000), [100], { xmlTagBytes })).toHaveLength(2);
    expect(scan(tagOf(1_001), [100], { xmlTagBytes })).toMatchObject({
      code: "xml_unsafe",
      limit: { name: "xml_tag_bytes", max: xmlTagBytes },
    });
  });

  it("refuses elements nested deeper than the limit", () => {
    expect(scan(nest(5), [7], { xmlDepth: 5 })).toHaveLength(10);
    expect(scan(nest(6), [7], { xmlDepth: 5 })).toMatchObject({
      code: "xml_unsafe",
      limit: { name: "xml_depth", max: 5, found: 6 },
    });
  });

  it("refuses a tag longer than the limit, before it has arrived whole", () => {
    expect(scan(tag(51), [9], { xmlTagBytes: 51 })).toHaveLength(2);
    expect(scan(tag(52), [9], { xmlTagBytes: 51 })).toMatchObject({
      code: "xml_unsafe",
      limit: { name: "xml_tag_bytes", max: 51 },
    });
    expect(scan(`<c r="${"x".repeat(1_000_000)}`, [4096])).toMatchObject({ code: "xml_unsafe" });
  });

  it("keeps no more than a tag of a text of any length", () => {
    const scanner = new XmlScanner([], "part.xml", DEFAULT_LIMITS);
    scanner.push(new TextEncoder().encode("<a><!--"));
    const piece = new Uint8Array(65_536).fill(0x20);
    for (let count = 0; count < 100; count += 1) {
      scanner.push(piece);
      while (scanner.next() !== XML_MORE);
    }
    expect(scanner.bytes.length).toBeLessThanOrEqual(262_144);
  });

  it("ends in events or in a refusal on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        scan(bytes, [7]);
        scan(new Uint8Array([0x3c, 0x61, ...bytes]), [3]);
      }),
      { numRuns: 1000 },
    );
  });
});
