// Learns the lines that a print repeats at the top of its pages, and finds them again. Lines are
// the same when they differ in the number of the page, in dates and in times alone.
import type { FixedWidthColumn } from "./fixed-width-cells.ts";
import { chunksOf } from "./fixed-width-text.ts";
import type { PrintLine } from "./fixed-width-lines.ts";
import { isContent, isData, type PrintTop } from "./fixed-width-top.ts";

/** Fewest lines that a page has on average for its header to be told from data that come again. */
const MIN_PAGE_LINES = 4;
/** Lines of a page header; more are not looked at. */
const MAX_HEADER_LINES = 20;
/** Lines of it that may differ from page to page, such as the name of a department: they stay rows. */
const MAX_VARYING_LINES = 4;
const MAX_VARYING_CHARACTERS = 1_000;
/** Share of the pages on which a line must stand to be one of the header. */
const PAGE_SHARE = 0.8;

/** Pages and dates take up no more than this. */
const MAX_LENGTH_DIFFERENCE = 40;
const PAGE_WORD =
  /^(?:p|pp|pg|page|pages|seite|blatt|pagina|página|pág|pag|sida|side|strona|folio|sheet|of|von|de|di|van|sur|av|\/|-)[.:]?$/i;
const PAGE_NUMBER = /^([^\d]*)\d+(?:([/-])\d+)?([^\d]*)$/;
const DATE_OR_TIME =
  /^[([]?(?:\d{1,4}([-/.])(?:\d{1,2}|\p{L}{3,9})\1\d{1,4}|\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:[.,]\d+)?)?(?:[ap]m?)?)[\])]?[.,;]?$/iu;
const HALF_OF_DAY = /^[ap]\.?m\.?$/i;

/** A line of the page header; null where the lines of the pages differ. */
export type PageHeader = readonly (string | null)[];

/** Whether two lines of page tops say the same. */
function isSameHeaderLine(left: string, right: string): boolean {
  if (left === right) return true;
  if (Math.abs(left.length - right.length) > MAX_LENGTH_DIFFERENCE) return false;
  const own = wordsOf(left);
  const other = wordsOf(right);
  return (
    own.length === other.length &&
    own.every((word, index) => isSameWord(word, other[index] ?? "", own[index - 1] ?? ""))
  );
}

function wordsOf(text: string): string[] {
  return text.split(" ").filter((word) => word !== "");
}

function isSameWord(left: string, right: string, before: string): boolean {
  if (left === right) return true;
  if (DATE_OR_TIME.test(left) && DATE_OR_TIME.test(right)) return true;
  if (HALF_OF_DAY.test(left) && HALF_OF_DAY.test(right)) return true;
  const [, leftHead, leftSlash, leftTail] = PAGE_NUMBER.exec(left) ?? [];
  const [, rightHead, rightSlash, rightTail] = PAGE_NUMBER.exec(right) ?? [];
  if (leftHead === undefined || leftHead !== rightHead) return false;
  if (leftSlash !== rightSlash || leftTail !== rightTail) return false;
  return PAGE_WORD.test(leftHead === "" ? before : leftHead);
}

/**
 * Learns the page header from the first lines of a print.
 * @returns its lines from the top, rules and blank lines left out; null when none come again.
 */
export function learnPageHeader(
  lines: readonly PrintLine[],
  columns: readonly FixedWidthColumn[],
  top: PrintTop,
): PageHeader | null {
  const content = contentOf(lines);
  const firstData = content.findIndex(({ index }) => index >= top.dataStart);
  for (
    let anchor = firstData - 1;
    anchor >= Math.max(0, firstData - MAX_HEADER_LINES);
    anchor -= 1
  ) {
    const { text, index } = content[anchor] ?? { text: "", index: -1 };
    const again = content.flatMap((line, at) =>
      at > anchor && isSameHeaderLine(line.text, text) ? [at] : [],
    );
    if (again.length === 0) continue;
    // The name of a section may come again among the data; titles alone are known by form feeds.
    const isPlain = !top.headings.includes(index) && chunksOf(text).length < 2;
    if (isPlain && !again.every((at) => content[at - anchor]?.isPageTop)) continue;
    return extendUp(content, columns, anchor, again);
  }
  return null;
}

