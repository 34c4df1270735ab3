// Puts the records of a text file into tables: finds where each begins and ends, and keeps what is
// no row in its meta (titles above as `preamble`, notes behind as `footnotes`).
import type { CellValue, RowSink, TableMeta, Warning } from "../core/records.ts";
import { ColumnProfile, isPhrase } from "./column-profile.ts";
import { isBlank } from "./figures.ts";
import { isRowOfNames } from "./header-names.ts";
import type { HeaderMatch } from "./header-row.ts";
import {
  HeaderedTable,
  isRow,
  toLines,
  type Held,
  type Lines,
  type TableShape,
} from "./headered-table.ts";
import { HeldRows } from "./held-rows.ts";
import { isSamePageTitle, RepeatedHeaders } from "./page-titles.ts";
import {
  blockStart,
  findFirstHeader,
  findNextHeader,
  isSameHeader,
  titlesStart,
  type OpenTable,
} from "./text-blocks.ts";
import { continues, hasTwoCells, isFootnote, mayBeNote, type TextRow } from "./text-notes.ts";

/** Rows that a table is learnt from. */
const LEARNT_ROWS = 20;
/** Rows below a row of names at which it is looked at again: so few that time stays linear. */
const SEARCHED_ROWS = new Set([2, 5, 12, 25]);
/** A table in which this many rows have a gap before them is written that way. */
const MIN_SPACED_ROWS = 2;

export interface TextTablesOptions {
  /** `auto`, `none`, or the 1-based row of the header. */
  header: "auto" | "none" | number;
  /** Facts of the file that each table tells. */
  meta: TableMeta;
}

export interface TextRecord {
  /** 1-based physical line that it begins on, rising. */
  row: number;
  /** Blank lines between it and the record before it. */
  blankLines: number;
  /** True when no line break ends it. */
  isUnterminated?: boolean;
  /** Null for an empty field. Copied if they must be kept. */
  cells: readonly CellValue[];
}

/**
 * The tables of one text file. With `auto`, another table begins where a gap stands before a title
 * and a clear header, or a header alone; with a header row named, there is one table with notes
 * behind it; with `none`, there is one table and each record is a row of it.
 */
export class TextTables {
  readonly #sink: RowSink;
  readonly #options: TextTablesOptions;
  readonly #held = new HeldRows<TextRow>();
  #table: HeaderedTable | null = null;
  #header: readonly CellValue[] | null = null;
  #profile = new ColumnProfile();
  #preamble: Lines = [];
  #repeated = new RepeatedHeaders();
  #spacedRows = 0;
  /** Whether the record before the next one was empty. */
  #isAfterEmpty = false;

  constructor(sink: RowSink, options: TextTablesOptions) {
    this.#sink = sink;
    this.#options = options;
    if (options.header !== "auto") this.#table = this.#createTable();
  }

  record({ row, blankLines, isUnterminated, cells }: TextRecord): void {
    if (this.#table !== null && !this.#isJudging) {
      this.#table.row(row, cells);
      return;
    }
    const hasGap = blankLines > 0 || this.#isAfterEmpty;
    const isPlain = hasTwoCells(cells);
    this.#isAfterEmpty = false;
    if (isPlain && !hasGap && this.#table !== null && this.#held.isEmpty) {
      this.#emit(row, cells, hasGap);
      return;
    }
    const first = cells.findIndex((cell) => cell !== null);
    // More cells than one make a plain row, blank or not, and so does one where all have one.
    const mayBeEmpty = first < 0 || (!isPlain && this.#open.width !== 1);
    this.#isAfterEmpty = mayBeEmpty && isBlank(cells[first]);
    if (first < 0) return;
    this.#take({ row, cells, hasGap, isUnterminated: isUnterminated === true });
  }

