// Finds parts of the package by their relationships, in every spelling that writers use.
// Source: ECMA-376-2 §6.5 (relationships); part names are equal without regard to case.
import { readPart, type ParseRun, type PartReader } from "../../codecs/xml-part.ts";
import { XML_MORE, XML_START, XmlScanner } from "../../codecs/xml-scanner.ts";
import type { ZipArchive, ZipEntry } from "../../codecs/zip.ts";
import { refuse } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";

export interface Relationship {
  id: string;
  /** Last segment of the type in lower case: `worksheet`, `sharedstrings` … alike in both namespaces. */
  type: string;
  /** Null when the package does not hold the target. */
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

const VOCABULARY = ["Relationship", "Id", "Type", "Target", "TargetMode"];
const [RELATIONSHIP, ID, TYPE, TARGET, TARGET_MODE] = VOCABULARY.keys();

/** Twice what a workbook of the most sheets has. Links of cells to the outside are not among them. */
const MAX_RELATIONSHIPS = 20_000;

/** Keeps the relationships to parts of the package; a sheet may have any number of others. */
class RelationshipsReader implements PartReader {
  readonly scanner: XmlScanner;
  readonly targets: { id: string; type: string; target: string }[] = [];

  constructor(entry: string, limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, entry, limits);
  }

  drain(): void {
    const { scanner } = this;
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event === XML_START && scanner.depth === 2 && scanner.name === RELATIONSHIP) this.#add();
    }
  }

  #add(): void {
    const { scanner } = this;
    let id = "";
    let type = "";
    let target = "";
    let mode = "";
    while (scanner.nextAttribute()) {
      if (scanner.attribute === ID) id = scanner.valueText();
      else if (scanner.attribute === TYPE) type = scanner.valueText();
      else if (scanner.attribute === TARGET) target = scanner.valueText();
      else if (scanner.attribute === TARGET_MODE) mode = scanner.valueText();
    }
    if (mode.toLowerCase() === "external") return;
    this.targets.push({ id, type: type.slice(type.lastIndexOf("/") + 1).toLowerCase(), target });
    if (this.targets.length <= MAX_RELATIONSHIPS) return;
    refuse({
      code: "corrupt_file",
      detail: `A part has more than ${MAX_RELATIONSHIPS} relationships.`,
    });
  }
}

/**
 * Reads the relationships of a part; none when it has no such part.
 * @param part its name, or `""` for the package.
 * @returns null when the parse was stopped.
 * Fails with: what reading a part fails with, `corrupt_file`.
 */
export async function readRelationships(
  archive: ZipArchive,
  part: string,
  run: ParseRun,
): Promise<Relationship[] | null> {
  const entry = archive.find(relationshipsPart(part.replaceAll("\\", "/")));
  if (entry === null) return [];
  const reader = new RelationshipsReader(entry.name, run.context.limits);
  if (!(await readPart(archive.source(entry), reader, run))) return null;
  return reader.targets.map(({ id, type, target }) => ({
    id,
    type,
    entry: target === "" ? null : findTarget(archive, part.replaceAll("\\", "/"), target),
  }));
}
