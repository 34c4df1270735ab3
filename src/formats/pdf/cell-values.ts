// Tells values of a table (figures and what stands for none) from labels. Kinds only: nothing is changed.
import { readAmount } from "../../codecs/amounts.ts";
import { kindOf } from "../../codecs/figures.ts";
import { toPlainText } from "../../codecs/plain-text.ts";

const MARKS_BEHIND = /[*†‡§¹²³\s]+$/u;
const NO_VALUE = /^(?:[-–—−.:*]{1,3}|n\.?\/?a\.?|nil|nm|nd|\.{2,})$/iu;
const DIGIT = /\d/u;
const MARKED = /\d ?(?:CR|DR)\.?$/iu;
/** No currency and no mark of an amount is that long. */
const WORD = /\p{L}{4}/u;
const LETTERS = /\p{L}/u;
const MAX_VALUE_CHARACTERS = 40;

/** Rows that carry a sum or a section from page to page. */
export const CARRY =
  /(?:brought|carried)\s+(?:forward|down)|(?:b|c)\/(?:f|fwd|d)\b|continued|[üu]bertrag|\breport[ée]?\b|saldo anterior|a riporto/iu;

/** True for amounts, dates and the like, marks of footnotes behind them left out. */
export function isValue(text: string | null): boolean {
  if (text === null || text.length > MAX_VALUE_CHARACTERS || !DIGIT.test(text)) return false;
  const bare = text.replace(MARKS_BEHIND, "");
  const plain = WORD.test(bare) ? null : toPlainText(bare);
  const amount = plain === null ? null : readAmount(plain);
  if (amount !== null && (!amount.isCodeLike || MARKED.test(bare))) return true;
  return kindOf(bare) === "date";
}

/** True for a value, or for what stands in the place of one: a dash, "n/a". */
export function isValueOrNone(text: string | null): boolean {
  return text !== null && (isValue(text) || NO_VALUE.test(text.trim()));
}

/** True for text that has letters and is no value. */
export function isLabel(text: string | null): boolean {
  return text !== null && LETTERS.test(text) && !isValueOrNone(text);
}
