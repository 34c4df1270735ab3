// Puts letters together into words while they come: a blank, a gap, another line or another
// direction ends a word. Letters that are shown twice to look bold count once.
import { refuse } from "../../core/failure.ts";
import type { Word } from "./page.ts";
import type { Turn, TurnedWords } from "./orientation.ts";

/** A gap of this share of the font size parts two words; pdf.js counts from 0.102. */
const WORD_GAP = 0.13;
/** Letters may overlap by this share: kerning, and italics. */
const MAX_OVERLAP = 0.4;
/** Share of the font size by which letters of one word may differ in height on the line. */
const MAX_RISE = 0.12;
/** Height of a line above and below the baseline, in font sizes. */
const ASCENT = 0.78;
const DESCENT = 0.22;
const SHOWN_TWICE = 1;

/** Collects the words of one page. Fails with: `operations_exceeded` when there are more than `maxWords`. */
export class WordBuilder {
  readonly words: TurnedWords = [[], [], [], []];
  letters = 0;
  readonly #page: number;
  readonly #maxWords: number;
  #count = 0;
  #open: Word | null = null;
  #openTurn: Turn = 0;
  /** Where the last letter of the open word begins. */
  #lastStart = 0;

  constructor(page: number, maxWords: number) {
    this.#page = page;
    this.#maxWords = maxWords;
  }

  /** @param start and the other places are in the frame of the letter's direction. */
  add(text: string, turn: Turn, start: number, end: number, baseline: number, size: number): void {
    this.letters += 1;
    const open = this.#open;
    if (open !== null && turn === this.#openTurn) {
      const gap = start - open.x1;
      const isSameLine = Math.abs(baseline - open.baseline) <= MAX_RISE * size;
      const isSameSize = Math.abs(size - open.size) <= 0.25 * open.size;
      const isNear = gap <= WORD_GAP * size && gap >= -MAX_OVERLAP * size;
      if (isSameLine && isSameSize && isNear) {
        const isShownTwice =
          gap < 0 && Math.abs(start - this.#lastStart) <= SHOWN_TWICE && open.text.endsWith(text);
        if (isShownTwice) return;
        open.text += text;
        open.x1 = Math.max(open.x1, end);
        this.#lastStart = start;
        return;
      }
    }
    this.endWord();
    this.#openTurn = turn;
    this.#lastStart = start;
    this.#open = {
      text,
      x0: start,
      x1: end,
      top: baseline - ASCENT * size,
      bottom: baseline + DESCENT * size,
      baseline,
      size,
    };
  }

  endWord(): void {
    if (this.#open === null) return;
    this.#count += 1;
    if (this.#count > this.#maxWords) {
      refuse({
        code: "operations_exceeded",
        detail: `The page has more than ${this.#maxWords} words.`,
        at: { page: this.#page },
        limit: { name: "page_items", max: this.#maxWords, found: this.#count },
      });
    }
    this.words[this.#openTurn].push(this.#open);
    this.#open = null;
  }

  /** Ends the last word and takes out those that are shown twice at one place. */
  finish(): TurnedWords {
    this.endWord();
    for (const list of this.words) list.splice(0, list.length, ...withoutRepeats(list));
    return this.words;
  }
}

/** Only words of equal text count as repeats: others may really stand close together. */
function withoutRepeats(words: readonly Word[]): Word[] {
  const byText = new Map<string, Word[]>();
  return words.filter((word) => {
    const same = byText.get(word.text);
    if (same === undefined) {
      byText.set(word.text, [word]);
      return true;
    }
    // What looks bold is shown again at once; a page of one word must not be compared as a whole.
    const recent = same.slice(-4);
    const isRepeat = recent.some(
      ({ x0, baseline }) =>
        Math.abs(x0 - word.x0) <= SHOWN_TWICE && Math.abs(baseline - word.baseline) <= SHOWN_TWICE,
    );
    if (!isRepeat) same.push(word);
    return !isRepeat;
  });
}
