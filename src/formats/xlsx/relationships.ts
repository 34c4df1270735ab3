// Finds parts of the package by their relationships, in every spelling that writers use.
// Source: ECMA-376-2 §6.5 (relationships); part names are equal without regard to case.
import { refuseXmlTreeSize } from "../../../guards/xml.ts";
import { readXmlTree } from "../../codecs/xml.ts";
import type { ZipArchive, ZipEntry } from "../../codecs/zip.ts";
import { readAll } from "../../core/byte-source.ts";
import { refuse } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";

export interface Relationship {
  id: string;
  /** Last segment of the type in lower case: `worksheet`, `sharedstrings` … alike in both namespaces. */
  type: string;
  /** Null when the target is outside the package or not in it. */
  entry: ZipEntry | null;
}

/** Where a target leads, seen from the part that has the relationship: a path without a leading slash. */
function resolveTarget(part: string, target: string): string {
  const path = target.replaceAll("\\", "/").replace(/[?#].*$/s, "");
  const segments = path.startsWith("/") ? [] : part.split("/").slice(0, -1);
  for (const segment of path.split("/")) {
    if (segment === "..") segments.pop();
    else if (segment !== "" && segment !== ".") segments.push(segment);
  }
  return segments.join("/");
}

function percentDecoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

function findTarget(archive: ZipArchive, part: string, target: string): ZipEntry | null {
  const path = resolveTarget(part, target);
  return (
    archive.find(path) ??
    archive.find(percentDecoded(path)) ??
    // Some writers leave the slash of an absolute target out: `xl/worksheets/sheet1.xml` in xl/_rels.
    archive.find(resolveTarget("", target))
  );
}

/** Name of the part that holds the relationships of `part`; of the package itself for `""`. */
function relationshipsPart(part: string): string {
  const slash = part.lastIndexOf("/") + 1;
  return `${part.slice(0, slash)}_rels/${part.slice(slash)}.rels`;
}

/**
 * Reads the relationships of a part; none when it has no such part.
 * @param part its name, or `""` for the package.
 * Fails with: what `ZipArchive.source` and `readXmlTree` fail with.
 */
export async function readRelationships(
  archive: ZipArchive,
  part: string,
  limits: ParseLimits,
): Promise<Relationship[]> {
  const entry = archive.find(relationshipsPart(part));
  if (entry === null) return [];
  const tooLarge = refuseXmlTreeSize(entry.size, entry.name, limits);
  if (tooLarge !== null) refuse(tooLarge);
  const root = readXmlTree(await readAll(archive.source(entry), entry.size), entry.name, limits);
  return root.children
    .filter((child) => child.name === "Relationship")
    .map(({ attributes }) => {
      const target = attributes.get("Target") ?? "";
      const isExternal = attributes.get("TargetMode")?.toLowerCase() === "external";
      const type = attributes.get("Type") ?? "";
      return {
        id: attributes.get("Id") ?? "",
        type: type.slice(type.lastIndexOf("/") + 1).toLowerCase(),
        entry: isExternal || target === "" ? null : findTarget(archive, part, target),
      };
    });
}
