// Finds the delimiter of a text among the candidates.
import {
  findLongDelimiter,
  hasDecimalCommas,
  hasTimes,
  LAST_DELIMITERS,
  RARE_DELIMITERS,
  USUAL_DELIMITERS,
} from "./dialect-candidates.ts";
import { bestQuoting, readUsual } from "./dialect-quoting.ts";
import type { Reading } from "./dialect-score.ts";
import { isFigure } from "./figures.ts";

/** By how much the name of the file raises the score of its delimiter. */
const PRIOR_FACTOR = 1.05;
const RARE_FACTOR = 0.5;
/** Candidates whose quotes are looked into. */
const MAX_FINALISTS = 3;
/** How much of a delimiter's quality a longer one needs that all, or most, of it are part of. */
const LONG_EVERYWHERE_FACTOR = 0.9;
const LONG_MOSTLY_FACTOR = 1.05;
/** Share of records alike that semicolons need to be taken before decimal commas. */
const MIN_SEMICOLON_SHARE = 0.9;
/** What a candidate of last resort needs: records alike, most cells figures, hardly any empty. */
const LAST_MIN_RECORDS = 3;
const LAST_MIN_SHARE = 0.95;
const LAST_MIN_FIGURES = 0.5;
const LAST_MAX_EMPTY = 0.2;

/**
 * The readings of a text by the delimiters that fit, best first; those alike in the order of
 * preference.
 * @param prior the delimiter that the name of the file speaks for, or null.
 */
export function findReadings(text: string, prior: string | null, isWhole: boolean): Reading[] {
  const ranked = [...USUAL_DELIMITERS, ...RARE_DELIMITERS]
    .filter((delimiter) => text.includes(delimiter))
    .map((delimiter, order) => ({ delimiter, order, usual: readUsual(text, delimiter, isWhole) }))
    .toSorted((left, right) => right.usual.score - left.usual.score)
    .slice(0, MAX_FINALISTS)
    .toSorted((left, right) => left.order - right.order);
  const readings = ranked
    .map(({ delimiter, usual }) => weigh(bestOf(text, usual, isWhole), delimiter, prior))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score);
  if (readings.length === 0) return lastResort(text, isWhole);
  return preferSemicolon(text, readings);
}

/** By the delimiter, or by the longer one that all of its occurrences are part of. */
function bestOf(text: string, usual: Reading, isWhole: boolean): Reading {
  const reading = bestQuoting(text, usual, isWhole);
  const long = findLongDelimiter(text, usual.dialect.delimiter ?? "");
  if (long === null) return reading;
  const other = bestQuoting(text, readUsual(text, long.delimiter, isWhole), isWhole);
  // Between two fields it is rather an empty third.
  if (long.delimiter.startsWith(";;") && (other.dialect.width ?? 0) < 3) return reading;
  const factor = long.isEverywhere ? LONG_EVERYWHERE_FACTOR : LONG_MOSTLY_FACTOR;
  return other.quality > reading.quality * factor ? other : reading;
}

function weigh(reading: Reading, delimiter: string, prior: string | null): Reading {
  const isRare = RARE_DELIMITERS.some((rare) => rare === delimiter);
  const factor = (delimiter === prior ? PRIOR_FACTOR : 1) * (isRare ? RARE_FACTOR : 1);
  return { ...reading, score: reading.score * factor };
}

/** Commas that are decimal ones delimit nothing where semicolons may. */
function preferSemicolon(text: string, readings: Reading[]): Reading[] {
  const [best] = readings;
  const semicolon = readings.find(({ dialect }) => dialect.delimiter === ";");
  if (best?.dialect.delimiter !== "," || semicolon === undefined) return readings;
  if (semicolon.share < MIN_SEMICOLON_SHARE || !hasDecimalCommas(text)) return readings;
  return [semicolon, ...readings.filter((reading) => reading !== semicolon)];
}

/** Blanks and colons stand in all texts: only records that can hardly be texts prove them. */
function lastResort(text: string, isWhole: boolean): Reading[] {
  const lines = readUsual(text, null, isWhole).records;
  const figures = lines.filter(({ fields }) => isOneFigure(fields[0] ?? "")).length;
  if (figures * 2 >= lines.length) return [];
  const candidates = LAST_DELIMITERS.filter((delimiter) => text.includes(delimiter));
  return candidates
    .filter((delimiter) => delimiter !== ":" || !hasTimes(text))
    .map((delimiter) => bestQuoting(text, readUsual(text, delimiter, isWhole), isWhole))
    .filter(isProven)
    .slice(0, 1);
}

/** True for a date, a time, or a number whose groups blanks divide; false for several numbers. */
function isOneFigure(line: string): boolean {
  if (!isFigure(line)) return false;
  const parts = line.trim().split(/\s+/);
  const isDate = parts.length === 3 && parts.some((part) => /^(?:19|20)\d\d$/.test(part));
  const isNumber = parts.slice(1).every((part) => /^\d{3}(?:[.,]\d+)?$/.test(part));
  return isDate || isNumber || /[:a-z]/i.test(line);
}

function isProven({ records, share, score, dialect: { width } }: Reading): boolean {
  if (score === 0 || share < LAST_MIN_SHARE || records.length < LAST_MIN_RECORDS) return false;
  const body = records.slice(1).flatMap(({ fields }) => fields);
  const empty = body.filter((field) => field === "").length;
  if (empty > body.length * LAST_MAX_EMPTY) return false;
  const figures = body.filter(isFigure).length;
  return figures >= body.length * ((width ?? 0) > 2 ? LAST_MIN_FIGURES : 1);
}
