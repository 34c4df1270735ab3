// Reads small XML parts (relationships, content types, settings) as trees of local names. The own
// scanner goes over the part first and refuses what is unsafe or malformed; fast-xml-parser, which
// is used nowhere else, then only gives it a shape.
import { XMLParser } from "fast-xml-parser";
import { refuseXmlTreeNodes, refuseXmlTreeSize } from "../../guards/xml.ts";
import { quoteEntry } from "../../guards/zip.ts";
import { refuse, refuseIf } from "../core/failure.ts";
import type { ParseLimits } from "../core/limits.ts";
import { XmlByteDecoder } from "./xml-encoding.ts";
import { resolveReferences } from "./xml-entities.ts";
import { AMPERSAND } from "./xml-characters.ts";
import { XML_MORE, XML_START, XML_TEXT, XmlScanner } from "./xml-scanner.ts";

/** An element by its local name; namespaces are not told apart. */
export interface XmlElement {
  name: string;
  /** By local name; of two alike the one without a prefix stays. References are resolved. */
  attributes: ReadonlyMap<string, string>;
  children: readonly XmlElement[];
  /** Its own text without that of its children. */
  text: string;
}

const TEXT_KEY = "#text";
const CDATA_KEY = "#cdata";
const ATTRIBUTES_KEY = ":@";
const OTHER_KEYS = new Set([TEXT_KEY, CDATA_KEY, ATTRIBUTES_KEY]);

/** With this a node is `{[tag]: children, ":@": attributes}`, in document order, all strings as written. */
const PARSER_OPTIONS = {
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  cdataPropName: CDATA_KEY,
  // Names become own keys that are listed and never looked up; those that reach a prototype fail in fxp.
  onDangerousProperty: (name: string) => name,
} as const;

type FxpNode = Record<string, unknown>;

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

/** Text that weighs as much as a node. */
const TEXT_NODE_BYTES = 8;

/**
 * Goes over the whole part, so that depth, tag length, declarations and form are judged by one grammar,
 * and what a tree of it would cost.
 */
function checkForm(bytes: Uint8Array, entry: string, limits: ParseLimits): void {
  const scanner = new XmlScanner([], entry, limits);
  let nodes = 0;
  const drain = (): void => {
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event === XML_TEXT) {
        nodes += Math.ceil((scanner.textEnd - scanner.textStart) / TEXT_NODE_BYTES);
      } else if (event === XML_START) nodes += 1 + weighAttributes(scanner);
      refuseIf(refuseXmlTreeNodes(nodes, entry, limits));
    }
  };
  scanner.push(bytes);
  drain();
  scanner.finish();
  drain();
}

/** Attributes, and the references in them. */
function weighAttributes(scanner: XmlScanner): number {
  let nodes = 0;
  while (scanner.nextAttribute()) {
    nodes += 1;
    for (let at = scanner.valueStart; at < scanner.valueEnd; at += 1) {
      if (scanner.bytes[at] === AMPERSAND) nodes += 1;
    }
    scanner.valueText();
  }
  return nodes;
}

function decode(bytes: Uint8Array, entry: string): string {
  const decoder = new XmlByteDecoder(entry);
  const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    return text.decode(decoder.decode(bytes), { stream: true }) + text.decode(decoder.flush());
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return refuse(malformed(entry));
  }
}

function malformed(entry: string) {
  return {
    code: "corrupt_file",
    detail: "A part is not well-formed XML.",
    at: { entry: quoteEntry(entry) },
  } as const;
}

function shapeText(raw: unknown, entry: string): string {
  const text = typeof raw === "string" ? resolveReferences(raw) : null;
  return text ?? refuse(malformed(entry));
}

/** Text of a CDATA section, where `&` is an ampersand. */
function joinSection(content: unknown): string {
  const parts = Array.isArray(content) ? (content as FxpNode[]) : [];
  return parts.map((part) => String(part[TEXT_KEY] ?? "")).join("");
}

function shapeAttributes(node: FxpNode, entry: string): Map<string, string> {
  const attributes = new Map<string, string>();
  const raw = Object.entries((node[ATTRIBUTES_KEY] ?? {}) as FxpNode);
  for (const isPrefixedWanted of [true, false]) {
    for (const [name, value] of raw) {
      const isPrefixed = name.includes(":");
      if (isPrefixed !== isPrefixedWanted || name.startsWith("xmlns:")) continue;
      attributes.set(localName(name), shapeText(value, entry));
    }
  }
  return attributes;
}

/** Recursion is bounded: `checkForm` has refused parts deeper than `xmlDepth`. */
function shape(node: FxpNode, entry: string): XmlElement | null {
  const tag = Object.keys(node).find((key) => !OTHER_KEYS.has(key));
  const content = tag === undefined ? undefined : node[tag];
  if (tag === undefined || !Array.isArray(content)) return null;
  const children: XmlElement[] = [];
  let text = "";
  for (const child of content as FxpNode[]) {
    if (TEXT_KEY in child) text += shapeText(child[TEXT_KEY], entry);
    if (CDATA_KEY in child) text += joinSection(child[CDATA_KEY]);
    const element = shape(child, entry);
    if (element !== null) children.push(element);
  }
  return { name: localName(tag), attributes: shapeAttributes(node, entry), children, text };
}

/**
 * Reads a part as a tree.
 * @param bytes the whole part in any encoding of XML; not modified.
 * @param entry its name, for failures.
 * @returns the root element.
 * Fails with: `expansion_limit` (more than `xmlTreeBytes` or `xmlTreeNodes`), `xml_unsafe`, `corrupt_file`, `truncated_file`.
 */
export function readXmlTree(bytes: Uint8Array, entry: string, limits: ParseLimits): XmlElement {
  refuseIf(refuseXmlTreeSize(bytes.length, entry, limits));
  checkForm(bytes, entry, limits);
  const text = decode(bytes, entry);
  let nodes: unknown;
  try {
    nodes = new XMLParser({ ...PARSER_OPTIONS, maxNestedTags: limits.xmlDepth + 1 }).parse(text);
  } catch {
    refuse(malformed(entry));
  }
  for (const node of Array.isArray(nodes) ? (nodes as FxpNode[]) : []) {
    const element = shape(node, entry);
    if (element !== null) return element;
  }
  return refuse(malformed(entry));
}
