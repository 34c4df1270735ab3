// Running headers and footers: lines near the top and bottom of pages that stand at the same height
// on the pages around, alike but for a number that counts the pages. What is one line of several
// columns and has no page number may be the header of a table, and stays.
// Source: design section on borderless tables (across pages).
import type { PageContent, Word } from "./page.ts";
import { joinWords, toChunks, toLines } from "./text-lines.ts";

/** Share of the page's height at its top and bottom that is looked at. */
const MARGIN = 0.12;
/** Height by which the same line may differ from page to page, in points. */
const SAME_HEIGHT = 3;
/** Pages before and behind that are compared; of these and the page itself, most must have the line. */
export const PAGES_AROUND = 2;
const MIN_PAGES = 3;

interface MarginLine {
  text: string;
  baseline: number;
  isOneChunk: boolean;
  words: readonly Word[];
}

/** Compares pages with those around them; only the lines in the margins are kept of each. */
export class RunningLines {
  readonly #pages = new Map<number, MarginLine[]>();
  /** Numbers of the pages read, in order. */
  readonly #order: number[] = [];

  note({ number, words, height }: PageContent): void {
    const margin = height * MARGIN;
    const near = words.filter(({ baseline }) => baseline < margin || baseline > height - margin);
    this.#order.push(number);
    this.#pages.set(
      number,
      toLines(near).map((line) => ({
        text: joinWords(line.words),
        baseline: line.baseline,
        isOneChunk: toChunks(line).length === 1,
        words: line.words,
      })),
    );
    const old = this.#order.at(-(2 * PAGES_AROUND + 2));
    if (old !== undefined) this.#pages.delete(old);
  }

  /** @returns the page without its running lines. The pages around it must have been noted. */
  without(page: PageContent): PageContent {
    const own = this.#pages.get(page.number) ?? [];
    const at = this.#order.indexOf(page.number);
    const around = this.#order.slice(Math.max(0, at - PAGES_AROUND), at + PAGES_AROUND + 1);
    const running = own.filter((line) => this.#isRunning(line, page.number, around));
    if (running.length === 0) return page;
    const boxes = running.flatMap(({ words }) => words);
    return {
      ...page,
      words: page.words.filter(
        (word) =>
          !boxes.some(
            (box) =>
              word.x0 >= box.x0 - 0.01 &&
              word.x1 <= box.x1 + 0.01 &&
              Math.abs(word.baseline - box.baseline) <= box.size * 0.6,
          ),
      ),
    };
  }

  #isRunning(line: MarginLine, number: number, around: readonly number[]): boolean {
    let pages = 0;
    let isCounting = false;
    for (const other of around) {
      const twin = this.#pages
        .get(other)
        ?.find(
          (candidate) =>
            Math.abs(candidate.baseline - line.baseline) <= SAME_HEIGHT &&
            isAlike(line.text, candidate.text, other - number),
        );
      if (twin === undefined) continue;
      pages += 1;
      isCounting ||= twin.text !== line.text;
    }
    return pages >= MIN_PAGES && pages * 2 > around.length && (line.isOneChunk || isCounting);
  }
}

/** True when both texts are the same but for numbers that differ as the page numbers do. */
function isAlike(text: string, other: string, distance: number): boolean {
  if (text === other) return true;
  const numbers = text.split(/(\d+)/u);
  const others = other.split(/(\d+)/u);
  if (numbers.length !== others.length) return false;
  return numbers.every((part, index) => {
    const twin = others[index] ?? "";
    if (part === twin) return true;
    return index % 2 === 1 && part.length < 6 && Number(twin) - Number(part) === distance;
  });
}
