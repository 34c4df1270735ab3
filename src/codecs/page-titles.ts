// Recognises the titles that a print repeats on each page, where they differ by the page number only.
import type { CellValue } from "../core/records.ts";

type Lines = readonly (readonly [row: number, cells: readonly CellValue[]])[];

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
