// Ceilings of the pages of a document, and the checks against them before pages are read.
// Source: contract section 2 (default limits); design section on PDF (edges, traps).
import type { ParseFailure } from "../src/core/failure.ts";
import { MIB } from "../src/core/units.ts";

const MAX_PAGES = 500;

/** Of one page. */
export const PAGE_LIMITS = Object.freeze({
  /** Operators of its content streams. */
  operations: 500_000,
  /** Words on it. */
  items: 50_000,
  /** Painted edges that are looked at, before they are joined; drawings have more, tables do not. */
  edges: 20_000,
});

/** @param pages that are asked for. */
export function refusePages(pages: number, max: number = MAX_PAGES): ParseFailure | null {
  if (pages <= max) return null;
  return {
    code: "pages_exceeded",
    detail: `The document has ${pages} pages to read; ${max} are allowed.`,
    limit: { name: "pages", max, found: pages },
  };
}

/** Cells of all tables that are held until the last page is read. */
export const MAX_HELD_CELLS = 2_000_000;

const END_MARK = new TextEncoder().encode("%%EOF");
const LINEARIZED_LENGTH = /\/Linearized[^>]{0,200}?\/L\s+(\d{1,10})/u;
const HEAD_BYTES = 1024;

/**
 * Tells files that were cut off: no end mark at all, or a linearized file that is shorter than it
 * says. Readers mend both without a word, and lose pages.
 */
export function refuseTruncated(bytes: Uint8Array): ParseFailure | null {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, HEAD_BYTES));
  const declared = LINEARIZED_LENGTH.exec(head)?.[1];
  const isShort = declared !== undefined && Number(declared) > bytes.length;
  if (!isShort && holdsEndMark(bytes)) return null;
  return {
    code: "truncated_file",
    detail: isShort
      ? `The file says that it has ${declared} bytes; there are ${bytes.length}.`
      : "The file has no end mark.",
    at: { byte: bytes.length },
  };
}

function holdsEndMark(bytes: Uint8Array): boolean {
  const [first = 0] = END_MARK;
  for (let at = bytes.lastIndexOf(first); at !== -1; at = bytes.lastIndexOf(first, at - 1)) {
    if (END_MARK.every((byte, index) => bytes[at + index] === byte)) return true;
    if (at === 0) return false;
  }
  return false;
}

/** Of the streams of a document, once they are unpacked. */
export const STREAM_LIMITS = Object.freeze({
  totalBytes: 1024 * MIB,
  /** Content of a page or a form: half a million operators take about 8 MiB. */
  contentBytes: 16 * MIB,
  /** Fonts, profiles, objects: fonts of all Chinese characters are below 32 MiB. */
  dataBytes: 64 * MIB,
  /** Letters in the strings of one stream; 50 000 words have a third of that. */
  letters: 1_000_000,
  /** States saved within one another; ISO 32000-1 annex C names 28. */
  deepest: 2_000,
  /** Codes in the ranges of one map: all of Unicode. */
  mappedCodes: 1_114_112,
});
