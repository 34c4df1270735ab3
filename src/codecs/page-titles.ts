// The titles and headers that a print repeats on each page: recognises them where they differ by the
// page number only, and keeps them within a bound.
import type { SourceRow } from "./header-names.ts";
import { HEADER_SEARCH_CHARACTERS, holdingCost, toLines, type Lines } from "./headered-table.ts";

/** Lines that are kept, if they do not cost more than the rows that are searched for a header. */
const MAX_REPEATED_LINES = 1_000;

export class RepeatedHeaders {
  readonly lines: Lines = [];
  #characters = 0;

  /** @returns false when there is no room: the lines are rows then. */
  keep(rows: readonly SourceRow[]): boolean {
    for (const { cells } of rows) this.#characters += holdingCost(cells);
    const isFull = this.lines.length + rows.length > MAX_REPEATED_LINES;
    if (isFull || this.#characters > HEADER_SEARCH_CHARACTERS) return false;
    this.lines.push(...toLines(rows));
    return true;
  }
}

const PAGE =
  /\b(?:page|seite|pagina|página|blatt|side|sida|sivu|strona|strana|folha|hoja|foglio|pag|pg)[.: ]{0,3}\d{1,6}(?: ?(?:of|von|de|di|van|av|af|z|\/) ?\d{1,6})?/giu;
const MAX_TITLE_CHARACTERS = 500;

/** True when the lines have the same cells, numbers of pages aside. */
export function isSamePageTitle(lines: Lines, others: Lines): boolean {
  return (
    lines.length === others.length &&
    lines.every((line, index) => keyOf(line) === keyOf(others[index]))
  );
}

function keyOf(line: Lines[number] | undefined): string {
  const text = JSON.stringify(line?.[1] ?? null);
  return text.length > MAX_TITLE_CHARACTERS ? text : text.replaceAll(PAGE, "#");
}