  /** Passes a warning on at its place among the rows. */
  warn(warning: Warning): void {
    if (this.#table === null || !this.#held.isEmpty) this.#held.addWarning(warning);
    else this.#table.warn(warning);
  }

  /**
   * Null while anything has to be decided on the values of records. Else rows may go to the sink
   * without coming here when they have this width, two filled cells or more (or are this table's
   * only column), and no blank line or record of empty fields before them.
   */
  get shape(): TableShape | null {
    const isSettled = this.#held.isEmpty && !this.#isAfterEmpty;
    const isLearnt = isSettled && this.#profile.rows >= LEARNT_ROWS;
    return isLearnt || !this.#isJudging ? (this.#table?.shape ?? null) : null;
  }

  /** Fields of the open table, which its rows are filled up to where it has a header. */
  get width(): number {
    return this.#table?.shape?.width ?? 0;
  }

  end(): void {
    if (this.#table !== null && !this.#isJudging) {
      this.#table.end();
      return;
    }
    if (this.#table === null) this.#begin();
    // What a full sink no longer takes is not known to be the end of the file.
    if (this.#sink.isFull) this.#flush();
    while (!this.#held.isEmpty && this.#splitAt(this.#held.rows.length, true));
    const [items = []] = this.#held.takeSplit();
    this.#endTable(items);
  }

  /** False where each record is a row, and down to the row that the caller named as header. */
  get #isJudging(): boolean {
    const { header } = this.#options;
    return header === "auto" || (header !== "none" && this.#table?.hasBegun === true);
  }

  get #open(): OpenTable {
    return { width: this.width, header: this.#header, profile: this.#profile };
  }

  #take(row: TextRow): void {
    if (this.#table === null) {
      this.#held.add(row);
      if (this.#held.isFull) this.#begin();
      return;
    }
    if (this.#held.isEmpty) {
      const isOfTable = row.hasGap ? continues(row, this.#open) : !mayBeNote(row, this.#open);
      if (isOfTable) {
        this.#emit(row.row, row.cells, row.hasGap);
        return;
      }
    }
    this.#held.add(row);
    this.#decide(row);
    if (this.#held.isFull) this.#flush();
  }

  /** Decides on the rows held back behind the table, now that one more is known. */
  #decide(row: TextRow): void {
    const { rows } = this.#held;
    if (!rows.some(({ hasGap }) => hasGap)) {
      if (!mayBeNote(row, this.#open)) this.#flush();
      return;
    }
    if (row.hasGap) {
      if (rows.length > 1 && this.#splitAt(rows.length - 1, true)) return;
      if (continues(row, this.#open)) this.#flush();
      return;
    }
    const block = rows.slice(blockStart(rows, rows.length));
    const names = block.findLastIndex(({ cells }) => isRowOfNames(cells));
    const isSearched = SEARCHED_ROWS.has(block.length - 1 - names);
    if (names >= 0 && isSearched && this.#splitAt(rows.length, false)) return;
    if ((names < 0 || isSearched) && continues(row, this.#open)) this.#flush();
  }

  /** Begins the first table among the rows held back. */
  #begin(): void {
    const { rows } = this.#held;
    const { match, end } = findFirstHeader(rows);
    const headerEnd = match === null ? 0 : match.last + 1;
    const [heading = [], items = []] = this.#held.takeSplit(headerEnd);
    this.#beginTable(rows.slice(0, match === null ? end : headerEnd), match);
    this.#passWarnings(heading);
    const [first] = rows;
    // Blank lines above the file's first row part it from nothing.
    if (match === null && first !== undefined) first.hasGap = false;
    this.#feed(items);
  }

  /**
   * Begins another table if the block that ends before `end` has the header of one.
   * @returns false when it has not: the rows are still held back.
   */
  #splitAt(end: number, isEnded: boolean): boolean {
    if (this.#options.header !== "auto") return false;
    const { rows } = this.#held;
    const start = blockStart(rows, end);
    const match = findNextHeader(rows.slice(start, end), this.#open, isEnded);
    if (match === null) return false;
    const titlesFrom = match.first > 0 ? start : titlesStart(rows, start);
    const headerEnd = start + match.last + 1;
    const titles = rows.slice(titlesFrom, start + match.first);
    const head = rows.slice(titlesFrom, headerEnd);
    const [before = [], heading = [], after = []] = this.#held.takeSplit(titlesFrom, headerEnd);
    if (this.#isRepeated(match, toLines(titles))) {
      this.#replay(before);
      if (!this.#repeated.keep(head)) this.#replay(heading.filter((item) => isRow(item)));
    } else {
      this.#endTable(before);
      const { names } = match;
      this.#beginTable(head, { first: titles.length, last: head.length - 1, names });
    }
    this.#passWarnings(heading);
    this.#feed(after);
    return true;
  }

  /** The header again, as on every page of a print: alone, or below the titles it had. */
  #isRepeated({ names }: HeaderMatch, titles: Lines): boolean {
    const isSame = isSameHeader(names, this.#header);
    return isSame && (titles.length === 0 || isSamePageTitle(titles, this.#preamble));
  }

  #createTable(): HeaderedTable {
    const { header, meta } = this.#options;
    const delimiter = meta["delimiter"];
    return new HeaderedTable(this.#sink, {
      header,
      name: null,
      meta,
      ...(typeof delimiter === "string" && { delimiter }),
      warnsRagged: true,
    });
  }

  #beginTable(rows: readonly TextRow[], match: HeaderMatch | null): void {
    this.#table = this.#createTable();
    this.#header = match?.names ?? null;
    this.#preamble = match === null ? [] : toLines(rows.slice(0, match.first));
    this.#profile = new ColumnProfile();
    this.#repeated = new RepeatedHeaders();
    this.#spacedRows = 0;
    this.#table.begin(rows, match);
  }

  /** Ends the table behind these lines, of which the last may be notes. */
  #endTable(items: readonly Held<TextRow>[]): void {
    const hasSpacedRows = this.#spacedRows >= MIN_SPACED_ROWS;
    const isNote = (item: Held<TextRow>): boolean =>
      !isRow(item) || isFootnote(item, this.#open, hasSpacedRows);
    const from = items.findLastIndex((item) => !isNote(item)) + 1;
    // Words that stand alone may be rows that were left unfinished; notes are phrases.
    const isWritten = items.slice(from).some((item) => isRow(item) && item.cells.some(isPhrase));
    const notesFrom = isWritten ? from : items.length;
    this.#replay(items.slice(0, notesFrom));
    const ending = items.slice(notesFrom);
    this.#passWarnings(ending);
    const notes = ending.filter((item) => isRow(item));
    const repeated = this.#repeated.lines;
    const meta = {
      ...(notes.length > 0 && { footnotes: toLines(notes) }),
      ...(repeated.length > 0 && { repeated_headers: repeated }),
    };
    this.#table?.end(Object.keys(meta).length > 0 ? meta : undefined);
  }

  #flush(): void {
    const [items = []] = this.#held.takeSplit();
    this.#replay(items);
  }

  #passWarnings(items: readonly Held<TextRow>[]): void {
    for (const item of items) if (!isRow(item)) this.#table?.warn(item);
  }

  /** Rows for certain. */
  #replay(items: readonly Held<TextRow>[]): void {
    for (const item of items) {
      if (isRow(item)) this.#emit(item.row, item.cells, item.hasGap);
      else this.#table?.warn(item);
    }
  }

  /** Rows to be judged once more. */
  #feed(items: readonly Held<TextRow>[]): void {
    for (const item of items) {
      if (isRow(item)) this.#take(item);
      else this.warn(item);
    }
  }

  #emit(row: number, cells: readonly CellValue[], hasGap: boolean): void {
    if (hasGap && this.#profile.rows > 0) this.#spacedRows += 1;
    if (this.#profile.rows < LEARNT_ROWS) this.#profile.learn(cells);
    this.#table?.row(row, cells);
  }
}
