// Finds how the fields of a text are quoted, its delimiter given.
import { mayQuote } from "./dialect-candidates.ts";
import { mayBeRecords, readSample, type Reading } from "./dialect-score.ts";
import { isFigure } from "./figures.ts";
import { COMMA_DIALECT, type Dialect } from "./record-dialect.ts";

const OTHER_QUOTES = ["'", "`"] as const;
const ESCAPE = "\\";
/** By how much another quote must be better, unless nearly all texts stand in it. */
const OTHER_QUOTE_FACTOR = 1.01;
const NEARLY_ALL = 0.8;
/** Scores that differ by less are alike. */
const ALIKE_FACTOR = 1 + 1e-9;

/** @param delimiter null when each record is one field. */
export function readUsual(text: string, delimiter: string | null, isWhole: boolean): Reading {
  return readSample(text, { ...COMMA_DIALECT, delimiter }, isWhole);
}

/**
 * The best reading of a text with the delimiter of its usual one. Other ways to quote are only
 * thought of when something in the text speaks for them, and must read it better.
 */
export function bestQuoting(text: string, usual: Reading, isWhole: boolean): Reading {
  const { delimiter } = usual.dialect;
  if (delimiter === null) return usual;
  let best = usual;
  for (const quote of OTHER_QUOTES) {
    if (delimiter.includes(quote) || !mayQuote(text, delimiter, quote)) continue;
    const reading = readSample(text, { ...COMMA_DIALECT, delimiter, quote }, isWhole, usual);
    const factor = isOnNearlyAll(usual, quote) ? NEARLY_ALL : OTHER_QUOTE_FACTOR;
    const isBetter = reading.score > best.score * factor && isInUse(reading, usual);
    if (isBetter && !mayHoldRecords(reading)) best = reading;
  }
  const take = (dialect: Dialect): void => {
    const reading = readSample(text, dialect, isWhole, usual);
    if (reading.score > best.score * ALIKE_FACTOR) best = reading;
  };
  const { quote } = best.dialect;
  if (text.includes(`${delimiter} ${quote}`)) take({ ...best.dialect, isPadded: true });
  if (hasEscapes(text, delimiter, quote)) take({ ...best.dialect, escape: ESCAPE });
  if (!best.hasBadQuotes) return best;
  take({ ...COMMA_DIALECT, delimiter, quote: null });
  if (hasEscapes(text, delimiter, null)) {
    take({ ...COMMA_DIALECT, delimiter, quote: null, escape: ESCAPE });
  }
  return best.dialect.quote === null ? { ...best, badQuoteLine: usual.badQuoteLine } : best;
}

/**
 * Whether more records are quoted well by the other quote than by the usual one. A single record
 * never decides for a whole file, if there is more to it than that and a header.
 */
function isInUse(reading: Reading, usual: Reading): boolean {
  const quoted = countQuoted(reading);
  const isAlone = quoted === 1 && reading.records.length > 2;
  return !isAlone && quoted > countQuoted(usual);
}

function countQuoted({ records }: Reading): number {
  return records.filter(({ isQuoted, badQuoteLine }) => isQuoted && badQuoteLine === null).length;
}

/** Apostrophes of two records may look like the quotes of one field. */
function mayHoldRecords({ records, dialect: { delimiter } }: Reading): boolean {
  return records.some(({ fields }) => fields.some((field) => mayBeRecords(field, delimiter)));
}

function hasEscapes(text: string, delimiter: string, quote: string | null): boolean {
  if (delimiter.includes(ESCAPE)) return false;
  const isBeforeQuote = quote !== null && text.includes(ESCAPE + quote);
  return isBeforeQuote || text.includes(ESCAPE + delimiter);
}

/** Whether the texts of the body, figures apart, nearly all stand between such quotes. */
function isOnNearlyAll({ records }: Reading, quote: string): boolean {
  let texts = 0;
  let quoted = 0;
  for (const { fields } of records.length > 1 ? records.slice(1) : records) {
    for (const field of fields) {
      if (field === "" || isFigure(field)) continue;
      texts += 1;
      if (field.length > 1 && field.startsWith(quote) && field.endsWith(quote)) quoted += 1;
    }
  }
  return quoted > 1 && quoted >= texts * NEARLY_ALL;
}
