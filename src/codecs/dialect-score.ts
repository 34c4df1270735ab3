// Judges one candidate dialect: how alike the records are that it makes of a sample, how clean
// their cells, and how many quotes it cannot explain.
// Source: van den Burg, Nazabal, Sutton: "Wrangling messy CSV files" (2019), pattern and type
// scores, here with the run of the modal width in place of the patterns.
import { RARE_DELIMITERS, USUAL_DELIMITERS } from "./dialect-candidates.ts";
import { RecordReader, type DelimitedRecord } from "./delimited.ts";
import { isFigure } from "./figures.ts";
import { modalWidth } from "./header-row.ts";
import type { Dialect } from "./record-dialect.ts";
import { splitLine } from "./record-fields.ts";

/** Records that a candidate is judged on. */
const MAX_SCORED_RECORDS = 4_000;
/** Share of the records that must hold the delimiter for it to count at all … */
const MIN_SPLIT_SHARE = 0.5;
/** … unless this many in a row have the modal width and are this wide, as under a long preamble. */
const MIN_RUN_RECORDS = 3;
const MIN_RUN_WIDTH = 3;
/** How much of the score stays when no cell is clean, and when every quote is a bad one. */
const UNCLEAN_FACTOR = 0.05;
const BAD_QUOTES_FACTOR = 0.2;
/** A record of more line breaks than this may be many that a quote has swallowed. */
const MAX_USUAL_BREAKS = 50;
/** A sample is bounded already; a quote that never closes must not end the search. */
const NO_LIMITS = {
  cellBytes: Number.MAX_SAFE_INTEGER,
  columnsPerTable: Number.MAX_SAFE_INTEGER,
};

/** What a dialect makes of a sample. */
export interface Reading {
  /** With the width of most records, or null where it does not delimit. */
  dialect: Dialect & { width: number | null };
  /** Less one that the sample cuts off. */
  records: DelimitedRecord[];
  /** From 0, which means that the dialect does not fit, to 1. */
  score: number;
  /** The score without what is given for the width. */
  quality: number;
  /** Share of the records that have the width. */
  share: number;
  /** Whether it leaves quotes that it cannot explain, and the line of the first, if known. */
  hasBadQuotes: boolean;
  badQuoteLine: number | null;
  /** Whether it is better than one that does not judge quotes by the width of records. */
  needsWidth: boolean;
}

/**
 * Reads and scores a sample, whatever width the dialect has. Where quotes are bad, records as wide as
 * most lines are alone may have been swallowed by one: that reading is tried, too.
 * @param usual a reading with another quoting; where it needed the width, so will this one.
 */
export function readSample(
  sample: string,
  dialect: Dialect,
  isWhole: boolean,
  usual: Reading | null = null,
): Reading {
  const read = (width: number | null): Reading =>
    score(sample, dialect, split(sample, { ...dialect, width }, isWhole));
  const mayNeedWidth = dialect.quote !== null && dialect.delimiter !== null;
  const trusting = mayNeedWidth && usual?.needsWidth === true ? null : read(null);
  if (trusting !== null && !(mayNeedWidth && isSuspicious(trusting, sample))) return trusting;
  const width = modalWidth(widthsOfLines(sample, dialect).filter((fields) => fields > 1));
  if (width === 0) return trusting ?? read(null);
  const other = { ...read(width), needsWidth: true };
  return trusting === null || other.score > trusting.score ? other : trusting;
}

function split(sample: string, dialect: Dialect, isWhole: boolean): DelimitedRecord[] {
  const reader = new RecordReader(dialect, NO_LIMITS);
  const records: DelimitedRecord[] = [];
  for (const record of reader.read(sample)) {
    records.push(record);
    if (records.length >= MAX_SCORED_RECORDS) return records;
  }
  if (isWhole || records.length === 0) records.push(...reader.end());
  return records;
}

function isSuspicious({ records, hasBadQuotes }: Reading, sample: string): boolean {
  const end = records.at(-1)?.end ?? 0;
  const isUnread = records.length < MAX_SCORED_RECORDS && sample.length - end > end;
  return hasBadQuotes || isUnread || records.some(isLong);
}

function isLong({ line }: DelimitedRecord, index: number, records: DelimitedRecord[]): boolean {
  return (records[index + 1]?.line ?? line) - line > MAX_USUAL_BREAKS;
}

function widthsOfLines(sample: string, dialect: Dialect): number[] {
  return sample
    .split(/\r?\n|\r/, MAX_SCORED_RECORDS)
    .filter((line) => line !== "")
    .map((line) => splitLine(line, dialect).length);
}

function score(sample: string, dialect: Dialect, records: DelimitedRecord[]): Reading {
  const { hasBadQuotes, badQuoteLine, trust } = judgeQuotes(records, dialect, sample.length);
  const filled = records.filter(({ fields }) => fields.length > 1 || fields[0]?.trim() !== "");
  const widths = filled.map(({ fields }) => fields.length);
  const modal = modalWidth(widths.filter((width) => width > 1));
  const share = widths.filter((width) => width === modal).length / Math.max(1, widths.length);
  const run = longestRun(widths, modal);
  const isLongRun = run >= MIN_RUN_RECORDS && modal >= MIN_RUN_WIDTH;
  const splitShare = isProse(filled, dialect) ? share : shareOfSplit(widths);
  const fits = modal > 0 && (splitShare >= MIN_SPLIT_SHARE || isLongRun);
  const reading: Reading = {
    dialect: { ...dialect, width: modal === 0 ? null : modal },
    records,
    score: 0,
    quality: 0,
    share,
    hasBadQuotes,
    badQuoteLine,
    needsWidth: false,
  };
  if (!fits) return reading;
  const consistency = (share + run / widths.length) / 2;
  const cleanliness = shareOfCleanCells(filled, dialect, sample);
  reading.quality =
    consistency * mix(UNCLEAN_FACTOR, cleanliness ** 2) * mix(BAD_QUOTES_FACTOR, trust);
  reading.score = reading.quality * ((modal - 1) / modal);
  return reading;
}

