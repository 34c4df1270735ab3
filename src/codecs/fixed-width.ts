// Reads a print whose columns stand at fixed places as a stream of records with their physical
// lines. Rules of dashes and repeated page headers are left out and counted; no other line is.
import { cutCells } from "./fixed-width-cells.ts";
import type { DelimitedRecord } from "./delimited.ts";
import type { FixedWidthLayout } from "./fixed-width-layout.ts";
import { PrintLineReader, type PrintLine } from "./fixed-width-lines.ts";
import { PageHeaderMatcher } from "./fixed-width-pages.ts";
import { refuseColumns, type RecordLimits } from "./record-limits.ts";
import type { TextTables } from "./text-tables.ts";
import { ruleSpans, trimBlanks } from "./fixed-width-text.ts";

/** The lines that gave no record, so far. */
export interface LeftOutLines {
  /** Page headers after the first, their lines, and the first of these lines. */
  pageHeaders: number;
  pageHeaderLines: number;
  firstPageHeaderLine: number | null;
  rules: number;
}

/**
 * Reads the records of one print, which may be handed over in pieces of any size. A line that
 * cannot be cut without doubt is a record of one field, as are the titles above the table.
 * Fails with: `cell_too_long`, `columns_exceeded`.
 */
export class FixedWidthReader {
  readonly leftOut: LeftOutLines = {
    pageHeaders: 0,
    pageHeaderLines: 0,
    firstPageHeaderLine: null,
    rules: 0,
  };
  readonly #layout: FixedWidthLayout;
  readonly #limits: RecordLimits;
  readonly #lines: PrintLineReader;
  readonly #matcher: PageHeaderMatcher | null;
  readonly #lastTitleLine: number;
  /** Lines that may turn out to be a page header. */
  #waiting: WaitingLine[] = [];
  /** UTF-16 units up to where the first of them begins. */
  #waitingFrom = 0;
  #hasPageHeader = false;
  #blankLines = 0;
  /** Whether the last line was one of a page header left out: blank lines behind it are the page's. */
  #isBelowHeader = false;

  /** @param firstLine physical line that the text begins on; @param before units of text before it. */
  constructor(layout: FixedWidthLayout, limits: RecordLimits, firstLine = 1, before = 0) {
    this.#layout = layout;
    this.#limits = limits;
    this.#lines = new PrintLineReader(layout.hasCarriageControl, firstLine, before);
    this.#matcher = layout.pageHeader === null ? null : new PageHeaderMatcher(layout.pageHeader);
    this.#lastTitleLine = firstLine - 1 + layout.titleLines;
  }

  /** UTF-16 units that were read but are of no complete record yet. */
  get pending(): number {
    return this.#lines.taken - (this.#waiting.length > 0 ? this.#waitingFrom : this.#lines.done);
  }

  /** @returns the records that `text` completes, blank lines left out. To be run to its end before the next call. */
  *read(text: string): Generator<DelimitedRecord> {
    for (const line of this.#lines.read(text)) yield* this.#take(line);
  }

  /** @returns the records that the end of the text completes. */
  *end(): Generator<DelimitedRecord> {
    for (const line of this.#lines.end()) yield* this.#take(line);
    yield* this.#release();
  }

  *#take(line: PrintLine): Generator<DelimitedRecord> {
    if (line.text === "") {
      this.#blankLines += 1;
      return;
    }
    if (ruleSpans(line.text) !== null) {
      this.leftOut.rules += 1;
      return;
    }
    const found = this.#matcher?.next(line) ?? "other";
    if (found === "first" || found === "other") yield* this.#release();
    if (this.#waiting.length === 0) this.#waitingFrom = line.start;
    const isPageBreak = line.isPageTop || this.#isBelowHeader;
    const blankLines = isPageBreak ? 0 : this.#blankLines;
    this.#waiting.push({ line, blankLines, isOfHeader: found !== "other" });
    this.#blankLines = 0;
    this.#isBelowHeader = false;
    if (found === "other") yield* this.#release();
    else if (found === "last") yield* this.#endPageHeader();
  }

  *#endPageHeader(): Generator<DelimitedRecord> {
    if (!this.#hasPageHeader) {
      yield* this.#release();
      this.#hasPageHeader = true;
      return;
    }
    const lines = this.#waiting;
    this.#waiting = [];
    this.leftOut.pageHeaders += 1;
    this.#isBelowHeader = true;
    for (const [index, { line }] of lines.entries()) {
      if (this.#matcher?.isRepeated(index) === true) {
        this.leftOut.pageHeaderLines += 1;
        this.leftOut.firstPageHeaderLine ??= line.line;
      } else yield this.#recordOf(line, 0, true);
    }
  }

  *#release(): Generator<DelimitedRecord> {
    const lines = this.#waiting;
    this.#waiting = [];
    for (const { line, blankLines, isOfHeader } of lines) {
      const isTitle = line.line <= this.#lastTitleLine || (isOfHeader && this.#hasPageHeader);
      yield this.#recordOf(line, blankLines, isTitle);
    }
  }

  #recordOf(
    { line, text, terminator, end }: PrintLine,
    blankLines: number,
    isWhole: boolean,
  ): DelimitedRecord {
    const cells = isWhole ? null : cutCells(text, this.#layout.columns);
    const fields = cells ?? [trimBlanks(text)];
    if (fields.length > this.#limits.columnsPerTable) refuseColumns(this.#limits, line);
    const nextLine = line + (terminator === "" ? 0 : 1);
    return {
      line,
      nextLine,
      blankLines,
      fields,
      isQuoted: false,
      badQuoteLine: null,
      terminator,
      end,
    };
  }
}

/** Says at the end of a print which of its lines were no rows. */
export function warnLeftOut(leftOut: LeftOutLines, tables: Pick<TextTables, "warn">): void {
  const { pageHeaders, pageHeaderLines, firstPageHeaderLine: line } = leftOut;
  if (line === null) return;
  tables.warn({
    code: "repeated_header",
    message: `The page header comes again ${pageHeaders} times; these ${pageHeaderLines} lines are no rows.`,
    at: { line },
  });
}

interface WaitingLine {
  line: PrintLine;
  blankLines: number;
  isOfHeader: boolean;
}
