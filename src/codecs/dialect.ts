// Finds how a text is delimited, on a sample of it. Every candidate splits the sample with the
// reader that will split the file. Knows nothing of headers or of what the columns mean.
// Source: design rules for dialects (`sep=` line, preference order, the file's name as a prior).
import { refuse } from "../core/failure.ts";
import { KIB } from "../core/units.ts";
import type { DelimitedRecord } from "./delimited.ts";
import { bestQuoting, readUsual } from "./dialect-quoting.ts";
import type { Reading } from "./dialect-score.ts";
import { findReadings } from "./dialect-search.ts";
import { COMMA_DIALECT, type Dialect } from "./record-dialect.ts";
import { breakLength, TextIndex } from "./record-text.ts";

/** Share of the best score within which the second best makes the choice ambiguous. */
const AMBIGUITY_SHARE = 0.02;
/** The delimiter is sought in the head of the sample, its quotes in all of it. */
const HEAD_CHARACTERS = 16 * KIB;
const HEAD_LINES = 1_000;
/** Excel's own way to name the delimiter: a first line that holds nothing else. */
const SEP_LINE = /^"?sep=([^"\r\n])"?(?:\r\n|\n|\r|$)/i;

type TerminatorName = "LF" | "CRLF" | "CR" | "CRCRLF" | "mixed";

export interface FoundDialect extends Dialect {
  width: number | null;
  /** Physical line and offset in UTF-16 units at which the records begin: after a `sep=` line. */
  firstLine: number;
  start: number;
  /** Of the sample's records; null when none of them ends with one. */
  terminator: TerminatorName | null;
  /** Line of a quote that made all quotes count as text; null where they do not, or it is not known. */
  badQuoteLine: number | null;
  /** A delimiter that fits about as well as the one chosen, or null. */
  runnerUp: string | null;
}

export interface DialectHints {
  /** The caller's delimiter: one character, `\t` or `tab`; null to find it. */
  delimiter: string | null;
  /** The delimiter that the name of the file speaks for, or null. */
  prior: string | null;
  /** True when the sample is the whole text, so that its last record is complete. */
  isWhole: boolean;
}

/**
 * Finds the dialect of a text; a null delimiter means that each record is one field.
 * @param sample the beginning of the text, without a byte order mark.
 * Fails with: `invalid_option` (the caller's delimiter cannot be one).
 */
export function findDialect(sample: string, hints: DialectHints): FoundDialect {
  const wanted = hints.delimiter === null ? null : readDelimiterOption(hints.delimiter);
  const sepLine = SEP_LINE.exec(sample);
  const start = sepLine?.[0].length ?? 0;
  const text = sample.slice(start);
  const given = wanted ?? sepLine?.[1] ?? null;
  const [best, second] = findInSample(text, given, hints);
  const isAmbiguous =
    second !== undefined &&
    second.score >= best.score * (1 - AMBIGUITY_SHARE) &&
    !best.dialect.delimiter?.includes(second.dialect.delimiter ?? "");
  return {
    ...best.dialect,
    badQuoteLine: best.dialect.quote === null ? best.badQuoteLine : null,
    firstLine: start > 0 ? 2 : 1,
    start,
    terminator: nameTerminator(best.records),
    runnerUp: isAmbiguous ? second.dialect.delimiter : null,
  };
}

/** @returns the best reading and those by other delimiters. */
function findInSample(
  text: string,
  given: string | null,
  { prior, isWhole }: DialectHints,
): [Reading, ...Reading[]] {
  const usual = (delimiter: string | null): Reading => readUsual(text, delimiter, isWhole);
  if (given !== null) return [bestQuoting(text, usual(given), isWhole)];
  const headEnd = findHeadEnd(text);
  if (headEnd === text.length) {
    const [best, ...others] = findReadings(text, prior, isWhole);
    return [best ?? usual(null), ...others];
  }
  const [best, ...others] = findReadings(text.slice(0, headEnd), prior, false);
  if (best === undefined) return [findReadings(text, prior, isWhole)[0] ?? usual(null)];
  if (isSettled(best, text.slice(headEnd))) return [best, ...others];
  const whole = bestQuoting(text, usual(best.dialect.delimiter), isWhole);
  return [{ ...whole, score: best.score }, ...others];
}

/** Whether the rest of the sample has nothing to say: records alike, and their quotes explained, or none to come. */
function isSettled({ share, hasBadQuotes, records }: Reading, rest: string): boolean {
  if (share < 1 || hasBadQuotes) return false;
  return records.some(({ isQuoted }) => isQuoted) || !/["'`\\]/.test(rest);
}

function findHeadEnd(text: string): number {
  const index = new TextIndex(COMMA_DIALECT);
  const max = Math.min(text.length, HEAD_CHARACTERS);
  let end = 0;
  for (let lines = 0; lines < HEAD_LINES; lines += 1) {
    const at = index.break(text, end);
    if (at >= max) return max;
    end = at + breakLength(text, at);
  }
  return end;
}

function readDelimiterOption(option: string): string {
  const delimiter = option === "\\t" || option.toLowerCase() === "tab" ? "\t" : option;
  if (delimiter.length !== 1 || /["\r\n\uFEFF]/.test(delimiter)) {
    refuse({
      code: "invalid_option",
      detail:
        "The option `delimiter` takes one character that is no quotation mark or line break, `\\t` or `tab`.",
    });
  }
  return delimiter;
}

const TERMINATOR_NAMES = {
  "\n": "LF",
  "\r\n": "CRLF",
  "\r": "CR",
  "\r\r\n": "CRCRLF",
  "": null,
} as const satisfies Record<DelimitedRecord["terminator"], TerminatorName | null>;

function nameTerminator(records: readonly DelimitedRecord[]): TerminatorName | null {
  const found = new Set(records.map(({ terminator }) => terminator));
  found.delete("");
  if (found.size > 1) return "mixed";
  const [only] = found;
  return only === undefined ? null : TERMINATOR_NAMES[only];
}
