// Which pages of a document are read: all, or those that the `pages` option names.
import { refuse } from "../../core/failure.ts";
import type { PageRange } from "../../core/format.ts";
import { refusePages } from "../../../guards/pages.ts";

/**
 * @returns page numbers, rising.
 * Fails with: `pages_exceeded`, `invalid_option` when a page is named that is not there.
 */
export function selectPages(ranges: readonly PageRange[] | null, pageCount: number): number[] {
  const chosen = new Set<number>();
  for (const { first, last } of ranges ?? [{ first: 1, last: pageCount }]) {
    const missing = first > pageCount ? first : last !== null && last > pageCount ? last : null;
    if (missing !== null) {
      refuse({
        code: "invalid_option",
        detail: `The option pages names page ${missing}; the document has ${pageCount}.`,
        at: { page: missing },
      });
    }
    const failure = refusePages(chosen.size + (last ?? pageCount) - first + 1);
    if (failure !== null) refuse(failure);
    for (let page = first; page <= (last ?? pageCount); page += 1) chosen.add(page);
  }
  return [...chosen].toSorted((a, b) => a - b);
}
