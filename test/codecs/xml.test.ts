import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import { readXmlTree, type XmlElement } from "../../src/codecs/xml.ts";
import { Refusal, type ParseFailure } from "../../src/core/failure.ts";

function read(document: string | Uint8Array, xmlTreeBytes = 10_000): XmlElement | ParseFailure {
  const bytes = typeof document === "string" ? new TextEncoder().encode(document) : document;
  try {
    return readXmlTree(bytes, "part.xml", { ...DEFAULT_LIMITS, xmlTreeBytes });
  } catch (error) {
    if (error instanceof Refusal) return error.failure;
    throw error;
  }
}

const element = (
  name: string,
  text = "",
  children: XmlElement[] = [],
  attributes: [string, string][] = [],
): XmlElement => ({ name, text, children, attributes: new Map(attributes) });

describe("readXmlTree", () => {
  it("gives local names, attributes and texts in order", () => {
    const document = `<?xml version="1.0"?><!-- c --><p:a xmlns:p="urn:p" x="1 &amp; 2">t<b p:x="2"/>u<p:b>v</p:b></p:a>`;
    expect(read(document)).toEqual(
      element("a", "tu", [element("b", "", [], [["x", "2"]]), element("b", "v")], [["x", "1 & 2"]]),
    );
  });

  it("prefers an attribute without a prefix", () => {
    expect(read('<a p:id="1" id="2" q:id="3"/>')).toEqual(element("a", "", [], [["id", "2"]]));
  });

  it("resolves references in text, but not in CDATA, and keeps white space", () => {
    expect(read("<a> &lt;&#233; <![CDATA[&lt;]]></a>")).toEqual(element("a", " <é &lt;"));
  });

  it.each(["hasOwnProperty", "toString", "valueOf"])("takes %s for a name", (name) => {
    expect(read(`<a ${name}="1"><${name}/></a>`)).toEqual(
      element("a", "", [element(name)], [[name, "1"]]),
    );
  });

  it.each(["__proto__", "constructor", "prototype"])("refuses %s for a name", (name) => {
    expect(read(`<a><${name}/></a>`)).toMatchObject({ code: "corrupt_file" });
  });

  it("never lets a name reach a prototype", () => {
    read('<__proto__ polluted="1"><polluted>1</polluted></__proto__>');
    read('<a __proto__="polluted"><__proto__><polluted>1</polluted></__proto__></a>');
    expect({}).not.toHaveProperty("polluted");
  });

  it.each<[string, string, ParseFailure["code"]]>([
    ["a document type", "<!DOCTYPE a><a/>", "xml_unsafe"],
    ["an entity", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "xml_unsafe"],
    ["depth", `${"<a>".repeat(65)}${"</a>".repeat(65)}`, "xml_unsafe"],
    ["crossed tags", "<a><b></a></b>", "corrupt_file"],
    ["an unknown entity in an attribute", '<a b="&c;"/>', "corrupt_file"],
    ["an end that is missing", "<a><b/>", "truncated_file"],
    ["nothing", "", "truncated_file"],
  ])("refuses %s", (_, document, code) => {
    expect(read(document)).toMatchObject({ code, at: { entry: "part.xml" } });
  });

  it("refuses bytes that are not UTF-8", () => {
    expect(read(new Uint8Array([0x3c, 0x61, 0x3e, 0xff, 0x3c, 0x2f, 0x61, 0x3e]))).toMatchObject({
      code: "corrupt_file",
    });
  });

  it.each([
    ["elements", "<a/>", 1],
    ["attributes", "<a b='' c=''/>", 3],
    ["references", "&lt;", 1],
    ["references in attributes", "<a b='&lt;&#38;'/>", 4],
    ["text", "0123456789abcdef", 2],
    ["character data", "<![CDATA[01234567]]>", 1],
  ])("counts %s as nodes, and refuses one more than the limit", (_, inner, nodes) => {
    const root = 1;
    const readWithin = (xmlTreeNodes: number) => {
      try {
        return readXmlTree(new TextEncoder().encode(`<r>${inner}</r>`), "part.xml", {
          ...DEFAULT_LIMITS,
          xmlTreeNodes,
        }).name;
      } catch (error) {
        return error instanceof Refusal ? error.failure : error;
      }
    };
    const max = root + nodes;
    expect(readWithin(max + 1)).toBe("r");
    expect(readWithin(max)).toBe("r");
    expect(readWithin(max - 1)).toMatchObject({
      code: "expansion_limit",
      limit: { name: "xml_tree_nodes", max: max - 1, found: max },
      at: { entry: "part.xml" },
    });
  });

  it("refuses a part larger than the limit", () => {
    const document = "<a>12345</a>";
    expect(read(document, document.length)).toMatchObject({ name: "a" });
    expect(read(document, document.length - 1)).toMatchObject({
      code: "expansion_limit",
      limit: { name: "xml_tree_bytes", max: document.length - 1, found: document.length },
    });
  });
});
