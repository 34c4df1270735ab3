// Finds the end of a field that is not quoted, escapes counted in.
import { cleanQuote, type Dialect } from "./record-dialect.ts";
import { escapedPlainLength } from "./record-fields.ts";
import { breakLength, mayGrow, type TextIndex } from "./record-text.ts";

export interface PlainField {
  /** Index of the delimiter or of the end of the record. */
  end: number;
  isLast: boolean;
  /** Line breaks inside, all of them escaped. */
  breaks: number;
  /** Whether its text is not its value, or a strict reader would take it as quoted. */
  isOdd: boolean;
}

/**
 * @param from start of the field; @param fieldsBefore those of the record.
 * @param isLast whether the text ends here.
 * @returns null when more text is needed.
 */
export function findPlainField(
  text: string,
  from: number,
  index: TextIndex,
  dialect: Dialect,
  fieldsBefore: number,
  isLast: boolean,
): PlainField | null {
  const lookahead = dialect.delimiter?.length ?? 1;
  const mayBreak = goesOnBehindBreaks(dialect, fieldsBefore);
  let breaks = 0;
  let isOdd = text[from] === cleanQuote(dialect);
  for (let at = from; ;) {
    const recordEnd = index.break(text, at);
    const delimiter = index.delimiter.in(text, at);
    const escape = index.escape.in(text, at);
    if (delimiter < recordEnd && delimiter < escape) {
      return { end: delimiter, isLast: false, breaks, isOdd };
    }
    if (recordEnd <= escape) {
      if (!isLast && (recordEnd >= text.length || mayGrow(text, recordEnd))) return null;
      return { end: Math.min(recordEnd, text.length), isLast: true, breaks, isOdd };
    }
    if (!isLast && escape + 1 + lookahead >= text.length) return null;
    const length = escapedPlainLength(text, escape, dialect);
    at = escape + 1 + length;
    if (length > 0) isOdd = true;
    else if (mayBreak && breakLength(text, at) > 0) {
      if (!isLast && mayGrow(text, at)) return null;
      at += breakLength(text, at);
      breaks += 1;
      isOdd = true;
    }
  }
}

/**
 * MySQL escapes the line breaks of values without quotes. Elsewhere the last field of a record may
 * well end with a backslash.
 */
function goesOnBehindBreaks({ quote, width }: Dialect, fieldsBefore: number): boolean {
  return quote === null || fieldsBefore + 1 < (width ?? 0);
}
