// Tells quotation marks around a field from those that are text, such as inch marks: a field is
// quoted when it begins with one and another stands before a delimiter or the end of the record.
import { decodeUtf8 } from "../../codecs/utf8-string.ts";
import { CR, LF } from "./line-breaks.ts";
import { QUOTE, SPACE } from "./record-types.ts";

/** Stands for "no quotation mark closes the field" and for "more bytes have to tell". */
export const NO_CLOSE = -1;
export const NEEDS_MORE = -2;

export interface QuoteContext {
  delimiter: number;
  /** Whether the bytes end the text that is looked at. */
  isLast: boolean;
  /** Bytes behind the opening mark within which the closing one has to stand. */
  maxBytes: number;
  /** Whether a record begins at an offset, so that it cannot be inside of a field; null when more bytes have to tell. */
  beginsRecord: (offset: number) => boolean | null;
}

export interface ClosingQuote {
  /** Offset of the closing mark, `NO_CLOSE` or `NEEDS_MORE`. */
  at: number;
  /** True when marks in the field are not doubled as they should. */
  isOdd: boolean;
}

/**
 * Finds the mark that closes the field which opens at `open`.
 *
 * Writers that double inner marks may have delimiters and line breaks inside; those that do not are
 * known by a lone inner mark, and may not. The line break inside a field cannot be followed by what
 * begins a record. A field whose last doubled marks stand before a delimiter ends there only when
 * nothing else closes it: `"12""` for 12 inches.
 */
export function findClosingQuote(
  bytes: Uint8Array,
  open: number,
  context: QuoteContext,
): ClosingQuote {
  const { delimiter, isLast, maxBytes } = context;
  const maxEnd = open + maxBytes;
  let candidate = NO_CLOSE;
  let isSpanning = false;
  let hasLone = false;
  for (let at = open + 1; ;) {
    const quote = bytes.indexOf(QUOTE, at);
    const end = quote === -1 ? bytes.length : quote;
    for (; at < end; at += 1) {
      const byte = bytes[at];
      if (byte !== delimiter && byte !== LF && byte !== CR) continue;
      if (hasLone) return { at: candidate, isOdd: true };
      isSpanning = true;
      if (byte === delimiter || (byte === CR && bytes[at + 1] === LF)) continue;
      const begins = context.beginsRecord(at + 1);
      if (begins === null) return { at: NEEDS_MORE, isOdd: false };
      if (begins) return { at: candidate, isOdd: true };
    }
    if (end > maxEnd || (quote === -1 && isLast)) return { at: candidate, isOdd: true };
    if (quote === -1) return { at: NEEDS_MORE, isOdd: false };
    let runEnd = quote + 1;
    while (bytes[runEnd] === QUOTE) runEnd += 1;
    let after = runEnd;
    while (bytes[after] === SPACE) after += 1;
    if (after > maxEnd) return { at: candidate, isOdd: true };
    if (after === bytes.length && !isLast) return { at: NEEDS_MORE, isOdd: false };
    const isBeforeEnd = after === bytes.length || isFieldEnd(bytes[after] as number, delimiter);
    const isEven = (runEnd - quote) % 2 === 0;
    if (isBeforeEnd && !isEven) return { at: runEnd - 1, isOdd: hasLone };
    if (isBeforeEnd && candidate === NO_CLOSE && !isSpanning) candidate = runEnd - 1;
    if (!isBeforeEnd && !isEven) {
      if (isSpanning) return { at: candidate, isOdd: true };
      hasLone = true;
    }
    at = runEnd;
  }
}

/** Offset of the delimiter or line break at or behind `start`; the end of the bytes when there is none. */
export function findFieldEnd(bytes: Uint8Array, start: number, delimiter: number): number {
  let at = start;
  while (at < bytes.length && !isFieldEnd(bytes[at] as number, delimiter)) at += 1;
  return at;
}

/** The text of a quoted field, from behind its opening mark to its closing one. */
export function quotedText(bytes: Uint8Array, open: number, close: number): string {
  return decodeText(bytes, open + 1, close).replaceAll('""', '"');
}

/** The text of bytes that were transcoded, and so are UTF-8. */
export function decodeText(bytes: Uint8Array, start: number, end: number): string {
  const text = decodeUtf8(bytes, start, end);
  if (text === null) throw new Error("text was cut within a character");
  return text;
}

function isFieldEnd(byte: number, delimiter: number): boolean {
  return byte === delimiter || byte === LF || byte === CR;
}
