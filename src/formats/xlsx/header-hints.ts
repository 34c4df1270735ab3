// What a workbook itself says of the row that a sheet's header is in: its table, its filter, or the
// rows that are printed on top of every page.
// Source: ECMA-376-1:2016 §18.5.1.2 (table), §18.2.5 (definedName: _FilterDatabase, Print_Titles).
import type { HeaderHint } from "../../codecs/header-hint.ts";
import { MAX_ROW } from "../../codecs/sheets/addresses.ts";
import { readPart, type ParseRun, type PartReader } from "../../codecs/xml-part.ts";
import { XML_MORE, XML_START, XmlScanner } from "../../codecs/xml-scanner.ts";
import type { ZipArchive, ZipEntry } from "../../codecs/zip.ts";
import type { ParseLimits } from "../../core/limits.ts";
import { findOnlyTarget } from "./relationships.ts";

const AREA = /\$?[A-Z]{1,3}\$?(\d{1,7}):\$?[A-Z]{1,3}\$?(\d{1,7})$/i;
const TITLE_ROWS = /!\$?(\d{1,7}):\$?(\d{1,7})$/;

/**
 * @param name a built-in name of one sheet, such as `_xlnm._FilterDatabase`.
 * @param reference what it stands for, or the end of that.
 */
export function hintOfName(name: string, reference: string): HeaderHint | null {
  const key = name.toLowerCase();
  if (key === "_xlnm._filterdatabase") {
    const [, first, last] = AREA.exec(reference.trim()) ?? [];
    return first === undefined
      ? null
      : { row: Number(first), lastRow: Number(last), isCertain: true };
  }
  if (key !== "_xlnm.print_titles") return null;
  const [, , last] = TITLE_ROWS.exec(reference.trim()) ?? [];
  return last === undefined ? null : { row: Number(last), lastRow: MAX_ROW, isCertain: false };
}

const VOCABULARY = ["table", "ref", "headerRowCount"];
const [TABLE, REF, HEADER_ROW_COUNT] = VOCABULARY.keys();

class TableReader implements PartReader {
  readonly scanner: XmlScanner;
  hint: HeaderHint | null = null;

  constructor(entry: string, limits: ParseLimits) {
    this.scanner = new XmlScanner(VOCABULARY, entry, limits);
  }

  drain(): void {
    const { scanner } = this;
    for (let event = scanner.next(); event !== XML_MORE; event = scanner.next()) {
      if (event === XML_START && scanner.depth === 1 && scanner.name === TABLE) this.#read();
    }
  }

  #read(): void {
    const { scanner } = this;
    let area = "";
    let hasHeader = true;
    while (scanner.nextAttribute()) {
      if (scanner.attribute === REF) area = scanner.valueText();
      else if (scanner.attribute === HEADER_ROW_COUNT) hasHeader = scanner.valueText() !== "0";
    }
    const [, first, last] = AREA.exec(area.trim()) ?? [];
    if (!hasHeader || first === undefined) return;
    this.hint = { row: Number(first), lastRow: Number(last), isCertain: true };
  }
}

/**
 * Finds the header of a sheet that has one table; several tables say nothing of the sheet as a whole.
 * @param named what the names of the workbook say; it goes for sheets without a table.
 * @returns `undefined` when the parse was stopped.
 */
export async function findHeaderHint(
  archive: ZipArchive,
  sheet: ZipEntry,
  named: HeaderHint | null,
  run: ParseRun,
): Promise<HeaderHint | null | undefined> {
  const table = await findOnlyTarget(archive, sheet.name, "table", run);
  if (table === undefined) return undefined;
  if (table.count === 0) return named;
  if (table.entry === null) return null;
  const reader = new TableReader(table.entry.name, run.context.limits);
  return (await readPart(archive.source(table.entry), reader, run)) ? reader.hint : undefined;
}
