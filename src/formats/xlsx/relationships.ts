// Finds parts of the package by their relationships, in every spelling that writers use.
// Source: ECMA-376-2 §6.5 (relationships); part names are equal without regard to case.
import { refuseXmlTreeSize } from "../../../guards/xml.ts";
import { readXmlTree } from "../../codecs/xml.ts";
import { readPart, type ParseRun, type PartReader } from "../../codecs/xml-part.ts";
import { XML_MORE, XML_START, XmlScanner } from "../../codecs/xml-scanner.ts";
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
  const segments = path.startsWith("/") ? [] : part.split(/[/\\]/).slice(0, -1);
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

/** Last segment of a relationship's type, in lower case. */
function kindOf(type: string): string {
  return type.slice(type.lastIndexOf("/") + 1).toLowerCase();
}

/** The part that holds the relationships of `part`; of the package itself for `""`. */
function findRelationshipsPart(archive: ZipArchive, part: string): ZipEntry | null {
  const path = part.replaceAll("\\", "/");
  const slash = path.lastIndexOf("/") + 1;
  return archive.find(`${path.slice(0, slash)}_rels/${path.slice(slash)}.rels`);
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
  const entry = findRelationshipsPart(archive, part);
  if (entry === null) return [];
  const tooLarge = refuseXmlTreeSize(entry.size, entry.name, limits);
  if (tooLarge !== null) refuse(tooLarge);
  const root = readXmlTree(await readAll(archive.source(entry), entry.size), entry.name, limits);
  return root.children
    .filter((child) => child.name === "Relationship")
    .map(({ attributes }) => {
      const target = attributes.get("Target") ?? "";
      const isExternal = attributes.get("TargetMode")?.toLowerCase() === "external";
      return {
        id: attributes.get("Id") ?? "",
        type: kindOf(attributes.get("Type") ?? ""),
        entry: isExternal || target === "" ? null : findTarget(archive, part, target),
      };
    });
}

const VOCABULARY = ["Relationship", "Type", "Target"];
const [RELATIONSHIP, TYPE, TARGET] = VOCABULARY.keys();

/** Counts the relationships of one kind and keeps the target of the first. */
class TargetReader implements PartReader {
  readonly scanner: XmlScanner;
  count = 0;
  target = "";
  readonly #kind: string;

  constructor(kind: string, entry: string, limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, entry, limits);
    this.#kind = kind;
  }

  drain(): void {
    const { scanner } = this;
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event === XML_START && scanner.depth === 2 && scanner.name === RELATIONSHIP) this.#read();
    }
  }

  #read(): void {
    const { scanner } = this;
    let kind = "";
    let target = "";
    while (scanner.nextAttribute()) {
      if (scanner.attribute === TYPE) kind = kindOf(scanner.valueText());
      else if (scanner.attribute === TARGET) target = scanner.valueText();
    }
    if (kind !== this.#kind) return;
    this.count += 1;
    if (this.count === 1) this.target = target;
  }
}

/**
 * Finds the part that another one, a sheet with perhaps tens of thousands of links, has one relationship
 * of this kind to.
 * @returns `entry` is null when there are several, or none that the package holds; undefined when
 * the parse was stopped.
 * Fails with: what reading a part fails with.
 */
export async function findOnlyTarget(
  archive: ZipArchive,
  part: string,
  kind: string,
  run: ParseRun,
): Promise<{ count: number; entry: ZipEntry | null } | undefined> {
  const entry = findRelationshipsPart(archive, part);
  if (entry === null) return { count: 0, entry: null };
  const reader = new TargetReader(kind, entry.name, run.context.limits);
  if (!(await readPart(archive.source(entry), reader, run))) return undefined;
  const { count, target } = reader;
  return { count, entry: count === 1 ? findTarget(archive, part, target) : null };
}
