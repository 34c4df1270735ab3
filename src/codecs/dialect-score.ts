// Judges one candidate dialect: how alike the records are that it makes of a sample, how clean
// their cells, and how many quotes it cannot explain.
// Source: van den Burg, Nazabal, Sutton: "Wrangling messy CSV files" (2019), pattern and type
// scores, here with the run of the modal width in place of the patterns.
import { RecordReader, type DelimitedRecord } from "./delimited.ts";
import { isFigure } from "./figures.ts";
import { modalWidth } from "./header-row.ts";
import type { Dialect } from "./record-scanner.ts";

/** U+001F and U+001E are the separators that ASCII itself has. */
export const CANDIDATES = [",", ";", "\t", "|", "\u001f", "\u001e"] as const;
/** Records that a candidate is judged on. */
const MAX_SCORED_RECORDS = 2_000;
/** Share of the records that must hold the delimiter for it to count at all … */
const MIN_SPLIT_SHARE = 0.5;
/** … unless this many in a row have the modal width and are this wide, as under a long preamble. */
const MIN_RUN_RECORDS = 3;
const MIN_RUN_WIDTH = 3;
/** How much of the score stays when no cell is clean, and when every quote is a bad one. */
const UNCLEAN_FACTOR = 0.05;
const BAD_QUOTES_FACTOR = 0.2;
/** A sample is bounded already; a quote that never closes must not end the search. */
const NO_LIMITS = {
  cellBytes: Number.MAX_SAFE_INTEGER,
  columnsPerTable: Number.MAX_SAFE_INTEGER,
};

/** The records of a sample as a dialect splits it, less one that the sample cuts off. */
export function readSample(sample: string, dialect: Dialect, isWhole: boolean): DelimitedRecord[] {
  const reader = new RecordReader(dialect, NO_LIMITS);
  const records: DelimitedRecord[] = [];
  for (const record of reader.read(sample)) {
    records.push(record);
    if (records.length >= MAX_SCORED_RECORDS) return records;
  }
  if (isWhole || records.length === 0) records.push(...reader.end());
  return records;
}

export interface DialectScore {
  /** From 0, which means that the dialect does not fit, to 1. */
  score: number;
  /** Whether the reading leaves quotes that it cannot explain, and the line of the first, if known. */
  hasBadQuotes: boolean;
  badQuoteLine: number | null;
}

/** Scores a dialect that has a delimiter on a sample. */
export function scoreDialect(sample: string, dialect: Dialect, isWhole: boolean): DialectScore {
  const records = readSample(sample, dialect, isWhole);
  const quoteTrust = shareOfTrustedText(records, sample.length);
  const badQuoteLine = records.find((record) => record.badQuoteLine !== null)?.badQuoteLine ?? null;
  const quotes = { hasBadQuotes: quoteTrust < 1, badQuoteLine };
  const filled = records.filter(({ fields }) => fields.length > 1 || fields[0]?.trim() !== "");
  const widths = filled.map(({ fields }) => fields.length);
  const modal = modalWidth(widths.filter((width) => width > 1));
  if (modal === 0) return { score: 0, ...quotes };
  const share = widths.filter((width) => width === modal).length / widths.length;
  const run = longestRun(widths, modal);
  const isLongRun = run >= MIN_RUN_RECORDS && modal >= MIN_RUN_WIDTH;
  const split = isProse(filled, dialect) ? share : shareOfSplit(widths);
  if (split < MIN_SPLIT_SHARE && !isLongRun) return { score: 0, ...quotes };
  const consistency = (share + run / widths.length) / 2;
  const cleanliness = shareOfCleanCells(filled, dialect);
  const score =
    consistency *
    ((modal - 1) / modal) *
    mix(UNCLEAN_FACTOR, cleanliness ** 2) *
    mix(BAD_QUOTES_FACTOR, quoteTrust);
  return { score, ...quotes };
}

function mix(floor: number, share: number): number {
  return floor + (1 - floor) * share;
}

/** Share of the sample outside of records whose quotes are bad or do not close within it. */
function shareOfTrustedText(records: readonly DelimitedRecord[], characters: number): number {
  let trusted = 0;
  let from = 0;
  for (const { end, badQuoteLine } of records) {
    if (badQuoteLine === null) trusted += end - from;
    from = end;
  }
  const isCapped = records.length >= MAX_SCORED_RECORDS;
  const unread = isCapped ? 0 : characters - from;
  // A last record cut off by the sample is usual; one as long as all others together is not.
  const judged = from + (unread > from ? unread : 0);
  return judged === 0 ? 1 : trusted / judged;
}

function longestRun(widths: readonly number[], modal: number): number {
  let longest = 0;
  let run = 0;
  for (const width of widths) {
    run = width === modal ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}

function shareOfSplit(widths: readonly number[]): number {
  return widths.filter((width) => width > 1).length / widths.length;
}

/** Commas with a blank behind them are found in sentences, too: they must split all records alike. */
function isProse(records: readonly DelimitedRecord[], { delimiter }: Dialect): boolean {
  if (delimiter !== ",") return false;
  const later = records.flatMap(({ fields }) => fields.slice(1));
  return later.filter((field) => /^\s/.test(field)).length * 2 > later.length;
}

/**
 * A cell that another candidate would split further speaks against this one, figures apart, unless
 * it stands in a record whose quotes this candidate explains.
 */
function shareOfCleanCells(records: readonly DelimitedRecord[], dialect: Dialect): number {
  const { delimiter, quote } = dialect;
  const others = CANDIDATES.filter((other) => other !== delimiter && other !== ",").join("");
  const strong = new RegExp(`[${others}]`);
  let cells = 0;
  let clean = 0;
  for (const { fields, isQuoted, badQuoteLine } of records) {
    cells += fields.length;
    if (isQuoted && badQuoteLine === null) {
      clean += fields.length;
      continue;
    }
    for (const field of fields) {
      const isQuoteLeft = quote === null && (field.startsWith('"') || field.endsWith('"'));
      const isSplittable = strong.test(field) || (delimiter !== "," && /,\S/.test(field));
      if (!isQuoteLeft && (!isSplittable || isFigure(field))) clean += 1;
    }
  }
  return clean / cells;
}
