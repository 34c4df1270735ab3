// Finds the workbook in the package, and the parts that belong to it by its relationships.
// Source: ECMA-376-2 §6.5 (relationships); ECMA-376-1:2016 §12.3 (parts of SpreadsheetML).
import { refuseSharedPlaces } from "../../../guards/workbook.ts";
import type { HeaderHint } from "../../codecs/header-hint.ts";
import type { ListedSheet, Visibility } from "../../codecs/sheets/sheet-selection.ts";
import { readPart, type ParseRun } from "../../codecs/xml-part.ts";
import type { ZipArchive, ZipEntry } from "../../codecs/zip.ts";
import { refuse, refuseIf } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { BinaryWorkbookReader } from "./binary-workbook.ts";
import { readRelationships, type Relationship } from "./relationships.ts";
import { WorkbookReader, type WorkbookFacts } from "./workbook-part.ts";

/** A worksheet in the order of the workbook's tabs; chart, dialog and macro sheets are left out. */
export interface SheetInfo extends ListedSheet {
  /** Null when the package does not hold it. */
  entry: ZipEntry | null;
  /** What the names of the workbook say of its header. */
  headerHint: HeaderHint | null;
}

export interface Workbook {
  sheets: SheetInfo[];
  /** True for .xlsb, whose parts are records instead of XML. */
  isBinary: boolean;
  is1904: boolean;
  sharedStrings: ZipEntry | null;
  styles: ZipEntry | null;
}

async function findWorkbook(archive: ZipArchive, limits: ParseLimits): Promise<ZipEntry> {
  const relationships = await readRelationships(archive, "", limits);
  const entry =
    relationships.find(({ type }) => type === "officedocument")?.entry ??
    archive.find("xl/workbook.xml") ??
    archive.find("xl/workbook.bin");
  if (entry !== null) return entry;
  return refuse({ code: "corrupt_file", detail: "The package holds no workbook." });
}

function toVisibility(state: string): Visibility {
  const key = state.toLowerCase();
  return key === "hidden" ? "hidden" : key === "veryhidden" ? "very_hidden" : "visible";
}

function listWorksheets(
  { sheets: listed, headerHints }: WorkbookFacts,
  relationships: readonly Relationship[],
): SheetInfo[] {
  const byId = new Map(relationships.map((relationship) => [relationship.id, relationship]));
  const sheets: SheetInfo[] = [];
  for (const [place, { name, state, relationshipId }] of listed.entries()) {
    const relationship = byId.get(relationshipId);
    if (relationship !== undefined && relationship.type !== "worksheet") continue;
    sheets.push({
      name,
      visibility: toVisibility(state),
      index: sheets.length + 1,
      entry: relationship?.entry ?? null,
      headerHint: headerHints.get(place) ?? null,
    });
  }
  refuseIf(refuseSharedPlaces(sheets.flatMap(({ entry }) => entry?.name ?? [])));
  return sheets;
}

/**
 * Reads the workbook part and finds the parts that belong to it.
 * @returns null when the parse was stopped.
 * Fails with: `corrupt_file` (no workbook), and what reading a part fails with.
 */
export async function readWorkbook(archive: ZipArchive, run: ParseRun): Promise<Workbook | null> {
  const { limits } = run.context;
  const entry = await findWorkbook(archive, limits);
  const isBinary = entry.name.toLowerCase().endsWith(".bin");
  const reader = new (isBinary ? BinaryWorkbookReader : WorkbookReader)(entry.name, limits);
  if (!(await readPart(archive.source(entry), reader, run))) return null;
  if (!reader.isWorkbook) {
    refuse({ code: "corrupt_file", detail: "The main part of the package is no workbook." });
  }
  const relationships = await readRelationships(archive, entry.name, limits);
  const folder = entry.name.slice(0, entry.name.search(/[^/\\]*$/));
  const partOf = (type: string, usualName: string) =>
    relationships.find((relationship) => relationship.type === type)?.entry ??
    // Some writers name a part in the list of content types alone.
    archive.find(`${folder}${usualName}.${isBinary ? "bin" : "xml"}`);
  return {
    sheets: listWorksheets(reader, relationships),
    isBinary,
    is1904: reader.is1904,
    sharedStrings: partOf("sharedstrings", "sharedStrings"),
    styles: partOf("styles", "styles"),
  };
}
