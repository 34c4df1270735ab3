import { describe, expect, it } from "vitest";
import { DEFAULT_LIMITS } from "../../guards/limits.ts";
import {
  refuseDeclaration,
  refuseXmlDepth,
  refuseXmlTag,
  refuseXmlTreeNodes,
  refuseXmlTreeSize,
} from "../../guards/xml.ts";

const limits = {
  ...DEFAULT_LIMITS,
  xmlDepth: 3,
  xmlTagBytes: 10,
  xmlTreeBytes: 100,
  xmlTreeNodes: 7,
};

describe.each([
  ["refuseXmlDepth", refuseXmlDepth, "xml_unsafe", "xml_depth", 3],
  ["refuseXmlTag", refuseXmlTag, "xml_unsafe", "xml_tag_bytes", 10],
  ["refuseXmlTreeNodes", refuseXmlTreeNodes, "expansion_limit", "xml_tree_nodes", 7],
  ["refuseXmlTreeSize", refuseXmlTreeSize, "expansion_limit", "xml_tree_bytes", 100],
] as const)("%s", (_, guard, code, name, max) => {
  it("lets through what is below or at the limit", () => {
    expect(guard(max - 1, "part", limits)).toBeNull();
    expect(guard(max, "part", limits)).toBeNull();
  });

  it("refuses one more, with both numbers and the part", () => {
    expect(guard(max + 1, "part", limits)).toMatchObject({
      code,
      limit: { name, max, found: max + 1 },
      at: { entry: "part" },
    });
  });
});

describe("refuseDeclaration", () => {
  it("names the part", () => {
    expect(refuseDeclaration("xl/workbook.xml")).toMatchObject({
      code: "xml_unsafe",
      at: { entry: "xl/workbook.xml" },
    });
  });
});
