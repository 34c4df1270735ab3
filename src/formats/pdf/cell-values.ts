// Tells values of a table (figures and what stands for none) from labels. Kinds only: nothing is changed.
import { isFigure } from "../../codecs/figures.ts";

const MARKS_BEHIND = /[*†‡§¹²³\s]+$/u;
const NO_VALUE = /^(?:[-–—−.:*]{1,3}|n\.?\/?a\.?|nil|nm|nd|\.{2,})$/iu;
const LETTERS = /\p{L}/u;
const MAX_VALUE_CHARACTERS = 40;

/** True for amounts, dates and the like, marks of footnotes behind them left out. */
export function isValue(text: string | null): boolean {
  if (text === null || text.length > MAX_VALUE_CHARACTERS) return false;
  const bare = text.replace(MARKS_BEHIND, "");
  return isFigure(bare) || isFigure(bare.replaceAll(/(?<=[-(])\s+|\s+(?=\))/gu, ""));
}

/** True for a value, or for what stands in the place of one: a dash, "n/a". */
export function isValueOrNone(text: string | null): boolean {
  return text !== null && (isValue(text) || NO_VALUE.test(text.trim()));
}

/** True for text that has letters and is no value. */
export function isLabel(text: string | null): boolean {
  return text !== null && LETTERS.test(text) && !isValueOrNone(text);
}
