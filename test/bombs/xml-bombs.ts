// Bombs in the XML of an xlsx workbook: entities, depth, tags, and trees that grow.
import {
  inPart,
  MIB,
  RATIO,
  RELATIONSHIPS,
  SHEET,
  sheetOf,
  STRINGS,
  STYLES,
  WORKBOOK,
} from "./xlsx-parts.ts";
import type { Repeated } from "../support/repeated-content.ts";
import { long, type Bomb } from "./bomb.ts";

const SHEET_RELATIONSHIP =
  '<Relationship Id="rId1" Type="/worksheet" Target="worksheets/sheet1.xml"/>';

const LAUGHS = Array.from(
  { length: 9 },
  (_, at) => `<!ENTITY lol${at + 1} "${`&lol${at};`.repeat(10)}">`,
).join("");
const BILLION_LAUGHS = `<!DOCTYPE a [<!ENTITY lol0 "lol">${LAUGHS}]><a>&lol9;</a>`;
const QUADRATIC: Repeated = {
  head: `<!DOCTYPE a [<!ENTITY a "${"a".repeat(100_000)}">]><a>`,
  unit: "&a;",
  count: 100_000,
  tail: "</a>",
};

const ENTITIES: readonly Bomb[] = [
  "_rels/.rels",
  WORKBOOK,
  RELATIONSHIPS,
  STYLES,
  STRINGS,
  SHEET,
].flatMap((part) => [
  inPart(`billion laughs in ${part}`, part, BILLION_LAUGHS, { code: "xml_unsafe", entry: part }),
  inPart(`quadratic blowup in ${part}`, part, QUADRATIC, { code: "xml_unsafe", entry: part }),
]);

const MARKUP: readonly Bomb[] = [
  inPart(
    "a million elements inside each other",
    SHEET,
    { unit: "<a>", count: 1_000_000 },
    {
      code: "xml_unsafe",
      limit: "xml_depth",
    },
  ),
  inPart(
    "a tag of 10 MB",
    SHEET,
    { head: "<a b='", unit: "x", count: 10_000_000 },
    {
      code: "xml_unsafe",
      limit: "xml_tag_bytes",
    },
  ),
  inPart(
    "a tag of a million attributes",
    SHEET,
    { head: "<a", unit: ' b="1"', count: 1_000_000 },
    {
      code: "xml_unsafe",
      limit: "xml_tag_bytes",
    },
  ),
  long(
    inPart(
      "tags of 10 000 attributes",
      SHEET,
      { head: "<a>", unit: `<b${' c=""'.repeat(10_000)}/>`, count: 1_400 },
      RATIO,
    ),
  ),
  long(
    inPart(
      "tags of 10 000 attributes in a row of cells",
      SHEET,
      sheetOf(`<c${' s="1"'.repeat(10_000)}/>`, 1_400, { head: "<row>" }),
      RATIO,
    ),
  ),
  long(
    inPart(
      "a comment of a gibibyte",
      SHEET,
      { head: "<worksheet><!--", unit: "-", count: 1024 * MIB },
      RATIO,
    ),
  ),
  long(
    inPart(
      "comments without an end",
      SHEET,
      { head: "<worksheet>", unit: "<!-- > ", count: 20_000_000 },
      RATIO,
    ),
  ),
  long(
    inPart(
      "an instruction of a gibibyte",
      SHEET,
      { head: "<worksheet><?a ", unit: "?", count: 1024 * MIB },
      RATIO,
    ),
  ),
  long(
    inPart(
      "character data of a gibibyte",
      SHEET,
      { head: "<worksheet><![CDATA[", unit: "]", count: 1024 * MIB },
      RATIO,
    ),
  ),
  long(
    inPart("references only", SHEET, sheetOf("&#x0000000000000000000000000020;", 3_000_000), RATIO),
  ),
  inPart(
    "a relationships part of 4 MiB of elements",
    RELATIONSHIPS,
    { head: "<a>", unit: "<a/>", count: 1_000_000, tail: "</a>" },
    {
      code: "expansion_limit",
      limit: "xml_tree_nodes",
    },
  ),
  inPart(
    "a relationships part of 4 MiB of attributes",
    RELATIONSHIPS,
    {
      head: "<a>",
      unit: `<a${Array.from({ length: 7_000 }, (_, at) => ` a${at.toString(36)}=""`).join("")}/>`,
      count: 60,
      tail: "</a>",
    },
    { code: "expansion_limit", limit: "xml_tree_nodes" },
  ),
  inPart(
    "a relationships part of 4 MiB of text",
    RELATIONSHIPS,
    { head: "<a>", unit: "é", count: 2_000_000, tail: "</a>" },
    {
      code: "expansion_limit",
      limit: "xml_tree_nodes",
    },
  ),
  inPart(
    "a relationships part of 4 MiB of references",
    RELATIONSHIPS,
    { head: "<a>", unit: "&lt;", count: 1_000_000, tail: "</a>" },
    {
      code: "expansion_limit",
      limit: "xml_tree_nodes",
    },
  ),
  inPart(
    "relationships of 65 000 nodes",
    RELATIONSHIPS,
    {
      head: "<Relationships>",
      unit: '<Relationship Id="r" Type="t" Target="x"/>',
      count: 16_250,
      tail: `${SHEET_RELATIONSHIP}</Relationships>`,
    },
    { rows: 1 },
  ),
  inPart(
    "relationships around half a MB of text",
    RELATIONSHIPS,
    {
      head: "<Relationships>",
      unit: "x",
      count: 523_000,
      tail: `${SHEET_RELATIONSHIP}</Relationships>`,
    },
    { rows: 1 },
  ),
  inPart(
    "a relationships part of 1 MiB of relationships",
    RELATIONSHIPS,
    {
      head: "<Relationships>",
      unit: '<Relationship Id="rId1" Type="t" Target="x"/>',
      count: 23_000,
      tail: "</Relationships>",
    },
    { code: "expansion_limit", limit: "xml_tree_nodes" },
  ),
];

export const XML_BOMBS: readonly Bomb[] = [...ENTITIES, ...MARKUP];
