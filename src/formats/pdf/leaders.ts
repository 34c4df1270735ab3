// Dotted leaders lead the eye from a label to its figure; they are no text.
import type { Word } from "./page.ts";

const LEADER = /^[.·…_]{4,}$/u;
const LEADER_BEHIND = /[.·…_]{4,}$/u;
const DOT = /^[.·]$/u;
/** Dots that are words of their own, in a row. */
const MIN_DOTS = 3;

/** @param words of one line, from left to right. */
export function withoutLeaders(words: readonly Word[]): Word[] {
  const kept: Word[] = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === undefined) break;
    if (LEADER.test(word.text)) continue;
    const dots = countDots(words, index);
    if (dots >= MIN_DOTS) {
      index += dots - 1;
      continue;
    }
    kept.push(LEADER_BEHIND.test(word.text) ? withoutEnd(word) : word);
  }
  return kept;
}

function countDots(words: readonly Word[], from: number): number {
  let to = from;
  while (DOT.test(words[to]?.text ?? "")) to += 1;
  return to - from;
}

function withoutEnd(word: Word): Word {
  const text = word.text.replace(LEADER_BEHIND, "");
  return { ...word, text, x1: word.x0 + ((word.x1 - word.x0) * text.length) / word.text.length };
}
