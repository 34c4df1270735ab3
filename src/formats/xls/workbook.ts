// Reads the globals of a workbook: its sheets, formats, shared strings, code page and date system.
// Source: MS-XLS 2.1.7.20.3 (globals substream), 2.4.28 (BoundSheet8), 2.4.77 (Date1904).
import { FormatTable, NO_FORMATS, type CellFormats } from "../../codecs/sheets/cell-formats.ts";
import type { ListedSheet, Visibility } from "../../codecs/sheets/sheet-selection.ts";
import type { ParseRun } from "../../codecs/xml-part.ts";
import { refuse, refuseIf } from "../../core/failure.ts";
import { KIB } from "../../core/units.ts";
import { refuseListLength } from "../../../guards/workbook.ts";
import { CodePage } from "./code-pages.ts";
import { decryptWithDefaultPassword } from "./file-pass.ts";
import { pause } from "./pause.ts";
import {
  BOF,
  BOUND_SHEET,
  CODE_PAGE,
  DATE_MODE,
  EOF,
  FILE_PASS,
  FORMAT,
  SST,
  XF,
} from "./record-ids.ts";
import type { RecordCursor } from "./record-text.ts";
import { SharedStringsReader } from "./shared-strings-reader.ts";
import type { SharedStrings } from "./shared-strings.ts";

const WORKSHEET_TYPE = 0;
const DEFAULT_CODE_PAGE = 1252;
const VISIBILITIES: readonly Visibility[] = ["visible", "hidden", "very_hidden"];
/** Bytes of records between two pauses. */
const PIECE_BYTES = 64 * KIB;

/** A worksheet in the order of the tabs; chart, macro and module sheets are left out. */
export interface SheetInfo extends ListedSheet {
  /** Where its substream begins in the stream. */
  offset: number;
}

export interface Workbook {
  sheets: SheetInfo[];
  formats: CellFormats;
  strings: SharedStrings | null;
  is1904: boolean;
  /** Of the texts; null in BIFF8, whose texts are Unicode. */
  codePage: CodePage | null;
}

export class WorkbookReader {
  readonly #cursor: RecordCursor;
  readonly #run: ParseRun;
  readonly #workbook: Workbook;
  readonly #formats = new FormatTable();
  #depth = 0;
  /** Where the next pause is due. */
  #pauseAt = PIECE_BYTES;

  /** @param cursor whose reader is at the BOF record of the substream. */
  constructor(cursor: RecordCursor, isBiff8: boolean, run: ParseRun) {
    this.#cursor = cursor;
    this.#run = run;
    this.#workbook = {
      sheets: [],
      formats: NO_FORMATS,
      strings: null,
      is1904: false,
      codePage: isBiff8 ? null : new CodePage(DEFAULT_CODE_PAGE, run.context.options.encoding),
    };
  }

  /**
   * Reads to the end of the substream.
   * @returns null when the parse was stopped.
   * Fails with: `encrypted_file`, `truncated_file`, `corrupt_file`, `expansion_limit`, `undecodable_text`.
   */
  async read(): Promise<Workbook | null> {
    const { reader } = this.#cursor;
    while (reader.next()) {
      if (reader.id === BOF) this.#depth += 1;
      else if (reader.id === EOF) {
        if (this.#depth === 0) return { ...this.#workbook, formats: this.#formats.finish() };
        this.#depth -= 1;
      } else if (this.#depth > 0) continue;
      else if (reader.id === SST) {
        if (!(await this.#sharedStrings())) return null;
      } else this.#record();
      if (reader.nextPosition < this.#pauseAt) continue;
      this.#pauseAt = reader.nextPosition + PIECE_BYTES;
      if (!(await pause(this.#run))) return null;
    }
    refuse({
      code: "truncated_file",
      detail: "The workbook stream ends before the record that ends the workbook's globals.",
      at: { byte: reader.size },
    });
  }

  async #sharedStrings(): Promise<boolean> {
    const reader = new SharedStringsReader(this.#cursor, this.#run.context.limits);
    while (reader.readPiece()) if (!(await pause(this.#run))) return false;
    this.#workbook.strings = reader.strings;
    return true;
  }

  #record(): void {
    const { reader } = this.#cursor;
    const { id, length, view, start } = reader;
    const { options } = this.#run.context;
    const workbook = this.#workbook;
    if (id === XF && length >= 4) {
      this.#formats.add(view.getUint16(start + 2, true));
    } else if (id === FORMAT && length >= 4) {
      const code = this.#text(2, workbook.codePage === null ? 2 : 1);
      this.#formats.define(view.getUint16(start, true), code);
    } else if (id === BOUND_SHEET && length >= 7) this.#boundSheet();
    else if (id === DATE_MODE && length >= 2) workbook.is1904 = view.getUint16(start, true) === 1;
    else if (id === CODE_PAGE && length >= 2 && workbook.codePage !== null) {
      workbook.codePage = new CodePage(view.getUint16(start, true), options.encoding);
    } else if (id === FILE_PASS) {
      reader.cipher = decryptWithDefaultPassword(reader, workbook.codePage === null);
    }
  }

  #boundSheet(): void {
    const { data, view, start } = this.#cursor.reader;
    const offset = view.getUint32(start, true);
    const visibility = VISIBILITIES[(data[start + 4] as number) & 3] ?? "visible";
    if (data[start + 5] !== WORKSHEET_TYPE) return;
    const { sheets } = this.#workbook;
    refuseIf(refuseListLength("workbook_sheets", sheets.length + 1));
    sheets.push({ name: this.#text(6, 1), visibility, index: sheets.length + 1, offset });
  }

  #text(offset: number, lengthBytes: 1 | 2): string {
    const { codePage } = this.#workbook;
    this.#cursor.begin(offset);
    return codePage === null
      ? this.#cursor.readText(lengthBytes)
      : this.#cursor.readBytesText(lengthBytes, codePage);
  }
}
