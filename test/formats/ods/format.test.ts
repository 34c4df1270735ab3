import { describe, expect, it } from "vitest";
import { odsFormat } from "../../../src/formats/ods/format.ts";
import { readContentFacts } from "../../../src/intake/content-facts.ts";
import { buildOds, flatXml, NAMESPACES, ODS_MEDIA_TYPE } from "../../support/build-ods.ts";
import { utf8 } from "../../support/build-zip.ts";

const confidence = (bytes: Uint8Array) => odsFormat.signature(readContentFacts(bytes, bytes));
const flat = flatXml({ tables: [{ name: "a" }] });

describe("signature of ods", () => {
  it.each<[string, Uint8Array, string | null]>([
    ["a package", buildOds({ tables: [] }), "high"],
    ["a template", buildOds({ tables: [], mimetype: `${ODS_MEDIA_TYPE}-template` }), "high"],
    ["a package without a media type", buildOds({ tables: [], mimetype: null }), "medium"],
    [
      "a text document",
      buildOds({ tables: [], mimetype: "application/vnd.oasis.opendocument.text" }),
      null,
    ],
    ["a flat document", utf8(flat), "high"],
    ["one behind a byte order mark", utf8(`\uFEFF${flat}`), "high"],
    ["one without a declaration", utf8(flatXml({ tables: [] }, "")), "high"],
    [
      "one behind a comment",
      utf8(flatXml({ tables: [] }, "<?xml version='1.0'?>\n<!-- made by hand -->\n")),
      "high",
    ],
    [
      "one with another prefix",
      utf8(flat.replaceAll(/(<\/?|\s)office:/g, "$1o:").replace("xmlns:office=", "xmlns:o=")),
      "high",
    ],
    ["one without a prefix", utf8(flat.replaceAll(/(<\/?|\s)office:/g, "$1")), "high"],
    [
      "one in UTF-16",
      new Uint8Array(Uint16Array.from(`\uFEFF${flat}`, (char) => char.charCodeAt(0)).buffer),
      "high",
    ],
    [
      "a flat text document",
      utf8(flat.replaceAll(ODS_MEDIA_TYPE, "application/vnd.oasis.opendocument.text")),
      null,
    ],
    ["the content of a package", utf8(`<office:document-content ${NAMESPACES}/>`), null],
    ["a text that speaks of one", utf8(`${ODS_MEDIA_TYPE},<office:document ${NAMESPACES}>`), null],
  ])("takes %s for what it is", (_, bytes, expected) => {
    expect(confidence(bytes)).toBe(expected);
  });
});
