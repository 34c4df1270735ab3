// Refuses XML that is unsafe to read: document types and entities, depth, and endless tags.
import type { ParseFailure } from "../src/core/failure.ts";
import type { ParseLimits } from "../src/core/limits.ts";
import { quoteEntry } from "./zip.ts";

/**
 * Refuses a declaration (`<!DOCTYPE`, `<!ENTITY` …). OPC and ODF forbid them, and every attack by
 * entities needs one. Source: ECMA-376-2 §7.2.3.
 */
export function refuseDeclaration(entry: string): ParseFailure {
  return {
    code: "xml_unsafe",
    detail: "A part holds a document type or entity declaration.",
    at: { entry: quoteEntry(entry) },
  };
}

/** Refuses elements nested deeper than any document needs. */
export function refuseXmlDepth(
  found: number,
  entry: string,
  limits: ParseLimits,
): ParseFailure | null {
  if (found <= limits.xmlDepth) return null;
  return {
    code: "xml_unsafe",
    detail: `Elements of a part are nested ${found} deep; ${limits.xmlDepth} are allowed.`,
    limit: { name: "xml_depth", max: limits.xmlDepth, found },
    at: { entry: quoteEntry(entry) },
  };
}

/** Refuses a tag so long that holding it whole would cost memory. `found` is in bytes, and may still grow. */
export function refuseXmlTag(
  found: number,
  entry: string,
  limits: ParseLimits,
): ParseFailure | null {
  if (found <= limits.xmlTagBytes) return null;
  return {
    code: "xml_unsafe",
    detail: `A tag has at least ${found} bytes; ${limits.xmlTagBytes} are allowed.`,
    limit: { name: "xml_tag_bytes", max: limits.xmlTagBytes, found },
    at: { entry: quoteEntry(entry) },
  };
}

/**
 * Refuses a part of more nodes than a tree may have: elements, attributes and references, and text by
 * its length. One of nothing but `<a/>` would cost a hundred times its bytes.
 */
export function refuseXmlTreeNodes(
  found: number,
  entry: string,
  limits: ParseLimits,
): ParseFailure | null {
  if (found <= limits.xmlTreeNodes) return null;
  return {
    code: "expansion_limit",
    detail: `A part that is read as a whole has at least ${found} nodes; ${limits.xmlTreeNodes} are allowed.`,
    limit: { name: "xml_tree_nodes", max: limits.xmlTreeNodes, found },
    at: { entry: quoteEntry(entry) },
  };
}

/** Refuses a part that is too large to be held as a tree. */
export function refuseXmlTreeSize(
  found: number,
  entry: string,
  limits: ParseLimits,
): ParseFailure | null {
  if (found <= limits.xmlTreeBytes) return null;
  return {
    code: "expansion_limit",
    detail: `A part that is read as a whole has ${found} bytes; ${limits.xmlTreeBytes} are allowed.`,
    limit: { name: "xml_tree_bytes", max: limits.xmlTreeBytes, found },
    at: { entry: quoteEntry(entry) },
  };
}
