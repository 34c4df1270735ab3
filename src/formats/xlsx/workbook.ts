// Finds the workbook in the package and reads what it says of its sheets and dates.
// Source: ECMA-376-1:2016 §18.2.19-20 (sheet, sheets), §18.2.28 (workbookPr).
import type { ListedSheet, Visibility } from "../../codecs/sheets/sheet-selection.ts";
import { XML_MORE, XML_START, XmlScanner } from "../../codecs/xml-scanner.ts";
import type { ZipArchive, ZipEntry } from "../../codecs/zip.ts";
import { refuse } from "../../core/failure.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { readPart, type ParseRun, type PartReader } from "../../codecs/xml-part.ts";
import { readRelationships, type Relationship } from "./relationships.ts";

/** A worksheet in the order of the workbook's tabs; chart, dialog and macro sheets are left out. */
export interface SheetInfo extends ListedSheet {
  /** Null when the package does not hold it. */
  entry: ZipEntry | null;
}

export interface Workbook {
  sheets: SheetInfo[];
  is1904: boolean;
  sharedStrings: ZipEntry | null;
  styles: ZipEntry | null;
}

interface SheetElement {
  name: string;
  state: string;
  relationshipId: string;
}

const VOCABULARY = ["workbook", "workbookPr", "date1904", "sheets", "sheet", "name", "state", "id"];
const [WORKBOOK, WORKBOOK_PR, DATE_1904, SHEETS, SHEET, NAME, STATE, ID] = VOCABULARY.keys();

/** A workbook of more sheets than this is no workbook: Excel stops at what memory holds, some thousands. */
const MAX_SHEETS = 10_000;

class WorkbookReader implements PartReader {
  readonly scanner: XmlScanner;
  readonly sheets: SheetElement[] = [];
  is1904 = false;
  isWorkbook = false;
  #isInSheets = false;

  constructor(entry: string, limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, entry, limits);
  }

  drain(): void {
    for (let event = this.scanner.next(); event !== XML_MORE; event = this.scanner.next()) {
      if (event === XML_START) this.#start();
    }
  }

  #start(): void {
    const { depth, name } = this.scanner;
    if (depth === 1) this.isWorkbook = name === WORKBOOK;
    else if (depth === 2) {
      this.#isInSheets = name === SHEETS;
      if (name === WORKBOOK_PR) this.#properties();
    } else if (depth === 3 && this.#isInSheets && name === SHEET) this.#sheet();
  }

  #properties(): void {
    while (this.scanner.nextAttribute()) {
      if (this.scanner.attribute !== DATE_1904) continue;
      this.is1904 = ["1", "true", "on"].includes(this.scanner.valueText().trim().toLowerCase());
    }
  }

  #sheet(): void {
    const sheet: SheetElement = { name: "", state: "visible", relationshipId: "" };
    while (this.scanner.nextAttribute()) {
      const { attribute, isPrefixed } = this.scanner;
      if (attribute === NAME) sheet.name = this.scanner.valueText();
      else if (attribute === STATE) sheet.state = this.scanner.valueText();
      // `r:id` by any prefix; an `id` without one only where nothing better came.
      else if (attribute === ID && (isPrefixed || sheet.relationshipId === "")) {
        sheet.relationshipId = this.scanner.valueText();
      }
    }
    this.sheets.push(sheet);
    if (this.sheets.length > MAX_SHEETS) {
      refuse({
        code: "corrupt_file",
        detail: `The workbook lists more than ${MAX_SHEETS} sheets.`,
      });
    }
  }
}

async function findWorkbook(archive: ZipArchive, limits: ParseLimits): Promise<ZipEntry> {
  const relationships = await readRelationships(archive, "", limits);
  const entry =
    relationships.find(({ type }) => type === "officedocument")?.entry ??
    archive.find("xl/workbook.xml") ??
    archive.find("xl/workbook.bin");
  if (entry === null) {
    refuse({ code: "corrupt_file", detail: "The package holds no workbook." });
  }
  if (entry.name.toLowerCase().endsWith(".bin")) {
    refuse({
      code: "unsupported_feature",
      detail: "The workbook is in the binary format (.xlsb), which is not read.",
    });
  }
  return entry;
}

function toVisibility(state: string): Visibility {
  const key = state.toLowerCase();
  return key === "hidden" ? "hidden" : key === "veryhidden" ? "very_hidden" : "visible";
}

function listWorksheets(
  listed: readonly SheetElement[],
  relationships: readonly Relationship[],
): SheetInfo[] {
  const byId = new Map(relationships.map((relationship) => [relationship.id, relationship]));
  const sheets: SheetInfo[] = [];
  for (const { name, state, relationshipId } of listed) {
    const relationship = byId.get(relationshipId);
    if (relationship !== undefined && relationship.type !== "worksheet") continue;
    sheets.push({
      name,
      visibility: toVisibility(state),
      index: sheets.length + 1,
      entry: relationship?.entry ?? null,
    });
  }
  return sheets;
}

/**
 * Reads the workbook part and finds the parts that belong to it.
 * @returns null when the parse was stopped.
 * Fails with: `corrupt_file` (no workbook), `unsupported_feature` (.xlsb),
 * and what reading a part fails with.
 */
export async function readWorkbook(archive: ZipArchive, run: ParseRun): Promise<Workbook | null> {
  const { limits } = run.context;
  const entry = await findWorkbook(archive, limits);
  const reader = new WorkbookReader(entry.name, limits);
  if (!(await readPart(archive.source(entry), reader, run))) return null;
  if (!reader.isWorkbook) {
    refuse({ code: "corrupt_file", detail: "The main part of the package is no workbook." });
  }
  const relationships = await readRelationships(archive, entry.name.replaceAll("\\", "/"), limits);
  const partOf = (type: string) =>
    relationships.find((relationship) => relationship.type === type)?.entry ?? null;
  return {
    sheets: listWorksheets(reader.sheets, relationships),
    is1904: reader.is1904,
    sharedStrings: partOf("sharedstrings"),
    styles: partOf("styles"),
  };
}
