// Ceilings of the pages of a document, and the checks against them before pages are read.
// Source: contract section 2 (default limits); design section on PDF (edges, traps).
import type { ParseFailure } from "../src/core/failure.ts";

export const MAX_PAGES = 500;

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