function extendUp(
  content: readonly PrintLine[],
  columns: readonly FixedWidthColumn[],
  anchor: number,
  again: readonly number[],
): PageHeader {
  const header: (string | null)[] = [content[anchor]?.text ?? null];
  let varying = 0;
  for (let up = 1; up <= anchor && header.length < MAX_HEADER_LINES; up += 1) {
    const below = again.filter((at) => content[at - up + 1]?.isPageTop);
    if (below.length >= again.length * PAGE_SHARE) break;
    const text = content[anchor - up]?.text ?? "";
    const same = again.filter((at) => isSameHeaderLine(content[at - up]?.text ?? "", text));
    const isSame = same.length >= again.length * PAGE_SHARE;
    if (!isSame) {
      varying += 1;
      const isBody = again.some((at) => isData(content[at - up]?.text ?? "", columns));
      if (varying > MAX_VARYING_LINES || isBody) break;
    }
    header.unshift(isSame ? text : null);
  }
  while (header[0] === null) header.shift();
  return header;
}

/**
 * Says of each line whether it is one of the page header come again, by the first lines of the
 * pages alone: such lines are no evidence of how the body looks.
 */
export function repeatedTops(lines: readonly PrintLine[]): boolean[] {
  const repeated = lines.map(() => false);
  const content = contentOf(lines);
  const later = [...content.keys()].slice(1);
  const fed = later.filter((at) => content[at]?.isPageTop);
  const first = content[0]?.text ?? "";
  const again = later.filter((at) => isSameHeaderLine(content[at]?.text ?? "", first));
  const tops = fed.length > 0 ? fed : again;
  // What comes in one line of a few is no page header.
  if (tops.length * MIN_PAGE_LINES > content.length) return repeated;
  for (const top of tops) {
    let varying = 0;
    for (let down = 0; down < MAX_HEADER_LINES && varying <= MAX_VARYING_LINES; down += 1) {
      const { text, index } = content[top + down] ?? {};
      if (text === undefined || index === undefined) break;
      if (isSameHeaderLine(text, content[down]?.text ?? "")) repeated[index] = true;
      else varying += 1;
    }
  }
  return repeated;
}

interface ContentLine extends PrintLine {
  index: number;
}

/** The lines that are neither blank nor rules, with their indices. */
function contentOf(lines: readonly PrintLine[]): ContentLine[] {
  const content: ContentLine[] = [];
  for (const [index, line] of lines.entries()) {
    if (isContent(line.text)) content.push({ ...line, index });
  }
  return content;
}

/** Compares the lines of a print with its page header, one after the other. */
export class PageHeaderMatcher {
  readonly #header: PageHeader;
  #matched = 0;

  constructor(header: PageHeader) {
    this.#header = header;
  }

  /** @returns whether the line begins a header, goes on with it, ends it, or is not of it. */
  next({ text, isPageTop }: PrintLine): "first" | "next" | "last" | "other" {
    if (isPageTop || !this.#fits(text)) this.#matched = 0;
    if (!this.#fits(text)) return "other";
    this.#matched += 1;
    if (this.#matched === this.#header.length) {
      this.#matched = 0;
      return "last";
    }
    return this.#matched === 1 ? "first" : "next";
  }

  /** Which of its lines are the same on all pages. */
  isRepeated(index: number): boolean {
    return this.#header[index] !== null;
  }

  #fits(text: string): boolean {
    const line = this.#header[this.#matched];
    return line === null
      ? text.length <= MAX_VARYING_CHARACTERS
      : line !== undefined && isSameHeaderLine(text, line);
  }
}