function mix(floor: number, share: number): number {
  return floor + (1 - floor) * share;
}

/**
 * Trust is the share of the sample outside of records whose quotes are bad or do not close within it.
 * Where there are such, no trust is put either in quotes around what may be records.
 */
function judgeQuotes(
  records: readonly DelimitedRecord[],
  { delimiter }: Dialect,
  characters: number,
): Pick<Reading, "hasBadQuotes" | "badQuoteLine"> & { trust: number } {
  const bad = records.find((record) => record.badQuoteLine !== null);
  let trusted = 0;
  let from = 0;
  for (const { end, badQuoteLine, isQuoted, fields } of records) {
    const isDoubted =
      bad !== undefined && isQuoted && fields.some((field) => mayBeRecords(field, delimiter));
    if (badQuoteLine === null && !isDoubted) trusted += end - from;
    from = end;
  }
  const isCapped = records.length >= MAX_SCORED_RECORDS;
  const unread = isCapped ? 0 : characters - from;
  // A last record cut off by the sample is usual; one as long as all others together is not.
  const judged = from + (unread > from ? unread : 0);
  return {
    trust: judged === 0 ? 1 : trusted / judged,
    hasBadQuotes: trusted < judged,
    badQuoteLine: bad?.badQuoteLine ?? null,
  };
}

/** Whether a field holds a line break and a delimiter, as records would that a quote has swallowed. */
export function mayBeRecords(field: string, delimiter: string | null): boolean {
  return delimiter !== null && /[\r\n]/.test(field) && field.includes(delimiter);
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
  return widths.filter((width) => width > 1).length / Math.max(1, widths.length);
}

/** Commas with a blank behind them are found in sentences, too: they must split all records alike. */
function isProse(records: readonly DelimitedRecord[], { delimiter }: Dialect): boolean {
  if (delimiter === ", ") return true;
  if (delimiter !== ",") return false;
  let later = 0;
  let blank = 0;
  for (const { fields } of records) {
    later += fields.length - 1;
    for (let index = 1; index < fields.length; index += 1) {
      if (/^\s/.test(fields[index] ?? "")) blank += 1;
    }
  }
  return blank * 2 > later;
}

const STRONG_DELIMITERS = [...USUAL_DELIMITERS.slice(1), ...RARE_DELIMITERS];
/** What would split a cell further, by the delimiter that has left it. */
const STRONG = new Map<string, RegExp>(
  USUAL_DELIMITERS.map((delimiter) => [delimiter, otherThan(delimiter)]),
);

function otherThan(delimiter: string | null): RegExp {
  const others = STRONG_DELIMITERS.filter((other) => !delimiter?.includes(other));
  return new RegExp(`[${others.join("\\")}]`);
}

/**
 * A cell that another candidate would split further speaks against this one, figures apart, unless
 * it stands in a record whose quotes this candidate explains. So do quotes and escapes that are left.
 */
function shareOfCleanCells(
  records: readonly DelimitedRecord[],
  { delimiter, quote, escape }: Dialect,
  sample: string,
): number {
  const strong = STRONG.get(delimiter ?? "") ?? otherThan(delimiter);
  const isComma = delimiter?.includes(",") ?? false;
  const isSplittable = (text: string) => strong.test(text) || (!isComma && /,\S/.test(text));
  // Hardly any text holds all of this: what it does not hold is not sought in its cells.
  const maySplit = isSplittable(sample);
  const mayTear = sample.includes('"') || sample.includes("'");
  if (!maySplit && !mayTear) return 1;
  let cells = 0;
  let clean = 0;
  for (const { fields, isQuoted, badQuoteLine } of records) {
    cells += fields.length;
    if (isQuoted && badQuoteLine === null) {
      clean += fields.length;
      continue;
    }
    for (let index = 0; index < fields.length; index += 1) {
      const field = fields[index] ?? "";
      if (mayTear && isQuoteLeft(field, fields[index + 1] ?? "", quote)) continue;
      if (mayTear && escape === null && field.includes('\\"')) continue;
      if (!maySplit || !isSplittable(field) || isFigure(field)) clean += 1;
    }
  }
  return clean / cells;
}

/** Whether a quote that the dialect does not have stands at a border of the field, or was torn. */
function isQuoteLeft(field: string, next: string, quote: string | null): boolean {
  if (quote === null && (field.startsWith('"') || field.endsWith('"'))) return true;
  return isTorn(field, next, '"') || (quote !== "'" && isTorn(field, next, "'"));
}

function isTorn(field: string, next: string, quote: string): boolean {
  if (!next.endsWith(quote)) return false;
  const first = field.trimStart();
  return first.startsWith(quote) && !first.endsWith(quote) && !next.trimStart().startsWith(quote);
}
