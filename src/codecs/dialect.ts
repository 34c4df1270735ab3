// Finds how a text is delimited, on a sample of it. Every candidate splits the sample with the
// reader that will split the file. Knows nothing of headers or of what the columns mean.
// Source: design rules for dialects (`sep=` line, preference order, the file's name as a prior).
import { refuse } from "../core/failure.ts";
import type { DelimitedRecord } from "./delimited.ts";
import { CANDIDATES, readSample, scoreDialect } from "./dialect-score.ts";
import { COMMA_DIALECT, type Dialect } from "./record-dialect.ts";

/** Share of the best score within which the second best makes the choice ambiguous. */
const AMBIGUITY_SHARE = 0.02;
/** By how much the name of the file raises the score of its delimiter. */
const PRIOR_FACTOR = 1.05;
/** Excel's own way to name the delimiter: a first line that holds nothing else. */
const SEP_LINE = /^"?sep=([^"\r\n])"?(?:\r\n|\n|\r|$)/i;

type TerminatorName = "LF" | "CRLF" | "CR" | "mixed";

export interface FoundDialect extends Dialect {
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

interface Candidate extends Dialect {
  score: number;
  badQuoteLine: number | null;
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
  const { isWhole } = hints;
  const [best, second] =
    given === null ? rankCandidates(text, hints) : [bestQuoting(text, given, isWhole)];
  const dialect: Dialect = best ?? { ...COMMA_DIALECT, delimiter: null };
  const isAmbiguous =
    best !== undefined &&
    second !== undefined &&
    second.score >= best.score * (1 - AMBIGUITY_SHARE);
  return {
    delimiter: dialect.delimiter,
    quote: dialect.quote,
    escape: dialect.escape,
    isPadded: dialect.isPadded,
    badQuoteLine: best?.badQuoteLine ?? null,
    firstLine: start > 0 ? 2 : 1,
    start,
    terminator: nameTerminator(readSample(text, dialect, isWhole)),
    runnerUp: isAmbiguous ? second.delimiter : null,
  };
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

/** The delimiters that fit, best first; those alike in the order of preference. */
function rankCandidates(text: string, { prior, isWhole }: DialectHints): Candidate[] {
  return CANDIDATES.filter((delimiter) => text.includes(delimiter))
    .map((delimiter) => {
      const candidate = bestQuoting(text, delimiter, isWhole);
      if (delimiter === prior) candidate.score *= PRIOR_FACTOR;
      return candidate;
    })
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score);
}

/** Other ways to quote are only thought of when the usual one leaves quotes that it cannot explain. */
function bestQuoting(text: string, delimiter: string, isWhole: boolean): Candidate {
  const strict: Dialect = { ...COMMA_DIALECT, delimiter };
  const usual = scoreDialect(text, strict, isWhole);
  let best: Candidate = { ...strict, score: usual.score, badQuoteLine: null };
  const others: Dialect[] = text.includes(`${delimiter} "`) ? [{ ...strict, isPadded: true }] : [];
  if (usual.hasBadQuotes) others.push({ ...strict, quote: null });
  for (const dialect of others) {
    const { score } = scoreDialect(text, dialect, isWhole);
    const badQuoteLine = dialect.quote === null ? usual.badQuoteLine : null;
    if (score > best.score) best = { ...dialect, score, badQuoteLine };
  }
  return best;
}

function nameTerminator(records: readonly DelimitedRecord[]): TerminatorName | null {
  const found = new Set(records.map(({ terminator }) => terminator));
  found.delete("");
  if (found.size > 1) return "mixed";
  const [only] = found;
  return only === undefined ? null : only === "\n" ? "LF" : only === "\r" ? "CR" : "CRLF";
}
