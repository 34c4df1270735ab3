// Tells from the beginning of a text whether it is IIF, and what divides its fields.
import { refuse } from "../../core/failure.ts";
import { CR, LF } from "./line-breaks.ts";
import { COMMA, isTelling, readLineStart, SEMICOLON, SPACE, TAB } from "./record-types.ts";

/** Share of control characters, NUL aside, from which on bytes are no text: text has next to none. */
const MAX_CONTROL_SHARE = 0.05;

/**
 * @param text UTF-8.
 * @returns the byte behind most of the record types, those of headers before others; a tab when nothing tells.
 * Fails with: `empty_file` (nothing but blanks, if `isWhole`), `no_records` (no line begins as IIF
 * does), `corrupt_file` (binary data).
 */
export function findDelimiter(text: Uint8Array, given: number | null, isWhole: boolean): number {
  const headers = new Map<number, number>();
  const others = new Map<number, number>();
  let isIif = false;
  let isBlank = true;
  for (let start = 0; start < text.length;) {
    let end = start;
    while (end < text.length && text[end] !== LF && text[end] !== CR) {
      isBlank &&= text[end] === SPACE || text[end] === TAB;
      end += 1;
    }
    const line = readLineStart(text, start, end, given);
    isIif ||= isTelling(line);
    if (isTelling(line) && line.delimiter !== -1) {
      const counts = line.isHeader ? headers : others;
      counts.set(line.delimiter, (counts.get(line.delimiter) ?? 0) + 1);
    }
    start = end + 1;
  }
  if (isBlank && isWhole) {
    refuse({ code: "empty_file", detail: "The file holds nothing but blanks and line breaks." });
  }
  if (!isIif) refuseOther(text);
  return given ?? mostFrequent(headers) ?? mostFrequent(others) ?? TAB;
}

function mostFrequent(counts: ReadonlyMap<number, number>): number | null {
  let best: number | null = null;
  for (const delimiter of [TAB, COMMA, SEMICOLON]) {
    const count = counts.get(delimiter) ?? 0;
    if (count > (best === null ? 0 : (counts.get(best) ?? 0))) best = delimiter;
  }
  return best;
}

function refuseOther(text: Uint8Array): never {
  let controls = 0;
  for (const byte of text) {
    if (byte < 0x20 && byte !== 0 && (byte < 0x09 || byte > 0x0d)) controls += 1;
  }
  if (controls > text.length * MAX_CONTROL_SHARE) {
    refuse({ code: "corrupt_file", detail: "The file is binary data, not text.", at: { byte: 0 } });
  }
  refuse({
    code: "no_records",
    detail: "No line begins with a record type of IIF, such as !TRNS or !ACCNT.",
  });
}
