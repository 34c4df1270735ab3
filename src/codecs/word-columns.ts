// Decides columns of booleans and of codes: digits that are no number.
import { isCode, isDigits, numberText } from "./amounts.ts";
import {
  collectTokens,
  isFitting,
  isHopeless,
  isNullWord,
  type ColumnCells,
  type DecidedColumn,
} from "./column-reading.ts";
import type { CellValue } from "../core/records.ts";
import { toPlainText } from "./plain-text.ts";

/** Words for true and false. Single letters stand for a boolean only when both are there. */
const BOOLEAN_PAIRS: readonly (readonly [yes: string, no: string])[] = [
  ["true", "false"],
  ["yes", "no"],
  ["y", "n"],
  ["ja", "nein"],
  ["ja", "nee"],
  ["oui", "non"],
  ["sí", "no"],
  ["sì", "no"],
  ["si", "no"],
  ["sim", "não"],
  ["wahr", "falsch"],
  ["vrai", "faux"],
];
const BOOLEAN_WORDS = new Set(BOOLEAN_PAIRS.flat());
const LONGEST_BOOLEAN = 6;

/** Decides a column of `true` and `false`, or of one pair of words for them; null when it is none. */
export function decideBooleans({ cells, votes }: ColumnCells): DecidedColumn | null {
  const words: string[] = [];
  let unfit = 0;
  for (const vote of votes) {
    const word = typeof vote === "string" ? wordOf(vote) : String(vote).toLowerCase();
    if (word !== null && isNothing(word)) continue;
    if (word === null || !BOOLEAN_WORDS.has(word)) unfit += 1;
    if (isHopeless(unfit, votes.length)) return null;
    words.push(word ?? "");
  }
  for (const [yes, no] of BOOLEAN_PAIRS) {
    const fitting = words.filter((word) => word === yes || word === no).length;
    if (!isFitting(fitting, words.length)) continue;
    if (yes.length === 1 && !(words.includes(yes) && words.includes(no))) continue;
    const trues = collectTokens(cells, (plain) => plain.toLowerCase() === yes);
    const falses = collectTokens(cells, (plain) => plain.toLowerCase() === no);
    const nulls = collectTokens(cells, isNothing);
    return {
      info: {
        type: "boolean",
        values: words.length,
        ...(trues.list !== null && { true_tokens: trues.list }),
        ...(falses.list !== null && { false_tokens: falses.list }),
        ...(nulls.list !== null && { nulls: nulls.list }),
      },
      read: (cell) => {
        if (cell === null || typeof cell === "boolean") return cell;
        if (typeof cell !== "string") return undefined;
        if (nulls.has(cell)) return null;
        const word = wordOf(cell);
        return word === yes ? true : word === no ? false : undefined;
      },
      warning: null,
    };
  }
  return null;
}

function isNothing(plain: string): boolean {
  return isNullWord(plain) || plain === "-";
}

function wordOf(cell: string): string | null {
  const plain = toPlainText(cell);
  return plain === null || plain.length > LONGEST_BOOLEAN ? null : plain.toLowerCase();
}

/**
 * Decides a column of codes; null when it is none. All of them are digits, and some have leading
 * zeros or more than 15 digits; or all are groups of three alike, as registration numbers are.
 */
export function decideCodes({ votes }: ColumnCells): DecidedColumn | null {
  if (votes.length === 0) return null;
  const texts: string[] = [];
  for (const vote of votes) {
    const text = digitsOf(vote);
    if (text === null) return null;
    texts.push(text);
  }
  const isPlain = texts.every(isDigits);
  if (isPlain ? !texts.some(isCode) : !areAlikeGroups(texts)) return null;
  return {
    info: { type: "code", values: votes.length },
    read: (cell) => {
      if (cell === null) return null;
      const text = digitsOf(cell);
      if (text === null || isDigits(text) !== isPlain) return undefined;
      return typeof cell === "number" ? text : cell;
    },
    warning: null,
  };
}

/** Digits, perhaps in groups of three with blanks between; null for anything else. */
function digitsOf(cell: CellValue): string | null {
  if (typeof cell === "number") {
    const text = numberText(cell);
    return isDigits(text) ? text : null;
  }
  const plain = typeof cell === "string" ? toPlainText(cell) : null;
  return plain !== null && /^\d+(?: \d{3})*$/.test(plain) ? plain : null;
}

/** Amounts vary in length; a registration number of three groups or more does not. */
function areAlikeGroups(texts: readonly string[]): boolean {
  const [first = ""] = texts;
  return (
    /^\d{3}(?: \d{3}){2,}$/.test(first) &&
    texts.every((text) => text.length === first.length && text[3] === " ")
  );
}
