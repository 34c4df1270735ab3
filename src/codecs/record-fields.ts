// The fields of one record as a dialect writes them: what their text stands for, how a line is
// split when no quote may reach past its end, and how a field is written for a strict reader.
import type { Dialect } from "./record-dialect.ts";
import { breakLength, isBlank, mayGrow } from "./record-text.ts";

/** Longer runs of blanks behind a quote do not make it a closing one. */
const MAX_PADDING_CHARACTERS = 4096;

/** What an escape at `at` makes of the text behind it; 0 when it stands for itself. */
export function escapedLength(text: string, at: number, dialect: Dialect): number {
  const next = text[at + 1];
  if (next === undefined) return 0;
  if (next === dialect.quote || next === dialect.escape) return 1;
  const { delimiter } = dialect;
  return delimiter !== null && text.startsWith(delimiter, at + 1) ? delimiter.length : 0;
}

/**
 * As `escapedLength`, outside of quotes: before a delimiter and a quote, which opens a field, an
 * escape stands for itself.
 */
export function escapedPlainLength(text: string, at: number, dialect: Dialect): number {
  const { delimiter, quote } = dialect;
  const isBeforeField =
    delimiter !== null && quote !== null && text.startsWith(delimiter + quote, at + 1);
  return isBeforeField ? 0 : escapedLength(text, at, dialect);
}

/**
 * The value of a field's text: doubled quotes count once where it is quoted, and escapes are gone
 * where they mean something.
 * @param text without the quotes around it.
 */
export function fieldValue(text: string, dialect: Dialect, isQuoted: boolean): string {
  const { quote, escape } = dialect;
  let value = "";
  let done = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === escape) {
      const length = escapedLength(text, at, dialect);
      if (length === 0) continue;
      value += text.slice(done, at);
      done = at + 1;
      at += length;
    } else if (isQuoted && character === quote && text[at + 1] === quote) {
      value += text.slice(done, at);
      done = at + 1;
      at += 1;
    }
  }
  return value + text.slice(done);
}

/** The values of a field's text, which has no quotes, if the delimiters behind escapes delimit. */
export function splitEscaped(text: string, dialect: Dialect): string[] {
  const { delimiter } = dialect;
  const parts = delimiter === null ? [text] : text.split(delimiter);
  return parts.map((part) => fieldValue(part, { ...dialect, delimiter: null }, false));
}

/** Writes a value as RFC 4180 has it, with the given quote. */
export function quoteField(value: string, quote: string): string {
  return quote + value.replaceAll(quote, quote + quote) + quote;
}

/** Index behind the blanks from `at` on, or of the delimiter if they belong to it. */
export function skipPadding(text: string, at: number, delimiter: string | null): number {
  const limit = at + MAX_PADDING_CHARACTERS;
  let end = at;
  while (end < limit && isBlank(text[end])) {
    if (delimiter !== null && text.startsWith(delimiter, end)) return end;
    end += 1;
  }
  return end;
}

/**
 * Where a field ends that is closed by the quote at `quote`, with the blanks behind it.
 * @returns null when the quote closes none, -1 when that takes more text.
 */
export function closedFieldEnd(
  text: string,
  quote: number,
  delimiter: string | null,
  isLast: boolean,
): number | null {
  const after = skipPadding(text, quote + 1, delimiter);
  if (after - quote > MAX_PADDING_CHARACTERS) return null;
  const isCut = after + (delimiter?.length ?? 1) > text.length || mayGrow(text, after);
  if (isCut && !isLast) return -1;
  const isEnd =
    after === text.length ||
    breakLength(text, after) > 0 ||
    (delimiter !== null && text.startsWith(delimiter, after));
  return isEnd ? after : null;
}

/** A field of a line: where its value stands, without the quotes around it. */
interface FieldSpan {
  from: number;
  to: number;
  isQuoted: boolean;
}

/**
 * Splits one line, in which a quote that does not close is text, and so is each one behind it.
 * @param isFirstText whether a quote that opens the first field is known to be text.
 */
export function splitLine(line: string, dialect: Dialect, isFirstText = false): string[] {
  return fieldSpans(line, dialect, isFirstText).map(({ from, to, isQuoted }) =>
    fieldValue(line.slice(from, to), dialect, isQuoted),
  );
}

/** The fields of a line as `splitLine` has them. */
export function fieldSpans(line: string, dialect: Dialect, isFirstText = false): FieldSpan[] {
  const { delimiter, quote, isPadded } = dialect;
  if (delimiter === null) return [{ from: 0, to: line.length, isQuoted: false }];
  const spans: FieldSpan[] = [];
  let mayQuote = quote !== null && line.includes(quote);
  let isText = isFirstText;
  for (let from = 0; ;) {
    const open = isPadded ? skipPadding(line, from, delimiter) : from;
    if (mayQuote && !isText && line[open] === quote) {
      const { close } = readQuoted(line, open + 1, dialect);
      if (close !== -1) {
        spans.push({ from: open + 1, to: close, isQuoted: true });
        const after = skipPadding(line, close + 1, delimiter);
        if (after === line.length) return spans;
        from = after + delimiter.length;
        continue;
      }
      mayQuote = false;
    }
    isText = false;
    const to = plainEnd(line, from, dialect);
    spans.push({ from, to, isQuoted: false });
    if (to === line.length) return spans;
    from = to + delimiter.length;
  }
}

/** Where a field without quotes ends. */
function plainEnd(line: string, from: number, dialect: Dialect): number {
  const { delimiter, escape } = dialect;
  let end = -1;
  for (let at = from; ;) {
    if (end < at) end = delimiter === null ? line.length : line.indexOf(delimiter, at);
    if (end === -1) end = line.length;
    const escaped = escape === null ? -1 : line.slice(at, end).indexOf(escape);
    if (escaped === -1) return end;
    at += escaped + 1 + escapedPlainLength(line, at + escaped, dialect);
  }
}

/**
 * Reads on inside quotes, from `from` to the quote that closes the field, or to the end of the line.
 * @returns index of the closing quote, -1 where there is none, and how many quotes before it are
 * neither doubled nor escaped.
 */
export function readQuoted(
  line: string,
  from: number,
  dialect: Dialect,
): { close: number; badQuotes: number } {
  const { delimiter, quote, escape } = dialect;
  let badQuotes = 0;
  for (let at = from; at < line.length; at += 1) {
    if (line[at] === escape) at += escapedLength(line, at, dialect);
    else if (line[at] !== quote) continue;
    else if (line[at + 1] === quote) at += 1;
    else if (closedFieldEnd(line, at, delimiter, true) !== null) return { close: at, badQuotes };
    else badQuotes += 1;
  }
  return { close: -1, badQuotes };
}
